//! Refunds: money that goes back.
//!
//! <https://docs.stripe.com/api/refunds>

mod cancel;
mod create;
mod list;
mod retrieve;
mod settle;
mod update;

pub use cancel::CancelRefund;
pub use create::CreateRefund;
pub use list::ListRefunds;
pub use retrieve::RetrieveRefund;
use serde::{Serialize, Serializer};
pub(crate) use settle::when_due;
pub use update::UpdateRefund;

use super::balance_transaction::BalanceTransaction;
use super::charge::Charge;
use super::customer::Customer;
use super::payment_intent::PaymentIntent;
use super::payment_method::PaymentMethod;
use crate::http::expand::Expandable;
use crate::values::{Amount, Currency, Email, Id, Metadata, Object, Timestamp, word};

/// Money that goes back to a customer.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Refund {
    pub id: Id<Refund>,
    pub amount: Amount,
    pub balance_transaction: Option<Id<BalanceTransaction>>,
    pub charge: Id<Charge>,
    pub created: Timestamp,
    pub currency: Currency,
    pub customer: Option<Id<Customer>>,
    pub failure_balance_transaction: Option<Id<BalanceTransaction>>,
    #[borsh(deserialize_with = "word::optional")]
    pub failure_reason: Option<&'static str>,
    pub instructions_email: Option<Email>,
    /// Whether it goes back to a card.
    pub to_card: bool,
    pub metadata: Metadata,
    pub payment_intent: Id<PaymentIntent>,
    pub payment_method: Id<PaymentMethod>,
    #[borsh(deserialize_with = "word::optional")]
    pub reason: Option<&'static str>,
    /// By what the card's bank knows it, once that is known.
    pub reference: Option<Box<str>>,
    pub status: Status,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Pending,
    Succeeded,
    Failed,
}

impl Object for Refund {
    const NAME: &'static str = "refund";
    const NOUN: &'static str = "refund";
    const PREFIX: &'static str = "re_3";
    const ID_LENGTH: usize = 23;
    const PATH_PARAM: &'static str = "refund";
    const EXPAND: &'static [Expandable] = &[
        Expandable::reference::<BalanceTransaction>("balance_transaction"),
        Expandable::reference::<Charge>("charge"),
        Expandable::reference::<Customer>("customer"),
        Expandable::reference::<BalanceTransaction>("failure_balance_transaction"),
        Expandable::reference::<PaymentIntent>("payment_intent"),
        Expandable::reference::<PaymentMethod>("payment_method"),
        Expandable::opaque("source_transfer_reversal"),
        Expandable::opaque("transfer_reversal"),
        Expandable::hash("destination_details"),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "amount",
        "created",
        "currency",
        "customer_account",
        "description",
        "failure_reason",
        "instructions_email",
        "metadata",
        "reason",
        "receipt_number",
        "status",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }

    fn found_by(&self) -> impl Iterator<Item = &str> {
        [self.charge.as_str(), self.payment_intent.as_str()].into_iter()
    }
}

impl Serialize for Refund {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Destination<'r> {
            #[serde(skip_serializing_if = "Option::is_none")]
            card: Option<CardDestination<'r>>,
            r#type: &'static str,
        }

        #[derive(Serialize)]
        struct CardDestination<'r> {
            #[serde(skip_serializing_if = "Option::is_none")]
            reference: Option<&'r str>,
            reference_status: &'static str,
            reference_type: &'static str,
            r#type: &'static str,
        }

        // `()` is written as `null`.
        #[derive(Serialize)]
        struct View<'r> {
            id: &'r Id<Refund>,
            object: &'static str,
            amount: Amount,
            balance_transaction: &'r Option<Id<BalanceTransaction>>,
            charge: &'r Id<Charge>,
            created: Timestamp,
            currency: Currency,
            customer: &'r Option<Id<Customer>>,
            customer_account: (),
            #[serde(skip_serializing_if = "Option::is_none")]
            destination_details: Option<Destination<'r>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            failure_balance_transaction: &'r Option<Id<BalanceTransaction>>,
            #[serde(skip_serializing_if = "Option::is_none")]
            failure_reason: Option<&'static str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            instructions_email: &'r Option<Email>,
            metadata: &'r Metadata,
            payment_intent: &'r Id<PaymentIntent>,
            payment_method: &'r Id<PaymentMethod>,
            #[serde(skip_serializing_if = "Option::is_none")]
            pending_reason: Option<&'static str>,
            reason: Option<&'static str>,
            receipt_number: (),
            source_transfer_reversal: (),
            status: Status,
            transfer_reversal: (),
        }

        let card = CardDestination {
            reference: self.reference.as_deref(),
            reference_status: if self.reference.is_some() { "available" } else { "pending" },
            reference_type: "acquirer_reference_number",
            r#type: "refund",
        };
        View {
            id: &self.id,
            object: Self::NAME,
            amount: self.amount,
            balance_transaction: &self.balance_transaction,
            charge: &self.charge,
            created: self.created,
            currency: self.currency,
            customer: &self.customer,
            customer_account: (),
            destination_details: self.to_card.then_some(Destination { card: Some(card), r#type: "card" }),
            failure_balance_transaction: &self.failure_balance_transaction,
            failure_reason: self.failure_reason,
            instructions_email: &self.instructions_email,
            metadata: &self.metadata,
            payment_intent: &self.payment_intent,
            payment_method: &self.payment_method,
            pending_reason: (self.status == Status::Pending).then_some("processing"),
            reason: self.reason,
            receipt_number: (),
            source_transfer_reversal: (),
            status: self.status,
            transfer_reversal: (),
        }
        .serialize(serializer)
    }
}
