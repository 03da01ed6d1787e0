//! What the page sends: `POST /c/pay/{session}/adjust` and `POST /c/pay/{session}/pay`.
//!
//! Forms in, JSON out. Both run the operations of [`crate::resources::checkout::session`], for whoever knows the session's
//! id, which is as good as a key: nobody guesses it. A page of another origin cannot send them from a browser.

use std::sync::Arc;
use std::time::Duration;

use askama::Template as _;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

use super::locale::{Locale, Texts};
use super::order::Order;
use super::page::{self, AgreementsPart, OptionsPart, OrderPart};
use super::{Shared, form, guard, locale, methods};
use crate::app::App;
use crate::error::{ApiError, CardError};
use crate::events::{self, Retries};
use crate::form::{Branch, Node, decode};
use crate::http::{origin, params};
use crate::operation::Operation as _;
use crate::payments::{Flow, flow_of};
use crate::resources::checkout::Session;
use crate::resources::checkout::session::{AdjustSession, CompleteSession, State};
use crate::store::{Account, Transaction};
use crate::values::Id;

/// How long a customer waits for the shop to hear of the payment before they are sent back to it.
///
/// <https://docs.stripe.com/checkout/fulfillment>
const PATIENCE: Duration = Duration::from_secs(10);

/// What the page is told.
struct Reply(StatusCode, Value);

/// The customer changed the order: another quantity, a code, a way of shipping, a place that taxes depend on.
pub async fn adjust(app: Shared, Path(id): Path<String>, request: Request) -> Response<Body> {
    answer(match entered(&app, &id, request).await {
        Ok((account, parts, body)) => change(&app, &account, &id, &parts.headers, &body),
        Err(reply) => reply,
    })
}

/// The customer pays. The answer waits until the shop has heard of it.
pub async fn pay(app: Shared, Path(id): Path<String>, request: Request) -> Response<Body> {
    let (account, parts, body) = match entered(&app, &id, request).await {
        Ok(entered) => entered,
        Err(reply) => return answer(reply),
    };
    let reply = complete(&app, &account, &id, &parts.headers, &body);
    drop(body);
    if reply.1["status"] == "complete" {
        events::drain(&account, PATIENCE, Retries::None).await;
    }
    answer(reply)
}

/// The account of a session and what was sent for it.
async fn entered(app: &App, id: &str, request: Request) -> Result<(Arc<Account>, Parts, Bytes), Reply> {
    let (parts, body) = request.into_parts();
    let unknown = || Reply(StatusCode::NOT_FOUND, json!({"status": "unknown"}));
    let checked = if is_own(&parts.headers, &app.public_url) {
        app.account_of::<Session>(id).ok_or_else(unknown)
    } else {
        Err(Reply(StatusCode::FORBIDDEN, json!({"status": "refused", "message": "Another page sent this."})))
    };
    let account = match checked {
        Ok(account) => account,
        Err(reply) => {
            params::discard(body).await;
            return Err(reply);
        }
    };
    match params::read_body(&parts.headers, body).await {
        Ok(body) => Ok((account, parts, body)),
        Err(error) => Err(failure(&error, &locale(None, &parts.headers))),
    }
}

/// Whether a request comes from our own page or from no page at all, and is a form.
pub(super) fn is_own(headers: &HeaderMap, public_url: &str) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    origin::is_own(headers, public_url)
        && kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn change(app: &App, account: &Arc<Account>, id: &str, headers: &HeaderMap, body: &[u8]) -> Reply {
    let context = app.context(account);
    let changed = account.transact(&context, |tx| {
        let id = Id::<Session>::new(id);
        let operation: AdjustSession = decode(&Branch::parse(body)?)?;
        let session = operation.perform(id, tx)?;
        Ok::<_, ApiError>(PageParts::of(&session, &locale(session.settings.locale, headers), tx))
    });
    changed.map_or_else(
        |error| refused(app, account, id, headers, &error),
        |parts| Reply(StatusCode::OK, json!({"status": "changed", "parts": parts.write()})),
    )
}

/// What of the page depends on the order.
struct PageParts {
    order: OrderPart,
    options: OptionsPart,
    agreements: AgreementsPart,
    submit: &'static str,
    needs_method: bool,
    total: String,
}

