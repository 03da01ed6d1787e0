//! `GET /v1/prices`
//!
//! Prices made inside a session are left out.
//!
//! <https://docs.stripe.com/api/prices/list>

use std::sync::Arc;

use serde::Deserialize;

use super::{Interval, Price, PriceType, UsageType};
use crate::error::{ApiError, At as _};
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::resources::product::Product;
use crate::store::Transaction;
use crate::values::{Currency, Id, Text, TimeRange, UpTo};

#[derive(Debug, Deserialize)]
pub struct ListPrices {
    pub active: Option<bool>,
    pub created: Option<TimeRange>,
    pub currency: Option<Currency>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
    pub lookup_keys: Option<UpTo<10, Text<200>>>,
    pub product: Option<Id<Product>>,
    pub recurring: Option<RecurringFilter>,
    pub r#type: Option<PriceType>,
}

#[derive(Debug, Deserialize)]
pub struct RecurringFilter {
    pub interval: Option<Interval>,
    pub meter: Option<Text>,
    pub usage_type: Option<UsageType>,
}

impl RecurringFilter {
    fn matches(&self, price: &Price) -> bool {
        price.recurring.as_ref().is_some_and(|recurring| {
            self.interval.is_none_or(|interval| recurring.interval == interval)
                && self.usage_type.is_none_or(|usage_type| recurring.usage_type == usage_type)
                && self.meter.as_ref().is_none_or(|meter| recurring.meter.as_ref() == Some(meter))
        })
    }
}

impl Operation for ListPrices {
    type Target = ();
    type Output = List<Arc<Price>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<Price>>, ApiError> {
        if let Some(product) = &self.product {
            tx.get(product).at("product")?;
        }
        let Self { active, created, currency, limit, starting_after, ending_before, .. } = self;
        let lookup_key = self.lookup_keys.as_deref().and_then(|keys| match keys {
            [key] => Some(&**key),
            _ => None,
        });
        let key = lookup_key.or(self.product.as_ref().map(Id::as_str));
        let page = Page { limit, starting_after, ending_before };
        page.of_filed(key, tx, "/v1/prices", |price: &Price| {
            !price.inline
                && active.is_none_or(|active| price.active == active)
                && created.is_none_or(|range| range.contains(price.created))
                && currency.is_none_or(|currency| price.currency == currency)
                && self.r#type.is_none_or(|kind| price.price_type() == kind)
                && self.product.as_ref().is_none_or(|product| price.product == *product)
                && self.recurring.as_ref().is_none_or(|filter| filter.matches(price))
                && self
                    .lookup_keys
                    .as_ref()
                    .is_none_or(|keys| price.lookup_key.as_ref().is_some_and(|key| keys.contains(key)))
        })
    }
}
