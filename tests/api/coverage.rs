//! `docs/coverage.md` says what is served and what becomes of each parameter. It is made from the program's own table of
//! endpoints and from the types of their parameters, so that it cannot promise what is not there.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use checkout_emulator::form::probe::{Kind, Parameter};
use checkout_emulator::http::expand::Subject;
use checkout_emulator::router::{ENDPOINTS, Endpoint};
use serde_json::Value;

use crate::support::Emulator;

/// The environment variable that has the page written instead of compared.
const UPDATE: &str = "UPDATE_COVERAGE";

/// Parameters that the object shows and that decide something besides: kinds of objects, and their parameters. What the object
/// does not show decides something anyway, or it would not be read.
const ACTING: &[(&str, &[&str])] = &[
    ("charge", &["fraud_details"]),
    (
        "checkout.session",
        &[
            "adaptive_pricing",
            "after_expiration",
            "allow_promotion_codes",
            "automatic_tax",
            "billing_address_collection",
            "cancel_url",
            "client_reference_id",
            "collected_information",
            "currency",
            "custom_fields",
            "customer",
            "customer_creation",
            "customer_email",
            "discounts",
            "expires_at",
            "invoice_creation",
            "line_items",
            "locale",
            "mode",
            "optional_items",
            "payment_method_collection",
            "permissions",
            "phone_number_collection",
            "return_url",
            "saved_payment_method_options",
            "shipping_address_collection",
            "shipping_options",
            "submit_type",
            "success_url",
            "tax_id_collection",
            "ui_mode",
            "consent_collection",
            "branding_settings",
            "custom_text",
            "redirect_on_completion",
            "name_collection",
            "allowed_payment_method_types",
            "excluded_payment_method_types",
            "payment_method_types",
        ],
    ),
    (
        "coupon",
        &[
            "amount_off",
            "applies_to",
            "currency",
            "currency_options",
            "duration",
            "id",
            "max_redemptions",
            "percent_off",
            "redeem_by",
        ],
    ),
    (
        "customer",
        &["address", "email", "invoice_prefix", "name", "phone", "shipping", "tax_exempt", "test_clock"],
    ),
    (
        "payment_intent",
        &[
            "allowed_payment_method_types",
            "amount",
            "automatic_payment_methods",
            "capture_method",
            "client_secret",
            "confirmation_method",
            "currency",
            "customer",
            "excluded_payment_method_types",
            "payment_method",
            "payment_method_types",
            "setup_future_usage",
            "shipping",
            "statement_descriptor",
            "transfer_data",
        ],
    ),
    (
        "payment_method",
        &[
            "acss_debit",
            "au_becs_debit",
            "bacs_debit",
            "card",
            "customer",
            "sepa_debit",
            "type",
            "us_bank_account",
        ],
    ),
    (
        "price",
        &[
            "active",
            "billing_scheme",
            "currency",
            "currency_options",
            "custom_unit_amount",
            "lookup_key",
            "product",
            "recurring",
            "tax_behavior",
            "tiers",
            "tiers_mode",
            "transform_quantity",
            "unit_amount",
            "unit_amount_decimal",
        ],
    ),
    ("product", &["active", "default_price", "id", "images", "name", "tax_code"]),
    (
        "promotion_code",
        &["active", "code", "customer", "expires_at", "max_redemptions", "promotion", "restrictions"],
    ),
    ("refund", &["amount", "charge", "currency", "payment_intent"]),
    (
        "setup_intent",
        &[
            "allowed_payment_method_types",
            "automatic_payment_methods",
            "client_secret",
            "customer",
            "payment_method",
            "payment_method_types",
            "usage",
        ],
    ),
    ("shipping_rate", &["active", "fixed_amount", "tax_behavior", "type"]),
    ("subscription", &["cancel_at", "cancel_at_period_end"]),
    ("tax_rate", &["active", "inclusive", "percentage"]),
    ("webhook_endpoint", &["api_version", "enabled_events", "url"]),
];

