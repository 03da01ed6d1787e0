//! `GET /_emulator/requests`: what was asked and how it was answered.

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;

use super::logs::{Part, accounts};
use super::{Shared, answer, caller};
use crate::app::App;
use crate::error::ApiError;
use crate::http::list::List;

/// The last requests to Stripe's endpoints, newest first, secrets starred.
pub async fn list_requests(app: Shared, request: Request) -> Response<Body> {
    answer(list(&app, &request))
}

fn list(app: &App, request: &Request) -> Result<List<serde_json::Value>, ApiError> {
    let caller = caller(app, request)?;
    let part = Part::of(request)?;
    let mut entries = Vec::new();
    for account in accounts(app, caller.as_ref()) {
        entries.extend(account.requests_seen.lock().describe());
    }
    if caller.is_none() {
        entries.extend(app.strangers.lock().describe());
    }
    part.take(entries, "request", "/_emulator/requests")
}
