//! What a payment intent refuses, word for word, and what the error says of the intent.

use serde_json::{Value, json};

use super::{BACK, CARD, paid, path, shop, told};
use crate::support::{Client, error};

const UNEXPECTED: &str = "payment_intent_unexpected_state";

/// The version that most refusals were recorded at; it still has `payment_method_types`.
fn recorded(shop: &Client) -> Client {
    shop.version("2026-08-26.dahlia")
}

/// A payment by card of which nothing else is said.
async fn bare(shop: &Client, more: &[(&str, &str)]) -> Value {
    let params =
        [&[("amount", "1500"), ("currency", "usd"), ("payment_method_types[]", "card")], more].concat();
    recorded(shop).post("/v1/payment_intents", &params).await.object()
}

/// A card of a customer's.
async fn kept(shop: &Client, customer: &str) -> String {
    shop.post("/v1/payment_methods/pm_card_visa/attach", &[("customer", customer)]).await.id()
}

#[tokio::test]
async fn nothing_cannot_be_paid() {
    let (_stripe, shop) = shop().await;
    let message = "The amount must be greater than or equal to the minimum charge amount allowed for your account and the \
                   currency set (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to \
                   save a Payment Method for future use without an immediate payment, use a Setup Intent instead: \
                   https://docs.stripe.com/payments/setup-intents";
    let fault = shop.post("/v1/payment_intents", &[("amount", "0"), ("currency", "usd")]).await.error();
    assert_eq!(fault, error("parameter_invalid_integer", "amount", message));
}

#[tokio::test]
async fn a_payment_that_is_over_is_neither_canceled_nor_changed() {
    let (_stripe, shop) = shop().await;
    let done = paid(&shop, &[]).await;
    let gone = bare(&shop, &[]).await;
    let gone = shop.post(&format!("{}/cancel", path("payment_intents", &gone)), &[]).await.object();
    for intent in [&done, &gone] {
        let refused = shop.post(&format!("{}/cancel", path("payment_intents", intent)), &[]).await;
        let message = format!(
            "You cannot cancel this PaymentIntent because it has a status of {}. Only a PaymentIntent with one of the \
             following statuses may be canceled: requires_payment_method, requires_capture, requires_reauthorization, \
             requires_confirmation, requires_action, expired, processing.",
            intent["status"].as_str().unwrap()
        );
        assert_eq!(refused.error(), error(UNEXPECTED, "", &message));
        assert_eq!(refused.json()["error"]["payment_intent"], *intent);
    }
    let path = path("payment_intents", &done);
    for (param, value) in [("amount", "9999"), ("currency", "eur")] {
        let refused = shop.post(&path, &[(param, value)]).await;
        let message = format!(
            "This PaymentIntent's {param} could not be updated because it has a status of succeeded. You may only update \
             the {param} of a PaymentIntent with one of the following statuses: requires_payment_method, \
             requires_confirmation, requires_action."
        );
        assert_eq!(refused.error(), error(UNEXPECTED, param, &message));
        assert_eq!(refused.json()["error"]["payment_intent"], done);
    }
    let told = shop.post(&path, &[("description", "after"), ("metadata[u]", "v")]).await.object();
    assert_eq!([&told["description"], &told["metadata"]["u"]], [&json!("after"), &json!("v")]);
}

#[tokio::test]
async fn without_a_method_nothing_is_confirmed() {
    let (_stripe, shop) = shop().await;
    let customer = shop.customer().await;
    let missing = "You cannot confirm this PaymentIntent because it's missing a payment method.";
    for (params, hint) in [
        (
            vec![],
            "You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again \
             directly with a payment method or ConfirmationToken."
                .to_owned(),
        ),
        (
            vec![("customer", customer.as_str())],
            format!(
                "To confirm the PaymentIntent with {customer}, specify a payment method attached to this customer along \
                 with the customer ID."
            ),
        ),
    ] {
        let intent = bare(&shop, &params).await;
        let refused = shop.post(&format!("{}/confirm", path("payment_intents", &intent)), &[]).await;
        assert_eq!(refused.error(), error(UNEXPECTED, "", &format!("{missing} {hint}")));
        assert_eq!(refused.json()["error"]["payment_intent"], intent);
    }
}

