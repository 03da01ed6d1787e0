//! `POST /v1/payment_pages/{session}/confirm`

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::PaymentPage;
use crate::error::{ApiError, inferred};
use crate::operation::Operation;
use crate::resources::checkout::Session;
use crate::resources::checkout::session::{self, CompleteSession, ShippingParam};
use crate::resources::payment_method::PaymentMethod;
use crate::store::Transaction;
use crate::values::{Amount, Email, Id, Text};

/// What the page knows of its customer is in the payment method; the rest is what its scripts send along.
#[derive(Debug, Deserialize)]
pub struct ConfirmPaymentPage {
    pub client_attribution_metadata: Option<IgnoredAny>,
    pub eid: Option<IgnoredAny>,
    pub elements_session_client: Option<IgnoredAny>,
    pub email: Option<Email>,
    /// What the page showed as due, in minor units.
    pub expected_amount: Option<Amount>,
    pub expected_payment_method_type: Option<Text>,
    pub guid: Option<IgnoredAny>,
    pub init_checksum: Option<IgnoredAny>,
    pub js_checksum: Option<IgnoredAny>,
    pub key: Option<IgnoredAny>,
    pub last_displayed_line_item_group_details: Option<IgnoredAny>,
    pub muid: Option<IgnoredAny>,
    pub payment_method: Option<Text>,
    pub referrer: Option<IgnoredAny>,
    pub return_url: Option<IgnoredAny>,
    pub rv_timestamp: Option<IgnoredAny>,
    pub shipping: Option<ShippingParam>,
    pub sid: Option<IgnoredAny>,
    pub version: Option<IgnoredAny>,
}

impl Operation for ConfirmPaymentPage {
    type Target = Id<Session>;
    type Output = PaymentPage;

    const PUBLISHABLE: bool = true;

    fn perform(self, id: Id<Session>, tx: &mut Transaction<'_>) -> Result<PaymentPage, ApiError> {
        let session = session::target(tx, &id)?;
        let due = session.totals.as_ref().map(|totals| totals.total).unwrap_or_default();
        if self.expected_amount.is_some_and(|expected| expected != due) {
            return Err(inferred::unexpected_amount(due).into());
        }
        let known = self.payment_method.as_ref().and_then(|id| tx.find::<PaymentMethod>(id));
        let entered = known.as_deref().map(|method| method.billing_details.clone()).unwrap_or_default();
        let address = entered.address.clone();
        let has_address = address.country.is_some() || address.line1.is_some();
        let complete = CompleteSession {
            billing_address: has_address.then(|| address.into()),
            email: self.email.or(entered.email),
            name: entered.name,
            payment_method: self.payment_method,
            phone: entered.phone.as_deref().and_then(|phone| Text::try_from(phone).ok()),
            shipping: self.shipping,
            ..CompleteSession::default()
        };
        let session = complete.perform(id, tx)?;
        Ok(PaymentPage::of(&session, tx))
    }
}
