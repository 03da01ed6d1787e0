use std::sync::Arc;

use serde::Deserialize;

use super::Customer;
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Text;

#[derive(Debug, Deserialize)]
pub struct ListCustomers {
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListCustomers {
    type Target = ();
    type Output = List<Arc<Customer>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<Customer>>, ApiError> {
        let Self { limit, starting_after, ending_before } = self;
        Page { limit, starting_after, ending_before }.of(tx, "/v1/customers", |_: &Customer| true)
    }
}
