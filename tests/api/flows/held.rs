//! Flow 10: money that is held until the merchant takes it.

use serde_json::json;

use super::{Flow, kinds};

const MANUAL: &[(&str, &str)] = &[("payment_intent_data[capture_method]", "manual")];

#[tokio::test]
async fn held_money_is_not_paid_yet() {
    let flow = Flow::start().await;
    let id = flow.session(MANUAL).await;
    let session = flow.pay(&id, &[]).await;
    assert_eq!([&session["status"], &session["payment_status"]], [&json!("complete"), &json!("unpaid")]);
    let events = flow.heard().await;
    assert_eq!(
        kinds(&events),
        [
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.amount_capturable_updated",
            "checkout.session.completed"
        ]
    );
    let charge = Flow::object_of(&events, "charge.succeeded");
    assert_eq!(
        [&charge["captured"], &charge["paid"], &charge["amount_captured"]],
        [&json!(false), &json!(true), &json!(0)]
    );
    let before = charge["created"].as_i64().unwrap() + 7 * 24 * 60 * 60;
    assert_eq!(charge["payment_method_details"]["card"]["capture_before"], before);
    let intent = Flow::object_of(&events, "payment_intent.amount_capturable_updated");
    assert_eq!([&intent["status"], &intent["amount_capturable"]], [&json!("requires_capture"), &json!(4000)]);
}

#[tokio::test]
async fn what_nobody_takes_goes_back_after_seven_days() {
    let flow = Flow::start().await;
    let id = flow.session(MANUAL).await;
    flow.pay(&id, &[]).await;
    flow.heard().await;
    flow.shop.advance("7d").await;
    let events = flow.heard().await;
    assert_eq!(kinds(&events), ["charge.expired", "payment_intent.canceled"]);
    let intent = Flow::object_of(&events, "payment_intent.canceled");
    assert_eq!(
        [&intent["status"], &intent["cancellation_reason"]],
        [&json!("canceled"), &json!("automatic")]
    );
}