/// Parameters that are checked and without effect, by kind of object.
const INERT: &[(&str, &[&str])] = &[
    ("customer", &["cash_balance", "validate"]),
    ("subscription", &["invoice_now", "off_session", "payment_behavior", "prorate", "proration_behavior"]),
];

/// What Stripe has around Checkout and this program does not serve: every one of them is a 404.
const REFUSED: &[&str] = &[
    "Payment links, quotes, customer portal sessions, customer sessions",
    "Creating subscriptions and invoices by themselves; renewals, prorations, metered usage, dunning",
    "Disputes, payouts, transfers, balance, credit notes, invoice items",
    "Sources, tokens and confirmation tokens as objects; test tokens such as `tok_visa` are understood",
    "Cash balances, customer balance transactions, tax ids by themselves; they are taken with a customer",
    "Tax registrations, calculations and settings; rates of automatic tax come through `/_emulator/tax_rates`",
    "Everything under `/v2`",
];

fn folder(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The fields of an object, as the official types have them.
fn fields(kind: &str) -> Option<BTreeSet<String>> {
    let text = std::fs::read_to_string(folder(&format!("fixtures/objects/{kind}.json"))).ok()?;
    let object: Value = serde_json::from_str(&text).unwrap();
    let paths = object["fields"].as_array().unwrap().iter().map(|field| field["path"].as_str().unwrap());
    Some(paths.filter(|path| !path.contains(['.', '['])).map(str::to_owned).collect())
}

/// What becomes of a parameter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is checked and decides something.
    Emulated,
    /// It is checked, kept, and given back.
    Echoed,
    /// It is taken, and has no effect.
    Ignored,
    /// It is known, and refused.
    Refused,
}

fn fate(endpoint: &Endpoint, parameter: &Parameter) -> Fate {
    if endpoint.refused.contains(&parameter.name) {
        return Fate::Refused;
    }
    if is_unread(&parameter.kind) {
        return Fate::Ignored;
    }
    if let Subject::Object(kind) = endpoint.subject
        && INERT.iter().any(|(inert, names)| *inert == kind && names.contains(&parameter.name))
    {
        return Fate::Ignored;
    }
    let (Subject::Object(kind), "POST") = (endpoint.subject, endpoint.method.as_str()) else {
        return Fate::Emulated;
    };
    let acts = ACTING.iter().any(|(acting, names)| *acting == kind && names.contains(&parameter.name));
    let shown = fields(kind).is_some_and(|fields| fields.contains(parameter.name));
    if acts || !shown { Fate::Emulated } else { Fate::Echoed }
}

/// Whether nothing of it is looked into.
fn is_unread(kind: &Kind) -> bool {
    match kind {
        Kind::Unread => true,
        Kind::List(inner) | Kind::Map(inner) => is_unread(inner),
        Kind::Object { fields, .. } => {
            !fields.is_empty() && fields.iter().all(|field| is_unread(&field.kind))
        }
        _ => false,
    }
}

/// Parts of a parameter that are not looked into although the whole is.
fn unread_parts(prefix: &str, kind: &Kind, parts: &mut Vec<String>) {
    match kind {
        Kind::Object { fields, .. } => {
            for field in fields {
                let path = format!("{prefix}[{}]", field.name);
                if is_unread(&field.kind) {
                    parts.push(path);
                } else {
                    unread_parts(&path, &field.kind, parts);
                }
            }
        }
        Kind::List(inner) => unread_parts(&format!("{prefix}[]"), inner, parts),
        Kind::Map(inner) => unread_parts(&format!("{prefix}[*]"), inner, parts),
        _ => {}
    }
}

fn names(endpoint: &Endpoint, fate_wanted: Fate) -> Vec<String> {
    let parameters = (endpoint.parameters)();
    let mut names: Vec<String> = parameters
        .iter()
        .filter(|parameter| fate(endpoint, parameter) == fate_wanted)
        .map(|parameter| parameter.name.to_owned())
        .collect();
    if fate_wanted == Fate::Ignored {
        for parameter in parameters.iter().filter(|parameter| !is_unread(&parameter.kind)) {
            unread_parts(parameter.name, &parameter.kind, &mut names);
        }
    }
    names.sort();
    names
}

