//! Every URL: Stripe's, the pages, and the emulator's own.

mod endpoints;

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, Response, StatusCode};
use axum::middleware;
use axum::routing::{get, post};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::app::App;
use crate::control;
use crate::error::ApiError;
use crate::hosted;
use crate::http::answer::Trail;
use crate::http::caller::Caller;
use crate::http::{params, request_log};
use crate::resources::checkout::session::{CompleteSession, SessionPaymentFailed, SessionPaymentSucceeded};

pub use endpoints::{ENDPOINTS, Endpoint, find};

/// The program's whole surface.
pub fn router(app: Arc<App>) -> Router {
    let stripe = ENDPOINTS
        .iter()
        .fold(Router::new(), |router, endpoint| router.route(endpoint.path, (endpoint.route)()));
    stripe
        .route("/r/{session}", get(control::recover_session))
        .merge(pages())
        .route("/c/assets/{file}", get(hosted::asset))
        .route("/_emulator/authorize/{intent}", get(hosted::show_approval).post(hosted::answer_approval))
        .route("/_emulator/voucher/{intent}", get(hosted::show_voucher).post(hosted::settle_voucher))
        .route("/_emulator/receipts/{charge}", get(hosted::show_receipt))
        .route("/_emulator/invoices/{invoice}", get(hosted::show_invoice))
        .route("/_emulator/invoices/{invoice}/pdf", get(hosted::show_invoice_pdf))
        .route("/_emulator/", get(hosted::start))
        .route("/_emulator", get(hosted::start))
        .merge(control(&app))
        .method_not_allowed_fallback(unrecognized)
        .fallback(unrecognized)
        .layer(CatchPanicLayer::custom(panicked))
        .with_state(app)
}

/// The page a customer pays on. A long order is a long page, which is sent compressed.
fn pages() -> Router<Arc<App>> {
    Router::new()
        .route("/c/pay/{session}", get(hosted::show))
        .route("/c/pay/{session}/adjust", post(hosted::adjust))
        .route("/c/pay/{session}/pay", post(hosted::pay))
        .route("/c/pay/{session}/authorize/{method}", get(hosted::authorize))
        .route("/c/pay/{session}/three-ds-2-challenge", get(hosted::challenge))
        .route("/c/pay/{session}/three-ds-2-challenge/bank", get(hosted::bank))
        .route_layer(CompressionLayer::new().gzip(true).quality(CompressionLevel::Fastest))
}

/// The emulator's own API.
fn control(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .route("/_emulator/health", get(control::health))
        .route("/_emulator/certificate.pem", get(control::show_certificate))
        .route("/_emulator/reset", post(control::reset))
        .route("/_emulator/state", get(control::show_state).put(control::restore_state))
        .route("/_emulator/fixtures", post(control::apply_fixtures))
        .route("/_emulator/tax_rates", get(control::show_tax_rates).put(control::replace_tax_rates))
        .route("/_emulator/clock", get(control::show_clock).post(control::change_clock))
        .route(
            "/_emulator/checkout/sessions/{session}/complete",
            post(control::session_operation::<CompleteSession>),
        )
        .route(
            "/_emulator/checkout/sessions/{session}/async_payment_succeeded",
            post(control::session_operation::<SessionPaymentSucceeded>),
        )
        .route(
            "/_emulator/checkout/sessions/{session}/async_payment_failed",
            post(control::session_operation::<SessionPaymentFailed>),
        )
        .route("/_emulator/webhooks/drain", post(control::drain_webhooks))
        .route("/_emulator/webhooks/deliveries", get(control::list_deliveries))
        .route("/_emulator/requests", get(control::list_requests))
        .route_layer(middleware::from_fn_with_state(Arc::clone(app), control::from_here_only))
}

/// A path that Stripe has and this program does not, and a path nobody has; and what browsers ask first.
async fn unrecognized(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let began = Instant::now();
    let mut trail = Trail::default();
    if request.method() == Method::OPTIONS {
        return preflight(&request, &trail);
    }
    if let Err(error) = params::check_request_line(request.method(), request.uri()) {
        return trail.refuse(&error);
    }
    let (parts, body) = request.into_parts();
    let error =
        ApiError::UnrecognizedUrl { method: parts.method.to_string(), path: parts.uri.path().to_owned() };
    params::discard(body).await;
    if parts.uri.path().starts_with("/v") {
        if let Ok(caller) = Caller::identify(&app, &parts.headers) {
            trail.account = Some(caller.account);
        }
        let body = trail.error_body(&error);
        request_log::note(&app, &parts, &[], &trail, (error.status(), &body), began);
        return trail.answer(error.status(), body);
    }
    trail.refuse(&error)
}

/// Lets a page on another origin send the headers it asks for.
fn preflight(request: &Request, trail: &Trail) -> Response<Body> {
    let mut response = trail.answer(StatusCode::OK, axum::body::Bytes::new());
    if request.uri().path().starts_with("/_emulator") {
        response.headers_mut().remove("access-control-allow-origin");
    } else if let Some(wanted) = request.headers().get("access-control-request-headers") {
        response.headers_mut().insert("access-control-allow-headers", wanted.clone());
    }
    response
}

/// A mistake of ours: a 500 for the client, the cause for the log.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response<Body> {
    let text = cause
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| cause.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    tracing::error!(cause = text, "a request panicked");
    Trail::default().refuse(&ApiError::Internal)
}
