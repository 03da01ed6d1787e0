//! Publishable keys do what a browser may do, and nothing else.

use serde_json::json;

use crate::support::{Emulator, PRICE, error};

#[tokio::test]
async fn a_browser_sees_and_confirms_an_intent_whose_secret_it_knows() {
    let stripe = Emulator::start().await;
    let browser = stripe.stranger().key("pk_test_shop");
    let params = [("amount", "1000"), ("currency", "usd"), ("metadata[order]", "6735")];
    let intent = stripe.shop().post("/v1/payment_intents", &params).await.object();
    let path = format!("/v1/payment_intents/{}", intent["id"].as_str().unwrap());
    let secret = intent["client_secret"].as_str().unwrap();

    let missing = browser.get(&path, &[]).await;
    assert_eq!(
        missing.error(),
        error("parameter_missing", "client_secret", "Missing required param: client_secret.")
    );
    let wrong = browser.get(&path, &[("client_secret", "pi_x_secret_y")]).await;
    assert_eq!((wrong.status, wrong.error().param.as_str()), (400, "client_secret"));

    let seen = browser.get(&path, &[("client_secret", secret)]).await.object();
    assert_eq!((&seen["id"], &seen["amount"]), (&intent["id"], &json!(1000)));
    assert!(seen.get("metadata").is_none() && seen.get("customer").is_none(), "{seen}");

    let confirm = format!("{path}/confirm");
    browser.post(&confirm, &[("payment_method", "pm_card_visa")]).await.error();
    let method =
        browser.post("/v1/payment_methods", &[("type", "card"), ("card[token]", "tok_visa")]).await.id();
    let entered = [
        ("client_secret", secret),
        ("payment_method", method.as_str()),
        ("return_url", "https://shop.example/thanks"),
    ];
    let paid = browser.post(&confirm, &entered).await.object();
    assert_eq!(paid["status"], "succeeded");
    assert!(paid.get("latest_charge").is_none(), "{paid}");
    assert!(stripe.shop().get(&path, &[]).await.object()["latest_charge"].is_string());
}

#[tokio::test]
async fn a_browser_sees_and_confirms_a_setup_intent_whose_secret_it_knows() {
    let stripe = Emulator::start().await;
    let browser = stripe.stranger().key("pk_test_shop");
    let intent = stripe.shop().post("/v1/setup_intents", &[("metadata[a]", "1")]).await.object();
    let path = format!("/v1/setup_intents/{}", intent["id"].as_str().unwrap());
    let secret = intent["client_secret"].as_str().unwrap();
    assert_eq!(browser.get(&path, &[]).await.error().param, "client_secret");
    let seen = browser.get(&path, &[("client_secret", secret)]).await.object();
    assert!(seen.get("metadata").is_none(), "{seen}");
    let entered = [
        ("client_secret", secret),
        ("payment_method", "pm_card_visa"),
        ("return_url", "https://shop.example/thanks"),
    ];
    let confirmed = browser.post(&format!("{path}/confirm"), &entered).await.object();
    assert_eq!(confirmed["status"], "succeeded");
}

#[tokio::test]
async fn a_browser_pays_a_session_through_its_page() {
    let stripe = Emulator::start().await;
    let browser = stripe.stranger().key("pk_test_shop");
    let price = stripe.shop().price().await;
    let params = [
        ("mode", "payment"),
        ("success_url", "https://shop.example/thanks"),
        ("line_items[0][price]", price.as_str()),
        ("line_items[0][quantity]", "1"),
    ];
    let session = stripe.shop().post("/v1/checkout/sessions", &params).await.id();
    let page = format!("/v1/payment_pages/{session}");
    assert_eq!(browser.get(&page, &[]).await.object()["state"], "active");
    let card = [
        ("type", "card"),
        ("card[number]", "4242424242424242"),
        ("card[exp_month]", "12"),
        ("card[exp_year]", "2034"),
        ("card[cvc]", "123"),
        ("billing_details[email]", "jenny@example.com"),
        ("billing_details[name]", "Jenny Rosen"),
    ];
    let method = browser.post("/v1/payment_methods", &card).await.id();
    let confirm = [("payment_method", method.as_str()), ("expected_amount", "1000"), ("eid", "NA")];
    let paid = browser.post(&format!("{page}/confirm"), &confirm).await.object();
    assert_eq!((&paid["state"], &paid["payment_status"]), (&json!("succeeded"), &json!("paid")));
}

#[tokio::test]
async fn a_browser_can_neither_ask_the_server_api_nor_the_emulators_own() {
    let stripe = Emulator::start().await;
    let browser = stripe.stranger().key("pk_test_shop");
    let mut answers = vec![
        browser.get("/v1/customers", &[]).await,
        browser.post("/v1/prices", PRICE).await,
        browser.get("/v1/checkout/sessions", &[]).await,
        browser.post("/v1/payment_intents", &[("amount", "1000"), ("currency", "usd")]).await,
        browser.get("/v1/payment_intents", &[]).await,
    ];
    for path in ["/_emulator/requests", "/_emulator/webhooks/deliveries", "/_emulator/clock"] {
        answers.push(browser.get(path, &[]).await);
    }
    answers.push(browser.post("/_emulator/reset", &[]).await);
    for answer in answers {
        assert_eq!(answer.status, 401, "{}", answer.text);
        assert_eq!(answer.error().code, "secret_key_required");
    }
}
