//! The pages that the API itself leads to: `GET /_emulator/authorize/{intent}`, where the `next_action` of an intent sends its
//! customer, `GET /_emulator/voucher/{intent}` and `GET /_emulator/receipts/{charge}`. They speak English.

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Request};
use axum::http::{HeaderMap, Response, StatusCode};
use serde_json::{Value, json};

use super::form::method_name;
use super::page::{is_harmless, show, unknown};
use super::pay::{Reply, answer, is_own};
use super::phrase::Money;
use super::{Framing, Shared, assets, html};
use crate::app::App;
use crate::form::{Branch, Node};
use crate::http::params;
use crate::resources::charge::Charge;
use crate::resources::checkout::Session;
use crate::resources::payment_intent::attempt::Challenge;
use crate::resources::payment_intent::{self, PaymentIntent};
use crate::resources::payment_method::PaymentMethod;
use crate::resources::setup_intent::{self, SetupIntent};
use crate::store::{Account, Transaction};
use crate::values::{Id, Timestamp};

#[derive(Template)]
#[template(path = "intent.html")]
struct IntentPage {
    lang: &'static str,
    method: String,
    amount: Option<String>,
    waits: bool,
    status: &'static str,
}

/// A paper: what it is, and what stands on it.
#[derive(Template)]
#[template(path = "paper.html")]
struct Paper {
    lang: &'static str,
    title: String,
    lead: &'static str,
    rows: Vec<(&'static str, String)>,
}

/// One of the two kinds of intents.
enum Intent {
    Payment(Arc<PaymentIntent>),
    Setup(Arc<SetupIntent>),
}

impl Intent {
    fn find(tx: &Transaction<'_>, id: &str) -> Option<Self> {
        tx.find(id).map(Intent::Payment).or_else(|| tx.find(id).map(Intent::Setup))
    }

    fn waits(&self) -> bool {
        match self {
            Intent::Payment(intent) => intent.status == payment_intent::Status::RequiresAction,
            Intent::Setup(intent) => intent.status == setup_intent::Status::RequiresAction,
        }
    }

    fn status(&self) -> &'static str {
        match self {
            Intent::Payment(intent) => intent.status.as_str(),
            Intent::Setup(intent) => intent.status.as_str(),
        }
    }

    fn method(&self, tx: &Transaction<'_>) -> String {
        let id = match self {
            Intent::Payment(intent) => intent.payment_method.as_ref(),
            Intent::Setup(intent) => intent.payment_method.as_ref(),
        };
        let method = id.and_then(|id| tx.last::<PaymentMethod>(id.as_str()));
        match method {
            Some(method) if method.card().is_none() => method_name(method.kind),
            _ => "3D Secure 2".to_owned(),
        }
    }

    fn session(&self) -> Option<Id<Session>> {
        match self {
            Intent::Payment(intent) => intent.session.clone(),
            Intent::Setup(intent) => intent.session.clone(),
        }
    }

    fn amount(&self) -> Option<String> {
        match self {
            Intent::Payment(intent) => Some(Money::new(intent.amount, intent.currency).plain()),
            Intent::Setup(_) => None,
        }
    }

    fn authorize(&self, tx: &mut Transaction<'_>, challenge: Challenge) -> Self {
        match self {
            Intent::Payment(intent) => {
                Intent::Payment(payment_intent::authorize::authorize(tx, intent, challenge))
            }
            Intent::Setup(intent) => Intent::Setup(setup_intent::authorize::authorize(tx, intent, challenge)),
        }
    }

    /// Where the customer is sent back to, and what the shop is told there.
    ///
    /// <https://docs.stripe.com/payments/payment-intents/verifying-status#checking-status-retrieve>
    fn back(&self) -> Option<String> {
        let (url, id, secret, name) = match self {
            Intent::Payment(intent) => {
                (intent.return_url.as_deref(), intent.id.as_str(), &intent.client_secret, "payment_intent")
            }
            Intent::Setup(intent) => {
                (intent.return_url.as_deref(), intent.id.as_str(), &intent.client_secret, "setup_intent")
            }
        };
        let redirect_status = match self.status() {
            "succeeded" | "requires_capture" => "succeeded",
            "processing" | "requires_action" => "pending",
            _ => "failed",
        };
        let mut url = reqwest::Url::parse(url.filter(|url| is_harmless(url))?).ok()?;
        url.query_pairs_mut()
            .append_pair(name, id)
            .append_pair(&format!("{name}_client_secret"), secret)
            .append_pair("redirect_status", redirect_status);
        Some(url.into())
    }
}

