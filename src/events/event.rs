//! Events: the object, and how it is written.
//!
//! <https://docs.stripe.com/api/events/object>

mod stored;

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::ser::Formatter;
use serde_json::{Map, Value};

use crate::http::expand::Expandable;
use crate::http::version::Version;
use crate::values::{Id, Object, Timestamp};

/// Something that happened to an object, with the object as it was then.
pub struct Event {
    pub id: Id<Event>,
    pub created: Timestamp,
    /// `product.created`.
    pub kind: &'static str,
    /// The connected account it happened in; absent for an account of its own.
    pub account: Option<Box<str>>,
    /// The request that caused it; nothing where the clock did.
    pub cause: Option<Arc<Cause>>,
    /// The account's version at the time: what the API shows of the event is written at it for ever.
    pub version: Version,
    /// Objects never change in place, so the pointer is the snapshot.
    pub subject: Arc<dyn Snapshot>,
    /// What an update changed, as it was before.
    pub previous: Option<Box<Map<String, Value>>>,
    /// The same at the older versions that somebody wanted at the time.
    pub older: Box<[(Version, Data)]>,
    /// How many receivers it is for.
    pub receivers: u32,
    /// How many of them have not acknowledged it.
    pub pending: AtomicU32,
}

/// The request that caused an event.
#[derive(Debug)]
pub struct Cause {
    pub id: Box<str>,
    pub idempotency_key: Option<Box<str>>,
    pub is_post: bool,
}

impl Cause {
    /// The key it was sent with. Of a POST without one, recordings show a random UUID; the same request gives the same one
    /// here.
    fn idempotency_key(&self) -> Option<Cow<'_, str>> {
        match &self.idempotency_key {
            Some(key) => Some(Cow::Borrowed(key)),
            None if self.is_post => Some(Cow::Owned(uuid_of(&self.id))),
            None => None,
        }
    }
}

/// A random-looking UUID, the same for the same text.
pub fn uuid_of(request: &str) -> String {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (request, salt).hash(&mut hasher);
        hasher.finish()
    };
    let (one, other) = (half(0), half(1));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        one >> 32,
        one >> 16 & 0xffff,
        one & 0xfff,
        other >> 48 & 0x3fff | 0x8000,
        other & 0xffff_ffff_ffff
    )
}

/// The `data` of an event at one version.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Data {
    pub object: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_attributes: Option<Map<String, Value>>,
}

/// An object that an event shows.
pub trait Snapshot: Send + Sync {
    /// The object at the newest version.
    fn to_json(&self) -> Value;
}

impl<T: Serialize + Send + Sync> Snapshot for T {
    fn to_json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl Event {
    /// Its `data` at a version that was wanted when it happened.
    fn data(&self, version: Version) -> Data {
        let older = self.older.iter().find(|(known, _)| *known == version);
        older.map_or_else(
            || Data {
                object: self.subject.to_json(),
                previous_attributes: self.previous.as_deref().cloned(),
            },
            |(_, data)| data.clone(),
        )
    }

    /// Whether it can be shown at a version.
    pub fn is_written_at(&self, version: Version) -> bool {
        version == Version::NEWEST || self.older.iter().any(|(known, _)| *known == version)
    }

    /// One receiver more has yet to acknowledge it.
    pub fn sent_again(&self) {
        self.pending.fetch_add(1, Ordering::Relaxed);
    }

    /// One receiver less has yet to acknowledge it.
    pub fn acknowledged(&self) {
        self.pending.fetch_sub(1, Ordering::Relaxed);
    }

    /// Whether every receiver has acknowledged it.
    pub fn is_delivered(&self) -> bool {
        self.pending.load(Ordering::Relaxed) == 0
    }

    /// The bytes that are sent to a receiver: the same at every attempt.
    pub fn body(&self, version: Version) -> Bytes {
        let view = self.view(version, self.receivers);
        let mut body = Vec::with_capacity(4096);
        let mut serializer = serde_json::Serializer::with_formatter(&mut body, Delivered::default());
        let value = sorted(serde_json::to_value(view).unwrap_or_default());
        if let Err(error) = value.serialize(&mut serializer) {
            tracing::error!(%error, event.id = %self.id, "an event could not be written as JSON");
        }
        body.into()
    }

    fn view(&self, version: Version, pending_webhooks: u32) -> View<'_> {
        View {
            id: &self.id,
            object: Self::NAME,
            account: self.account.as_deref(),
            api_version: version.as_str(),
            created: self.created,
            data: self.data(version),
            livemode: false,
            pending_webhooks,
            request: Request {
                id: self.cause.as_ref().map(|cause| &*cause.id),
                idempotency_key: self.cause.as_ref().and_then(|cause| cause.idempotency_key()),
            },
            kind: self.kind,
        }
    }
}

