//! Laws of the form encoding.

use checkout_emulator::form::{self, Branch};
use checkout_emulator::resources::price::{CreatePrice, ListPrices};
use checkout_emulator::resources::shipping_rate::CreateShippingRate;
use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::support::encode;

/// How a library writes the elements of a list of scalars.
#[derive(Debug, Clone, Copy)]
enum Lists {
    /// `a[0]=x&a[1]=y`: stripe-node, stripe-go, stripe-python.
    Indexed,
    /// `a[]=x&a[]=y`: stripe-ruby in a query, curl.
    Bare,
}

/// Writes parameters as one of Stripe's libraries does.
fn write(params: &Map<String, Value>, lists: Lists) -> String {
    let mut pairs = Vec::new();
    for (name, value) in params {
        flatten(name.clone(), value, lists, &mut pairs);
    }
    let pairs: Vec<(&str, &str)> =
        pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    encode(&pairs)
}

fn flatten(path: String, value: &Value, lists: Lists, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                flatten(format!("{path}[{name}]"), value, lists, pairs);
            }
        }
        Value::Array(elements) => {
            let bare = matches!(lists, Lists::Bare) && elements.iter().all(Value::is_string);
            for (index, value) in elements.iter().enumerate() {
                let index = if bare { String::new() } else { index.to_string() };
                flatten(format!("{path}[{index}]"), value, lists, pairs);
            }
        }
        Value::String(text) => pairs.push((path, text.clone())),
        other => panic!("no form holds {other}"),
    }
}

/// What the tree is expected to hold: lists are objects with their indices as names.
fn indexed(value: &Value) -> Value {
    match value {
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), indexed(value))).collect(),
        Value::Array(elements) => {
            elements.iter().enumerate().map(|(index, value)| (index.to_string(), indexed(value))).collect()
        }
        other => other.clone(),
    }
}

/// Parameters of any shape a library can send. What is empty is not sent at all.
fn params() -> impl Strategy<Value = Map<String, Value>> {
    let text = any::<String>().prop_map(Value::String);
    let value = text.prop_recursive(5, 48, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(any::<String>().prop_map(Value::String), 1..5).prop_map(Value::Array),
            proptest::collection::vec(hash(inner.clone()).prop_map(Value::Object), 1..4)
                .prop_map(Value::Array),
            hash(inner).prop_map(Value::Object),
        ]
    });
    hash(value)
}

fn hash(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    // Any name but one with brackets in it, which the encoding cannot tell from nesting.
    proptest::collection::vec(("[^\\[\\]]{1,8}", value), 1..5)
        .prop_map(|entries| entries.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_library_writes_is_read_as_it_was_meant(params in params()) {
        for lists in [Lists::Indexed, Lists::Bare] {
            let form = write(&params, lists);
            let tree = Branch::parse(form.as_bytes()).unwrap();
            // As text, so that the order counts too.
            prop_assert_eq!(tree.to_json().to_string(), indexed(&Value::Object(params.clone())).to_string());
        }
    }

    #[test]
    fn escaping_brackets_changes_nothing(params in params()) {
        let literal = write(&params, Lists::Indexed);
        let escaped = literal.replace('[', "%5B").replace(']', "%5d");
        prop_assert_eq!(Branch::parse(literal.as_bytes()), Branch::parse(escaped.as_bytes()));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
        if let Ok(tree) = Branch::parse(&bytes) {
            let _ = form::decode::<CreatePrice>(&tree);
        }
    }

    #[test]
    fn anything_that_looks_like_a_form_is_read_or_refused(
        pieces in proptest::collection::vec(
            prop_oneof![
                Just("[".to_owned()), Just("]".to_owned()), Just("[]".to_owned()), Just("=".to_owned()),
                Just("&".to_owned()), Just("%5B".to_owned()), Just("%".to_owned()), Just("+".to_owned()),
                Just("[0]".to_owned()), Just("[1][up_to]".to_owned()), Just("[eur]".to_owned()),
                Just("inf".to_owned()), Just("1".to_owned()), Just("usd".to_owned()), Just("true".to_owned()),
                Just("[99999999999999999999]".to_owned()),
                prop_oneof![
                    Just("currency"), Just("tiers"), Just("currency_options"), Just("recurring"), Just("metadata"),
                    Just("product_data"), Just("unit_amount"), Just("unit_amount_decimal"), Just("active"),
                    Just("lookup_keys"), Just("created"), Just("limit"), Just("fixed_amount"),
                ].prop_map(str::to_owned),
                "\\PC{0,4}",
            ],
            0..40,
        )
    ) {
        let form = pieces.concat();
        if let Ok(tree) = Branch::parse(form.as_bytes()) {
            let _ = form::decode::<CreatePrice>(&tree);
            let _ = form::decode::<ListPrices>(&tree);
            let _ = form::decode::<CreateShippingRate>(&tree);
        }
    }

    #[test]
    fn what_is_read_names_no_unknown_parameter(name in "[a-z_]{1,12}", value in "[a-z0-9]{1,8}") {
        // Either the type knows the name, or the refusal is about it: nothing is passed over in silence.
        let known = checkout_emulator::form::probe::schema::<CreatePrice>();
        let form = format!("currency=usd&{name}={value}");
        let outcome = form::decode::<CreatePrice>(&Branch::parse(form.as_bytes()).unwrap());
        if !known.iter().any(|parameter| parameter.name == name) {
            prop_assert_eq!(outcome.unwrap_err().path, name);
        }
    }
}
