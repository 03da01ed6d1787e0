//! What happens after a session is created, flow by flow: a customer pays, and a shop's webhook handler hears of it.

mod declined;
mod delayed;
mod entries;
mod expiry;
mod held;
mod order;
mod paid;
mod set_up;
mod subscribed;

use checkout_emulator::app::Settings;
use checkout_emulator::values::Timestamp;
use serde_json::Value;

use crate::support::{Answer, Client, Emulator, NOON, Received, Receiver};

/// A shop with a webhook endpoint for everything.
pub(crate) struct Flow {
    pub(crate) shop: Client,
    receiver: Receiver,
    secret: String,
    heard: std::cell::Cell<usize>,
    stripe: Emulator,
}

/// A mug for $20.00, twice.
pub(crate) const MUGS: &[(&str, &str)] = &[
    ("mode", "payment"),
    ("success_url", "https://shop.example/thanks?session={CHECKOUT_SESSION_ID}"),
    ("line_items[0][price_data][currency]", "usd"),
    ("line_items[0][price_data][unit_amount]", "2000"),
    ("line_items[0][price_data][product_data][name]", "Mug"),
    ("line_items[0][quantity]", "2"),
];

impl Flow {
    pub(crate) async fn start() -> Self {
        Self::of(Emulator::start().await).await
    }

    /// The same where the account is at an older version.
    pub(crate) async fn start_at(version: &str) -> Self {
        let now = Some(Timestamp::from_unix(NOON));
        let api_version = version.parse().unwrap();
        let settings = Settings { seed: Some(1), now, api_version, ..Settings::default() };
        Self::of(Emulator::start_with(settings).await).await
    }

    async fn of(stripe: Emulator) -> Self {
        let shop = stripe.shop();
        let receiver = Receiver::start().await;
        let endpoint = [("url", receiver.url()), ("enabled_events[]", "*".to_owned())];
        let endpoint: Vec<(&str, &str)> =
            endpoint.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let endpoint = shop.post("/v1/webhook_endpoints", &endpoint).await.object();
        let secret = endpoint["secret"].as_str().unwrap().to_owned();
        Flow { shop, receiver, secret, heard: std::cell::Cell::new(0), stripe }
    }

    /// A session, and what was heard of making it is forgotten.
    pub(crate) async fn session(&self, more: &[(&str, &str)]) -> String {
        self.session_of(MUGS, more).await
    }

    pub(crate) async fn session_of(&self, base: &[(&str, &str)], more: &[(&str, &str)]) -> String {
        let id = self.shop.post("/v1/checkout/sessions", &[base, more].concat()).await.id();
        self.heard().await;
        id
    }

    pub(crate) async fn complete(&self, session: &str, entered: &[(&str, &str)]) -> Answer {
        self.shop.post(&format!("/_emulator/checkout/sessions/{session}/complete"), entered).await
    }

    /// The customer pays.
    pub(crate) async fn pay(&self, session: &str, entered: &[(&str, &str)]) -> Value {
        self.complete(session, entered).await.object()
    }

    /// The events that were delivered since the last call, each with a right signature.
    pub(crate) async fn heard(&self) -> Vec<Value> {
        let drained = self.shop.post("/_emulator/webhooks/drain", &[]).await.object();
        assert_eq!((&drained["failed"], &drained["pending"]), (&Value::from(0), &Value::from(0)));
        let received = self.receiver.received();
        let new = &received[self.heard.replace(received.len())..];
        for delivery in new {
            delivery.assert_signed_with(&self.secret);
        }
        new.iter().map(Received::json).collect()
    }

    /// Their types.
    pub(crate) async fn heard_kinds(&self) -> Vec<String> {
        self.heard().await.iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.shop.get(path, &[]).await.object()
    }

    pub(crate) async fn retrieve(&self, session: &str) -> Value {
        self.get(&format!("/v1/checkout/sessions/{session}")).await
    }

    /// The object of an event of this type.
    pub(crate) fn object_of<'e>(events: &'e [Value], kind: &str) -> &'e Value {
        let event = events.iter().find(|event| event["type"] == *kind);
        &event.unwrap_or_else(|| panic!("no {kind}"))["data"]["object"]
    }
}

/// What an event said of itself.
pub(crate) fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().unwrap()).collect()
}
