//! `mode=subscription`: a customer, a subscription and its first invoice, paid or free.
//!
//! Since `2025-03-31.basil` the subscription and its invoice are made once the payment succeeded; before, the invoice came
//! first and the subscription waited for its payment.
//!
//! <https://docs.stripe.com/changelog/basil/2025-03-31/checkout-legacy-subscription-upgrade>

use std::sync::Arc;

use super::entries::Entries;
use super::{Outcome, PaymentStatus, payer, payment};
use crate::error::ApiError;
use crate::http::version::Version;
use crate::resources::checkout::session::{Session, SetupFutureUsage};
use crate::resources::invoice::{self, Invoice};
use crate::resources::payment_intent::attempt::{Attempt, attempt, obstacle};
use crate::resources::payment_intent::{PaymentIntent, Status};
use crate::resources::payment_method::PaymentMethod;
use crate::resources::setup_intent::{self, SetupIntent};
use crate::resources::subscription::start::{Subscriber, make};
use crate::resources::subscription::{self, Subscription};
use crate::store::Transaction;
use crate::values::{Amount, Id, Text};

/// Pays the first invoice and starts the subscription.
///
/// # Errors
/// The payment method is declined: 402.
pub(super) fn subscribe(
    session: &mut Session,
    entries: &Entries,
    tx: &mut Transaction<'_>,
) -> Result<Outcome, ApiError> {
    let due = session.totals.as_ref().map(|totals| totals.total).unwrap_or_default();
    match &entries.method {
        Some(method) if due.minor() > 0 => pay(session, entries, method, due, tx),
        Some(method) => start_free(session, entries, Some(method), tx),
        None => start_free(session, entries, None, tx),
    }
}

fn pay(
    session: &mut Session,
    entries: &Entries,
    method: &Arc<PaymentMethod>,
    due: Amount,
    tx: &mut Transaction<'_>,
) -> Result<Outcome, ApiError> {
    let Some(currency) = session.settings.currency else { return Err(ApiError::Internal) };
    let trial = Attempt { method: Arc::clone(method), challenge: entries.challenge, off_session: false };
    let clear = obstacle(&trial, false).is_none();
    let mut method = Arc::clone(method);
    if clear && let Some(customer) = payer::identify(session, entries, true, tx) {
        method = keep(tx, &method, &customer);
    }
    let before_basil = tx.context().own_version < Version::named("2025-03-31.basil");
    let early = if clear && before_basil { open_early(session, tx) } else { None };

    // The payment of the first invoice. The session does not show it.
    let intent = payment::intent(session, entries, due, currency, tx, |intent| {
        intent.description = Text::try_from("Subscription creation").ok();
        intent.setup_future_usage = Some(SetupFutureUsage::OffSession);
        intent.invoice = early.as_ref().map(|(_, invoice)| invoice.id.as_str().into());
    });
    let intent = match attempt(tx, &intent, &Attempt { method: Arc::clone(&method), ..trial }) {
        Ok(intent) => intent,
        Err(error) => {
            tx.put(session.clone());
            return Err(error);
        }
    };
    let outcome = payment::outcome(&intent, entries);
    if let Outcome::Done(_) = outcome {
        let paid = intent.status == Status::Succeeded;
        match early {
            Some((subscription, invoice)) => {
                activate(session, &subscription, &invoice, &intent, &method, paid, tx);
            }
            None => start(session, &method, &intent, paid, tx),
        }
    }
    Ok(outcome)
}

/// The method becomes the customer's, ready to be charged without them.
fn keep(
    tx: &mut Transaction<'_>,
    method: &Arc<PaymentMethod>,
    customer: &Id<crate::resources::customer::Customer>,
) -> Arc<PaymentMethod> {
    let ready = tx.put(PaymentMethod { set_up: true, ..PaymentMethod::clone(method) });
    PaymentMethod::attach(tx, &ready, customer)
}

/// Since basil: the money is there, or on its way, and now there is something it is for.
fn start(
    session: &mut Session,
    method: &Arc<PaymentMethod>,
    intent: &PaymentIntent,
    paid: bool,
    tx: &mut Transaction<'_>,
) {
    let Some(customer) = session.customer.clone() else { return };
    let payment_method = Some(method.id.clone());
    let subscriber = Subscriber { customer, payment_method };
    let subscription = make(tx, session, subscriber, None);
    let Some(draft) = invoice::create::draft(tx, session, Some(&subscription)) else { return };
    let subscription = invoice::create::link(tx, &subscription, &draft.id);
    tx.emit("customer.subscription.created", &subscription);
    tx.emit("invoice.created", &draft);
    let open = invoice::create::finalized(tx, &draft);
    let open = invoice::pay::with_payment(tx, &open, intent);
    tx.emit("invoice.finalized", &open);
    if paid {
        invoice::pay::paid(tx, &open);
    }
    remember(session, &subscription, &open);
}

