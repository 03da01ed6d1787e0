//! An emulator of a test's own, clients of it, and what most sessions are made of.

use std::collections::HashMap;
use std::env;
use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;

use checkout_emulator::app::{App, Settings};
use checkout_emulator::server::Server;
use checkout_emulator::values::Timestamp;
use stripe::{Client, ClientBuilder, StripeError};
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionLineItems, CreateCheckoutSessionLineItemsPriceData,
    ProductData,
};
use stripe_checkout::{CheckoutSessionId, CheckoutSessionMode, CheckoutSessionUiMode};
use stripe_types::Currency;
use tokio::sync::oneshot;

/// The frozen time of a test's emulator: 2026-01-01T12:00:00Z.
pub(crate) const NOON: i64 = 1_767_268_800;

/// Seconds of a day.
pub(crate) const DAY: i64 = 24 * 60 * 60;

/// Where hosted pages are, of an emulator of a test's own.
const PAGES: &str = "https://pay.shop.test";

/// Where a hosted page sends a customer who has paid. Stripe fills in the braces then, not before.
pub(crate) const THANKS: &str = "https://shop.test/thanks?session={CHECKOUT_SESSION_ID}";

/// Where a page inside the shop's own returns to.
pub(crate) const RETURN: &str = "https://shop.test/return?session={CHECKOUT_SESSION_ID}";

/// A running emulator of the test's own, which stops when it is dropped. Where `CHECKOUT_EMULATOR_URL` says that one runs
/// already, accounts at that one which no other test has.
#[derive(Debug)]
pub(crate) struct Emulator {
    url: String,
    pages: String,
    /// What follows `sk_test_` in the keys of this test's accounts.
    accounts: String,
    _running: Option<oneshot::Sender<()>>,
}

impl Emulator {
    /// At noon, with nothing in it.
    pub(crate) async fn start() -> Self {
        match env::var("CHECKOUT_EMULATOR_URL") {
            Ok(url) => Self::beside_others(url).await,
            Err(_) => Self::alone().await,
        }
    }

    /// Seeded.
    async fn alone() -> Self {
        let server = Server::bind("127.0.0.1", 0).await.unwrap();
        let url = format!("http://{}", server.address());
        let settings = Settings {
            public_url: PAGES.into(),
            seed: Some(1),
            now: Some(Timestamp::from_unix(NOON)),
            ..Settings::default()
        };
        let (running, stopped) = oneshot::channel();
        let stop = async {
            let _ = stopped.await;
        };
        tokio::spawn(server.serve(Arc::new(App::new(&settings)), stop));
        Emulator { url, pages: PAGES.into(), accounts: String::new(), _running: Some(running) }
    }

