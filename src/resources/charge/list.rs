//! `GET /v1/charges`
//!
//! <https://docs.stripe.com/api/charges/list>

use std::sync::Arc;

use serde::Deserialize;

use super::Charge;
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::resources::customer::Customer;
use crate::resources::payment_intent::PaymentIntent;
use crate::store::Transaction;
use crate::values::{Id, Text, TimeRange};

#[derive(Debug, Deserialize)]
pub struct ListCharges {
    pub created: Option<TimeRange>,
    pub customer: Option<Id<Customer>>,
    pub payment_intent: Option<Id<PaymentIntent>>,
    pub transfer_group: Option<Text>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListCharges {
    type Target = ();
    type Output = List<Arc<Charge>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<Charge>>, ApiError> {
        let page = Page {
            limit: self.limit,
            starting_after: self.starting_after,
            ending_before: self.ending_before,
        };
        let intent = self.payment_intent.as_ref().map(Id::as_str);
        let customer = self.customer.as_ref().map(Id::as_str);
        let key = intent.or(self.transfer_group.as_deref()).or(customer);
        page.of_filed(key, tx, "/v1/charges", |charge: &Charge| {
            self.created.is_none_or(|range| range.contains(charge.created))
                && self.customer.as_ref().is_none_or(|customer| charge.customer.as_ref() == Some(customer))
                && self.payment_intent.as_ref().is_none_or(|intent| charge.payment_intent == *intent)
                && self
                    .transfer_group
                    .as_ref()
                    .is_none_or(|group| charge.transfer_group.as_ref() == Some(group))
        })
    }
}
