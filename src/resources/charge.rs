//! Charges: single attempts to move money.
//!
//! <https://docs.stripe.com/api/charges>

mod list;
mod method_details;
mod retrieve;
mod update;
mod view;

use std::sync::Arc;

pub use list::ListCharges;
pub use retrieve::RetrieveCharge;
pub use update::UpdateCharge;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::balance_transaction::BalanceTransaction;
use super::billing_details::BillingDetails;
use super::customer::Customer;
use super::invoice::Invoice;
use super::payment_intent::{CaptureMethod, PaymentIntent, PaymentShipping, TransferData};
use super::payment_method::PaymentMethod;
use super::refund::Refund;
use crate::http::expand::Expandable;
use crate::payments::{Decline, Risk};
use crate::store::Transaction;
use crate::values::{Amount, Currency, Email, Id, Metadata, Object, Text, Timestamp, word};

/// How long a card's money can be held, in seconds: seven days.
pub(crate) const HELD_FOR: i64 = 7 * 24 * 60 * 60;

/// An attempt to move money, and what became of it.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[expect(clippy::struct_excessive_bools, reason = "Stripe's fields")]
pub struct Charge {
    pub id: Id<Charge>,
    pub amount: Amount,
    pub amount_captured: Amount,
    pub amount_refunded: Amount,
    pub application_fee_amount: Option<Amount>,
    pub balance_transaction: Option<Id<BalanceTransaction>>,
    pub billing_details: BillingDetails,
    pub calculated_statement_descriptor: Option<Box<str>>,
    pub captured: bool,
    /// Until when the money is held, if it is.
    pub capture_before: Option<Timestamp>,
    pub created: Timestamp,
    pub currency: Currency,
    pub customer: Option<Id<Customer>>,
    pub description: Option<Text<1000>>,
    pub disputed: bool,
    pub failure: Option<Failure>,
    pub fraud_details: FraudDetails,
    pub metadata: Metadata,
    pub on_behalf_of: Option<Text>,
    pub outcome: Option<Outcome>,
    pub paid: bool,
    pub payment_intent: Id<PaymentIntent>,
    pub payment_method: Arc<PaymentMethod>,
    pub receipt_email: Option<Email>,
    pub receipt_url: Option<Box<str>>,
    pub refunded: bool,
    pub shipping: Option<PaymentShipping>,
    pub statement_descriptor: Option<crate::values::StatementDescriptor>,
    pub statement_descriptor_suffix: Option<Text<22>>,
    pub status: Status,
    pub transfer_data: Option<TransferData>,
    pub transfer_group: Option<Text>,
    /// What the network calls this payment; drawn with the charge.
    pub network_transaction_id: Box<str>,
    pub authorization_code: Option<Box<str>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Succeeded,
    Pending,
    Failed,
}

/// Why it failed.
#[derive(Debug, Clone, Copy, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Failure {
    #[borsh(deserialize_with = "word::one")]
    pub code: &'static str,
    #[borsh(deserialize_with = "word::one")]
    pub message: &'static str,
}

/// What the merchant, or Stripe, says of fraud.
#[derive(Debug, Clone, Default, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct FraudDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[borsh(deserialize_with = "word::optional")]
    pub user_report: Option<&'static str>,
}

/// What the network and Radar said.
#[derive(Debug, Clone, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Outcome {
    #[borsh(deserialize_with = "word::optional")]
    pub advice_code: Option<&'static str>,
    #[borsh(deserialize_with = "word::optional")]
    pub network_advice_code: Option<&'static str>,
    #[borsh(deserialize_with = "word::optional")]
    pub network_decline_code: Option<&'static str>,
    #[borsh(deserialize_with = "word::one")]
    pub network_status: &'static str,
    #[borsh(deserialize_with = "word::optional")]
    pub reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[borsh(deserialize_with = "word::optional")]
    pub risk_level: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub risk_score: Option<u32>,
    #[borsh(deserialize_with = "word::one")]
    pub seller_message: &'static str,
    #[borsh(deserialize_with = "word::one")]
    pub r#type: &'static str,
}

impl Outcome {
    fn authorized(method: &PaymentMethod) -> Self {
        let risk = method.card().map(|card| card.risk);
        Outcome {
            advice_code: None,
            network_advice_code: None,
            network_decline_code: None,
            network_status: "approved_by_network",
            reason: match risk {
                Some(Risk::Elevated) => Some("elevated_risk_level"),
                Some(Risk::Highest) => Some("highest_risk_level"),
                _ => None,
            },
            risk_level: Some(risk_level(risk.unwrap_or_default())).filter(|_| risk.is_some()),
            risk_score: risk.map(Risk::score),
            seller_message: "Payment complete.",
            r#type: "authorized",
        }
    }

