//! What a new session looks like.

use serde_json::{Value, json};

use super::{MODES, SESSIONS, UI_MODES, assert_conforms, least, with};
use crate::support::{Emulator, NOON, error};

/// What Stripe answered on 2026-09-20, at version `2026-08-26.dahlia`, to a customer, a mode, two URLs and a price of
/// $15.00; but for ids, times, names, and payment methods, which depend on the account.
fn recorded(actual: &Value) -> Value {
    let url = "http://localhost:3000/?stripe_checkout_session_id={CHECKOUT_SESSION_ID}";
    json!({
        "id": actual["id"],
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": true},
        "after_expiration": null,
        "allow_promotion_codes": null,
        "allowed_payment_method_types": null,
        "amount_subtotal": 1500,
        "amount_total": 1500,
        "automatic_tax": {"enabled": false, "liability": null, "provider": null, "status": null},
        "billing_address_collection": null,
        "branding_settings": {
            "background_color": "#ffffff",
            "border_style": "rounded",
            "button_color": "#0074d4",
            "display_name": actual["branding_settings"]["display_name"],
            "font_family": "default",
            "icon": null,
            "logo": null,
        },
        "cancel_url": url,
        "client_reference_id": null,
        "client_secret": null,
        "collected_information": {"business_name": null, "individual_name": null, "shipping_details": null},
        "consent": null,
        "consent_collection": null,
        "created": NOON,
        "currency": "usd",
        "currency_conversion": null,
        "custom_fields": [],
        "custom_text": {
            "after_submit": null,
            "shipping_address": null,
            "submit": null,
            "terms_of_service_acceptance": null,
        },
        "customer": actual["customer"],
        "customer_account": null,
        "customer_creation": null,
        "customer_details": {
            "address": null,
            "business_name": null,
            "email": "jenny@example.com",
            "individual_name": null,
            "name": null,
            "phone": null,
            "tax_exempt": "none",
            "tax_ids": null,
        },
        "customer_email": null,
        "discounts": [],
        "expires_at": NOON + 86400,
        "integration_identifier": null,
        "invoice": null,
        "invoice_creation": no_invoice(),
        "livemode": false,
        "locale": null,
        "managed_payments": {"enabled": false},
        "metadata": {},
        "mode": "payment",
        "origin_context": null,
        "payment_intent": null,
        "payment_link": null,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": {
            "id": actual["payment_method_configuration_details"]["id"],
            "parent": null,
        },
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": ["card", "link"],
        "payment_status": "unpaid",
        "permissions": null,
        "phone_number_collection": {"enabled": false},
        "recovered_from": null,
        "saved_payment_method_options": shown_methods(),
        "setup_intent": null,
        "shipping_address_collection": null,
        "shipping_cost": null,
        "shipping_options": [],
        "status": "open",
        "submit_type": null,
        "subscription": null,
        "success_url": url,
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": actual["url"],
        "wallet_options": null,
    })
}

fn no_invoice() -> Value {
    json!({
        "enabled": false,
        "invoice_data": {
            "account_tax_ids": null,
            "custom_fields": null,
            "description": null,
            "footer": null,
            "issuer": null,
            "metadata": {},
            "rendering_options": null,
        },
    })
}

/// `saved_payment_method_options` of a session that shows saved payment methods.
fn shown_methods() -> Value {
    json!({"allow_redisplay_filters": ["always"], "payment_method_remove": "disabled", "payment_method_save": null})
}

/// The same in `subscription` mode, for $10.00 a month.
fn recorded_subscription(actual: &Value) -> Value {
    let mut session = recorded(actual);
    session["amount_subtotal"] = json!(1000);
    session["amount_total"] = json!(1000);
    session["invoice_creation"] = json!(null);
    session["mode"] = json!("subscription");
    session["payment_method_collection"] = json!("always");
    session
}

/// The same in `setup` mode, with a currency instead of a price.
fn recorded_setup(actual: &Value) -> Value {
    let mut session = recorded(actual);
    for absent in [
        "amount_subtotal",
        "amount_total",
        "discounts",
        "invoice_creation",
        "managed_payments",
        "saved_payment_method_options",
        "total_details",
    ] {
        session[absent] = json!(null);
    }
    session["adaptive_pricing"]["enabled"] = json!(false);
    session["customer_details"]["tax_exempt"] = json!(null);
    session["mode"] = json!("setup");
    session["payment_method_collection"] = json!("always");
    session["payment_status"] = json!("no_payment_required");
    session["setup_intent"] = actual["setup_intent"].clone();
    session
}

/// What is expected of an answer, with what differs from time to time taken from it.
type Expected = fn(&Value) -> Value;

