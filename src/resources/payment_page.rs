//! Payment pages: how the hosted page itself talks to Stripe about its session. Stripe documents none of it; the Stripe CLI's
//! triggers and some headless test suites call these two with a secret key.
//!
//! <https://github.com/stripe/stripe-cli> (`pkg/fixtures/triggers/checkout.session.completed.json`)

mod confirm;
mod retrieve;

pub use confirm::ConfirmPaymentPage;
pub use retrieve::RetrievePaymentPage;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::checkout::Session;
use super::checkout::session::State;
use super::payment_intent::PaymentIntent;
use super::setup_intent::SetupIntent;
use crate::http::expand::{Subject, insert_sorted};
use crate::operation::Output;
use crate::store::Transaction;
use crate::values::Object as _;

/// A session as its page sees it: the session's own fields, and besides the state of the page, what is due, and the intents
/// whole.
#[derive(Debug)]
pub struct PaymentPage(Value);

impl PaymentPage {
    fn of(session: &Session, tx: &Transaction<'_>) -> Self {
        let mut page = serde_json::to_value(session).unwrap_or_default();
        let Some(map) = page.as_object_mut() else { return PaymentPage(page) };
        let state = match session.state {
            State::Open => "active",
            State::Complete(_) => "succeeded",
            State::Expired => "expired",
        };
        let id: String = session.id.as_str().chars().skip(10).take(23).collect();
        let payment = session.results.as_ref().and_then(|results| results.payment_intent.as_ref());
        let payment = payment.and_then(|id| tx.render::<PaymentIntent>(id.as_str())).unwrap_or_default();
        let setup = session.setup_intent.as_ref();
        let setup = setup.and_then(|id| tx.render::<SetupIntent>(id.as_str())).unwrap_or_default();
        map.insert("id".into(), Value::String(format!("ppage_1{id}")));
        map.insert("payment_intent".into(), payment);
        map.insert("setup_intent".into(), setup);
        insert_sorted(map, "session_id", json!(session.id));
        insert_sorted(map, "state", json!(state));
        let totals = session.totals.as_ref();
        let due = totals.map(|totals| totals.total);
        let summary = json!({"due": due, "subtotal": totals.map(|totals| totals.subtotal), "total": due});
        insert_sorted(map, "total_summary", summary);
        PaymentPage(page)
    }
}

impl Serialize for PaymentPage {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Output for PaymentPage {
    const SUBJECT: Subject = Subject::Object(Session::NAME);
}
