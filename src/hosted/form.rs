//! What the customer is asked, as the page shows it: which fields there are, and what stands in them already.

use super::locale::{Locale, Texts};
use super::methods::{Method, Saved, methods, saved};
use super::order::{self, Recurrence, Term, or_free};
use super::phrase::{Money, Phrase, Piece, fill};
use crate::resources::address::Address;
use crate::resources::checkout::session::{Input, Mode, Permission, Session};
use crate::resources::customer::{Customer, TaxIdTypes};
use crate::resources::shipping_rate::{DeliveryEstimate, Estimate, ShippingRate};
use crate::store::Transaction;
use crate::values::Words as _;

/// The right half of the page.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each decides whether a field is there")]
pub(super) struct Form {
    pub(super) email: Option<String>,
    pub(super) email_locked: bool,
    pub(super) phone: Option<String>,
    pub(super) shipping: Option<Shipping>,
    pub(super) options: Vec<ShippingOption>,
    pub(super) questions: Vec<Question>,
    pub(super) methods: Vec<Method>,
    /// Whether a card can be typed.
    pub(super) takes_card: bool,
    /// Whether anything is to be paid or saved now.
    pub(super) needs_method: bool,
    pub(super) saved: Vec<Saved>,
    pub(super) billing: Place,
    pub(super) billing_required: bool,
    /// Whether taxes depend on the address, so that the server must hear of it early.
    pub(super) taxed: bool,
    pub(super) business_name: Option<bool>,
    pub(super) individual_name: Option<bool>,
    /// The kinds of tax id there are; nothing where none is asked for.
    pub(super) tax_ids: Option<&'static [&'static str]>,
    pub(super) offers_saving: bool,
    pub(super) offers_link: bool,
    pub(super) terms: Option<Phrase>,
    pub(super) promotions: Option<Phrase>,
    pub(super) agreements: Vec<Phrase>,
    pub(super) submit_text: Option<Phrase>,
    pub(super) after_submit: Option<Phrase>,
    /// What the button says.
    pub(super) submit: String,
}

/// Where an address begins: what is known of it.
#[derive(Debug, Default)]
pub(super) struct Place {
    pub(super) name: String,
    pub line1: String,
    pub line2: String,
    pub(super) city: String,
    pub(super) state: String,
    pub(super) postal_code: String,
    pub(super) country: String,
}

#[derive(Debug)]
pub(super) struct Shipping {
    /// Two-letter codes, separated by spaces.
    pub(super) countries: String,
    pub(super) place: Place,
    /// Whether the merchant's server says where the order goes, not the customer.
    pub(super) told_by_server: bool,
    pub(super) note: Option<Phrase>,
}

#[derive(Debug)]
pub(super) struct ShippingOption {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) estimate: Option<String>,
    pub(super) amount: Phrase,
    pub(super) chosen: bool,
}

/// A question of the merchant's own.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) key: String,
    pub(super) label: String,
    pub(super) optional: bool,
    pub(super) kind: QuestionKind,
    pub(super) value: String,
    pub(super) least: i64,
    pub(super) most: i64,
}

#[derive(Debug)]
pub(super) enum QuestionKind {
    Text,
    Numeric,
    /// Values and what they are called.
    Dropdown(Vec<(String, String)>),
}

impl Form {
    pub(super) fn of(session: &Session, business: &str, locale: &Locale, tx: &Transaction<'_>) -> Self {
        let texts = locale.texts;
        let settings = &session.settings;
        let customer = session.customer.as_ref().and_then(|id| tx.find::<Customer>(id.as_str()));
        let customer = customer.as_deref();
        let known_email = customer.and_then(|customer| customer.email.as_deref());
        let email = settings.customer_email.as_deref().or(known_email).map(str::to_owned);
        let methods = methods(session, texts);
        let consent = settings.consent_collection.as_ref();
        let terms =
            consent.is_some_and(crate::resources::checkout::session::ConsentCollection::requires_terms);
        let words = &settings.custom_text;
        let names = settings.name_collection;
        let message = |message: &Option<crate::resources::checkout::session::Message>| {
            message.as_ref().map(|message| Phrase::with_links(&message.message))
        };
        let about = |text: &str| Phrase::fill(text, &[("business", business.into())]);
        let known_address = customer.and_then(|customer| customer.address.as_ref());
        let needs_method = session.needs_payment_method();
        Form {
            email_locked: email.is_some(),
            email,
            phone: settings.phone_number_collection.enabled.then(|| {
                customer.and_then(|customer| customer.phone.as_deref()).unwrap_or_default().to_owned()
            }),
            shipping: shipping(session, customer, locale),
            options: options(session, texts, tx),
            questions: questions(session),
            takes_card: settings.payment_method_types.contains(&"card"),
            needs_method,
            saved: if needs_method { saved(session, texts, tx) } else { Vec::new() },
            billing: Place::of(known_address, "", locale, None),
            billing_required: settings.billing_address_collection == Some("required"),
            taxed: session.automatic_tax.enabled && session.customer.is_none(),
            business_name: names
                .and_then(|names| names.business)
                .filter(|name| name.enabled)
                .map(|name| name.optional),
            individual_name: names
                .and_then(|names| names.individual)
                .filter(|name| name.enabled)
                .map(|name| name.optional),
            tax_ids: settings
                .tax_id_collection
                .filter(|collection| collection.enabled)
                .map(|_| TaxIdTypes::WORDS),
            offers_saving: settings.may_save_payment_method(),
            // Stripe's page offers it beside cards, whether or not the session has Link.
            offers_link: !settings.may_save_payment_method()
                && settings.payment_method_types.iter().any(|kind| matches!(*kind, "card" | "link")),
            terms: terms
                .then(|| message(&words.terms_of_service_acceptance).unwrap_or_else(|| about(&texts.terms))),
            promotions: consent
                .and_then(|consent| consent.promotions)
                .filter(|promotions| promotions.as_str() == "auto")
                .map(|_| about(&texts.promotions)),
            agreements: agreements(session, business, texts, tx),
            submit_text: message(&words.submit),
            after_submit: message(&words.after_submit),
            submit: submit_label(session, texts).to_owned(),
            methods,
        }
    }

