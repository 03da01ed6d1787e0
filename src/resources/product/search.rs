//! `GET /v1/products/search`
//!
//! <https://docs.stripe.com/api/products/search>

use std::sync::Arc;

use serde::Deserialize;

use super::Product;
use crate::error::ApiError;
use crate::http::search::{Search, SearchLimit, SearchResult};
use crate::operation::Operation;
use crate::search::{Field, Searchable};
use crate::store::Transaction;
use crate::values::Text;

#[derive(Debug, Deserialize)]
pub struct SearchProducts {
    pub query: Text,
    pub limit: Option<SearchLimit>,
    pub page: Option<Text>,
}

/// <https://docs.stripe.com/search#query-fields-for-products>
impl Searchable for Product {
    const PLURAL: &'static str = "products";
    const FIELDS: &'static [Field<Self>] = &[
        Field::token("active", |product| Some(Field::<Self>::flag(product.active))),
        Field::text("description", |product| product.description.as_deref()),
        Field::metadata(|product| &product.metadata),
        Field::text("name", |product| Some(&product.name)),
        Field::token("shippable", |product| product.shippable.map(Field::<Self>::flag)),
        Field::text("url", |product| product.url.as_deref()),
    ];
}

impl Operation for SearchProducts {
    type Target = ();
    type Output = SearchResult<Arc<Product>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<Self::Output, ApiError> {
        let Self { query, limit, page } = self;
        Search { query, limit, page }.of(tx)
    }
}
