//! `GET /v1/payment_intents/{intent}`
//!
//! <https://docs.stripe.com/api/payment_intents/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::PaymentIntent;
use crate::error::{ApiError, inferred};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Id, Text};

#[derive(Debug, Deserialize)]
pub struct RetrievePaymentIntent {
    /// What a browser must know of it.
    pub client_secret: Option<Text>,
}

impl Operation for RetrievePaymentIntent {
    type Target = Id<PaymentIntent>;
    type Output = Arc<PaymentIntent>;

    fn perform(
        self,
        id: Id<PaymentIntent>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<PaymentIntent>, ApiError> {
        let intent = tx.target(&id)?;
        if self.client_secret.is_some_and(|secret| *secret != *intent.client_secret) {
            return Err(inferred::wrong_client_secret("payment_intent").into());
        }
        Ok(intent)
    }
}