/// The account in which something is found.
fn find<T>(app: &App, look: impl Fn(&mut Transaction<'_>) -> Option<T>) -> Option<(Arc<Account>, T)> {
    app.accounts().into_iter().find_map(|account| {
        let found = account.transact(&app.context(&account), |tx| look(tx).ok_or(())).ok()?;
        Some((account, found))
    })
}

/// Where the customer approves a payment or proves who they are.
pub async fn authorize_intent(app: Shared, Path(id): Path<String>, headers: HeaderMap) -> Response<Body> {
    let found = find(&app, |tx| {
        let intent = Intent::find(tx, &id)?;
        let method = intent.method(tx);
        Some((intent, method))
    });
    let Some((_, (intent, method))) = found else { return unknown(&headers) };
    if let Some(session) = intent.session() {
        // Its customer is asked on Checkout's own page.
        return show(app, Path(session.to_string()), headers).await;
    }
    let page = IntentPage {
        lang: "en",
        method,
        amount: intent.amount(),
        waits: intent.waits(),
        status: intent.status(),
    };
    html(StatusCode::OK, &page, Framing::Ourselves)
}

/// They did, or did not.
pub async fn answer_intent(app: Shared, Path(id): Path<String>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    if !is_own(&parts.headers, &app.public_url) {
        params::discard(body).await;
        return answer(Reply(StatusCode::FORBIDDEN, json!({"status": "refused"})));
    }
    let Ok(body) = params::read_body(&parts.headers, body).await else {
        return answer(Reply(StatusCode::BAD_REQUEST, json!({"status": "refused"})));
    };
    answer(decide(&app, &id, &body))
}

fn decide(app: &App, id: &str, body: &[u8]) -> Reply {
    let outcome = Branch::parse(body).ok().and_then(|sent| match sent.get("outcome") {
        Some(Node::Text(outcome)) => Some(outcome.clone().into_owned()),
        _ => None,
    });
    let challenge = match outcome.as_deref() {
        Some("succeed") => Challenge::Succeed,
        Some("fail") => Challenge::Fail,
        _ => return Reply(StatusCode::BAD_REQUEST, json!({"status": "refused"})),
    };
    let decided = find(app, |tx| Some(Intent::find(tx, id)?.authorize(tx, challenge)));
    match decided {
        Some((_, intent)) => {
            Reply(StatusCode::OK, json!({"status": intent.status(), "url": intent.back().map(Value::from)}))
        }
        None => Reply(StatusCode::NOT_FOUND, json!({"status": "unknown"})),
    }
}

/// What a customer takes to a shop or their bank to pay.
pub async fn voucher(app: Shared, Path(id): Path<String>, headers: HeaderMap) -> Response<Body> {
    let found = find(&app, |tx| {
        let intent: Arc<PaymentIntent> = tx.find(&id)?;
        let action = intent.next_action.as_deref()?;
        let details = action.get(action.get("type")?.as_str()?)?.clone();
        Some((Intent::Payment(Arc::clone(&intent)).method(tx), intent, details))
    });
    let Some((_, (method, intent, details))) = found else { return unknown(&headers) };
    let text = |name: &str| details.get(name).and_then(Value::as_str).map(str::to_owned);
    let time = |name: &str| details.get(name).and_then(Value::as_i64).map(Timestamp::from_unix);
    let expires = time("expires_at").or_else(|| time("expires_after"));
    let rows = [
        ("Amount", Some(Money::new(intent.amount, intent.currency).plain())),
        ("Number", text("number")),
        ("Entity", text("entity")),
        ("Reference", text("reference")),
        ("Pay until", expires.map(date)),
    ];
    let page = Paper {
        lang: "en",
        title: format!("{method} voucher"),
        lead: "With this, a customer would pay in a shop or at their bank. This is an emulator: the payment ends by the \
               clock.",
        rows: rows.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
    };
    html(StatusCode::OK, &page, Framing::Nobody)
}

/// What a customer has in hand of what they paid.
pub async fn receipt(app: Shared, Path(id): Path<String>, headers: HeaderMap) -> Response<Body> {
    let found = find(&app, |tx| tx.find::<Charge>(&id));
    let Some((_, charge)) = found else { return unknown(&headers) };
    let money = |amount| Money::new(amount, charge.currency);
    let refunded = money(charge.amount_refunded);
    let card = charge.payment_method.card().map(|card| format!("ending in {}", card.last4()));
    let rows = [
        ("Amount", Some(money(charge.amount).plain())),
        ("Date", Some(date(charge.created))),
        ("Card", card),
        ("Description", charge.description.as_ref().map(ToString::to_string)),
        ("Refunded", (!refunded.is_zero()).then(|| refunded.plain())),
        ("Payment", Some(charge.id.to_string())),
    ];
    let page = Paper {
        lang: "en",
        title: "Receipt".to_owned(),
        lead: "This is what a receipt would say. This is an emulator: no money moved.",
        rows: rows.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
    };
    html(StatusCode::OK, &page, Framing::Nobody)
}

/// `2026-01-31`.
fn date(time: Timestamp) -> String {
    let day = jiff::Timestamp::from_second(time.unix()).map(|time| time.to_string());
    day.ok().and_then(|day| day.get(..10).map(str::to_owned)).unwrap_or_default()
}
