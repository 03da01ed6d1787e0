//! `GET /v1/shipping_rates`
//!
//! <https://docs.stripe.com/api/shipping_rates/list>

use std::sync::Arc;

use serde::Deserialize;

use super::ShippingRate;
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Currency, Text, TimeRange};

#[derive(Debug, Deserialize)]
pub struct ListShippingRates {
    pub active: Option<bool>,
    pub created: Option<TimeRange>,
    pub currency: Option<Currency>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListShippingRates {
    type Target = ();
    type Output = List<Arc<ShippingRate>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<ShippingRate>>, ApiError> {
        let Self { active, created, currency, limit, starting_after, ending_before } = self;
        Page { limit, starting_after, ending_before }.of(tx, "/v1/shipping_rates", |rate: &ShippingRate| {
            active.is_none_or(|active| rate.active == active)
                && created.is_none_or(|range| range.contains(rate.created))
                && currency.is_none_or(|currency| rate.currency == currency)
        })
    }
}
