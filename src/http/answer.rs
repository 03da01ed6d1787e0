//! Answers as bytes: two-space JSON with the headers Stripe sends.

use std::sync::{Arc, LazyLock};

use axum::body::{Body, Bytes};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};
use serde::Serialize;

use super::json;
use super::version::Version;
use crate::error::{ApiError, Envelope};
use crate::store::Account;

/// The headers every answer of Stripe's carries.
static ALWAYS: LazyLock<HeaderMap> = LazyLock::new(|| {
    [
        ("server", "nginx"),
        ("content-type", "application/json"),
        ("access-control-allow-credentials", "true"),
        ("access-control-allow-methods", "GET, HEAD, PUT, PATCH, POST, DELETE"),
        ("access-control-allow-origin", "*"),
        ("cache-control", "no-cache, no-store"),
        (
            "content-security-policy",
            "base-uri 'none'; default-src 'none'; form-action 'none'; frame-ancestors 'none'; img-src 'self'; script-src \
             'self' 'report-sample'; style-src 'self'; worker-src 'none'; upgrade-insecure-requests",
        ),
        ("vary", "Origin"),
        ("strict-transport-security", "max-age=63072000; includeSubDomains; preload"),
        (
            "access-control-expose-headers",
            "Request-Id, Stripe-Manage-Version, Stripe-Should-Retry, X-Stripe-External-Auth-Required, \
             X-Stripe-Privileged-Session-Required",
        ),
        ("access-control-max-age", "300"),
    ]
    .into_iter()
    .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
    .collect()
});

const REQUEST_ID: HeaderName = HeaderName::from_static("request-id");
const STRIPE_VERSION: HeaderName = HeaderName::from_static("stripe-version");
const STRIPE_ACCOUNT: HeaderName = HeaderName::from_static("stripe-account");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const ORIGINAL_REQUEST: HeaderName = HeaderName::from_static("original-request");
const STRIPE_SHOULD_RETRY: HeaderName = HeaderName::from_static("stripe-should-retry");

/// What is known of a request once its key is: it is said back in the headers.
#[derive(Debug, Default)]
pub struct Trail {
    pub account: Option<Arc<Account>>,
    pub connected: bool,
    pub request_id: Option<String>,
    /// The version used; of a version that never was, what was sent.
    pub version: Option<HeaderValue>,
    pub idempotency_key: Option<HeaderValue>,
    /// The first request with the key; only where answers are stored, on POST.
    pub original_request: Option<Box<str>>,
    pub replayed: bool,
}

impl Trail {
    pub fn spoke(&mut self, version: Version) {
        self.version = Some(HeaderValue::from_static(version.as_str()));
    }

    /// An answer with this body.
    pub fn answer(&self, status: StatusCode, body: Bytes) -> Response<Body> {
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.clone_from(&ALWAYS);
        if let Some(key) = &self.idempotency_key {
            headers.insert(IDEMPOTENCY_KEY, key.clone());
        }
        if self.replayed {
            headers.insert(IDEMPOTENT_REPLAYED, HeaderValue::from_static("true"));
        }
        if let Some(original) = self.original_request.as_deref().and_then(|id| HeaderValue::from_str(id).ok())
        {
            headers.insert(ORIGINAL_REQUEST, original);
            let retry = if status == StatusCode::CONFLICT { "true" } else { "false" };
            headers.insert(STRIPE_SHOULD_RETRY, HeaderValue::from_static(retry));
        }
        if let Some(id) = self.request_id.as_deref().and_then(|id| HeaderValue::from_str(id).ok()) {
            headers.insert(REQUEST_ID, id);
        }
        if self.connected
            && let Some(account) =
                self.account.as_ref().and_then(|account| HeaderValue::from_str(&account.id).ok())
        {
            headers.insert(STRIPE_ACCOUNT, account);
        }
        if let Some(version) = &self.version {
            headers.insert(STRIPE_VERSION, version.clone());
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"Stripe\""));
        }
        response
    }

    /// An error as Stripe writes it, and its bytes.
    pub fn error_body(&self, error: &ApiError) -> Bytes {
        let account = self.account.as_ref().map(|account| &*account.id);
        let logged = account.zip(self.request_id.as_deref());
        Envelope::new(error, logged).to_bytes()
    }

    pub fn refuse(&self, error: &ApiError) -> Response<Body> {
        self.answer(error.status(), self.error_body(error))
    }
}

/// Two-space JSON, without a line feed at its end.
///
/// # Errors
/// Our own mistake: something cannot be written as JSON. It is logged.
pub fn to_json(value: &impl Serialize) -> Result<Bytes, ApiError> {
    let mut bytes = Vec::with_capacity(4096);
    match json::write(&mut bytes, value) {
        Ok(()) => Ok(bytes.into()),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written as JSON");
            Err(ApiError::Internal)
        }
    }
}
