//! The end of a payment that took its time: the bank says yes or no.
//!
//! <https://docs.stripe.com/payments/sepa-debit>

use std::sync::Arc;

use super::attempt::{fail, succeed};
use super::{PaymentIntent, Status};
use crate::error::CardError;
use crate::payments::failure_message;
use crate::resources::charge::Charge;
use crate::resources::checkout::session;
use crate::resources::payment_method::PaymentMethod;
use crate::resources::{balance_transaction, charge};
use crate::store::Transaction;
use crate::values::Id;

/// What the bank says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Paid,
    /// With the code of the failure.
    Failed(&'static str),
}

/// Does what the payment method's own account number says, once its time has come.
pub(crate) fn when_due(tx: &mut Transaction<'_>, id: &Id<PaymentIntent>) {
    let Some(intent) = tx.find::<PaymentIntent>(id.as_str()).filter(|intent| is_under_way(tx, intent)) else {
        return;
    };
    let failure = method_of(tx, &intent).and_then(|method| method.settlement().failure);
    let verdict = failure.map_or(Verdict::Paid, |(code, _)| Verdict::Failed(code));
    settle(tx, &intent, verdict);
}

/// Whether a bank or the buyer of a voucher has yet to end it.
pub(crate) fn is_under_way(tx: &Transaction<'_>, intent: &PaymentIntent) -> bool {
    match intent.status {
        Status::Processing => true,
        // Somebody who has to prove who they are is no bank.
        Status::RequiresAction => {
            method_of(tx, intent).is_some_and(|method| method.flow() == Some(crate::payments::Flow::Voucher))
        }
        _ => false,
    }
}

fn method_of(tx: &Transaction<'_>, intent: &PaymentIntent) -> Option<Arc<PaymentMethod>> {
    tx.last::<PaymentMethod>(intent.payment_method.as_ref()?.as_str())
}

/// Ends a payment that is under way, and tells the session it belongs to.
pub(crate) fn settle(
    tx: &mut Transaction<'_>,
    intent: &Arc<PaymentIntent>,
    verdict: Verdict,
) -> Arc<PaymentIntent> {
    let Some(method) = method_of(tx, intent) else { return Arc::clone(intent) };
    let mut after = PaymentIntent { next_action: None, ..PaymentIntent::clone(intent) };
    let pending = intent.latest_charge.as_ref().and_then(|id| tx.find::<Charge>(id.as_str()));
    let settled = match verdict {
        Verdict::Paid => {
            let charge = match &pending {
                Some(charge) => Charge::clone(charge).into_paid(),
                None => Charge::paid(tx, &after, &method, true),
            };
            let charge = tx.put(charge);
            let charge = balance_transaction::attach(tx, &charge);
            tx.emit("charge.succeeded", &charge);
            after.latest_charge = Some(charge.id.clone());
            succeed(tx, after)
        }
        Verdict::Failed(code) => {
            let message = failure_message(code);
            let charge = match &pending {
                Some(charge) => Charge::clone(charge).into_failed(code, message),
                None => charge::Charge::pending(tx, &after, &method).into_failed(code, message),
            };
            let charge = tx.put(charge);
            tx.emit("charge.failed", &charge);
            after.latest_charge = Some(charge.id.clone());
            let error = CardError {
                charge: Some(charge.id.as_str().into()),
                ..CardError::failed_debit(code, message)
            };
            let id = after.id.clone();
            let _refusal = fail(tx, after, &method, error, "card_error");
            tx.find(id.as_str()).unwrap_or_else(|| Arc::clone(intent))
        }
    };
    session::payment_settled(tx, &settled, verdict == Verdict::Paid);
    settled
}
