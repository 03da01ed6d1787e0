//! The emulator's own API, under `/_emulator`: JSON in and out, form bodies too, Stripe's envelope for errors.
//!
//! With an API key a call concerns that key's account, without one all accounts. Pages of other origins can neither read
//! anything here nor have anything done.

mod certificate;
mod clock;
mod fixtures;
mod health;
mod logs;
mod requests;
mod reset;
mod sessions;
mod state;
mod tax_rates;
mod webhooks;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Response, StatusCode, header};
use axum::middleware::Next;
pub use certificate::show_certificate;
pub(crate) use clock::parse_moment;
pub use clock::{change_clock, show_clock};
pub use fixtures::apply_fixtures;
pub use health::health;
pub use requests::list_requests;
pub use reset::reset;
use serde::Serialize;
use serde_json::Value;
pub use sessions::{recover_session, session_operation};
pub use state::{restore_state, show_state};
pub use tax_rates::{replace_tax_rates, show_tax_rates};
pub use webhooks::{drain_webhooks, list_deliveries};

use crate::app::App;
use crate::error::{ApiError, Unauthenticated};
use crate::form::Branch;
use crate::http::answer::{Trail, to_json};
use crate::http::caller::Caller;
use crate::http::{origin, params};

/// Whom a call concerns: the key's account, or everyone. A publishable key, which everybody may know, is none for this.
fn caller(app: &App, request: &Request) -> Result<Option<Caller>, ApiError> {
    if !request.headers().contains_key(header::AUTHORIZATION) {
        return Ok(None);
    }
    let caller = Caller::identify(app, request.headers())?;
    if caller.publishable {
        return Err(ApiError::Unauthenticated(Unauthenticated::PublishableKey));
    }
    Ok(Some(caller))
}

fn answer(result: Result<impl Serialize, ApiError>) -> Response<Body> {
    let trail = Trail::default();
    let mut response = match result.and_then(|value| to_json(&value)) {
        Ok(body) => trail.answer(StatusCode::OK, body),
        Err(error) => trail.refuse(&error),
    };
    // Stripe's API may be read by any page, this one by none: a page somebody visits is not to look into their tests.
    response.headers_mut().remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
    response
}

/// Refuses what a page of another origin sends: a browser sends simple forms for anybody, even where nobody may read the
/// answer.
pub async fn from_here_only(app: Shared, request: Request, next: Next) -> Response<Body> {
    if request.method().is_safe() || origin::is_own(request.headers(), &app.public_url) {
        return next.run(request).await;
    }
    params::discard(request.into_body()).await;
    answer(Err::<(), _>(ApiError::OtherOrigin))
}

/// The parameters of a call: a JSON object or a form, as one JSON object. Texts of a form stay texts.
async fn parameters(request: Request) -> Result<serde_json::Map<String, Value>, ApiError> {
    let (parts, body) = request.into_parts();
    let bytes = params::read_body(&parts.headers, body).await?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(serde_json::Map::new());
    }
    let kind =
        parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let value = if kind.contains("json") || bytes.trim_ascii_start().starts_with(b"{") {
        serde_json::from_slice(&bytes).map_err(|error| {
            ApiError::Refused(crate::error::Refusal::new(format!(
                "The request's body is no valid JSON: {error}."
            )))
        })?
    } else {
        Branch::parse(&bytes)?.to_json()
    };
    match value {
        Value::Object(map) => Ok(map),
        _ => Err(ApiError::Refused(crate::error::Refusal::new("The request's body must be a JSON object."))),
    }
}

/// An app shared with a handler.
type Shared = axum::extract::State<Arc<App>>;
