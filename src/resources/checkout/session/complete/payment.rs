//! `mode=payment`: a payment intent and what it leaves behind.

use std::sync::Arc;

use super::entries::{Entries, text};
use super::{Outcome, PaymentStatus, payer};
use crate::error::ApiError;
use crate::resources::checkout::session::{CaptureMethod, PaymentShipping, Session, SetupFutureUsage, State};
use crate::resources::invoice::{self, Invoice};
use crate::resources::payment_intent::attempt::{Attempt, attempt, obstacle};
use crate::resources::payment_intent::{PaymentIntent, Status, default_options};
use crate::resources::payment_method::PaymentMethod;
use crate::store::Transaction;
use crate::values::{Amount, Currency};

/// Pays what is due.
///
/// # Errors
/// The payment method is declined: 402.
pub(super) fn pay(
    session: &mut Session,
    entries: &Entries,
    tx: &mut Transaction<'_>,
) -> Result<Outcome, ApiError> {
    let due = session.totals.as_ref().map(|totals| totals.total).unwrap_or_default();
    let Some(currency) = session.settings.currency else { return Err(ApiError::Internal) };
    if due.minor() == 0 {
        // Documented: orders without a price always leave a customer.
        payer::identify(session, entries, true, tx);
        return Ok(Outcome::Done(NOTHING_TO_PAY));
    }
    let Some(method) = &entries.method else { return Err(ApiError::Internal) };
    let trial = Attempt { method: Arc::clone(method), challenge: entries.challenge, off_session: false };
    let mut method = Arc::clone(method);
    if obstacle(&trial, false).is_none() {
        let customer = payer::identify(session, entries, wants_customer(session, entries), tx);
        if let Some(customer) = customer.filter(|_| keeps_method(session, entries)) {
            let ready = ready(session, entries, &method, tx);
            method = PaymentMethod::attach(tx, &ready, &customer);
        }
    }
    let intent = intent(session, entries, due, currency, tx, |_| {});
    let attempted = attempt(tx, &intent, &Attempt { method, ..trial });
    let intent = match attempted {
        Ok(intent) => intent,
        Err(error) => {
            tx.put(session.clone());
            return Err(error);
        }
    };
    Ok(outcome(&intent, entries))
}

/// What a free order is said to be: an object of 2025-11 shows `paid`, a remark of 2026-09 says `no_payment_required`.
const NOTHING_TO_PAY: PaymentStatus = PaymentStatus::Paid;

/// Where a payment intent stands once the customer is through with it.
pub(super) fn outcome(intent: &PaymentIntent, entries: &Entries) -> Outcome {
    match intent.status {
        Status::Succeeded => Outcome::Done(PaymentStatus::Paid),
        Status::RequiresAction if entries.is_challenged() => Outcome::Challenged,
        _ => Outcome::Done(PaymentStatus::Unpaid),
    }
}

impl Entries {
    /// Whether an answer of the customer's bank is what is waited for, not money.
    fn is_challenged(&self) -> bool {
        use crate::payments::Flow;
        let voucher = |method: &Arc<PaymentMethod>| method.flow() == Some(Flow::Voucher);
        !self.method.as_ref().is_some_and(voucher)
    }
}

fn future_usage(session: &Session) -> Option<SetupFutureUsage> {
    session.payment_intent_data.as_ref().and_then(|data| data.setup_future_usage)
}

/// Whether a customer is made of a guest.
fn wants_customer(session: &Session, entries: &Entries) -> bool {
    let invoice = session.settings.invoice_creation.as_ref().is_some_and(|creation| creation.enabled);
    session.settings.customer_creation == Some("always")
        || invoice
        || future_usage(session).is_some()
        || (entries.save_payment_method && session.settings.may_save_payment_method())
}

/// Whether the payment method becomes the customer's.
fn keeps_method(session: &Session, entries: &Entries) -> bool {
    future_usage(session).is_some()
        || (entries.save_payment_method && session.settings.may_save_payment_method())
}

/// The method as it is kept: set up for what it will be used for.
fn ready(
    session: &Session,
    entries: &Entries,
    method: &Arc<PaymentMethod>,
    tx: &mut Transaction<'_>,
) -> Arc<PaymentMethod> {
    let off_session = future_usage(session) == Some(SetupFutureUsage::OffSession);
    let always = entries.save_payment_method && session.settings.may_save_payment_method();
    if !off_session && !always {
        return Arc::clone(method);
    }
    tx.put(PaymentMethod {
        set_up: method.set_up || off_session,
        allow_redisplay: if always { "always" } else { method.allow_redisplay },
        ..PaymentMethod::clone(method)
    })
}

