//! What was asked and how it was answered, for whoever wonders.

use serde_json::{Value, json};

use crate::support::{Client, Emulator, NOON};

async fn log(client: &Client, params: &[(&str, &str)]) -> Vec<Value> {
    client.get("/_emulator/requests", params).await.object()["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_request_is_kept_with_its_answer() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let params = [("name", "Mug"), ("metadata[a]", "1"), ("images[]", "http://a.b/c")];
    let created = shop.idempotent("k").version("2024-06-20").post("/v1/products", &params).await;
    let entry = &log(&shop, &[]).await[0];
    assert!(entry["duration_us"].is_u64(), "{entry}");
    assert_eq!(
        entry,
        &json!({
            "id": created.header("request-id").unwrap(), "object": "request", "created": NOON, "method": "POST",
            "path": "/v1/products", "status": 200, "api_version": "2024-06-20", "idempotency_key": "k",
            "params": {"name": "Mug", "metadata": {"a": "1"}, "images": ["http://a.b/c"]},
            "error": null, "duration_us": entry["duration_us"],
        })
    );
    shop.get("/v1/products", &[("limit", "3"), ("expand[]", "data.default_price")]).await.object();
    let entry = &log(&shop, &[]).await[0];
    assert_eq!(
        (&entry["method"], &entry["params"], &entry["idempotency_key"]),
        (&json!("GET"), &json!({"limit": "3", "expand": ["data.default_price"]}), &json!(null))
    );
}

#[tokio::test]
async fn an_error_is_kept_as_it_was_answered() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let keyed = shop.idempotent("k");
    for _ in 0..2 {
        let refused = keyed.post("/v1/prices", &[("currency", "usd"), ("product", "prod_x")]).await;
        let entry = &log(&shop, &[]).await[0];
        assert_eq!(entry["status"], 400);
        assert_eq!(
            entry["error"],
            json!({
                "type": "invalid_request_error", "code": "resource_missing", "param": "product",
                "message": "No such product: 'prod_x'",
            })
        );
        assert_eq!(refused.error().param, "product");
    }
    shop.post("/v1/products", &[("zzz", "1")]).await.error();
    assert_eq!(log(&shop, &[]).await[0]["error"]["code"], "parameter_unknown");
    shop.version("1999-01-01").get("/v1/products", &[]).await.error();
    assert_eq!(log(&shop, &[]).await[0]["error"]["message"], "Invalid Stripe API version: 1999-01-01");
    assert_eq!(log(&shop, &[]).await.len(), 4);
}

#[tokio::test]
async fn secrets_are_starred() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let params = [("name", "sk_test_1234567890"), ("card[number]", "4242424242424242"), ("card[cvc]", "123")];
    shop.post("/v1/products", &params).await.error();
    let text = shop.get("/_emulator/requests", &[]).await.text;
    assert!(!text.contains("42424242") && !text.contains("\"123\"") && !text.contains("123456"), "{text}");
    let entry = &log(&shop, &[]).await[0];
    assert_eq!(entry["params"]["card"], json!({"number": "****4242", "cvc": "****"}));

    // Nor in the words of the refusal.
    let source = [("source[object]", "card"), ("source[number]", "5555555555554444"), ("source[cvc]", "987")];
    let fault = shop.post("/v1/customers", &source).await.error();
    assert!(fault.message.contains("5555555555554444"), "{}", fault.message);
    let text = shop.get("/_emulator/requests", &[]).await.text;
    assert!(text.contains("****4444") && !text.contains("55554444\\") && !text.contains("987"), "{text}");
    assert!(!text.contains("5555555555554444"), "{text}");
}

#[tokio::test]
async fn the_log_is_a_list_of_an_account_or_of_all() {
    let stripe = Emulator::start().await;
    let (shop, other) = (stripe.shop(), stripe.client("other"));
    shop.product().await;
    other.customer().await;
    shop.price().await;
    let paths = |entries: &[Value]| -> Vec<String> {
        entries.iter().map(|entry| entry["path"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(paths(&log(&shop, &[]).await), ["/v1/prices", "/v1/products"]);
    let all = log(&stripe.stranger(), &[]).await;
    assert_eq!(paths(&all), ["/v1/prices", "/v1/customers", "/v1/products"]);
    let page = stripe.stranger().get("/_emulator/requests", &[("limit", "2")]).await.object();
    assert_eq!((&page["object"], &page["has_more"]), (&json!("list"), &json!(true)));
    let after = [("starting_after", all[1]["id"].as_str().unwrap())];
    assert_eq!(paths(&log(&stripe.stranger(), &after).await), ["/v1/products"]);

    shop.post("/_emulator/reset", &[]).await.object();
    assert_eq!(log(&shop, &[]).await.len(), 0);
    assert_eq!(log(&other, &[]).await.len(), 1);
    assert_eq!(shop.get("/_emulator/requests", &[("limit", "x")]).await.status, 400);
}

#[tokio::test]
async fn the_log_keeps_the_last_thousand() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    for _ in 0..1_005 {
        shop.get("/v1/products", &[]).await.object();
    }
    shop.product().await;
    let entries = log(&shop, &[("limit", "1000")]).await;
    assert_eq!((entries.len(), &entries[0]["method"]), (1_000, &json!("POST")));
}

#[tokio::test]
async fn what_opens_no_account_is_shown_to_whoever_asks_about_all_of_them() {
    let stripe = Emulator::start().await;
    stripe.stranger().key("sk_live_1234567890").post("/v1/products", &[("name", "Mug")]).await.error();
    stripe.shop().get("/v1/nowhere", &[]).await.error();
    stripe.stranger().key("pk_test_shop").get("/v1/customers", &[]).await.error();

    let all = log(&stripe.stranger(), &[]).await;
    let shown: Vec<_> = all.iter().map(|entry| (&entry["path"], &entry["status"], &entry["id"])).collect();
    assert_eq!(
        shown,
        [
            (&json!("/v1/customers"), &json!(401), &json!(null)),
            (&json!("/v1/nowhere"), &json!(404), &json!(null)),
            (&json!("/v1/products"), &json!(401), &json!(null)),
        ]
    );
    assert!(!all[2].to_string().contains("1234567890"), "{}", all[2]);
    // The key's account knows of those that were asked with its own keys.
    assert_eq!(log(&stripe.shop(), &[]).await.len(), 2);
}
