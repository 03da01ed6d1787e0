//! `POST /_emulator/webhooks/drain`, `GET /_emulator/webhooks/deliveries`

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use serde_json::{Map, Value, json};

use super::logs::{Part, accounts};
use super::{Shared, answer, caller, parameters};
use crate::app::App;
use crate::error::{ApiError, Refusal, refusal};
use crate::events::{Attempt, Recipient, Tally};
use crate::http::list::List;

/// How long a drain waits unless told, and at the most: ten seconds, ten minutes.
const TIMEOUT: u64 = 10_000;
const MAX_TIMEOUT: u64 = 600_000;

/// Answers when every delivery caused so far has succeeded or is out of attempts, or cannot come to that in time.
pub async fn drain_webhooks(app: Shared, request: Request) -> Response<Body> {
    answer(drain(&app, request).await)
}

async fn drain(app: &App, request: Request) -> Result<Tally, ApiError> {
    let accounts = accounts(app, caller(app, &request)?.as_ref());
    let timeout = timeout(&parameters(request).await?)?;
    Ok(app.drain(&accounts, timeout).await)
}

fn timeout(params: &Map<String, Value>) -> Result<Duration, ApiError> {
    let mut timeout = TIMEOUT;
    for (name, value) in params {
        if name != "timeout_ms" {
            return Err(refusal::unknown(name, None).into());
        }
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let sent = text.parse().ok().filter(|sent| *sent <= MAX_TIMEOUT);
        timeout = sent.ok_or_else(|| {
            Refusal::new(format!("Invalid timeout: {text}. Use milliseconds, up to {MAX_TIMEOUT}."))
                .at("timeout_ms")
        })?;
    }
    Ok(Duration::from_millis(timeout))
}

/// The attempts to deliver, newest first.
pub async fn list_deliveries(app: Shared, request: Request) -> Response<Body> {
    answer(list(&app, &request))
}

fn list(app: &App, request: &Request) -> Result<List<Value>, ApiError> {
    let caller = caller(app, request)?;
    let part = Part::of(request)?;
    let mut entries = Vec::new();
    for account in accounts(app, caller.as_ref()) {
        account.with_state(|state| {
            entries
                .extend(state.outbox.attempts().map(|(id, attempt)| (attempt.order, describe(&id, attempt))));
        });
    }
    part.take(entries, "delivery", "/_emulator/webhooks/deliveries")
}

fn describe(id: &str, attempt: &Attempt) -> Value {
    let endpoint = match &attempt.recipient {
        Recipient::Endpoint(id) => Some(id),
        Recipient::Forward(_) => None,
    };
    json!({
        "id": id,
        "object": "delivery",
        "event": attempt.event,
        "type": attempt.kind,
        "endpoint": endpoint,
        "url": attempt.url,
        "attempt": attempt.attempt,
        "state": attempt.state,
        "response_status": attempt.response_status,
        "error": attempt.error,
        "created": attempt.created,
        "next_attempt": attempt.next_attempt,
    })
}
