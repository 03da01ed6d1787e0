//! Flow 4: a customer subscribes.

use serde_json::{Value, json};

use super::{Flow, kinds};
use crate::support::{DAY, NOON};

const CLUB: &[(&str, &str)] = &[
    ("mode", "subscription"),
    ("success_url", "https://shop.example/thanks"),
    ("line_items[0][price_data][currency]", "usd"),
    ("line_items[0][price_data][unit_amount]", "2000"),
    ("line_items[0][price_data][recurring][interval]", "month"),
    ("line_items[0][price_data][product_data][name]", "Mug club"),
    ("line_items[0][quantity]", "1"),
];

#[tokio::test]
async fn a_subscription_starts_once_its_first_invoice_is_paid() {
    let flow = Flow::start().await;
    let more =
        [("subscription_data[metadata][tier]", "gold"), ("subscription_data[description]", "Mugs monthly")];
    let id = flow.session_of(CLUB, &more).await;
    let session = flow.pay(&id, &[("email", "jenny@example.com")]).await;
    let events = flow.heard().await;
    assert_eq!(
        kinds(&events),
        [
            "customer.created",
            "customer.updated",
            "payment_method.attached",
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "customer.subscription.created",
            "invoice.created",
            "invoice.finalized",
            "invoice.paid",
            "invoice.payment_succeeded",
            "checkout.session.completed"
        ]
    );
    assert_eq!([&session["status"], &session["payment_status"]], [&json!("complete"), &json!("paid")]);
    assert_eq!(session["payment_intent"], Value::Null);

    let subscription =
        flow.get(&format!("/v1/subscriptions/{}", session["subscription"].as_str().unwrap())).await;
    assert_eq!(subscription, *Flow::object_of(&events, "customer.subscription.created"));
    assert_eq!(subscription["status"], "active");
    assert_eq!(subscription["customer"], session["customer"]);
    assert_eq!(subscription["latest_invoice"], session["invoice"]);
    assert_eq!(subscription["metadata"], json!({"tier": "gold"}));
    let method = Flow::object_of(&events, "payment_method.attached");
    assert_eq!(subscription["default_payment_method"], method["id"]);
    let item = &subscription["items"]["data"][0];
    assert_eq!(item["current_period_start"], NOON);
    assert_eq!(item["current_period_end"], NOON + 31 * DAY);
    assert_eq!(subscription["plan"]["id"], item["price"]["id"]);

    assert_eq!(Flow::object_of(&events, "invoice.created")["status"], "draft");
    let path = format!("/v1/invoices/{}", session["invoice"].as_str().unwrap());
    let invoice = flow.shop.get(&path, &[("expand[]", "payments")]).await.object();
    assert_eq!(
        [&invoice["status"], &invoice["billing_reason"]],
        [&json!("paid"), &json!("subscription_create")]
    );
    assert_eq!(
        [&invoice["total"], &invoice["amount_paid"], &invoice["amount_remaining"]],
        [&json!(2000), &json!(2000), &json!(0)]
    );
    assert_eq!(invoice["parent"]["subscription_details"]["subscription"], subscription["id"]);
    assert_eq!(invoice["lines"]["data"][0]["description"], "1 × Mug club (at $20.00 / month)");
    assert_eq!(invoice["lines"]["data"][0]["period"]["end"], NOON + 31 * DAY);
    assert_eq!(invoice["customer_email"], "jenny@example.com");
    let customer = flow.get(&format!("/v1/customers/{}", session["customer"].as_str().unwrap())).await;
    let number = format!("{}-0001", customer["invoice_prefix"].as_str().unwrap());
    assert_eq!([&invoice["number"], &customer["next_invoice_sequence"]], [&json!(number), &json!(2)]);
    let intent = Flow::object_of(&events, "payment_intent.succeeded");
    assert_eq!(invoice["payments"]["data"][0]["payment"]["payment_intent"], intent["id"]);
    assert_eq!(
        [&intent["description"], &intent["setup_future_usage"]],
        [&json!("Subscription creation"), &json!("off_session")]
    );

    flow.shop.advance("15s").await;
    assert_eq!(flow.heard_kinds().await, ["charge.updated", "invoice_payment.paid"]);
}

#[tokio::test]
async fn before_basil_the_invoice_comes_first() {
    let flow = Flow::start_at("2024-06-20").await;
    let id = flow.session_of(CLUB, &[]).await;
    let session = flow.pay(&id, &[]).await;
    let events = flow.heard().await;
    assert_eq!(
        kinds(&events),
        [
            "customer.created",
            "customer.updated",
            "payment_method.attached",
            "invoice.created",
            "customer.subscription.created",
            "invoice.updated",
            "invoice.finalized",
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "customer.subscription.updated",
            "invoice.paid",
            "invoice.payment_succeeded",
            "checkout.session.completed"
        ]
    );
    assert_eq!(Flow::object_of(&events, "customer.subscription.created")["status"], "incomplete");
    assert_eq!(Flow::object_of(&events, "customer.subscription.updated")["status"], "active");
    assert_eq!(session["payment_status"], "paid");
}

