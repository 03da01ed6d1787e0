//! Logs as Stripe's lists: newest first, `limit`, `starting_after`.

use std::sync::Arc;

use axum::extract::Request;
use serde_json::Value;

use crate::app::App;
use crate::error::{ApiError, NotFound, Refusal, refusal};
use crate::form::Branch;
use crate::http::caller::Caller;
use crate::http::list::List;
use crate::store::Account;

/// The accounts a call concerns: everyone; the key's and those connected to it; or the connected one that is named.
pub(super) fn accounts(app: &App, caller: Option<&Caller>) -> Vec<Arc<Account>> {
    caller.map_or_else(|| app.accounts(), |caller| app.family(&caller.account))
}

/// Which part of a log is wanted.
pub(super) struct Part {
    limit: usize,
    starting_after: Option<String>,
}

impl Part {
    /// Reads the query: `limit` from 1 to 1000, 100 unless told, and `starting_after`, an id.
    pub(super) fn of(request: &Request) -> Result<Part, ApiError> {
        let query = Branch::parse(request.uri().query().unwrap_or_default().as_bytes())?;
        let mut part = Part { limit: 100, starting_after: None };
        for (name, node) in query.iter() {
            let text = node.text().unwrap_or_default();
            match name {
                "limit" => {
                    let limit = text.parse().ok().filter(|limit| (1..=1000).contains(limit));
                    part.limit = limit.ok_or_else(|| {
                        Refusal::new(format!("Invalid limit: {text}. Use a number from 1 to 1000."))
                            .at("limit")
                    })?;
                }
                "starting_after" => part.starting_after = Some(text.to_owned()),
                other => return Err(refusal::unknown(other, None).into()),
            }
        }
        Ok(part)
    }

    /// The part of entries that come with their places in time.
    pub(super) fn take(
        self,
        mut entries: Vec<(u64, Value)>,
        noun: &'static str,
        url: &str,
    ) -> Result<List<Value>, ApiError> {
        entries.sort_by_key(|(order, _)| std::cmp::Reverse(*order));
        let start = match &self.starting_after {
            None => 0,
            Some(id) => {
                let at = entries.iter().position(|(_, entry)| entry["id"] == id.as_str());
                at.map(|at| at + 1).ok_or_else(|| NotFound::new(noun, id.as_str()).at("starting_after"))?
            }
        };
        let has_more = entries.len() > start + self.limit;
        let data = entries.into_iter().skip(start).take(self.limit).map(|(_, entry)| entry).collect();
        Ok(List::new(data, has_more, url))
    }
}
