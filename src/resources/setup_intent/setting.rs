//! What creating and confirming a setup intent have in common.

use std::sync::Arc;

use super::SetupIntent;
use super::attempt::attempt;
use crate::error::{ApiError, refusal};
use crate::resources::payment_intent::attempt::{Attempt, Challenge};
use crate::resources::payment_intent::{Intent, lacks_return_url};
use crate::resources::payment_method::PaymentMethod;
use crate::store::Transaction;

/// Confirms an intent with its method.
///
/// # Errors
/// It has none, or the method is declined: 402.
pub(super) fn confirm(
    tx: &mut Transaction<'_>,
    intent: &SetupIntent,
    use_stripe_sdk: Option<bool>,
) -> Result<Arc<SetupIntent>, ApiError> {
    let Some(method) = intent.payment_method.as_ref().and_then(|id| tx.find::<PaymentMethod>(id.as_str()))
    else {
        return Err(refusal::confirm_setup_without_method(intent).into());
    };
    if lacks_return_url(intent.automatic_payment_methods, intent.return_url.as_deref(), use_stripe_sdk, tx) {
        return Err(refusal::nowhere_to_return(Intent::Setup).into());
    }
    attempt(tx, intent, &Attempt { method, challenge: Challenge::Ask, off_session: false })
}
