//! `GET /v1/invoices`
//!
//! <https://docs.stripe.com/api/invoices/list>

use std::sync::Arc;

use serde::Deserialize;

use super::Invoice;
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::resources::customer::Customer;
use crate::resources::subscription::Subscription;
use crate::store::Transaction;
use crate::values::{Choice, Id, Text, TimeRange};
use crate::words;

words!(
    /// How it is paid.
    pub CollectionMethods: "charge_automatically" "send_invoice"
);

words!(
    /// Where an invoice is in its life.
    pub Statuses: "draft" "open" "paid" "uncollectible" "void"
);

#[derive(Debug, Deserialize)]
pub struct ListInvoices {
    pub collection_method: Option<Choice<CollectionMethods>>,
    pub created: Option<TimeRange>,
    pub customer: Option<Id<Customer>>,
    pub customer_account: Option<Text>,
    pub due_date: Option<TimeRange>,
    pub status: Option<Choice<Statuses>>,
    pub subscription: Option<Id<Subscription>>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListInvoices {
    type Target = ();
    type Output = List<Arc<Invoice>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<Invoice>>, ApiError> {
        let page = Page {
            limit: self.limit,
            starting_after: self.starting_after,
            ending_before: self.ending_before,
        };
        // Every invoice here was charged automatically and so is never due later; none belongs to a customer's account.
        let nowhere = self.customer_account.is_some()
            || self.due_date.is_some()
            || self.collection_method.is_some_and(|method| method.as_str() == "send_invoice");
        let subscription = self.subscription.as_ref().map(Id::as_str);
        let key = subscription.or(self.customer.as_ref().map(Id::as_str));
        page.of_filed(key, tx, "/v1/invoices", |invoice: &Invoice| {
            !nowhere
                && self.created.is_none_or(|range| range.contains(invoice.created))
                && self.customer.as_ref().is_none_or(|customer| invoice.customer.id == *customer)
                && self.status.is_none_or(|status| invoice.status.as_str() == status.as_str())
                && self
                    .subscription
                    .as_ref()
                    .is_none_or(|subscription| invoice.subscription.as_ref() == Some(subscription))
        })
    }
}