    fn declined(method: &PaymentMethod, decline: &'static Decline) -> Self {
        let risk = method.card().map(|card| card.risk).unwrap_or_default();
        let seller_message = if decline.blocked {
            "Stripe blocked this payment as too risky."
        } else {
            match &*decline.decline_code {
                "insufficient_funds" => "The bank returned the decline code `insufficient_funds`.",
                "lost_card" => "The bank returned the decline code `lost_card`.",
                "stolen_card" => "The bank returned the decline code `stolen_card`.",
                "expired_card" => "The bank returned the decline code `expired_card`.",
                "incorrect_cvc" => "The bank returned the decline code `incorrect_cvc`.",
                "processing_error" => "The bank returned the decline code `processing_error`.",
                "card_velocity_exceeded" => "The bank returned the decline code `card_velocity_exceeded`.",
                _ => "The bank did not return any further details with this decline.",
            }
        };
        Outcome {
            advice_code: decline.advice_code.as_deref(),
            network_advice_code: decline.network_advice_code.as_deref(),
            network_decline_code: decline.network_decline_code.as_deref(),
            network_status: if decline.blocked { "not_sent_to_network" } else { "declined_by_network" },
            reason: Some(if decline.blocked { "highest_risk_level" } else { &decline.decline_code }),
            risk_level: Some(risk_level(risk)),
            risk_score: Some(risk.score()),
            seller_message,
            r#type: if decline.blocked { "blocked" } else { "issuer_declined" },
        }
    }
}

fn risk_level(risk: Risk) -> &'static str {
    match risk {
        Risk::Normal => "normal",
        Risk::Elevated => "elevated",
        Risk::Highest => "highest",
    }
}

impl Charge {
    /// An attempt of which only what its intent says is known.
    fn new(
        tx: &mut Transaction<'_>,
        intent: &PaymentIntent,
        method: &Arc<PaymentMethod>,
        status: Status,
    ) -> Self {
        // Cards are charged, everything else pays: `ch_` and `py_`, and both share the intent's middle part.
        let prefix = if method.card().is_some() { "ch_" } else { "py_" };
        let id = Id::new(tx.draw(&format!("{prefix}{}", intent.stem()), 8));
        let details = &method.billing_details;
        Charge {
            amount: intent.amount,
            amount_captured: Amount::ZERO,
            amount_refunded: Amount::ZERO,
            application_fee_amount: intent.application_fee_amount,
            balance_transaction: None,
            billing_details: details.clone(),
            calculated_statement_descriptor: method.card().map(|_| statement(intent)),
            captured: false,
            capture_before: None,
            created: tx.now(),
            currency: intent.currency,
            customer: intent.customer.clone(),
            description: intent.description.clone(),
            disputed: false,
            failure: None,
            fraud_details: FraudDetails::default(),
            metadata: intent.metadata.clone(),
            on_behalf_of: intent.on_behalf_of.clone(),
            outcome: None,
            paid: false,
            payment_intent: intent.id.clone(),
            payment_method: Arc::clone(method),
            receipt_email: intent.receipt_email.clone(),
            receipt_url: None,
            refunded: false,
            shipping: intent.shipping.clone(),
            statement_descriptor: intent.statement_descriptor.clone(),
            statement_descriptor_suffix: intent.statement_descriptor_suffix.clone(),
            status,
            transfer_data: intent.transfer_data.clone(),
            transfer_group: intent.transfer_group.clone(),
            network_transaction_id: tx.draw("", 15).to_ascii_lowercase().into(),
            authorization_code: None,
            id,
        }
    }

    /// The money moved, or is held where it is not captured.
    pub(crate) fn paid(
        tx: &mut Transaction<'_>,
        intent: &PaymentIntent,
        method: &Arc<PaymentMethod>,
        captured: bool,
    ) -> Self {
        let charge = Charge::new(tx, intent, method, Status::Pending);
        let authorization_code = method.card().map(|_| tx.draw("", 6).to_ascii_uppercase().into());
        let receipt_url = format!("{}/_emulator/receipts/{}", tx.context().public_url, charge.id);
        Charge {
            captured,
            amount_captured: if captured { charge.amount } else { Amount::ZERO },
            capture_before: (!captured).then(|| tx.now().plus(HELD_FOR)),
            authorization_code,
            receipt_url: Some(receipt_url.into()),
            ..charge.into_paid()
        }
    }

    /// The bank has yet to say whether the money moves.
    pub(crate) fn pending(
        tx: &mut Transaction<'_>,
        intent: &PaymentIntent,
        method: &Arc<PaymentMethod>,
    ) -> Self {
        let charge = Charge::new(tx, intent, method, Status::Pending);
        Charge { captured: true, amount_captured: charge.amount, ..charge }
    }

    /// The bank said no.
    pub(crate) fn declined(
        tx: &mut Transaction<'_>,
        intent: &PaymentIntent,
        method: &Arc<PaymentMethod>,
        decline: &'static Decline,
    ) -> Self {
        Charge {
            failure: Some(Failure { code: &decline.code, message: &decline.message }),
            outcome: Some(Outcome::declined(method, decline)),
            ..Charge::new(tx, intent, method, Status::Failed)
        }
    }

