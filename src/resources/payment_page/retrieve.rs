//! `GET /v1/payment_pages/{session}`

use serde::Deserialize;

use super::PaymentPage;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::resources::checkout::Session;
use crate::resources::checkout::session;
use crate::store::Transaction;
use crate::values::{Id, Text};

#[derive(Debug, Deserialize)]
pub struct RetrievePaymentPage {
    pub browser_locale: Option<Text>,
    pub eid: Option<Text>,
    pub key: Option<Text>,
}

impl Operation for RetrievePaymentPage {
    type Target = Id<Session>;
    type Output = PaymentPage;

    const PUBLISHABLE: bool = true;

    fn perform(self, id: Id<Session>, tx: &mut Transaction<'_>) -> Result<PaymentPage, ApiError> {
        let session = session::target(tx, &id)?;
        Ok(PaymentPage::of(&session, tx))
    }
}
