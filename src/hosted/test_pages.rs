//! The pages of banks and wallets: `GET /c/pay/{session}/authorize/{method}` and
//! `GET /c/pay/{session}/three-ds-2-challenge`, with the bank's own page in a frame inside. They speak English, as
//! Stripe's do, and only ask how they should end; the page that opened them sends the answer.

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, Response, StatusCode};

use super::methods::method_name;
use super::page::{business, show, unknown};
use super::phrase::Money;
use super::{Framing, Shared, assets, html};
use crate::resources::checkout::Session;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "authorize.html")]
struct AuthorizePage<'p> {
    lang: &'static str,
    business: &'p str,
    method: String,
    /// What is due now; nothing where nothing is paid.
    amount: Option<String>,
    kind: &'p str,
    page: String,
}

#[derive(Template)]
#[template(path = "challenge.html")]
struct ChallengePage<'p> {
    lang: &'static str,
    business: &'p str,
    page: String,
}

#[derive(Template)]
#[template(path = "bank.html")]
struct BankPage {
    lang: &'static str,
}

/// Where a customer approves a payment that is not made on the page itself.
pub async fn authorize(
    app: Shared,
    Path((id, kind)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response<Body> {
    let Some(session) = find(&app, &id) else { return unknown(&headers) };
    if !session.is_open() || !session.settings.payment_method_types.contains(&kind.as_str()) {
        return show(app, Path(id), headers).await;
    }
    let page = AuthorizePage {
        lang: "en",
        business: business(&session),
        method: method_name(&kind),
        amount: session
            .settings
            .currency
            .zip(session.totals.as_ref())
            .map(|(currency, totals)| Money::new(totals.total, currency).plain()),
        kind: &kind,
        page: format!("/c/pay/{}", session.id),
    };
    html(StatusCode::OK, &page, Framing::Nobody)
}

/// The dialog in which a bank asks its customer who they are.
pub async fn challenge(app: Shared, Path(id): Path<String>, headers: HeaderMap) -> Response<Body> {
    let Some(session) = find(&app, &id) else { return unknown(&headers) };
    let page =
        ChallengePage { lang: "en", business: business(&session), page: format!("/c/pay/{}", session.id) };
    html(StatusCode::OK, &page, Framing::Ourselves)
}

/// The bank's own page inside the dialog.
pub async fn bank(app: Shared, Path(id): Path<String>, headers: HeaderMap) -> Response<Body> {
    if find(&app, &id).is_none() {
        return unknown(&headers);
    }
    html(StatusCode::OK, &BankPage { lang: "en" }, Framing::Ourselves)
}

fn find(app: &crate::app::App, id: &str) -> Option<Arc<Session>> {
    app.account_of::<Session>(id)?.with_state(|state| state.find(id))
}
