//! Invoices: what a customer is asked to pay, line by line.
//!
//! A completed session leaves one ([`create`]). Those of renewals, drafts and their changes are not done yet: their place is
//! beside it, one file each.
//!
//! <https://docs.stripe.com/api/invoices>

pub(crate) mod create;
mod line;
mod list;
mod list_lines;
pub(crate) mod pay;
mod retrieve;
mod view;

use std::sync::Arc;

pub use line::{INVOICE_LINE, INVOICE_LINE_EXPAND, INVOICE_LINE_PLAIN, InvoiceLine};
pub use list::ListInvoices;
pub use list_lines::ListInvoiceLines;
pub use retrieve::RetrieveInvoice;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::charge::Charge;
use super::checkout::session::{AccountReference, AppliedTax, InvoiceCustomFields, RenderingOptions, Totals};
use super::customer::Customer;
use super::discount::Discount;
use super::invoice_payment::InvoicePayment;
use super::payment_intent::{PaymentIntent, PaymentShipping};
use super::shipping_rate::ShippingRate;
use super::subscription::Subscription;
use super::tax_rate::TaxRate;
use crate::http::expand::Expandable;
use crate::store::Transaction;
use crate::values::{Amount, Currency, Id, Metadata, Object, StatementDescriptor, Text, Timestamp, word};

/// What a customer is asked to pay.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Invoice {
    pub id: Id<Invoice>,
    pub account_tax_ids: Option<Vec<Text>>,
    pub amount_paid: Amount,
    pub attempted: bool,
    pub automatic_tax: bool,
    /// `subscription_create` or `manual`.
    #[borsh(deserialize_with = "word::one")]
    pub billing_reason: &'static str,
    pub created: Timestamp,
    pub currency: Currency,
    pub custom_fields: Option<InvoiceCustomFields>,
    /// As they were when the invoice was made.
    pub customer: Arc<Customer>,
    pub default_tax_rates: Vec<Arc<TaxRate>>,
    pub description: Option<Text<1500>>,
    /// What each discount takes off.
    pub discounts: Vec<(Id<Discount>, Amount)>,
    pub footer: Option<Text>,
    pub issuer: AccountReference,
    pub lines: Arc<[InvoiceLine]>,
    pub metadata: Metadata,
    /// `<prefix>-0001`, from finalization on.
    pub number: Option<Box<str>>,
    pub on_behalf_of: Option<Text>,
    /// How the payment of it is paid.
    pub payments: Vec<Id<InvoicePayment>>,
    pub period_end: Timestamp,
    pub period_start: Timestamp,
    pub rendering: Option<RenderingOptions>,
    /// What the session chose for shipping.
    pub shipping_rate: Option<Id<ShippingRate>>,
    pub shipping_details: Option<PaymentShipping>,
    pub statement_descriptor: Option<StatementDescriptor>,
    pub status: Status,
    pub transitions: Transitions,
    pub subscription: Option<Id<Subscription>>,
    /// The subscription's, when the invoice was finalized.
    pub subscription_metadata: Metadata,
    pub taxes: Vec<InvoiceTax>,
    pub totals: Totals,
    #[borsh(deserialize_with = "word::optional_list")]
    pub payment_method_types: Option<Vec<&'static str>>,
    /// Where its customer could see it, once it is final.
    pub hosted_url: Box<str>,
}

/// <https://docs.stripe.com/invoicing/overview#workflow-overview>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Draft,
    Open,
    Paid,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Draft => "draft",
            Status::Open => "open",
            Status::Paid => "paid",
        }
    }
}

/// When it became what it is.
#[derive(Debug, Clone, Copy, Default, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Transitions {
    pub finalized_at: Option<Timestamp>,
    pub marked_uncollectible_at: Option<Timestamp>,
    pub paid_at: Option<Timestamp>,
    pub voided_at: Option<Timestamp>,
}

/// What a rate comes to.
#[derive(Debug, Clone, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct InvoiceTax {
    amount: Amount,
    #[borsh(deserialize_with = "word::one")]
    tax_behavior: &'static str,
    tax_rate_details: TaxRateDetails,
    #[borsh(deserialize_with = "word::one")]
    taxability_reason: &'static str,
    taxable_amount: Amount,
    #[borsh(deserialize_with = "word::one")]
    r#type: &'static str,
}

#[derive(Debug, Clone, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
struct TaxRateDetails {
    tax_rate: Id<TaxRate>,
}

impl InvoiceTax {
    fn of(tax: &AppliedTax, tx: &Transaction<'_>) -> Self {
        let inclusive = tx.find::<TaxRate>(tax.rate.as_str()).is_some_and(|rate| rate.inclusive);
        InvoiceTax {
            amount: tax.amount,
            tax_behavior: if inclusive { "inclusive" } else { "exclusive" },
            tax_rate_details: TaxRateDetails { tax_rate: tax.rate.clone() },
            // Nobody says why of a rate that the merchant chose.
            taxability_reason: tax.reason.unwrap_or("not_available"),
            taxable_amount: tax.taxable,
            r#type: "tax_rate_details",
        }
    }

