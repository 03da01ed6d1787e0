//! Giving up a setup: by request, or with its session.
//!
//! <https://docs.stripe.com/api/setup_intents/cancel>

use std::sync::Arc;

use super::{SetupIntent, Status};
use crate::store::Transaction;

/// Gives it up. The caller has checked that it can be canceled.
pub(crate) fn cancel(
    tx: &mut Transaction<'_>,
    intent: &SetupIntent,
    reason: Option<&'static str>,
) -> Arc<SetupIntent> {
    let canceled = tx.put(SetupIntent {
        status: Status::Canceled,
        cancellation_reason: reason,
        next_action: None,
        ..intent.clone()
    });
    tx.emit("setup_intent.canceled", &canceled);
    canceled
}
