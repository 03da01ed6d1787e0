//! `POST /_emulator/checkout/sessions/{session}/async_payment_succeeded` and `…/async_payment_failed`: a delayed payment
//! settles, and its session is told.
//!
//! <https://docs.stripe.com/payments/checkout/fulfill-orders#delayed-notification>

use std::sync::Arc;

use serde::Deserialize;

use super::{PaymentStatus, Session, State, check_id, target};
use crate::error::{ApiError, inferred};
use crate::operation::Operation;
use crate::resources::payment_intent::PaymentIntent;
use crate::resources::payment_intent::settle::{Verdict, is_under_way, settle};
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct SessionPaymentSucceeded {}

#[derive(Debug, Deserialize)]
pub struct SessionPaymentFailed {}

impl Operation for SessionPaymentSucceeded {
    type Target = Id<Session>;
    type Output = Arc<Session>;

    fn check_target(id: &Id<Session>) -> Result<(), ApiError> {
        check_id(id)
    }

    fn perform(self, id: Id<Session>, tx: &mut Transaction<'_>) -> Result<Arc<Session>, ApiError> {
        end(tx, &id, Verdict::Paid)
    }
}

impl Operation for SessionPaymentFailed {
    type Target = Id<Session>;
    type Output = Arc<Session>;

    fn check_target(id: &Id<Session>) -> Result<(), ApiError> {
        check_id(id)
    }

    fn perform(self, id: Id<Session>, tx: &mut Transaction<'_>) -> Result<Arc<Session>, ApiError> {
        end(tx, &id, Verdict::Failed("generic_could_not_process"))
    }
}

fn end(tx: &mut Transaction<'_>, id: &Id<Session>, verdict: Verdict) -> Result<Arc<Session>, ApiError> {
    let session = target(tx, id)?;
    let intent = session
        .results
        .as_ref()
        .and_then(|results| results.payment_intent.as_ref())
        .and_then(|id| tx.find::<PaymentIntent>(id.as_str()))
        .filter(|intent| session.state == State::Complete(PaymentStatus::Unpaid) && is_under_way(tx, intent));
    let Some(intent) = intent else { return Err(inferred::no_payment_under_way().into()) };
    settle(tx, &intent, verdict);
    target(tx, id)
}

/// Tells the session whose payment was settled; nothing for a payment that belongs to none.
pub(crate) fn payment_settled(tx: &mut Transaction<'_>, intent: &PaymentIntent, paid: bool) {
    let Some(id) = &intent.session else { return };
    let waiting = |session: &Arc<Session>| session.state == State::Complete(PaymentStatus::Unpaid);
    let Some(session) = tx.find::<Session>(id.as_str()).filter(waiting) else { return };
    let status = if paid { PaymentStatus::Paid } else { PaymentStatus::Unpaid };
    let session = tx.put(Session { state: State::Complete(status), ..Session::clone(&session) });
    let kind = if paid {
        "checkout.session.async_payment_succeeded"
    } else {
        "checkout.session.async_payment_failed"
    };
    tx.emit(kind, &session);
}
