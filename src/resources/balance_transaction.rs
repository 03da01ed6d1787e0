//! Balance transactions: money that comes to the account or leaves it.
//!
//! <https://docs.stripe.com/api/balance_transactions>

mod list;
mod retrieve;

use std::sync::Arc;

pub use list::ListBalanceTransactions;
pub use retrieve::RetrieveBalanceTransaction;

use serde::{Serialize, Serializer};

use super::charge::Charge;
use super::refund::Refund;
use crate::http::expand::Expandable;
use crate::store::{Due, Transaction};
use crate::values::{Amount, Currency, Id, Object, Text, Timestamp, word};

/// How long after a payment what it costs is known where it is captured asynchronously, in seconds.
///
/// <https://docs.stripe.com/payments/payment-intents/asynchronous-capture>
pub(crate) const KNOWN_AFTER: i64 = 2;

/// How long money is pending before it can be paid out, in seconds: two days.
const PENDING_FOR: i64 = 2 * 24 * 60 * 60;

/// Money that came or went.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct BalanceTransaction {
    pub id: Id<BalanceTransaction>,
    /// In minor units; below zero where money leaves.
    pub amount: i64,
    /// Whether it can be paid out by now.
    pub available: bool,
    pub available_on: Timestamp,
    pub created: Timestamp,
    pub currency: Currency,
    pub description: Option<Text<1000>>,
    /// What Stripe takes of it, in minor units.
    pub fee: i64,
    /// The charge or refund it comes from.
    pub source: Box<str>,
    /// `charge`, `payment`, `refund`, `payment_refund`.
    #[borsh(deserialize_with = "word::one")]
    pub kind: &'static str,
}

/// What Stripe takes of a payment: 2.9 % and 30 cents, as in the United States.
///
/// <https://stripe.com/pricing>
fn fee(amount: Amount) -> i64 {
    let share = i64::try_from(i128::from(amount.minor()) * 29 / 1000).unwrap_or(i64::MAX);
    (share + 30).min(amount.minor())
}

/// Writes down what a charge brought, on the charge too.
pub(crate) fn attach(tx: &mut Transaction<'_>, charge: &Arc<Charge>) -> Arc<Charge> {
    let captured = charge.amount_captured;
    let available_now = charge.payment_method.card().is_some_and(|card| card.available_now);
    let kind = if charge.payment_method.card().is_some() { "charge" } else { "payment" };
    let entry = BalanceTransaction {
        id: id_beside(tx, charge.id.as_str()),
        amount: captured.minor(),
        available: available_now,
        available_on: tx.now().plus(if available_now { 0 } else { PENDING_FOR }),
        created: tx.now(),
        currency: charge.currency,
        description: charge.description.clone(),
        fee: fee(captured),
        source: charge.id.as_str().into(),
        kind,
    };
    let entry = tx.put(entry);
    if !available_now {
        tx.look_at(entry.available_on, Due::Available(entry.id.clone()));
    }
    tx.put(Charge { balance_transaction: Some(entry.id.clone()), ..Charge::clone(charge) })
}

/// Writes down what a charge brought once it is known, and tells so.
pub(crate) fn when_known(tx: &mut Transaction<'_>, id: &Id<Charge>) {
    let unknown =
        |charge: &Arc<Charge>| charge.balance_transaction.is_none() && charge.captured && charge.paid;
    if let Some(charge) = tx.find::<Charge>(id.as_str()).filter(unknown) {
        let known = attach(tx, &charge);
        tx.emit_update("charge.updated", &charge, &known);
    }
}

/// Money that was pending can be paid out from now on. No event says so.
pub(crate) fn when_available(tx: &mut Transaction<'_>, id: &Id<BalanceTransaction>) {
    if let Some(entry) = tx.find::<BalanceTransaction>(id.as_str()) {
        tx.put(BalanceTransaction { available: true, ..BalanceTransaction::clone(&entry) });
    }
}

/// Writes down what a refund takes, on the refund too; the fee is not given back.
pub(crate) fn of_refund(tx: &mut Transaction<'_>, refund: Refund) -> Refund {
    let entry = entry_of_refund(tx, &refund, -refund.amount.minor());
    Refund { balance_transaction: Some(entry), ..refund }
}

