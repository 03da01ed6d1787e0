//! A refund reaches its customer, or comes back.
//!
//! <https://docs.stripe.com/refunds#failed-refunds>

use super::{Refund, Status};
use crate::payments::RefundFate;
use crate::resources::balance_transaction;
use crate::resources::charge::Charge;
use crate::store::{Due, Transaction};
use crate::values::Id;

/// How long it takes until more is known, in seconds.
const KNOWN_AFTER: i64 = 2;

/// Promises to look after it: a card's bank has yet to say by what it knows it, any other has yet to take it.
pub(super) fn promise(tx: &mut Transaction<'_>, refund: &Refund) {
    tx.look_at(tx.now().plus(KNOWN_AFTER), Due::Refund(refund.id.clone()));
}

/// Does what the card's number says, once its time has come.
pub(crate) fn when_due(tx: &mut Transaction<'_>, id: &Id<Refund>) {
    let Some(before) = tx.find::<Refund>(id.as_str()) else { return };
    let Some(charge) = tx.find::<Charge>(before.charge.as_str()) else { return };
    let fate = charge.payment_method.card().map(|card| card.refund);
    let mut after = Refund::clone(&before);
    match (fate, before.status) {
        (Some(RefundFate::Fails), Status::Succeeded) => {
            after.status = Status::Failed;
            after.failure_reason = Some("expired_or_canceled_card");
            let after = balance_transaction::of_failed_refund(tx, after);
            let after = tx.put(after);
            tx.emit_update("refund.updated", &before, &after);
            tx.emit_update("charge.refund.updated", &before, &after);
            tx.emit("refund.failed", &after);
            // The money is the merchant's again and can be given back another way. No event of the charge is documented.
            tx.put(Charge::clone(&charge).into_unrefunded(before.amount));
        }
        (_, Status::Pending) | (Some(RefundFate::Succeeds), Status::Succeeded) => {
            after.status = Status::Succeeded;
            after.reference = after.to_card.then(|| reference(tx));
            let after = tx.put(after);
            tx.emit_update("refund.updated", &before, &after);
            tx.emit_update("charge.refund.updated", &before, &after);
        }
        _ => {}
    }
}

/// Sixteen digits.
fn reference(tx: &mut Transaction<'_>) -> Box<str> {
    tx.draw("", 16).bytes().map(|byte| char::from(b'0' + byte % 10)).collect()
}
