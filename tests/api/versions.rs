//! API versions: which there are, and which one an answer speaks.

use checkout_emulator::app::Settings;
use serde_json::json;

use crate::support::{Emulator, PRICE, error};

/// Every version there was, oldest first.
const KNOWN: &[&str] = &[
    "2019-12-03",
    "2020-03-02",
    "2020-08-27",
    "2022-08-01",
    "2022-11-15",
    "2023-08-16",
    "2023-10-16",
    "2024-04-10",
    "2024-06-20",
    "2024-09-30.acacia",
    "2024-10-28.acacia",
    "2024-11-20.acacia",
    "2024-12-18.acacia",
    "2025-01-27.acacia",
    "2025-02-24.acacia",
    "2025-03-31.basil",
    "2025-04-30.basil",
    "2025-05-28.basil",
    "2025-06-30.basil",
    "2025-07-30.basil",
    "2025-08-27.basil",
    "2025-09-30.clover",
    "2025-10-29.clover",
    "2025-11-17.clover",
    "2025-12-15.clover",
    "2026-01-28.clover",
    "2026-02-25.clover",
    "2026-03-25.dahlia",
    "2026-04-22.dahlia",
    "2026-05-27.dahlia",
    "2026-06-24.dahlia",
    "2026-07-29.dahlia",
    "2026-08-26.dahlia",
    "2026-09-30.endive",
    "2026-10-28.endive",
];

#[tokio::test]
async fn every_version_is_accepted_and_said_back() {
    let stripe = Emulator::start().await;
    let price = stripe.shop().price().await;
    for version in KNOWN {
        let client = stripe.shop().version(version);
        let read = client.get(&format!("/v1/prices/{price}"), &[]).await;
        assert_eq!(read.id(), price);
        assert_eq!(read.header("stripe-version"), Some(*version));
        let written = client.post("/v1/prices", PRICE).await;
        written.object();
        assert_eq!(written.header("stripe-version"), Some(*version));
    }
}

#[tokio::test]
async fn a_version_that_never_was_is_refused() {
    let stripe = Emulator::start().await;
    for version in ["2020-13-01", "2025-03-31", "2025-03-31.clover", "latest"] {
        let client = stripe.shop().version(version);
        let message = format!("Invalid Stripe API version: {version}");
        let answer = client.post("/v1/prices", PRICE).await;
        assert_eq!(answer.error(), error("", "", &message));
        // It is refused before the parameters are looked at.
        assert_eq!(client.post("/v1/prices", &[("foo", "1")]).await.error().message, message);
    }
    assert_eq!(stripe.shop().count("/v1/prices").await, 0);
}

#[tokio::test]
async fn betas_may_follow_a_version() {
    let stripe = Emulator::start().await;
    let client = stripe.shop().version("2025-03-31.basil; custom_checkout_beta=v1");
    let answer = client.get("/v1/prices", &[]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("stripe-version"), Some("2025-03-31.basil"));
}

#[tokio::test]
async fn without_a_header_the_emulators_own_version_is_spoken() {
    let newest = Emulator::start().await;
    let answer = newest.shop().get("/v1/prices", &[]).await;
    assert_eq!(answer.header("stripe-version"), KNOWN.last().copied());

    let settings = Settings { api_version: "2024-06-20".parse().unwrap(), ..Settings::default() };
    let older = Emulator::start_with(settings).await;
    let answer = older.shop().get("/v1/prices", &[]).await;
    assert_eq!(answer.header("stripe-version"), Some("2024-06-20"));
}

#[tokio::test]
async fn a_metered_price_needs_a_meter_since_basil() {
    let stripe = Emulator::start().await;
    let metered = [PRICE, &[("recurring[interval]", "month"), ("recurring[usage_type]", "metered")]].concat();
    let answer = stripe.shop().version("2025-03-31.basil").post("/v1/prices", &metered).await;
    let message = "Starting with Stripe version `2025-03-31.basil`, metered prices must be backed by meters.";
    assert_eq!(answer.error().message, message);
    stripe.shop().version("2025-02-24.acacia").post("/v1/prices", &metered).await.object();
}

const CLUB: &[(&str, &str)] = &[
    ("mode", "subscription"),
    ("success_url", "https://shop.example/thanks"),
    ("line_items[0][price_data][currency]", "usd"),
    ("line_items[0][price_data][unit_amount]", "2000"),
    ("line_items[0][price_data][recurring][interval]", "month"),
    ("line_items[0][price_data][product_data][name]", "Mug club"),
    ("line_items[0][quantity]", "2"),
];

