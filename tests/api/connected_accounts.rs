//! Connected accounts: stores of their own under a platform, which hears of them and is asked about them.

use serde_json::{Value, json};

use crate::support::{Client, Emulator, NOON, PRICE, Receiver};

async fn listen(client: &Client, receiver: &Receiver, more: &[(&str, &str)]) -> String {
    let url = receiver.url();
    let params = [&[("url", url.as_str()), ("enabled_events[]", "*")], more].concat();
    let endpoint = client.post("/v1/webhook_endpoints", &params).await.object();
    endpoint["secret"].as_str().unwrap().to_owned()
}

async fn drain(client: &Client) -> Value {
    client.post("/_emulator/webhooks/drain", &[]).await.object()
}

#[tokio::test]
async fn a_connect_endpoint_hears_what_happens_in_connected_accounts_and_only_that() {
    let stripe = Emulator::start().await;
    let platform = stripe.shop();
    let (own, connect) = (Receiver::start().await, Receiver::start().await);
    listen(&platform, &own, &[]).await;
    let secret = listen(&platform, &connect, &[("connect", "true"), ("api_version", "2024-06-20")]).await;

    let seller = platform.with("stripe-account", "acct_seller");
    platform.product().await;
    let customer = seller.customer().await;
    // The platform's key asks about everything under it.
    assert_eq!(drain(&platform).await, json!({"delivered": 2, "failed": 0, "pending": 0}));

    let heard = connect.received();
    assert_eq!(heard.len(), 1);
    heard[0].assert_signed_with(&secret);
    let event = heard[0].json();
    assert_eq!(event["type"], "customer.created");
    assert_eq!(event["account"], "acct_seller");
    assert_eq!(event["api_version"], "2024-06-20");
    assert_eq!(event["data"]["object"]["id"], customer.as_str());
    assert_eq!(own.received().len(), 1);
    assert_eq!(own.received()[0].json().get("account"), None);

    // The connected account has the event, the platform has not.
    let path = format!("/v1/events/{}", event["id"].as_str().unwrap());
    assert_eq!(seller.get(&path, &[]).await.object()["pending_webhooks"], 0);
    assert_eq!(platform.get(&path, &[]).await.status, 404);

    // Another platform's connected account of the same name is none of its business.
    stripe.client("other").with("stripe-account", "acct_seller").customer().await;
    stripe.stranger().post("/_emulator/webhooks/drain", &[]).await.object();
    assert_eq!(connect.received().len(), 1);
}

#[tokio::test]
async fn a_connect_endpoint_that_is_switched_off_or_deleted_hears_nothing() {
    let stripe = Emulator::start().await;
    let platform = stripe.shop();
    let seller = platform.with("stripe-account", "acct_seller");
    let receiver = Receiver::start().await;
    listen(&platform, &receiver, &[("connect", "true")]).await;
    let id = platform.get("/v1/webhook_endpoints", &[]).await.ids().remove(0);
    let path = format!("/v1/webhook_endpoints/{id}");
    platform.post(&path, &[("disabled", "true")]).await.object();
    seller.customer().await;
    platform.post(&path, &[("disabled", "false")]).await.object();
    seller.product().await;
    platform.delete(&path, &[]).await.object();
    seller.customer().await;
    drain(&platform).await;
    let kinds: Vec<String> = receiver.received().iter().map(crate::support::Received::kind).collect();
    assert_eq!(kinds, ["product.created"]);
}

#[tokio::test]
async fn a_platforms_clock_and_reset_reach_its_connected_accounts() {
    let stripe = Emulator::start().await;
    let platform = stripe.shop();
    let seller = platform.with("stripe-account", "acct_seller");
    seller.post("/v1/prices", PRICE).await.object();
    platform.advance("1h").await;
    let an_hour_later = json!({"now": NOON + 3600, "frozen": true});
    assert_eq!(seller.get("/_emulator/clock", &[]).await.object(), an_hour_later);
    // So is one that is opened later.
    let late = platform.with("stripe-account", "acct_late");
    assert_eq!(late.get("/_emulator/clock", &[]).await.object(), an_hour_later);
    // A connected account that is named stands for itself.
    seller.advance("1h").await;
    assert_eq!(platform.get("/_emulator/clock", &[]).await.object(), an_hour_later);
    assert_eq!(platform.get("/_emulator/requests", &[]).await.ids().len(), 1);

    platform.post("/_emulator/reset", &[]).await.object();
    assert_eq!(seller.count("/v1/prices").await, 0);
    assert_eq!(seller.get("/_emulator/clock", &[]).await.object(), json!({"now": NOON, "frozen": true}));
}