impl PageParts {
    fn of(session: &Session, locale: &Locale, tx: &Transaction<'_>) -> Self {
        let business = page::business(session);
        let texts = locale.texts;
        PageParts {
            order: OrderPart { t: texts, order: Order::of(session, business, locale, tx) },
            options: OptionsPart { options: form::options(session, texts, tx) },
            agreements: AgreementsPart { agreements: form::agreements(session, business, texts, tx) },
            submit: form::submit_label(session, texts),
            needs_method: session.needs_payment_method(),
            total: page::total(session),
        }
    }

    fn write(&self) -> Value {
        json!({
            "order": self.order.render().unwrap_or_default(),
            "options": self.options.render().unwrap_or_default(),
            "agreements": self.agreements.render().unwrap_or_default(),
            "submit": self.submit,
            "needs_method": self.needs_method,
            "total": self.total,
        })
    }
}

/// What became of an attempt to pay.
enum Outcome {
    Complete {
        url: Option<String>,
    },
    /// Their bank asks the customer who they are.
    Challenge,
    /// They approve on another page.
    Authorize {
        kind: String,
    },
    /// They saw another amount than what is due.
    Changed(Box<PageParts>),
}

fn complete(app: &App, account: &Arc<Account>, id: &str, headers: &HeaderMap, body: &[u8]) -> Reply {
    let context = app.context(account);
    let outcome = account.transact(&context, |tx| {
        let id = Id::<Session>::new(id);
        let mut sent = Branch::parse(body)?;
        let seen = sent.remove("expected_amount");
        let kind = match sent.get("payment_method") {
            Some(Node::Text(kind)) if flow_of(kind) == Flow::Redirect => Some(kind.clone().into_owned()),
            _ => None,
        };
        let mut operation: CompleteSession = decode(&sent)?;
        operation.on_page = true;
        if let Some(Node::Text(seen)) = seen {
            // What they chose counts as chosen, also where they have to look at the total again.
            let session = operation.take_adjustments().perform(id.clone(), tx)?;
            if *seen != *page::total(&session) {
                let locale = locale(session.settings.locale, headers);
                return Ok(Outcome::Changed(Box::new(PageParts::of(&session, &locale, tx))));
            }
        }
        let session = operation.perform(id, tx)?;
        let kind = kind.filter(|kind| session.settings.payment_method_types.contains(&kind.as_str()));
        Ok::<_, ApiError>(match (session.state, kind) {
            (State::Complete(_), _) => Outcome::Complete { url: page::after_payment(&session) },
            (_, Some(kind)) => Outcome::Authorize { kind },
            (_, None) => Outcome::Challenge,
        })
    });
    match outcome {
        Ok(Outcome::Complete { url }) => Reply(StatusCode::OK, json!({"status": "complete", "url": url})),
        Ok(Outcome::Challenge) => Reply(StatusCode::OK, json!({"status": "challenge"})),
        Ok(Outcome::Authorize { kind }) => {
            let url = format!("/c/pay/{id}/authorize/{kind}");
            Reply(StatusCode::OK, json!({"status": "authorize", "url": url}))
        }
        Ok(Outcome::Changed(parts)) => {
            let message = &parts.order.t.script.changed;
            Reply(
                StatusCode::CONFLICT,
                json!({"status": "changed", "message": message, "parts": parts.write()}),
            )
        }
        Err(error) => refused(app, account, id, headers, &error),
    }
}

/// Why something was not done; that the session is over counts more than what else was wrong.
fn refused(app: &App, account: &Arc<Account>, id: &str, headers: &HeaderMap, error: &ApiError) -> Reply {
    let context = app.context(account);
    let session = account.transact(&context, |tx| Ok::<_, ApiError>(tx.find::<Session>(id)));
    let Ok(Some(session)) = session else {
        return Reply(StatusCode::NOT_FOUND, json!({"status": "unknown"}));
    };
    if session.is_open() {
        failure(error, &locale(session.settings.locale, headers))
    } else {
        // Who paid, and lost the answer, goes on from here.
        let url =
            matches!(session.state, State::Complete(_)).then(|| page::after_payment(&session)).flatten();
        Reply(StatusCode::CONFLICT, json!({"status": "over", "state": session.state.as_str(), "url": url}))
    }
}

