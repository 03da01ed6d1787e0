//! The customer's answer to what a payment waits for: their bank's challenge, or another page that asks for approval.
//!
//! <https://docs.stripe.com/payments/paymentintents/lifecycle>

use std::sync::Arc;

use super::attempt::{Attempt, Challenge};
use super::settle::is_under_way;
use super::{PaymentIntent, Status, setting};
use crate::error::{ApiError, refusal};
use crate::resources::payment_method::PaymentMethod;
use crate::store::Transaction;

/// Whether a payment waits for its customer to prove who they are, or to approve it.
pub(crate) fn is_asked(tx: &Transaction<'_>, intent: &PaymentIntent) -> bool {
    intent.status == Status::RequiresAction && !is_under_way(tx, intent)
}

/// Goes on with a payment that waits for its customer.
///
/// # Errors
/// It waits for nobody, is declined after all, or the customer did not approve: 402.
pub(crate) fn answer(
    tx: &mut Transaction<'_>,
    intent: &PaymentIntent,
    challenge: Challenge,
) -> Result<Arc<PaymentIntent>, ApiError> {
    let method = intent.payment_method.as_ref().and_then(|id| tx.find::<PaymentMethod>(id.as_str()));
    let Some(method) = method.filter(|_| is_asked(tx, intent)) else {
        return Err(refusal::intent_not_confirmable(intent).into());
    };
    setting::go_on(tx, intent, &Attempt { method, challenge, off_session: false })
}
