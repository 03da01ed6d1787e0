//! `GET /_emulator/certificate.pem`

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Response, StatusCode, header};

use crate::app::App;
use crate::error::{ApiError, Refusal};
use crate::http::answer::Trail;

/// Hands out what clients have to trust to come over HTTPS.
pub async fn show_certificate(State(app): State<Arc<App>>) -> Response<Body> {
    let trail = Trail::default();
    let Some(certificate) = &app.certificate else {
        let refusal = Refusal::new("There is no certificate: start the emulator with --https-port.");
        return trail.answer(StatusCode::NOT_FOUND, trail.error_body(&ApiError::Refused(refusal)));
    };
    let mut response = trail.answer(StatusCode::OK, certificate.to_string().into());
    let kind = HeaderValue::from_static("application/pem-certificate-chain");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