fn failure(error: &ApiError, locale: &Locale) -> Reply {
    let texts = locale.texts;
    let field = error.param().map(field_of);
    let message = match error {
        ApiError::Card(card) => declined(card, locale),
        _ if error.param() == Some("promotion_code") => texts.code_invalid.to_string(),
        _ if error.param() == Some("custom_unit_amount") => texts.amount_invalid.to_string(),
        _ if error.param() == Some("phone") && error.code() != Some("parameter_missing") => {
            texts.script.phone_invalid.to_string()
        }
        _ if error.code() == Some("parameter_missing") => texts.script.required.to_string(),
        ApiError::Internal => texts.script.failed.to_string(),
        // Whoever sees it is testing: what the API says helps them most.
        _ => error.to_string(),
    };
    let status = if matches!(error, ApiError::Card(_)) { "declined" } else { "refused" };
    Reply(error.status(), json!({"status": status, "message": message, "field": field}))
}

/// What the page says of a card that was not taken. In English that is what Stripe's page was seen to say.
fn declined(card: &CardError, locale: &Locale) -> String {
    let texts: &Texts = locale.texts;
    if card.decline_code == Some("test_mode_live_card") {
        return texts.test_card_only.to_string();
    }
    if locale.is_english() {
        return card.page.to_owned();
    }
    let text = match (card.code, card.decline_code) {
        (_, Some("insufficient_funds")) => &texts.insufficient_funds,
        ("expired_card", _) => &texts.expired_card,
        ("incorrect_cvc", _) => &texts.incorrect_cvc,
        ("processing_error", _) => &texts.processing_error,
        ("incorrect_number", _) => &texts.script.number_invalid,
        ("payment_intent_authentication_failure" | "setup_intent_authentication_failure", _) => {
            &texts.not_authenticated
        }
        _ => &texts.declined,
    };
    text.to_string()
}

/// The field of the page that a parameter comes from; the parameter itself where it comes from none.
fn field_of(param: &str) -> String {
    let part = |prefix: &str, part: &str| {
        let name = match part {
            "city" => "Locality",
            "country" => "Country",
            "line1" => "AddressLine1",
            "line2" => "AddressLine2",
            "postal_code" => "PostalCode",
            "state" => "AdministrativeArea",
            _ => return None,
        };
        Some(format!("{prefix}{name}"))
    };
    let inside = |outside: &str| param.strip_prefix(outside)?.strip_prefix('[')?.strip_suffix(']');
    if let Some(name) = inside("shipping[address]").and_then(|name| part("shipping", name)) {
        return name;
    }
    if let Some(name) = inside("billing_address").and_then(|name| part("billing", name)) {
        return name;
    }
    if let Some(field) = methods::bank_field_of(param) {
        return field;
    }
    if let Some(key) = inside("custom_fields") {
        return format!("customFields.{key}");
    }
    let field = match param {
        "card[number]" | "number" => "cardNumber",
        "card[exp_month]" | "card[exp_year]" | "exp_month" | "exp_year" => "cardExpiry",
        "card[cvc]" | "cvc" => "cardCvc",
        "name" => "billingName",
        "phone" => "phoneNumber",
        "shipping" | "shipping[name]" => "shippingName",
        "shipping_rate" => "shipping-rate",
        "promotion_code" => "promotionCode",
        "custom_unit_amount" => "customUnitAmount",
        "tax_id[type]" | "tax_id[value]" | "tax_id" => "taxId",
        "business_name" => "businessName",
        "individual_name" => "individualName",
        "terms_of_service" => "termsOfServiceConsentCheckbox",
        other => other,
    };
    field.to_owned()
}

fn answer(Reply(status, value): Reply) -> Response<Body> {
    let mut response = Response::new(Body::from(value.to_string()));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    guard(headers);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_form_of_our_own_page_is_taken() {
        let own = |kind, site| {
            let mut headers = HeaderMap::new();
            headers.insert("content-type", HeaderValue::from_static(kind));
            headers.insert("sec-fetch-site", HeaderValue::from_static(site));
            is_own(&headers, "https://pay.example")
        };
        assert!(own("application/x-www-form-urlencoded; charset=utf-8", "same-origin"));
        assert!(!own("application/x-www-form-urlencoded", "cross-site"));
        assert!(!own("text/plain", "same-origin"));
    }

    #[test]
    fn a_parameter_leads_to_its_field() {
        for (param, field) in [
            ("shipping[address][line1]", "shippingAddressLine1"),
            ("billing_address[postal_code]", "billingPostalCode"),
            ("custom_fields[size]", "customFields.size"),
            ("card[number]", "cardNumber"),
            ("sepa_debit[iban]", "iban"),
            ("bacs_debit[sort_code]", "bacs_debit.sortCode"),
            ("email", "email"),
        ] {
            assert_eq!(field_of(param), field);
        }
    }
}
