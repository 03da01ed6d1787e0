//! What the customer pays with.

use std::sync::Arc;

use super::super::Session;
use super::super::payment_methods::AllowedTypes;
use super::CardParam;
use crate::error::{ApiError, inferred, refusal};
use crate::resources::billing_details::BillingDetails;
use crate::resources::payment_method::{self, Details, PaymentMethod, PaymentMethodDraft};
use crate::store::Transaction;
use crate::values::{Choice, Id, Text};

/// What was said of it.
pub(super) struct Sent {
    pub(super) payment_method: Option<Text>,
    pub(super) card: Option<CardParam>,
    pub(super) account_number: Option<(&'static str, Text<50>)>,
}

impl Sent {
    pub(super) fn is_anything(&self) -> bool {
        self.payment_method.is_some() || self.card.is_some() || self.account_number.is_some()
    }
}

/// A payment method that is in the account.
pub(super) type Chosen = Arc<PaymentMethod>;

/// Makes or finds it, and checks that the session offers it.
///
/// # Errors
/// No such method or type, one of another customer's, one that the session does not offer, a card number that is none or
/// could be somebody's.
pub(super) fn choose(
    sent: Sent,
    billing_details: BillingDetails,
    session: &Session,
    tx: &mut Transaction<'_>,
) -> Result<Chosen, ApiError> {
    let offered = &session.settings.payment_method_types;
    let draft = match (sent.card, sent.account_number, sent.payment_method) {
        (Some(_), _, Some(_)) => return Err(refusal::exclusive("", "card", "payment_method").into()),
        (Some(card), _, None) => numbered(&card, tx)?,
        (None, Some((kind, number)), None) => with_account(kind, &number, tx)?,
        (None, Some((kind, number)), Some(named)) => {
            if named.as_str() != kind {
                return Err(refusal::exclusive("", "payment_method", kind).into());
            }
            with_account(kind, &number, tx)?
        }
        (None, None, Some(named)) if named.starts_with("pm_") => {
            return named_method(&named, billing_details, session, tx);
        }
        (None, None, Some(named)) => {
            let Some(kind) = Choice::<AllowedTypes>::new(&named).map(Choice::as_str) else {
                return Err(inferred::unknown_payment_method(&named).into());
            };
            of_type(kind, tx)
        }
        (None, None, None) if offered.contains(&"card") => of_type("card", tx),
        (None, None, None) => of_type(offered.first().copied().unwrap_or("card"), tx),
    };
    check_offered(draft.kind, session)?;
    Ok(make(draft, billing_details, session, tx))
}

fn check_offered(kind: &str, session: &Session) -> Result<(), ApiError> {
    if session.settings.payment_method_types.contains(&kind) {
        return Ok(());
    }
    Err(inferred::payment_method_not_offered(kind, &session.settings.payment_method_types).into())
}

fn of_type(kind: &'static str, tx: &Transaction<'_>) -> PaymentMethodDraft {
    if kind == "card" {
        PaymentMethodDraft::card(crate::payments::TestCard::visa(), tx)
    } else {
        PaymentMethodDraft::of_type(kind, None, tx)
    }
}

fn with_account(
    kind: &'static str,
    number: &str,
    tx: &Transaction<'_>,
) -> Result<PaymentMethodDraft, ApiError> {
    PaymentMethodDraft::with_account(kind, Some(number), &format!("{kind}[iban]"), tx)
}

fn numbered(sent: &CardParam, tx: &Transaction<'_>) -> Result<PaymentMethodDraft, ApiError> {
    let mut draft = PaymentMethodDraft::numbered(&sent.number, "card[number]", tx)?;
    if let Details::Card(card) = &mut draft.details {
        let month = sent.exp_month.map_or(card.exp_month, crate::values::Int::get);
        // The page takes two digits.
        let year = sent.exp_year.map_or(card.exp_year, |year| payment_method::century(year.get()));
        payment_method::check_expiry(month, year, ["card[exp_month]", "card[exp_year]"], tx.now())?;
        (card.exp_month, card.exp_year) = (month, year);
    }
    Ok(draft)
}

fn make(
    mut draft: PaymentMethodDraft,
    billing_details: BillingDetails,
    session: &Session,
    tx: &mut Transaction<'_>,
) -> Chosen {
    if let Details::Card(card) = &mut draft.details {
        card.cvc_given = true;
        card.line1_given = billing_details.address.line1.is_some();
        card.postal_code_given = billing_details.address.postal_code.is_some();
    }
    let mut method = draft.build(tx);
    method.billing_details = billing_details;
    let redisplay = session.settings.payment_method_data.as_ref().and_then(|data| data.allow_redisplay);
    // Where nothing is said, a method a customer leaves in Checkout may be shown to them in Checkout.
    method.allow_redisplay = redisplay.map_or("limited", Choice::as_str);
    tx.put(method)
}

/// A method with an id: the customer's, one that is nobody's yet, or a test id.
fn named_method(
    id: &str,
    billing_details: BillingDetails,
    session: &Session,
    tx: &mut Transaction<'_>,
) -> Result<Chosen, ApiError> {
    let id = Id::new(id);
    let known = tx.find::<PaymentMethod>(id.as_str()).is_some();
    let method = payment_method::resolve(tx, &id, "payment_method")?;
    check_offered(method.kind, session)?;
    if method.customer.is_some() && method.customer != session.customer {
        return Err(inferred::payment_method_of_other_customer(id.as_str()).into());
    }
    if known && method.billing_details != BillingDetails::default() {
        return Ok(method);
    }
    let mut named = PaymentMethod::clone(&method);
    if !known {
        if let Details::Card(card) = &mut named.details {
            card.line1_given = billing_details.address.line1.is_some();
            card.postal_code_given = billing_details.address.postal_code.is_some();
        }
        named.allow_redisplay = "limited";
    }
    named.billing_details = billing_details;
    Ok(tx.put(named))
}
