//! `GET /v1/payment_intents`
//!
//! <https://docs.stripe.com/api/payment_intents/list>

use std::sync::Arc;

use serde::Deserialize;

use super::PaymentIntent;
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::resources::customer::Customer;
use crate::store::Transaction;
use crate::values::{Id, Text, TimeRange};

#[derive(Debug, Deserialize)]
pub struct ListPaymentIntents {
    pub created: Option<TimeRange>,
    pub customer: Option<Id<Customer>>,
    pub customer_account: Option<Text>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListPaymentIntents {
    type Target = ();
    type Output = List<Arc<PaymentIntent>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<PaymentIntent>>, ApiError> {
        let page = Page {
            limit: self.limit,
            starting_after: self.starting_after,
            ending_before: self.ending_before,
        };
        let customer = self.customer.as_ref().map(Id::as_str);
        page.of_filed(customer, tx, "/v1/payment_intents", |intent: &PaymentIntent| {
            self.customer_account.is_none()
                && self.created.is_none_or(|range| range.contains(intent.created))
                && self.customer.as_ref().is_none_or(|customer| intent.customer.as_ref() == Some(customer))
        })
    }
}