    /// What was pending is paid.
    #[must_use]
    pub(crate) fn into_paid(self) -> Self {
        Charge {
            status: Status::Succeeded,
            paid: true,
            outcome: Some(Outcome::authorized(&self.payment_method)),
            ..self
        }
    }

    /// What was pending is not paid.
    #[must_use]
    pub(crate) fn into_failed(self, code: &'static str, message: &'static str) -> Self {
        Charge {
            status: Status::Failed,
            paid: false,
            captured: false,
            amount_captured: Amount::ZERO,
            failure: Some(Failure { code, message }),
            ..self
        }
    }

    /// What was held is taken, all or in part. The rest was never paid, so letting it go is no refund (recorded).
    #[must_use]
    pub(crate) fn into_captured(self, amount: Amount) -> Self {
        Charge { captured: true, amount_captured: amount, ..self }
    }

    /// What was held goes back.
    #[must_use]
    pub(crate) fn into_released(self) -> Self {
        Charge { amount_refunded: self.amount, refunded: true, ..self }
    }

    /// What can still be given back of what was taken.
    pub fn unrefunded(&self) -> Amount {
        self.amount_captured.minus(self.amount_refunded)
    }

    /// Some of what was taken is given back.
    #[must_use]
    pub(crate) fn into_refunded(self, amount: Amount) -> Self {
        let amount_refunded = self.amount_refunded.plus(amount);
        Charge { amount_refunded, refunded: amount_refunded >= self.amount_captured, ..self }
    }

    /// What was given back did not arrive.
    #[must_use]
    pub(crate) fn into_unrefunded(self, amount: Amount) -> Self {
        Charge { amount_refunded: self.amount_refunded.minus(amount), refunded: false, ..self }
    }
}

/// What the customer finds on their statement.
fn statement(intent: &PaymentIntent) -> Box<str> {
    const NAME: &str = "STRIPE TEST";
    match &intent.statement_descriptor_suffix {
        Some(suffix) => {
            format!("{NAME}* {}", suffix.as_str()).to_uppercase().chars().take(22).collect::<String>().into()
        }
        None => NAME.into(),
    }
}

impl Object for Charge {
    const NAME: &'static str = "charge";
    const NOUN: &'static str = "charge";
    const PREFIX: &'static str = "ch_3";
    const ID_LENGTH: usize = 23;
    const EXPAND: &'static [Expandable] = &[
        Expandable::reference::<BalanceTransaction>("balance_transaction"),
        Expandable::reference::<Customer>("customer"),
        Expandable::reference::<PaymentIntent>("payment_intent"),
        Expandable::former::<Invoice>("invoice", "2025-03-31.basil", |tx, owner| {
            let id = owner.get("payment_intent").and_then(Value::as_str).unwrap_or_default();
            json!(tx.find::<PaymentIntent>(id).and_then(|intent| intent.invoice.clone()))
        }),
        Expandable::opaque("application"),
        Expandable::opaque("application_fee"),
        Expandable::opaque("failure_balance_transaction"),
        Expandable::opaque("on_behalf_of"),
        Expandable::include("refunds", refunds),
        Expandable::opaque("review"),
        Expandable::opaque("source_transfer"),
        Expandable::opaque("transfer"),
        Expandable::opaque("transfer_data.destination"),
        Expandable::hash("billing_details"),
        Expandable::hash("fraud_details"),
        Expandable::hash("outcome"),
        Expandable::hash("payment_method_details"),
        Expandable::hash("shipping"),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "amount",
        "amount_captured",
        "amount_refunded",
        "application_fee_amount",
        "calculated_statement_descriptor",
        "captured",
        "created",
        "currency",
        "description",
        "disputed",
        "failure_code",
        "failure_message",
        "livemode",
        "metadata",
        "paid",
        "payment_method",
        "receipt_email",
        "receipt_number",
        "receipt_url",
        "refunded",
        "statement_descriptor",
        "statement_descriptor_suffix",
        "status",
        "transfer_group",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }

    fn found_by(&self) -> impl Iterator<Item = &str> {
        let customer = self.customer.as_ref().map(Id::as_str);
        customer.into_iter().chain([self.payment_intent.as_str()]).chain(self.transfer_group.as_deref())
    }
}

/// `expand[]=refunds`: the newest ten.
fn refunds(tx: &Transaction<'_>, owner: &Map<String, Value>) -> Value {
    let id = owner.get("id").and_then(Value::as_str).unwrap_or_default();
    let theirs = tx.collection::<Refund>().filed(id).rev().filter(|refund| refund.charge.as_str() == id);
    let shown: Vec<Value> = theirs.take(11).filter_map(|refund| serde_json::to_value(refund).ok()).collect();
    serde_json::json!({
        "object": "list",
        "data": shown.iter().take(10).collect::<Vec<_>>(),
        "has_more": shown.len() > 10,
        "url": format!("/v1/charges/{id}/refunds"),
    })
}

impl PaymentIntent {
    /// Whether the money is only held until the merchant asks for it.
    pub fn is_manual(&self) -> bool {
        self.capture_method == CaptureMethod::Manual
    }
}
