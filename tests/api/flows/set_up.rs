//! Flow 6: a payment method for later.

use serde_json::{Value, json};

use super::{Flow, kinds};

const SETUP: &[(&str, &str)] =
    &[("mode", "setup"), ("currency", "usd"), ("success_url", "https://shop.example/thanks")];

#[tokio::test]
async fn a_setup_intent_is_there_from_the_beginning() {
    let flow = Flow::start().await;
    let customer = flow.shop.customer().await;
    flow.heard().await;
    let more = [("customer", customer.as_str()), ("setup_intent_data[metadata][order]", "7")];
    let created = flow.shop.post("/v1/checkout/sessions", &[SETUP, &more].concat()).await.object();
    let events = flow.heard().await;
    assert_eq!(kinds(&events), ["setup_intent.created"]);
    let intent = Flow::object_of(&events, "setup_intent.created");
    assert_eq!(intent["id"], created["setup_intent"]);
    assert_eq!(
        [&intent["status"], &intent["metadata"]],
        [&json!("requires_payment_method"), &json!({"order": "7"})]
    );

    let session = flow.pay(created["id"].as_str().unwrap(), &[]).await;
    let events = flow.heard().await;
    assert_eq!(
        kinds(&events),
        ["payment_method.attached", "setup_intent.succeeded", "checkout.session.completed"]
    );
    let intent = Flow::object_of(&events, "setup_intent.succeeded");
    let method = Flow::object_of(&events, "payment_method.attached");
    assert_eq!(intent["payment_method"], method["id"]);
    assert_eq!(method["customer"], *customer);
    assert!(intent["latest_attempt"].as_str().unwrap().starts_with("setatt_"));
    assert_eq!(session["payment_status"], "no_payment_required");
    assert_eq!([&session["amount_total"], &session["total_details"]], [&Value::Null, &Value::Null]);
}

#[tokio::test]
async fn without_a_customer_nothing_is_attached() {
    let flow = Flow::start().await;
    let id = flow.session_of(SETUP, &[]).await;
    let session = flow.pay(&id, &[]).await;
    assert_eq!(flow.heard_kinds().await, ["setup_intent.succeeded", "checkout.session.completed"]);
    assert_eq!(session["customer"], Value::Null);
}

#[tokio::test]
async fn a_declined_card_leaves_the_session_open() {
    let flow = Flow::start().await;
    let id = flow.session_of(SETUP, &[]).await;
    let fault = flow.complete(&id, &[("payment_method", "pm_card_chargeDeclined")]).await.error();
    assert_eq!((fault.status, fault.code.as_str()), (402, "card_declined"));
    let events = flow.heard().await;
    assert_eq!(kinds(&events), ["setup_intent.setup_failed"]);
    let failed = Flow::object_of(&events, "setup_intent.setup_failed");
    assert_eq!(failed["last_setup_error"]["decline_code"], "generic_decline");
    assert_eq!(flow.retrieve(&id).await["status"], "open");
    // One that is declined later only can be saved.
    flow.pay(&id, &[("payment_method", "pm_card_chargeCustomerFail")]).await;
}

#[tokio::test]
async fn three_d_secure_comes_first() {
    let flow = Flow::start().await;
    let id = flow.session_of(SETUP, &[]).await;
    flow.pay(&id, &[("card[number]", "4000002500003155")]).await;
    assert_eq!(
        flow.heard_kinds().await,
        ["setup_intent.requires_action", "setup_intent.succeeded", "checkout.session.completed"]
    );
}

#[tokio::test]
async fn an_expired_session_takes_its_intent_with_it() {
    let flow = Flow::start().await;
    let id = flow.session_of(SETUP, &[]).await;
    flow.shop.post(&format!("/v1/checkout/sessions/{id}/expire"), &[]).await.object();
    assert_eq!(flow.heard_kinds().await, ["setup_intent.canceled", "checkout.session.expired"]);
}
