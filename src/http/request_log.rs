//! What was asked lately, by account, kept as it came and made readable when somebody looks.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode};
use serde_json::{Value, json};

use super::answer::Trail;
use crate::app::App;
use crate::form::Branch;
use crate::values::Timestamp;

/// How many requests are remembered, and how many bytes of their bodies.
const REMEMBERED: usize = 1_000;
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// The parameters nobody should find in a log, by their last name.
const SECRET: &[&str] =
    &["account_number", "client_secret", "cvc", "iban", "number", "password", "routing_number", "secret"];

/// Keeps what the log shows of a request and its answer. It is made readable when somebody looks.
pub fn note(
    app: &App,
    parts: &Parts,
    body: &[u8],
    trail: &Trail,
    (status, answer): (StatusCode, &Bytes),
    began: Instant,
) {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into();
    let created = trail.account.as_ref().map_or_else(|| app.clock().now(), |account| account.now());
    let log = trail.account.as_ref().map_or(&app.strangers, |account| &account.requests_seen);
    log.lock().add(Seen {
        id: trail.request_id.as_deref().map(Into::into),
        created,
        method: parts.method.clone(),
        target: parts.uri.path_and_query().map_or("", PathAndQuery::as_str).into(),
        body: body.into(),
        status,
        version: trail.version.as_ref().map(text),
        idempotency_key: trail.idempotency_key.as_ref().map(text),
        error: (!status.is_success()).then(|| answer.clone()),
        took: began.elapsed(),
    });
}

/// A request that was answered.
#[derive(Debug)]
pub struct Seen {
    /// Nothing where the key opened no account.
    pub id: Option<Box<str>>,
    /// By the account's clock.
    pub created: Timestamp,
    pub method: Method,
    /// Path and query. Copied, like the others: what hyper gives out keeps the buffer alive that it was read into.
    pub target: Box<str>,
    pub body: Box<[u8]>,
    pub status: StatusCode,
    pub version: Option<Box<str>>,
    pub idempotency_key: Option<Box<str>>,
    /// The answer, if it was an error.
    pub error: Option<Bytes>,
    pub took: Duration,
}

/// The last requests of one account.
#[derive(Debug, Default)]
pub struct RequestLog {
    /// With its place among the requests of all accounts.
    entries: VecDeque<(u64, Seen)>,
    bytes: usize,
}

impl RequestLog {
    pub fn add(&mut self, seen: Seen) {
        static ORDER: AtomicU64 = AtomicU64::new(0);

        self.bytes += seen.body.len();
        self.entries.push_back((ORDER.fetch_add(1, Ordering::Relaxed), seen));
        while self.entries.len() > REMEMBERED || self.bytes > MAX_BYTES {
            let Some((_, oldest)) = self.entries.pop_front() else { break };
            self.bytes -= oldest.body.len();
        }
    }

    pub fn clear(&mut self) {
        *self = RequestLog::default();
    }

    /// The requests, newest first, as JSON, each with its place among those of all accounts.
    pub fn describe(&self) -> impl Iterator<Item = (u64, Value)> {
        self.entries.iter().rev().map(|(order, seen)| (*order, seen.describe()))
    }
}

impl Seen {
    fn describe(&self) -> Value {
        let (path, _) = self.split();
        json!({
            "id": self.id,
            "object": "request",
            "created": self.created,
            "method": self.method.as_str(),
            "path": path,
            "status": self.status.as_u16(),
            "api_version": self.version,
            "idempotency_key": self.idempotency_key,
            "params": self.params(),
            "error": self.error.as_ref().map(|body| self.refusal(body)),
            "duration_us": u64::try_from(self.took.as_micros()).unwrap_or(u64::MAX),
        })
    }

    fn split(&self) -> (&str, &str) {
        self.target.split_once('?').unwrap_or((&self.target, ""))
    }

    /// What was sent in the query and the body, secrets starred; null where that is no form.
    fn params(&self) -> Value {
        let Some(mut params) = self.sent() else { return Value::Null };
        mask(&mut params, false, true);
        as_lists(params)
    }

