//! `GET /c/pay/{session}`

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{HeaderMap, Response, StatusCode};
use serde_json::json;

use super::form::{self, Form, QuestionKind};
use super::locale::{Locale, Texts};
use super::order::Order;
use super::phrase::{self, Phrase, Piece};
use super::{Framing, Shared, assets, brand, html, locale};
use crate::resources::checkout::Session;
use crate::resources::checkout::session::State;
use crate::values::Timestamp;

/// The page of an open session.
#[derive(Template)]
#[template(path = "checkout.html")]
struct CheckoutPage<'p> {
    lang: &'p str,
    t: &'static Texts,
    business: &'p str,
    brand: Option<String>,
    logo: Option<&'p str>,
    cancel_url: Option<&'p str>,
    /// The page's own path, below which it sends what was entered.
    page: String,
    /// What is due, in minor units; nothing where nothing is paid.
    total: String,
    /// The account's time, by which cards expire.
    now: Timestamp,
    mode: &'static str,
    script_texts: String,
    part_texts: String,
    quantity_texts: String,
    order: Order,
    form: Form,
}

/// What stands in the order's place after a change.
#[derive(Template)]
#[template(path = "order.html")]
pub(super) struct OrderPart {
    pub(super) t: &'static Texts,
    pub(super) order: Order,
}

#[derive(Template)]
#[template(path = "options.html")]
pub(super) struct OptionsPart {
    pub(super) options: Vec<form::ShippingOption>,
}

#[derive(Template)]
#[template(path = "agreements.html")]
pub(super) struct AgreementsPart {
    pub(super) agreements: Vec<Phrase>,
}

/// The page of a session that is over, or of none.
#[derive(Template)]
#[template(path = "ended.html")]
struct EndedPage<'p> {
    lang: &'p str,
    t: &'static Texts,
    business: &'p str,
    brand: Option<String>,
    state: &'static str,
    title: &'p str,
    text: String,
    link: Option<(&'p str, String)>,
}

/// Shows the page of a session, whatever state it is in.
pub async fn show(app: Shared, Path(id): Path<String>, headers: HeaderMap) -> Response<Body> {
    let Some(account) = app.account_of::<Session>(&id) else { return unknown(&headers) };
    // What is read under the account's lock is written as a page without it.
    let read = account.transact(&app.context(&account), |tx| {
        let Some(session) = tx.find::<Session>(&id) else { return Err(()) };
        let locale = locale(session.settings.locale, &headers);
        let payable = session.is_open() && session.settings.urls.page.is_some();
        let view = payable.then(|| {
            let business = business(&session);
            (Order::of(&session, business, &locale, tx), Form::of(&session, business, &locale, tx))
        });
        Ok((session, locale, view, tx.now()))
    });
    match read {
        Err(()) => unknown(&headers),
        Ok((session, locale, Some((order, form)), now)) => open(&session, &locale, order, form, now),
        Ok((session, locale, None, _)) => match session.state {
            _ if session.settings.urls.page.is_none() => elsewhere(&session, &locale),
            State::Complete(_) => complete(&session, &locale),
            State::Open | State::Expired => expired(&session, &locale),
        },
    }
}

/// The name of a merchant who has told none.
pub(super) const ANYBODY: &str = "Checkout Emulator";

/// The merchant's name, as the page shows it.
pub(super) fn business(session: &Session) -> &str {
    session.settings.branding_settings.as_ref().map_or(ANYBODY, |branding| &branding.display_name)
}

fn open(session: &Session, locale: &Locale, order: Order, form: Form, now: Timestamp) -> Response<Body> {
    let business = business(session);
    let branding = session.settings.branding_settings.as_ref();
    let image = branding.and_then(|branding| branding.logo.as_ref().or(branding.icon.as_ref()));
    let texts = locale.texts;
    let page = CheckoutPage {
        lang: &locale.tag,
        t: texts,
        business,
        brand: branding.and_then(brand::stylesheet),
        logo: image.and_then(|image| image.url.as_deref()).filter(|url| is_web(url)),
        cancel_url: session.settings.urls.cancel.as_deref().filter(|url| is_harmless(url)),
        page: format!("/c/pay/{}", session.id),
        total: total(session),
        now,
        mode: session.settings.mode.as_str(),
        script_texts: serde_json::to_string(&texts.script).unwrap_or_default(),
        part_texts: serde_json::to_string(&texts.parts).unwrap_or_default(),
        quantity_texts: json!({
            "title": texts.quantity_change,
            "label": texts.quantity,
            "bounds": texts.quantity_bounds,
            "update": texts.update,
            "cancel": texts.cancel,
            "amount": texts.amount_invalid,
        })
        .to_string(),
        order,
        form,
    };
    html(StatusCode::OK, &page, Framing::Nobody)
}

