//! A serde `Deserializer` over the tree of parameters.
//!
//! Plain derives tell it all it must know: `deserialize_struct` brings the parameters known at a level,
//! `deserialize_enum` the words allowed, a derive's `missing_field` the required ones. What goes wrong is a
//! [`ParamError`] with the parameter's path.
//!
//! The first pass stops at the first problem it meets. Only then, [`decode`] compares the whole tree with the schema of
//! the type, because Stripe names unknown parameters before missing ones, and missing ones before wrong values.

use std::fmt;

use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, Visitor};

use super::probe::{Kind, Parameter, schema};
use super::{Branch, EMPTYABLE, Node, Path, SCALAR_OR_STRUCT, TEXT_MAP};

/// What is wrong with the parameters, and which one is to blame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParamError {
    /// In brackets, as clients see it; empty where no parameter is to blame.
    pub path: String,
    pub problem: Problem,
}

/// What can be wrong with a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Names nobody knows, all of one hash, and the known name a single one may have meant.
    Unknown {
        names: Vec<String>,
        suggestion: Option<String>,
    },
    Missing,
    /// An empty string where there is nothing to unset.
    Empty,
    Integer(String),
    Boolean(String),
    Decimal(String),
    /// A word that is none of `allowed`, in Stripe's order.
    Choice {
        given: String,
        allowed: &'static [&'static str],
    },
    NotAnObject,
    NotAnArray,
    /// Parameters in brackets where text belongs; they are given back as JSON.
    NotAString(String),
    /// A rule of the value's own type, in its own words.
    Value {
        code: Option<&'static str>,
        message: String,
        whole: bool,
    },
}

/// Reads typed params from a tree.
///
/// # Errors
/// The first problem in Stripe's order: unknown parameters (all of the outermost hash that has some), then missing
/// ones, then wrong types and values.
pub fn decode<T: DeserializeOwned + 'static>(params: &Branch<'_>) -> Result<T, ParamError> {
    let decoder = Decoder { node: Place::Root(params), path: &Path::ROOT };
    T::deserialize(decoder).map_err(|failure| {
        let schema = schema::<T>();
        find_unknown(schema, params)
            .or_else(|| find_missing(schema, params, &Path::ROOT))
            .unwrap_or_else(|| failure.into_error())
    })
}

/// Unknown names of the outermost hash that has some.
fn find_unknown(schema: &[Parameter], params: &Branch<'_>) -> Option<ParamError> {
    let mut level: Vec<(String, &[Parameter], &Branch<'_>)> = vec![(String::new(), schema, params)];
    while !level.is_empty() {
        let mut below = Vec::new();
        for (prefix, known, branch) in level {
            let (error, children) = compare_level(&prefix, known, branch);
            if error.is_some() {
                return error;
            }
            below.extend(children);
        }
        level = below;
    }
    None
}

type Level<'s, 't, 'a> = Vec<(String, &'s [Parameter], &'t Branch<'a>)>;

fn compare_level<'s, 't, 'a>(
    prefix: &str,
    known: &'s [Parameter],
    branch: &'t Branch<'a>,
) -> (Option<ParamError>, Level<'s, 't, 'a>) {
    let mut unknown = Vec::new();
    let mut children = Vec::new();
    for (name, node) in branch.iter() {
        let path = join(prefix, name);
        match known.iter().find(|parameter| parameter.name == name) {
            None => unknown.push((path, name)),
            Some(parameter) => descend(&path, &parameter.kind, node, &mut children),
        }
    }
    let Some((path, name)) = unknown.first() else { return (None, children) };
    let suggestion =
        if unknown.len() == 1 { nearest(name, known.iter().map(|parameter| parameter.name)) } else { None };
    let path = path.clone();
    // One is named with its path, several by their own names (recorded in stripe/stripe-go issue 1710).
    let names = match unknown.as_slice() {
        [(path, _)] => vec![path.clone()],
        several => several.iter().map(|(_, name)| (*name).to_owned()).collect(),
    };
    (Some(ParamError { path, problem: Problem::Unknown { names, suggestion } }), children)
}

/// The levels of named parameters right below a node: its own, or those of its elements or entries.
fn descend<'s, 't, 'a>(path: &str, kind: &'s Kind, node: &'t Node<'a>, into: &mut Level<'s, 't, 'a>) {
    let Some(branch) = node.branch() else { return };
    match kind {
        Kind::Object { fields, .. } => into.push((path.to_owned(), fields, branch)),
        Kind::List(element) => {
            for (index, node) in branch.elements().unwrap_or_default().into_iter().enumerate() {
                descend(&format!("{path}[{index}]"), element, node, into);
            }
        }
        Kind::Map(value) => {
            for (name, node) in branch.iter() {
                descend(&format!("{path}[{name}]"), value, node, into);
            }
        }
        _ => {}
    }
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}[{name}]") }
}