#[derive(Serialize)]
struct View<'e> {
    id: &'e Id<Event>,
    object: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'e str>,
    api_version: &'static str,
    created: Timestamp,
    data: Data,
    livemode: bool,
    pending_webhooks: u32,
    request: Request<'e>,
    #[serde(rename = "type")]
    kind: &'static str,
}

#[derive(Serialize)]
struct Request<'e> {
    id: Option<&'e str>,
    idempotency_key: Option<Cow<'e, str>>,
}

impl Serialize for Event {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view(self.version, self.pending.load(Ordering::Relaxed)).serialize(serializer)
    }
}

impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.id, self.kind)
    }
}

impl Object for Event {
    const NAME: &'static str = "event";
    const NOUN: &'static str = "event";
    const PREFIX: &'static str = "evt_1";
    const ID_LENGTH: usize = 23;
    const EXPAND: &'static [Expandable] = &[Expandable::hash("data"), Expandable::hash("request")];
    const PLAIN: &'static [&'static str] =
        &["id", "object", "api_version", "created", "livemode", "pending_webhooks", "type"];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }
}

/// What was different before: hashes only as far as they changed, lists whole, and null for what was not there.
pub fn difference(before: &Value, after: &Value) -> Map<String, Value> {
    let (Value::Object(before), Value::Object(after)) = (before, after) else { return Map::new() };
    let mut changed = Map::new();
    for (name, old) in before {
        match (old, after.get(name)) {
            (old, Some(new)) if old == new => {}
            (Value::Object(_), Some(new @ Value::Object(_))) => {
                changed.insert(name.clone(), difference(old, new).into());
            }
            (old, _) => {
                changed.insert(name.clone(), old.clone());
            }
        }
    }
    for name in after.keys().filter(|name| !before.contains_key(*name)) {
        changed.insert(name.clone(), Value::Null);
    }
    changed
}

/// The same with the keys of every hash in alphabetical order, behind `id` and `object`.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut fields: Vec<(String, Value)> = map.into_iter().collect();
            fields.sort_by(|(one, _), (other, _)| rank(one).cmp(&rank(other)).then_with(|| one.cmp(other)));
            Value::Object(fields.into_iter().map(|(name, value)| (name, sorted(value))).collect())
        }
        Value::Array(elements) => elements.into_iter().map(sorted).collect(),
        other => other,
    }
}

fn rank(name: &str) -> usize {
    ["id", "object"].iter().position(|leading| *leading == name).unwrap_or(2)
}

/// JSON as it was recorded in deliveries: two spaces, nothing at the end, empty lists and hashes over several lines, and
/// `&` escaped. That `<` and `>` are escaped like it is a guess.
#[derive(Default)]
struct Delivered {
    depth: usize,
    filled: bool,
}

impl Delivered {
    fn new_line<W: ?Sized + io::Write>(&self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| writer.write_all(b"  "))
    }

    fn open<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        writer.write_all(bracket)
    }

    fn next<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if !first {
            writer.write_all(b",")?;
        }
        self.new_line(writer)
    }

    fn close<W: ?Sized + io::Write>(&mut self, writer: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        self.new_line(writer)?;
        self.filled = true;
        writer.write_all(bracket)
    }
}

impl Formatter for Delivered {
    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"[")
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        if !self.filled {
            writer.write_all(b"\n")?;
        }
        self.close(writer, b"]")
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b"{")
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b"}")
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(['&', '<', '>']) {
            writer.write_all(&rest.as_bytes()[..at])?;
            write!(writer, "\\u{:04x}", rest.as_bytes()[at])?;
            rest = &rest[at + 1..];
        }
        writer.write_all(rest.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_changed_is_told() {
        let before = json!({"a": 1, "b": {"c": 1, "d": 2}, "list": [1, 2], "gone": "x", "same": null});
        let after = json!({"a": 2, "b": {"c": 1, "d": 3}, "list": [1], "new": 1, "same": null});
        let told = json!({"a": 1, "b": {"d": 2}, "list": [1, 2], "gone": "x", "new": null});
        assert_eq!(Value::Object(difference(&before, &after)), told);
    }

    #[test]
    fn a_new_metadata_key_was_null_before() {
        let told = difference(&json!({"metadata": {}}), &json!({"metadata": {"a": "1"}}));
        assert_eq!(Value::Object(told), json!({"metadata": {"a": null}}));
    }

    #[test]
    fn bodies_are_written_as_recorded() {
        let value = json!({"type": "x", "object": "event", "b": [], "a": {}, "id": "e", "c": ["Zoë & Ko"], "d": [[]]});
        let mut bytes = Vec::new();
        let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Delivered::default());
        sorted(value).serialize(&mut serializer).unwrap();
        let expected = "{\n  \"id\": \"e\",\n  \"object\": \"event\",\n  \"a\": {\n  },\n  \"b\": [\n\n  ],\n  \"c\": [\n    \
                        \"Zoë \\u0026 Ko\"\n  ],\n  \"d\": [\n    [\n\n    ]\n  ],\n  \"type\": \"x\"\n}";
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }
}