#[tokio::test]
async fn what_a_refused_call_made_is_undone_and_not_named() {
    let (_stripe, shop) = shop().await;
    let refused = shop
        .post("/v1/payment_intents", &[("amount", "2000"), ("currency", "usd"), ("confirm", "true")])
        .await;
    assert_eq!((refused.status, &refused.json()["error"]["code"]), (400, &json!(UNEXPECTED)));
    assert!(refused.json()["error"].get("payment_intent").is_none(), "{}", refused.text);
    let refused = shop.post("/v1/payment_intents", &[CARD, &[("confirm", "true")]].concat()).await;
    assert!(refused.status == 400 && !refused.text.contains("pi_"), "{}", refused.text);
    let refused = shop.post("/v1/setup_intents", &[("confirm", "true")]).await;
    assert!(refused.status == 400 && !refused.text.contains("seti_"), "{}", refused.text);
    assert_eq!(shop.count("/v1/payment_intents").await + shop.count("/v1/setup_intents").await, 0);
    assert_eq!(told(&shop).await, [""; 0]);
}

#[tokio::test]
async fn somebody_elses_method_pays_nothing() {
    let (_stripe, shop) = shop().await;
    let (owner, other) = (shop.customer().await, shop.customer().await);
    let card = kept(&shop, &owner).await;
    let of_nobody = error(
        "parameter_missing",
        "source",
        &format!(
            "The `payment_method` parameter supplied {card} belongs to the Customer {owner}. Please include the Customer in \
             the `customer` parameter on the PaymentIntent."
        ),
    );
    let of_other = error(
        "",
        "payment_method",
        &format!(
            "The PaymentMethod {card} does not belong to the Customer you supplied {other}. Please use this PaymentMethod \
             with the Customer that it belongs to instead."
        ),
    );
    for (params, fault) in [(vec![], of_nobody), (vec![("customer", other.as_str())], of_other)] {
        let intent = bare(&shop, &params).await;
        let path = path("payment_intents", &intent);
        for path in [format!("{path}/confirm"), path] {
            let refused = shop.post(&path, &[("payment_method", &card)]).await;
            assert_eq!(refused.error(), fault);
            // As it was before: the method is not on it.
            assert_eq!(refused.json()["error"]["payment_intent"], intent);
        }
        let params =
            [&[("amount", "1500"), ("currency", "usd"), ("payment_method", &card)], &params[..]].concat();
        let refused = shop.post("/v1/payment_intents", &params).await;
        assert_eq!(refused.error(), fault);
        assert!(refused.json()["error"].get("payment_intent").is_none(), "{}", refused.text);
    }
}