/// The session's payment intent: the one of an earlier attempt, or a new one. `finish` has the last word on it.
pub(super) fn intent(
    session: &mut Session,
    entries: &Entries,
    due: Amount,
    currency: Currency,
    tx: &mut Transaction<'_>,
    finish: impl FnOnce(&mut PaymentIntent),
) -> Arc<PaymentIntent> {
    let known = session
        .results
        .as_ref()
        .and_then(|results| results.payment_intent.as_ref())
        .and_then(|id| tx.find::<PaymentIntent>(id.as_str()));
    let new = known.is_none();
    let mut intent = match known {
        Some(known) => PaymentIntent::clone(&known),
        None => PaymentIntent::draft(due, currency, tx),
    };
    intent.amount = due;
    fill(&mut intent, session, entries);
    finish(&mut intent);
    let intent = tx.put(intent);
    if new {
        tx.emit("payment_intent.created", &intent);
        session.results.get_or_insert_default().payment_intent = Some(intent.id.clone());
    }
    intent
}

/// Hands on what the session says of its payment.
fn fill(intent: &mut PaymentIntent, session: &Session, entries: &Entries) {
    let settings = &session.settings;
    intent.customer.clone_from(&session.customer);
    intent.session = Some(session.id.clone());
    intent.payment_method_types = settings.payment_method_types.as_slice().into();
    intent.payment_method_configuration.clone_from(&settings.payment_method_configuration);
    intent.allowed_payment_method_types.clone_from(&settings.allowed_payment_method_types);
    intent.excluded_payment_method_types.clone_from(&settings.excluded_payment_method_types);
    intent.payment_method_options = Arc::new(default_options(&settings.payment_method_types));
    intent.return_url = settings.urls.success.clone().or_else(|| settings.urls.back.clone());
    if let Some(data) = &session.payment_intent_data {
        intent.application_fee_amount = data.application_fee_amount;
        intent.capture_method = data.capture_method.unwrap_or(CaptureMethod::AutomaticAsync);
        intent.description.clone_from(&data.description);
        intent.metadata.clone_from(&data.metadata);
        intent.on_behalf_of.clone_from(&data.on_behalf_of);
        intent.receipt_email.clone_from(&data.receipt_email);
        intent.setup_future_usage = data.setup_future_usage;
        intent.statement_descriptor.clone_from(&data.statement_descriptor);
        intent.statement_descriptor_suffix.clone_from(&data.statement_descriptor_suffix);
        intent.transfer_data.clone_from(&data.transfer_data);
        intent.transfer_group.clone_from(&data.transfer_group);
    }
    let told = session.payment_intent_data.as_ref().and_then(|data| data.shipping.clone());
    intent.shipping = told.or_else(|| collected_shipping(session, entries));
}

/// Where a collected address says the goods go.
fn collected_shipping(session: &Session, entries: &Entries) -> Option<PaymentShipping> {
    let details = session.collected.as_ref()?.shipping_details.as_ref()?;
    Some(PaymentShipping {
        address: details.address.clone(),
        carrier: None,
        name: text(&details.name)?,
        phone: entries.phone.as_deref().and_then(text),
        tracking_number: None,
    })
}

/// The invoice of a one-time payment, if it is to leave one. The session names it before anything is told of it (recorded).
pub(super) fn invoice(session: &mut Session, tx: &mut Transaction<'_>) -> Option<Arc<Invoice>> {
    if !session.settings.invoice_creation.as_ref().is_some_and(|creation| creation.enabled) {
        return None;
    }
    let draft = invoice::create::draft(tx, session, None)?;
    session.results.get_or_insert_default().invoice = Some(draft.id.clone());
    Some(draft)
}

/// Issues it, and settles it with what was paid.
pub(super) fn issue(session: &Session, draft: &Arc<Invoice>, tx: &mut Transaction<'_>) {
    tx.emit("invoice.created", draft);
    let mut open = invoice::create::finalized(tx, draft);
    let intent = session.results.as_ref().and_then(|results| results.payment_intent.as_ref());
    if let Some(intent) = intent.and_then(|id| tx.find::<PaymentIntent>(id.as_str())) {
        open = invoice::pay::with_payment(tx, &open, &intent);
    }
    tx.emit("invoice.finalized", &open);
    if session.state != State::Complete(PaymentStatus::Unpaid) {
        invoice::pay::paid(tx, &open);
    }
}
