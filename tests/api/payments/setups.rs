//! Setup intents: a method that is made ready for later.

use serde_json::{Value, json};

use super::{BACK, path, shop, told};
use crate::conformance::objects::assert_conforms;
use crate::support::{Client, error};

#[tokio::test]
async fn a_method_is_set_up() {
    let (_stripe, shop) = shop().await;
    let customer = shop.customer().await;
    let params =
        [("customer", customer.as_str()), ("payment_method", "pm_card_visa"), ("confirm", "true"), BACK[0]];
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
            &[("payment_method", "pm_card_authenticationRequired"), ("confirm", "true"), BACK[0]],
        )
        .await
        .object();
    assert_conforms(&waiting, "setup_intent");
    assert_eq!(waiting["status"], "requires_action");
    let gone = shop.post(&format!("{}/cancel", path("setup_intents", &waiting)), &[]).await.object();
    assert_eq!(gone["status"], "canceled");
    let declined = shop
        .post(
            "/v1/setup_intents",
            &[("payment_method", "pm_card_chargeDeclined"), ("confirm", "true"), BACK[0]],
        )
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

const UNEXPECTED: &str = "setup_intent_unexpected_state";

async fn bare(shop: &Client, more: &[(&str, &str)]) -> Value {
    let params = [&[("payment_method_types[]", "card")], more].concat();
    shop.version("2026-08-26.dahlia").post("/v1/setup_intents", &params).await.object()
}

#[tokio::test]
async fn a_setup_that_is_over_says_so() {
    let (_stripe, shop) = shop().await;
    let done = bare(&shop, &[("payment_method", "pm_card_visa"), ("confirm", "true")]).await;
    let waiting = bare(&shop, &[("payment_method", "pm_card_visa")]).await;
    let cancel = format!("{}/cancel", path("setup_intents", &waiting));
    let gone = shop.post(&cancel, &[("cancellation_reason", "duplicate")]).await.object();
    let not_cancelable = "You cannot cancel this SetupIntent because it has a status of succeeded. Only a SetupIntent with \
                          one of the following statuses may be canceled: `requires_payment_method`, \
                          `requires_confirmation`, or `requires_action`.";
    for (intent, action, message) in [
        (&done, "/cancel", not_cancelable),
        (&done, "/confirm", "You cannot confirm this SetupIntent because it has already succeeded."),
        (&done, "", "You cannot update this SetupIntent because it has already succeeded."),
        (&gone, "/cancel", "You cannot cancel this SetupIntent because it is already canceled."),
        (&gone, "/confirm", "You cannot confirm this SetupIntent because it has been canceled."),
    ] {
        let method = [("payment_method", "pm_card_visa")];
        let params = if action == "/cancel" { &[][..] } else { &method };
        let refused = shop.post(&format!("{}{action}", path("setup_intents", intent)), params).await;
        assert_eq!(refused.error(), error(UNEXPECTED, "", message));
        assert_eq!(refused.json()["error"]["setup_intent"], *intent);
    }
    let told = shop.post(&path("setup_intents", &done), &[("description", "after the fact")]).await.object();
    assert_eq!(told["description"], "after the fact");
}

#[tokio::test]
async fn without_a_method_or_with_somebody_elses_nothing_is_set_up() {
    let (_stripe, shop) = shop().await;
    let (owner, other) = (shop.customer().await, shop.customer().await);
    let card = shop.post("/v1/payment_methods/pm_card_visa/attach", &[("customer", &owner)]).await.id();
    let missing = "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the \
                   SetupIntent with a payment method and then confirm it again, or confirm it again directly with a payment \
                   method or ConfirmationToken.";
    let of_nobody = format!(
        "The payment method supplied ({card}) belongs to the Customer {owner}. Please include the Customer in the `customer` \
         parameter on the SetupIntent."
    );
    let of_other = format!(
        "The PaymentMethod {card} does not belong to the Customer you supplied {other}. Please use this PaymentMethod with \
         the Customer that it belongs to instead."
    );
    for (params, message) in [(vec![], of_nobody), (vec![("customer", other.as_str())], of_other)] {
        let intent = bare(&shop, &params).await;
        let path = path("setup_intents", &intent);
        let refused = shop.post(&format!("{path}/confirm"), &[]).await;
        assert_eq!(refused.error(), error(UNEXPECTED, "", missing));
        let fault = error("", "payment_method", &message);
        for path in [format!("{path}/confirm"), path] {
            let refused = shop.post(&path, &[("payment_method", &card)]).await;
            assert_eq!(refused.error(), fault);
            assert_eq!(refused.json()["error"]["setup_intent"], intent);
        }
        let refused = shop
            .post("/v1/setup_intents", &[&params[..], &[("payment_method", card.as_str())]].concat())
            .await;
        assert_eq!(refused.error(), fault);
        assert!(refused.json()["error"].get("setup_intent").is_none(), "{}", refused.text);
    }
}

#[tokio::test]
async fn what_a_setup_is_for_was_heeded_once() {
    let (_stripe, shop) = shop().await;
    for (version, usage) in [("2026-07-29.dahlia", "on_session"), ("2026-08-26.dahlia", "off_session")] {
        let made = shop.version(version).post("/v1/setup_intents", &[("usage", "on_session")]).await.object();
        assert_eq!(made["usage"], usage, "{version}");
    }
}

#[tokio::test]
async fn a_declined_setup_does_not_say_what_kind_of_method_it_was() {
    let (_stripe, shop) = shop().await;
    let params = [("payment_method", "pm_card_chargeDeclined"), ("confirm", "true"), BACK[0]];
    let refused = shop.post("/v1/setup_intents", &params).await;
    let error = &refused.json()["error"];
    let last = &error["setup_intent"]["last_setup_error"];
    assert!(last["code"] == "card_declined" && last.get("payment_method_type").is_none(), "{last}");
    // Its bank was asked.
    assert_eq!(error["payment_method"]["card"]["checks"]["cvc_check"], "pass");
}

#[tokio::test]
async fn the_accounts_own_configuration_is_named_where_it_chooses() {
    let (_stripe, shop) = shop().await;
    let payment = shop.post("/v1/payment_intents", &[("amount", "2000"), ("currency", "usd")]).await.object();
    let setup = shop.post("/v1/setup_intents", &[]).await.object();
    let details = &payment["payment_method_configuration_details"];
    assert_eq!(*details, setup["payment_method_configuration_details"]);
    let card = json!({"mandate_options": null, "network": null, "request_three_d_secure": "automatic"});
    assert_eq!(setup["payment_method_options"], json!({"card": card}));
    let id = details["id"].as_str().unwrap();
    assert!(id.starts_with("pmc_1") && id.len() == 28 && details["parent"].is_null(), "{details}");
    assert_eq!(bare(&shop, &[]).await["payment_method_configuration_details"], Value::Null);
    let named = [("payment_method_configuration", "pmc_other")];
    let named = shop.post("/v1/setup_intents", &named).await.object();
    assert_eq!(named["payment_method_configuration_details"], json!({"id": "pmc_other", "parent": null}));
}