    /// Whether the customer chooses among several ways to pay.
    pub(super) fn has_choice(&self) -> bool {
        self.methods.len() + usize::from(self.takes_card) > 1
    }
}

/// What the button says.
pub(super) fn submit_label(session: &Session, texts: &'static Texts) -> &'static str {
    let free = session.totals.as_ref().is_some_and(|totals| totals.total.minor() == 0);
    let trial = session.settings.has_trial();
    match (session.settings.mode, session.settings.submit_type) {
        (Mode::Setup, _) => &texts.save,
        (Mode::Subscription, _) if trial => &texts.start_trial,
        _ if free => &texts.complete_order,
        (Mode::Subscription, _) | (_, Some("subscribe")) => &texts.subscribe,
        (_, Some("book")) => &texts.book,
        (_, Some("donate")) => &texts.donate,
        _ => &texts.pay,
    }
}

/// What the customer lets the merchant do later.
pub(super) fn agreements(
    session: &Session,
    business: &str,
    texts: &Texts,
    tx: &Transaction<'_>,
) -> Vec<Phrase> {
    let hidden = session
        .settings
        .consent_collection
        .and_then(|consent| consent.payment_method_reuse_agreement)
        .is_some_and(|agreement| agreement.position.as_str() == "hidden");
    if hidden {
        return Vec::new();
    }
    let recurrence = session.settings.currency.and_then(|currency| Recurrence::of(session, currency, tx));
    let about = |text: &str| {
        let mut parts = vec![("business", Piece::from(business))];
        if let Some(recurrence) = &recurrence {
            parts.push(("amount", recurrence.amount.into()));
            parts.push(("interval", order::interval(&recurrence.every, texts).into()));
        }
        Phrase::fill(text, &parts)
    };
    let text = match session.settings.mode {
        Mode::Setup => &texts.agree_setup,
        // Where the amount changes once more, the order above says when.
        Mode::Subscription => match (Term::of(session, texts), &recurrence) {
            (_, None | Some(Recurrence { later: Some(_), .. })) => &texts.agree_subscription_plain,
            (Some(_), Some(_)) => &texts.agree_trial,
            (None, Some(_)) => &texts.agree_subscription,
        },
        Mode::Payment => {
            let data = session.payment_intent_data.as_ref();
            if data.is_none_or(|data| data.setup_future_usage.is_none()) {
                return Vec::new();
            }
            &texts.agree_reuse
        }
    };
    vec![about(text)]
}

impl Place {
    /// What is known of an address; the country of the browser where none is, if it is among the `allowed`.
    fn of(address: Option<&Address>, name: &str, locale: &Locale, allowed: Option<&[&str]>) -> Self {
        let part = |part: Option<&str>| part.unwrap_or_default().to_owned();
        let known =
            address.and_then(|address| address.country.as_ref()).map(|country| country.as_str().to_owned());
        let fits = |country: &String| allowed.is_none_or(|allowed| allowed.contains(&country.as_str()));
        let country = known
            .filter(&fits)
            .or_else(|| locale.region.clone().filter(&fits))
            .or_else(|| allowed.and_then(|allowed| allowed.first()).map(|country| (*country).to_owned()))
            .unwrap_or_else(|| "US".to_owned());
        Place {
            name: name.to_owned(),
            line1: part(address.and_then(|address| address.line1.as_deref())),
            line2: part(address.and_then(|address| address.line2.as_deref())),
            city: part(address.and_then(|address| address.city.as_deref())),
            state: part(address.and_then(|address| address.state.as_deref())),
            postal_code: part(address.and_then(|address| address.postal_code.as_deref())),
            country,
        }
    }

    /// In one line, for what cannot be changed here.
    pub(super) fn line(&self) -> String {
        let parts =
            [&self.name, &self.line1, &self.line2, &self.city, &self.state, &self.postal_code, &self.country];
        let parts: Vec<&str> =
            parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        parts.join(", ")
    }
}

fn shipping(session: &Session, customer: Option<&Customer>, locale: &Locale) -> Option<Shipping> {
    let countries = session.settings.shipping_countries.as_deref()?;
    let collected = session.collected.as_ref().and_then(|collected| collected.shipping_details.as_deref());
    let known = customer.and_then(|customer| customer.shipping.as_ref());
    let (address, name) = match (collected, known) {
        (Some(details), _) => (Some(&details.address), details.name.as_str()),
        (None, Some(shipping)) => (Some(&shipping.address), shipping.name.as_str()),
        (None, None) => (None, ""),
    };
    Some(Shipping {
        countries: countries.join(" "),
        place: Place::of(address, name, locale, Some(countries)),
        told_by_server: session.settings.update_shipping_details == Some(Permission::ServerOnly)
            && collected.is_some(),
        note: session
            .settings
            .custom_text
            .shipping_address
            .as_ref()
            .map(|message| Phrase::with_links(&message.message)),
    })
}

/// The shipping options, with what each costs.
pub(super) fn options(session: &Session, texts: &Texts, tx: &Transaction<'_>) -> Vec<ShippingOption> {
    let Some(currency) = session.settings.currency else { return Vec::new() };
    let options = session.shipping_options.iter().enumerate();
    options
        .filter_map(|(position, option)| {
            let rate = tx.find::<ShippingRate>(option.shipping_rate.as_str())?;
            Some(ShippingOption {
                id: option.shipping_rate.to_string(),
                name: rate.display_name.to_string(),
                estimate: rate.delivery_estimate.and_then(|estimate| delivery(estimate, texts)),
                amount: or_free(Money::new(option.shipping_amount, currency), texts),
                chosen: position == session.selected_shipping,
            })
        })
        .collect()
}

/// "3–5 business days"
fn delivery(estimate: DeliveryEstimate, texts: &Texts) -> Option<String> {
    let (from, to) = (estimate.minimum, estimate.maximum);
    match (from, to) {
        (Some(from), Some(to)) if from.unit.as_str() == to.unit.as_str() => {
            if from.value == to.value {
                return Some(format!("{} {}", to.value, unit(to, texts)));
            }
            let parts = [
                ("from", &*from.value.to_string()),
                ("to", &to.value.to_string()),
                ("unit", unit(to, texts)),
            ];
            Some(fill(&texts.between, &parts))
        }
        (Some(from), Some(to)) => {
            Some(format!("{} {} – {} {}", from.value, unit(from, texts), to.value, unit(to, texts)))
        }
        (Some(from), None) => {
            Some(fill(&texts.at_least, &[("from", &from.value.to_string()), ("unit", unit(from, texts))]))
        }
        (None, Some(to)) => {
            Some(fill(&texts.up_to, &[("to", &to.value.to_string()), ("unit", unit(to, texts))]))
        }
        (None, None) => None,
    }
}

fn unit(estimate: Estimate, texts: &Texts) -> &str {
    let (one, several) = match estimate.unit.as_str() {
        "hour" => (&texts.hour, &texts.hours),
        "day" => (&texts.day, &texts.days),
        "business_day" => (&texts.business_day, &texts.business_days),
        "week" => (&texts.week, &texts.weeks),
        _ => (&texts.month, &texts.months),
    };
    if estimate.value == 1 { one } else { several }
}

fn questions(session: &Session) -> Vec<Question> {
    let question = |field: &crate::resources::checkout::session::CustomField| {
        let (kind, entry) = match &field.input {
            Input::Text(entry) => (QuestionKind::Text, Some(entry)),
            Input::Numeric(entry) => (QuestionKind::Numeric, Some(entry)),
            Input::Dropdown(dropdown) => {
                let options = dropdown.options.iter();
                let pairs = options.map(|option| (option.value.to_string(), option.label.to_string()));
                (QuestionKind::Dropdown(pairs.collect()), None)
            }
        };
        Question {
            key: field.key.to_string(),
            label: field.label.to_string(),
            optional: field.optional,
            kind,
            value: field.default_value().unwrap_or_default().to_owned(),
            least: entry.and_then(|entry| entry.minimum_length).unwrap_or(0),
            most: entry.and_then(|entry| entry.maximum_length).unwrap_or(255),
        }
    };
    session.settings.custom_fields.iter().map(question).collect()
}
