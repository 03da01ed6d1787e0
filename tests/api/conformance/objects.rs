//! What each object looks like.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::exceptions::FIELDS;
use crate::support::{Emulator, PRICE, SHIPPING_RATE};

#[derive(Deserialize)]
struct Fixture {
    fields: Vec<Field>,
}

/// A field as Stripe publishes it.
#[derive(Debug, Deserialize)]
struct Field {
    path: String,
    r#type: String,
    items: Option<String>,
    required: bool,
    nullable: bool,
    /// What expanding it puts in the id's place, names joined with `|`.
    expandable: Option<String>,
    /// The whole object that it is.
    r#ref: Option<String>,
    list_of: Option<String>,
    #[serde(default)]
    values: BTreeSet<String>,
    #[serde(default)]
    also: Vec<String>,
}

type Fields = BTreeMap<String, Field>;

fn fixture(object: &str) -> Option<Fields> {
    let name = format!("{object}.json");
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "fixtures", "objects", &name].iter().collect();
    let text = std::fs::read_to_string(path).ok()?;
    let fixture: Fixture = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    Some(fixture.fields.into_iter().map(|field| (field.path.clone(), field)).collect())
}

/// Checks an answer of the newest version against the published type of an object: no required field is missing, none
/// is unknown, each has its type, is null only where it may be, and is one of its words; hashes, lists, expanded
/// references and whole objects inside included.
#[track_caller]
pub(crate) fn assert_conforms(value: &Value, object: &str) {
    let problems = problems(value, object);
    assert!(problems.is_empty(), "{}\nin {value:#}", problems.join("\n"));
}

fn problems(value: &Value, object: &str) -> Vec<String> {
    let mut check = Check { problems: Vec::new() };
    check.object(object, object, value);
    check.problems
}

struct Check {
    problems: Vec<String>,
}

impl Check {
    fn problem(&mut self, at: &str, what: &str) {
        self.problems.push(format!("{at}: {what}"));
    }

    /// A whole object of a kind; one that is in no fixture is taken as it is.
    fn object(&mut self, at: &str, object: &str, value: &Value) {
        let Value::Object(map) = value else {
            self.problem(at, &format!("is no {object}"));
            return;
        };
        let Some(fields) = fixture(object) else { return };
        self.level(at, object, "", map, &fields);
    }

    /// The fields of an object or of a hash in it; `prefix` is the hash's path in the fixture.
    fn level(&mut self, at: &str, object: &str, prefix: &str, map: &Map<String, Value>, fields: &Fields) {
        let known = |path: &str| FIELDS.iter().any(|field| (field.object, field.path) == (object, path));
        for (name, value) in map {
            let path = join(prefix, name);
            match fields.get(&path) {
                Some(field) => self.field(&format!("{at}.{name}"), object, field, value, fields),
                None if known(&path) => {}
                None => self.problem(&format!("{at}.{name}"), "is unknown"),
            }
        }
        for field in fields.values().filter(|field| field.required && parent(&field.path) == prefix) {
            let name = field.path.strip_prefix(prefix).unwrap().trim_matches(['[', ']']);
            if !map.contains_key(name) && !known(&field.path) {
                self.problem(&format!("{at}.{name}"), "is missing");
            }
        }
    }

    fn field(&mut self, at: &str, object: &str, field: &Field, value: &Value, fields: &Fields) {
        if value.is_null() {
            if !field.nullable {
                self.problem(at, "is null");
            }
            return;
        }
        match (field.r#type.as_str(), value) {
            ("array", Value::Array(elements)) => {
                let path = format!("{}[]", field.path);
                let items = field.items.as_deref().unwrap_or_default();
                for (index, element) in elements.iter().enumerate() {
                    self.value(&format!("{at}[{index}]"), object, field, items, &path, element, fields);
                }
            }
            ("map", Value::Object(map)) => {
                let path = format!("{}[{{}}]", field.path);
                let items = field.items.as_deref().unwrap_or_default();
                for (name, element) in map {
                    self.value(&format!("{at}.{name}"), object, field, items, &path, element, fields);
                }
            }
            (kind, _) => self.value(at, object, field, kind, &field.path, value, fields),
        }
    }

