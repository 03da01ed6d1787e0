//! Reading, listing and expiring sessions, and their line items.

use serde_json::json;

use super::{Opened, SESSIONS, assert_conforms, least, with, without};
use crate::support::{DAY, Emulator, NOON, error, not_found};

#[tokio::test]
async fn an_id_that_cannot_be_one_is_a_400_and_an_unknown_one_a_404() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    for id in ["foo", "cs_test_", "cs_foo", "cs_test_a%20b", "pi_123", "cs_test_a.b"] {
        let decoded = id.replace("%20", " ");
        let malformed = error("", "", &format!("Invalid checkout.session id: {decoded}"));
        let path = format!("{SESSIONS}/{id}");
        assert_eq!(shop.get(&path, &[]).await.error(), malformed);
        assert_eq!(shop.post(&path, &[("metadata[a]", "1")]).await.error(), malformed);
        assert_eq!(shop.post(&format!("{path}/expire"), &[]).await.error(), malformed);
        assert_eq!(shop.get(&format!("{path}/line_items"), &[]).await.error(), malformed);
    }
    for id in ["cs_test_xxx", "cs_live_a1B2"] {
        let unknown = not_found("", &format!("No such checkout.session: {id}"));
        let path = format!("{SESSIONS}/{id}");
        assert_eq!(shop.get(&path, &[]).await.error(), unknown);
        assert_eq!(shop.post(&path, &[("metadata[a]", "1")]).await.error(), unknown);
        assert_eq!(shop.post(&format!("{path}/expire"), &[]).await.error(), unknown);
        assert_eq!(shop.get(&format!("{path}/line_items"), &[]).await.error(), unknown);
    }
    let long = format!("cs_live_{}", "b".repeat(59));
    let too_long = error("", "session", "Invalid string: cs_l...bbbb; must be at most 66 characters");
    assert_eq!(shop.get(&format!("{SESSIONS}/{long}"), &[]).await.error(), too_long);
    // Another account's session is nobody's.
    let session = Opened::create(&stripe.client("other"), &least("payment", "hosted_page")).await;
    assert_eq!(shop.get(&session.path, &[]).await.status, 404);
    // An empty `expand` is refused before the session is looked for.
    let fault = shop.get(&format!("{SESSIONS}/cs_test_xxx"), &[("expand", "")]).await.error();
    assert_eq!((fault.code.as_str(), fault.param.as_str()), ("parameter_invalid_empty", "expand"));
}

#[tokio::test]
async fn what_was_created_is_what_is_read() {
    let stripe = Emulator::start().await;
    let created = stripe.shop().post(SESSIONS, &least("payment", "elements")).await;
    let path = format!("{SESSIONS}/{}", created.id());
    assert_eq!(stripe.shop().get(&path, &[]).await.text, created.text);
    assert_eq!(stripe.shop().get(SESSIONS, &[]).await.object()["data"][0], created.object());
}

#[tokio::test]
async fn an_expired_session_has_neither_page_nor_secret_and_expires_once() {
    let stripe = Emulator::start().await;
    for (mode, ui_mode) in [("payment", "hosted_page"), ("subscription", "embedded_page"), ("setup", "form")]
    {
        let session = Opened::create(&stripe.shop(), &least(mode, ui_mode)).await;
        let before = session.read().await;
        let mut expected = before.clone();
        expected["status"] = json!("expired");
        expected["url"] = json!(null);
        expected["client_secret"] = json!(null);
        session.expire().await;
        assert_eq!(session.read().await, expected);
        assert_conforms(&expected, "checkout.session");
        let message = "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a \
                       status of `expired`.";
        let again = session.client.post(&format!("{}/expire", session.path), &[]).await;
        assert_eq!(again.error(), error("", "", message));
    }
}

#[tokio::test]
async fn a_session_expires_in_the_second_it_said() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let by_default = Opened::create(&shop, &least("payment", "hosted_page")).await;
    let sooner = (NOON + 1800).to_string();
    let sooner = with(&least("setup", "elements"), &[("expires_at", &sooner)]);
    let sooner = Opened::create(&shop, &sooner).await;
    let status = async |session: &Opened| session.read().await["status"].as_str().unwrap().to_owned();

    shop.advance("1799").await;
    assert_eq!(status(&sooner).await, "open");
    shop.advance("1").await;
    assert_eq!(status(&sooner).await, "expired");
    assert_eq!(status(&by_default).await, "open");
    assert_eq!(sooner.read().await["expires_at"], NOON + 1800);

    shop.advance(&(DAY - 1801).to_string()).await;
    assert_eq!(status(&by_default).await, "open");
    shop.advance("1").await;
    assert_eq!(status(&by_default).await, "expired");
    assert_eq!(shop.get(SESSIONS, &[("status", "expired")]).await.ids().len(), 2);
}

