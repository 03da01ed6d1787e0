//! `GET /v1/invoice_payments`
//!
//! <https://docs.stripe.com/api/invoice-payment/list>

use std::sync::Arc;

use serde::Deserialize;

use super::InvoicePayment;
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::resources::invoice::Invoice;
use crate::resources::payment_intent::PaymentIntent;
use crate::store::Transaction;
use crate::values::{Choice, Id, Text, TimeRange};
use crate::words;

words!(
    /// Where a payment is in its life.
    pub Statuses: "canceled" "open" "paid"
);

words!(
    /// What pays.
    pub PaymentTypes: "payment_intent" "payment_record"
);

#[derive(Debug, Deserialize)]
pub struct ListInvoicePayments {
    pub created: Option<TimeRange>,
    pub invoice: Option<Id<Invoice>>,
    pub payment: Option<PaymentFilter>,
    pub status: Option<Choice<Statuses>>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

#[derive(Debug, Deserialize)]
pub struct PaymentFilter {
    pub payment_intent: Option<Id<PaymentIntent>>,
    pub payment_record: Option<Text>,
    pub r#type: Choice<PaymentTypes>,
}

impl Operation for ListInvoicePayments {
    type Target = ();
    type Output = List<Arc<InvoicePayment>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<InvoicePayment>>, ApiError> {
        let page = Page {
            limit: self.limit,
            starting_after: self.starting_after,
            ending_before: self.ending_before,
        };
        let intent = self.payment.as_ref().and_then(|payment| payment.payment_intent.as_ref());
        let key = self.invoice.as_ref().map(Id::as_str).or(intent.map(Id::as_str));
        page.of_filed(key, tx, "/v1/invoice_payments", |payment: &InvoicePayment| {
            self.created.is_none_or(|range| range.contains(payment.created))
                && self.invoice.as_ref().is_none_or(|invoice| payment.invoice == *invoice)
                && self.status.is_none_or(|status| payment.status.as_str() == status.as_str())
                && self.payment.as_ref().is_none_or(|filter| {
                    filter.r#type.as_str() == "payment_intent"
                        && filter
                            .payment_intent
                            .as_ref()
                            .is_none_or(|intent| payment.payment_intent == *intent)
                })
        })
    }
}
