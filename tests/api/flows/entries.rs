//! What a customer enters, what is filled in for them, and what they could not do.

use serde_json::{Value, json};

use super::Flow;

const SHIPPED: &[(&str, &str)] = &[("shipping_address_collection[allowed_countries][]", "DE")];

const ADDRESS: &[(&str, &str)] = &[
    ("shipping[name]", "Jenny Rosen"),
    ("shipping[address][line1]", "Hauptstr. 1"),
    ("shipping[address][city]", "Berlin"),
    ("shipping[address][postal_code]", "10115"),
    ("shipping[address][country]", "DE"),
];

#[tokio::test]
async fn a_shipping_address_is_never_made_up() {
    let flow = Flow::start().await;
    let id = flow.session(SHIPPED).await;
    let fault = flow.complete(&id, &[]).await.error();
    assert_eq!(
        (fault.status, fault.code.as_str(), fault.param.as_str()),
        (400, "parameter_missing", "shipping")
    );
    let mut elsewhere = ADDRESS.to_vec();
    elsewhere[4].1 = "FR";
    let fault = flow.complete(&id, &elsewhere).await.error();
    assert_eq!((fault.status, fault.param.as_str()), (400, "shipping[address][country]"));
    assert_eq!(flow.heard_kinds().await, [""; 0]);

    let session = flow.pay(&id, ADDRESS).await;
    let details = &session["collected_information"]["shipping_details"];
    assert_eq!([&details["name"], &details["address"]["city"]], [&json!("Jenny Rosen"), &json!("Berlin")]);
    let events = flow.heard().await;
    let shipping = &Flow::object_of(&events, "payment_intent.succeeded")["shipping"];
    assert_eq!(
        [&shipping["name"], &shipping["address"]["line1"]],
        [&json!("Jenny Rosen"), &json!("Hauptstr. 1")]
    );
}

#[tokio::test]
async fn a_phone_number_goes_with_the_goods() {
    let flow = Flow::start().await;
    let more =
        [SHIPPED[0], ("phone_number_collection[enabled]", "true"), ("invoice_creation[enabled]", "true")];
    let id = flow.session(&more).await;
    flow.pay(&id, &[ADDRESS, &[("phone", "+4930123456")]].concat()).await;
    let events = flow.heard().await;
    for kind in ["payment_intent.created", "payment_intent.succeeded", "charge.succeeded"] {
        assert_eq!(Flow::object_of(&events, kind)["shipping"]["phone"], "+4930123456", "{kind}");
    }
    assert_eq!(Flow::object_of(&events, "customer.updated")["shipping"]["phone"], "+4930123456");
    assert_eq!(Flow::object_of(&events, "invoice.paid")["shipping_details"]["phone"], "+4930123456");
}

#[tokio::test]
async fn an_address_that_only_the_server_may_write_comes_from_there() {
    let flow = Flow::start().await;
    let more = [
        ("ui_mode", "elements"),
        ("return_url", "https://shop.example/back"),
        ("success_url", ""),
        ("permissions[update_shipping_details]", "server_only"),
        SHIPPED[0],
    ];
    let base: Vec<(&str, &str)> =
        super::MUGS.iter().filter(|(name, _)| *name != "success_url").copied().collect();
    let more: Vec<(&str, &str)> = more.iter().filter(|(name, _)| *name != "success_url").copied().collect();
    let id = flow.session_of(&base, &more).await;
    let fault = flow.complete(&id, ADDRESS).await.error();
    assert_eq!((fault.status, fault.param.as_str()), (400, "shipping"));
    let written: Vec<(String, &str)> = ADDRESS
        .iter()
        .map(|(name, value)| {
            (name.replacen("shipping", "collected_information[shipping_details]", 1), *value)
        })
        .collect();
    let written: Vec<(&str, &str)> = written.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    flow.shop.post(&format!("/v1/checkout/sessions/{id}"), &written).await.object();
    assert_eq!(flow.pay(&id, &[]).await["status"], "complete");
}

#[tokio::test]
async fn what_a_customer_would_have_to_enter_is_filled_in() {
    let flow = Flow::start().await;
    let more = [
        ("phone_number_collection[enabled]", "true"),
        ("billing_address_collection", "required"),
        ("consent_collection[terms_of_service]", "required"),
        ("consent_collection[promotions]", "auto"),
    ];
    let id = flow.session(&more).await;
    let session = flow.pay(&id, &[]).await;
    let details = &session["customer_details"];
    assert_eq!(
        [&details["email"], &details["name"]],
        [&json!("customer@example.com"), &json!("Test Customer")]
    );
    for filled in [&details["phone"], &details["address"]["line1"], &details["address"]["country"]] {
        assert!(filled.is_string(), "{details}");
    }
    assert_eq!(session["consent"], json!({"promotions": "opt_out", "terms_of_service": "accepted"}));
}

