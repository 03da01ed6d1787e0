//! Payment intents, setup intents, payment methods, charges, refunds and their balance transactions.

mod held;
mod methods;
mod refunds;
mod refused;
mod setups;

use serde_json::{Value, json};

use crate::conformance::objects::assert_conforms;
use crate::support::{Client, Emulator};

const CARD: &[(&str, &str)] = &[("amount", "2000"), ("currency", "usd"), ("payment_method", "pm_card_visa")];

/// Where customers come back to must be known where methods are offered that lead away.
const BACK: &[(&str, &str)] = &[("return_url", "https://shop.example/back")];

const CONFIRMED: &[(&str, &str)] = &[("confirm", "true"), ("return_url", "https://shop.example/back")];

async fn shop() -> (Emulator, Client) {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    (stripe, shop)
}

fn path(kind: &str, object: &Value) -> String {
    format!("/v1/{kind}/{}", object["id"].as_str().unwrap())
}

/// The types of all events, oldest first.
async fn told(shop: &Client) -> Vec<String> {
    let list = shop.get("/v1/events", &[("limit", "100")]).await.object();
    let kinds = list["data"].as_array().unwrap().iter().rev();
    kinds.map(|event| event["type"].as_str().unwrap().to_owned()).collect()
}

async fn paid(shop: &Client, more: &[(&str, &str)]) -> Value {
    let named = more.iter().any(|(name, _)| *name == "payment_method");
    let params = [if named { &CARD[..2] } else { CARD }, CONFIRMED, more].concat();
    shop.post("/v1/payment_intents", &params).await.object()
}

#[tokio::test]
async fn a_payment_goes_from_state_to_state() {
    let (_stripe, shop) = shop().await;
    let new = shop.post("/v1/payment_intents", &[("amount", "2000"), ("currency", "usd")]).await.object();
    assert_conforms(&new, "payment_intent");
    assert_eq!(new["status"], "requires_payment_method");
    assert_eq!(new["automatic_payment_methods"], json!({"allow_redirects": "always", "enabled": true}));
    let path = path("payment_intents", &new);
    let fault = shop.post(&format!("{path}/confirm"), &[]).await.error();
    assert_eq!((fault.status, fault.code.as_str()), (400, "payment_intent_unexpected_state"));
    let ready = shop.post(&path, &[("payment_method", "pm_card_visa"), ("metadata[a]", "1")]).await.object();
    assert_eq!(ready["status"], "requires_confirmation");
    let done = shop.post(&format!("{path}/confirm"), BACK).await.object();
    assert_conforms(&done, "payment_intent");
    assert_eq!([&done["status"], &done["amount_received"]], [&json!("succeeded"), &json!(2000)]);
    assert_eq!(told(&shop).await, ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]);
    for action in ["confirm", "capture", "cancel"] {
        let refused = shop.post(&format!("{path}/{action}"), &[]).await;
        assert_eq!(refused.status, 400, "{action}");
        let error = &refused.json()["error"];
        assert_eq!(error["code"], "payment_intent_unexpected_state", "{action}");
        assert_eq!(error["payment_intent"]["id"], done["id"], "{action}");
    }
    let list = shop.get("/v1/payment_intents", &[]).await.ids();
    assert_eq!(list, [done["id"].as_str().unwrap()]);
}

#[tokio::test]
async fn a_decline_is_answered_with_everything_that_is_known_of_it() {
    let (_stripe, shop) = shop().await;
    let params = [
        ("amount", "2000"),
        ("currency", "usd"),
        ("confirm", "true"),
        ("return_url", "https://shop.example/back"),
        ("payment_method", "pm_card_chargeDeclined"),
    ];
    let refused = shop.post("/v1/payment_intents", &params).await;
    assert_eq!(refused.status, 402);
    let error = &refused.json()["error"];
    assert_eq!(
        [&error["type"], &error["code"], &error["decline_code"]],
        [&json!("card_error"), &json!("card_declined"), &json!("generic_decline")]
    );
    let intent = &error["payment_intent"];
    assert_eq!(intent["last_payment_error"]["charge"], error["charge"]);
    // What the attempt was made with is said there, and not beside it.
    assert_eq!(intent["last_payment_error"]["payment_method_type"], "card");
    assert!(error.get("payment_method_type").is_none(), "{error}");
    assert_eq!(shop.get(&path("payment_intents", intent), &[]).await.object(), *intent);
    assert_conforms(
        &shop.get(&format!("/v1/charges/{}", error["charge"].as_str().unwrap()), &[]).await.object(),
        "charge",
    );
    assert_conforms(intent, "payment_intent");
}