#[tokio::test]
async fn before_basil_a_subscription_and_its_invoice_name_each_other_and_the_payment() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let old = shop.version("2025-02-24.acacia");
    let session = shop.post("/v1/checkout/sessions", CLUB).await.id();
    let paid = shop.post(&format!("/_emulator/checkout/sessions/{session}/complete"), &[]).await.object();
    let path = format!("/v1/subscriptions/{}", paid["subscription"].as_str().unwrap());
    let expand = [("expand[]", "latest_invoice.payment_intent.latest_charge")];
    let subscription = old.get(&path, &expand).await.object();
    let item = &subscription["items"]["data"][0];
    assert_eq!(subscription["current_period_end"], item["current_period_end"]);
    assert_eq!(subscription["current_period_start"], item["current_period_start"]);
    assert!(subscription["current_period_end"].is_i64());
    assert_eq!(subscription["discount"], json!(null));

    let invoice = &subscription["latest_invoice"];
    let intent = &invoice["payment_intent"];
    assert_eq!((&intent["object"], &intent["status"]), (&json!("payment_intent"), &json!("succeeded")));
    assert_eq!(intent["invoice"], invoice["id"]);
    assert_eq!(intent["latest_charge"]["invoice"], invoice["id"]);
    assert_eq!(invoice["charge"], intent["latest_charge"]["id"]);
    assert_eq!(invoice["subscription"], subscription["id"]);
    assert_eq!((&invoice["paid"], &invoice["tax"]), (&json!(true), &json!(null)));
    let line = &invoice["lines"]["data"][0];
    assert_eq!((&line["type"], &line["proration"]), (&json!("subscription"), &json!(false)));
    assert_eq!(line["price"]["id"], item["price"]["id"]);
    assert_eq!(line["plan"]["id"], item["price"]["id"]);
    assert_eq!(line["subscription_item"], item["id"]);
    assert_eq!(line["amount_excluding_tax"], 4000);
    assert_eq!(line["unit_amount_excluding_tax"], "2000");

    // Whoever does not expand sees ids; newer callers see and expand none of it.
    let path = format!("/v1/invoices/{}", invoice["id"].as_str().unwrap());
    let plain = old.get(&path, &[]).await.object();
    assert_eq!(plain["payment_intent"], intent["id"]);
    let subscribed = old.get(&path, &[("expand[]", "subscription")]).await.object();
    assert_eq!(subscribed["subscription"]["current_period_end"], subscription["current_period_end"]);
    let new = shop.version("2025-03-31.basil");
    let newer = new.get(&path, &[]).await.object();
    for gone in ["charge", "paid", "payment_intent", "subscription", "tax"] {
        assert!(newer.get(gone).is_none(), "{gone}");
    }
    let refused = new.get(&path, &[("expand[]", "payment_intent")]).await.error();
    assert!(refused.message.starts_with("This property cannot be expanded"), "{}", refused.message);
}

#[tokio::test]
async fn before_basil_an_invoice_sums_up_its_taxes() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let rate = [("display_name", "VAT"), ("percentage", "20"), ("inclusive", "true")];
    let rate = shop.post("/v1/tax_rates", &rate).await.id();
    let params = [CLUB, &[("line_items[0][tax_rates][0]", rate.as_str())]].concat();
    let session = shop.post("/v1/checkout/sessions", &params).await.id();
    let paid = shop.post(&format!("/_emulator/checkout/sessions/{session}/complete"), &[]).await.object();
    let path = format!("/v1/invoices/{}", paid["invoice"].as_str().unwrap());
    let invoice = shop.version("2024-06-20").get(&path, &[]).await.object();
    assert_eq!(invoice["tax"], 667);
    let tax = json!({
        "amount": 667, "inclusive": true, "tax_rate": rate, "taxability_reason": "not_available",
        "taxable_amount": 3333,
    });
    assert_eq!(invoice["total_tax_amounts"], json!([tax]));
    assert_eq!(invoice["lines"]["data"][0]["tax_amounts"], json!([tax]));
    assert_eq!(invoice["lines"]["data"][0]["amount_excluding_tax"], 3333);
}

#[tokio::test]
async fn before_november_2022_a_payment_lists_its_charges() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let params = [
        ("amount", "1000"),
        ("currency", "usd"),
        ("payment_method", "pm_card_visa"),
        ("payment_method_types[]", "card"),
        ("confirm", "true"),
    ];
    let old = shop.version("2022-08-01");
    let intent = old.post("/v1/payment_intents", &params).await.object();
    assert_eq!(intent["charges"]["data"][0]["object"], "charge");
    assert_eq!(intent["charges"]["total_count"], 1);
    assert!(intent.get("latest_charge").is_none());
    let path = format!("/v1/payment_intents/{}", intent["id"].as_str().unwrap());
    let newer = shop.version("2022-11-15").get(&path, &[]).await.object();
    assert_eq!(newer["latest_charge"], intent["charges"]["data"][0]["id"]);
    assert!(newer.get("charges").is_none());
}
