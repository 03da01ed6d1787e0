//! `/_emulator/authorize/{intent}`: where the `next_action` of an intent that the API confirmed sends a customer.
//!
//! Their bank, or the wallet they pay with, would ask for their consent there. The page only asks how that should end, goes
//! on with the intent and sends the customer back to its `return_url`, with what Stripe adds to it. It needs no script.
//!
//! <https://docs.stripe.com/payments/3d-secure/authentication-flow>

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Request};
use axum::http::{Response, StatusCode};

use super::methods::method_name;
use super::page::{ANYBODY, is_harmless, note};
use super::phrase::Money;
use super::{Framing, Shared, assets, html_with_form, pay, see_other};
use crate::app::App;
use crate::error::ApiError;
use crate::form::{Branch, Node};
use crate::http::params;
use crate::resources::checkout::Session;
use crate::resources::payment_intent::attempt::Challenge;
use crate::resources::payment_intent::{self, PaymentIntent};
use crate::resources::payment_method::PaymentMethod;
use crate::resources::setup_intent::{self, SetupIntent};
use crate::store::{Account, Transaction};
use crate::values::Id;

#[derive(Template)]
#[template(path = "approval.html")]
struct ApprovalPage {
    lang: &'static str,
    title: String,
    /// Whether a bank asks who its customer is; else a wallet asks for their consent.
    is_bank: bool,
    /// "Payment" or "Setup".
    subject: &'static str,
    business: &'static str,
    amount: Option<String>,
    intent: String,
}

/// An intent of either kind.
enum Intent {
    Payment(Arc<PaymentIntent>),
    Setup(Arc<SetupIntent>),
}

impl Intent {
    fn find(id: &str, tx: &Transaction<'_>) -> Option<Self> {
        if let Some(intent) = tx.find::<PaymentIntent>(id) {
            return Some(Intent::Payment(intent));
        }
        tx.find::<SetupIntent>(id).map(Intent::Setup)
    }

    fn session(&self) -> Option<&Id<Session>> {
        match self {
            Intent::Payment(intent) => intent.session.as_ref(),
            Intent::Setup(intent) => intent.session.as_ref(),
        }
    }

    fn method(&self, tx: &Transaction<'_>) -> Option<Arc<PaymentMethod>> {
        let id = match self {
            Intent::Payment(intent) => intent.payment_method.as_ref(),
            Intent::Setup(intent) => intent.payment_method.as_ref(),
        };
        tx.find(id?.as_str())
    }

    /// Whether it waits for its customer.
    fn is_asked(&self, tx: &Transaction<'_>) -> bool {
        match self {
            Intent::Payment(intent) => payment_intent::answer::is_asked(tx, intent),
            Intent::Setup(intent) => intent.status == setup_intent::Status::RequiresAction,
        }
    }

    fn answer(&self, challenge: Challenge, tx: &mut Transaction<'_>) -> Result<(), ApiError> {
        match self {
            Intent::Payment(intent) => payment_intent::answer::answer(tx, intent, challenge).map(|_| ()),
            Intent::Setup(intent) => setup_intent::answer::answer(tx, intent, challenge).map(|_| ()),
        }
    }

    /// What became of it, as the shop's page is told.
    fn outcome(&self) -> &'static str {
        match self {
            Intent::Payment(intent) => match intent.status {
                payment_intent::Status::Succeeded | payment_intent::Status::RequiresCapture => "succeeded",
                payment_intent::Status::Processing => "pending",
                _ => "failed",
            },
            Intent::Setup(intent) if intent.status == setup_intent::Status::Succeeded => "succeeded",
            Intent::Setup(_) => "failed",
        }
    }

    /// Where the customer goes back to.
    fn way_back(&self) -> Option<String> {
        let (name, id, secret, url) = match self {
            Intent::Payment(intent) => {
                ("payment_intent", intent.id.as_str(), &intent.client_secret, &intent.return_url)
            }
            Intent::Setup(intent) => {
                ("setup_intent", intent.id.as_str(), &intent.client_secret, &intent.return_url)
            }
        };
        let url = url.as_deref().filter(|url| is_harmless(url))?;
        let outcome = self.outcome();
        Some(with_query(url, &format!("{name}={id}&{name}_client_secret={secret}&redirect_status={outcome}")))
    }
}

/// `https://shop.example/back?a=b#c` with more in its query string.
fn with_query(url: &str, query: &str) -> String {
    let (address, fragment) = url.split_once('#').map_or((url, None), |(url, rest)| (url, Some(rest)));
    let joint = match address.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    let fragment = fragment.map(|fragment| format!("#{fragment}")).unwrap_or_default();
    format!("{address}{joint}{query}{fragment}")
}

/// The account of an intent.
fn account_of(app: &App, id: &str) -> Option<Arc<Account>> {
    app.account_of::<PaymentIntent>(id).or_else(|| app.account_of::<SetupIntent>(id))
}

fn unknown() -> Response<Body> {
    let text = "There is no payment at this address. Check that the link is complete.";
    note(StatusCode::NOT_FOUND, "", "unknown", "Nothing here", text, None)
}

