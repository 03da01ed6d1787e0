use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::custom_fields::{CustomField, Input};
use super::super::{Collected, Mode, Session, Settings};
use super::{Consent, Entered, Promotions, Results, TaxIdParam, method};
use crate::error::{ApiError, inferred, refusal};
use crate::resources::address::Address;
use crate::resources::billing_details::BillingDetails;
use crate::resources::customer::{Customer, TaxExempt};
use crate::resources::payment_intent::attempt::Challenge;
use crate::resources::payment_method::PaymentMethod;
use crate::store::Transaction;
use crate::values::{Choice, Country, Email, Emptyable, Text};

/// What the customer entered, checked, with the gaps filled.
pub(super) struct Entries {
    pub(super) address: Option<Address>,
    pub(super) business_name: Option<Text<150>>,
    pub(super) consent: Option<Consent>,
    custom_fields: Vec<CustomField>,
    pub(super) email: Email,
    pub(super) individual_name: Option<Text<150>>,
    pub(super) name: Option<Text>,
    pub(super) phone: Option<Text<20>>,
    pub(super) save_payment_method: bool,
    pub(super) tax_id: Option<TaxIdParam>,
    pub(super) challenge: Challenge,
    /// What is paid with; nothing where nothing is to be paid.
    pub(super) method: Option<method::Chosen>,
}

impl Entries {
    /// # Errors
    /// Something required that is never made up is missing: a shipping address, an answer. An answer that does not fit its
    /// question, a payment method the session does not offer, a card number that is none.
    pub(super) fn check(
        entered: Entered,
        session: &mut Session,
        tx: &mut Transaction<'_>,
    ) -> Result<Self, ApiError> {
        let settings = std::sync::Arc::clone(&session.settings);
        check_shipping(session)?;
        let custom_fields = answers(&settings.custom_fields, entered.custom_fields)?;
        if entered.tax_id.is_some() && !settings.collects_tax_ids() {
            return Err(inferred::tax_id_not_asked_for().into());
        }
        let made_up = MadeUp(!entered.on_page);
        let customer = session.customer.as_ref().and_then(|id| tx.find::<Customer>(id.as_str()));
        let customer = customer.as_deref();
        let known_method = entered.payment_method.as_deref().and_then(|id| tx.find::<PaymentMethod>(id));
        let known = known_method.as_ref().map(|method| &method.billing_details);
        let email = entered
            .email
            .or_else(|| settings.customer_email.clone())
            .or_else(|| customer.and_then(|customer| customer.email.clone()))
            .or_else(|| made_up.is(example_email));
        let email = required(email, "email")?;
        let name = entered
            .name
            .or_else(|| known.and_then(|known| known.name.clone()))
            .or_else(|| customer.and_then(|customer| customer.name.as_deref()).and_then(text))
            .or_else(|| made_up.is(|| literal("Test Customer")));
        let phone = phone(entered.phone, entered.on_page, &settings, customer, made_up)?;
        let whole = settings.billing_address_collection == Some("required");
        let typed = session.customer_details.as_ref().and_then(|details| details.address.clone());
        let collected = session.collected.as_ref().and_then(|collected| collected.shipping_details.as_ref());
        let address = entered
            .billing_address
            .or_else(|| known.map(|known| known.address.clone()).filter(|known| known.country.is_some()))
            .or_else(|| customer.and_then(|customer| customer.address.clone()))
            .or(typed)
            .or_else(|| collected.filter(|_| whole).map(|details| details.address.clone()))
            .or_else(|| made_up.is(|| if whole { whole_address() } else { short_address() }));
        if whole && address.as_ref().is_none_or(|address| address.line1.is_none()) {
            return Err(refusal::missing("billing_address[line1]").into());
        }
        let consent = consent(&settings, entered.promotions);
        let terms = consent.is_some_and(|consent| consent.terms_of_service.is_some());
        if terms && entered.on_page && !entered.terms_accepted {
            return Err(refusal::missing("terms_of_service").into());
        }
        let business_name = business_name(entered.business_name, &settings, made_up)?;
        let individual_name = individual_name(entered.individual_name, name.as_ref(), &settings, made_up)?;
        let billing_details = BillingDetails {
            address: address.clone().unwrap_or_default(),
            email: Some(email.clone()),
            name: name.clone(),
            phone: phone.as_deref().and_then(text),
            tax_id: None,
        };
        let sent = method::Sent {
            payment_method: entered.payment_method,
            card: entered.card,
            account_number: entered.account_number,
        };
        let method = if session.needs_payment_method() || sent.is_anything() {
            Some(method::choose(sent, billing_details, session, tx)?)
        } else {
            None
        };
        Ok(Entries {
            address,
            business_name,
            consent,
            custom_fields,
            email,
            individual_name,
            name,
            phone,
            save_payment_method: entered.save_payment_method,
            tax_id: entered.tax_id,
            challenge: entered.challenge,
            method,
        })
    }

