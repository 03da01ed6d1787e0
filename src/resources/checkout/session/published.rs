//! What Stripe publishes of a session, for the tests of its parts.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::ApiError;
use crate::form::probe::{Kind, Parameter, schema};
use crate::form::{self, Branch};

/// Reads a form as a request would be read.
pub(super) fn decode<T: DeserializeOwned + 'static>(form: &str) -> Result<T, ApiError> {
    Ok(form::decode(&Branch::parse(form.as_bytes())?)?)
}

/// What a client sees of an object, whose keys must be in alphabetical order.
pub(super) fn json_of<T: Serialize>(object: &T) -> Value {
    let json = serde_json::to_value(object).unwrap();
    assert_sorted(&json);
    json
}

fn assert_sorted(json: &Value) {
    match json {
        Value::Object(fields) => {
            assert!(fields.keys().is_sorted(), "{:?}", fields.keys());
            let own = fields.iter().filter(|(name, _)| *name != "metadata");
            own.for_each(|(_, value)| assert_sorted(value));
        }
        Value::Array(elements) => elements.iter().for_each(assert_sorted),
        _ => {}
    }
}

/// One parameter in the terms that Stripe's list and ours have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    path: String,
    kind: &'static str,
    required: bool,
    emptyable: bool,
    words: Vec<String>,
}

/// Compares the parameters of `T` with those Stripe publishes below the same names for creating a session.
pub(super) fn assert_as_published<T: DeserializeOwned + 'static>() {
    let mut ours = Vec::new();
    draw("", schema::<T>(), &mut ours);
    ours.sort();
    let tops: Vec<&str> = schema::<T>().iter().map(|parameter| parameter.name).collect();
    let mut published = published(&tops);
    published.sort();
    for line in &ours {
        assert!(published.contains(line), "not published like this: {line:#?}");
    }
    for line in &published {
        assert!(ours.contains(line), "missing: {line:#?}");
    }
}

fn published(tops: &[&str]) -> Vec<Line> {
    let document = include_str!("../../../../fixtures/parameters/checkout.sessions.create.json");
    let document: Value = serde_json::from_str(document).unwrap();
    let lines = document["parameters"].as_array().unwrap().iter().filter_map(|line| {
        let path = line["path"].as_str().unwrap();
        let top = path.split('[').next().unwrap();
        let mut words: Vec<String> = line["values"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|word| word.as_str().unwrap().to_owned())
            .collect();
        words.sort();
        tops.contains(&top).then(|| Line {
            path: path.to_owned(),
            kind: match line["type"].as_str().unwrap() {
                "boolean" => "boolean",
                "integer" => "integer",
                "enum" => "enum",
                "object" => "object",
                "array" => "array",
                "map" => "map",
                // A decimal is text to us.
                "string" | "number" => "text",
                other => panic!("{other}"),
            },
            required: line["required"].as_bool().unwrap(),
            emptyable: line["emptyable"].as_bool().unwrap(),
            words,
        })
    });
    lines.collect()
}

fn draw(prefix: &str, parameters: &[Parameter], into: &mut Vec<Line>) {
    for parameter in parameters {
        let name = parameter.name;
        let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}[{name}]") };
        let (kind, words) = match &parameter.kind {
            Kind::Text => ("text", None),
            Kind::Integer => ("integer", None),
            Kind::Boolean => ("boolean", None),
            Kind::Choice(words) => ("enum", Some(*words)),
            Kind::Object { .. } => ("object", None),
            Kind::Map(_) | Kind::TextMap => ("map", None),
            Kind::Unread => ("unread", None),
            Kind::List(element) => match &**element {
                Kind::Choice(words) => ("array", Some(*words)),
                _ => ("array", None),
            },
        };
        let mut words: Vec<String> =
            words.unwrap_or_default().iter().map(|word| (*word).to_owned()).collect();
        words.sort();
        into.push(Line {
            path: path.clone(),
            kind,
            required: parameter.required,
            emptyable: parameter.emptyable,
            words,
        });
        match &parameter.kind {
            Kind::Object { fields, .. } => draw(&path, fields, into),
            Kind::List(element) => {
                if let Kind::Object { fields, .. } = &**element {
                    draw(&format!("{path}[]"), fields, into);
                }
            }
            _ => {}
        }
    }
}