    /// Pages are where they are unless the emulator was told otherwise.
    async fn beside_others(url: String) -> Self {
        let pages = url.replace("127.0.0.1", "localhost");
        let accounts = format!("{:016x}", RandomState::new().hash_one(()));
        let emulator = Emulator { url, pages, accounts, _running: None };
        emulator.clock(&format!(r#"{{"now":{NOON},"frozen":true}}"#)).await;
        emulator
    }

    /// What the address of a hosted page begins with.
    pub(crate) fn pages(&self) -> &str {
        &self.pages
    }

    /// The client of the shop, which most tests are.
    pub(crate) fn client(&self) -> Client {
        self.client_of("sk_test_shop")
    }

    /// A client with a key of its own.
    pub(crate) fn client_of(&self, key: &str) -> Client {
        self.builder(key).build().unwrap()
    }

    /// A client to be set up further.
    pub(crate) fn builder(&self, key: &str) -> ClientBuilder {
        ClientBuilder::new(self.key(key)).url(&self.url)
    }

    /// Moves the clock of the shop.
    pub(crate) async fn advance(&self, duration: &str) {
        self.clock(&format!(r#"{{"advance":"{duration}"}}"#)).await;
    }

    /// Does to a session of the shop what a customer or their bank would, and gives the status of the answer.
    pub(crate) async fn act(&self, session: &CheckoutSessionId, action: &str, params: &str) -> u16 {
        self.control(&format!("checkout/sessions/{session}/{action}"), params).await
    }

    /// Has the shop's events of these kinds sent to a URL. Gives the secret that signs them.
    pub(crate) async fn listen(&self, url: &str, kinds: &[&str]) -> String {
        let mut form = format!("url={url}");
        for kind in kinds {
            form.push_str("&enabled_events[]=");
            form.push_str(kind);
        }
        let http = checkout_emulator::outgoing::plain_client().build().unwrap();
        let request = http.post(format!("{}/v1/webhook_endpoints", self.url));
        let request = request.bearer_auth(self.key("sk_test_shop")).body(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let endpoint = request.send().await.unwrap().text().await.unwrap();
        let endpoint: serde_json::Value = serde_json::from_str(&endpoint).unwrap();
        endpoint["secret"].as_str().unwrap().to_owned()
    }

    async fn clock(&self, params: &str) {
        assert_eq!(self.control("clock", params).await, 200);
    }

    /// A call of the control API, about the shop. The parameters are JSON.
    async fn control(&self, call: &str, params: &str) -> u16 {
        let url = format!("{}/_emulator/{call}", self.url);
        let http = checkout_emulator::outgoing::plain_client().build().unwrap();
        let request = http.post(url).bearer_auth(self.key("sk_test_shop"));
        let request = request.header("content-type", "application/json").body(params.to_owned());
        request.send().await.unwrap().status().as_u16()
    }

    /// The key of this test's account of that name.
    fn key(&self, key: &str) -> String {
        key.replacen("_test_", &format!("_test_{}", self.accounts), 1)
    }
}

/// One-time payment on the hosted page.
pub(crate) fn payment(items: impl Into<Vec<CreateCheckoutSessionLineItems>>) -> CreateCheckoutSession {
    CreateCheckoutSession::new().mode(CheckoutSessionMode::Payment).line_items(items).success_url(THANKS)
}

/// One-time payment inside the shop's own page.
pub(crate) fn payment_in(
    ui_mode: CheckoutSessionUiMode,
    items: impl Into<Vec<CreateCheckoutSessionLineItems>>,
) -> CreateCheckoutSession {
    CreateCheckoutSession::new()
        .mode(CheckoutSessionMode::Payment)
        .ui_mode(ui_mode)
        .line_items(items)
        .return_url(RETURN)
}

/// Something without a price of its own yet, in US cents.
pub(crate) fn item(name: &str, unit_amount: i64, quantity: u64) -> CreateCheckoutSessionLineItems {
    let mut price = CreateCheckoutSessionLineItemsPriceData::new(Currency::USD);
    price.product_data = Some(ProductData::new(name));
    price.unit_amount = Some(unit_amount);
    let mut item = CreateCheckoutSessionLineItems::new();
    item.price_data = Some(price);
    item.quantity = Some(quantity);
    item
}

/// Something with a price.
pub(crate) fn priced(price: &str, quantity: u64) -> CreateCheckoutSessionLineItems {
    let mut item = CreateCheckoutSessionLineItems::new();
    item.price = Some(price.into());
    item.quantity = Some(quantity);
    item
}

/// A map of texts.
pub(crate) fn map<const N: usize>(entries: [(&str, &str); N]) -> HashMap<String, String> {
    entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect()
}

/// `expand[]`.
pub(crate) fn paths<const N: usize>(paths: [&str; N]) -> Vec<String> {
    paths.into_iter().map(Into::into).collect()
}

/// An object as it prints, to compare all of it: the SDK's types have no equality. Maps print in any order, so they
/// should have one entry at most.
pub(crate) fn whole(object: &impl fmt::Debug) -> String {
    format!("{object:?}")
}

/// A refusal in one piece, to compare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) kind: String,
    pub(crate) code: Option<String>,
    pub(crate) param: Option<String>,
    pub(crate) message: String,
}

/// What Stripe says instead of an object, as the SDK types it.
#[track_caller]
pub(crate) fn refusal<T>(result: Result<T, StripeError>) -> Refusal {
    match result {
        Err(StripeError::Stripe(error, status)) => Refusal {
            status,
            kind: error.type_.to_string(),
            code: error.code.map(|code| code.to_string()),
            param: error.param,
            message: error.message.unwrap_or_default(),
        },
        Err(other) => panic!("no error of Stripe's: {other}"),
        Ok(_) => panic!("not refused"),
    }
}

/// A 400 without a code.
pub(crate) fn invalid(param: Option<&str>, message: &str) -> Refusal {
    Refusal {
        status: 400,
        kind: "invalid_request_error".into(),
        code: None,
        param: param.map(Into::into),
        message: message.into(),
    }
}

impl Refusal {
    pub(crate) fn code(mut self, code: &str) -> Self {
        self.code = Some(code.into());
        self
    }

    pub(crate) fn kind(mut self, kind: &str) -> Self {
        self.kind = kind.into();
        self
    }

    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}
