//! `GET /v1/products`
//!
//! <https://docs.stripe.com/api/products/list>

use std::sync::Arc;

use serde::Deserialize;

use super::{Product, ProductType};
use crate::error::{ApiError, refusal};
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Id, Text, TimeRange};

#[derive(Debug, Deserialize)]
pub struct ListProducts {
    pub active: Option<bool>,
    pub created: Option<TimeRange>,
    /// Excludes cursors. Unknown ids are passed over.
    pub ids: Option<Vec<Id<Product>>>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
    pub shippable: Option<bool>,
    pub r#type: Option<ProductType>,
    pub url: Option<Text>,
}

impl Operation for ListProducts {
    type Target = ();
    type Output = List<Arc<Product>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<Product>>, ApiError> {
        if self.ids.is_some() {
            if self.starting_after.is_some() {
                return Err(refusal::exclusive("", "ids", "starting_after").into());
            }
            if self.ending_before.is_some() {
                return Err(refusal::exclusive("", "ids", "ending_before").into());
            }
        }
        let Self { active, created, ids, limit, starting_after, ending_before, shippable, r#type: kind, url } =
            self;
        Page { limit, starting_after, ending_before }.of(tx, "/v1/products", |product: &Product| {
            active.is_none_or(|active| product.active == active)
                && created.is_none_or(|range| range.contains(product.created))
                && ids.as_ref().is_none_or(|ids| ids.contains(&product.id))
                && shippable.is_none_or(|shippable| product.shippable == Some(shippable))
                && kind.is_none_or(|kind| product.kind == kind)
                && url.as_ref().is_none_or(|url| product.url.as_deref() == Some(url.as_str()))
        })
    }
}
