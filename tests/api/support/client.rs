use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::{Answer, encode};

/// A client of one emulator with headers of its own; a clone can be given others.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    headers: HeaderMap,
}

impl Client {
    pub(crate) fn new(http: reqwest::Client, base: String) -> Self {
        Client { http, base, headers: HeaderMap::new() }
    }

    /// The same client with another key.
    pub(crate) fn key(&self, key: &str) -> Self {
        self.with("authorization", &format!("Bearer {key}"))
    }

    /// The same client with a header more, or with another value for it.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        client.headers.insert(name, HeaderValue::from_str(value).unwrap());
        client
    }

    pub(crate) fn idempotent(&self, key: &str) -> Self {
        self.with("idempotency-key", key)
    }

    pub(crate) fn version(&self, version: &str) -> Self {
        self.with("stripe-version", version)
    }

    pub(crate) async fn get(&self, path: &str, params: &[(&str, &str)]) -> Answer {
        self.send(Method::GET, &query(path, params), String::new()).await
    }

    pub(crate) async fn delete(&self, path: &str, params: &[(&str, &str)]) -> Answer {
        self.send(Method::DELETE, &query(path, params), String::new()).await
    }

    pub(crate) async fn post(&self, path: &str, params: &[(&str, &str)]) -> Answer {
        self.post_raw(path, encode(params)).await
    }

    /// A body as it is; the content type is a form's unless the client has one of its own.
    pub(crate) async fn post_raw(&self, path: &str, body: impl Into<reqwest::Body>) -> Answer {
        const FORM: &str = "application/x-www-form-urlencoded";
        let named = self.headers.contains_key("content-type");
        let client = if named { self.clone() } else { self.with("content-type", FORM) };
        client.send(Method::POST, path, body).await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: impl Into<reqwest::Body>) -> Answer {
        let url = format!("{}{path}", self.base);
        let request = self.http.request(method, url).headers(self.headers.clone()).body(body);
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Answer { status, headers, text: response.text().await.unwrap() }
    }

    // What most tests need first.

    pub(crate) async fn product(&self) -> String {
        self.post("/v1/products", &[("name", "T-shirt")]).await.id()
    }

    /// A one-time price of $10.00 with a product of its own.
    pub(crate) async fn price(&self) -> String {
        self.post("/v1/prices", PRICE).await.id()
    }

    /// $5.00 for shipping.
    pub(crate) async fn shipping_rate(&self) -> String {
        self.post("/v1/shipping_rates", SHIPPING_RATE).await.id()
    }

    pub(crate) async fn customer(&self) -> String {
        self.post("/v1/customers", &[("email", "jenny@example.com")]).await.id()
    }

    /// How many objects a list holds, up to a hundred.
    pub(crate) async fn count(&self, path: &str) -> usize {
        self.get(path, &[("limit", "100")]).await.ids().len()
    }

    /// Moves the clock of this client's account.
    pub(crate) async fn advance(&self, duration: &str) {
        self.post("/_emulator/clock", &[("advance", duration)]).await.object();
    }
}

/// The parameters of a price that is in order.
pub(crate) const PRICE: &[(&str, &str)] =
    &[("currency", "usd"), ("unit_amount", "1000"), ("product_data[name]", "T-shirt")];

/// The parameters of a shipping rate that is in order.
pub(crate) const SHIPPING_RATE: &[(&str, &str)] = &[
    ("display_name", "Ground shipping"),
    ("type", "fixed_amount"),
    ("fixed_amount[amount]", "500"),
    ("fixed_amount[currency]", "usd"),
];

fn query(path: &str, params: &[(&str, &str)]) -> String {
    if params.is_empty() { path.to_owned() } else { format!("{path}?{}", encode(params)) }
}
