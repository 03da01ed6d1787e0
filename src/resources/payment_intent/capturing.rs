//! Taking money that is held.
//!
//! <https://docs.stripe.com/payments/place-a-hold-on-a-payment-method>

use std::sync::Arc;

use super::{PaymentIntent, Status};
use crate::resources::balance_transaction;
use crate::resources::charge::Charge;
use crate::store::Transaction;
use crate::values::Amount;

/// Takes `amount` of what is held and lets the rest go. The caller has checked that the intent can be captured.
pub(crate) fn capture(
    tx: &mut Transaction<'_>,
    intent: &PaymentIntent,
    amount: Amount,
) -> Arc<PaymentIntent> {
    let mut after = intent.clone();
    if let Some(held) = intent.latest_charge.as_ref().and_then(|id| tx.find::<Charge>(id.as_str())) {
        let taken = tx.put(Charge::clone(&held).into_captured(amount));
        let taken = balance_transaction::attach(tx, &taken);
        tx.emit_update("charge.captured", &held, &taken);
    }
    after.status = Status::Succeeded;
    after.amount_capturable = Amount::ZERO;
    after.amount_received = amount;
    let after = tx.put(after);
    tx.emit("payment_intent.succeeded", &after);
    after
}
