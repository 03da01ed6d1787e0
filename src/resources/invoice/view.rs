//! The invoice as clients see it, at the newest version.

use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::{Invoice, InvoiceLine, InvoiceTax, Status, Transitions};
use crate::resources::address::Address;
use crate::resources::checkout::session::{AccountReference, InvoiceCustomFields};
use crate::resources::customer::{Customer, Shipping, TaxExempt, TaxIdTypes};
use crate::resources::discount::Discount;
use crate::resources::payment_intent::PaymentShipping;
use crate::resources::shipping_rate::ShippingRate;
use crate::resources::subscription::Subscription;
use crate::resources::tax_rate::TaxRate;
use crate::values::{
    Amount, Choice, Currency, Email, Id, Metadata, Object as _, StatementDescriptor, Text, Timestamp,
};

/// How many lines an invoice shows by itself; the others are in a list of their own.
const LINES_SHOWN: usize = 10;

#[derive(Serialize)]
struct AutomaticTax {
    disabled_reason: (),
    enabled: bool,
    liability: Option<AccountReference>,
    provider: Option<&'static str>,
    status: Option<&'static str>,
}

#[derive(Serialize)]
struct TaxIdView<'i> {
    r#type: Choice<TaxIdTypes>,
    value: &'i Text,
}

#[derive(Serialize)]
struct Lines<'i> {
    object: &'static str,
    data: &'i [InvoiceLine],
    has_more: bool,
    total_count: usize,
    url: String,
}

#[derive(Serialize)]
struct Parent<'i> {
    quote_details: (),
    subscription_details: SubscriptionDetails<'i>,
    r#type: &'static str,
}

#[derive(Serialize)]
struct SubscriptionDetails<'i> {
    metadata: &'i Metadata,
    subscription: &'i Id<Subscription>,
}

#[derive(Serialize)]
struct PaymentSettings<'i> {
    default_mandate: (),
    payment_method_options: Option<Map<String, Value>>,
    payment_method_types: Option<&'i [&'static str]>,
}

#[derive(Serialize)]
struct Rendering<'i> {
    amount_tax_display: Option<&'static str>,
    pdf: Option<Pdf>,
    template: Option<&'i Text>,
    template_version: (),
}

#[derive(Serialize)]
struct Pdf {
    page_size: &'static str,
}

#[derive(Serialize)]
struct ShippingCost<'i> {
    amount_subtotal: Amount,
    amount_tax: Amount,
    amount_total: Amount,
    shipping_rate: &'i Id<ShippingRate>,
}

#[derive(Serialize)]
struct DiscountAmount<'i> {
    amount: Amount,
    discount: &'i Id<Discount>,
}

#[derive(Serialize)]
struct PretaxCredit<'i> {
    amount: Amount,
    discount: &'i Id<Discount>,
    r#type: &'static str,
}

// `()` is written as `null`: there is nothing to put there yet.
#[derive(Serialize)]
struct View<'i> {
    id: &'i Id<Invoice>,
    object: &'static str,
    account_country: &'static str,
    account_name: &'static str,
    account_tax_ids: Option<&'i [Text]>,
    amount_due: Amount,
    amount_overpaid: Amount,
    amount_paid: Amount,
    amount_remaining: Amount,
    amount_shipping: Amount,
    application: (),
    attempt_count: u32,
    attempted: bool,
    auto_advance: bool,
    automatic_tax: AutomaticTax,
    automatically_finalizes_at: (),
    billing_reason: &'static str,
    collection_method: &'static str,
    created: Timestamp,
    currency: Currency,
    custom_fields: Option<&'i InvoiceCustomFields>,
    customer: &'i Id<Customer>,
    customer_account: (),
    customer_address: &'i Option<Address>,
    customer_email: &'i Option<Email>,
    customer_name: &'i Option<Text<256>>,
    customer_phone: &'i Option<Text<20>>,
    customer_shipping: &'i Option<Shipping>,
    customer_tax_exempt: TaxExempt,
    customer_tax_ids: Vec<TaxIdView<'i>>,
    default_payment_method: (),
    default_source: (),
    default_tax_rates: &'i [Arc<TaxRate>],
    description: &'i Option<Text<1500>>,
    discounts: Vec<&'i Id<Discount>>,
    due_date: (),
    effective_at: Option<Timestamp>,
    ending_balance: Option<i64>,
    footer: &'i Option<Text>,
    from_invoice: (),
    hosted_invoice_url: Option<String>,
    invoice_pdf: Option<String>,
    issuer: &'i AccountReference,
    last_finalization_error: (),
    latest_revision: (),
    lines: Lines<'i>,
    livemode: bool,
    metadata: &'i Metadata,
    next_payment_attempt: (),
    number: Option<&'i str>,
    on_behalf_of: &'i Option<Text>,
    parent: Option<Parent<'i>>,
    payment_settings: PaymentSettings<'i>,
    period_end: Timestamp,
    period_start: Timestamp,
    post_payment_credit_notes_amount: Amount,
    pre_payment_credit_notes_amount: Amount,
    receipt_number: (),
    rendering: Option<Rendering<'i>>,
    shipping_cost: Option<ShippingCost<'i>>,
    shipping_details: &'i Option<PaymentShipping>,
    starting_balance: i64,
    statement_descriptor: &'i Option<StatementDescriptor>,
    status: Status,
    status_transitions: Transitions,
    subtotal: Amount,
    subtotal_excluding_tax: Amount,
    test_clock: (),
    total: Amount,
    total_discount_amounts: Vec<DiscountAmount<'i>>,
    total_excluding_tax: Amount,
    total_pretax_credit_amounts: Vec<PretaxCredit<'i>>,
    total_taxes: &'i [InvoiceTax],
    webhooks_delivered_at: Option<Timestamp>,
}