#[tokio::test]
async fn the_answer_is_the_recorded_one_byte_for_byte() {
    let stripe = Emulator::start().await;
    let customer = stripe.shop().customer().await;
    let price = |amount: &'static str, more: &'static [(&str, &str)]| {
        [&[("currency", "usd"), ("unit_amount", amount), ("product_data[name]", "T")], more].concat()
    };
    let once = stripe.shop().post("/v1/prices", &price("1500", &[])).await.id();
    let monthly = price("1000", &[("recurring[interval]", "month")]);
    let monthly = stripe.shop().post("/v1/prices", &monthly).await.id();
    let url = "http://localhost:3000/?stripe_checkout_session_id={CHECKOUT_SESSION_ID}";
    let sent = |mode, more: &[(&'static str, &str)]| {
        let base =
            [("customer", customer.as_str()), ("mode", mode), ("success_url", url), ("cancel_url", url)];
        let more = more.iter().map(|(name, value)| (*name, (*value).to_owned()));
        base.iter().map(|(name, value)| (*name, (*value).to_owned())).chain(more).collect::<Vec<_>>()
    };
    let item = |price| [("line_items[0][price]", price), ("line_items[0][quantity]", "1")];
    let cases: [(_, Expected); 3] = [
        (sent("payment", &item(&once)), recorded),
        (sent("subscription", &item(&monthly)), recorded_subscription),
        (sent("setup", &[("currency", "usd")]), recorded_setup),
    ];
    for (params, expected) in cases {
        let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for version in ["2026-08-26.dahlia", "2026-10-28.endive"] {
            let answer = stripe.shop().version(version).post(SESSIONS, &params).await;
            let expected = expected(&answer.object());
            assert_eq!(answer.text, serde_json::to_string_pretty(&expected).unwrap());
            assert_eq!(expected["customer"], customer.as_str());
        }
    }
}

#[tokio::test]
async fn ids_and_links_look_as_recorded() {
    let stripe = Emulator::start().await;
    for (mode, part) in [("payment", "a1"), ("subscription", "a1"), ("setup", "c1")] {
        let session = stripe.shop().post(SESSIONS, &least(mode, "hosted_page")).await.object();
        let id = session["id"].as_str().unwrap();
        assert_eq!(id.len(), 66);
        assert!(id.starts_with(&format!("cs_test_{part}")), "{id}");
        assert!(id["cs_test_".len()..].bytes().all(|byte| byte.is_ascii_alphanumeric()), "{id}");
        let url = session["url"].as_str().unwrap();
        assert!(url.starts_with("http://localhost:") && url.ends_with(&format!("/c/pay/{id}")), "{url}");
        let configuration = session["payment_method_configuration_details"]["id"].as_str().unwrap();
        assert!(configuration.starts_with("pmc_1") && configuration.len() == 28, "{configuration}");
        let setup_intent = session["setup_intent"].as_str();
        assert_eq!(setup_intent.map(|id| (&id[..5], id.len())), (mode == "setup").then_some(("seti_", 29)));
    }
}

#[tokio::test]
async fn every_mode_and_ui_mode_has_its_fields() {
    let stripe = Emulator::start().await;
    for (mode, ui_mode) in MODES.into_iter().flat_map(|mode| UI_MODES.map(|ui_mode| (mode, ui_mode))) {
        let session = stripe.shop().post(SESSIONS, &least(mode, ui_mode)).await.object();
        assert_conforms(&session, "checkout.session");
        let has = |name: &str| session.get(name).is_some();
        let hosted = ui_mode == "hosted_page";
        assert_eq!((&session["mode"], &session["ui_mode"]), (&mode.into(), &ui_mode.into()));
        // Where the customer pays, and where they go then.
        assert_eq!(session["url"].is_null(), !hosted, "{ui_mode}");
        assert_eq!(session["success_url"].is_null(), !hosted, "{ui_mode}");
        assert_eq!(has("return_url"), !hosted, "{ui_mode}");
        let secret = session["client_secret"].as_str().and_then(|secret| secret.split_once("_secret_"));
        assert_eq!(secret.map(|(id, _)| id), session["id"].as_str().filter(|_| !hosted), "{ui_mode}");
        let redirect = (ui_mode == "embedded_page").then(|| json!("always"));
        assert_eq!(session.get("redirect_on_completion"), redirect.as_ref(), "{ui_mode}");
        assert_eq!(has("branding_settings"), ui_mode != "elements", "{ui_mode}");
        // Money.
        let setup = mode == "setup";
        assert_eq!(session["amount_total"], if setup { json!(null) } else { json!(2000) });
        assert_eq!(session["payment_status"], if setup { "no_payment_required" } else { "unpaid" });
        assert_eq!(session["setup_intent"].is_string(), setup);
        assert_eq!(session["adaptive_pricing"]["enabled"], !setup);
        for amounts in ["total_details", "discounts", "managed_payments"] {
            assert_eq!(session[amounts].is_null(), setup, "{amounts}");
        }
        let invoice = if mode == "payment" { no_invoice() } else { json!(null) };
        assert_eq!(session["invoice_creation"], invoice);
        let collection = if mode == "payment" { "if_required" } else { "always" };
        assert_eq!(session["payment_method_collection"], collection);
        for absent in [
            "optional_items",
            "name_collection",
            "tax_id_collection",
            "excluded_payment_method_types",
            "presentment_details",
            "line_items",
        ] {
            assert!(!has(absent), "{absent}");
        }
    }
}

#[tokio::test]
async fn a_guest_and_a_customer_are_shown_differently() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let customer = shop.customer().await;
    for (mode, creation, methods) in
        [("payment", json!("if_required"), json!(null)), ("subscription", json!("always"), shown_methods())]
    {
        let guest = shop.post(SESSIONS, &least(mode, "hosted_page")).await.object();
        assert_eq!(guest["customer"], json!(null));
        assert_eq!(guest["customer_creation"], creation);
        assert_eq!(guest["customer_details"], json!(null));
        assert_eq!(guest["collected_information"], json!(null));
        assert_eq!(guest["saved_payment_method_options"], methods);
    }
    for mode in MODES {
        let nothing = json!({"business_name": null, "individual_name": null, "shipping_details": null});
        let params = with(&least(mode, "elements"), &[("customer", &customer)]);
        let known = shop.post(SESSIONS, &params).await.object();
        assert_eq!(known["customer"], customer.as_str());
        assert_eq!(known["customer_creation"], json!(null));
        assert_eq!(known["customer_details"]["email"], "jenny@example.com");
        assert_eq!(known["customer_details"]["tax_exempt"].as_str(), (mode != "setup").then_some("none"));
        assert_eq!(known["collected_information"], nothing);
        assert_eq!(known["saved_payment_method_options"].is_null(), mode == "setup");

        let params = with(&least(mode, "elements"), &[("customer_email", "guest@example.com")]);
        let guest = shop.post(SESSIONS, &params).await.object();
        assert_eq!(
            (&guest["customer"], &guest["customer_email"]),
            (&json!(null), &json!("guest@example.com"))
        );
        assert_eq!(guest["customer_details"]["email"], "guest@example.com");
        assert_eq!(guest["collected_information"], nothing);
        assert_conforms(&guest, "checkout.session");
    }
}