#[tokio::test]
async fn custom_fields_are_answered_or_missed() {
    let flow = Flow::start().await;
    let more = [
        ("custom_fields[0][key]", "engraving"),
        ("custom_fields[0][label][custom]", "Engraving"),
        ("custom_fields[0][label][type]", "custom"),
        ("custom_fields[0][type]", "text"),
        ("custom_fields[0][text][maximum_length]", "5"),
        ("custom_fields[1][key]", "size"),
        ("custom_fields[1][label][custom]", "Size"),
        ("custom_fields[1][label][type]", "custom"),
        ("custom_fields[1][type]", "dropdown"),
        ("custom_fields[1][optional]", "true"),
        ("custom_fields[1][dropdown][options][0][label]", "Small"),
        ("custom_fields[1][dropdown][options][0][value]", "s"),
    ];
    let id = flow.session(&more).await;
    for (entered, param) in [
        (&[][..], "custom_fields[engraving]"),
        (&[("custom_fields[engraving]", "too long")], "custom_fields[engraving]"),
        (&[("custom_fields[engraving]", "Ada"), ("custom_fields[size]", "xl")], "custom_fields[size]"),
        (&[("custom_fields[engraving]", "Ada"), ("custom_fields[other]", "x")], "custom_fields[other]"),
    ] {
        let fault = flow.complete(&id, entered).await.error();
        assert_eq!((fault.status, fault.param.as_str()), (400, param), "{entered:?}");
    }
    let session = flow.pay(&id, &[("custom_fields[engraving]", "Ada"), ("custom_fields[size]", "s")]).await;
    assert_eq!(session["custom_fields"][0]["text"]["value"], "Ada");
    assert_eq!(session["custom_fields"][1]["dropdown"]["value"], "s");
}

#[tokio::test]
async fn a_customer_chooses_among_what_is_offered() {
    let flow = Flow::start().await;
    let rate = flow.shop.shipping_rate().await;
    let dear = [
        ("display_name", "Express"),
        ("type", "fixed_amount"),
        ("fixed_amount[amount]", "1500"),
        ("fixed_amount[currency]", "usd"),
    ];
    let express = flow.shop.post("/v1/shipping_rates", &dear).await.id();
    let coupon = flow.shop.post("/v1/coupons", &[("percent_off", "10")]).await.id();
    let code = [("promotion[type]", "coupon"), ("promotion[coupon]", coupon.as_str()), ("code", "SPRING")];
    let code = flow.shop.post("/v1/promotion_codes", &code).await.id();
    let more = [
        ("shipping_options[0][shipping_rate]", rate.as_str()),
        ("shipping_options[1][shipping_rate]", express.as_str()),
        ("allow_promotion_codes", "true"),
        ("line_items[0][adjustable_quantity][enabled]", "true"),
        ("line_items[0][adjustable_quantity][maximum]", "5"),
    ];
    let id = flow.session(&more).await;
    let items = flow.get(&format!("/v1/checkout/sessions/{id}/line_items")).await;
    let item = format!("quantities[{}]", items["data"][0]["id"].as_str().unwrap());

    for (entered, param) in [
        (("shipping_rate", "shr_unknown"), "shipping_rate"),
        (("promotion_code", "AUTUMN"), "promotion_code"),
        ((item.as_str(), "6"), item.as_str()),
        (("quantities[li_unknown]", "1"), "quantities[li_unknown]"),
        (("payment_method", "ideal"), "payment_method"),
        (("payment_method", "pm_unknown"), "payment_method"),
    ] {
        let fault = flow.complete(&id, &[entered]).await.error();
        assert_eq!((fault.status, fault.param.as_str()), (400, param));
    }
    let entered = [("shipping_rate", express.as_str()), ("promotion_code", "spring"), (item.as_str(), "3")];
    let session = flow.pay(&id, &entered).await;
    assert_eq!(session["amount_subtotal"], 6000);
    assert_eq!(session["total_details"]["amount_discount"], 600);
    assert_eq!(session["shipping_cost"]["shipping_rate"], *express);
    assert_eq!(session["amount_total"], 6000 - 600 + 1500);
    assert_eq!(session["discounts"], json!([{"coupon": null, "promotion_code": code}]));
    let events = flow.heard().await;
    assert_eq!(Flow::object_of(&events, "payment_intent.succeeded")["amount"], 6900);
    assert_eq!(flow.get(&format!("/v1/promotion_codes/{code}")).await["times_redeemed"], 1);
}

#[tokio::test]
async fn a_session_is_completed_once() {
    let flow = Flow::start().await;
    let id = flow.session(&[]).await;
    let done = flow.pay(&id, &[]).await;
    flow.heard().await;
    let fault = flow.complete(&id, &[]).await.error();
    assert_eq!(fault.status, 400);
    assert!(fault.message.contains("`complete`"), "{}", fault.message);
    let fault = flow.shop.post(&format!("/v1/checkout/sessions/{id}/expire"), &[]).await.error();
    assert!(fault.message.contains("`complete`"), "{}", fault.message);
    assert_eq!(flow.retrieve(&id).await, done);
    assert_eq!(flow.heard().await, Vec::<Value>::new());
}

#[tokio::test]
async fn json_and_no_key_do_as_well() {
    let flow = Flow::start().await;
    let id = flow.session(&[]).await;
    let path = format!("/_emulator/checkout/sessions/{id}/complete");
    let stranger = flow.stripe.stranger().with("content-type", "application/json");
    let body = json!({"card": {"number": "4000000000000002"}}).to_string();
    assert_eq!(stranger.post_raw(&path, body).await.status, 402);
    let body = json!({"name": "Ada", "billing_address": {"country": "FR"}, "phone": null}).to_string();
    let session = stranger.post_raw(&path, body).await.object();
    assert_eq!(session["customer_details"]["address"]["country"], "FR");
    assert_eq!(stranger.post_raw("/_emulator/checkout/sessions/cs_test_no/complete", "{}").await.status, 404);
}
