//! Every parameter of creating a session that Stripe publishes: accepted, and given back where the object has it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value;

use super::{SESSIONS, assert_conforms, least};
use crate::support::{Client, Emulator};

type Params = Vec<(String, String)>;

#[derive(Deserialize)]
struct Parameters {
    parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
struct Parameter {
    path: String,
    r#type: String,
    items: Option<String>,
    #[serde(default)]
    values: Vec<String>,
}

#[derive(Deserialize)]
struct Object {
    fields: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    path: String,
}

fn fixture<T: serde::de::DeserializeOwned>(folder: &str, name: &str) -> T {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "fixtures", folder, name].iter().collect();
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The parameters that hold a value of their own, not others.
fn leaves() -> Vec<Parameter> {
    let all: Parameters = fixture("parameters", "checkout.sessions.create.json");
    let holds =
        |parameter: &Parameter| parameter.r#type != "object" && parameter.items.as_deref() != Some("object");
    all.parameters.into_iter().filter(holds).collect()
}

/// `a[b][0][c]` → `a`, `b`, `0`, `c`.
fn parts(name: &str) -> Vec<&str> {
    name.split('[').map(|part| part.trim_end_matches(']')).collect()
}

/// Whether a parameter sent is this published one, whatever its index or key.
fn is(published: &Parameter, sent: &str) -> bool {
    let (published_parts, sent) = (parts(&published.path), parts(sent));
    let length = published_parts.len() + usize::from(matches!(published.r#type.as_str(), "array" | "map"));
    let same = |(published, sent): (&&str, &&str)| {
        published == sent || *published == "{}" || (published.is_empty() && sent.parse::<usize>().is_ok())
    };
    sent.len() == length && published_parts.iter().zip(&sent).all(same)
}

fn at<'v>(session: &'v Value, name: &str) -> Option<&'v Value> {
    parts(name).into_iter().try_fold(session, |value, part| match value {
        Value::Array(elements) => elements.get(part.parse::<usize>().ok()?),
        value => value.get(part),
    })
}

/// The session has what was sent wherever the published object has a field of that name.
fn assert_echoed(session: &Value, params: &Params) {
    let object: Object = fixture("objects", "checkout.session.json");
    let mut echoed = 0;
    for (name, sent) in params {
        let indexed =
            |part: &str| if part.parse::<usize>().is_ok() { String::new() } else { part.to_owned() };
        let published = parts(name).into_iter().map(indexed).collect::<Vec<_>>();
        let is_field = |field: &Named| {
            let field = parts(&field.path);
            let list = published.len() == field.len() + 1 && published.last().is_some_and(String::is_empty);
            (published.len() == field.len() || list)
                && field.iter().zip(&published).all(|(field, sent)| *field == sent)
        };
        if !object.fields.iter().any(is_field) && !name.starts_with("metadata[") {
            continue;
        }
        let shown = match at(session, name) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => "nothing".to_owned(),
        };
        assert_eq!(shown, *sent, "{name}");
        echoed += 1;
    }
    assert!(echoed > 5, "only {echoed} parameters were compared");
}

