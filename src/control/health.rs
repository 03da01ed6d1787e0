//! `GET /_emulator/health`

use axum::body::Body;
use axum::http::Response;
use serde_json::json;

/// Answers as soon as requests are served.
pub async fn health() -> Response<Body> {
    super::answer(Ok(json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")})))
}
