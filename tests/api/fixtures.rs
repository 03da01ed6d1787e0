//! Fixtures: what an account begins with, and what is added to it by a document.

use checkout_emulator::app::Settings;
use checkout_emulator::fixtures::Document;
use checkout_emulator::values::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Client, Emulator, NOON, Receiver};

const SHOP: &str = include_str!("../../fixtures/shop.json");

async fn furnished() -> Emulator {
    let fixtures = vec![Document::parse("shop.json", SHOP).unwrap()];
    let now = Some(Timestamp::from_unix(NOON));
    Emulator::start_with(Settings { seed: Some(1), now, fixtures, ..Settings::default() }).await
}

async fn apply(client: &Client, document: &Value) -> Answer {
    client
        .with("content-type", "application/json")
        .post_raw("/_emulator/fixtures", document.to_string())
        .await
}

fn document(entries: &Value) -> Value {
    json!({"_meta": {"template_version": 0}, "fixtures": entries})
}

#[tokio::test]
async fn every_account_begins_with_the_shop_and_is_told_of_nothing() {
    let stripe = furnished().await;
    for account in ["one", "other"] {
        let client = stripe.client(account);
        let price = client.get("/v1/prices/price_mug", &[("expand[]", "product")]).await.object();
        assert_eq!((&price["unit_amount"], &price["product"]["id"]), (&json!(1500), &json!("prod_mug")));
        assert_eq!(client.get("/v1/events", &[]).await.ids(), Vec::<String>::new());
        let sessions = client.get("/v1/checkout/sessions", &[("limit", "100")]).await.object();
        let kinds: std::collections::BTreeSet<_> = sessions["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|session| (session["mode"].to_string(), session["ui_mode"].to_string()))
            .collect();
        assert_eq!(kinds.len(), 12, "every mode with every ui_mode");
    }
    // Its sessions can be worked with like any other.
    let shop = stripe.shop();
    let path = "/v1/checkout/sessions/cs_test_shop_payment_embedded";
    shop.post(path, &[("shipping_options[0][shipping_rate]", "shr_express")]).await.object();
    let pay = "/_emulator/checkout/sessions/cs_test_shop_subscription_hosted/complete";
    assert_eq!(shop.post(pay, &[]).await.object()["status"], "complete");
    let method = shop.get("/v1/customers/cus_jenny/payment_methods", &[]).await.object();
    assert_eq!(method["data"][0]["card"]["last4"], "4242");
}

#[tokio::test]
async fn a_reset_brings_the_shop_back() {
    let stripe = furnished().await;
    let shop = stripe.shop();
    shop.delete("/v1/customers/cus_jenny", &[]).await.object();
    let added = shop.product().await;
    shop.post("/_emulator/reset", &[]).await.object();
    assert_eq!(shop.get("/v1/customers/cus_jenny", &[]).await.object()["name"], "Jenny Rosen");
    assert_eq!(shop.get(&format!("/v1/products/{added}"), &[]).await.status, 404);
    // The ids of what comes then are the same again.
    assert_eq!(shop.product().await, added);
}

#[tokio::test]
async fn a_document_is_applied_to_the_keys_account_and_answered_by_name() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let receiver = Receiver::start().await;
    shop.post("/v1/webhook_endpoints", &[("url", &receiver.url()), ("enabled_events[]", "*")]).await.object();
    let applied = apply(
        &shop,
        &document(&json!([
            {"name": "mug", "id": "prod_mug", "path": "/v1/products", "method": "post", "params": {"name": "Mug"}},
            {"name": "price", "path": "/v1/prices", "method": "POST", "params": {
                "product": "${mug:id}", "currency": "usd", "unit_amount": 1000,
                "metadata": {"at": "${time-now-RFC3339}", "who": "${.env:NOBODY_SETS_THIS|nobody}", "run": "${generate-uuid}",
                             "name": "a ${mug:name} and a ${mug:description|plain} one"},
            }},
            {"name": "read", "path": "/v1/prices/${price:id}?expand[]=product", "method": "get"},
            {"name": "session", "id": "cs_test_fixed", "path": "/v1/checkout/sessions", "method": "post", "params": {
                "mode": "payment", "success_url": "https://shop.example/thanks",
                "line_items": [{"price": "${price:id}", "quantity": 2}], "expand": ["line_items"],
            }},
            {"name": "paid", "path": "/_emulator/checkout/sessions/${session:id}/complete", "method": "post"},
            {"name": "item", "path": "/v1/products", "method": "post",
             "params": {"name": "${session:line_items.data.0.id}", "metadata": {"total": "${session:amount_total}"}}},
        ])),
    )
    .await
    .object();
    let objects = &applied["objects"];
    assert_eq!(objects["read"]["product"]["id"], "prod_mug");
    let metadata = &objects["price"]["metadata"];
    assert_eq!(
        (&metadata["at"], &metadata["who"], &metadata["name"]),
        (&json!("2026-01-01T12:00:00Z"), &json!("nobody"), &json!("a Mug and a plain one"))
    );
    assert_eq!(metadata["run"].as_str().unwrap().len(), 36);
    assert_eq!(objects["paid"]["payment_status"], "paid");
    assert_eq!(objects["item"]["metadata"]["total"], "2000");
    assert!(objects["item"]["name"].as_str().unwrap().starts_with("li_"));
    let path = "/v1/checkout/sessions/cs_test_fixed";
    assert_eq!(shop.get(path, &[]).await.object()["status"], "complete");
    assert_eq!(stripe.client("other").get(path, &[]).await.status, 404);
    // It happened like anything else.
    shop.post("/_emulator/webhooks/drain", &[]).await.object();
    assert_eq!(receiver.received()[0].kind(), "product.created");
}