    fn is_inclusive(&self) -> bool {
        self.tax_behavior == "inclusive"
    }
}

impl Invoice {
    /// What was to be paid.
    pub fn amount_due(&self) -> Amount {
        self.totals.total
    }
}

impl Object for Invoice {
    const NAME: &'static str = "invoice";
    const NOUN: &'static str = "invoice";
    const PREFIX: &'static str = "in_1";
    const ID_LENGTH: usize = 23;
    const PATH_PARAM: &'static str = "invoice";
    const EXPAND: &'static [Expandable] = &[
        Expandable::reference::<Customer>("customer"),
        Expandable::reference::<Discount>("discounts"),
        Expandable::reference::<Discount>("total_discount_amounts.discount"),
        Expandable::reference::<Subscription>("parent.subscription_details.subscription"),
        Expandable::reference::<ShippingRate>("shipping_cost.shipping_rate"),
        Expandable::former::<Charge>("charge", "2025-03-31.basil", |tx, owner| {
            json!(paying(tx, owner).and_then(|intent| intent.latest_charge.clone()))
        }),
        Expandable::former::<PaymentIntent>("payment_intent", "2025-03-31.basil", |tx, owner| {
            json!(paying(tx, owner).map(|intent| intent.id.clone()))
        }),
        Expandable::former::<Subscription>("subscription", "2025-03-31.basil", |tx, owner| {
            json!(of(tx, owner).and_then(|invoice| invoice.subscription.clone()))
        }),
        Expandable::include("payments", payments),
        Expandable::include("confirmation_secret", confirmation_secret),
        Expandable::opaque("account_tax_ids"),
        Expandable::opaque("application"),
        Expandable::opaque("default_payment_method"),
        Expandable::opaque("default_source"),
        Expandable::opaque("issuer.account"),
        Expandable::opaque("latest_revision"),
        Expandable::opaque("on_behalf_of"),
        Expandable::opaque("test_clock"),
        Expandable::hash("automatic_tax"),
        Expandable::hash("custom_fields"),
        Expandable::hash("customer_address"),
        Expandable::hash("customer_shipping"),
        Expandable::hash("customer_tax_ids"),
        Expandable::hash("default_tax_rates"),
        Expandable::hash("issuer"),
        Expandable::hash("lines"),
        Expandable::hash("parent"),
        Expandable::hash("payment_settings"),
        Expandable::hash("rendering"),
        Expandable::hash("shipping_cost"),
        Expandable::hash("shipping_details"),
        Expandable::hash("status_transitions"),
        Expandable::hash("total_discount_amounts"),
        Expandable::hash("total_taxes"),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "account_country",
        "account_name",
        "amount_due",
        "amount_overpaid",
        "amount_paid",
        "amount_remaining",
        "amount_shipping",
        "attempt_count",
        "attempted",
        "auto_advance",
        "automatically_finalizes_at",
        "billing_reason",
        "collection_method",
        "created",
        "currency",
        "customer_email",
        "customer_name",
        "customer_phone",
        "customer_tax_exempt",
        "description",
        "due_date",
        "effective_at",
        "ending_balance",
        "footer",
        "hosted_invoice_url",
        "invoice_pdf",
        "livemode",
        "metadata",
        "next_payment_attempt",
        "number",
        "period_end",
        "period_start",
        "receipt_number",
        "starting_balance",
        "statement_descriptor",
        "status",
        "subtotal",
        "total",
        "webhooks_delivered_at",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }

    fn found_by(&self) -> impl Iterator<Item = &str> {
        let subscription = self.subscription.as_ref().map(Id::as_str);
        [self.customer.id.as_str()].into_iter().chain(subscription)
    }
}

fn of(tx: &Transaction<'_>, owner: &Map<String, Value>) -> Option<Arc<Invoice>> {
    tx.find::<Invoice>(owner.get("id").and_then(Value::as_str).unwrap_or_default())
}

fn payments(tx: &Transaction<'_>, owner: &Map<String, Value>) -> Value {
    let Some(invoice) = of(tx, owner) else { return Value::Null };
    let payments: Vec<Value> =
        invoice.payments.iter().filter_map(|id| tx.render::<InvoicePayment>(id.as_str())).collect();
    json!({
        "object": "list",
        "data": payments,
        "has_more": false,
        "total_count": payments.len(),
        "url": format!("/v1/invoices/{}/payments", invoice.id),
    })
}

/// The intent that pays an invoice.
fn paying(tx: &Transaction<'_>, owner: &Map<String, Value>) -> Option<Arc<PaymentIntent>> {
    let payment = tx.find::<InvoicePayment>(of(tx, owner)?.payments.first()?.as_str())?;
    tx.find::<PaymentIntent>(payment.payment_intent.as_str())
}

fn confirmation_secret(tx: &Transaction<'_>, owner: &Map<String, Value>) -> Value {
    paying(tx, owner).map_or(
        Value::Null,
        |intent| json!({"client_secret": intent.client_secret, "type": "payment_intent"}),
    )
}
