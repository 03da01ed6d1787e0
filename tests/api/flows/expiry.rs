//! Flow 7: a session that nobody completed in time, and its recovery.

use serde_json::{Value, json};

use super::{Flow, kinds};

#[tokio::test]
async fn a_failed_attempt_is_given_up_with_its_session() {
    let flow = Flow::start().await;
    let id = flow.session(&[]).await;
    flow.complete(&id, &[("payment_method", "pm_card_chargeDeclined")]).await.error();
    flow.heard().await;
    flow.shop.advance("24h").await;
    let events = flow.heard().await;
    assert_eq!(kinds(&events), ["payment_intent.canceled", "checkout.session.expired"]);
    assert_eq!(Flow::object_of(&events, "payment_intent.canceled")["cancellation_reason"], "expired");
    let fault = flow.complete(&id, &[]).await.error();
    assert_eq!(fault.status, 400);
    assert!(fault.message.contains("`expired`"), "{}", fault.message);
}

#[tokio::test]
async fn a_recovery_link_leads_to_a_copy() {
    let flow = Flow::start().await;
    let more = [
        ("after_expiration[recovery][enabled]", "true"),
        ("after_expiration[recovery][allow_promotion_codes]", "true"),
        ("metadata[cart]", "c1"),
    ];
    let id = flow.session(&more).await;
    flow.shop.advance("24h").await;
    let expired = flow.heard().await;
    let recovery = &Flow::object_of(&expired, "checkout.session.expired")["after_expiration"]["recovery"];
    let url = recovery["url"].as_str().unwrap();
    let path = &url[url.find("/r/").unwrap()..];

    let answer = flow.shop.get(path, &[]).await;
    assert_eq!(answer.status, 303);
    let page = answer.header("location").unwrap();
    let new = &page[page.find("cs_test_").unwrap()..];
    let session = flow.retrieve(new).await;
    assert_eq!(session["recovered_from"], *id);
    assert_eq!([&session["status"], &session["allow_promotion_codes"]], [&json!("open"), &json!(true)]);
    assert_eq!([&session["amount_total"], &session["metadata"]], [&json!(4000), &json!({"cart": "c1"})]);
    assert_eq!(session["url"], *page);
    assert_eq!(flow.heard().await, Vec::<Value>::new());
    assert_eq!(flow.pay(new, &[]).await["payment_status"], "paid");

    flow.shop.advance("30d").await;
    assert_eq!(flow.shop.get(path, &[]).await.status, 400);
}
