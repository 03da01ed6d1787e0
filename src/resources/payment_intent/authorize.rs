//! The owner of a payment method answers what they were asked: on their bank's page, or a wallet's.

use std::sync::Arc;

use super::attempt::{Attempt, Challenge, attempt};
use super::{PaymentIntent, Status};
use crate::payments::Flow;
use crate::resources::payment_method::PaymentMethod;
use crate::store::Transaction;

/// Goes on with a payment that waits for its customer; gives what became of it. One that does not wait, that is paid with a
/// voucher, or that belongs to a page of Checkout, stays as it is.
pub(crate) fn authorize(
    tx: &mut Transaction<'_>,
    intent: &Arc<PaymentIntent>,
    challenge: Challenge,
) -> Arc<PaymentIntent> {
    let method = intent.payment_method.as_ref().and_then(|id| tx.last::<PaymentMethod>(id.as_str()));
    let waits = intent.status == Status::RequiresAction && intent.session.is_none();
    let Some(method) = method.filter(|method| waits && method.flow() != Some(Flow::Voucher)) else {
        return Arc::clone(intent);
    };
    let answered = attempt(tx, intent, &Attempt { method, challenge, off_session: false });
    // A refusal leaves its traces in the intent.
    answered.unwrap_or_else(|_| tx.find(intent.id.as_str()).unwrap_or_else(|| Arc::clone(intent)))
}
