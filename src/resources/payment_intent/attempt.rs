//! An attempt to pay: what confirming a payment sets going, whoever confirms it.
//!
//! <https://docs.stripe.com/payments/paymentintents/lifecycle>

use std::sync::Arc;

use serde_json::{Value, json};

use super::{CaptureMethod, PaymentError, PaymentIntent, Status};
use crate::error::{ApiError, CardError};
use crate::payments::{Authentication, Decline, Flow};
use crate::resources::balance_transaction;
use crate::resources::charge::{self, Charge};
use crate::resources::payment_method::PaymentMethod;
use crate::store::{Due, Transaction};
use crate::values::{Amount, Id};

/// How the owner of a method answers when they are asked to prove who they are, or to approve on another page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Challenge {
    Succeed,
    Fail,
    /// They have not been asked yet: the payment waits for them.
    Ask,
}

/// An attempt to pay a payment intent.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    pub method: Arc<PaymentMethod>,
    pub challenge: Challenge,
    /// Whether the customer is away, so that nobody can be asked anything.
    pub off_session: bool,
}

/// What stops a payment.
pub(crate) enum Obstacle {
    /// Its owner must act first.
    Challenge,
    /// Its owner would have to act, and is away.
    Absent,
    NotAuthenticated,
    Declined(&'static Decline),
}

/// What a payment with a method meets, before anything is done.
pub(crate) fn obstacle(attempt: &Attempt, setting_up: bool) -> Option<Obstacle> {
    let method = &attempt.method;
    let Some(card) = method.card() else {
        let asks = method.flow() == Some(Flow::Redirect);
        return match attempt.challenge {
            Challenge::Ask if asks => Some(Obstacle::Challenge),
            Challenge::Fail if asks => Some(Obstacle::NotAuthenticated),
            _ => None,
        };
    };
    let set_up = method.set_up || card.set_up;
    let asks = match card.authentication {
        Authentication::Never | Authentication::ChallengeFails => false,
        Authentication::Required => true,
        Authentication::UntilSetUp => setting_up || !(attempt.off_session && set_up),
    };
    if asks && attempt.off_session {
        return Some(Obstacle::Absent);
    }
    match attempt.challenge {
        Challenge::Ask if asks => return Some(Obstacle::Challenge),
        Challenge::Fail if asks => return Some(Obstacle::NotAuthenticated),
        _ => {}
    }
    let declined = if setting_up { card.decline_when_saved() } else { card.decline() };
    declined.map(Obstacle::Declined)
}

/// Whether a payment with a method asks its owner for something, even if they then do as asked.
fn asks(attempt: &Attempt) -> bool {
    matches!(
        obstacle(&Attempt { challenge: Challenge::Ask, ..attempt.clone() }, false),
        Some(Obstacle::Challenge)
    )
}

/// Pays, or tries to. The intent is in the account and its creation was told; it is changed step by step, and every step is
/// told.
///
/// # Errors
/// The method is declined, or its owner did not prove who they are: 402. What happened until then stays, and the
/// transaction is told so.
pub(crate) fn attempt(
    tx: &mut Transaction<'_>,
    intent: &PaymentIntent,
    attempt: &Attempt,
) -> Result<Arc<PaymentIntent>, ApiError> {
    let mut intent = PaymentIntent {
        last_payment_error: None,
        next_action: None,
        payment_method: Some(attempt.method.id.clone()),
        ..intent.clone()
    };
    match obstacle(attempt, false) {
        Some(Obstacle::Challenge) => {
            intent.status = Status::RequiresAction;
            intent.next_action =
                Some(next_action(tx, intent.id.as_str(), intent.return_url.as_deref(), &attempt.method));
            let intent = tx.put(intent);
            tx.emit("payment_intent.requires_action", &intent);
            return Ok(intent);
        }
        Some(Obstacle::NotAuthenticated) => {
            ask(tx, &mut intent, attempt);
            return Err(not_authenticated(tx, intent, &attempt.method));
        }
        // No bank was asked for money, so there is no charge (recorded).
        Some(Obstacle::Absent) => {
            let error = CardError::authentication_required();
            return Err(fail(tx, intent, &attempt.method, error, "card_error"));
        }
        Some(Obstacle::Declined(decline)) => {
            if !attempt.off_session && asks(attempt) {
                ask(tx, &mut intent, attempt);
            }
            return Err(refuse(tx, intent, &attempt.method, decline));
        }
        None => {}
    }
    if intent.status != Status::RequiresAction && asks(attempt) {
        ask(tx, &mut intent, attempt);
    }
    match attempt.method.flow() {
        Some(Flow::Delayed) => Ok(wait_for_bank(tx, intent, &attempt.method)),
        Some(Flow::Voucher) => Ok(wait_for_voucher(tx, intent, &attempt.method)),
        Some(Flow::Redirect) | None => Ok(pay(tx, intent, &attempt.method)),
    }
}

/// Tells that the owner must act, where they act at once.
fn ask(tx: &mut Transaction<'_>, intent: &mut PaymentIntent, attempt: &Attempt) {
    if intent.status == Status::RequiresAction {
        return;
    }
    intent.status = Status::RequiresAction;
    intent.next_action =
        Some(next_action(tx, intent.id.as_str(), intent.return_url.as_deref(), &attempt.method));
    let asked = tx.put(intent.clone());
    tx.emit("payment_intent.requires_action", &asked);
    intent.next_action = None;
}

/// What the customer has to do: their bank's challenge in the shop's page, or a page they are sent to and come back from.
pub(crate) fn next_action(
    tx: &Transaction<'_>,
    intent: &str,
    return_url: Option<&str>,
    method: &PaymentMethod,
) -> Arc<Value> {
    let page = format!("{}/_emulator/authorize/{intent}", tx.context().public_url);
    Arc::new(if return_url.is_none() && method.card().is_some() {
        json!({
            "type": "use_stripe_sdk",
            "use_stripe_sdk": {"type": "three_d_secure_redirect", "stripe_js": page},
        })
    } else {
        json!({
            "redirect_to_url": {"return_url": return_url, "url": page},
            "type": "redirect_to_url",
        })
    })
}

/// The owner of the method did not prove who they are, or did not approve.
pub(crate) fn not_authenticated(
    tx: &mut Transaction<'_>,
    intent: PaymentIntent,
    method: &Arc<PaymentMethod>,
) -> ApiError {
    fail(tx, intent, method, CardError::not_authenticated(), "invalid_request_error")
}

/// A bank refuses: the charge failed.
fn refuse(
    tx: &mut Transaction<'_>,
    mut intent: PaymentIntent,
    method: &Arc<PaymentMethod>,
    decline: &'static Decline,
) -> ApiError {
    let method = &PaymentMethod::checked(tx, method);
    let charge = Charge::declined(tx, &intent, method, decline);
    let charge = tx.put(charge);
    tx.emit("charge.failed", &charge);
    intent.latest_charge = Some(charge.id.clone());
    let error = CardError { charge: Some(charge.id.as_str().into()), ..CardError::declined(decline) };
    fail(tx, intent, method, error, "card_error")
}

/// The attempt is over, another may follow.
pub(crate) fn fail(
    tx: &mut Transaction<'_>,
    mut intent: PaymentIntent,
    method: &Arc<PaymentMethod>,
    error: CardError,
    kind: &'static str,
) -> ApiError {
    intent.status = Status::RequiresPaymentMethod;
    intent.payment_method = None;
    intent.next_action = None;
    intent.last_payment_error = Some(Arc::new(PaymentError {
        error: error.clone(),
        kind,
        method: Some(Arc::clone(method)),
        method_type: Some(method.kind),
    }));
    let intent = tx.put(intent);
    tx.emit("payment_intent.payment_failed", &intent);
    tx.keep_when_refused();
    CardError {
        payment_intent: serde_json::to_value(&intent).ok().map(Box::new),
        payment_method: serde_json::to_value(method).ok().map(Box::new),
        ..error
    }
    .into()
}

/// The money is there, or held until it is captured.
fn pay(
    tx: &mut Transaction<'_>,
    mut intent: PaymentIntent,
    method: &Arc<PaymentMethod>,
) -> Arc<PaymentIntent> {
    let method = &PaymentMethod::checked(tx, method);
    let held = intent.capture_method == CaptureMethod::Manual;
    let charge = Charge::paid(tx, &intent, method, !held);
    let charge = tx.put(charge);
    tx.emit("charge.succeeded", &charge);
    intent.latest_charge = Some(charge.id.clone());
    if held {
        intent.status = Status::RequiresCapture;
        intent.amount_capturable = intent.amount;
        tx.look_at(tx.now().plus(charge::HELD_FOR), Due::Capture(intent.id.clone()));
        let intent = tx.put(intent);
        tx.emit("payment_intent.amount_capturable_updated", &intent);
        return intent;
    }
    if intent.capture_method == CaptureMethod::AutomaticAsync {
        tx.look_at(tx.now().plus(balance_transaction::KNOWN_AFTER), Due::Balance(charge.id.clone()));
    } else {
        balance_transaction::attach(tx, &charge);
    }
    succeed(tx, intent)
}

/// All of it is paid.
pub(super) fn succeed(tx: &mut Transaction<'_>, mut intent: PaymentIntent) -> Arc<PaymentIntent> {
    intent.status = Status::Succeeded;
    intent.amount_received = intent.amount;
    intent.amount_capturable = Amount::ZERO;
    let intent = tx.put(intent);
    tx.emit("payment_intent.succeeded", &intent);
    intent
}

/// A debit is on its way to the bank.
fn wait_for_bank(
    tx: &mut Transaction<'_>,
    mut intent: PaymentIntent,
    method: &Arc<PaymentMethod>,
) -> Arc<PaymentIntent> {
    let charge = Charge::pending(tx, &intent, method);
    let charge = tx.put(charge);
    tx.emit("charge.pending", &charge);
    intent.latest_charge = Some(charge.id.clone());
    intent.status = Status::Processing;
    promise_settlement(tx, &intent.id, method);
    let intent = tx.put(intent);
    tx.emit("payment_intent.processing", &intent);
    intent
}

/// The customer was told where and how to pay.
fn wait_for_voucher(
    tx: &mut Transaction<'_>,
    mut intent: PaymentIntent,
    method: &Arc<PaymentMethod>,
) -> Arc<PaymentIntent> {
    let after = method.settlement().after;
    let public_url = tx.context().public_url;
    let page = format!("{public_url}/_emulator/voucher/{}", intent.id);
    intent.status = Status::RequiresAction;
    intent.next_action = Some(Arc::new(voucher(method.kind, &page, tx.now().plus(after).unix())));
    promise_settlement(tx, &intent.id, method);
    let intent = tx.put(intent);
    tx.emit("payment_intent.requires_action", &intent);
    intent
}

/// What the customer is shown of a voucher.
fn voucher(kind: &str, page: &str, expires_at: i64) -> Value {
    match kind {
        "boleto" => json!({
            "boleto_display_details": {
                "expires_at": expires_at,
                "hosted_voucher_url": page,
                "number": "01010101010101010101010101010101010101010101010",
                "pdf": null,
            },
            "type": "boleto_display_details",
        }),
        "konbini" => json!({
            "konbini_display_details": {"expires_at": expires_at, "hosted_voucher_url": page, "stores": {}},
            "type": "konbini_display_details",
        }),
        "multibanco" => json!({
            "multibanco_display_details": {
                "entity": "11111",
                "expires_at": expires_at,
                "hosted_voucher_url": page,
                "reference": "111111111",
            },
            "type": "multibanco_display_details",
        }),
        "oxxo" => json!({
            "oxxo_display_details": {
                "expires_after": expires_at,
                "hosted_voucher_url": page,
                "number": "12345678901234657890123456789012",
            },
            "type": "oxxo_display_details",
        }),
        _ => json!({
            "display_bank_transfer_instructions": {
                "amount_remaining": null,
                "currency": null,
                "hosted_instructions_url": page,
                "reference": null,
                "type": "us_bank_transfer",
            },
            "type": "display_bank_transfer_instructions",
        }),
    }
}

fn promise_settlement(tx: &mut Transaction<'_>, intent: &Id<PaymentIntent>, method: &PaymentMethod) {
    let after = method.settlement().after;
    tx.look_at(tx.now().plus(after), Due::Settlement(intent.clone()));
}
