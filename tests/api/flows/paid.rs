//! Flows 1 and 2: a card pays, with and without a customer.

use serde_json::{Value, json};

use super::{Flow, kinds};

#[tokio::test]
async fn a_card_pays_and_every_object_agrees() {
    let flow = Flow::start().await;
    let more = [
        ("payment_intent_data[description]", "Order 7"),
        ("payment_intent_data[metadata][order]", "7"),
        ("payment_intent_data[statement_descriptor_suffix]", "MUGS"),
        ("payment_intent_data[receipt_email]", "jenny@example.com"),
        ("metadata[cart]", "c1"),
    ];
    let id = flow.session(&more).await;
    let session = flow.pay(&id, &[("email", "jenny@example.com"), ("name", "Jenny Rosen")]).await;

    let events = flow.heard().await;
    assert_eq!(
        kinds(&events),
        [
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.completed"
        ]
    );
    assert_eq!(
        [&session["status"], &session["payment_status"], &session["url"]],
        [&json!("complete"), &json!("paid"), &Value::Null]
    );
    assert_eq!(session["customer"], Value::Null);
    assert_eq!(session["customer_details"]["email"], "jenny@example.com");
    assert_eq!(session["customer_details"]["name"], "Jenny Rosen");
    assert_eq!(session["customer_details"]["tax_ids"], json!([]));
    assert_eq!(session, flow.retrieve(&id).await);
    assert_eq!(session, *Flow::object_of(&events, "checkout.session.completed"));

    let created = Flow::object_of(&events, "payment_intent.created");
    assert_eq!(created["status"], "requires_payment_method");
    assert_eq!([&created["payment_method"], &created["latest_charge"]], [&Value::Null, &Value::Null]);
    let paid = Flow::object_of(&events, "payment_intent.succeeded");
    assert_eq!(paid["id"], session["payment_intent"]);
    assert_eq!([&paid["amount"], &paid["amount_received"]], [&json!(4000), &json!(4000)]);
    assert_eq!(paid["metadata"], json!({"order": "7"}));
    assert_eq!(paid["description"], "Order 7");

    let charge = Flow::object_of(&events, "charge.succeeded");
    assert_eq!(charge["id"], paid["latest_charge"]);
    assert_eq!(charge["payment_intent"], paid["id"]);
    assert_eq!(charge["payment_method"], paid["payment_method"]);
    assert_eq!(charge["metadata"], json!({"order": "7"}));
    assert_eq!(charge["billing_details"]["name"], "Jenny Rosen");
    assert_eq!(charge["balance_transaction"], Value::Null);
    assert_eq!(charge["outcome"]["type"], "authorized");
    assert_eq!(charge["payment_method_details"]["card"]["last4"], "4242");
    // A charge shares the middle of its payment's id.
    let middle = |object: &Value| object["id"].as_str().unwrap()[3..19].to_owned();
    assert_eq!(middle(charge), middle(paid));
}

#[tokio::test]
async fn what_a_charge_cost_is_known_a_little_later() {
    let flow = Flow::start().await;
    let id = flow.session(&[]).await;
    flow.pay(&id, &[]).await;
    flow.heard().await;

    flow.shop.advance("2s").await;
    let events = flow.heard().await;
    assert_eq!(kinds(&events), ["charge.updated"]);
    assert_eq!(events[0]["data"]["previous_attributes"], json!({"balance_transaction": null}));
    assert!(events[0]["data"]["object"]["balance_transaction"].as_str().unwrap().starts_with("txn_3"));
}

#[tokio::test]
async fn a_customer_is_made_where_one_is_wanted() {
    let flow = Flow::start().await;
    let id = flow.session(&[("customer_creation", "always")]).await;
    let session = flow.pay(&id, &[("email", "jenny@example.com"), ("name", "Jenny Rosen")]).await;

    let events = flow.heard().await;
    assert_eq!(
        kinds(&events),
        [
            "customer.created",
            "customer.updated",
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.completed"
        ]
    );
    let customer = flow.get(&format!("/v1/customers/{}", session["customer"].as_str().unwrap())).await;
    assert_eq!([&customer["email"], &customer["name"]], [&json!("jenny@example.com"), &json!("Jenny Rosen")]);
    for kind in ["charge.succeeded", "payment_intent.succeeded"] {
        assert_eq!(Flow::object_of(&events, kind)["customer"], session["customer"], "{kind}");
    }
}

#[tokio::test]
async fn a_method_for_later_is_attached_to_the_customer() {
    let flow = Flow::start().await;
    let id = flow.session(&[("payment_intent_data[setup_future_usage]", "off_session")]).await;
    let session = flow.pay(&id, &[]).await;
    let events = flow.heard().await;
    let attached = Flow::object_of(&events, "payment_method.attached");
    assert_eq!(attached["customer"], session["customer"]);
    assert_eq!(Flow::object_of(&events, "payment_intent.succeeded")["payment_method"], attached["id"]);
    assert_eq!(Flow::object_of(&events, "payment_intent.succeeded")["setup_future_usage"], "off_session");
}

