//! `GET /v1/prices/search`
//!
//! <https://docs.stripe.com/api/prices/search>

use std::sync::Arc;

use serde::Deserialize;

use super::Price;
use crate::error::ApiError;
use crate::http::search::{Search, SearchLimit, SearchResult};
use crate::operation::Operation;
use crate::search::{Field, Searchable};
use crate::store::Transaction;
use crate::values::Text;

#[derive(Debug, Deserialize)]
pub struct SearchPrices {
    pub query: Text,
    pub limit: Option<SearchLimit>,
    pub page: Option<Text>,
}

/// <https://docs.stripe.com/search#query-fields-for-prices>
impl Searchable for Price {
    const PLURAL: &'static str = "prices";
    const FIELDS: &'static [Field<Self>] = &[
        Field::token("active", |price| Some(Field::<Self>::flag(price.active))),
        Field::token("currency", |price| Some(price.currency.code())),
        Field::text("lookup_key", |price| price.lookup_key.as_deref()),
        Field::metadata(|price| &price.metadata),
        Field::text("product", |price| Some(price.product.as_str())),
        Field::token("type", |price| Some(price.price_type().as_str())),
    ];
}

impl Operation for SearchPrices {
    type Target = ();
    type Output = SearchResult<Arc<Price>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<Self::Output, ApiError> {
        let Self { query, limit, page } = self;
        Search { query, limit, page }.of(tx)
    }
}