#[tokio::test]
async fn a_document_that_fails_changes_nothing_and_says_where() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    shop.post("/v1/products", &[("name", "Mug"), ("id", "prod_mug")]).await.object();
    let mug = json!({"name": "mug", "path": "/v1/products", "method": "post", "params": {"name": "Mug"}});
    let price =
        |params: Value| json!({"name": "price", "path": "/v1/prices", "method": "post", "params": params});
    for (entry, code, param, message) in [
        (
            price(json!({"product": "${mug:id}"})),
            "parameter_missing",
            "currency",
            "fixtures: entry 2 `price` (POST /v1/prices): Missing required param: currency.",
        ),
        (
            price(json!({"product": "prod_x", "currency": "usd", "unit_amount": 1})),
            "resource_missing",
            "product",
            "fixtures: entry 2 `price` (POST /v1/prices): No such product: 'prod_x'",
        ),
        (
            price(json!({"product": "${cup:id}", "currency": "usd"})),
            "",
            "",
            "fixtures: entry 2 `price` (POST /v1/prices): `${cup:id}`: no entry before this one is called `cup`.",
        ),
        (
            price(json!({"product": "${mug:nothing}", "currency": "usd"})),
            "",
            "",
            "fixtures: entry 2 `price` (POST /v1/prices): `${mug:nothing}`: the answer to `mug` has no text or number at \
             `nothing`.",
        ),
        (
            json!({"name": "taken", "id": "prod_mug", "path": "/v1/products", "method": "post", "params": {"name": "Mug"}}),
            "",
            "id",
            "fixtures: entry 2 `taken` (POST /v1/products): The object cannot get the id `prod_mug`: another has it, or its \
             own parameters say otherwise.",
        ),
        (
            json!({"name": "no", "id": "x", "path": "/v1/products/prod_mug", "method": "get"}),
            "",
            "id",
            "fixtures: entry 2 `no` (GET /v1/products/prod_mug): Only an entry that creates an object can choose an id.",
        ),
        (
            json!({"name": "no", "path": "/v1/nowhere", "method": "get"}),
            "",
            "",
            "fixtures: entry 2 `no` (GET /v1/nowhere): Unrecognized request URL (GET: /v1/nowhere). Please see \
             https://stripe.com/docs or we can help at https://support.stripe.com/.",
        ),
    ] {
        let refused = apply(&shop, &document(&json!([mug, entry]))).await;
        assert_eq!(refused.status, 400, "{}", refused.text);
        let error = refused.error();
        assert_eq!(
            (error.code.as_str(), error.param.as_str(), error.message.as_str()),
            (code, param, message)
        );
        assert_eq!(shop.count("/v1/products").await, 1);
        assert_eq!(shop.get("/v1/events", &[]).await.ids().len(), 1);
    }
    let refused = apply(&shop, &json!({"fixtures": [{"name": "a"}]})).await.error();
    assert_eq!(refused.message, "fixtures: entry 1 `a`: `path` is missing");
}

