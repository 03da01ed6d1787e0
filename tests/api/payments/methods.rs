//! Payment methods: described, attached, and what their banks say of them.

use serde_json::{Value, json};

use super::{path, shop, told};
use crate::conformance::objects::assert_conforms;
use crate::support::error;

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

#[tokio::test]
async fn a_cards_bank_is_asked_once_it_is_attached_or_used() {
    let (_stripe, shop) = shop().await;
    let customer = shop.customer().await;
    let token =
        [("type", "card"), ("card[token]", "tok_visa"), ("billing_details[address][postal_code]", "94103")];
    let checks = |method: &Value| method["card"]["checks"].clone();
    let fresh = json!({"address_line1_check": null, "address_postal_code_check": "unchecked", "cvc_check": "unchecked"});
    let asked =
        json!({"address_line1_check": null, "address_postal_code_check": "pass", "cvc_check": "pass"});

    let attached = shop.post("/v1/payment_methods", &token).await.object();
    assert_eq!(checks(&attached), fresh);
    let attach = format!("{}/attach", path("payment_methods", &attached));
    assert_eq!(checks(&shop.post(&attach, &[("customer", &customer)]).await.object()), asked);

    let used = shop.post("/v1/payment_methods", &token).await.object();
    super::paid(&shop, &[("payment_method", used["id"].as_str().unwrap())]).await;
    assert_eq!(checks(&shop.get(&path("payment_methods", &used), &[]).await.object()), asked);
}

#[tokio::test]
async fn a_decline_of_attaching_names_no_parameter() {
    let (_stripe, shop) = shop().await;
    let customer = shop.customer().await;
    let attach = async |card: &str| {
        let path = format!("/v1/payment_methods/{card}/attach");
        shop.post(&path, &[("customer", &customer)]).await.json()["error"]["param"].clone()
    };
    assert_eq!(attach("pm_card_chargeDeclined").await, json!(""));
    assert_eq!(attach("pm_card_chargeDeclinedExpiredCard").await, json!("exp_month"));
}

#[tokio::test]
async fn an_iban_must_be_one() {
    let (_stripe, shop) = shop().await;
    let message = "The IBAN you provided is invalid.";
    for wrong in ["XX00", "AT611904300234573202"] {
        let params = [("type", "sepa_debit"), ("sepa_debit[iban]", wrong)];
        let fault = shop.post("/v1/payment_methods", &params).await.error();
        assert_eq!(fault, error("invalid_bank_account_iban", "sepa_debit[iban]", message));
    }
    let described =
        [("payment_method_data[type]", "sepa_debit"), ("payment_method_data[sepa_debit][iban]", "XX00")];
    let fault = shop.post("/v1/setup_intents", &described).await.error();
    assert_eq!(fault.param, "payment_method_data[sepa_debit][iban]");
    let spaced = [("type", "sepa_debit"), ("sepa_debit[iban]", "AT61 1904 3002 3457 3201")];
    assert_eq!(shop.post("/v1/payment_methods", &spaced).await.object()["sepa_debit"]["last4"], "3201");

    let session = [crate::flows::MUGS, &[("line_items[0][price_data][currency]", "eur")]].concat();
    let session = shop.post("/v1/checkout/sessions", &session).await.id();
    let complete = format!("/_emulator/checkout/sessions/{session}/complete");
    let fault = shop.post(&complete, &[("sepa_debit[iban]", "AT611904300234573202")]).await.error();
    assert_eq!(fault, error("invalid_bank_account_iban", "sepa_debit[iban]", message));
}

#[tokio::test]
async fn a_debit_shows_how_to_find_it() {
    let (_stripe, shop) = shop().await;
    let params = [
        ("amount", "2000"),
        ("currency", "usd"),
        ("confirm", "true"),
        ("return_url", "https://shop.example/back"),
        ("payment_method", "pm_usBankAccount"),
    ];
    let intent = shop.post("/v1/payment_intents", &params).await.object();
    let charge = format!("/v1/charges/{}", intent["latest_charge"].as_str().unwrap());
    let charge = shop.get(&charge, &[]).await.object();
    assert_conforms(&charge, "charge");
    assert!(
        charge["payment_method_details"]["us_bank_account"].get("payment_reference").is_some(),
        "{charge}"
    );
}

#[tokio::test]
async fn a_customer_is_told_of_before_what_they_have() {
    let (_stripe, shop) = shop().await;
    let params =
        [("payment_method", "pm_card_visa"), ("invoice_settings[default_payment_method]", "pm_card_visa")];
    let customer = shop.post("/v1/customers", &params).await.object();
    assert_eq!(told(&shop).await, ["customer.created", "payment_method.attached"]);
    let events = shop.get("/v1/events", &[("type", "customer.created")]).await.object();
    assert_eq!(events["data"][0]["data"]["object"], customer);
    let refused = shop.post("/v1/customers", &[("payment_method", "pm_card_chargeDeclined")]).await;
    assert_eq!((refused.status, shop.count("/v1/customers").await), (402, 1));
}