/// The first required parameter that is not there, in the order of the type's fields.
fn find_missing(known: &[Parameter], params: &Branch<'_>, path: &Path<'_>) -> Option<ParamError> {
    for parameter in known {
        let path = path.name(parameter.name);
        match params.get(parameter.name) {
            None if parameter.required => {
                return Some(ParamError { path: path.to_string(), problem: Problem::Missing });
            }
            None => {}
            Some(node) => {
                if let Some(error) = find_missing_below(&parameter.kind, node, &path) {
                    return Some(error);
                }
            }
        }
    }
    None
}

fn find_missing_below(kind: &Kind, node: &Node<'_>, path: &Path<'_>) -> Option<ParamError> {
    let branch = node.branch()?;
    match kind {
        Kind::Object { fields, .. } => find_missing(fields, branch, path),
        Kind::List(element) => branch
            .elements()?
            .into_iter()
            .enumerate()
            .find_map(|(index, node)| find_missing_below(element, node, &path.index(index))),
        Kind::Map(value) => {
            branch.iter().find_map(|(name, node)| find_missing_below(value, node, &path.name(name)))
        }
        _ => None,
    }
}

/// The known name a wrong one is likely to stand for.
pub(crate) fn nearest<'k>(given: &str, known: impl Iterator<Item = &'k str>) -> Option<String> {
    let limit = (given.chars().count() / 3).clamp(1, 4);
    known
        .map(|name| (strsim::damerau_levenshtein(given, name), name))
        .filter(|(distance, name)| {
            *distance <= limit
                || (name.len() > 3 && (given.contains(name) || name.contains(given)) && given.len() > 3)
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name.to_owned())
}

/// An error on its way up to the level that knows where it happened.
#[derive(Debug)]
pub(super) struct Failure {
    path: Option<String>,
    problem: Problem,
    /// The name of a missing field, not yet below its struct's path.
    missing: Option<&'static str>,
}

impl Failure {
    fn new(path: &Path<'_>, problem: Problem) -> Self {
        Failure { path: Some(path.to_string()), problem, missing: None }
    }

    fn at(mut self, path: &Path<'_>) -> Self {
        if self.path.is_none() {
            self.path = Some(match self.missing {
                Some(field) => path.name(field).to_string(),
                None => path.to_string(),
            });
        }
        self
    }

    fn into_error(self) -> ParamError {
        let path = match (self.path, self.missing) {
            (Some(path), _) => path,
            (None, Some(field)) => field.to_owned(),
            (None, None) => String::new(),
        };
        ParamError { path, problem: self.problem }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.problem)
    }
}

impl std::error::Error for Failure {}

impl de::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let problem = crate::values::ValueError::recover(&message.to_string());
        Failure { path: None, problem, missing: None }
    }

    fn missing_field(field: &'static str) -> Self {
        Failure { path: None, problem: Problem::Missing, missing: Some(field) }
    }

    fn unknown_variant(given: &str, allowed: &'static [&'static str]) -> Self {
        Failure { path: None, problem: Problem::Choice { given: given.to_owned(), allowed }, missing: None }
    }
}

#[derive(Clone, Copy)]
enum Place<'t, 'a> {
    Root(&'t Branch<'a>),
    Node(&'t Node<'a>),
}

#[derive(Clone, Copy)]
struct Decoder<'t, 'a, 'p> {
    node: Place<'t, 'a>,
    path: &'p Path<'p>,
}

impl<'t, 'a> Decoder<'t, 'a, '_> {
    fn fail<T>(&self, problem: Problem) -> Result<T, Failure> {
        Err(Failure::new(self.path, problem))
    }

    /// The text here; empty text is an attempt to unset what cannot be unset.
    fn text(&self) -> Result<&'t str, Failure> {
        match self.node {
            Place::Node(Node::Text(text)) if text.is_empty() => self.fail(Problem::Empty),
            Place::Node(Node::Text(text)) => Ok(text),
            Place::Node(Node::Branch(branch)) | Place::Root(branch) => {
                self.fail(Problem::NotAString(branch.to_json().to_string()))
            }
        }
    }

    fn branch(&self, otherwise: Problem) -> Result<&'t Branch<'a>, Failure> {
        match self.node {
            Place::Root(branch) | Place::Node(Node::Branch(branch)) => Ok(branch),
            Place::Node(Node::Text(text)) if text.is_empty() => self.fail(Problem::Empty),
            Place::Node(Node::Text(_)) => self.fail(otherwise),
        }
    }

    fn integer(&self) -> Result<i64, Failure> {
        let text = self.text()?;
        let digits = text.strip_prefix('-').unwrap_or(text);
        let number = if digits.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None };
        match number {
            Some(number) => Ok(number),
            None => self.fail(Problem::Integer(text.to_owned())),
        }
    }
}

