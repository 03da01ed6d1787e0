//! Webhook endpoints: made, changed, listed, deleted.

use serde_json::json;

use crate::conformance::objects::assert_conforms;
use crate::support::{Client, Emulator, error, not_found};

const ENDPOINT: &[(&str, &str)] =
    &[("url", "https://example.com/hook"), ("enabled_events[]", "checkout.session.expired")];

async fn create(client: &Client) -> String {
    client.post("/v1/webhook_endpoints", ENDPOINT).await.id()
}

#[tokio::test]
async fn the_secret_is_shown_once() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let created = shop.post("/v1/webhook_endpoints", ENDPOINT).await.object();
    assert_conforms(&created, "webhook_endpoint");
    let secret = created["secret"].as_str().unwrap();
    assert!(secret.starts_with("whsec_") && secret.len() == 38, "{secret}");
    let path = format!("/v1/webhook_endpoints/{}", created["id"].as_str().unwrap());
    let mut known = created.clone();
    known.as_object_mut().unwrap().remove("secret");
    assert_eq!(shop.get(&path, &[]).await.object(), known);
    assert_eq!(shop.post(&path, &[]).await.object(), known);
    assert_eq!(shop.get("/v1/webhook_endpoints", &[]).await.object()["data"], json!([known]));
}

#[tokio::test]
async fn an_endpoint_is_made_as_told() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let params = [
        ("url", "http://localhost:3000/hook"),
        ("enabled_events[0]", "*"),
        ("enabled_events[1]", "price.created"),
        ("api_version", "2024-06-20"),
        ("description", "Orders"),
        ("metadata[a]", "1"),
        ("connect", "true"),
    ];
    let endpoint = shop.post("/v1/webhook_endpoints", &params).await.object();
    assert_conforms(&endpoint, "webhook_endpoint");
    for (field, value) in [
        ("api_version", json!("2024-06-20")),
        ("application", json!(null)),
        ("description", json!("Orders")),
        ("enabled_events", json!(["*", "price.created"])),
        ("livemode", json!(false)),
        ("metadata", json!({"a": "1"})),
        ("status", json!("enabled")),
        ("url", json!("http://localhost:3000/hook")),
    ] {
        assert_eq!(endpoint[field], value, "{field}");
    }
    let plain = shop.post("/v1/webhook_endpoints", ENDPOINT).await.object();
    assert_eq!((&plain["api_version"], &plain["description"]), (&json!(null), &json!(null)));
}

#[tokio::test]
async fn an_endpoint_is_changed_and_deleted() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let path = format!("/v1/webhook_endpoints/{}", create(&shop).await);
    let params = [
        ("disabled", "true"),
        ("url", "http://127.0.0.1/other"),
        ("enabled_events[]", "price.created"),
        ("description", "Other"),
        ("metadata[b]", "2"),
    ];
    let changed = shop.post(&path, &params).await.object();
    assert_eq!(changed["status"], "disabled");
    assert_eq!(changed["url"], "http://127.0.0.1/other");
    assert_eq!(changed["enabled_events"], json!(["price.created"]));
    assert_eq!(changed["metadata"], json!({"b": "2"}));
    let back = shop.post(&path, &[("disabled", "false"), ("description", "")]).await.object();
    assert_eq!((&back["status"], &back["description"]), (&json!("enabled"), &json!(null)));
    let id = changed["id"].clone();
    let deleted = shop.delete(&path, &[]).await.object();
    assert_eq!(deleted, json!({"id": id, "object": "webhook_endpoint", "deleted": true}));
    assert_eq!(shop.get(&path, &[]).await.status, 404);
}

#[tokio::test]
async fn an_endpoint_that_cannot_be_is_refused() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let create = async |params: &[(&str, &str)]| shop.post("/v1/webhook_endpoints", params).await.error();
    let events = ("enabled_events[]", "*");
    assert_eq!(create(&[events]).await, error("parameter_missing", "url", "Missing required param: url."));
    assert_eq!(
        create(&[("url", "https://example.com")]).await,
        error("parameter_missing", "enabled_events", "Missing required param: enabled_events.")
    );
    for url in ["example.com", "ftp://example.com/a", "mailto:a@b.c", "https://", "http://a b/"] {
        let fault = create(&[events, ("url", url)]).await;
        assert_eq!((fault.code.as_str(), fault.param.as_str()), ("url_invalid", "url"), "{url}");
    }
    let fault =
        create(&[("url", "https://example.com"), ("enabled_events[]", "checkout.session.created")]).await;
    assert_eq!(fault.param, "enabled_events[0]");
    assert!(fault.message.starts_with("Invalid enabled_events[0]: must be one of *, "), "{fault:?}");
    let fault = create(&[("url", "https://example.com"), events, ("api_version", "2020-01-01")]).await;
    assert_eq!(fault.param, "api_version");
    let path = format!("/v1/webhook_endpoints/{}", self::create(&shop).await);
    assert_eq!(shop.post(&path, &[("api_version", "2024-06-20")]).await.error().code, "parameter_unknown");
    assert_eq!(
        shop.get("/v1/webhook_endpoints/we_x", &[]).await.error(),
        not_found("webhook_endpoint", "No such webhook endpoint: 'we_x'")
    );
}

#[tokio::test]
async fn an_account_has_sixteen_endpoints_at_the_most() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let first = create(&shop).await;
    for _ in 1..16 {
        create(&shop).await;
    }
    assert_eq!(shop.post("/v1/webhook_endpoints", ENDPOINT).await.status, 400);
    create(&stripe.client("other")).await;
    shop.delete(&format!("/v1/webhook_endpoints/{first}"), &[]).await.object();
    create(&shop).await;
}
