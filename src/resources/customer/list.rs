//! `GET /v1/customers`
//!
//! <https://docs.stripe.com/api/customers/list>

use std::sync::Arc;

use serde::Deserialize;

use super::Customer;
use crate::error::{ApiError, NotFound};
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Text, TimeRange};

#[derive(Debug, Deserialize)]
pub struct ListCustomers {
    pub created: Option<TimeRange>,
    /// The whole address, case included.
    pub email: Option<Text>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
    pub test_clock: Option<Text>,
}

impl Operation for ListCustomers {
    type Target = ();
    type Output = List<Arc<Customer>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<Customer>>, ApiError> {
        if let Some(clock) = self.test_clock {
            return Err(NotFound::new("billingclock", clock.as_str()).at("test_clock"));
        }
        let Self { created, email, limit, starting_after, ending_before, .. } = self;
        let page = Page { limit, starting_after, ending_before };
        page.of_filed(email.as_deref(), tx, "/v1/customers", |customer: &Customer| {
            created.is_none_or(|range| range.contains(customer.created))
                && email.as_ref().is_none_or(|email| customer.email.as_deref() == Some(email.as_str()))
        })
    }
}
