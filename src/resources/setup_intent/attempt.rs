//! An attempt to make a payment method ready, whoever confirms it.
//!
//! <https://docs.stripe.com/payments/setupintents/lifecycle>

use std::sync::Arc;

use super::{SetupIntent, Status};
use crate::error::{ApiError, CardError};
use crate::resources::payment_intent::PaymentError;
use crate::resources::payment_intent::attempt::{Attempt, Challenge, Obstacle, next_action, obstacle};
use crate::resources::payment_method::PaymentMethod;
use crate::store::Transaction;

/// Makes the method ready, or tries to. The intent is in the account and its creation was told.
///
/// # Errors
/// The method is declined, or its owner did not prove who they are: 402. What happened until then stays, and the
/// transaction is told so.
pub(crate) fn attempt(
    tx: &mut Transaction<'_>,
    intent: &SetupIntent,
    attempt: &Attempt,
) -> Result<Arc<SetupIntent>, ApiError> {
    let mut intent = SetupIntent {
        last_setup_error: None,
        latest_attempt: Some(tx.draw("setatt_1", 23).into()),
        next_action: None,
        payment_method: Some(attempt.method.id.clone()),
        ..intent.clone()
    };
    let asks = matches!(
        obstacle(&Attempt { challenge: Challenge::Ask, ..attempt.clone() }, true),
        Some(Obstacle::Challenge)
    );
    if asks && intent.status != Status::RequiresAction {
        intent.status = Status::RequiresAction;
        let return_url = intent.return_url.as_deref();
        intent.next_action = Some(next_action(tx, intent.id.as_str(), return_url, &attempt.method));
        let asked = tx.put(intent.clone());
        tx.emit("setup_intent.requires_action", &asked);
        if attempt.challenge == Challenge::Ask {
            return Ok(asked);
        }
        intent.next_action = None;
    }
    match obstacle(attempt, true) {
        Some(Obstacle::NotAuthenticated) => {
            let error = CardError::setup_not_authenticated();
            return Err(fail(tx, intent, &attempt.method, error, "invalid_request_error"));
        }
        Some(Obstacle::Absent) => {
            let error = CardError::authentication_required();
            return Err(fail(tx, intent, &attempt.method, error, "card_error"));
        }
        Some(Obstacle::Declined(decline)) => {
            let error = CardError::declined(decline);
            let method = PaymentMethod::checked(tx, &attempt.method);
            return Err(fail(tx, intent, &method, error, "card_error"));
        }
        Some(Obstacle::Challenge) | None => {}
    }
    let method = PaymentMethod::checked(tx, &attempt.method);
    let method = tx.put(PaymentMethod { set_up: true, ..PaymentMethod::clone(&method) });
    if let Some(customer) = intent.customer.clone() {
        PaymentMethod::attach(tx, &method, &customer);
    }
    intent.status = Status::Succeeded;
    let intent = tx.put(intent);
    tx.emit("setup_intent.succeeded", &intent);
    Ok(intent)
}

fn fail(
    tx: &mut Transaction<'_>,
    mut intent: SetupIntent,
    method: &Arc<PaymentMethod>,
    error: CardError,
    kind: &'static str,
) -> ApiError {
    intent.status = Status::RequiresPaymentMethod;
    intent.payment_method = None;
    intent.next_action = None;
    intent.last_setup_error = Some(Arc::new(PaymentError {
        error: error.clone(),
        kind,
        method: Some(Arc::clone(method)),
        method_type: None,
    }));
    let intent = tx.put(intent);
    tx.emit("setup_intent.setup_failed", &intent);
    tx.keep_when_refused();
    CardError {
        setup_intent: serde_json::to_value(&intent).ok().map(Box::new),
        payment_method: serde_json::to_value(method).ok().map(Box::new),
        ..error
    }
    .into()
}