#[tokio::test]
async fn an_error_that_is_expected_is_passed_over_and_leaves_nothing() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let entries = json!([
        {"name": "refused", "path": "/v1/prices", "method": "post", "expected_error_type": "invalid_request_error",
         "params": {"currency": "usd", "unit_amount": -1, "product_data": {"name": "Mug"}}},
        {"name": "declined", "path": "/v1/payment_intents", "method": "post", "expected_error_type": "card_error",
         "params": {"amount": 1000, "currency": "usd", "confirm": true, "payment_method": "pm_card_chargeDeclined",
                    "payment_method_types": ["card"]}},
        {"name": "mug", "path": "/v1/products", "method": "post", "params": {"name": "Mug"}},
    ]);
    let applied = apply(&shop, &document(&entries)).await.object();
    assert_eq!(applied["objects"]["declined"]["error"]["code"], "card_declined");
    assert_eq!(shop.count("/v1/products").await, 1);
    // A declined payment leaves its traces, as it does everywhere.
    assert_eq!(shop.count("/v1/payment_intents").await, 1);
}

#[tokio::test]
async fn without_a_key_a_document_is_for_every_account_and_those_to_come() {
    let stripe = Emulator::start().await;
    stripe.shop().product().await;
    let mug = document(&json!([
        {"name": "mug", "id": "prod_mug", "path": "/v1/products", "method": "post", "params": {"name": "Mug"}},
    ]));
    let applied = apply(&stripe.stranger(), &mug).await.object();
    assert_eq!(applied["accounts"]["shop"]["objects"]["mug"]["id"], "prod_mug");
    for account in ["shop", "other"] {
        assert_eq!(stripe.client(account).get("/v1/products/prod_mug", &[]).await.status, 200, "{account}");
    }
    // Until everything is as at the start again.
    stripe.stranger().post("/_emulator/reset", &[]).await.object();
    for account in ["shop", "other", "third"] {
        assert_eq!(stripe.client(account).get("/v1/products/prod_mug", &[]).await.status, 404, "{account}");
    }
}

#[tokio::test]
async fn without_a_key_a_document_is_applied_to_all_or_to_none() {
    let stripe = Emulator::start().await;
    let mug = json!({"name": "mug", "id": "prod_mug", "path": "/v1/products", "method": "post", "params": {"name": "Mug"}});
    let mug = document(&json!([mug]));
    for account in ["a", "b", "c"] {
        stripe.client(account).product().await;
    }
    apply(&stripe.client("b"), &mug).await.object();

    let fault = apply(&stripe.stranger(), &mug).await.error();
    assert!(fault.message.ends_with("(in the account `b`; nothing was changed)"), "{}", fault.message);
    for account in ["a", "c", "new"] {
        assert_eq!(stripe.client(account).get("/v1/products/prod_mug", &[]).await.status, 404, "{account}");
    }
}

#[tokio::test]
async fn what_was_added_without_a_key_is_part_of_a_snapshot() {
    let stripe = Emulator::start().await;
    let mug = json!({"name": "mug", "id": "prod_mug", "path": "/v1/products", "method": "post", "params": {"name": "Mug"}});
    let everything = stripe.stranger();
    let before = everything.get("/_emulator/state", &[]).await.text;
    apply(&everything, &document(&json!([mug]))).await.object();
    let after = everything.get("/_emulator/state", &[]).await.text;
    for (snapshot, status) in [(before, 404), (after, 200)] {
        everything.send(Method::PUT, "/_emulator/state", snapshot).await.object();
        assert_eq!(
            stripe.client(&format!("new{status}")).get("/v1/products/prod_mug", &[]).await.status,
            status
        );
    }
}

