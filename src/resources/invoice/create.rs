//! The invoice of a completed session: the first of its subscription, or the one of a payment that was to leave one.
//!
//! Its amounts are the session's, line by line.

use std::sync::Arc;

use super::line::{Parent, Period};
use super::{Invoice, InvoiceLine, InvoiceTax, Status, Transitions};
use crate::resources::checkout::session::{AccountReference, LineItem, PaymentShipping, Session, Totals};
use crate::resources::customer::Customer;
use crate::resources::discount::Discount;
use crate::resources::price::{Interval, Price};
use crate::resources::subscription::{self, Subscription};
use crate::resources::subscription_item::SubscriptionItem;
use crate::store::Transaction;
use crate::values::{Amount, Id, Metadata, Text, Timestamp};

/// A draft of the invoice. Nothing is told of it yet.
pub(crate) fn draft(
    tx: &mut Transaction<'_>,
    session: &Session,
    subscription: Option<&Subscription>,
) -> Option<Arc<Invoice>> {
    let customer: Arc<Customer> = tx.find(session.customer.as_ref()?.as_str())?;
    let currency = session.settings.currency.or_else(|| subscription.map(|known| known.currency))?;
    let id: Id<Invoice> = tx.new_id();
    let now = tx.now();
    let discounts = discounts(tx, session, &customer.id, subscription);
    let lines = lines(tx, session, &id, subscription, &discounts);
    let totals = session.totals.clone().unwrap_or_default();
    let taxes = taxes(session, &totals, tx);
    let creation =
        session.settings.invoice_creation.as_ref().and_then(|creation| creation.invoice_data.as_ref());
    let of_subscription = subscription.and_then(|known| known.invoice_settings.as_ref());
    let shipping = session.selected_option().map(|option| option.shipping_rate.clone());
    let description = creation
        .and_then(|data| data.description.clone())
        .or_else(|| of_subscription.and_then(|settings| settings.description.clone()));
    let custom_fields = creation
        .and_then(|data| data.custom_fields.clone())
        .or_else(|| of_subscription.and_then(|settings| settings.custom_fields.clone()))
        .or_else(|| customer_fields(&customer));
    let footer = creation
        .and_then(|data| data.footer.clone())
        .or_else(|| of_subscription.and_then(|settings| settings.footer.clone()))
        .or_else(|| customer.invoice_settings.footer.clone());
    let issuer = creation
        .and_then(|data| data.issuer.clone())
        .or_else(|| of_subscription.map(|settings| settings.issuer.clone()));
    let account_tax_ids = creation
        .and_then(|data| data.account_tax_ids.clone())
        .or_else(|| of_subscription.and_then(|settings| settings.account_tax_ids.clone()));
    let data = session.payment_intent_data.as_ref();
    let invoice = Invoice {
        account_tax_ids,
        amount_paid: Amount::ZERO,
        attempted: false,
        automatic_tax: session.automatic_tax.enabled,
        billing_reason: if subscription.is_some() { "subscription_create" } else { "manual" },
        created: now,
        currency,
        custom_fields,
        customer,
        default_tax_rates: subscription.map(|known| known.default_tax_rates.clone()).unwrap_or_default(),
        description,
        discounts,
        footer,
        issuer: issuer.unwrap_or(AccountReference::ITSELF),
        lines: lines.into(),
        metadata: creation.map_or_else(Metadata::default, |data| data.metadata.clone()),
        number: None,
        on_behalf_of: data.and_then(|data| data.on_behalf_of.clone()),
        payments: Vec::new(),
        period_end: now,
        period_start: now,
        rendering: creation.and_then(|data| data.rendering_options.clone()),
        shipping_rate: shipping,
        shipping_details: shipping_details(session),
        statement_descriptor: data.and_then(|data| data.statement_descriptor.clone()),
        status: Status::Draft,
        transitions: Transitions::default(),
        subscription: subscription.map(|known| known.id.clone()),
        subscription_metadata: subscription.map(|known| known.metadata.clone()).unwrap_or_default(),
        taxes,
        totals,
        payment_method_types: None,
        hosted_url: format!("{}/_emulator/invoices/{id}", tx.context().public_url).into(),
        id,
    };
    Some(tx.put(invoice))
}

fn customer_fields(customer: &Customer) -> Option<crate::resources::checkout::session::InvoiceCustomFields> {
    use crate::resources::checkout::session::InvoiceCustomField;

    let fields = customer.invoice_settings.custom_fields.as_ref()?;
    let fields = fields
        .iter()
        .map(|field| InvoiceCustomField { name: field.name.clone(), value: field.value.clone() });
    crate::values::UpTo::of(fields.collect())
}

fn shipping_details(session: &Session) -> Option<PaymentShipping> {
    let details = session.collected.as_ref()?.shipping_details.as_ref()?;
    Some(PaymentShipping {
        address: details.address.clone(),
        carrier: None,
        name: Text::try_from(&*details.name).ok()?,
        phone: session.customer_details.as_ref().and_then(|details| details.phone.clone()),
        tracking_number: None,
    })
}

