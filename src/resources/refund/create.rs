//! `POST /v1/refunds`
//!
//! <https://docs.stripe.com/api/refunds/create>

use std::sync::Arc;

use serde::Deserialize;

use super::{Refund, Status, settle};
use crate::error::{ApiError, At as _, inferred, refusal};
use crate::operation::Operation;
use crate::payments::RefundFate;
use crate::resources::balance_transaction;
use crate::resources::charge::{self, Charge};
use crate::resources::customer::Customer;
use crate::resources::payment_intent::PaymentIntent;
use crate::store::Transaction;
use crate::values::{Amount, Choice, Currency, Email, Emptyable, Id, Metadata, MetadataParam, Positive};
use crate::words;

words!(
    /// Why money goes back.
    pub Reasons: "duplicate" "fraudulent" "requested_by_customer"
);

words!(
    /// Where money goes back from that no charge brought.
    pub Origins: "customer_balance"
);

#[derive(Debug, Deserialize)]
pub struct CreateRefund {
    /// Minor units; what is left unless told.
    pub amount: Option<Positive>,
    pub charge: Option<Id<Charge>>,
    /// For customer balances, which are not kept.
    pub currency: Option<Currency>,
    pub customer: Option<Id<Customer>>,
    pub instructions_email: Option<Email>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub origin: Option<Choice<Origins>>,
    pub payment_intent: Option<Id<PaymentIntent>>,
    pub reason: Option<Choice<Reasons>>,
    pub refund_application_fee: Option<bool>,
    pub reverse_transfer: Option<bool>,
}

impl Operation for CreateRefund {
    type Target = ();
    type Output = Arc<Refund>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<Arc<Refund>, ApiError> {
        let before = self.charge(tx)?;
        if before.refunded {
            return Err(refusal::charge_already_refunded(before.id.as_str()).into());
        }
        if before.status != charge::Status::Succeeded {
            return Err(inferred::charge_not_refundable(before.id.as_str()).into());
        }
        if !before.captured {
            return Err(refusal::refund_of_uncaptured(before.payment_intent.as_str()).into());
        }
        let left = before.unrefunded();
        let amount = self.amount.map_or(left, |amount| Amount::from_minor(amount.get()));
        if amount > left {
            return Err(refusal::refund_too_large(before.currency, amount, left).into());
        }
        let mut metadata = Metadata::default();
        metadata.update(self.metadata)?;

        let card = before.payment_method.card();
        let fate = card.map(|card| card.refund);
        let prefix = if card.is_some() { "re_" } else { "pyr_" };
        let stem = before.id.as_str().get(3..19).unwrap_or_default();
        let refund = Refund {
            id: tx.fixed_id().unwrap_or_else(|| Id::new(tx.draw(&format!("{prefix}{stem}"), 8))),
            amount,
            balance_transaction: None,
            charge: before.id.clone(),
            created: tx.now(),
            currency: before.currency,
            customer: before.customer.clone(),
            failure_balance_transaction: None,
            failure_reason: None,
            instructions_email: self.instructions_email,
            to_card: card.is_some(),
            metadata,
            payment_intent: before.payment_intent.clone(),
            payment_method: before.payment_method.id.clone(),
            reason: self.reason.map(Choice::as_str),
            reference: None,
            status: match fate {
                Some(RefundFate::Pending) | None => Status::Pending,
                Some(RefundFate::Succeeds | RefundFate::Fails) => Status::Succeeded,
            },
        };
        let refund = balance_transaction::of_refund(tx, refund);
        let refund = tx.put(refund);
        tx.emit("refund.created", &refund);
        let charge = tx.put(Charge::clone(&before).into_refunded(amount));
        tx.emit_update("charge.refunded", &before, &charge);
        settle::promise(tx, &refund);
        Ok(refund)
    }
}

impl CreateRefund {
    /// What is refunded: the charge, or the last one of the payment.
    fn charge(&self, tx: &Transaction<'_>) -> Result<Arc<Charge>, ApiError> {
        match (&self.charge, &self.payment_intent) {
            // Looked up as if the URL named it: 404 (recorded).
            (Some(charge), None) => tx.target(charge),
            (Some(charge), Some(intent)) => {
                let charge = tx.target(charge)?;
                if charge.payment_intent == *intent {
                    Ok(charge)
                } else {
                    Err(refusal::exclusive("", "charge", "payment_intent").into())
                }
            }
            (None, Some(id)) => {
                let intent = tx.get(id).at("payment_intent")?;
                let charge = intent.latest_charge.as_ref().and_then(|id| tx.find::<Charge>(id.as_str()));
                charge
                    .filter(|charge| charge.status == charge::Status::Succeeded)
                    .ok_or_else(|| inferred::payment_not_refundable(id.as_str()).into())
            }
            (None, None) => Err(refusal::refund_of_nothing().into()),
        }
    }
}