#[tokio::test]
async fn a_document_that_was_sent_sees_no_variable_of_the_machine() {
    let stripe = Emulator::start().await;
    let named = |name: &str| {
        document(&json!([{"name": "p", "path": "/v1/products", "method": "post", "params": {"name": name}}]))
    };
    let made = apply(&stripe.shop(), &named("${.env:PATH|none}")).await.object();
    assert_eq!(made["objects"]["p"]["name"], "none");
    let fault = apply(&stripe.shop(), &named("${.env:PATH}")).await.error();
    assert!(
        fault.message.contains("no variable `PATH` is set where the document was read"),
        "{}",
        fault.message
    );
}

#[tokio::test]
async fn a_document_may_say_its_api_version() {
    let version = "2024-06-20".parse().unwrap();
    let stripe = Emulator::start_with(Settings { api_version: version, ..Settings::default() }).await;
    let mut shop: Value = serde_json::from_str(SHOP).unwrap();
    assert_eq!(apply(&stripe.shop(), &shop).await.status, 200);
    shop["_meta"]["api_version"] = json!("2020-01-01");
    let fault = apply(&stripe.shop(), &shop).await.error();
    assert_eq!(fault.message, "fixtures: `_meta.api_version`: there is no API version \"2020-01-01\"");
}

#[tokio::test]
async fn every_kind_of_object_that_is_created_can_have_a_chosen_id() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let entry = |name: &str, path: &str, id: &str, params: Value| json!({"name": name, "path": path, "method": "post", "id": id, "params": params});
    let entries = json!([
        entry("product", "/v1/products", "prod_a", json!({"name": "Mug"})),
        entry(
            "price",
            "/v1/prices",
            "price_a",
            json!({"product": "prod_a", "currency": "usd", "unit_amount": 100})
        ),
        entry("customer", "/v1/customers", "cus_a", json!({"email": "a@b.test"})),
        entry(
            "rate",
            "/v1/shipping_rates",
            "shr_a",
            json!({
                "display_name": "Ground", "type": "fixed_amount", "fixed_amount": {"amount": 1, "currency": "usd"},
            })
        ),
        entry("coupon", "/v1/coupons", "SAVE", json!({"percent_off": 5})),
        entry(
            "code",
            "/v1/promotion_codes",
            "promo_a",
            json!({"promotion": {"type": "coupon", "coupon": "SAVE"}})
        ),
        entry(
            "tax",
            "/v1/tax_rates",
            "txr_a",
            json!({"display_name": "VAT", "percentage": 20, "inclusive": true})
        ),
        entry(
            "endpoint",
            "/v1/webhook_endpoints",
            "we_a",
            json!({
                "url": "http://127.0.0.1:9/hook", "enabled_events": ["product.deleted"],
            })
        ),
        entry(
            "method",
            "/v1/payment_methods",
            "pm_a",
            json!({"type": "card", "card": {"token": "tok_visa"}})
        ),
        entry("setup", "/v1/setup_intents", "seti_a", json!({})),
        entry(
            "intent",
            "/v1/payment_intents",
            "pi_a",
            json!({
                "amount": 1000, "currency": "usd", "payment_method": "pm_card_visa", "confirm": true,
                "automatic_payment_methods": {"enabled": true, "allow_redirects": "never"},
            })
        ),
        entry("refund", "/v1/refunds", "re_a", json!({"payment_intent": "pi_a", "amount": 100})),
        entry(
            "session",
            "/v1/checkout/sessions",
            "cs_test_a",
            json!({
                "mode": "payment", "success_url": "https://shop.example", "line_items": [{"price": "price_a", "quantity": 9}],
            })
        ),
    ]);
    let applied = apply(&shop, &document(&entries)).await.object();
    for entry in entries.as_array().unwrap() {
        let name = entry["name"].as_str().unwrap();
        assert_eq!(applied["objects"][name]["id"], entry["id"], "{name}");
        let path = format!("{}/{}", entry["path"].as_str().unwrap(), entry["id"].as_str().unwrap());
        assert_eq!(shop.get(&path, &[]).await.object()["id"], entry["id"], "{name}");
    }
}
