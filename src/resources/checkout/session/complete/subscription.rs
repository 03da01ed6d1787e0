//! `mode=subscription`: a customer, a subscription and its first invoice, paid or free.

use super::Outcome;
use super::entries::Entries;
use crate::error::ApiError;
use crate::resources::checkout::session::Session;
use crate::store::Transaction;

/// Pays the first invoice and starts the subscription.
///
/// # Errors
/// The payment method is declined: 402.
pub(super) fn subscribe(
    _session: &mut Session,
    _entries: &Entries,
    _tx: &mut Transaction<'_>,
) -> Result<Outcome, ApiError> {
    Err(ApiError::Internal)
}