#[tokio::test]
async fn a_customers_tax_status_is_the_sessions() {
    let stripe = Emulator::start().await;
    for status in ["none", "exempt", "reverse"] {
        let customer = [("email", "jenny@example.com"), ("tax_exempt", status)];
        let customer = stripe.shop().post("/v1/customers", &customer).await.id();
        let params = with(&least("payment", "hosted_page"), &[("customer", &customer)]);
        let session = stripe.shop().post(SESSIONS, &params).await.object();
        assert_eq!(session["customer_details"]["tax_exempt"], status);
    }
}

#[tokio::test]
async fn a_customer_who_is_not_there_is_refused() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let deleted = shop.customer().await;
    shop.delete(&format!("/v1/customers/{deleted}"), &[]).await.object();
    for customer in ["cus_nobody", &deleted] {
        let params = with(&least("payment", "hosted_page"), &[("customer", customer)]);
        let message = format!("No such customer: '{customer}'");
        assert_eq!(
            shop.post(SESSIONS, &params).await.error(),
            error("resource_missing", "customer", &message)
        );
    }
    assert_eq!(shop.count(SESSIONS).await, 0);
}

#[tokio::test]
async fn a_price_made_on_the_spot_is_a_real_one_out_of_sight() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let params = with(&least("payment", "hosted_page"), &[("expand[]", "line_items.data.price.product")]);
    let session = shop.post(SESSIONS, &params).await.object();
    let price = session["line_items"]["data"][0]["price"].clone();
    assert_eq!((&price["active"], &price["unit_amount"]), (&json!(false), &json!(1000)));
    assert_eq!((&price["product"]["active"], &price["product"]["name"]), (&json!(false), &json!("T-shirt")));
    let kept = shop.get(&format!("/v1/prices/{}", price["id"].as_str().unwrap()), &[]).await.object();
    assert_eq!(kept["product"], price["product"]["id"]);
    // It cannot be sold a second time.
    let again = with(
        &least("payment", "hosted_page"),
        &[("line_items[1][price]", price["id"].as_str().unwrap()), ("line_items[1][quantity]", "1")],
    );
    let message = "The price specified is inactive. This field only accepts active prices.";
    assert_eq!(shop.post(SESSIONS, &again).await.error(), error("", "line_items[1][price]", message));
}

#[tokio::test]
async fn a_price_in_several_currencies_is_sold_in_the_sessions() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let price = [
        ("currency", "usd"),
        ("unit_amount", "1000"),
        ("product_data[name]", "T"),
        ("currency_options[eur][unit_amount]", "900"),
    ];
    let price = shop.post("/v1/prices", &price).await.id();
    let session = |currency| {
        let params = [
            ("mode", "payment"),
            ("success_url", "https://shop.example"),
            ("currency", currency),
            ("line_items[0][price]", price.as_str()),
            ("line_items[0][quantity]", "3"),
            ("expand[]", "line_items"),
        ];
        let shop = shop.clone();
        async move { shop.post(SESSIONS, &params).await }
    };
    let euros = session("eur").await.object();
    assert_eq!((&euros["currency"], &euros["amount_total"]), (&json!("eur"), &json!(2700)));
    assert_eq!(euros["line_items"]["data"][0]["currency"], "eur");
    let message = "The price specified only supports `usd`. This doesn't match the expected currency: `gbp`.";
    assert_eq!(session("gbp").await.error(), error("", "line_items[0][price]", message));
}
