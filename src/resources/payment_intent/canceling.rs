//! Giving up a payment: by request, with its session, or because nobody captured it in time.
//!
//! <https://docs.stripe.com/api/payment_intents/cancel>

use std::sync::Arc;

use super::{PaymentIntent, Status};
use crate::resources::charge::Charge;
use crate::store::Transaction;
use crate::values::{Amount, Id};

/// Gives it up; what is held goes back. The caller has checked that it can be canceled.
pub(crate) fn cancel(
    tx: &mut Transaction<'_>,
    intent: &PaymentIntent,
    reason: Option<&'static str>,
    expired: bool,
) -> Arc<PaymentIntent> {
    if intent.status == Status::RequiresCapture
        && let Some(held) = intent.latest_charge.as_ref().and_then(|id| tx.find::<Charge>(id.as_str()))
    {
        let back = tx.put(Charge::clone(&held).into_released());
        if expired {
            tx.emit("charge.expired", &back);
        } else {
            tx.emit_update("charge.refunded", &held, &back);
        }
    }
    let canceled = tx.put(PaymentIntent {
        status: Status::Canceled,
        amount_capturable: Amount::ZERO,
        canceled_at: Some(tx.now()),
        cancellation_reason: reason,
        next_action: None,
        ..intent.clone()
    });
    tx.emit("payment_intent.canceled", &canceled);
    canceled
}

/// Gives up a payment that was held for too long.
pub(crate) fn when_uncaptured(tx: &mut Transaction<'_>, id: &Id<PaymentIntent>) {
    let held = |intent: &Arc<PaymentIntent>| intent.status == Status::RequiresCapture;
    if let Some(intent) = tx.find::<PaymentIntent>(id.as_str()).filter(held) {
        cancel(tx, &intent, Some("automatic"), true);
    }
}