    /// A single value of a field, or an element of it.
    #[expect(clippy::too_many_arguments, reason = "what is checked, against what, and where both are")]
    fn value(
        &mut self,
        at: &str,
        object: &str,
        field: &Field,
        kind: &str,
        path: &str,
        value: &Value,
        fields: &Fields,
    ) {
        if let (Some(expandable), Value::Object(map)) = (&field.expandable, value) {
            let kind = map.get("object").and_then(Value::as_str).unwrap_or_default();
            if map.get("deleted") == Some(&Value::Bool(true)) {
                self.object(at, &format!("deleted_{kind}"), value);
            } else if expandable.split('|').any(|name| name == kind) {
                self.object(at, kind, value);
            } else {
                self.problem(at, &format!("is expanded to a {kind}, not a {expandable}"));
            }
            return;
        }
        match (field.r#ref.as_deref(), value) {
            (Some("any"), Value::Object(_)) => return,
            (Some("list"), Value::Object(list)) => {
                self.list(at, field.list_of.as_deref().unwrap_or_default(), list);
                return;
            }
            (Some(name), Value::Object(_)) => {
                self.object(at, name, value);
                return;
            }
            _ => {}
        }
        let right = |kind: &str| match kind {
            "string" | "enum" => value.is_string(),
            "integer" => value.is_i64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "object" => value.is_object(),
            literal => value.as_str().is_some_and(|text| literal == format!("'{text}'")),
        };
        if !right(kind) && !field.also.iter().any(|kind| right(kind)) {
            self.problem(at, &format!("is no {kind}: {value}"));
            return;
        }
        match value {
            Value::String(word) if kind == "enum" && !field.values.contains(word) => {
                self.problem(at, &format!("is none of its words: {word}"));
            }
            Value::Object(map) => self.level(at, object, path, map, fields),
            _ => {}
        }
    }

    fn list(&mut self, at: &str, of: &str, list: &Map<String, Value>) {
        let keys: Vec<&String> = list.keys().filter(|key| *key != "total_count").collect();
        if keys != ["object", "data", "has_more", "url"] || list["object"] != "list" {
            self.problem(at, &format!("is no list: {keys:?}"));
            return;
        }
        for (index, element) in list["data"].as_array().into_iter().flatten().enumerate() {
            self.object(&format!("{at}.data[{index}]"), of, element);
        }
    }
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}[{name}]") }
}

/// The path of the hash that a field is in: `a[][b]` is in `a[]`, `a` in the object itself.
fn parent(path: &str) -> &str {
    path.rfind('[').map_or("", |open| &path[..open])
}

#[tokio::test]
async fn prices_conform() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let tiers = [
        ("currency", "usd"),
        ("product_data[name]", "T"),
        ("billing_scheme", "tiered"),
        ("tiers_mode", "graduated"),
        ("recurring[interval]", "month"),
        ("tiers[0][up_to]", "5"),
        ("tiers[0][unit_amount_decimal]", "0.5"),
        ("tiers[1][up_to]", "inf"),
        ("tiers[1][flat_amount]", "10"),
    ];
    let custom = [
        ("currency", "usd"),
        ("product_data[name]", "T"),
        ("custom_unit_amount[enabled]", "true"),
        ("custom_unit_amount[minimum]", "100"),
    ];
    let full = [
        ("active", "false"),
        ("nickname", "Standard"),
        ("lookup_key", "standard"),
        ("tax_behavior", "exclusive"),
        ("metadata[a]", "1"),
        ("transform_quantity[divide_by]", "10"),
        ("transform_quantity[round]", "up"),
        ("currency_options[eur][unit_amount_decimal]", "99.5"),
        ("currency_options[jpy][custom_unit_amount][enabled]", "true"),
        ("recurring[interval]", "year"),
        ("recurring[interval_count]", "2"),
        ("recurring[trial_period_days]", "7"),
    ];
    for params in [PRICE.to_vec(), [PRICE, &full].concat(), tiers.to_vec(), custom.to_vec()] {
        let plain = shop.post("/v1/prices", &params).await.object();
        assert_conforms(&plain, "price");
        let path = format!("/v1/prices/{}", plain["id"].as_str().unwrap());
        let paths = [("expand[]", "currency_options"), ("expand[]", "tiers")];
        let paths = if params.contains(&("billing_scheme", "tiered")) { &paths[..] } else { &paths[..1] };
        assert_conforms(&shop.get(&path, paths).await.object(), "price");
        assert_conforms(&shop.post(&path, &[("metadata[b]", "2")]).await.object(), "price");
    }
    let list = shop.get("/v1/prices", &[]).await.object();
    for price in list["data"].as_array().unwrap() {
        assert_conforms(price, "price");
    }
}

