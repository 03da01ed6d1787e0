//! `GET /v1/balance_transactions`
//!
//! <https://docs.stripe.com/api/balance_transactions/list>

use std::sync::Arc;

use serde::Deserialize;

use super::BalanceTransaction;
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Currency, Text, TimeRange};

#[derive(Debug, Deserialize)]
pub struct ListBalanceTransactions {
    pub created: Option<TimeRange>,
    pub currency: Option<Currency>,
    /// No money is paid out: nothing has one.
    pub payout: Option<Text>,
    pub source: Option<Text>,
    pub r#type: Option<Text>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListBalanceTransactions {
    type Target = ();
    type Output = List<Arc<BalanceTransaction>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<BalanceTransaction>>, ApiError> {
        let page = Page {
            limit: self.limit,
            starting_after: self.starting_after,
            ending_before: self.ending_before,
        };
        page.of_filed(self.source.as_deref(), tx, "/v1/balance_transactions", |entry: &BalanceTransaction| {
            self.payout.is_none()
                && self.created.is_none_or(|range| range.contains(entry.created))
                && self.currency.is_none_or(|currency| entry.currency == currency)
                && self.source.as_ref().is_none_or(|source| *entry.source == **source)
                && self.r#type.as_ref().is_none_or(|kind| entry.kind == kind.as_str())
        })
    }
}