#[tokio::test]
async fn a_customer_who_came_too_late_can_be_offered_a_copy() {
    let stripe = Emulator::start().await;
    let recovery = [
        ("after_expiration[recovery][enabled]", "true"),
        ("after_expiration[recovery][allow_promotion_codes]", "true"),
    ];
    let hosted = least("payment", "hosted_page");
    let session = Opened::create(&stripe.shop(), &with(&hosted, &recovery)).await;
    let open = &session.read().await["after_expiration"]["recovery"];
    let waiting = json!({"allow_promotion_codes": true, "enabled": true, "expires_at": null, "url": null});
    assert_eq!(*open, waiting);

    let timed = Opened::create(&stripe.shop(), &with(&hosted, &recovery)).await;
    session.expire().await;
    stripe.shop().advance("24h").await;
    for (session, expired_at) in [(session, NOON), (timed, NOON + DAY)] {
        let expired = session.read().await;
        assert_conforms(&expired, "checkout.session");
        let offered = &expired["after_expiration"]["recovery"];
        assert!(offered["url"].as_str().unwrap().starts_with("http://localhost:"), "{offered}");
        assert_eq!(offered["expires_at"], expired_at + 30 * DAY);
    }

    let unwanted = with(&hosted, &[("after_expiration[recovery][enabled]", "false")]);
    let session = Opened::create(&stripe.shop(), &unwanted).await;
    session.expire().await;
    assert_eq!(session.read().await["after_expiration"]["recovery"]["url"], json!(null));
}

#[tokio::test]
async fn lists_are_filtered_by_everything_a_session_has() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let customer = shop.customer().await;
    let base = least("payment", "elements");
    let mut ids = Vec::new();
    for params in [
        with(&base, &[("customer", customer.as_str())]),
        with(&base, &[("customer_email", "guest@example.com")]),
        with(&base, &[("customer_account", "acct_7")]),
        base.clone(),
    ] {
        ids.push(shop.post(SESSIONS, &params).await.id());
        shop.advance("10").await;
    }
    shop.post(&format!("{SESSIONS}/{}/expire", ids[3]), &[]).await.object();
    let at = |seconds: i64| (NOON + seconds).to_string();
    let (start, ten, twenty) = (at(0), at(10), at(20));
    for (filter, expected) in [
        (vec![("customer", customer.as_str())], vec![0]),
        (vec![("customer", "cus_nobody")], vec![]),
        (vec![("customer_account", "acct_7")], vec![2]),
        (vec![("customer_details[email]", "guest@example.com")], vec![1]),
        (vec![("customer_details[email]", "jenny@example.com")], vec![0]),
        (vec![("customer_details[email]", "nobody@example.com")], vec![]),
        (vec![("status", "open")], vec![2, 1, 0]),
        (vec![("status", "expired")], vec![3]),
        (vec![("status", "complete")], vec![]),
        (vec![("created", ten.as_str())], vec![1]),
        (vec![("created[gt]", ten.as_str())], vec![3, 2]),
        (vec![("created[gte]", ten.as_str())], vec![3, 2, 1]),
        (vec![("created[lt]", ten.as_str())], vec![0]),
        (vec![("created[gt]", start.as_str()), ("created[lte]", twenty.as_str())], vec![2, 1]),
        (vec![("created[gte]", ten.as_str()), ("status", "expired")], vec![3]),
        (vec![("payment_intent", "pi_1")], vec![]),
        (vec![("payment_link", "plink_1")], vec![]),
        (vec![("subscription", "sub_1")], vec![]),
        (vec![], vec![3, 2, 1, 0]),
    ] {
        let expected: Vec<String> = expected.into_iter().map(|index: usize| ids[index].clone()).collect();
        assert_eq!(shop.get(SESSIONS, &filter).await.ids(), expected, "{filter:?}");
    }
    let both = [("customer", customer.as_str()), ("customer_account", "acct_7")];
    let message = "You may only specify one of these parameters: customer, customer_account.";
    assert_eq!(shop.get(SESSIONS, &both).await.error(), error("", "customer", message));
    let fault = shop.get(SESSIONS, &[("status", "done")]).await.error();
    let message = "Invalid status: must be one of open, complete, or expired";
    assert_eq!(fault, error("", "status", message));
    let fault = shop.get(SESSIONS, &[("customer_details[name]", "x")]).await.error();
    let message = "Received unknown parameter: customer_details[name]";
    assert_eq!((fault.code.as_str(), fault.message.as_str()), ("parameter_unknown", message));
}

