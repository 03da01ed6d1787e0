//! Money that is held until it is captured.

use serde_json::{Value, json};

use super::{paid, path, shop, told};
use crate::conformance::objects::assert_conforms;
use crate::support::{Client, error};

async fn held(shop: &Client) -> Value {
    let intent = paid(shop, &[("capture_method", "manual")]).await;
    assert_eq!([&intent["status"], &intent["amount_capturable"]], [&json!("requires_capture"), &json!(2000)]);
    intent
}

async fn charge_of(shop: &Client, intent: &Value) -> Value {
    shop.get(&format!("/v1/charges/{}", intent["latest_charge"].as_str().unwrap()), &[]).await.object()
}

#[tokio::test]
async fn held_money_is_captured_in_part_once() {
    let (_stripe, shop) = shop().await;
    let held = held(&shop).await;
    let before = charge_of(&shop, &held).await;
    let capture = format!("{}/capture", path("payment_intents", &held));
    let done = shop.post(&capture, &[("amount_to_capture", "1500")]).await.object();
    assert_eq!([&done["status"], &done["amount_received"]], [&json!("succeeded"), &json!(1500)]);
    let charge = charge_of(&shop, &done).await;
    assert_conforms(&charge, "charge");
    // What was never paid is not given back.
    assert_eq!(
        [&charge["captured"], &charge["amount_captured"], &charge["amount_refunded"], &charge["refunded"]],
        [&json!(true), &json!(1500), &json!(0), &json!(false)]
    );
    assert_eq!(
        charge["payment_method_details"]["card"]["capture_before"],
        before["payment_method_details"]["card"]["capture_before"]
    );
    let events = shop.get("/v1/events", &[("type", "charge.captured")]).await.object();
    assert_eq!(
        events["data"][0]["data"]["previous_attributes"],
        json!({"amount_captured": 0, "captured": false, "balance_transaction": null})
    );
    // What it brought is known at once, so nothing is left to be told of it.
    shop.advance("1h").await;
    assert_eq!(told(&shop).await.last().unwrap(), "payment_intent.succeeded");

    let refused = shop.post(&capture, &[]).await;
    let message = "The remaining amount on this PaymentIntent could not be captured because the remainder of the \
                   authorized amount has been released.";
    assert_eq!(refused.error(), error("payment_intent_unexpected_state", "", message));
    assert_eq!(refused.json()["error"]["payment_intent"], done);
}

#[tokio::test]
async fn of_a_part_that_was_captured_no_more_goes_back() {
    let (_stripe, shop) = shop().await;
    let held = held(&shop).await;
    let capture = format!("{}/capture", path("payment_intents", &held));
    shop.post(&capture, &[("amount_to_capture", "1500")]).await.object();
    let charge = held["latest_charge"].as_str().unwrap();
    let fault = shop.post("/v1/refunds", &[("charge", charge), ("amount", "1501")]).await.error();
    let message = "Refund amount ($15.01) is greater than unrefunded amount on charge ($15.00)";
    assert_eq!(fault, error("", "amount", message));
    assert_eq!(shop.post("/v1/refunds", &[("charge", charge)]).await.object()["amount"], 1500);
    let refunded = charge_of(&shop, &held).await;
    assert_eq!([&refunded["amount_refunded"], &refunded["refunded"]], [&json!(1500), &json!(true)]);
    let events = shop.get("/v1/events", &[("type", "charge.refunded")]).await.object();
    assert_eq!(
        events["data"][0]["data"]["previous_attributes"],
        json!({"amount_refunded": 0, "refunded": false})
    );
}

#[tokio::test]
async fn what_cannot_be_captured_is_refused_with_the_payment() {
    let (_stripe, shop) = shop().await;
    let held = held(&shop).await;
    let capture = format!("{}/capture", path("payment_intents", &held));
    let too_much = "The payment could not be captured because the requested capture amount is greater than the amount you \
                    can capture for this charge. Contact us via https://support.stripe.com/contact/ for help.";
    for (amount, fault) in [
        ("2001", error("amount_too_large", "", too_much)),
        ("0", error("parameter_invalid_integer", "amount", "This value must be greater than or equal to 1.")),
        ("-100", error("", "amount_to_capture", "Invalid non-negative integer")),
    ] {
        let refused = shop.post(&capture, &[("amount_to_capture", amount)]).await;
        assert_eq!(refused.error(), fault);
        assert_eq!(refused.json()["error"]["payment_intent"], held, "{amount}");
    }
    let paid = paid(&shop, &[]).await;
    let fault = shop.post(&format!("{}/capture", path("payment_intents", &paid)), &[]).await.error();
    let message = "This PaymentIntent could not be captured because it has a status of succeeded. Only a PaymentIntent \
                   with one of the following statuses may be captured: requires_capture.";
    assert_eq!(fault, error("payment_intent_unexpected_state", "", message));
}

#[tokio::test]
async fn canceling_lets_held_money_go_and_a_refund_does_not() {
    let (_stripe, shop) = shop().await;
    let held = held(&shop).await;
    let (id, charge) = (held["id"].as_str().unwrap(), held["latest_charge"].as_str().unwrap());
    let message = format!(
        "This uncaptured Charge was created by a PaymentIntent ({id}). You must cancel the PaymentIntent to reverse the \
         authorization instead of refunding the Charge directly. For more information, see \
         https://stripe.com/docs/payments/place-a-hold-on-a-payment-method"
    );
    for refund in
        [&[("charge", charge), ("amount", "100")][..], &[("charge", charge)], &[("payment_intent", id)]]
    {
        assert_eq!(shop.post("/v1/refunds", refund).await.error(), error("", "", &message));
    }
    let cancel = format!("{}/cancel", path("payment_intents", &held));
    let gone = shop.post(&cancel, &[("cancellation_reason", "duplicate")]).await.object();
    assert_conforms(&gone, "payment_intent");
    assert_eq!([&gone["status"], &gone["cancellation_reason"]], [&json!("canceled"), &json!("duplicate")]);
    let kinds = told(&shop).await;
    assert_eq!(kinds[kinds.len() - 2..], ["charge.refunded", "payment_intent.canceled"]);
}
