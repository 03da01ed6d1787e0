//! `POST /v1/checkout/sessions/{session}/expire`, and expiring by itself.
//!
//! <https://docs.stripe.com/api/checkout/sessions/expire>

use std::sync::Arc;

use serde::Deserialize;

use super::{Session, State, check_id, target};
use crate::error::{ApiError, refusal};
use crate::operation::Operation;
use crate::resources::payment_intent::{self, PaymentIntent};
use crate::resources::setup_intent::{self, SetupIntent};
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct ExpireSession {}

impl Operation for ExpireSession {
    type Target = Id<Session>;
    type Output = Arc<Session>;

    fn check_target(id: &Id<Session>) -> Result<(), ApiError> {
        check_id(id)
    }

    fn perform(self, id: Id<Session>, tx: &mut Transaction<'_>) -> Result<Arc<Session>, ApiError> {
        let session = target(tx, &id)?;
        if !session.is_open() {
            return Err(refusal::session_not_open(session.state.as_str()).into());
        }
        Ok(expire(tx, &session))
    }
}

/// What happens when a session's time is up, unless it was completed or expired before.
pub fn expire_if_open(tx: &mut Transaction<'_>, id: &Id<Session>) {
    let due = |session: &Arc<Session>| session.is_open() && session.expires_at <= tx.now();
    if let Some(session) = tx.find::<Session>(id.as_str()).filter(due) {
        expire(tx, &session);
    }
}

/// How long the link to a copy of the session works, in seconds: 30 days.
///
/// <https://docs.stripe.com/payments/checkout/abandoned-carts>
const RECOVERABLE: i64 = 30 * 24 * 60 * 60;

fn expire(tx: &mut Transaction<'_>, session: &Session) -> Arc<Session> {
    give_up(tx, session);
    let mut session = Session { state: State::Expired, ..session.clone() };
    if let Some(after_expiration) = &mut session.after_expiration {
        let url = format!("{}/r/{}", tx.context().public_url, session.id);
        after_expiration.offer(url, tx.now().plus(RECOVERABLE));
    }
    let session = tx.put(session);
    tx.emit("checkout.session.expired", &session);
    session
}

/// What the session was to be paid or set up with is given up with it.
///
/// <https://docs.stripe.com/api/payment_intents/cancel>
fn give_up(tx: &mut Transaction<'_>, session: &Session) {
    let payment = session.results.as_ref().and_then(|results| results.payment_intent.as_ref());
    if let Some(intent) = payment.and_then(|id| tx.find::<PaymentIntent>(id.as_str())) {
        payment_intent::canceling::cancel(tx, &intent, Some("expired"), false);
    }
    let setup = session.setup_intent.as_ref();
    if let Some(intent) = setup.and_then(|id| tx.find::<SetupIntent>(id.as_str())) {
        setup_intent::canceling::cancel(tx, &intent, Some("abandoned"));
    }
}
