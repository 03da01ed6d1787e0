//! Money that goes back, and what balance transactions say of it.

use serde_json::{Value, json};

use super::{BACK, paid, path, shop, told};
use crate::conformance::objects::assert_conforms;
use crate::support::{error, not_found};

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
        let params = [
            ("amount", "2000"),
            ("currency", "usd"),
            ("confirm", "true"),
            ("payment_method", method),
            BACK[0],
        ];
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
async fn a_refund_that_comes_back_can_be_made_again() {
    let (_stripe, shop) = shop().await;
    let intent = paid(&shop, &[("payment_method", "pm_card_refundFail")]).await;
    let charge = intent["latest_charge"].as_str().unwrap();
    shop.post("/v1/refunds", &[("charge", charge), ("amount", "500")]).await.object();
    shop.advance("1s").await;
    let second = shop.post("/v1/refunds", &[("charge", charge)]).await.object();
    let sums = async || {
        let charge = shop.get(&format!("/v1/charges/{charge}"), &[]).await.object();
        [charge["amount_refunded"].clone(), charge["refunded"].clone()]
    };
    assert_eq!(sums().await, [json!(2000), json!(true)]);
    shop.advance("1s").await;
    assert_eq!(sums().await, [json!(1500), json!(false)]);
    shop.advance("10m").await;
    assert_eq!(sums().await, [json!(0), json!(false)]);
    let kinds = told(&shop).await;
    assert_eq!(kinds[kinds.len() - 3..], ["refund.updated", "charge.refund.updated", "refund.failed"]);
    let failed = shop.get(&path("refunds", &second), &[]).await.object();
    let events = shop.get("/v1/events", &[("type", "charge.refund.updated")]).await.object();
    let event = &events["data"][0]["data"];
    assert_eq!(event["object"], failed);
    assert_eq!(
        event["previous_attributes"],
        json!({"failure_balance_transaction": null, "failure_reason": null, "status": "succeeded"})
    );
    assert_eq!(shop.post("/v1/refunds", &[("charge", charge)]).await.object()["amount"], 2000);
}

#[tokio::test]
async fn a_card_refund_gets_its_reference_within_seconds() {
    let (_stripe, shop) = shop().await;
    let intent = paid(&shop, &[]).await;
    let refund =
        shop.post("/v1/refunds", &[("payment_intent", intent["id"].as_str().unwrap())]).await.object();
    let card = &refund["destination_details"]["card"];
    assert_eq!((&card["reference_status"], card.get("reference")), (&json!("pending"), None));
    shop.advance("2s").await;
    let known = shop.get(&path("refunds", &refund), &[]).await.object();
    assert_conforms(&known, "refund");
    let card = &known["destination_details"]["card"];
    assert_eq!(card["reference_status"], "available");
    let reference = card["reference"].as_str().unwrap();
    assert!(reference.len() == 16 && reference.bytes().all(|byte| byte.is_ascii_digit()), "{reference}");
    for kind in ["refund.updated", "charge.refund.updated"] {
        let events = shop.get("/v1/events", &[("type", kind)]).await.object();
        assert_eq!(
            events["data"][0]["data"]["previous_attributes"],
            json!({"destination_details": {"card": {"reference": null, "reference_status": "pending"}}}),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn a_charge_to_refund_is_looked_up_as_if_the_url_named_it() {
    let (_stripe, shop) = shop().await;
    let fault = shop.post("/v1/refunds", &[("charge", "ch_nope")]).await.error();
    assert_eq!(fault, not_found("id", "No such charge: 'ch_nope'"));
    let fault = shop.post("/v1/refunds", &[("payment_intent", "pi_nope")]).await.error();
    assert_eq!(fault, error("resource_missing", "payment_intent", "No such payment_intent: 'pi_nope'"));
}

#[tokio::test]
async fn events_of_a_payment_share_the_middle_of_its_id() {
    let (_stripe, shop) = shop().await;
    let intent = paid(&shop, &[]).await;
    let id = intent["id"].as_str().unwrap();
    shop.post("/v1/refunds", &[("payment_intent", id)]).await.object();
    shop.customer().await;
    shop.advance("1m").await;
    let events = shop.get("/v1/events", &[("limit", "100")]).await.object();
    let events = events["data"].as_array().unwrap();
    assert_eq!(events.len(), 9);
    for event in events {
        let of_customer = event["type"] == "customer.created";
        let start = if of_customer { "evt_1".to_owned() } else { format!("evt_{}", &id[3..19]) };
        let own = event["id"].as_str().unwrap();
        assert!(own.starts_with(&start) && own.len() == 28, "{event}");
    }
}

#[tokio::test]
async fn a_charges_transfer_group_is_its_payments() {
    let (_stripe, shop) = shop().await;
    let intent = paid(&shop, &[]).await;
    let (id, charge) = (intent["id"].as_str().unwrap(), intent["latest_charge"].as_str().unwrap());
    let path = format!("/v1/charges/{charge}");
    let message = format!(
        "This Charge was created by a PaymentIntent ({id}). You must update the `transfer_group` on the PaymentIntent instead \
         of updating the Charge directly. See https://stripe.com/docs/api#update_payment_intent"
    );
    assert_eq!(shop.post(&path, &[("transfer_group", "order_42")]).await.error(), error("", "", &message));
    let told = shop.post(&path, &[("description", "charge updated")]).await.object();
    assert_eq!(told["description"], "charge updated");
}

#[tokio::test]
async fn a_card_is_charged_over_the_internet() {
    let (_stripe, shop) = shop().await;
    for (card, indicator) in [
        ("pm_card_visa", json!("07")),
        ("pm_card_threeDSecureOptional", json!("07")),
        ("pm_card_mastercard", Value::Null),
    ] {
        let intent = paid(&shop, &[("payment_method", card)]).await;
        let charge = format!("/v1/charges/{}", intent["latest_charge"].as_str().unwrap());
        let charge = shop.get(&charge, &[]).await.object();
        assert_conforms(&charge, "charge");
        let details = &charge["payment_method_details"]["card"];
        assert_eq!(details["electronic_commerce_indicator"], indicator, "{card}");
        assert_eq!(details["checks"]["cvc_check"], "pass");
    }
}