/// What is due, as the page sends it back to say what its customer saw.
pub(super) fn total(session: &Session) -> String {
    session.totals.as_ref().map(|totals| totals.total.minor().to_string()).unwrap_or_default()
}

fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// Whether following a link to it runs no script: an app's own scheme is fine, `javascript:` is not.
pub(super) fn is_harmless(url: &str) -> bool {
    let scheme = url.split(':').next().unwrap_or_default();
    !["javascript", "data", "vbscript", "blob", "file"]
        .iter()
        .any(|bad| scheme.trim().eq_ignore_ascii_case(bad))
}

/// Where a customer goes who has paid; nothing where the page itself thanks them.
pub(super) fn after_payment(session: &Session) -> Option<String> {
    let url = session.settings.urls.success.as_deref().filter(|url| is_harmless(url))?;
    Some(url.replace("{CHECKOUT_SESSION_ID}", session.id.as_str()))
}

fn ended<'p>(
    session: &'p Session,
    locale: &'p Locale,
    state: &'static str,
    (title, text): (&'p str, String),
    link: Option<(&'p str, String)>,
) -> EndedPage<'p> {
    EndedPage {
        lang: &locale.tag,
        t: locale.texts,
        business: business(session),
        brand: session.settings.branding_settings.as_ref().and_then(brand::stylesheet),
        state,
        title,
        text,
        link: link.filter(|(url, _)| is_harmless(url)),
    }
}

fn complete(session: &Session, locale: &Locale) -> Response<Body> {
    let texts = locale.texts;
    let back = session.settings.urls.cancel.as_deref();
    let link = back.map(|url| (url, phrase::put(&texts.return_to, "business", &business(session))));
    // Who has nowhere to go is thanked.
    let words = if session.settings.urls.success.is_none() {
        (&*texts.thanks_title, phrase::put(&texts.thanks_text, "business", &business(session)))
    } else {
        (&*texts.complete_title, texts.complete_text.to_string())
    };
    html(StatusCode::OK, &ended(session, locale, "complete", words, link), Framing::Nobody)
}

fn expired(session: &Session, locale: &Locale) -> Response<Body> {
    let texts = locale.texts;
    let recovery = session.after_expiration.as_ref().and_then(|after| after.recovery.as_ref());
    let again = recovery.and_then(|recovery| recovery.url.as_deref());
    let link = match (again, session.settings.urls.cancel.as_deref()) {
        (Some(url), _) => Some((url, texts.recover.to_string())),
        (None, Some(url)) => Some((url, phrase::put(&texts.return_to, "business", &business(session)))),
        (None, None) => None,
    };
    let words = (&*texts.expired_title, texts.expired_text.to_string());
    html(StatusCode::OK, &ended(session, locale, "expired", words, link), Framing::Nobody)
}

/// A session that lives in the shop's own page.
fn elsewhere(session: &Session, locale: &Locale) -> Response<Body> {
    let words = (&*locale.texts.elsewhere_title, locale.texts.elsewhere_text.to_string());
    html(StatusCode::NOT_FOUND, &ended(session, locale, "elsewhere", words, None), Framing::Nobody)
}

/// What a page of few words says, in English: there is nothing to pay at this address, or no longer.
pub(super) fn note(
    status: StatusCode,
    business: &str,
    state: &'static str,
    title: &str,
    text: &str,
    link: Option<(&str, String)>,
) -> Response<Body> {
    let page = EndedPage {
        lang: "en",
        t: locale::english(),
        business,
        brand: None,
        state,
        title,
        text: text.to_owned(),
        link: link.filter(|(url, _)| is_harmless(url)),
    };
    html(status, &page, Framing::Anybody)
}

/// No session at all.
pub(super) fn unknown(headers: &HeaderMap) -> Response<Body> {
    let locale = locale(None, headers);
    let page = EndedPage {
        lang: &locale.tag,
        t: locale.texts,
        business: "",
        brand: None,
        state: "unknown",
        title: &locale.texts.unknown_title,
        text: locale.texts.unknown_text.to_string(),
        link: None,
    };
    html(StatusCode::NOT_FOUND, &page, Framing::Nobody)
}

impl QuestionKind {
    fn is_numeric(&self) -> bool {
        matches!(self, QuestionKind::Numeric)
    }
}

#[cfg(test)]
mod tests {
    use super::is_harmless;

    #[test]
    fn a_link_never_runs_a_script() {
        for url in ["https://shop.example/", "myapp://done", "http://localhost:3000/x?a=b"] {
            assert!(is_harmless(url), "{url}");
        }
        for url in ["javascript:alert(1)", "JavaScript://x%0aalert(1)", "data:text/html,x"] {
            assert!(!is_harmless(url), "{url}");
        }
    }
}
