//! Flow 8: a decline, and another try.

use serde_json::{Value, json};

use super::{Flow, kinds};

#[tokio::test]
async fn a_decline_leaves_its_traces_and_the_session_open() {
    let flow = Flow::start().await;
    let id = flow.session(&[("customer_creation", "always")]).await;
    let refused =
        flow.complete(&id, &[("payment_method", "pm_card_visa_chargeDeclinedInsufficientFunds")]).await;
    let body = refused.json();
    let error = &body["error"];
    assert_eq!(refused.status, 402);
    assert_eq!(
        [&error["type"], &error["code"], &error["decline_code"], &error["message"]],
        [
            &json!("card_error"),
            &json!("card_declined"),
            &json!("insufficient_funds"),
            &json!("Your card has insufficient funds.")
        ]
    );
    assert_eq!(
        [&error["advice_code"], &error["network_advice_code"], &error["network_decline_code"]],
        [&json!("try_again_later"), &json!("02"), &json!("51")]
    );

    let events = flow.heard().await;
    assert_eq!(kinds(&events), ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]);
    let failed = Flow::object_of(&events, "payment_intent.payment_failed");
    assert_eq!(failed["status"], "requires_payment_method");
    assert_eq!(failed["payment_method"], Value::Null);
    assert_eq!(failed["last_payment_error"]["decline_code"], "insufficient_funds");
    assert_eq!(failed["last_payment_error"]["charge"], failed["latest_charge"]);
    assert_eq!(failed["last_payment_error"]["payment_method"]["card"]["last4"], "9995");
    let charge = Flow::object_of(&events, "charge.failed");
    assert_eq!([&charge["paid"], &charge["captured"]], [&json!(false), &json!(false)]);
    assert_eq!(charge["outcome"]["reason"], "insufficient_funds");
    assert_eq!(charge["id"], error["charge"]);

    let session = flow.retrieve(&id).await;
    assert_eq!([&session["status"], &session["payment_status"]], [&json!("open"), &json!("unpaid")]);
    assert_eq!(session["customer"], Value::Null);

    let done = flow.pay(&id, &[]).await;
    assert_eq!(done["payment_intent"], failed["id"]);
    assert_eq!(
        flow.heard_kinds().await,
        [
            "customer.created",
            "customer.updated",
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.completed"
        ]
    );
}

#[tokio::test]
async fn each_decline_says_its_own() {
    let cases = [
        ("4000000000000002", "card_declined", "generic_decline", "Your card was declined."),
        ("4000000000009987", "card_declined", "lost_card", "Your card was declined."),
        ("4000000000009979", "card_declined", "stolen_card", "Your card was declined."),
        ("4000000000000069", "expired_card", "expired_card", "Your card has expired."),
        ("4000000000000127", "incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."),
        (
            "4000000000000119",
            "processing_error",
            "processing_error",
            "An error occurred while processing your card. Try again in a little bit.",
        ),
        (
            "4000000000006975",
            "card_declined",
            "card_velocity_exceeded",
            "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
        ),
        ("4100000000000019", "card_declined", "fraudulent", "Your card was declined."),
        ("4000000000000341", "card_declined", "generic_decline", "Your card was declined."),
    ];
    let flow = Flow::start().await;
    let id = flow.session(&[]).await;
    for (number, code, decline_code, message) in cases {
        let refused = flow.complete(&id, &[("card[number]", number)]).await;
        let error = &refused.json()["error"];
        assert_eq!(refused.status, 402, "{number}");
        assert_eq!(
            [&error["code"], &error["decline_code"], &error["message"]],
            [&json!(code), &json!(decline_code), &json!(message)],
            "{number}"
        );
    }
    assert_eq!(flow.pay(&id, &[]).await["payment_status"], "paid");
}

#[tokio::test]
async fn a_failed_challenge_is_no_charge() {
    let flow = Flow::start().await;
    let id = flow.session(&[]).await;
    let entered = [("card[number]", "4000002760003184"), ("three_d_secure", "fail")];
    let fault = flow.complete(&id, &entered).await.error();
    assert_eq!((fault.status, fault.code.as_str()), (402, "payment_intent_authentication_failure"));
    let events = flow.heard().await;
    assert_eq!(
        kinds(&events),
        ["payment_intent.created", "payment_intent.requires_action", "payment_intent.payment_failed"]
    );
    let failed = Flow::object_of(&events, "payment_intent.payment_failed");
    assert_eq!(failed["last_payment_error"]["code"], "payment_intent_authentication_failure");
    assert_eq!(failed["latest_charge"], Value::Null);
    assert_eq!(flow.retrieve(&id).await["status"], "open");
}

#[tokio::test]
async fn a_number_that_is_no_test_card_reaches_no_bank() {
    let flow = Flow::start().await;
    let id = flow.session(&[]).await;
    let wrong = flow.complete(&id, &[("card[number]", "4242424242424241")]).await.error();
    assert_eq!(
        (wrong.status, wrong.code.as_str(), wrong.param.as_str()),
        (402, "incorrect_number", "card[number]")
    );
    let live = flow.complete(&id, &[("card[number]", "4111111111111111")]).await;
    assert_eq!((live.status, &live.json()["error"]["decline_code"]), (402, &json!("test_mode_live_card")));
    assert_eq!(flow.heard_kinds().await, [""; 0]);
    assert_eq!(flow.retrieve(&id).await["payment_intent"], Value::Null);
}
