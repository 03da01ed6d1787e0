//! `GET /v1/customers/search`
//!
//! <https://docs.stripe.com/api/customers/search>

use std::sync::Arc;

use serde::Deserialize;

use super::Customer;
use crate::error::ApiError;
use crate::http::search::{Search, SearchLimit, SearchResult};
use crate::operation::Operation;
use crate::search::{Field, Searchable};
use crate::store::Transaction;
use crate::values::Text;

#[derive(Debug, Deserialize)]
pub struct SearchCustomers {
    pub query: Text,
    pub limit: Option<SearchLimit>,
    pub page: Option<Text>,
}

/// <https://docs.stripe.com/search#query-fields-for-customers>
impl Searchable for Customer {
    const PLURAL: &'static str = "customers";
    const FIELDS: &'static [Field<Self>] = &[
        Field::number("created", |customer| Some(customer.created.unix())),
        Field::text("email", |customer| customer.email.as_deref()),
        Field::metadata(|customer| &customer.metadata),
        Field::text("name", |customer| customer.name.as_deref()),
        Field::text("phone", |customer| customer.phone.as_deref()),
    ];
}

impl Operation for SearchCustomers {
    type Target = ();
    type Output = SearchResult<Arc<Customer>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<Self::Output, ApiError> {
        let Self { query, limit, page } = self;
        Search { query, limit, page }.of(tx)
    }
}