#[tokio::test]
async fn only_what_the_session_says_is_saved_on_a_known_customer() {
    let flow = Flow::start().await;
    let customer = flow.shop.customer().await;
    let entered = [
        ("name", "Jenny Rosen"),
        ("billing_address[country]", "DE"),
        ("billing_address[line1]", "Hauptstr. 1"),
        ("billing_address[postal_code]", "10115"),
    ];
    let id = flow.session(&[("customer", &customer)]).await;
    flow.pay(&id, &entered).await;
    assert!(!flow.heard_kinds().await.contains(&"customer.updated".to_owned()));

    let saving = [("customer", customer.as_str()), ("customer_update[address]", "auto")];
    let id = flow.session(&saving).await;
    let session = flow.pay(&id, &entered).await;
    let events = flow.heard().await;
    let updated = Flow::object_of(&events, "customer.updated");
    assert_eq!(updated["address"]["line1"], "Hauptstr. 1");
    assert_eq!(updated["name"], Value::Null);
    assert_eq!(session["customer"], *customer);
}

#[tokio::test]
async fn three_d_secure_is_asked_for_and_answered() {
    let flow = Flow::start().await;
    let id = flow.session(&[]).await;
    let session = flow.pay(&id, &[("payment_method", "pm_card_authenticationRequired")]).await;
    let events = flow.heard().await;
    assert_eq!(
        kinds(&events),
        [
            "payment_intent.created",
            "payment_intent.requires_action",
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.completed"
        ]
    );
    assert_ne!(Flow::object_of(&events, "payment_intent.requires_action")["next_action"], Value::Null);
    assert_eq!(Flow::object_of(&events, "payment_intent.succeeded")["next_action"], Value::Null);
    assert_eq!(session["payment_status"], "paid");
}

#[tokio::test]
async fn a_challenge_waits_for_its_answer() {
    let flow = Flow::start().await;
    let id = flow.session(&[]).await;
    let card = ("card[number]", "4000002760003184");
    let waiting = flow.pay(&id, &[card, ("three_d_secure", "challenge")]).await;
    assert_eq!([&waiting["status"], &waiting["payment_status"]], [&json!("open"), &json!("unpaid")]);
    assert_eq!(flow.heard_kinds().await, ["payment_intent.created", "payment_intent.requires_action"]);
    let done = flow.pay(&id, &[card]).await;
    assert_eq!(done["status"], "complete");
    assert_eq!(done["payment_intent"], waiting["payment_intent"]);
    assert_eq!(
        flow.heard_kinds().await,
        ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]
    );
}

#[tokio::test]
async fn a_free_order_needs_no_payment() {
    let flow = Flow::start().await;
    let coupon = flow.shop.post("/v1/coupons", &[("percent_off", "100"), ("duration", "once")]).await.id();
    let id = flow.session(&[("discounts[0][coupon]", &coupon)]).await;
    let session = flow.pay(&id, &[]).await;
    assert_eq!(
        [
            &session["status"],
            &session["payment_status"],
            &session["payment_intent"],
            &session["amount_total"]
        ],
        [&json!("complete"), &json!("paid"), &Value::Null, &json!(0)]
    );
    // Documented: such orders always leave a customer.
    assert_ne!(session["customer"], Value::Null);
    assert_eq!(
        flow.heard_kinds().await,
        ["customer.created", "customer.updated", "checkout.session.completed"]
    );
    assert_eq!(flow.get(&format!("/v1/coupons/{coupon}")).await["times_redeemed"], 1);
}

#[tokio::test]
async fn a_page_confirms_as_the_stripe_cli_makes_it() {
    let flow = Flow::start().await;
    let id = flow.session(&[]).await;
    let page = flow.get(&format!("/v1/payment_pages/{id}")).await;
    assert_eq!([&page["session_id"], &page["state"]], [&json!(id), &json!("active")]);
    let confirm = format!("/v1/payment_pages/{id}/confirm");
    let fault = flow
        .shop
        .post(&confirm, &[("payment_method", "pm_card_visa"), ("expected_amount", "1")])
        .await
        .error();
    assert_eq!((fault.status, fault.param.as_str()), (400, "expected_amount"));
    let sent = [("payment_method", "pm_card_visa"), ("expected_amount", "4000"), ("guid", "x"), ("sid", "y")];
    let page = flow.shop.post(&confirm, &sent).await.object();
    assert_eq!([&page["state"], &page["payment_status"]], [&json!("succeeded"), &json!("paid")]);
    assert_eq!(flow.heard_kinds().await.last().unwrap(), "checkout.session.completed");
}

#[tokio::test]
async fn events_of_a_customers_own_doing_name_no_request() {
    let flow = Flow::start().await;
    let id = flow.session(&[]).await;
    flow.pay(&id, &[]).await;
    for event in flow.heard().await {
        assert_eq!(event["request"], json!({"id": null, "idempotency_key": null}), "{}", event["type"]);
    }
}
