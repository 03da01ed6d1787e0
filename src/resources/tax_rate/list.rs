//! `GET /v1/tax_rates`
//!
//! <https://docs.stripe.com/api/tax_rates/list>

use std::sync::Arc;

use serde::Deserialize;

use super::TaxRate;
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Text, TimeRange};

#[derive(Debug, Deserialize)]
pub struct ListTaxRates {
    pub active: Option<bool>,
    pub created: Option<TimeRange>,
    pub inclusive: Option<bool>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListTaxRates {
    type Target = ();
    type Output = List<Arc<TaxRate>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<TaxRate>>, ApiError> {
        let Self { active, created, inclusive, limit, starting_after, ending_before } = self;
        Page { limit, starting_after, ending_before }.of(tx, "/v1/tax_rates", |rate: &TaxRate| {
            active.is_none_or(|active| rate.active == active)
                && created.is_none_or(|range| range.contains(rate.created))
                && inclusive.is_none_or(|inclusive| rate.inclusive == inclusive)
        })
    }
}
