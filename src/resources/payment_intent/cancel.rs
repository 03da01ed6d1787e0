//! `POST /v1/payment_intents/{intent}/cancel`
//!
//! <https://docs.stripe.com/api/payment_intents/cancel>

use std::sync::Arc;

use serde::Deserialize;

use super::canceling::cancel;
use super::{PaymentIntent, Status};
use crate::error::{ApiError, inferred, refusal};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Choice, Id};
use crate::words;

words!(
    /// Why a payment is given up.
    pub Reasons: "abandoned" "duplicate" "fraudulent" "requested_by_customer"
);

#[derive(Debug, Deserialize)]
pub struct CancelPaymentIntent {
    pub cancellation_reason: Option<Choice<Reasons>>,
}

impl Operation for CancelPaymentIntent {
    type Target = Id<PaymentIntent>;
    type Output = Arc<PaymentIntent>;

    fn perform(
        self,
        id: Id<PaymentIntent>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<PaymentIntent>, ApiError> {
        let intent = tx.target(&id)?;
        if matches!(intent.status, Status::Succeeded | Status::Canceled) {
            return Err(refusal::intent_not_cancelable(&intent).into());
        }
        // Documented: that of a session is given up by expiring the session, unless its money is held.
        if intent.session.is_some() && intent.status != Status::RequiresCapture {
            return Err(inferred::cancel_of_checkout().into());
        }
        Ok(cancel(tx, &intent, self.cancellation_reason.map(Choice::as_str), false))
    }
}
