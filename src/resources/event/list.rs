//! `GET /v1/events`
//!
//! <https://docs.stripe.com/api/events/list>

use std::sync::Arc;

use serde::Deserialize;

use crate::error::{ApiError, refusal};
use crate::events::Event;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Text, TimeRange, UpTo};

#[derive(Debug, Deserialize)]
pub struct ListEvents {
    pub created: Option<TimeRange>,
    /// Whether every receiver has acknowledged it.
    pub delivery_success: Option<bool>,
    /// A type, in which `*` stands for any part: `checkout.session.*`.
    pub r#type: Option<Text>,
    /// Whole types; not together with `type`.
    pub types: Option<UpTo<20, Text>>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListEvents {
    type Target = ();
    type Output = List<Arc<Event>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<Event>>, ApiError> {
        let Self { created, delivery_success, r#type, types, limit, starting_after, ending_before } = self;
        if r#type.is_some() && types.is_some() {
            return Err(refusal::exclusive("", "type", "types").into());
        }
        let now = tx.now();
        Page { limit, starting_after, ending_before }.of(tx, "/v1/events", |event: &Event| {
            super::is_kept(event.created, now)
                && created.is_none_or(|range| range.contains(event.created))
                && delivery_success.is_none_or(|success| event.is_delivered() == success)
                && r#type.as_ref().is_none_or(|pattern| matches(pattern, event.kind))
                && types.as_ref().is_none_or(|types| types.iter().any(|kind| kind.as_str() == event.kind))
        })
    }
}

/// Whether a type fits a pattern in which `*` stands for any part.
fn matches(pattern: &str, kind: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == kind };
    let Some(mut kind) = kind.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = kind.find(part) else { return false };
        kind = &kind[at + part.len()..];
    }
    kind.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_part() {
        for (pattern, fits) in [
            ("checkout.session.expired", true),
            ("checkout.session.*", true),
            ("checkout.*.expired", true),
            ("*.expired", true),
            ("*session*", true),
            ("*", true),
            ("checkout.session", false),
            ("checkout.*.completed", false),
            ("session.*", false),
            ("checkout.session.expired.*", false),
        ] {
            assert_eq!(matches(pattern, "checkout.session.expired"), fits, "{pattern}");
        }
    }
}
