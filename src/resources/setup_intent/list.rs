//! `GET /v1/setup_intents`
//!
//! <https://docs.stripe.com/api/setup_intents/list>

use std::sync::Arc;

use serde::Deserialize;

use super::SetupIntent;
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::resources::customer::Customer;
use crate::resources::payment_method::PaymentMethod;
use crate::store::Transaction;
use crate::values::{Id, Text, TimeRange};

#[derive(Debug, Deserialize)]
pub struct ListSetupIntents {
    pub attach_to_self: Option<bool>,
    pub created: Option<TimeRange>,
    pub customer: Option<Id<Customer>>,
    pub customer_account: Option<Text>,
    pub payment_method: Option<Id<PaymentMethod>>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListSetupIntents {
    type Target = ();
    type Output = List<Arc<SetupIntent>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<SetupIntent>>, ApiError> {
        let page = Page {
            limit: self.limit,
            starting_after: self.starting_after,
            ending_before: self.ending_before,
        };
        let method = self.payment_method.as_ref().map(Id::as_str);
        let key = method.or(self.customer.as_ref().map(Id::as_str));
        page.of_filed(key, tx, "/v1/setup_intents", |intent: &SetupIntent| {
            self.customer_account.is_none()
                && self.attach_to_self.is_none_or(|wanted| intent.attach_to_self.unwrap_or(false) == wanted)
                && self.created.is_none_or(|range| range.contains(intent.created))
                && self.customer.as_ref().is_none_or(|customer| intent.customer.as_ref() == Some(customer))
                && self
                    .payment_method
                    .as_ref()
                    .is_none_or(|method| intent.payment_method.as_ref() == Some(method))
        })
    }
}
