//! What the customer is asked, as the page shows it: which fields there are, and what stands in them already.

use super::locale::{Locale, Texts};
use super::order::{self, Recurrence, Term, or_free};
use super::phrase::{Money, Phrase, Piece, fill};
use crate::payments::{Flow, flow_of};
use crate::resources::address::Address;
use crate::resources::checkout::session::{Input, Mode, Permission, Session};
use crate::resources::customer::{Customer, TaxIdTypes};
use crate::resources::payment_method::{Details, PaymentMethod};
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

/// A way to pay.
#[derive(Debug)]
pub(super) struct Method {
    /// `sepa_debit`
    pub(super) kind: &'static str,
    pub(super) label: String,
    pub(super) pay_with: String,
    pub(super) note: String,
    /// What is asked for besides the name of who pays.
    pub(super) fields: Vec<BankField>,
}

/// A part of a bank account's number.
#[derive(Debug)]
pub(super) struct BankField {
    pub(super) id: &'static str,
    /// What it is sent as: `sepa_debit[iban]`.
    pub(super) param: &'static str,
    pub(super) label: &'static str,
    pub(super) placeholder: &'static str,
    /// A number that pays.
    pub(super) example: &'static str,
}

/// A payment method the customer left before.
#[derive(Debug)]
pub(super) struct Saved {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) expires: Option<String>,
    /// Whether its owner's whole address is known.
    pub(super) billed: bool,
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
            offers_link: !settings.may_save_payment_method()
                && settings.payment_method_types.contains(&"link"),
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

/// The ways to pay besides cards that the page can show: Link and wallets have windows of their own.
fn methods(session: &Session, texts: &'static Texts) -> Vec<Method> {
    let kinds = session.settings.payment_method_types.iter().copied();
    let shown = kinds.filter(|kind| !matches!(*kind, "card" | "link"));
    shown
        .map(|kind| {
            let label = method_name(kind);
            let note = match flow_of(kind) {
                Flow::Redirect => &texts.redirect_note,
                Flow::Delayed => &texts.delayed_note,
                Flow::Voucher => &texts.voucher_note,
            };
            Method {
                kind,
                pay_with: fill(&texts.pay_with, &[("method", &label)]),
                note: fill(note, &[("method", &label)]),
                fields: bank_fields(kind, texts),
                label,
            }
        })
        .collect()
}

/// What a bank account is known by, with how it looks and the examples that pay. The ids of the first two are those that
/// browser tests know.
///
/// <https://docs.stripe.com/testing#bank-debits>
fn bank_fields(kind: &str, texts: &'static Texts) -> Vec<BankField> {
    let field =
        |id, param, label, placeholder| BankField { id, param, label, placeholder, example: placeholder };
    let account = &*texts.account_number;
    match kind {
        "sepa_debit" => vec![BankField {
            example: "AT611904300234573201",
            ..field("iban", "sepa_debit[iban]", &texts.iban, "AT00 0000 0000 0000 0000")
        }],
        "us_bank_account" => vec![
            field("routingNumber", "us_bank_account[routing_number]", &texts.routing_number, "110000000"),
            field("accountNumber", "us_bank_account[account_number]", account, "000123456789"),
        ],
        "bacs_debit" => vec![
            field("bacs_debit.sortCode", "bacs_debit[sort_code]", &texts.sort_code, "10-88-00"),
            field("bacs_debit.accountNumber", "bacs_debit[account_number]", account, "00012345"),
        ],
        "au_becs_debit" => vec![
            field("au_becs_debit.bsbNumber", "au_becs_debit[bsb_number]", &texts.bsb_number, "000-000"),
            field("au_becs_debit.accountNumber", "au_becs_debit[account_number]", account, "000123456"),
        ],
        "acss_debit" => vec![
            field(
                "acss_debit.institutionNumber",
                "acss_debit[institution_number]",
                &texts.institution_number,
                "000",
            ),
            field("acss_debit.transitNumber", "acss_debit[transit_number]", &texts.transit_number, "11000"),
            field("acss_debit.accountNumber", "acss_debit[account_number]", account, "000123456789"),
        ],
        _ => Vec::new(),
    }
}

