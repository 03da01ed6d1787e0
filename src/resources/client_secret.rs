//! Client secrets: what a browser must know of an intent to see it or go on with it.
//!
//! <https://docs.stripe.com/api/payment_intents/object#payment_intent_object-client_secret>

use crate::error::{ApiError, inferred, refusal};
use crate::store::Transaction;
use crate::values::{Object, Text};

/// Compares what was sent with the secret of a `T`. A publishable key needs it, a secret one does not.
///
/// # Errors
/// It is missing, or of another object.
pub fn check<T: Object>(sent: Option<&Text>, own: &str, tx: &Transaction<'_>) -> Result<(), ApiError> {
    match sent {
        Some(sent) if **sent != *own => Err(inferred::wrong_client_secret(T::NAME).into()),
        None if tx.context().publishable => Err(refusal::missing("client_secret").into()),
        _ => Ok(()),
    }
}