/// What each of the session's discounts takes off, under the id it goes on with.
fn discounts(
    tx: &mut Transaction<'_>,
    session: &Session,
    customer: &Id<Customer>,
    subscription: Option<&Subscription>,
) -> Vec<(Id<Discount>, Amount)> {
    let mut discounts = Vec::with_capacity(session.discounts.len());
    for (position, applied) in session.discounts.iter().enumerate() {
        let amount = session.line_items.iter().filter_map(|item| item.discounts.get(position).copied()).sum();
        if subscription.is_none() {
            tx.put(Discount {
                id: applied.id.clone(),
                checkout_session: Some(session.id.clone()),
                coupon: applied.coupon.id.clone(),
                customer: Some(customer.clone()),
                customer_account: None,
                end: None,
                invoice: None,
                invoice_item: None,
                promotion_code: applied.promotion_code.clone(),
                start: tx.now(),
                subscription: None,
                subscription_item: None,
            });
        }
        discounts.push((applied.id.clone(), amount));
    }
    discounts
}

/// Each rate once, with what it comes to in all.
fn taxes(session: &Session, totals: &Totals, tx: &Transaction<'_>) -> Vec<InvoiceTax> {
    let mut taxes: Vec<InvoiceTax> = Vec::new();
    for tax in session.line_items.iter().flat_map(|item| &item.taxes).chain(&totals.shipping_taxes) {
        let tax = InvoiceTax::of(tax, tx);
        let known =
            taxes.iter_mut().find(|known| known.tax_rate_details.tax_rate == tax.tax_rate_details.tax_rate);
        match known {
            Some(known) => {
                known.amount = known.amount.plus(tax.amount);
                known.taxable_amount = known.taxable_amount.plus(tax.taxable_amount);
            }
            None => taxes.push(tax),
        }
    }
    taxes
}

fn lines(
    tx: &mut Transaction<'_>,
    session: &Session,
    invoice: &Id<Invoice>,
    subscription: Option<&Subscription>,
    discounts: &[(Id<Discount>, Amount)],
) -> Vec<InvoiceLine> {
    let now = tx.now();
    let mut lines = Vec::with_capacity(session.line_items.len());
    // The items of a subscription stand in the order of the recurring line items.
    let mut items = subscription.iter().flat_map(|known| &known.items);
    for item in session.line_items.iter() {
        let Some(price) = tx.find::<Price>(item.price.as_str()) else { continue };
        let recurring = if price.recurring.is_some() { items.next() } else { None };
        let (parent, period) = match recurring {
            Some(recurring) => (
                Parent::SubscriptionItem(recurring.id.clone()),
                Period { end: recurring.current_period_end, start: recurring.current_period_start },
            ),
            None => (Parent::InvoiceItem(tx.draw("ii_1", 23).into()), Period { end: now, start: now }),
        };
        let trial = subscription.and_then(|known| known.trial_end);
        let taken = item.discounts.iter().zip(discounts).map(|(amount, (id, _))| (id.clone(), *amount));
        lines.push(InvoiceLine {
            id: tx.draw("il_1", 23).into(),
            amount: item.amounts.subtotal,
            currency: item.currency,
            description: describe(item, &price, recurring, trial).into(),
            discounts: taken.filter(|(_, amount)| *amount != Amount::ZERO).collect(),
            invoice: invoice.clone(),
            metadata: match subscription {
                Some(known) if recurring.is_some() => known.metadata.clone(),
                _ => item.metadata.clone(),
            },
            parent,
            period,
            price: price.id.clone(),
            product: price.product.clone(),
            quantity: item.quantity,
            subscription: subscription.map(|known| known.id.clone()),
            taxes: item.taxes.iter().map(|tax| InvoiceTax::of(tax, tx)).collect(),
            unit_amount: price.unit_amount,
        });
    }
    lines
}

/// `1 × Mug club (at $20.00 / month)`; a trial and a price paid once are named as they are.
fn describe(
    item: &LineItem,
    price: &Price,
    recurring: Option<&Arc<SubscriptionItem>>,
    trial: Option<Timestamp>,
) -> String {
    let name = item.description.as_str();
    let (Some(_), Some(terms)) = (recurring, &price.recurring) else { return name.to_owned() };
    if trial.is_some() {
        return format!("Trial period for {name}");
    }
    let interval = match terms.interval {
        Interval::Day => "day",
        Interval::Week => "week",
        Interval::Month => "month",
        Interval::Year => "year",
    };
    let every = match terms.interval_count {
        1 => interval.to_owned(),
        count => format!("every {count} {interval}s"),
    };
    let quantity = item.quantity.unwrap_or(1);
    let unit = price.subtotal(item.currency, 1);
    format!("{quantity} × {name} (at {} / {every})", item.currency.format(unit))
}

/// Gives a draft its number. The customer's count goes on.
pub(crate) fn finalized(tx: &mut Transaction<'_>, draft: &Invoice) -> Arc<Invoice> {
    let mut invoice = draft.clone();
    if let Some(known) = tx.find::<Customer>(invoice.customer.id.as_str()) {
        let number = format!("{}-{:04}", known.invoice_prefix, known.next_invoice_sequence);
        invoice.number = Some(number.into());
        let next_invoice_sequence = known.next_invoice_sequence + 1;
        let currency = known.currency.or(Some(invoice.currency));
        tx.put(Customer { currency, next_invoice_sequence, ..Customer::clone(&known) });
    }
    invoice.status = Status::Open;
    invoice.transitions.finalized_at = Some(tx.now());
    tx.put(invoice)
}

/// Makes `subscription` point to its newest invoice; the caller tells of it.
pub(crate) fn link(
    tx: &mut Transaction<'_>,
    known: &Subscription,
    invoice: &Id<Invoice>,
) -> Arc<Subscription> {
    tx.put(subscription::Subscription { latest_invoice: Some(invoice.clone()), ..known.clone() })
}