#[tokio::test]
async fn where_customers_may_be_sent_away_it_is_said_where_they_come_back_to() {
    let (_stripe, shop) = shop().await;
    let message = |name: &str| {
        format!(
            "This {name} is configured to accept payment methods enabled in your Dashboard. Because some of these payment \
             methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to \
             accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and \
             `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents."
        )
    };
    let never = [
        ("automatic_payment_methods[enabled]", "true"),
        ("automatic_payment_methods[allow_redirects]", "never"),
    ];
    let confirm = [("payment_method", "pm_card_visa"), ("confirm", "true")];
    for (kind, name, base) in [
        ("payment_intents", "PaymentIntent", &[("amount", "2000"), ("currency", "usd")][..]),
        ("setup_intents", "SetupIntent", &[]),
    ] {
        let list = format!("/v1/{kind}");
        let new = [base, &confirm].concat();
        assert_eq!(shop.post(&list, &new).await.error(), error("", "", &message(name)));
        for more in [BACK, &never] {
            assert_eq!(shop.post(&list, &[&new, more].concat()).await.object()["status"], "succeeded");
        }
        let by_card = [&new[..], &[("payment_method_types[]", "card")]].concat();
        assert_eq!(recorded(&shop).post(&list, &by_card).await.object()["status"], "succeeded");
        // Before these methods were what nothing said meant.
        let old = shop.version("2022-11-15").post(&list, &new).await.object();
        assert_eq!(
            [&old["status"], &old["payment_method_types"], &old["automatic_payment_methods"]],
            [&json!("succeeded"), &json!(["card"]), &Value::Null]
        );

        let waiting = shop.post(&list, base).await.object();
        let confirmation = format!("{}/confirm", path(kind, &waiting));
        let refused = shop.post(&confirmation, &confirm[..1]).await;
        assert_eq!(refused.error(), error("", "", &message(name)));
        assert_eq!(refused.json()["error"][kind.trim_end_matches('s')], waiting);
        // One that knows where to needs no other.
        let asked = [("payment_method", "pm_card_threeDSecure2Required"), BACK[0]];
        assert_eq!(shop.post(&confirmation, &asked).await.object()["status"], "requires_action");
        assert_eq!(shop.post(&confirmation, &confirm[..1]).await.object()["status"], "succeeded");
    }
}

#[tokio::test]
async fn stripes_own_script_stays_on_the_page() {
    let (stripe, shop) = shop().await;
    let waiting = shop.post("/v1/payment_intents", CARD).await.object();
    let confirmation = format!("{}/confirm", path("payment_intents", &waiting));
    let secret = ("client_secret", waiting["client_secret"].as_str().unwrap());
    let browser = stripe.stranger().key("pk_test_shop");
    assert_eq!(browser.post(&confirmation, &[secret]).await.error().status, 400);
    let confirmed = browser.post(&confirmation, &[secret, ("use_stripe_sdk", "true")]).await.object();
    assert_eq!(confirmed["status"], "succeeded");
}

#[tokio::test]
async fn a_customer_who_is_away_cannot_prove_who_they_are() {
    let (_stripe, shop) = shop().await;
    let customer = shop.customer().await;
    for card in ["pm_card_threeDSecure2Required", "pm_card_authenticationRequired"] {
        let params = [
            ("amount", "3300"),
            ("currency", "usd"),
            ("customer", &customer),
            ("payment_method", card),
            ("confirm", "true"),
            ("off_session", "true"),
            BACK[0],
        ];
        let refused = shop.post("/v1/payment_intents", &params).await;
        assert_eq!(refused.status, 402);
        let error = &refused.json()["error"];
        let names: Vec<&String> = error.as_object().unwrap().keys().collect();
        assert_eq!(
            names,
            [
                "code",
                "decline_code",
                "doc_url",
                "message",
                "payment_intent",
                "payment_method",
                "request_log_url",
                "type"
            ]
        );
        assert_eq!(error["message"], "Your card was declined. This transaction requires authentication.");
        assert_eq!(
            [&error["code"], &error["decline_code"], &error["payment_method"]["card"]["checks"]["cvc_check"]],
            [&json!("authentication_required"), &json!("authentication_required"), &json!("unchecked")]
        );
        let intent = &error["payment_intent"];
        assert_eq!(
            [&intent["status"], &intent["latest_charge"]],
            [&json!("requires_payment_method"), &Value::Null]
        );
        let last = &intent["last_payment_error"];
        assert_eq!([&last["payment_method_type"], &last["type"]], [&json!("card"), &json!("card_error")]);
        assert!(last.get("charge").is_none() && last.get("network_decline_code").is_none(), "{last}");
    }
    assert_eq!(shop.count("/v1/charges").await, 0);
    let kinds = told(&shop).await;
    assert_eq!(kinds[kinds.len() - 2..], ["payment_intent.created", "payment_intent.payment_failed"]);
}