#[tokio::test]
async fn a_trial_costs_nothing_and_is_told_of_before_it_ends() {
    let flow = Flow::start().await;
    let id = flow.session_of(CLUB, &[("subscription_data[trial_period_days]", "14")]).await;
    let session = flow.pay(&id, &[]).await;
    let events = flow.heard().await;
    assert_eq!(
        kinds(&events),
        [
            "setup_intent.created",
            "customer.created",
            "customer.updated",
            "payment_method.attached",
            "setup_intent.succeeded",
            "customer.subscription.created",
            "invoice.created",
            "invoice.finalized",
            "invoice.paid",
            "invoice.payment_succeeded",
            "checkout.session.completed"
        ]
    );
    assert_eq!(
        [&session["payment_status"], &session["amount_total"]],
        [&json!("no_payment_required"), &json!(0)]
    );
    let subscription = Flow::object_of(&events, "customer.subscription.created");
    assert_eq!(
        [&subscription["status"], &subscription["trial_end"]],
        [&json!("trialing"), &json!(NOON + 14 * DAY)]
    );
    let invoice = Flow::object_of(&events, "invoice.paid");
    assert_eq!(invoice["lines"]["data"][0]["description"], "Trial period for Mug club");
    flow.shop.advance("10d").await;
    assert_eq!(flow.heard_kinds().await, [""; 0]);
    flow.shop.advance("1d").await;
    assert_eq!(flow.heard_kinds().await, ["customer.subscription.trial_will_end"]);
}

#[tokio::test]
async fn a_trial_can_do_without_a_payment_method() {
    let flow = Flow::start().await;
    let more = [("subscription_data[trial_period_days]", "14"), ("payment_method_collection", "if_required")];
    let id = flow.session_of(CLUB, &more).await;
    flow.pay(&id, &[]).await;
    let events = flow.heard().await;
    assert!(!kinds(&events).contains(&"payment_method.attached"));
    assert_eq!(
        Flow::object_of(&events, "customer.subscription.created")["default_payment_method"],
        Value::Null
    );
}

#[tokio::test]
async fn a_declined_subscription_never_was() {
    let flow = Flow::start().await;
    let id = flow.session_of(CLUB, &[]).await;
    let fault = flow.complete(&id, &[("payment_method", "pm_card_chargeDeclined")]).await.error();
    assert_eq!((fault.status, fault.code.as_str()), (402, "card_declined"));
    assert_eq!(
        flow.heard_kinds().await,
        ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]
    );
    let session = flow.retrieve(&id).await;
    assert_eq!(
        [&session["status"], &session["customer"], &session["subscription"]],
        [&json!("open"), &Value::Null, &Value::Null]
    );
    assert_eq!(flow.pay(&id, &[]).await["payment_status"], "paid");
}

#[tokio::test]
async fn discounts_and_taxes_are_on_the_invoice_as_in_the_session() {
    let flow = Flow::start().await;
    let coupon = [("percent_off", "25"), ("duration", "repeating"), ("duration_in_months", "3")];
    let coupon = flow.shop.post("/v1/coupons", &coupon).await.id();
    let rate = [("display_name", "VAT"), ("inclusive", "false"), ("percentage", "20")];
    let rate = flow.shop.post("/v1/tax_rates", &rate).await.id();
    let more = [("discounts[0][coupon]", coupon.as_str()), ("line_items[0][tax_rates][0]", rate.as_str())];
    let id = flow.session_of(CLUB, &more).await;
    let session = flow.pay(&id, &[]).await;
    let path = format!("/v1/invoices/{}", session["invoice"].as_str().unwrap());
    let invoice = flow.shop.get(&path, &[("expand[]", "discounts")]).await.object();
    assert_eq!(session["amount_total"], 1800);
    assert_eq!([&invoice["subtotal"], &invoice["total"]], [&json!(2000), &json!(1800)]);
    assert_eq!(
        [&invoice["total_excluding_tax"], &invoice["total_taxes"][0]["amount"]],
        [&json!(1500), &json!(300)]
    );
    assert_eq!(invoice["total_discount_amounts"][0]["amount"], 500);
    assert_eq!(invoice["discounts"][0]["source"]["coupon"], *coupon);
    let subscription =
        flow.get(&format!("/v1/subscriptions/{}", session["subscription"].as_str().unwrap())).await;
    assert_eq!(subscription["discounts"][0], invoice["discounts"][0]["id"]);
    assert_eq!(invoice["discounts"][0]["end"], NOON + (31 + 28 + 31) * DAY);
    let line = &invoice["lines"]["data"][0];
    assert_eq!(
        [&line["amount"], &line["discount_amounts"][0]["amount"], &line["taxes"][0]["taxable_amount"]],
        [&json!(2000), &json!(500), &json!(1500)]
    );
}