#[tokio::test]
async fn lists_are_paged_with_filters_on() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let mut ids = Vec::new();
    for number in 0..7 {
        let session = Opened::create(&shop, &least("payment", "elements")).await;
        if number % 2 == 1 {
            session.expire().await;
        }
        ids.insert(0, session.path.rsplit('/').next().unwrap().to_owned());
    }
    let open: Vec<&String> = ids.iter().step_by(2).collect();
    let page = async |params: &[(&str, &str)]| {
        let list = shop.get(SESSIONS, &with(params, &[("status", "open"), ("limit", "2")])).await;
        assert_eq!(list.object()["url"], SESSIONS);
        (list.ids(), list.object()["has_more"].as_bool().unwrap())
    };
    assert_eq!(page(&[]).await, (vec![open[0].clone(), open[1].clone()], true));
    assert_eq!(page(&[("starting_after", open[1])]).await, (vec![open[2].clone(), open[3].clone()], false));
    assert_eq!(page(&[("ending_before", open[3])]).await, (vec![open[1].clone(), open[2].clone()], true));
    // A cursor that the filter leaves out still marks a place.
    assert_eq!(page(&[("starting_after", &ids[3])]).await, (vec![open[2].clone(), open[3].clone()], false));
    let unknown = shop.get(SESSIONS, &[("starting_after", "cs_test_x")]).await.error();
    let message = "No such checkout session: 'cs_test_x'";
    assert_eq!(unknown, error("resource_missing", "starting_after", message));
    let expanded = [("expand[]", "data.line_items"), ("expand[]", "data.line_items.data.price")];
    let listed = shop.get(SESSIONS, &expanded).await.object();
    for session in listed["data"].as_array().unwrap() {
        assert_conforms(session, "checkout.session");
        assert_eq!(session["line_items"]["data"][0]["quantity"], 2);
    }
    let message = "This property cannot be expanded (line_items). You may want to try expanding 'data.line_items' \
                   instead.";
    assert_eq!(shop.get(SESSIONS, &[("expand[]", "line_items")]).await.error(), error("", "", message));
}

#[tokio::test]
async fn line_items_keep_their_order_on_every_page() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let price = shop.price().await;
    let names: Vec<[String; 2]> = (0..23)
        .map(|index| [format!("line_items[{index}][price]"), format!("line_items[{index}][quantity]")])
        .collect();
    let quantities: Vec<String> = (1..=23).map(|number: usize| number.to_string()).collect();
    let mut params = vec![("mode", "payment"), ("success_url", "https://shop.example")];
    for (name, quantity) in names.iter().zip(&quantities) {
        params.extend([(name[0].as_str(), price.as_str()), (name[1].as_str(), quantity.as_str())]);
    }
    let session = Opened::create(&shop, &params).await;
    let path = format!("{}/line_items", session.path);
    let all = shop.get(&path, &[("limit", "100")]).await;
    let ids = all.ids();
    let counted = all.object()["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["quantity"].clone())
        .collect::<Vec<_>>();
    assert_eq!(counted, (1..=23).map(|number| json!(number)).collect::<Vec<_>>());
    assert_eq!((&all.object()["url"], &all.object()["has_more"]), (&json!(path), &json!(false)));

    let page = async |params: &[(&str, &str)]| {
        let list = shop.get(&path, params).await;
        (list.ids(), list.object()["has_more"].as_bool().unwrap())
    };
    assert_eq!(page(&[]).await, (ids[..10].to_vec(), true));
    assert_eq!(page(&[("starting_after", &ids[9])]).await, (ids[10..20].to_vec(), true));
    assert_eq!(page(&[("starting_after", &ids[19])]).await, (ids[20..].to_vec(), false));
    assert_eq!(page(&[("starting_after", &ids[22])]).await, (vec![], false));
    assert_eq!(page(&[("ending_before", &ids[10])]).await, (ids[..10].to_vec(), false));
    assert_eq!(page(&[("ending_before", &ids[12]), ("limit", "5")]).await, (ids[7..12].to_vec(), true));
    let unknown = shop.get(&path, &[("starting_after", "li_x")]).await.error();
    assert_eq!((unknown.status, unknown.param.as_str()), (400, "starting_after"));

    let expanded = session.read().await;
    assert_eq!(expanded["line_items"], shop.get(&path, &[]).await.object());
    let products = shop.get(&path, &[("expand[]", "data.price.product")]).await.object();
    assert_eq!(products["data"][0]["price"]["product"]["object"], "product");
    assert_conforms(&products["data"][0], "item");
    // A session that sets up sells nothing.
    let setup = Opened::create(&shop, &without(&least("setup", "hosted_page"), &[])).await;
    assert_eq!(setup.item_ids().await, [""; 0]);
}