impl Serialize for Invoice {
    #[expect(clippy::too_many_lines, reason = "a field a line")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let totals = &self.totals;
        let customer = &self.customer;
        let shown = self.lines.len().min(LINES_SHOWN);
        let inclusive: Amount = self
            .lines
            .iter()
            .flat_map(|line| &line.taxes)
            .filter(|tax| tax.is_inclusive())
            .map(|tax| tax.amount)
            .sum();
        let finalized = self.status != Status::Draft;
        let page = |suffix: &str| finalized.then(|| format!("{}{suffix}", self.hosted_url));
        View {
            id: &self.id,
            object: Self::NAME,
            account_country: "US",
            account_name: "Checkout Emulator",
            account_tax_ids: self.account_tax_ids.as_deref(),
            amount_due: totals.total,
            amount_overpaid: Amount::ZERO,
            amount_paid: self.amount_paid,
            amount_remaining: totals.total.minus(self.amount_paid),
            amount_shipping: totals.shipping,
            application: (),
            attempt_count: u32::from(self.attempted),
            attempted: self.attempted,
            auto_advance: false,
            automatic_tax: AutomaticTax {
                disabled_reason: (),
                enabled: self.automatic_tax,
                liability: self.automatic_tax.then_some(AccountReference::ITSELF),
                provider: self.automatic_tax.then_some("stripe"),
                status: self.automatic_tax.then_some("complete"),
            },
            automatically_finalizes_at: (),
            billing_reason: self.billing_reason,
            collection_method: "charge_automatically",
            created: self.created,
            currency: self.currency,
            custom_fields: self.custom_fields.as_ref(),
            customer: &customer.id,
            customer_account: (),
            customer_address: &customer.address,
            customer_email: &customer.email,
            customer_name: &customer.name,
            customer_phone: &customer.phone,
            customer_shipping: &customer.shipping,
            customer_tax_exempt: customer.tax_exempt,
            customer_tax_ids: customer
                .tax_ids
                .iter()
                .map(|tax_id| TaxIdView { r#type: tax_id.kind, value: &tax_id.value })
                .collect(),
            default_payment_method: (),
            default_source: (),
            default_tax_rates: &self.default_tax_rates,
            description: &self.description,
            discounts: self.discounts.iter().map(|(discount, _)| discount).collect(),
            due_date: (),
            effective_at: self.transitions.finalized_at,
            ending_balance: finalized.then_some(0),
            footer: &self.footer,
            from_invoice: (),
            hosted_invoice_url: page(""),
            invoice_pdf: page("/pdf"),
            issuer: &self.issuer,
            last_finalization_error: (),
            latest_revision: (),
            lines: Lines {
                object: "list",
                data: &self.lines[..shown],
                has_more: self.lines.len() > shown,
                total_count: self.lines.len(),
                url: format!("/v1/invoices/{}/lines", self.id),
            },
            livemode: false,
            metadata: &self.metadata,
            next_payment_attempt: (),
            number: self.number.as_deref(),
            on_behalf_of: &self.on_behalf_of,
            parent: self.subscription.as_ref().map(|subscription| Parent {
                quote_details: (),
                subscription_details: SubscriptionDetails {
                    metadata: &self.subscription_metadata,
                    subscription,
                },
                r#type: "subscription_details",
            }),
            payment_settings: PaymentSettings {
                default_mandate: (),
                payment_method_options: None,
                payment_method_types: self.payment_method_types.as_deref(),
            },
            period_end: self.period_end,
            period_start: self.period_start,
            post_payment_credit_notes_amount: Amount::ZERO,
            pre_payment_credit_notes_amount: Amount::ZERO,
            receipt_number: (),
            rendering: self.rendering.as_ref().map(|rendering| Rendering {
                amount_tax_display: rendering.amount_tax_display.map(Choice::as_str),
                pdf: finalized.then_some(Pdf { page_size: "letter" }),
                template: rendering.template.as_ref(),
                template_version: (),
            }),
            shipping_cost: self.shipping_rate.as_ref().map(|shipping_rate| ShippingCost {
                amount_subtotal: totals.shipping,
                amount_tax: totals.shipping_taxes.iter().map(|tax| tax.amount).sum(),
                amount_total: totals.shipping_total,
                shipping_rate,
            }),
            shipping_details: &self.shipping_details,
            starting_balance: 0,
            statement_descriptor: &self.statement_descriptor,
            status: self.status,
            status_transitions: self.transitions,
            subtotal: totals.subtotal,
            subtotal_excluding_tax: totals.subtotal.minus(inclusive),
            test_clock: (),
            total: totals.total,
            total_discount_amounts: self
                .discounts
                .iter()
                .map(|(discount, amount)| DiscountAmount { amount: *amount, discount })
                .collect(),
            total_excluding_tax: totals.total.minus(totals.tax),
            total_pretax_credit_amounts: self
                .discounts
                .iter()
                .map(|(discount, amount)| PretaxCredit { amount: *amount, discount, r#type: "discount" })
                .collect(),
            total_taxes: &self.taxes,
            webhooks_delivered_at: finalized.then_some(self.created),
        }
        .serialize(serializer)
    }
}