#[tokio::test]
async fn a_debit_starts_a_subscription_before_it_settles() {
    let flow = Flow::start().await;
    let more = [("allowed_payment_method_types[0]", "us_bank_account")];
    let id = flow.session_of(CLUB, &more).await;
    let session = flow.pay(&id, &[]).await;
    assert_eq!(session["payment_status"], "unpaid");
    flow.heard().await;
    let invoice = flow.get(&format!("/v1/invoices/{}", session["invoice"].as_str().unwrap())).await;
    assert_eq!(invoice["status"], "open");
    let path = format!("/_emulator/checkout/sessions/{id}/async_payment_succeeded");
    flow.shop.post(&path, &[]).await.object();
    assert_eq!(
        flow.heard_kinds().await,
        [
            "charge.succeeded",
            "payment_intent.succeeded",
            "invoice.paid",
            "invoice.payment_succeeded",
            "checkout.session.async_payment_succeeded"
        ]
    );
}

#[tokio::test]
async fn a_subscription_is_canceled_now_or_at_the_end_of_its_period() {
    let flow = Flow::start().await;
    let id = flow.session_of(CLUB, &[]).await;
    let session = flow.pay(&id, &[]).await;
    flow.heard().await;
    let path = format!("/v1/subscriptions/{}", session["subscription"].as_str().unwrap());
    let leaving = flow.shop.post(&path, &[("cancel_at_period_end", "true")]).await.object();
    assert_eq!(leaving["cancel_at"], NOON + 31 * DAY);
    let events = flow.heard().await;
    assert_eq!(
        events[0]["data"]["previous_attributes"],
        json!({
            "cancel_at": null,
            "cancel_at_period_end": false,
            "canceled_at": null,
            "cancellation_details": {"reason": null},
        })
    );
    flow.shop.advance("31d").await;
    assert_eq!(flow.heard_kinds().await.last().unwrap(), "customer.subscription.deleted");
    assert_eq!(flow.get(&path).await["status"], "canceled");
    assert_eq!(flow.get("/v1/subscriptions").await["data"], json!([]));
    assert_eq!(flow.shop.delete(&path, &[]).await.error().status, 404);

    let id = flow.session_of(CLUB, &[]).await;
    let session = flow.pay(&id, &[]).await;
    flow.heard().await;
    let path = format!("/v1/subscriptions/{}", session["subscription"].as_str().unwrap());
    let gone = flow.shop.delete(&path, &[("cancellation_details[feedback]", "too_expensive")]).await.object();
    assert_eq!(gone["cancellation_details"]["reason"], "cancellation_requested");
    assert_eq!(gone["cancellation_details"]["feedback"], "too_expensive");
    assert_eq!(flow.heard_kinds().await, ["customer.subscription.deleted"]);
}

#[tokio::test]
async fn what_is_not_emulated_is_refused_by_name() {
    let flow = Flow::start().await;
    let id = flow.session_of(CLUB, &[]).await;
    let session = flow.pay(&id, &[]).await;
    let path = format!("/v1/subscriptions/{}", session["subscription"].as_str().unwrap());
    let fault = flow.shop.post(&path, &[("items[0][price]", "price_1")]).await.error();
    assert_eq!((fault.status, fault.param.as_str()), (400, "items"));
}

#[tokio::test]
async fn a_payment_can_leave_an_invoice() {
    let flow = Flow::start().await;
    let more = [
        ("invoice_creation[enabled]", "true"),
        ("invoice_creation[invoice_data][description]", "For you"),
        ("invoice_creation[invoice_data][metadata][order]", "7"),
    ];
    let id = flow.session(&more).await;
    let session = flow.pay(&id, &[]).await;
    let events = flow.heard().await;
    assert_eq!(
        kinds(&events),
        [
            "customer.created",
            "customer.updated",
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.completed",
            "invoice.created",
            "invoice.finalized",
            "invoice.paid",
            "invoice.payment_succeeded"
        ]
    );
    assert_eq!(Flow::object_of(&events, "checkout.session.completed")["invoice"], session["invoice"]);
    let invoice = flow.get(&format!("/v1/invoices/{}", session["invoice"].as_str().unwrap())).await;
    assert_eq!(
        [&invoice["status"], &invoice["billing_reason"], &invoice["parent"]],
        [&json!("paid"), &json!("manual"), &Value::Null]
    );
    assert_eq!([&invoice["description"], &invoice["metadata"]], [&json!("For you"), &json!({"order": "7"})]);
    assert_eq!(invoice["total"], session["amount_total"]);
    let lines = flow.get(&format!("/v1/invoices/{}/lines", session["invoice"].as_str().unwrap())).await;
    assert_eq!(lines["data"], invoice["lines"]["data"]);
}