    fn sent(&self) -> Option<Value> {
        let (_, query) = self.split();
        let mut params = Branch::parse(query.as_bytes()).ok()?;
        params.extend(&self.body).ok()?;
        Some(params.to_json())
    }

    /// Type, code, parameter and message of an error as it was answered; what it quotes of secrets is starred.
    fn refusal(&self, body: &[u8]) -> Value {
        let answered: Value = serde_json::from_slice(body).unwrap_or_default();
        let field = |name: &str| answered.pointer(&format!("/error/{name}")).cloned().unwrap_or_default();
        let mut message = field("message");
        if let (Value::String(message), Some(sent)) = (&mut message, self.sent()) {
            let mut shown = sent.clone();
            mask(&mut shown, false, true);
            mask_quoted(message, &sent, &shown);
        }
        json!({"type": field("type"), "code": field("code"), "param": field("param"), "message": message})
    }
}

/// Stars in a message what it quotes of a secret parameter.
fn mask_quoted(message: &mut String, sent: &Value, shown: &Value) {
    match (sent, shown) {
        (Value::Object(sent), Value::Object(shown)) => {
            for (name, value) in sent {
                mask_quoted(message, value, shown.get(name).unwrap_or(&Value::Null));
            }
        }
        (Value::Array(sent), Value::Array(shown)) => {
            for (value, shown) in sent.iter().zip(shown) {
                mask_quoted(message, value, shown);
            }
        }
        (Value::String(sent), Value::String(shown)) if sent != shown && !sent.is_empty() => {
            *message = message.replace(sent.as_str(), shown);
        }
        _ => {}
    }
}

/// Stars what is secret by its name, and what holds a key or a password wherever it stands. In metadata, names are the
/// client's own and say nothing.
fn mask(value: &mut Value, secret: bool, named: bool) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                let named = named && name != "metadata";
                mask(value, named && SECRET.contains(&name.as_str()), named);
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|element| mask(element, secret, named)),
        Value::String(text) if secret || holds_key(text) || holds_password(text) => {
            let shown: String = text.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
            *text = if text.chars().count() > 8 { format!("****{shown}") } else { "****".to_owned() };
        }
        _ => {}
    }
}

/// Whether an API key or a webhook secret begins somewhere in a text, as a word of its own.
fn holds_key(text: &str) -> bool {
    const KEYS: &[&str] = &["sk_", "rk_", "whsec_"];

    let begins_word =
        |at: usize| !text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
    KEYS.iter().any(|key| text.match_indices(key).any(|(at, _)| begins_word(at)))
}

/// Whether a text is an address with a password: `http://user:password@host/`.
fn holds_password(text: &str) -> bool {
    let authority = text.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', '#']).next());
    let user = authority.and_then(|authority| authority.rsplit_once('@')).map(|(user, _)| user);
    user.is_some_and(|user| user.contains(':'))
}

/// The same with arrays for hashes whose keys are counted up from 0, as lists are sent; metadata stays a hash.
fn as_lists(value: Value) -> Value {
    let Value::Object(map) = value else { return value };
    let counted = map.keys().enumerate().all(|(index, name)| *name == index.to_string());
    if counted && !map.is_empty() {
        return map.into_iter().map(|(_, element)| as_lists(element)).collect();
    }
    let named = |(name, value): (String, Value)| {
        let value = if name == "metadata" { value } else { as_lists(value) };
        (name, value)
    };
    Value::Object(map.into_iter().map(named).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_starred_wherever_they_stand() {
        let mut params = json!({
            "card": {"number": "4242424242424242", "cvc": "123", "exp_year": "2030"},
            "metadata": {"key": "sk_test_1234567890", "number": "42", "note": "my sk_live_12345678 key", "task": "ask_me"},
            "url": "http://user:secret@shop.test/hook",
        });
        mask(&mut params, false, true);
        let masked = json!({
            "card": {"number": "****4242", "cvc": "****", "exp_year": "2030"},
            "metadata": {"key": "****7890", "number": "42", "note": "**** key", "task": "ask_me"},
            "url": "****hook",
        });
        assert_eq!(params, masked);
    }
}
