//! The page a customer pays on, `/c/pay/{session}`, as a person and a shop's browser tests know it.
//!
//! The page shows what the server computed and sends back what was entered: [`pay`] runs the same operations as the API.
//! Its ids, labels and test ids are an interface of their own (public browser tests rely on them); its looks are ours.
//!
//! - [`page`]: the page and what it says once a session is over, from [`order`], [`form`], [`methods`] and the texts of `locale`
//! - [`pay`]: what the page sends
//! - [`test_pages`]: the bank's and the wallet's pages, which ask only how they should end
//! - [`approval`], [`voucher`], [`receipt`]: the pages that intents and charges of the API name, each in English
//! - [`start`]: `/_emulator/`, for the developer
//!
//! Everything the page loads comes from the program ([`assets`]), except the pictures a merchant names, and its
//! Content-Security-Policy holds it to that. No card number is logged or kept.

mod approval;
mod assets;
mod brand;
mod form;
mod invoice;
mod locale;
mod methods;
mod order;
mod page;
mod pay;
mod phrase;
mod receipt;
mod start;
mod test_pages;
mod voucher;

use std::sync::Arc;

pub use approval::{answer as answer_approval, show as show_approval};
use askama::Template;
pub use assets::asset;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
pub use invoice::{pdf as show_invoice_pdf, show as show_invoice};
pub use page::show;
pub use pay::{adjust, pay};
pub use receipt::show as show_receipt;
pub use start::start;
pub use test_pages::{authorize, bank, challenge};
pub use voucher::{settle as settle_voucher, show as show_voucher};

use self::locale::Locale;
use crate::app::App;

/// What a page may load. Pictures may come from anywhere: merchants name them by their address.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: http: https:; \
                      connect-src 'self'; frame-src 'self'; base-uri 'none'";

/// Who may put a page into a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Framing {
    Nobody,
    /// Our own pages: the bank's page stands in a dialog.
    Ourselves,
    /// Any page: shops show what a bank asks in a frame of theirs.
    Anybody,
}

/// Where a page's forms may lead, redirects included; what a page sends by its script is another matter.
const NOWHERE: &str = "'none'";

/// An app shared with a handler.
type Shared = axum::extract::State<Arc<App>>;

/// A page as an answer.
fn html(status: StatusCode, page: &impl Template, framing: Framing) -> Response<Body> {
    html_with_form(status, page, framing, NOWHERE)
}

/// The same, with forms that may lead to `targets`: sources of a Content-Security-Policy.
fn html_with_form(
    status: StatusCode,
    page: &impl Template,
    framing: Framing,
    targets: &str,
) -> Response<Body> {
    let text = match page.render() {
        Ok(text) => text,
        Err(error) => {
            tracing::error!(%error, "a page could not be written");
            return plain(StatusCode::INTERNAL_SERVER_ERROR, "The page could not be written.\n");
        }
    };
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    let ancestors = match framing {
        Framing::Nobody => "'none'",
        Framing::Ourselves => "'self'",
        Framing::Anybody => "*",
    };
    let policy = format!("{POLICY}; form-action {targets}; frame-ancestors {ancestors}");
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    guard(headers);
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    guard(response.headers_mut());
    response
}

/// Sends a browser on after it has sent a form.
fn see_other(url: &str) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    // What no header can carry was refused when it came in, or is no address.
    if let Ok(url) = HeaderValue::from_str(url) {
        response.headers_mut().insert(header::LOCATION, url);
    }
    guard(response.headers_mut());
    response
}

/// What holds for every answer that says something of a session.
fn guard(headers: &mut HeaderMap) {
    const ALWAYS: [(HeaderName, &str); 4] = [
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin-allow-popups"),
    ];
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// The language of an answer to a browser.
fn locale(session: Option<&str>, headers: &HeaderMap) -> Locale {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Locale::choose(session, wanted.unwrap_or_default())
}