fn page() -> String {
    let mut page = String::from(
        "# What is emulated\n\n\
         Made from the program by `UPDATE_COVERAGE=1 cargo test --test api coverage`; CI compares it. Parameters not named here are \
         refused, as Stripe refuses what it does not know. `expand[]` works wherever Stripe has it.\n\n\
         - **emulated**: checked as Stripe checks it, and it decides something\n\
         - **echoed**: checked, kept, and given back; nothing else depends on it\n\
         - **ignored**: taken without effect; most are not even looked into\n\
         - **refused**: known, and answered with an error that says that it is not emulated\n\n\
         A parameter stands for what is inside it, except for parts that are named. Everything under a prefix of Stripe's that is \
         not listed here is a 404.\n",
    );
    for endpoint in ENDPOINTS {
        write!(page, "\n## `{} {}`\n\n", endpoint.method, endpoint.path).unwrap();
        if endpoint.publishable {
            page.push_str("Browsers may ask for it, with a publishable key.\n\n");
        }
        let mut any = false;
        for (title, fate) in [
            ("emulated", Fate::Emulated),
            ("echoed", Fate::Echoed),
            ("ignored", Fate::Ignored),
            ("refused", Fate::Refused),
        ] {
            let names = names(endpoint, fate);
            if !names.is_empty() {
                any = true;
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                writeln!(page, "- {title}: {}", names.join(", ")).unwrap();
            }
        }
        if !any {
            page.push_str("No parameters.\n");
        }
    }
    page.push_str("\n## Not served\n\n");
    for refused in REFUSED {
        writeln!(page, "- {refused}").unwrap();
    }
    page
}

#[test]
fn the_page_says_what_the_program_does() {
    let file = folder("docs/coverage.md");
    let page = page();
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&file, page).unwrap();
        return;
    }
    let written = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(written == page, "docs/coverage.md is stale: run `{UPDATE}=1 cargo test --test api coverage`");
}

#[test]
fn what_is_said_to_act_is_a_parameter() {
    for (kind, names) in ACTING {
        let shown = fields(kind).unwrap_or_else(|| panic!("{kind}"));
        for name in *names {
            let of_kind = |endpoint: &&Endpoint| matches!(endpoint.subject, Subject::Object(subject) if subject == *kind);
            let mut taken = ENDPOINTS.iter().filter(of_kind).flat_map(|endpoint| (endpoint.parameters)());
            assert!(taken.any(|parameter| parameter.name == *name), "{kind}: {name} is no parameter");
            assert!(shown.contains(*name), "{kind}: {name} is not shown, so that it needs no row");
        }
    }
}

#[tokio::test]
async fn what_is_said_to_be_refused_is() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let order = [
        ("mode", "subscription"),
        ("success_url", "https://example.com"),
        ("line_items[0][price_data][currency]", "usd"),
        ("line_items[0][price_data][unit_amount]", "1000"),
        ("line_items[0][price_data][recurring][interval]", "month"),
        ("line_items[0][price_data][product_data][name]", "Mugs"),
        ("line_items[0][quantity]", "1"),
    ];
    let session = shop.post("/v1/checkout/sessions", &order).await.id();
    let paid = shop.post(&format!("/_emulator/checkout/sessions/{session}/complete"), &[]).await.object();
    let subscription = paid["subscription"].as_str().unwrap();
    let mut refused = 0;
    for endpoint in ENDPOINTS {
        let path = endpoint.path.replace("{subscription}", subscription);
        for name in endpoint.refused {
            let fault = shop.post(&path, &[(name, "1")]).await.error();
            assert_eq!((fault.status, fault.param.as_str()), (400, *name), "{}", fault.message);
            assert!(fault.message.contains("does not change"), "{}", fault.message);
            refused += 1;
        }
    }
    assert!(refused > 0);
}
