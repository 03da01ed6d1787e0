//! Payment intents, setup intents, payment methods, charges, refunds and their balance transactions.

use serde_json::{Value, json};

use crate::conformance::objects::assert_conforms;
use crate::support::{Client, Emulator};

const CARD: &[(&str, &str)] = &[("amount", "2000"), ("currency", "usd"), ("payment_method", "pm_card_visa")];

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
    let params = [CARD, &[("confirm", "true")], more].concat();
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
    let done = shop.post(&format!("{path}/confirm"), &[]).await.object();
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
async fn held_money_is_captured_in_part_once() {
    let (_stripe, shop) = shop().await;
    let held = paid(&shop, &[("capture_method", "manual")]).await;
    assert_eq!([&held["status"], &held["amount_capturable"]], [&json!("requires_capture"), &json!(2000)]);
    let capture = format!("{}/capture", path("payment_intents", &held));
    let fault = shop.post(&capture, &[("amount_to_capture", "2001")]).await.error();
    assert_eq!(
        (fault.status, fault.code.as_str(), fault.param.as_str()),
        (400, "amount_too_large", "amount_to_capture")
    );
    let done = shop.post(&capture, &[("amount_to_capture", "1500")]).await.object();
    assert_eq!([&done["status"], &done["amount_received"]], [&json!("succeeded"), &json!(1500)]);
    let charge =
        shop.get(&format!("/v1/charges/{}", done["latest_charge"].as_str().unwrap()), &[]).await.object();
    assert_conforms(&charge, "charge");
    assert_eq!(
        [&charge["captured"], &charge["amount_captured"], &charge["amount_refunded"]],
        [&json!(true), &json!(1500), &json!(500)]
    );
    let fault = shop.post(&capture, &[]).await.error();
    assert!(
        fault
            .message
            .starts_with("This PaymentIntent could not be captured because it has a status of succeeded."),
        "{}",
        fault.message
    );
    let events = shop.get("/v1/events", &[("type", "charge.captured")]).await.object();
    let previous = &events["data"][0]["data"]["previous_attributes"];
    assert_eq!(
        [&previous["captured"], &previous["amount_captured"], &previous["balance_transaction"]],
        [&json!(false), &json!(0), &Value::Null]
    );
}

#[tokio::test]
async fn canceling_lets_held_money_go() {
    let (_stripe, shop) = shop().await;
    let held = paid(&shop, &[("capture_method", "manual")]).await;
    let cancel = format!("{}/cancel", path("payment_intents", &held));
    let gone = shop.post(&cancel, &[("cancellation_reason", "duplicate")]).await.object();
    assert_conforms(&gone, "payment_intent");
    assert_eq!([&gone["status"], &gone["cancellation_reason"]], [&json!("canceled"), &json!("duplicate")]);
    let kinds = told(&shop).await;
    assert_eq!(kinds[kinds.len() - 2..], ["charge.refunded", "payment_intent.canceled"]);
}