#[tokio::test]
async fn shipping_rates_conform() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let full = [
        ("metadata[a]", "1"),
        ("tax_behavior", "inclusive"),
        ("tax_code", "txcd_92010001"),
        ("delivery_estimate[minimum][unit]", "business_day"),
        ("delivery_estimate[minimum][value]", "2"),
        ("fixed_amount[currency_options][eur][amount]", "450"),
        ("fixed_amount[currency_options][eur][tax_behavior]", "exclusive"),
        ("expand[]", "fixed_amount.currency_options"),
    ];
    for params in [SHIPPING_RATE.to_vec(), [SHIPPING_RATE, &full].concat()] {
        assert_conforms(&shop.post("/v1/shipping_rates", &params).await.object(), "shipping_rate");
    }
}

#[tokio::test]
async fn coupons_and_their_codes_conform() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let (product, customer) = (shop.product().await, shop.customer().await);
    let amount = [
        ("id", "FIVE"),
        ("amount_off", "500"),
        ("currency", "usd"),
        ("currency_options[eur][amount_off]", "400"),
        ("applies_to[products][]", &product),
        ("duration", "repeating"),
        ("duration_in_months", "3"),
        ("name", "Five off"),
        ("max_redemptions", "10"),
        ("metadata[a]", "1"),
    ];
    let expand = [("expand[]", "applies_to"), ("expand[]", "currency_options")];
    for params in [&[("percent_off", "22.5")][..], &amount] {
        assert_conforms(&shop.post("/v1/coupons", &[params, &expand].concat()).await.object(), "coupon");
    }
    let code = [("promotion[type]", "coupon"), ("promotion[coupon]", "FIVE")];
    let restricted = [
        ("customer", customer.as_str()),
        ("restrictions[minimum_amount]", "1000"),
        ("restrictions[minimum_amount_currency]", "usd"),
        ("expand[]", "restrictions.currency_options"),
        ("expand[]", "promotion.coupon"),
        ("expand[]", "customer"),
    ];
    for params in [code.to_vec(), [&code[..], &restricted].concat()] {
        assert_conforms(&shop.post("/v1/promotion_codes", &params).await.object(), "promotion_code");
    }
}

#[tokio::test]
async fn tax_rates_conform() {
    let stripe = Emulator::start().await;
    let plain = [("display_name", "VAT"), ("percentage", "20"), ("inclusive", "true")];
    let more = [("country", "DE"), ("tax_type", "vat"), ("description", "Standard"), ("active", "false")];
    for params in [plain.to_vec(), [&plain[..], &more].concat()] {
        assert_conforms(&stripe.shop().post("/v1/tax_rates", &params).await.object(), "tax_rate");
    }
}

#[tokio::test]
async fn what_does_not_conform_is_noticed() {
    let stripe = Emulator::start().await;
    let params = [PRICE, &[("expand[]", "currency_options"), ("recurring[interval]", "day")]].concat();
    let price = stripe.shop().post("/v1/prices", &params).await.object();
    assert_eq!(problems(&price, "price"), [""; 0]);
    for (pointer, value, problem) in [
        ("/active", json!(null), "price.active: is null"),
        ("/active", json!("true"), "price.active: is no boolean: \"true\""),
        ("/created", json!(1.5), "price.created: is no integer: 1.5"),
        ("/billing_scheme", json!("free"), "price.billing_scheme: is none of its words: free"),
        ("/metadata", json!({"a": 1}), "price.metadata.a: is no string: 1"),
        (
            "/product",
            json!({"object": "customer"}),
            "price.product: is expanded to a customer, not a product",
        ),
        ("/recurring/interval", json!("eon"), "price.recurring.interval: is none of its words: eon"),
        ("/recurring", json!([]), "price.recurring: is no object: []"),
        (
            "/currency_options/usd/tax_behavior",
            json!(1),
            "price.currency_options.usd.tax_behavior: is no enum: 1",
        ),
    ] {
        let mut broken = price.clone();
        *broken.pointer_mut(pointer).unwrap() = value;
        assert_eq!(problems(&broken, "price"), [problem], "{pointer}");
    }
    for (hash, name) in [("", "nickname"), ("/recurring", "meter"), ("/currency_options/usd", "unit_amount")]
    {
        let mut broken = price.clone();
        broken.pointer_mut(hash).unwrap().as_object_mut().unwrap().remove(name);
        let at = format!("price{}.{name}", hash.replace('/', "."));
        assert_eq!(problems(&broken, "price"), [format!("{at}: is missing")]);
        broken.pointer_mut(hash).unwrap()["surprise"] = json!(1);
        broken.pointer_mut(hash).unwrap()[name] = json!(null);
        let at = format!("price{}.surprise", hash.replace('/', "."));
        assert_eq!(problems(&broken, "price"), [format!("{at}: is unknown")]);
    }
}