    /// Puts on a session what was entered.
    pub(super) fn write(self, session: &mut Session, tx: &Transaction<'_>) {
        let customer = session.customer.as_ref().and_then(|id| tx.find::<Customer>(id.as_str()));
        let exempt = customer.as_ref().map_or(TaxExempt::None, |customer| customer.tax_exempt);
        let tax_ids: Vec<Value> = match (&self.tax_id, &customer) {
            (Some(tax_id), _) => vec![json!({"type": tax_id.r#type, "value": tax_id.value})],
            (None, Some(customer)) => customer
                .tax_ids
                .iter()
                .map(|tax_id| json!({"type": tax_id.kind, "value": tax_id.value}))
                .collect(),
            (None, None) => Vec::new(),
        };
        let details = session.customer_details.get_or_insert_default();
        details.address = self.address;
        details.business_name = self.business_name.as_deref().and_then(text);
        details.email = Some((*self.email).into());
        details.individual_name = self.individual_name.as_deref().and_then(text);
        details.name = self.name;
        details.phone = self.phone.as_deref().and_then(text);
        details.tax_exempt = Some(exempt);
        details.tax_ids = Some(tax_ids);
        if self.business_name.is_some() || self.individual_name.is_some() {
            let collected = session.collected.get_or_insert_with(Collected::default);
            collected.business_name = self.business_name.as_deref().and_then(text);
            collected.individual_name = self.individual_name.as_deref().and_then(text);
        }
        let results = session.results.get_or_insert_with(|| Box::new(Results::default()));
        results.consent = self.consent;
        results.custom_fields = Some(self.custom_fields);
    }
}

/// Whether what a customer left out is filled in for them.
#[derive(Clone, Copy)]
struct MadeUp(bool);

impl MadeUp {
    fn is<T>(self, example: impl FnOnce() -> T) -> Option<T> {
        self.0.then(example)
    }
}

fn phone(
    entered: Option<Text<20>>,
    on_page: bool,
    settings: &Settings,
    customer: Option<&Customer>,
    made_up: MadeUp,
) -> Result<Option<Text<20>>, ApiError> {
    match entered {
        Some(phone) if on_page => check_phone(&phone).map(|()| Some(phone)),
        Some(phone) => Ok(Some(phone)),
        None if settings.phone_number_collection.enabled => {
            let known = customer.and_then(|customer| customer.phone.clone());
            required(known.or_else(|| made_up.is(|| literal("+15555550123"))), "phone").map(Some)
        }
        None => Ok(None),
    }
}

/// What the customer agreed to, where they were asked. Nobody completes a session without accepting its terms.
fn consent(settings: &Settings, promotions: Option<Choice<Promotions>>) -> Option<Consent> {
    settings.consent_collection.as_ref().map(|collection| Consent {
        promotions: collection
            .promotions
            .filter(|promotions| promotions.as_str() == "auto")
            .map(|_| promotions.map_or("opt_out", |choice| choice.as_str())),
        terms_of_service: collection.requires_terms().then_some("accepted"),
    })
}

fn business_name(
    entered: Option<Text<150>>,
    settings: &Settings,
    made_up: MadeUp,
) -> Result<Option<Text<150>>, ApiError> {
    match settings.name_collection.and_then(|names| names.business).filter(|name| name.enabled) {
        Some(name) if !name.optional => {
            required(entered.or_else(|| made_up.is(|| literal("Test Company"))), "business_name").map(Some)
        }
        Some(_) => Ok(entered),
        // Who buys for a business names it beside its tax id.
        None => Ok(entered.filter(|_| settings.collects_tax_ids())),
    }
}

fn individual_name(
    entered: Option<Text<150>>,
    payer: Option<&Text>,
    settings: &Settings,
    made_up: MadeUp,
) -> Result<Option<Text<150>>, ApiError> {
    match settings.name_collection.and_then(|names| names.individual).filter(|name| name.enabled) {
        Some(name) if !name.optional => {
            let payer = || made_up.is(|| payer.and_then(|payer| text(payer))).flatten();
            required(entered.or_else(payer), "individual_name").map(Some)
        }
        Some(_) => Ok(entered),
        None => Ok(None),
    }
}

/// # Errors
/// There is none.
fn required<T>(value: Option<T>, param: &str) -> Result<T, ApiError> {
    value.ok_or_else(|| refusal::missing(param).into())
}

/// A person's number has its country's code before it, and as many digits as numbers have.
///
/// <https://www.itu.int/rec/T-REC-E.164>
fn check_phone(phone: &str) -> Result<(), ApiError> {
    let digits = phone.strip_prefix('+').unwrap_or_default();
    if (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    Err(inferred::not_a_phone_number().into())
}

impl Session {
    /// Whether the customer must say how they pay.
    pub(crate) fn needs_payment_method(&self) -> bool {
        let due = self.totals.as_ref().is_some_and(|totals| totals.total.minor() > 0);
        match self.settings.mode {
            Mode::Payment => due,
            Mode::Setup => true,
            Mode::Subscription => due || self.settings.payment_method_collection == "always",
        }
    }
}

/// A shipping address that is asked for must be there: nobody makes one up.
fn check_shipping(session: &Session) -> Result<(), ApiError> {
    if session.settings.shipping_countries.is_none() {
        return Ok(());
    }
    let details = session.collected.as_ref().and_then(|collected| collected.shipping_details.as_ref());
    let Some(details) = details else { return Err(refusal::missing("shipping").into()) };
    if details.name.trimmed().is_none() {
        return Err(refusal::missing("shipping[name]").into());
    }
    if details.address.line1.is_none() {
        return Err(refusal::missing("shipping[address][line1]").into());
    }
    Ok(())
}

/// The merchant's questions with the customer's answers.
fn answers(
    questions: &[CustomField],
    mut sent: BTreeMap<String, Emptyable<Text<255>>>,
) -> Result<Vec<CustomField>, ApiError> {
    let mut fields = questions.to_vec();
    for field in &mut fields {
        let param = format!("custom_fields[{}]", field.key.as_str());
        let answer = match sent.remove(field.key.as_str()) {
            Some(Emptyable::Value(answer)) => Some(answer.as_str().to_owned()),
            Some(Emptyable::Empty) => None,
            None => field.default_value().map(str::to_owned),
        };
        match answer {
            Some(answer) => {
                check_answer(field, &answer, &param)?;
                field.answer(answer);
            }
            None if field.optional => {}
            None => return Err(refusal::missing(param).into()),
        }
    }
    match sent.into_keys().next() {
        Some(key) => Err(refusal::unknown(&format!("custom_fields[{key}]"), None).into()),
        None => Ok(fields),
    }
}

fn check_answer(field: &CustomField, answer: &str, param: &str) -> Result<(), ApiError> {
    let entry = match &field.input {
        Input::Dropdown(dropdown) => {
            let known = dropdown.options.iter().any(|option| option.value.as_str() == answer);
            return if known { Ok(()) } else { Err(inferred::not_an_option(param, answer).into()) };
        }
        Input::Numeric(_) if !answer.bytes().all(|byte| byte.is_ascii_digit()) => {
            return Err(inferred::answer_not_numeric(param).into());
        }
        Input::Numeric(entry) | Input::Text(entry) => entry,
    };
    let length = i64::try_from(answer.chars().count()).unwrap_or(i64::MAX);
    let (least, most) = (entry.minimum_length.unwrap_or(0), entry.maximum_length.unwrap_or(255));
    if (least..=most).contains(&length) {
        Ok(())
    } else {
        Err(inferred::answer_of_wrong_length(param, least, most).into())
    }
}

pub(super) fn text<const MAX: usize>(words: &str) -> Option<Text<MAX>> {
    Text::try_from(words).ok()
}

fn literal<const MAX: usize>(words: &str) -> Text<MAX> {
    text(words).expect("a short literal is a text")
}

fn example_email() -> Email {
    Email::try_from("customer@example.com").expect("it is an address")
}

/// What the page asks of a card's owner by itself: country and postal code.
pub(super) fn short_address() -> Address {
    Address {
        country: Country::try_from("US").ok(),
        postal_code: Some(literal("94103")),
        ..Address::default()
    }
}

fn whole_address() -> Address {
    Address {
        city: Some(literal("San Francisco")),
        line1: Some(literal("354 Oyster Point Blvd")),
        state: Some(literal("CA")),
        ..short_address()
    }
}