#[tokio::test]
async fn a_decline_is_answered_with_everything_that_is_known_of_it() {
    let (_stripe, shop) = shop().await;
    let params = [
        ("amount", "2000"),
        ("currency", "usd"),
        ("confirm", "true"),
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
async fn money_goes_back_until_none_is_left() {
    let (_stripe, shop) = shop().await;
    let intent = paid(&shop, &[]).await;
    let charge = intent["latest_charge"].as_str().unwrap().to_owned();
    let id = intent["id"].as_str().unwrap();
    let first = shop
        .post("/v1/refunds", &[("payment_intent", id), ("amount", "500"), ("reason", "duplicate")])
        .await
        .object();
    assert_conforms(&first, "refund");
    assert_eq!([&first["status"], &first["charge"]], [&json!("succeeded"), &json!(charge)]);
    assert_eq!(first["id"].as_str().unwrap()[3..19], charge[3..19]);
    let fault = shop.post("/v1/refunds", &[("charge", &charge), ("amount", "1501")]).await.error();
    assert_eq!(fault.message, "Refund amount ($15.01) is greater than unrefunded amount on charge ($15.00)");
    assert_eq!(fault.param, "amount");
    shop.post("/v1/refunds", &[("charge", &charge)]).await.object();
    let fault = shop.post("/v1/refunds", &[("charge", &charge)]).await.error();
    assert_eq!(
        (fault.code.as_str(), fault.message),
        ("charge_already_refunded", format!("Charge {charge} has already been refunded."))
    );
    let refunded = shop.get(&format!("/v1/charges/{charge}"), &[("expand[]", "refunds")]).await.object();
    assert_conforms(&refunded, "charge");
    assert_eq!([&refunded["refunded"], &refunded["amount_refunded"]], [&json!(true), &json!(2000)]);
    assert_eq!(refunded["refunds"]["data"].as_array().unwrap().len(), 2);
    let events = shop.get("/v1/events", &[("type", "charge.refunded")]).await.object();
    assert_eq!(events["data"][1]["data"]["previous_attributes"], json!({"amount_refunded": 0}));
    assert_eq!(
        events["data"][0]["data"]["previous_attributes"],
        json!({"amount_refunded": 500, "refunded": false})
    );
    assert_eq!(
        shop.post("/v1/refunds", &[]).await.error().message,
        "One of the following params should be provided for this request: payment_intent or charge."
    );
    let cancel = format!("{}/cancel", path("refunds", &first));
    assert_eq!(shop.post(&cancel, &[]).await.error().message, "Canceling this refund is unsupported.");
    assert_eq!(shop.get("/v1/refunds", &[("charge", &charge)]).await.ids().len(), 2);
}

#[tokio::test]
async fn some_refunds_take_their_time_and_some_come_back() {
    let (_stripe, shop) = shop().await;
    for (method, at_first, later, last) in [
        ("pm_card_pendingRefund", "pending", "succeeded", "charge.refund.updated"),
        ("pm_card_refundFail", "succeeded", "failed", "refund.failed"),
    ] {
        let params =
            [("amount", "2000"), ("currency", "usd"), ("confirm", "true"), ("payment_method", method)];
        let intent = shop.post("/v1/payment_intents", &params).await.id();
        let refund = shop.post("/v1/refunds", &[("payment_intent", &intent)]).await.object();
        assert_eq!(refund["status"], at_first);
        shop.advance("2s").await;
        let refund = shop.get(&path("refunds", &refund), &[]).await.object();
        assert_conforms(&refund, "refund");
        assert_eq!(refund["status"], later);
        assert!(told(&shop).await.contains(&last.to_owned()), "{last}");
    }
}

#[tokio::test]
async fn balance_transactions_add_up_and_become_available() {
    let (_stripe, shop) = shop().await;
    let intent = paid(&shop, &[]).await;
    shop.advance("2s").await;
    let charge = format!("/v1/charges/{}", intent["latest_charge"].as_str().unwrap());
    let charge = shop.get(&charge, &[("expand[]", "balance_transaction")]).await.object();
    let entry = &charge["balance_transaction"];
    assert_conforms(entry, "balance_transaction");
    assert_eq!(
        [&entry["amount"], &entry["fee"], &entry["net"], &entry["status"]],
        [&json!(2000), &json!(88), &json!(1912), &json!("pending")]
    );
    shop.post("/v1/refunds", &[("charge", charge["id"].as_str().unwrap())]).await.object();
    let list = shop
        .get("/v1/balance_transactions", &[("type", "refund"), ("expand[]", "data.source")])
        .await
        .object();
    assert_conforms(&list["data"][0], "balance_transaction");
    assert_eq!(
        [&list["data"][0]["amount"], &list["data"][0]["source"]["object"]],
        [&json!(-2000), &json!("refund")]
    );
    shop.advance("2d").await;
    assert_eq!(shop.get(&path("balance_transactions", entry), &[]).await.object()["status"], "available");
}

#[tokio::test]
async fn a_payment_method_is_attached_and_detached() {
    let (_stripe, shop) = shop().await;
    let card = [
        ("type", "card"),
        ("card[number]", "4242424242424242"),
        ("card[exp_month]", "12"),
        ("card[exp_year]", "2030"),
        ("card[cvc]", "123"),
        ("billing_details[name]", "Jenny Rosen"),
        ("metadata[a]", "1"),
    ];
    let method = shop.post("/v1/payment_methods", &card).await.object();
    assert_conforms(&method, "payment_method");
    assert_eq!(
        [&method["card"]["last4"], &method["billing_details"]["name"]],
        [&json!("4242"), &json!("Jenny Rosen")]
    );
    let (path, customer) = (path("payment_methods", &method), shop.customer().await);
    let fault = shop.post(&format!("{path}/attach"), &[]).await.error();
    assert_eq!(
        (fault.code.as_str(), fault.message.as_str()),
        ("parameter_missing", "Must provide customer or customer_account.")
    );
    for _ in 0..2 {
        let attached = shop.post(&format!("{path}/attach"), &[("customer", &customer)]).await.object();
        assert_eq!(attached["customer"], *customer);
    }
    let declined = shop
        .post("/v1/payment_methods/pm_card_chargeDeclined/attach", &[("customer", &customer)])
        .await
        .error();
    assert_eq!((declined.status, declined.code.as_str()), (402, "card_declined"));
    assert_eq!(shop.get("/v1/payment_methods", &[]).await.ids(), [""; 0]);
    for list in ["/v1/payment_methods".to_owned(), format!("/v1/customers/{customer}/payment_methods")] {
        let query: &[(&str, &str)] =
            if list.len() < 25 { &[("customer", &customer), ("type", "card")] } else { &[] };
        assert_eq!(shop.get(&list, query).await.ids(), [method["id"].as_str().unwrap()]);
    }
    let settings = [("invoice_settings[default_payment_method]", method["id"].as_str().unwrap())];
    let known = shop.post(&format!("/v1/customers/{customer}"), &settings).await.object();
    assert_eq!(known["invoice_settings"]["default_payment_method"], method["id"]);
    let gone = shop.post(&format!("{path}/detach"), &[]).await.object();
    assert_eq!(gone["customer"], Value::Null);
    let events = shop.get("/v1/events", &[("type", "payment_method.detached")]).await.object();
    assert_eq!(events["data"][0]["data"]["previous_attributes"], json!({"customer": customer}));
    assert_eq!(shop.post(&format!("{path}/detach"), &[]).await.error().status, 400);
    let fault = shop.post(&format!("{path}/attach"), &[("customer", &customer)]).await.error();
    assert!(fault.message.contains("It may not be used again."), "{}", fault.message);
}

#[tokio::test]
async fn methods_of_every_type_conform() {
    let (_stripe, shop) = shop().await;
    for kind in [
        "affirm",
        "alipay",
        "bancontact",
        "boleto",
        "cashapp",
        "eps",
        "ideal",
        "klarna",
        "konbini",
        "link",
        "oxxo",
        "p24",
        "paypal",
        "revolut_pay",
        "us_bank_account",
        "wechat_pay",
        "upi",
        "payto",
        "naver_pay",
        "sofort",
        "zip",
    ] {
        let method = shop.post("/v1/payment_methods", &[("type", kind)]).await.object();
        assert_conforms(&method, "payment_method");
    }
    let sepa =
        shop.post("/v1/payment_methods", &[("sepa_debit[iban]", "AT611904300234573201")]).await.object();
    assert_conforms(&sepa, "payment_method");
    assert_eq!(
        [&sepa["type"], &sepa["sepa_debit"]["last4"], &sepa["sepa_debit"]["country"]],
        [&json!("sepa_debit"), &json!("3201"), &json!("AT")]
    );
    let fault = shop.post("/v1/payment_methods", &[("type", "card"), ("ideal[bank]", "ing")]).await.error();
    assert_eq!(fault.param, "ideal");
    let token =
        shop.post("/v1/payment_methods", &[("type", "card"), ("card[token]", "tok_visa")]).await.object();
    assert_eq!(token["card"]["brand"], "visa");
}

#[tokio::test]
async fn a_customer_comes_with_a_card() {
    let (_stripe, shop) = shop().await;
    let params = [
        ("payment_method", "pm_card_visa"),
        ("invoice_settings[default_payment_method]", "pm_card_visa"),
        ("expand[]", "invoice_settings.default_payment_method"),
    ];
    let customer = shop.post("/v1/customers", &params).await.object();
    let method = &customer["invoice_settings"]["default_payment_method"];
    assert_eq!([&method["customer"], &method["card"]["last4"]], [&customer["id"], &json!("4242")]);
    let fault = shop.post("/v1/customers", &[("source", "tok_nothing")]).await.error();
    assert_eq!(fault.param, "source");
    assert_eq!(shop.count("/v1/customers").await, 1);
}

#[tokio::test]
async fn a_method_is_set_up() {
    let (_stripe, shop) = shop().await;
    let customer = shop.customer().await;
    let params = [("customer", customer.as_str()), ("payment_method", "pm_card_visa"), ("confirm", "true")];
    let done = shop.post("/v1/setup_intents", &params).await.object();
    assert_conforms(&done, "setup_intent");
    assert_eq!(done["status"], "succeeded");
    let kinds = told(&shop).await;
    assert_eq!(
        kinds,
        ["customer.created", "setup_intent.created", "payment_method.attached", "setup_intent.succeeded"]
    );
    let refused = shop.post(&format!("{}/cancel", path("setup_intents", &done)), &[]).await;
    assert_eq!(refused.json()["error"]["code"], "setup_intent_unexpected_state");
    let waiting = shop
        .post(
            "/v1/setup_intents",
            &[("payment_method", "pm_card_authenticationRequired"), ("confirm", "true")],
        )
        .await
        .object();
    assert_conforms(&waiting, "setup_intent");
    assert_eq!(waiting["status"], "requires_action");
    let gone = shop.post(&format!("{}/cancel", path("setup_intents", &waiting)), &[]).await.object();
    assert_eq!(gone["status"], "canceled");
    let declined = shop
        .post("/v1/setup_intents", &[("payment_method", "pm_card_chargeDeclined"), ("confirm", "true")])
        .await;
    assert_eq!(
        (declined.status, &declined.json()["error"]["setup_intent"]["status"]),
        (402, &json!("requires_payment_method"))
    );
    assert_eq!(
        shop.get("/v1/setup_intents", &[("customer", &customer)]).await.ids(),
        [done["id"].as_str().unwrap()]
    );
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
    let payment = invoice["payments"]["data"][0]["id"].as_str().unwrap();
    let payment = shop.get(&format!("/v1/invoice_payments/{payment}"), &[]).await.object();
    assert_eq!(payment["status"], "paid");
    for list in ["/v1/subscriptions", "/v1/invoices", "/v1/invoice_payments"] {
        assert_eq!(shop.get(list, &[]).await.ids().len(), 1, "{list}");
    }
    let fault = shop.get("/v1/invoices/in_x", &[]).await.error();
    assert_eq!((fault.message.as_str(), fault.param.as_str()), ("No such invoice: 'in_x'", "invoice"));
}

#[tokio::test]
async fn a_card_that_cannot_be_is_a_card_error() {
    let (_stripe, shop) = shop().await;
    for (number, month, year, code, param) in [
        ("4242424242424241", "12", "2030", "incorrect_number", "number"),
        ("4242424242424242", "13", "2030", "invalid_expiry_month", "exp_month"),
        ("4242424242424242", "12", "2025", "invalid_expiry_year", "exp_year"),
        ("4111111111111111", "12", "2030", "card_declined", ""),
    ] {
        let card = [("card[number]", number), ("card[exp_month]", month), ("card[exp_year]", year)];
        let fault = shop.post("/v1/payment_methods", &card).await.error();
        assert_eq!(
            (fault.status, fault.kind.as_str(), fault.code.as_str(), fault.param.as_str()),
            (402, "card_error", code, param)
        );
    }
}