/// Nothing is due: a trial, or a price of nothing.
fn start_free(
    session: &mut Session,
    entries: &Entries,
    method: Option<&Arc<PaymentMethod>>,
    tx: &mut Transaction<'_>,
) -> Result<Outcome, ApiError> {
    if let Some(method) = method {
        let trial = Attempt { method: Arc::clone(method), challenge: entries.challenge, off_session: false };
        let mut intent =
            match session.setup_intent.as_ref().and_then(|id| tx.find::<SetupIntent>(id.as_str())) {
                Some(known) => SetupIntent::clone(&known),
                None => new_setup(session, tx),
            };
        if obstacle(&trial, true).is_none() {
            intent.customer = payer::identify(session, entries, true, tx);
        }
        let intent = match setup_intent::attempt::attempt(tx, &intent, &trial) {
            Ok(intent) => intent,
            Err(error) => {
                tx.put(session.clone());
                return Err(error);
            }
        };
        if intent.status == setup_intent::Status::RequiresAction {
            return Ok(Outcome::Challenged);
        }
    } else {
        payer::identify(session, entries, true, tx);
    }
    let Some(customer) = session.customer.clone() else { return Err(ApiError::Internal) };
    let payment_method = method.map(|method| method.id.clone());
    // The intent is done with by now, and the session never shows it.
    session.setup_intent = None;
    let subscriber = Subscriber { customer, payment_method };
    let subscription = make(tx, session, subscriber, None);
    let Some(draft) = invoice::create::draft(tx, session, Some(&subscription)) else {
        return Err(ApiError::Internal);
    };
    let subscription = invoice::create::link(tx, &subscription, &draft.id);
    tx.emit("customer.subscription.created", &subscription);
    tx.emit("invoice.created", &draft);
    let open = invoice::create::finalized(tx, &draft);
    tx.emit("invoice.finalized", &open);
    invoice::pay::paid(tx, &open);
    remember(session, &subscription, &open);
    let trial = session.settings.has_trial();
    Ok(Outcome::Done(if trial { PaymentStatus::NoPaymentRequired } else { PaymentStatus::Paid }))
}

fn new_setup(session: &mut Session, tx: &mut Transaction<'_>) -> SetupIntent {
    let mut intent = SetupIntent::draft(tx);
    intent.customer.clone_from(&session.customer);
    intent.session = Some(session.id.clone());
    intent.payment_method_types = session.settings.payment_method_types.as_slice().into();
    intent.payment_method_options =
        Arc::new(SetupIntent::default_options(&session.settings.payment_method_types));
    let created = tx.put(intent);
    tx.emit("setup_intent.created", &created);
    session.setup_intent = Some(created.id.clone());
    SetupIntent::clone(&created)
}

/// Before basil: an invoice and a subscription that wait for their payment.
fn open_early(session: &mut Session, tx: &mut Transaction<'_>) -> Option<(Arc<Subscription>, Arc<Invoice>)> {
    let customer = session.customer.clone()?;
    let subscriber = Subscriber { customer, payment_method: None };
    let subscription = make(tx, session, subscriber, Some(subscription::Status::Incomplete));
    let draft = invoice::create::draft(tx, session, Some(&subscription))?;
    let subscription = invoice::create::link(tx, &subscription, &draft.id);
    tx.emit("invoice.created", &draft);
    tx.emit("customer.subscription.created", &subscription);
    let open = invoice::create::finalized(tx, &draft);
    tx.emit_update("invoice.updated", &draft, &open);
    tx.emit("invoice.finalized", &open);
    Some((subscription, open))
}

fn activate(
    session: &mut Session,
    subscription: &Arc<Subscription>,
    open: &Arc<Invoice>,
    intent: &PaymentIntent,
    method: &Arc<PaymentMethod>,
    paid: bool,
    tx: &mut Transaction<'_>,
) {
    let open = invoice::pay::with_payment(tx, open, intent);
    let active = tx.put(Subscription {
        status: subscription::Status::Active,
        default_payment_method: Some(method.id.clone()),
        ..Subscription::clone(subscription)
    });
    tx.emit_update("customer.subscription.updated", subscription, &active);
    if paid {
        invoice::pay::paid(tx, &open);
    }
    remember(session, &active, &open);
}

fn remember(session: &mut Session, subscription: &Subscription, invoice: &Invoice) {
    let results = session.results.get_or_insert_default();
    results.subscription = Some(subscription.id.clone());
    results.invoice = Some(invoice.id.clone());
}