#[tokio::test]
async fn amounts_and_states_are_checked_before_anything_is_done() {
    let (_stripe, shop) = shop().await;
    for (amount, code) in
        [("0", "parameter_invalid_integer"), ("10", "amount_too_small"), ("100000000", "amount_too_large")]
    {
        let fault =
            shop.post("/v1/payment_intents", &[("amount", amount), ("currency", "usd")]).await.error();
        assert_eq!((fault.status, fault.code.as_str(), fault.param.as_str()), (400, code, "amount"));
    }
    let fault = shop.get("/v1/payment_intents/pi_x", &[]).await.error();
    assert_eq!(
        (fault.status, fault.message.as_str(), fault.param.as_str()),
        (404, "No such payment_intent: 'pi_x'", "intent")
    );
    let fault = shop.get("/v1/setup_intents/seti_x", &[]).await.error();
    assert_eq!(
        (fault.status, fault.message.as_str(), fault.param.as_str()),
        (404, "No such setupintent: 'seti_x'", "intent")
    );
    let fault = shop.get("/v1/payment_methods/pm_x", &[]).await.error();
    assert_eq!((fault.status, fault.message.as_str()), (404, "No such PaymentMethod: 'pm_x'"));
    let newest = shop.version("2026-10-28.endive");
    let fault = newest
        .post(
            "/v1/payment_intents",
            &[("amount", "2000"), ("currency", "usd"), ("payment_method_types[]", "card")],
        )
        .await
        .error();
    assert_eq!(fault.code, "parameter_unknown");
    let old = shop.version("2025-03-31.basil");
    let old = old
        .post(
            "/v1/payment_intents",
            &[("amount", "2000"), ("currency", "usd"), ("payment_method_types[]", "card")],
        )
        .await
        .object();
    assert_eq!(old["payment_method_types"], json!(["card"]));
    assert_eq!(told(&shop).await, ["payment_intent.created"]);
}

#[tokio::test]
async fn checkouts_own_payments_are_left_to_checkout() {
    let (_stripe, shop) = shop().await;
    let session = shop.post("/v1/checkout/sessions", crate::flows::MUGS).await.id();
    let complete = format!("/_emulator/checkout/sessions/{session}/complete");
    shop.post(&complete, &[("payment_method", "pm_card_chargeDeclined")]).await.error();
    let intent = shop.get("/v1/payment_intents", &[]).await.ids().remove(0);
    let fault = shop.post(&format!("/v1/payment_intents/{intent}/confirm"), &[]).await.error();
    assert_eq!(fault.message, "You cannot confirm PaymentIntents created by Checkout.");
    assert_eq!(shop.post(&format!("/v1/payment_intents/{intent}/cancel"), &[]).await.error().status, 400);
}

#[tokio::test]
async fn subscriptions_and_invoices_conform() {
    let (_stripe, shop) = shop().await;
    let club = [
        ("mode", "subscription"),
        ("success_url", "https://shop.example/thanks"),
        ("line_items[0][price_data][currency]", "usd"),
        ("line_items[0][price_data][unit_amount]", "2000"),
        ("line_items[0][price_data][recurring][interval]", "month"),
        ("line_items[0][price_data][product_data][name]", "Club"),
        ("line_items[0][quantity]", "1"),
        ("line_items[1][price_data][currency]", "usd"),
        ("line_items[1][price_data][unit_amount]", "500"),
        ("line_items[1][price_data][product_data][name]", "Joining"),
        ("line_items[1][quantity]", "1"),
        ("subscription_data[billing_cycle_anchor_config][day_of_month]", "31"),
        ("subscription_data[invoice_settings][issuer][type]", "self"),
    ];
    let session = shop.post("/v1/checkout/sessions", &club).await.id();
    let complete = format!("/_emulator/checkout/sessions/{session}/complete");
    let done = shop.post(&complete, &[]).await.object();
    assert_conforms(&done, "checkout.session");
    let subscription = format!("/v1/subscriptions/{}", done["subscription"].as_str().unwrap());
    let expand = [("expand[]", "latest_invoice.payments"), ("expand[]", "customer")];
    let subscription = shop.get(&subscription, &expand).await.object();
    assert_conforms(&subscription, "subscription");
    // Real bodies still have these two, which the types left behind.
    assert_eq!([&subscription["plan"]["interval"], &subscription["quantity"]], [&json!("month"), &json!(1)]);
    let item = subscription["items"]["data"][0]["id"].as_str().unwrap();
    assert_conforms(
        &shop.get(&format!("/v1/subscription_items/{item}"), &[]).await.object(),
        "subscription_item",
    );
    let invoice = &subscription["latest_invoice"];
    assert_conforms(invoice, "invoice");
    assert_eq!(invoice["total"], 2500);
    // Nothing leads out of the emulator.
    let page = format!("http://localhost:12111/_emulator/invoices/{}", invoice["id"].as_str().unwrap());
    assert_eq!(
        [&invoice["hosted_invoice_url"], &invoice["invoice_pdf"]],
        [&json!(page), &json!(page.clone() + "/pdf")]
    );
    let payment = invoice["payments"]["data"][0]["id"].as_str().unwrap();
    let payment = shop.get(&format!("/v1/invoice_payments/{payment}"), &[]).await.object();
    assert_eq!(payment["status"], "paid");
    for list in ["/v1/subscriptions", "/v1/invoices", "/v1/invoice_payments"] {
        assert_eq!(shop.get(list, &[]).await.ids().len(), 1, "{list}");
    }
    let fault = shop.get("/v1/invoices/in_x", &[]).await.error();
    assert_eq!((fault.message.as_str(), fault.param.as_str()), ("No such invoice: 'in_x'", "invoice"));
}