/// Asks how it should end.
pub async fn show(app: Shared, Path(id): Path<String>) -> Response<Body> {
    let Some(account) = account_of(&app, &id) else { return unknown() };
    let read = account.transact(&app.context(&account), |tx| {
        let intent = Intent::find(&id, tx).ok_or(())?;
        let waits = intent.is_asked(tx);
        let method = intent.method(tx).filter(|_| waits);
        Ok::<_, ()>((intent, method))
    });
    let Ok((intent, method)) = read else { return unknown() };
    match (intent.session(), method) {
        // On its own page the customer has entered more than the intent knows.
        (Some(session), _) => see_other(&format!("/c/pay/{session}")),
        (None, Some(method)) => asks(&intent, &method),
        (None, None) => over(&intent),
    }
}

fn asks(intent: &Intent, method: &PaymentMethod) -> Response<Body> {
    let is_bank = method.card().is_some();
    let (subject, amount, back) = match intent {
        Intent::Payment(intent) => {
            let amount = Money::new(intent.amount, intent.currency).plain();
            ("Payment", Some(amount), &intent.return_url)
        }
        Intent::Setup(intent) => ("Setup", None, &intent.return_url),
    };
    let page = ApprovalPage {
        lang: "en",
        title: if is_bank {
            "3D Secure 2 test page".to_owned()
        } else {
            format!("{} test payment page", method_name(method.kind))
        },
        is_bank,
        subject,
        business: ANYBODY,
        amount,
        intent: match intent {
            Intent::Payment(intent) => intent.id.to_string(),
            Intent::Setup(intent) => intent.id.to_string(),
        },
    };
    html_with_form(StatusCode::OK, &page, Framing::Anybody, &targets(back.as_deref()))
}

/// Where the answer may lead: to ourselves, and on to the shop, which may send its customer further.
fn targets(return_url: Option<&str>) -> String {
    let scheme = return_url.and_then(|url| url.split_once(':')).map(|(scheme, _)| scheme);
    match scheme
        .filter(|scheme| !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https"))
    {
        // A scheme is letters, digits, `+`, `-` and `.`: the address was checked when it came in.
        Some(scheme) => format!("'self' http: https: {}:", scheme.to_ascii_lowercase()),
        None => "'self' http: https:".to_owned(),
    }
}

/// Nobody is asked any more.
fn over(intent: &Intent) -> Response<Body> {
    let (title, text) = match intent.outcome() {
        "succeeded" => ("All done", "It was approved. You can close this page."),
        "pending" => ("All done", "It was approved, and its bank has yet to say yes or no."),
        _ => {
            ("Not approved", "Nobody has to approve anything here. Another attempt can be made in the shop.")
        }
    };
    let link = intent.way_back();
    let link = link.as_deref().map(|url| (url, "Return to the shop".to_owned()));
    note(StatusCode::OK, ANYBODY, "over", title, text, link)
}

/// Goes on with the intent as the customer answered, and sends them back.
pub async fn answer(app: Shared, Path(id): Path<String>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let account = account_of(&app, &id);
    let (Some(account), true) = (account, pay::is_own(&parts.headers, &app.public_url)) else {
        params::discard(body).await;
        return unknown_or_refused(&app, &id);
    };
    let Ok(body) = params::read_body(&parts.headers, body).await else { return unanswered() };
    let challenge = match Branch::parse(&body).ok().as_ref().and_then(|sent| sent.get("outcome")) {
        Some(Node::Text(outcome)) if **outcome == *"succeed" => Challenge::Succeed,
        Some(Node::Text(outcome)) if **outcome == *"fail" => Challenge::Fail,
        _ => return unanswered(),
    };
    let context = app.context(&account);
    // A refusal is an answer too: what it says is in the intent. Whoever answers twice is sent back twice.
    let refused = account.transact(&context, |tx| match Intent::find(&id, tx) {
        Some(intent) if intent.session().is_none() && intent.is_asked(tx) => intent.answer(challenge, tx),
        _ => Ok(()),
    });
    if let Err(error) = &refused
        && !matches!(error, ApiError::Card(_))
    {
        tracing::error!(%error, "an intent could not be gone on with");
    }
    let back = account.transact(&context, |tx| {
        Ok::<_, ApiError>(Intent::find(&id, tx).filter(|intent| intent.session().is_none()))
    });
    let back = back.ok().flatten().and_then(|intent| intent.way_back());
    see_other(&back.unwrap_or_else(|| format!("/_emulator/authorize/{id}")))
}

fn unknown_or_refused(app: &App, id: &str) -> Response<Body> {
    if account_of(app, id).is_none() {
        return unknown();
    }
    note(StatusCode::FORBIDDEN, ANYBODY, "refused", "Not done", "Another page sent this.", None)
}

fn unanswered() -> Response<Body> {
    let text = "`outcome` must be `succeed` or `fail`.";
    note(StatusCode::BAD_REQUEST, ANYBODY, "refused", "Not done", text, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_goes_before_the_fragment_and_after_what_is_there() {
        assert_eq!(with_query("https://a.example/x", "b=1"), "https://a.example/x?b=1");
        assert_eq!(with_query("https://a.example/x?", "b=1"), "https://a.example/x?b=1");
        assert_eq!(with_query("https://a.example/x?c=d#e?f", "b=1"), "https://a.example/x?c=d&b=1#e?f");
        assert_eq!(with_query("myapp://done#x", "b=1"), "myapp://done?b=1#x");
    }

    #[test]
    fn a_form_may_lead_to_the_shop_only() {
        assert_eq!(targets(Some("https://shop.example/")), "'self' http: https:");
        assert_eq!(targets(Some("MyApp://done")), "'self' http: https: myapp:");
        assert_eq!(targets(None), "'self' http: https:");
    }
}