/// The field of a bank account's number that a parameter comes from.
pub(super) fn bank_field_of(param: &str) -> Option<String> {
    let kind = param.split('[').next()?;
    let fields = bank_fields(kind, super::locale::english());
    fields.into_iter().find(|field| field.param == param).map(|field| field.id.to_owned())
}

/// `sepa_debit` → "SEPA Debit"; a name that is not known is written with capitals.
pub(super) fn method_name(kind: &str) -> String {
    let known = match kind {
        "acss_debit" => "Pre-authorized debit (ACSS)",
        "afterpay_clearpay" => "Afterpay / Clearpay",
        "au_becs_debit" => "BECS Direct Debit",
        "bacs_debit" => "Bacs Direct Debit",
        "blik" => "BLIK",
        "cashapp" => "Cash App Pay",
        "customer_balance" => "Bank transfer",
        "eps" => "EPS",
        "fpx" => "FPX",
        "ideal" => "iDEAL",
        "mb_way" => "MB WAY",
        "mobilepay" => "MobilePay",
        "nz_bank_account" => "BECS Direct Debit NZ",
        "oxxo" => "OXXO",
        "p24" => "Przelewy24",
        "paynow" => "PayNow",
        "paypal" => "PayPal",
        "paypay" => "PayPay",
        "payto" => "PayTo",
        "promptpay" => "PromptPay",
        "sepa_debit" => "SEPA Debit",
        "twint" => "TWINT",
        "upi" => "UPI",
        "us_bank_account" => "US bank account",
        "wechat_pay" => "WeChat Pay",
        other => {
            let words = other.split('_').map(|word| {
                let (first, rest) = word.split_at(word.len().min(1));
                first.to_uppercase() + rest
            });
            return words.collect::<Vec<_>>().join(" ");
        }
    };
    known.to_owned()
}

/// What a returning customer may pay with again.
fn saved(session: &Session, texts: &Texts, tx: &Transaction<'_>) -> Vec<Saved> {
    let (Some(customer), Some(options)) = (&session.customer, &session.settings.saved_payment_method_options)
    else {
        return Vec::new();
    };
    let theirs = tx.collection::<PaymentMethod>().filed(customer.as_str()).rev().filter(|method| {
        method.customer.as_ref() == Some(customer)
            && options.show(method.allow_redisplay)
            && session.settings.payment_method_types.contains(&method.kind)
    });
    theirs
        .take(10)
        .map(|method| (method, method.billing_details.address.line1.is_some()))
        .map(|(method, billed)| match &method.details {
            Details::Card(card) => Saved {
                billed,
                id: method.id.to_string(),
                label: fill(
                    &texts.ending_in,
                    &[("brand", brand_name(card.test.brand.as_str())), ("last4", card.test.last4())],
                ),
                expires: Some(format!("{:02} / {:02}", card.exp_month, card.exp_year % 100)),
            },
            Details::Other { fields, .. } => {
                let name = method_name(method.kind);
                let last4 = fields.get("last4").and_then(serde_json::Value::as_str);
                Saved {
                    billed,
                    id: method.id.to_string(),
                    label: match last4 {
                        Some(last4) => fill(&texts.ending_in, &[("brand", &name), ("last4", last4)]),
                        None => name,
                    },
                    expires: None,
                }
            }
        })
        .collect()
}

pub(super) fn brand_name(brand: &str) -> &str {
    match brand {
        "amex" => "American Express",
        "diners" => "Diners Club",
        "discover" => "Discover",
        "jcb" => "JCB",
        "mastercard" => "Mastercard",
        "unionpay" => "UnionPay",
        "visa" => "Visa",
        other => other,
    }
}
