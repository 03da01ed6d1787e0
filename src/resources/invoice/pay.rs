//! Invoices are paid.

use std::sync::Arc;

use super::{Invoice, Status};
use crate::resources::invoice_payment::{self, InvoicePayment};
use crate::resources::payment_intent::PaymentIntent;
use crate::resources::subscription::{self, Subscription};
use crate::store::{Due, Transaction};
use crate::values::Id;

/// How long after its invoice a payment of it is told of, in seconds (recorded: about fifteen).
const PAYMENT_TOLD_AFTER: i64 = 15;

/// Notes what is to pay an invoice, or has paid it. Nothing is told yet.
pub(crate) fn with_payment(
    tx: &mut Transaction<'_>,
    invoice: &Invoice,
    intent: &PaymentIntent,
) -> Arc<Invoice> {
    let payment = InvoicePayment {
        id: tx.new_id(),
        amount_paid: None,
        amount_requested: intent.amount,
        created: tx.now(),
        currency: intent.currency,
        invoice: invoice.id.clone(),
        paid_at: None,
        payment_intent: intent.id.clone(),
        status: invoice_payment::Status::Open,
    };
    let payment = tx.put(payment);
    let mut intent = intent.clone();
    intent.invoice = Some(invoice.id.as_str().into());
    tx.put(intent);
    tx.put(Invoice { payments: vec![payment.id.clone()], attempted: true, ..invoice.clone() })
}

/// The money is there, or none was needed.
pub(crate) fn paid(tx: &mut Transaction<'_>, invoice: &Invoice) -> Arc<Invoice> {
    let now = tx.now();
    for id in &invoice.payments {
        let Some(payment) = tx.find::<InvoicePayment>(id.as_str()) else { continue };
        tx.put(InvoicePayment {
            amount_paid: Some(payment.amount_requested),
            paid_at: Some(now),
            status: invoice_payment::Status::Paid,
            ..InvoicePayment::clone(&payment)
        });
        tx.look_at(now.plus(PAYMENT_TOLD_AFTER), Due::InvoicePayment(id.clone()));
    }
    let mut after = invoice.clone();
    after.status = Status::Paid;
    after.attempted = true;
    after.amount_paid = invoice.totals.total;
    after.transitions.paid_at = Some(now);
    let after = tx.put(after);
    tx.emit("invoice.paid", &after);
    tx.emit("invoice.payment_succeeded", &after);
    after
}

/// Tells of the payment of an invoice.
pub(crate) fn when_told(tx: &mut Transaction<'_>, id: &Id<InvoicePayment>) {
    if let Some(payment) = tx.find::<InvoicePayment>(id.as_str()) {
        tx.emit("invoice_payment.paid", &payment);
    }
}

/// A delayed payment of an invoice is settled. A subscription whose first payment failed is past due.
pub(crate) fn settled(tx: &mut Transaction<'_>, id: &Id<Invoice>, succeeded: bool) {
    let Some(invoice) = tx.find::<Invoice>(id.as_str()).filter(|invoice| invoice.status == Status::Open)
    else {
        return;
    };
    if succeeded {
        paid(tx, &invoice);
        return;
    }
    tx.emit("invoice.payment_failed", &invoice);
    let subscription = invoice.subscription.as_ref().and_then(|id| tx.find::<Subscription>(id.as_str()));
    if let Some(before) = subscription.filter(|known| known.status == subscription::Status::Active) {
        let status = subscription::Status::PastDue;
        let after = tx.put(Subscription { status, ..Subscription::clone(&before) });
        tx.emit_update("customer.subscription.updated", &before, &after);
    }
}