impl<'de> de::Deserializer<'de> for Decoder<'_, '_, '_> {
    type Error = Failure;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_str(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_str(self.text()?).map_err(|failure: Failure| failure.at(self.path))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        // stripe-python up to 11.x writes Python's own spelling.
        match self.text()? {
            "true" | "True" => visitor.visit_bool(true),
            "false" | "False" => visitor.visit_bool(false),
            other => self.fail(Problem::Boolean(other.to_owned())),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_i64(self.integer()?).map_err(|failure: Failure| failure.at(self.path))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Failure> {
        match self.node {
            Place::Node(Node::Text(text)) if name == EMPTYABLE && text.is_empty() => visitor.visit_unit(),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let branch = self.branch(Problem::NotAnArray)?;
        let Some(elements) = branch.elements() else { return self.fail(Problem::NotAnArray) };
        visitor
            .visit_seq(Elements { nodes: elements.into_iter(), index: 0, path: self.path })
            .map_err(|failure| failure.at(self.path))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        let branch = self.branch(Problem::NotAnObject)?;
        let names = branch.iter();
        visitor
            .visit_map(Entries { nodes: names, value: None, path: self.path, empty_text: false })
            .map_err(|failure| failure.at(self.path))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        if name == SCALAR_OR_STRUCT && matches!(self.node, Place::Node(Node::Text(_))) {
            return self.deserialize_i64(visitor);
        }
        let branch = self.branch(Problem::NotAnObject)?;
        let text_map = name == TEXT_MAP;
        if !text_map && let Some((name, _)) = branch.iter().find(|(name, _)| !fields.contains(name)) {
            // Only a sign that something is unknown: `decode` finds out what, at which level.
            let path = self.path.name(name).to_string();
            let problem = Problem::Unknown { names: vec![path.clone()], suggestion: None };
            return Err(Failure { path: Some(path), problem, missing: None });
        }
        let names = branch.iter();
        visitor
            .visit_map(Entries { nodes: names, value: None, path: self.path, empty_text: text_map })
            .map_err(|failure| failure.at(self.path))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Failure> {
        visitor.visit_enum(self.text()?.into_deserializer()).map_err(|failure: Failure| failure.at(self.path))
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Failure> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier
    }
}

struct Elements<'t, 'a, 'p> {
    nodes: std::vec::IntoIter<&'t Node<'a>>,
    index: usize,
    path: &'p Path<'p>,
}

impl<'de> de::SeqAccess<'de> for Elements<'_, '_, '_> {
    type Error = Failure;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Failure> {
        let Some(node) = self.nodes.next() else { return Ok(None) };
        let path = self.path.index(self.index);
        self.index += 1;
        let decoder = Decoder { node: Place::Node(node), path: &path };
        seed.deserialize(decoder).map(Some).map_err(|failure| failure.at(&path))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.nodes.len())
    }
}

struct Entries<'t, 'a, 'p, I> {
    nodes: I,
    value: Option<(&'t str, &'t Node<'a>)>,
    path: &'p Path<'p>,
    /// Whether the values are text that may be empty, as in metadata.
    empty_text: bool,
}

impl<'de, 't, 'a, I: Iterator<Item = (&'t str, &'t Node<'a>)>> de::MapAccess<'de> for Entries<'t, 'a, '_, I> {
    type Error = Failure;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Failure> {
        let Some((name, node)) = self.nodes.next() else { return Ok(None) };
        self.value = Some((name, node));
        seed.deserialize(name.into_deserializer()).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Failure> {
        let Some((name, node)) = self.value.take() else {
            return Err(de::Error::custom("a value was asked for before its name"));
        };
        let path = self.path.name(name);
        if self.empty_text && matches!(node, Node::Text(text) if text.is_empty()) {
            return seed.deserialize("".into_deserializer());
        }
        let decoder = Decoder { node: Place::Node(node), path: &path };
        seed.deserialize(decoder).map_err(|failure| failure.at(&path))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.nodes.size_hint().0)
    }
}
