//! The owner of a payment method answers what they were asked, on their bank's page.

use std::sync::Arc;

use super::attempt::attempt;
use super::{SetupIntent, Status};
use crate::resources::payment_intent::attempt::{Attempt, Challenge};
use crate::resources::payment_method::PaymentMethod;
use crate::store::Transaction;

/// Goes on with a setup that waits for its customer; gives what became of it. One that does not wait, or that belongs to a
/// page of Checkout, stays as it is.
pub(crate) fn authorize(
    tx: &mut Transaction<'_>,
    intent: &Arc<SetupIntent>,
    challenge: Challenge,
) -> Arc<SetupIntent> {
    let method = intent.payment_method.as_ref().and_then(|id| tx.last::<PaymentMethod>(id.as_str()));
    let waits = intent.status == Status::RequiresAction && intent.session.is_none();
    let Some(method) = method.filter(|_| waits) else { return Arc::clone(intent) };
    let answered = attempt(tx, intent, &Attempt { method, challenge, off_session: false });
    // A refusal leaves its traces in the intent.
    answered.unwrap_or_else(|_| tx.find(intent.id.as_str()).unwrap_or_else(|| Arc::clone(intent)))
}
