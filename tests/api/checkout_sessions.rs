//! Checkout sessions: their rules in every mode, `ui_mode`, state and version.
//!
//! - `create.rs`: what a new session looks like · `rules.rs`: which parameters go together
//! - `parameters.rs`: every parameter of creating there is, accepted and given back
//! - `update.rs`: what may be updated when, metadata, collected information, payment intent data
//! - `shipping_options.rs`, `line_items.rs`: the lists an update replaces, and the amounts that follow
//! - `retrieve.rs`: reading, listing, expiring · `versions.rs`: what older callers send and see

mod create;
mod line_items;
mod parameters;
mod retrieve;
mod rules;
mod shipping_options;
mod update;
mod versions;

use serde_json::Value;

use crate::conformance::objects::assert_conforms;
use crate::support::{Answer, Client, Fault};

const SESSIONS: &str = "/v1/checkout/sessions";

const MODES: [&str; 3] = ["payment", "subscription", "setup"];
const UI_MODES: [&str; 4] = ["hosted_page", "embedded_page", "elements", "form"];

type Params<'p> = Vec<(&'p str, &'p str)>;

/// Two T-shirts for $10.00 each.
const ITEM: &[(&str, &str)] = &[
    ("line_items[0][price_data][currency]", "usd"),
    ("line_items[0][price_data][unit_amount]", "1000"),
    ("line_items[0][price_data][product_data][name]", "T-shirt"),
    ("line_items[0][quantity]", "2"),
];

/// The least that a session takes in a mode and `ui_mode`; something is sold for $20.00 but in `setup` mode.
fn least(mode: &'static str, ui_mode: &'static str) -> Params<'static> {
    let mut params = vec![("mode", mode), ("ui_mode", ui_mode)];
    params.push(match ui_mode {
        "hosted_page" | "hosted" => ("success_url", "https://shop.example/thanks"),
        _ => ("return_url", "https://shop.example/back"),
    });
    match mode {
        "setup" => params.push(("currency", "usd")),
        _ => params.extend(ITEM),
    }
    if mode == "subscription" {
        params.push(("line_items[0][price_data][recurring][interval]", "month"));
    }
    params
}

/// Those parameters with others in their places or beside them.
fn with<'p>(params: &[(&'p str, &'p str)], others: &[(&'p str, &'p str)]) -> Params<'p> {
    let named = |name: &str| others.iter().any(|(other, _)| *other == name);
    params.iter().copied().filter(|(name, _)| !named(name)).chain(others.iter().copied()).collect()
}

/// Those parameters without some.
fn without<'p>(params: &[(&'p str, &'p str)], names: &[&str]) -> Params<'p> {
    params.iter().copied().filter(|(name, _)| !names.contains(name)).collect()
}

/// A session somebody created, and the client who did.
struct Opened {
    client: Client,
    path: String,
}

impl Opened {
    async fn create(client: &Client, params: &[(&str, &str)]) -> Self {
        let id = client.post(SESSIONS, params).await.id();
        Opened { client: client.clone(), path: format!("{SESSIONS}/{id}") }
    }

    /// The session with its line items.
    async fn read(&self) -> Value {
        let expand = [("expand[]", "line_items"), ("expand[]", "shipping_cost.shipping_rate")];
        self.client.get(&self.path, &expand).await.object()
    }

    async fn update(&self, params: &[(&str, &str)]) -> Answer {
        self.client.post(&self.path, params).await
    }

    /// The session after an update: what was answered is what is kept, and conforms.
    async fn updated(&self, params: &[(&str, &str)]) -> Value {
        let expand = [("expand[]", "line_items"), ("expand[]", "shipping_cost.shipping_rate")];
        let session = self.update(&with(params, &[])).await;
        assert_conforms(&session.object(), "checkout.session");
        let kept = self.client.get(&self.path, &[]).await;
        assert_eq!(session.text, kept.text);
        self.client.get(&self.path, &expand).await.object()
    }

    /// An update that is refused and leaves everything as it was.
    async fn refused(&self, params: &[(&str, &str)], fault: &Fault) {
        let before = (self.read().await, self.account().await);
        assert_eq!(self.update(params).await.error(), *fault, "{params:?}");
        assert_eq!((self.read().await, self.account().await), before, "{params:?}");
    }

    /// What an account has besides sessions.
    async fn account(&self) -> [String; 3] {
        let mut lists = [const { String::new() }; 3];
        for (list, path) in lists.iter_mut().zip(["/v1/shipping_rates", "/v1/prices", "/v1/products"]) {
            *list = self.client.get(path, &[("limit", "100")]).await.text;
        }
        lists
    }

    async fn expire(&self) -> Value {
        self.client.post(&format!("{}/expire", self.path), &[]).await.object()
    }

    async fn item_ids(&self) -> Vec<String> {
        self.client.get(&format!("{}/line_items", self.path), &[("limit", "100")]).await.ids()
    }
}

/// The amounts of a session in all their places: those of its items and of its shipping add up to those of the whole.
#[track_caller]
fn assert_amounts(session: &Value, subtotal: i64, shipping: i64) {
    let items = session["line_items"]["data"].as_array().unwrap();
    let sum = |name: &str| items.iter().map(|item| item[name].as_i64().unwrap()).sum::<i64>();
    assert_eq!((sum("amount_subtotal"), sum("amount_total")), (subtotal, subtotal), "{session:#}");
    assert_eq!(session["amount_subtotal"], subtotal);
    assert_eq!(session["amount_total"], subtotal + shipping);
    assert_eq!(session["total_details"]["amount_shipping"], shipping);
    let cost = &session["shipping_cost"];
    if !cost.is_null() {
        assert_eq!((&cost["amount_subtotal"], &cost["amount_total"]), (&shipping.into(), &shipping.into()));
    }
}
