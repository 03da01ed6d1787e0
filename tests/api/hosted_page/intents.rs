//! The pages that intents and charges of the API lead to.

use serde_json::{Value, json};

use crate::support::{Client, Emulator};

const THANKS: &str = "https://shop.example/thanks?order=1#top";

/// An intent that waits for its customer, and the path of the page it sends them to.
async fn waiting(shop: &Client, path: &str, more: &[(&str, &str)]) -> (Value, String) {
    let params =
        [("payment_method", "pm_card_authenticationRequired"), ("confirm", "true"), ("return_url", THANKS)];
    let intent = shop.post(path, &[&params, more].concat()).await.object();
    assert_eq!(intent["status"], "requires_action");
    let url = intent["next_action"]["redirect_to_url"]["url"].as_str().unwrap();
    (intent.clone(), url[url.find("/_emulator/").unwrap()..].to_owned())
}

#[tokio::test]
async fn a_payment_goes_on_once_its_customer_approved() {
    let stripe = Emulator::start().await;
    let (shop, browser) = (stripe.shop(), stripe.stranger());
    for (outcome, status, told) in
        [("succeed", "succeeded", "succeeded"), ("fail", "requires_payment_method", "failed")]
    {
        let amount = [("amount", "1999"), ("currency", "usd")];
        let (intent, page) = waiting(&shop, "/v1/payment_intents", &amount).await;
        let shown = browser.get(&page, &[]).await;
        assert_eq!(shown.status, 200);
        assert!(shown.text.contains("$19.99") && shown.text.contains("Complete"), "{}", shown.text);

        let id = intent["id"].as_str().unwrap();
        let secret = intent["client_secret"].as_str().unwrap();
        let decided = browser.post(&page, &[("outcome", outcome)]).await;
        let back = format!(
            "https://shop.example/thanks?order=1&payment_intent={id}&payment_intent_client_secret={secret}&redirect_status={told}#top"
        );
        assert_eq!(decided.json(), json!({"status": status, "url": back}));
        let intent = shop.get(&format!("/v1/payment_intents/{id}"), &[]).await.object();
        assert_eq!((&intent["status"], &intent["next_action"]), (&json!(status), &json!(null)));
        // Once is enough.
        let again = browser.post(&page, &[("outcome", "succeed")]).await.json();
        assert_eq!(again["status"], status);
        assert!(browser.get(&page, &[]).await.text.contains("nothing to approve"));
    }
}

#[tokio::test]
async fn a_setup_goes_on_once_its_customer_approved() {
    let stripe = Emulator::start().await;
    let (shop, browser) = (stripe.shop(), stripe.stranger());
    let (_, page) = waiting(&shop, "/v1/setup_intents", &[]).await;
    let decided = browser.post(&page, &[("outcome", "succeed")]).await.json();
    assert_eq!(decided["status"], "succeeded");
    let back = decided["url"].as_str().unwrap();
    assert!(back.contains("&setup_intent=seti_") && back.contains("&redirect_status=succeeded"), "{back}");
}

#[tokio::test]
async fn another_page_cannot_decide_and_nonsense_decides_nothing() {
    let stripe = Emulator::start().await;
    let (shop, browser) = (stripe.shop(), stripe.stranger());
    let (intent, page) = waiting(&shop, "/v1/setup_intents", &[]).await;
    let foreign = browser.with("origin", "https://evil.example");
    assert_eq!(foreign.post(&page, &[("outcome", "succeed")]).await.status, 403);
    assert_eq!(browser.post(&page, &[("outcome", "perhaps")]).await.status, 400);
    assert_eq!(browser.post("/_emulator/authorize/pi_x", &[("outcome", "fail")]).await.status, 404);
    assert_eq!(browser.get("/_emulator/authorize/pi_x", &[]).await.status, 404);
    let path = format!("/v1/setup_intents/{}", intent["id"].as_str().unwrap());
    assert_eq!(shop.get(&path, &[]).await.object()["status"], "requires_action");
}

#[tokio::test]
async fn a_charge_has_a_receipt_and_a_voucher_says_what_to_pay() {
    let stripe = Emulator::start().await;
    let (shop, browser) = (stripe.shop(), stripe.stranger());
    let params = [
        ("amount", "1999"),
        ("currency", "usd"),
        ("payment_method", "pm_card_visa"),
        ("payment_method_types[]", "card"),
        ("confirm", "true"),
        ("description", "Two <b>mugs</b>"),
        ("expand[]", "latest_charge"),
    ];
    let intent = shop.post("/v1/payment_intents", &params).await.object();
    let url = intent["latest_charge"]["receipt_url"].as_str().unwrap();
    let receipt = browser.get(&url[url.find("/_emulator/").unwrap()..], &[]).await;
    assert_eq!(receipt.status, 200);
    for said in ["$19.99", "ending in 4242", "2026-01-01", "Two &#60;b&#62;mugs"] {
        assert!(receipt.text.contains(said), "{said}: {}", receipt.text);
    }
    assert_eq!(browser.get("/_emulator/receipts/ch_x", &[]).await.status, 404);

    let params = [
        ("amount", "50000"),
        ("currency", "mxn"),
        ("payment_method_data[type]", "oxxo"),
        ("payment_method_data[billing_details][name]", "Jenny Rosen"),
        ("payment_method_data[billing_details][email]", "jenny@example.com"),
        ("payment_method_types[]", "oxxo"),
        ("confirm", "true"),
    ];
    let intent = shop.post("/v1/payment_intents", &params).await.object();
    let url = intent["next_action"]["oxxo_display_details"]["hosted_voucher_url"].as_str().unwrap();
    let voucher = browser.get(&url[url.find("/_emulator/").unwrap()..], &[]).await;
    assert_eq!(voucher.status, 200);
    for said in ["OXXO voucher", "12345678901234657890123456789012", "500.00"] {
        assert!(voucher.text.contains(said), "{said}: {}", voucher.text);
    }
}
