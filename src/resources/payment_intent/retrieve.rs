//! `GET /v1/payment_intents/{intent}`
//!
//! <https://docs.stripe.com/api/payment_intents/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::PaymentIntent;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::resources::client_secret;
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

    const PUBLISHABLE: bool = true;

    fn perform(
        self,
        id: Id<PaymentIntent>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<PaymentIntent>, ApiError> {
        let intent = tx.target(&id)?;
        client_secret::check::<PaymentIntent>(self.client_secret.as_ref(), &intent.client_secret, tx)?;
        Ok(intent)
    }
}
