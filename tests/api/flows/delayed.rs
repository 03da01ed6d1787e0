//! Flow 3: money that takes its time.

use serde_json::{Value, json};

use super::{Flow, MUGS, kinds};

const SEPA: &[(&str, &str)] = &[
    ("mode", "payment"),
    ("success_url", "https://shop.example/thanks"),
    ("line_items[0][price_data][currency]", "eur"),
    ("line_items[0][price_data][unit_amount]", "2000"),
    ("line_items[0][price_data][product_data][name]", "Mug"),
    ("line_items[0][quantity]", "2"),
    ("allowed_payment_method_types[0]", "card"),
    ("allowed_payment_method_types[1]", "sepa_debit"),
];

const UNDER_WAY: [&str; 4] =
    ["payment_intent.created", "charge.pending", "payment_intent.processing", "checkout.session.completed"];

#[tokio::test]
async fn a_debit_is_paid_when_the_bank_says_so() {
    let flow = Flow::start().await;
    let id = flow.session_of(SEPA, &[]).await;
    let session = flow.pay(&id, &[("payment_method", "sepa_debit")]).await;
    assert_eq!([&session["status"], &session["payment_status"]], [&json!("complete"), &json!("unpaid")]);
    let events = flow.heard().await;
    assert_eq!(kinds(&events), UNDER_WAY);
    let pending = Flow::object_of(&events, "charge.pending");
    assert_eq!([&pending["status"], &pending["paid"]], [&json!("pending"), &json!(false)]);
    assert!(pending["id"].as_str().unwrap().starts_with("py_3"));

    let path = format!("/_emulator/checkout/sessions/{id}/async_payment_succeeded");
    let settled = flow.shop.post(&path, &[]).await.object();
    assert_eq!(settled["payment_status"], "paid");
    let events = flow.heard().await;
    assert_eq!(
        kinds(&events),
        ["charge.succeeded", "payment_intent.succeeded", "checkout.session.async_payment_succeeded"]
    );
    assert_eq!(Flow::object_of(&events, "charge.succeeded")["id"], pending["id"]);
    // Once.
    assert_eq!(flow.shop.post(&path, &[]).await.error().status, 400);
    assert_eq!(flow.heard().await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_debit_that_comes_back_does_not_reopen_its_session() {
    let flow = Flow::start().await;
    let id = flow.session_of(SEPA, &[]).await;
    flow.pay(&id, &[("payment_method", "sepa_debit")]).await;
    flow.heard().await;
    let path = format!("/_emulator/checkout/sessions/{id}/async_payment_failed");
    let session = flow.shop.post(&path, &[]).await.object();
    assert_eq!([&session["status"], &session["payment_status"]], [&json!("complete"), &json!("unpaid")]);
    let events = flow.heard().await;
    assert_eq!(
        kinds(&events),
        ["charge.failed", "payment_intent.payment_failed", "checkout.session.async_payment_failed"]
    );
    let intent = Flow::object_of(&events, "payment_intent.payment_failed");
    assert_eq!(intent["status"], "requires_payment_method");
    assert_ne!(intent["last_payment_error"], Value::Null);
}

#[tokio::test]
async fn test_accounts_settle_by_themselves_each_in_its_way() {
    let succeeded = "checkout.session.async_payment_succeeded";
    let failed = "checkout.session.async_payment_failed";
    for (iban, before, after, told) in [
        ("AT611904300234573201", "1s", "1s", succeeded),
        ("AT321904300235473204", "179s", "1s", succeeded),
        ("AT861904300235473202", "1s", "1s", failed),
        ("AT051904300235473205", "179s", "1s", failed),
    ] {
        let flow = Flow::start().await;
        let id = flow.session_of(SEPA, &[]).await;
        flow.pay(&id, &[("sepa_debit[iban]", iban)]).await;
        assert_eq!(flow.heard_kinds().await, UNDER_WAY, "{iban}");
        flow.shop.advance(before).await;
        assert_eq!(flow.heard_kinds().await, [""; 0], "{iban}");
        flow.shop.advance(after).await;
        assert_eq!(flow.heard_kinds().await.last().unwrap(), told, "{iban}");
    }
}

#[tokio::test]
async fn a_voucher_waits_for_its_buyer() {
    let flow = Flow::start().await;
    let more = [("currency", "usd"), ("allowed_payment_method_types[0]", "boleto")];
    let id = flow.session_of(MUGS, &more).await;
    let session = flow.pay(&id, &[]).await;
    assert_eq!([&session["status"], &session["payment_status"]], [&json!("complete"), &json!("unpaid")]);
    let events = flow.heard().await;
    assert_eq!(
        kinds(&events),
        ["payment_intent.created", "payment_intent.requires_action", "checkout.session.completed"]
    );
    let waiting = Flow::object_of(&events, "payment_intent.requires_action");
    assert_eq!(waiting["next_action"]["type"], "boleto_display_details");
    let path = format!("/_emulator/checkout/sessions/{id}/async_payment_succeeded");
    assert_eq!(flow.shop.post(&path, &[]).await.object()["payment_status"], "paid");
    assert_eq!(
        flow.heard_kinds().await,
        ["charge.succeeded", "payment_intent.succeeded", "checkout.session.async_payment_succeeded"]
    );
}

#[tokio::test]
async fn only_a_payment_under_way_can_settle() {
    let flow = Flow::start().await;
    let id = flow.session(&[]).await;
    let path = format!("/_emulator/checkout/sessions/{id}/async_payment_succeeded");
    assert_eq!(flow.shop.post(&path, &[]).await.error().status, 400);
    flow.pay(&id, &[]).await;
    assert_eq!(flow.shop.post(&path, &[]).await.error().status, 400);
}
