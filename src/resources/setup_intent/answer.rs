//! The customer's answer to what a setup waits for: their bank's challenge, or another page that asks for approval.
//!
//! <https://docs.stripe.com/payments/setupintents/lifecycle>

use std::sync::Arc;

use super::attempt::attempt;
use super::{SetupIntent, Status};
use crate::error::{ApiError, refusal};
use crate::resources::payment_intent::attempt::{Attempt, Challenge};
use crate::resources::payment_method::PaymentMethod;
use crate::store::Transaction;

/// Goes on with a setup that waits for its customer.
///
/// # Errors
/// It waits for nobody, is declined after all, or the customer did not approve: 402.
pub(crate) fn answer(
    tx: &mut Transaction<'_>,
    intent: &SetupIntent,
    challenge: Challenge,
) -> Result<Arc<SetupIntent>, ApiError> {
    let method = intent.payment_method.as_ref().and_then(|id| tx.find::<PaymentMethod>(id.as_str()));
    let Some(method) = method.filter(|_| intent.status == Status::RequiresAction) else {
        return Err(refusal::setup_is_over(intent, "confirm").into());
    };
    attempt(tx, intent, &Attempt { method, challenge, off_session: false })
}
