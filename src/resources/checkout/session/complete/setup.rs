//! `mode=setup`: a setup intent, which was there from the beginning.

use std::sync::Arc;

use super::entries::Entries;
use super::{Outcome, PaymentStatus, payer};
use crate::error::ApiError;
use crate::resources::checkout::session::Session;
use crate::resources::payment_intent::attempt::{Attempt, obstacle};
use crate::resources::setup_intent::attempt::attempt;
use crate::resources::setup_intent::{SetupIntent, Status};
use crate::store::Transaction;

/// Makes the payment method ready for later.
///
/// # Errors
/// It is declined: 402.
pub(super) fn set_up(
    session: &mut Session,
    entries: &Entries,
    tx: &mut Transaction<'_>,
) -> Result<Outcome, ApiError> {
    let (Some(method), Some(id)) = (&entries.method, &session.setup_intent) else {
        return Err(ApiError::Internal);
    };
    let Some(intent) = tx.find::<SetupIntent>(id.as_str()) else { return Err(ApiError::Internal) };
    let trial = Attempt { method: Arc::clone(method), challenge: entries.challenge, off_session: false };
    let mut intent = SetupIntent::clone(&intent);
    if obstacle(&trial, true).is_none() {
        let wanted = session.settings.customer_creation == Some("always");
        intent.customer = payer::identify(session, entries, wanted, tx);
    }
    let intent = attempt(tx, &intent, &trial)?;
    Ok(if intent.status == Status::RequiresAction {
        Outcome::Challenged
    } else {
        Outcome::Done(PaymentStatus::NoPaymentRequired)
    })
}