fn owned(params: &[(&str, &str)]) -> Params {
    params.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Below `prefix`, `[a]=1` is `prefix[a]=1`.
fn below(prefix: &str, params: &[(&str, &str)]) -> Params {
    params.iter().map(|(name, value)| (format!("{prefix}{name}"), (*value).to_owned())).collect()
}

/// What any session takes.
fn common() -> Params {
    owned(&[
        ("client_reference_id", "order 7"),
        ("integration_identifier", "cart"),
        ("locale", "en-GB"),
        ("metadata[order]", "7"),
        ("adaptive_pricing[enabled]", "false"),
        ("billing_address_collection", "required"),
        ("consent_collection[payment_method_reuse_agreement][position]", "hidden"),
        ("consent_collection[promotions]", "auto"),
        ("consent_collection[terms_of_service]", "required"),
        ("name_collection[business][enabled]", "true"),
        ("name_collection[business][optional]", "true"),
        ("name_collection[individual][enabled]", "true"),
        ("name_collection[individual][optional]", "false"),
        ("payment_method_configuration", "pmc_1"),
        ("payment_method_data[allow_redisplay]", "always"),
        ("wallet_options[link][display]", "never"),
        ("excluded_payment_method_types[0]", "klarna"),
        ("expand[0]", "total_details.breakdown"),
        ("expires_at", "1767272400"),
    ])
}

/// What a page of Stripe's takes that the shop's own elements do not.
fn page() -> Params {
    let mut params = owned(&[
        ("after_expiration[recovery][enabled]", "true"),
        ("after_expiration[recovery][allow_promotion_codes]", "true"),
        ("custom_text[after_submit][message]", "after"),
        ("custom_text[shipping_address][message]", "to"),
        ("custom_text[submit][message]", "submit"),
        ("custom_text[terms_of_service_acceptance][message]", "terms"),
        ("origin_context", "mobile_app"),
    ]);
    params.extend(below(
        "branding_settings",
        &[
            ("[background_color]", "#112233"),
            ("[border_style]", "pill"),
            ("[button_color]", "#445566"),
            ("[display_name]", "T"),
            ("[font_family]", "lato"),
        ],
    ));
    for (index, kind) in ["dropdown", "numeric", "text"].into_iter().enumerate() {
        let field = format!("custom_fields[{index}]");
        let label =
            [("[key]", kind), ("[type]", kind), ("[label][custom]", "Say"), ("[label][type]", "custom")];
        params.extend(below(&field, &label));
        params.extend(below(&field, &[("[optional]", "true")]));
        let entry = [("[default_value]", "12"), ("[minimum_length]", "1"), ("[maximum_length]", "9")];
        let dropdown = [
            ("[default_value]", "a"),
            ("[options][0][label]", "A"),
            ("[options][0][value]", "a"),
            ("[options][1][label]", "B"),
            ("[options][1][value]", "b"),
        ];
        let input = if kind == "dropdown" { &dropdown[..] } else { &entry };
        params.extend(below(&format!("{field}[{kind}]"), input));
    }
    params
}

/// What a session that sells takes.
fn selling() -> Params {
    let mut params = owned(&[
        ("currency", "usd"),
        ("managed_payments[enabled]", "false"),
        ("phone_number_collection[enabled]", "true"),
        ("saved_payment_method_options[allow_redisplay_filters][0]", "limited"),
        ("saved_payment_method_options[allow_redisplay_filters][1]", "unspecified"),
        ("saved_payment_method_options[payment_method_remove]", "enabled"),
        ("saved_payment_method_options[payment_method_save]", "enabled"),
        ("shipping_address_collection[allowed_countries][0]", "US"),
        ("shipping_address_collection[allowed_countries][1]", "DE"),
    ]);
    params.extend(below(
        "line_items[1]",
        &[
            ("[adjustable_quantity][enabled]", "true"),
            ("[adjustable_quantity][minimum]", "1"),
            ("[adjustable_quantity][maximum]", "5"),
            ("[metadata][size]", "M"),
            ("[quantity]", "2"),
        ],
    ));
    params.extend(below(
        "line_items[1][price_data]",
        &[
            ("[currency]", "usd"),
            ("[tax_behavior]", "inclusive"),
            ("[unit_amount_decimal]", "1000.5"),
            ("[product_data][name]", "Cap"),
            ("[product_data][description]", "A cap"),
            ("[product_data][images][0]", "https://shop.example/cap.png"),
            ("[product_data][metadata][a]", "b"),
            ("[product_data][unit_label]", "cap"),
            ("[product_data][tax_details][tax_code]", "txcd_99999999"),
            ("[product_data][tax_details][performance_location]", "venue"),
        ],
    ));
    params
}

/// What only a payment takes.
fn paying() -> Params {
    let mut params = below(
        "payment_intent_data",
        &[
            ("[application_fee_amount]", "1"),
            ("[capture_method]", "manual"),
            ("[description]", "d"),
            ("[metadata][a]", "b"),
            ("[on_behalf_of]", "acct_1"),
            ("[receipt_email]", "a@example.com"),
            ("[setup_future_usage]", "on_session"),
            ("[shipping][address][city]", "Berlin"),
            ("[shipping][address][country]", "DE"),
            ("[shipping][address][line1]", "1"),
            ("[shipping][address][line2]", "2"),
            ("[shipping][address][postal_code]", "10115"),
            ("[shipping][address][state]", "BE"),
            ("[shipping][carrier]", "DHL"),
            ("[shipping][name]", "Ada"),
            ("[shipping][phone]", "1"),
            ("[shipping][tracking_number]", "1"),
            ("[statement_descriptor]", "SHOP"),
            ("[statement_descriptor_suffix]", "CAP"),
            ("[transfer_data][amount]", "1"),
            ("[transfer_data][destination]", "acct_1"),
            ("[transfer_group]", "g"),
        ],
    );
    params.extend(below(
        "invoice_creation",
        &[
            ("[enabled]", "true"),
            ("[invoice_data][account_tax_ids][0]", "atxi_1"),
            ("[invoice_data][custom_fields][0][name]", "n"),
            ("[invoice_data][custom_fields][0][value]", "v"),
            ("[invoice_data][description]", "d"),
            ("[invoice_data][footer]", "f"),
            ("[invoice_data][issuer][type]", "account"),
            ("[invoice_data][issuer][account]", "acct_1"),
            ("[invoice_data][metadata][a]", "b"),
            ("[invoice_data][rendering_options][amount_tax_display]", "exclude_tax"),
            ("[invoice_data][rendering_options][template]", "inrtem_1"),
        ],
    ));
    params.extend(below(
        "shipping_options[0][shipping_rate_data]",
        &[
            ("[display_name]", "Ground"),
            ("[type]", "fixed_amount"),
            ("[fixed_amount][amount]", "500"),
            ("[fixed_amount][currency]", "usd"),
            ("[fixed_amount][currency_options][eur][amount]", "450"),
            ("[fixed_amount][currency_options][eur][tax_behavior]", "inclusive"),
            ("[delivery_estimate][minimum][unit]", "business_day"),
            ("[delivery_estimate][minimum][value]", "2"),
            ("[delivery_estimate][maximum][unit]", "week"),
            ("[delivery_estimate][maximum][value]", "1"),
            ("[metadata][a]", "b"),
            ("[tax_behavior]", "exclusive"),
            ("[tax_code]", "txcd_92010001"),
        ],
    ));
    params
}

/// What only a subscription takes, in one of two sets of parameters that exclude each other.
fn subscribing(dated: bool) -> Params {
    let mut params = owned(&[("payment_method_collection", "if_required"), ("submit_type", "subscribe")]);
    params.extend(below(
        "subscription_data",
        &[
            ("[application_fee_percent]", "2.5"),
            ("[billing_mode][flexible][proration_discounts]", "itemized"),
            ("[billing_mode][type]", "flexible"),
            ("[description]", "d"),
            ("[invoice_settings][account_tax_ids][0]", "atxi_1"),
            ("[invoice_settings][custom_fields][0][name]", "n"),
            ("[invoice_settings][custom_fields][0][value]", "v"),
            ("[invoice_settings][description]", "d"),
            ("[invoice_settings][footer]", "f"),
            ("[invoice_settings][issuer][type]", "account"),
            ("[invoice_settings][issuer][account]", "acct_1"),
            ("[metadata][a]", "b"),
            ("[on_behalf_of]", "acct_1"),
            ("[pending_invoice_item_interval][interval]", "week"),
            ("[pending_invoice_item_interval][interval_count]", "2"),
            ("[proration_behavior]", "none"),
            ("[transfer_data][amount_percent]", "50"),
            ("[transfer_data][destination]", "acct_1"),
            ("[trial_settings][end_behavior][missing_payment_method]", "pause"),
        ],
    ));
    let ends = if dated {
        &[("[trial_end]", "1767528000"), ("[billing_cycle_anchor]", "1767700800")][..]
    } else {
        &[
            ("[trial_period_days]", "7"),
            ("[billing_cycle_anchor_config][day_of_month]", "31"),
            ("[billing_cycle_anchor_config][month]", "1"),
            ("[billing_cycle_anchor_config][hour]", "0"),
            ("[billing_cycle_anchor_config][minute]", "59"),
            ("[billing_cycle_anchor_config][second]", "30"),
        ]
    };
    params.extend(below("subscription_data", ends));
    params.extend(below(
        "line_items[1][price_data]",
        &[("[recurring][interval]", "month"), ("[recurring][interval_count]", "1")],
    ));
    params
}

/// The options of every payment method, each with a value that suits its type.
fn every_method() -> Params {
    let mut params = Params::new();
    for leaf in leaves() {
        if leaf.path == "allowed_payment_method_types" {
            let methods = leaf.values.iter().enumerate();
            params.extend(methods.map(|(index, name)| (format!("{}[{index}]", leaf.path), name.clone())));
        }
        if !leaf.path.starts_with("payment_method_options[") {
            continue;
        }
        let name = leaf.path.rsplit('[').next().unwrap().trim_end_matches(']');
        let first = || leaf.values.first().unwrap().clone();
        let value = match (leaf.r#type.as_str(), name) {
            ("enum" | "array", _) => first(),
            ("boolean", _) => "true".into(),
            ("integer", "expires_at" | "end_date") => "1800000000".into(),
            ("integer", "expires_after_seconds") => "3600".into(),
            ("integer", _) => "3".into(),
            (_, "country") => "DE".into(),
            (_, "currency") => "brl".into(),
            (_, "custom_mandate_url") => "https://shop.example/mandate".into(),
            (_, name) if name.ends_with("date") => "2026-02-01".into(),
            _ => "a1".into(),
        };
        let list = if leaf.r#type == "array" { "[0]" } else { "" };
        params.push((format!("{}{list}", leaf.path.replace("[]", "[0]")), value));
    }
    params
}

/// Sets of parameters that together name every one.
async fn covering_sets(shop: &Client) -> Vec<Params> {
    let (customer, price) = (shop.customer().await, shop.price().await);
    let product = shop.product().await;
    let (customer, price, product) = (customer.as_str(), price.as_str(), product.as_str());
    let base = |mode, ui_mode| owned(&least(mode, ui_mode));
    let optional = below(
        "optional_items[0]",
        &[
            ("[price]", price),
            ("[quantity]", "2"),
            ("[adjustable_quantity][enabled]", "true"),
            ("[adjustable_quantity][minimum]", "1"),
            ("[adjustable_quantity][maximum]", "3"),
        ],
    );
    let named_price = owned(&[("line_items[2][price]", price), ("line_items[2][quantity]", "1")]);
    let tax = [
        ("automatic_tax[enabled]", "true"),
        ("automatic_tax[liability][account]", "acct_1"),
        ("automatic_tax[liability][type]", "account"),
    ];
    let updates = [
        ("customer_update[address]", "auto"),
        ("customer_update[name]", "auto"),
        ("customer_update[shipping]", "never"),
    ];
    let rate = shop.shipping_rate().await;
    let in_page = [("permissions[update_shipping_details]", "server_only")];
    let guest = [("customer_creation", "always"), ("customer_email", "guest@example.com")];
    let images = |kind, key, value| {
        let image = format!("branding_settings[{kind}]");
        below(&image, &[("[type]", key), (if key == "url" { "[url]" } else { "[file]" }, value)])
    };
    let shipped = [("shipping_options[1][shipping_rate]", rate.as_str())];
    let coded = [
        ("line_items[3][price_data][product]", product),
        ("line_items[3][price_data][currency]", "usd"),
        ("line_items[3][price_data][unit_amount]", "100"),
        ("line_items[3][quantity]", "1"),
        ("line_items[4][price_data][product_data][name]", "Coded"),
        ("line_items[4][price_data][product_data][tax_code]", "txcd_99999999"),
        ("line_items[4][price_data][currency]", "usd"),
        ("line_items[4][price_data][unit_amount]", "100"),
        ("line_items[4][quantity]", "1"),
    ];
    vec![
        [
            base("payment", "hosted_page"),
            common(),
            page(),
            selling(),
            paying(),
            optional,
            named_price.clone(),
            images("icon", "url", "https://shop.example/icon.png"),
            owned(&guest),
            owned(&shipped),
            owned(&coded),
            owned(&[
                ("cancel_url", "https://shop.example/cart"),
                ("submit_type", "book"),
                ("allow_promotion_codes", "true"),
                ("tax_id_collection[enabled]", "true"),
                ("tax_id_collection[required]", "if_supported"),
            ]),
        ]
        .concat(),
        [
            base("payment", "embedded_page"),
            common(),
            page(),
            selling(),
            images("logo", "file", "file_1"),
            owned(&in_page),
            owned(&tax),
            owned(&updates),
            owned(&[("customer", customer), ("redirect_on_completion", "if_required")]),
        ]
        .concat(),
        [base("payment", "elements"), common(), selling(), paying(), owned(&in_page), named_price].concat(),
        [base("payment", "form"), selling(), paying(), owned(&[("customer_account", "acct_1")])].concat(),
        [base("subscription", "hosted_page"), common(), page(), selling(), subscribing(true)].concat(),
        [base("subscription", "embedded_page"), page(), selling(), subscribing(false)].concat(),
        [base("setup", "hosted_page"), common(), page(), setting_up()].concat(),
        [base("payment", "hosted_page"), every_method()].concat(),
    ]
}

fn setting_up() -> Params {
    below(
        "setup_intent_data",
        &[("[description]", "d"), ("[metadata][a]", "b"), ("[on_behalf_of]", "acct_1")],
    )
}

/// Coupons and tax rates are objects of their own, with tests of their own.
const ELSEWHERE: &[&str] = &[
    "discounts[][coupon]",
    "discounts[][promotion_code]",
    "line_items[][tax_rates]",
    "subscription_data[default_tax_rates]",
    // The other kind of image is sent for each.
    "branding_settings[icon][file]",
    "branding_settings[logo][url]",
];

#[tokio::test]
async fn every_parameter_is_accepted_and_given_back() {
    let stripe = Emulator::start().await;
    let sets = covering_sets(&stripe.shop()).await;
    let mut missing: BTreeSet<String> = leaves().into_iter().map(|leaf| leaf.path).collect();
    for params in &sets {
        for leaf in leaves() {
            if params.iter().any(|(name, _)| is(&leaf, name)) {
                missing.remove(&leaf.path);
            }
        }
        let form: Vec<(&str, &str)> =
            params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let session = stripe.shop().post(SESSIONS, &form).await.object();
        assert_conforms(&session, "checkout.session");
        assert_echoed(&session, params);
        let path = format!("{SESSIONS}/{}/line_items", session["id"].as_str().unwrap());
        for item in stripe.shop().get(&path, &[]).await.object()["data"].as_array().unwrap() {
            assert_conforms(item, "item");
        }
    }
    let elsewhere: BTreeSet<String> = ELSEWHERE.iter().map(|path| (*path).to_owned()).collect();
    assert_eq!(missing, elsewhere);
}

#[tokio::test]
async fn a_word_that_is_none_of_a_parameters_is_refused_wherever_it_stands() {
    let stripe = Emulator::start().await;
    let sets = covering_sets(&stripe.shop()).await;
    let words: Vec<Parameter> = leaves().into_iter().filter(|leaf| leaf.r#type == "enum").collect();
    let mut tried = 0;
    for params in &sets {
        for leaf in &words {
            let Some(place) = params.iter().position(|(name, _)| is(leaf, name)) else { continue };
            let mut form: Vec<(&str, &str)> =
                params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            form[place].1 = "nonsense";
            let fault = stripe.shop().post(SESSIONS, &form).await.error();
            let name = form[place].0;
            assert_eq!((fault.code.as_str(), fault.param.as_str()), ("", name));
            let beginning = format!("Invalid {name}: must be one of ");
            let single = format!("Invalid {name}: must be {}", leaf.values[0]);
            assert!(fault.message.starts_with(&beginning) || fault.message == single, "{}", fault.message);
            for word in &leaf.values {
                assert!(fault.message.contains(word.as_str()), "{word}: {}", fault.message);
            }
            tried += 1;
        }
    }
    assert!(tried > words.len(), "{tried} of {}", words.len());
}