/// Writes down that a refund came back.
pub(crate) fn of_failed_refund(tx: &mut Transaction<'_>, refund: Refund) -> Refund {
    let entry = entry_of_refund(tx, &refund, refund.amount.minor());
    Refund { failure_balance_transaction: Some(entry), ..refund }
}

fn entry_of_refund(tx: &mut Transaction<'_>, refund: &Refund, amount: i64) -> Id<BalanceTransaction> {
    let failed = amount > 0;
    let kind = match (refund.to_card, failed) {
        (true, false) => "refund",
        (false, false) => "payment_refund",
        (true, true) => "refund_failure",
        (false, true) => "payment_failure_refund",
    };
    let entry = BalanceTransaction {
        id: id_beside(tx, refund.id.as_str()),
        amount,
        available: true,
        available_on: tx.now(),
        created: tx.now(),
        currency: refund.currency,
        description: Text::try_from("REFUND FOR CHARGE").ok(),
        fee: 0,
        source: refund.id.as_str().into(),
        kind,
    };
    tx.put(entry).id.clone()
}

/// An id that shares the middle part of what it belongs to.
pub(crate) fn id_beside(tx: &mut Transaction<'_>, source: &str) -> Id<BalanceTransaction> {
    let stem = source.split_once('_').and_then(|(_, rest)| rest.get(..16)).unwrap_or_default().to_owned();
    Id::new(tx.draw(&format!("txn_{stem}"), 8))
}

impl Object for BalanceTransaction {
    const NAME: &'static str = "balance_transaction";
    const NOUN: &'static str = "balance transaction";
    const PREFIX: &'static str = "txn_1";
    const ID_LENGTH: usize = 23;
    const EXPAND: &'static [Expandable] = &[Expandable::hash("fee_details"), SOURCE];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "amount",
        "available_on",
        "balance_type",
        "created",
        "currency",
        "description",
        "exchange_rate",
        "fee",
        "net",
        "reporting_category",
        "status",
        "type",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }

    fn found_by(&self) -> impl Iterator<Item = &str> {
        [&*self.source].into_iter()
    }
}

const SOURCE: Expandable = Expandable {
    path: "source",
    how: crate::http::expand::How::Reference(|tx, id| {
        tx.render::<Charge>(id).or_else(|| tx.render::<Refund>(id))
    }),
};

impl BalanceTransaction {
    fn reporting_category(&self) -> &'static str {
        match self.kind {
            "refund" | "payment_refund" => "refund",
            "refund_failure" | "payment_failure_refund" => "refund_failure",
            _ => "charge",
        }
    }

    fn status(&self) -> &'static str {
        if self.available { "available" } else { "pending" }
    }
}

impl Serialize for BalanceTransaction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Fee {
            amount: i64,
            application: (),
            currency: Currency,
            description: &'static str,
            r#type: &'static str,
        }

        // `()` is written as `null`.
        #[derive(Serialize)]
        struct View<'b> {
            id: &'b Id<BalanceTransaction>,
            object: &'static str,
            amount: i64,
            available_on: Timestamp,
            balance_type: &'static str,
            created: Timestamp,
            currency: Currency,
            description: &'b Option<Text<1000>>,
            exchange_rate: (),
            fee: i64,
            fee_details: Vec<Fee>,
            net: i64,
            reporting_category: &'static str,
            source: &'b str,
            status: &'static str,
            r#type: &'static str,
        }

        let fee = Fee {
            amount: self.fee,
            application: (),
            currency: self.currency,
            description: "Stripe processing fees",
            r#type: "stripe_fee",
        };
        View {
            id: &self.id,
            object: Self::NAME,
            amount: self.amount,
            available_on: self.available_on,
            balance_type: "payments",
            created: self.created,
            currency: self.currency,
            description: &self.description,
            exchange_rate: (),
            fee: self.fee,
            fee_details: if self.fee == 0 { Vec::new() } else { vec![fee] },
            net: self.amount - self.fee,
            reporting_category: self.reporting_category(),
            source: &self.source,
            status: self.status(),
            r#type: self.kind,
        }
        .serialize(serializer)
    }
}
