//! `expand[]`: ids replaced by their objects, and fields that are absent until they are asked for.
//!
//! The first part of a path is checked strictly, deeper ones are not; four parts at the most, `data` of a list
//! included.
//!
//! <https://docs.stripe.com/api/expanding_objects>

use serde_json::{Map, Value};

use super::version::Version;
use crate::error::{ApiError, refusal};
use crate::resources;
use crate::store::{Stored, Transaction};
use crate::versions;

/// Most parts of a path.
const MAX_DEPTH: usize = 4;

/// What an operation's paths begin at.
#[derive(Debug, Clone, Copy)]
pub enum Subject {
    Object(&'static str),
    /// A list of these objects.
    List(&'static str),
    /// Results of a search for these objects.
    SearchResult(&'static str),
    /// Nothing can be expanded.
    Nothing,
}

/// A field that can be expanded, by its path from the object's top: `shipping_cost.shipping_rate`.
#[derive(Debug, Clone, Copy)]
pub struct Expandable {
    pub path: &'static str,
    pub how: How,
}

/// What expanding a field does.
#[derive(Debug, Clone, Copy)]
pub enum How {
    /// The id there, or each id of the list there, becomes the object.
    Reference(Find),
    /// The absent field is added, made from its object.
    Include(fn(&Transaction<'_>, &Map<String, Value>) -> Value),
    /// The same for an object that lives only in a list, whose `url` says whose list it is.
    IncludeFromList(fn(&Transaction<'_>, &Map<String, Value>, &str) -> Value),
    /// A reference that callers from before a version see, and nobody else: the id, made from its object, and the object it
    /// stands for.
    Former(Version, fn(&Transaction<'_>, &Map<String, Value>) -> Value, Find),
    /// A hash that may be named, without effect of its own.
    Hash,
}

/// From an id to its object.
type Find = fn(&Transaction<'_>, &str) -> Option<Value>;

fn render<T: Stored>(tx: &Transaction<'_>, id: &str) -> Option<Value> {
    tx.render::<T>(id)
}

impl Expandable {
    /// A field that holds the id of a `T`.
    pub const fn reference<T: Stored>(path: &'static str) -> Self {
        Expandable { path, how: How::Reference(render::<T>) }
    }

    /// A field that held the id of a `T` until a version took it away: `2025-03-31.basil`.
    pub const fn former<T: Stored>(
        path: &'static str,
        until: &str,
        make: fn(&Transaction<'_>, &Map<String, Value>) -> Value,
    ) -> Self {
        Expandable { path, how: How::Former(Version::named(until), make, render::<T>) }
    }

    /// A field that holds the id of a `T` and shows it whole even after its deletion.
    pub const fn lasting_reference<T: Stored>(path: &'static str) -> Self {
        Expandable { path, how: How::Reference(|tx, id| serde_json::to_value(tx.last::<T>(id)?).ok()) }
    }

    /// A field that holds the id of an object this program does not serve: it stays an id.
    pub const fn opaque(path: &'static str) -> Self {
        Expandable { path, how: How::Reference(|_, _| None) }
    }

    /// A field that is absent until it is asked for.
    pub const fn include(
        path: &'static str,
        make: fn(&Transaction<'_>, &Map<String, Value>) -> Value,
    ) -> Self {
        Expandable { path, how: How::Include(make) }
    }

    /// A field that is absent until it is asked for, of an object that lives only in a list.
    pub const fn include_from_list(
        path: &'static str,
        make: fn(&Transaction<'_>, &Map<String, Value>, &str) -> Value,
    ) -> Self {
        Expandable { path, how: How::IncludeFromList(make) }
    }

    pub const fn hash(path: &'static str) -> Self {
        Expandable { path, how: How::Hash }
    }

    /// Whether callers of a version know the field.
    pub fn is_there(&self, version: Version) -> bool {
        !matches!(self.how, How::Former(until, ..) if version >= until)
    }
}

/// What is known of a kind of object: the fields `expand` knows, and all others.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    pub expand: &'static [Expandable],
    pub plain: &'static [&'static str],
}

/// Checks the paths before the operation does anything, and brings them up to the newest version.
///
/// # Errors
/// Too deep, not expandable, not there, or outside `data` of a list.
pub fn check(subject: Subject, paths: &mut [String], version: Version) -> Result<(), ApiError> {
    for path in paths {
        if path.split('.').count() > MAX_DEPTH {
            return Err(refusal::expanded_too_deep(path).into());
        }
        if let Subject::Object(kind) | Subject::List(kind) = subject {
            *path = versions::upgrade_path(kind, path, version);
        }
        let (first, rest) = match path.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path.as_str(), None),
        };
        match subject {
            Subject::List(_) | Subject::SearchResult(_) if first == "data" => {}
            Subject::SearchResult(_) if first == "total_count" => {}
            Subject::List(_) if first == "total_count" => {
                if version >= Version::named("2025-03-31.basil") {
                    return Err(refusal::cannot_include(first).into());
                }
            }
            Subject::List(_) | Subject::SearchResult(_) => {
                return Err(refusal::cannot_expand_outside_data(first).into());
            }
            Subject::Object(kind) => check_field(kind, first, rest.is_none(), version)?,
            Subject::Nothing => return Err(refusal::cannot_expand(first).into()),
        }
    }
    Ok(())
}

fn check_field(kind: &str, field: &str, alone: bool, version: Version) -> Result<(), ApiError> {
    let fields = resources::fields(kind);
    let expandable =
        |known: &Expandable| known.is_there(version) && known.path.split('.').next() == Some(field);
    if fields.is_some_and(|fields| fields.expand.iter().any(expandable)) {
        return Ok(());
    }
    let known = fields.is_some_and(|fields| fields.plain.contains(&field));
    // Both sentences were seen for a field that does not exist: the second where it stood alone.
    if known || !alone {
        Err(refusal::cannot_expand(field).into())
    } else {
        Err(refusal::cannot_expand_unknown(field).into())
    }
}

/// Expands the paths in an answer.
pub fn apply(tx: &Transaction<'_>, answer: &mut Value, paths: &[String]) {
    for path in paths {
        let segments: Vec<&str> = path.split('.').collect();
        expand(tx, answer, &segments, "");
    }
}

/// Expands one path. `list` is the `url` of the list the value stands in, if it stands in one.
fn expand(tx: &Transaction<'_>, value: &mut Value, segments: &[&str], list: &str) {
    let Some((first, rest)) = segments.split_first() else { return };
    match value {
        Value::Array(elements) => {
            for element in elements {
                expand(tx, element, segments, list);
            }
        }
        Value::Object(map) => {
            let kind = map.get("object").and_then(Value::as_str).unwrap_or_default().to_owned();
            if map.get("deleted") == Some(&Value::Bool(true)) {
                return;
            }
            if kind == "list" || kind == "search_result" {
                let url = map.get("url").and_then(Value::as_str).unwrap_or_default().to_owned();
                if *first == "data"
                    && let Some(data) = map.get_mut("data")
                {
                    expand(tx, data, rest, &url);
                }
                return;
            }
            let Some(fields) = resources::fields(&kind) else { return };
            let owner = map.clone();
            let place = Place { known: fields.expand, owner: &owner, list };
            walk(tx, place, map, "", segments);
        }
        _ => {}
    }
}

/// The object whose hashes are gone down.
#[derive(Clone, Copy)]
struct Place<'p> {
    known: &'static [Expandable],
    owner: &'p Map<String, Value>,
    list: &'p str,
}

/// Goes down the hashes of one object.
fn walk(
    tx: &Transaction<'_>,
    place: Place<'_>,
    map: &mut Map<String, Value>,
    prefix: &str,
    segments: &[&str],
) {
    let Some((first, rest)) = segments.split_first() else { return };
    let path = if prefix.is_empty() { (*first).to_owned() } else { format!("{prefix}.{first}") };
    let known = |field: &&Expandable| field.path == path && field.is_there(tx.version());
    match place.known.iter().find(known).map(|field| field.how) {
        Some(How::Former(_, make, find)) => {
            let mut value = make(tx, place.owner);
            replace(tx, &mut value, find);
            expand(tx, &mut value, rest, "");
            insert_sorted(map, first, value);
        }
        Some(how @ (How::Include(_) | How::IncludeFromList(_))) => {
            if !map.contains_key(*first) {
                let value = match how {
                    How::Include(make) => make(tx, place.owner),
                    How::IncludeFromList(make) => make(tx, place.owner, place.list),
                    How::Reference(_) | How::Former(..) | How::Hash => return,
                };
                insert_sorted(map, first, value);
            }
            if let Some(value) = map.get_mut(*first) {
                expand(tx, value, rest, "");
            }
        }
        Some(How::Reference(find)) => {
            let Some(value) = map.get_mut(*first) else { return };
            replace(tx, value, find);
            expand(tx, value, rest, "");
        }
        Some(How::Hash) | None => match map.get_mut(*first) {
            Some(Value::Object(inner)) if inner.contains_key("object") => {
                if let Some(value) = map.get_mut(*first) {
                    expand(tx, value, rest, "");
                }
            }
            Some(Value::Object(inner)) => walk(tx, place, inner, &path, rest),
            Some(Value::Array(elements)) => {
                for element in elements {
                    if let Value::Object(inner) = element {
                        walk(tx, place, inner, &path, rest);
                    }
                }
            }
            _ => {}
        },
    }
}

fn replace(tx: &Transaction<'_>, value: &mut Value, find: Find) {
    match value {
        Value::String(id) => {
            if let Some(object) = find(tx, id) {
                *value = object;
            }
        }
        Value::Array(elements) => {
            for element in elements {
                replace(tx, element, find);
            }
        }
        _ => {}
    }
}

/// Adds a field where the alphabet puts it; `id` and `object` stay in front.
pub fn insert_sorted(map: &mut Map<String, Value>, key: &str, value: Value) {
    let leading = |name: &str| name == "id" || name == "object";
    let tail: Vec<String> =
        map.keys().filter(|name| !leading(name) && name.as_str() > key).cloned().collect();
    map.insert(key.to_owned(), value);
    for name in tail {
        if let Some(value) = map.shift_remove(&name) {
            map.insert(name, value);
        }
    }
}
