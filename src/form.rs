//! Nested form encoding, the language of every request body and query string.
//!
//! [`tree`] reads bytes into a tree, [`decoder`] reads the tree into any `Deserialize` type, and [`probe`] asks the
//! same types which parameters they take, so that a type is the one description of its operation.

pub mod decoder;
pub mod path;
pub mod probe;
pub mod tree;

pub use decoder::{ParamError, Problem, decode};
pub use path::Path;
use serde_json::{Map, Value};
pub use tree::{Branch, Node, TreeError};

/// Name under which [`crate::values::Emptyable`] announces itself to a deserializer.
pub(crate) const EMPTYABLE: &str = "$emptyable";

/// Name under which a struct announces that a plain scalar may stand in its place.
pub(crate) const SCALAR_OR_STRUCT: &str = "$scalar_or_struct";

/// Name under which a map announces that its values are text of any kind: metadata.
pub(crate) const TEXT_MAP: &str = "$text_map";

/// JSON as the form that says the same; what is null is not sent.
pub fn encode_json(params: &Map<String, Value>) -> String {
    fn add(path: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
        match value {
            Value::Null => {}
            Value::Object(map) => {
                for (name, value) in map {
                    add(&format!("{path}[{name}]"), value, pairs);
                }
            }
            Value::Array(elements) => {
                for (index, value) in elements.iter().enumerate() {
                    add(&format!("{path}[{index}]"), value, pairs);
                }
            }
            Value::String(text) => pairs.push((path.to_owned(), text.clone())),
            other => pairs.push((path.to_owned(), other.to_string())),
        }
    }

    let mut pairs = Vec::new();
    for (name, value) in params {
        add(name, value, &mut pairs);
    }
    serde_urlencoded::to_string(pairs).unwrap_or_default()
}
