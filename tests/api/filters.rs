//! What lists select, filter by filter. How `created` works is in `pagination.rs`.

use serde_json::Value;

use crate::support::{Client, Emulator, PRICE, SHIPPING_RATE, error};

/// Each of these filters selects one object only.
async fn selects(client: &Client, path: &str, filters: &[&[(&str, &str)]], id: &str) {
    for filter in filters {
        assert_eq!(client.get(path, filter).await.ids(), [id], "{filter:?}");
    }
}

#[tokio::test]
async fn products() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let good =
        [("name", "T-shirt"), ("type", "good"), ("shippable", "true"), ("url", "https://example.com/shirt")];
    let good = shop.post("/v1/products", &good).await.id();
    shop.advance("1h").await;
    let service = shop.post("/v1/products", &[("name", "Lesson"), ("active", "false")]).await;
    let created = service.object()["created"].to_string();
    let service = service.id();

    let filters: &[&[(&str, &str)]] = &[
        &[("active", "true")],
        &[("created[lt]", &created)],
        &[("ids[]", &good), ("ids[]", "prod_none")],
        &[("shippable", "true")],
        &[("type", "good")],
        &[("url", "https://example.com/shirt")],
    ];
    selects(&shop, "/v1/products", filters, &good).await;
    let filters: &[&[(&str, &str)]] =
        &[&[("active", "false")], &[("created", &created)], &[("ids[0]", &service)], &[("type", "service")]];
    selects(&shop, "/v1/products", filters, &service).await;
    for filter in [[("shippable", "false")], [("url", "https://example.com")], [("ids[]", "prod_none")]] {
        assert_eq!(shop.get("/v1/products", &filter).await.ids(), [""; 0], "{filter:?}");
    }
}

#[tokio::test]
async fn ids_of_products_and_cursors_exclude_each_other() {
    let stripe = Emulator::start().await;
    let id = stripe.shop().product().await;
    for cursor in ["starting_after", "ending_before"] {
        let answer = stripe.shop().get("/v1/products", &[("ids[]", &id), (cursor, &id)]).await;
        assert_eq!(answer.error().status, 400, "{cursor}");
    }
}

#[tokio::test]
async fn prices() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let once = shop.post("/v1/prices", &[PRICE, &[("lookup_key", "once")]].concat()).await.id();
    shop.advance("1h").await;
    let product = shop.product().await;
    let monthly = [
        ("product", product.as_str()),
        ("currency", "eur"),
        ("unit_amount", "900"),
        ("recurring[interval]", "month"),
        ("recurring[usage_type]", "metered"),
        ("recurring[meter]", "mtr_1"),
        ("lookup_key", "monthly"),
        ("active", "false"),
    ];
    let monthly = shop.post("/v1/prices", &monthly).await;
    let created = monthly.object()["created"].to_string();
    let monthly = monthly.id();
    let yearly = [PRICE, &[("recurring[interval]", "year"), ("nickname", "yearly")]].concat();
    let yearly = shop.post("/v1/prices", &yearly).await.id();

    let filters: &[&[(&str, &str)]] =
        &[&[("created[lt]", &created)], &[("lookup_keys[]", "once")], &[("type", "one_time")]];
    selects(&shop, "/v1/prices", filters, &once).await;
    let filters: &[&[(&str, &str)]] = &[
        &[("active", "false")],
        &[("currency", "eur")],
        &[("lookup_keys[]", "monthly"), ("lookup_keys[]", "none")],
        &[("product", &product)],
        &[("recurring[interval]", "month")],
        &[("recurring[meter]", "mtr_1")],
        &[("recurring[usage_type]", "metered")],
    ];
    selects(&shop, "/v1/prices", filters, &monthly).await;
    let filters: &[&[(&str, &str)]] = &[
        &[("recurring[interval]", "year")],
        &[("recurring[usage_type]", "licensed")],
        &[("type", "recurring"), ("active", "true")],
    ];
    selects(&shop, "/v1/prices", filters, &yearly).await;
    let both = [("lookup_keys[]", "once"), ("lookup_keys[]", "monthly")];
    assert_eq!(shop.get("/v1/prices", &both).await.ids(), [monthly, once]);
    let unknown = shop.get("/v1/prices", &[("product", "prod_none")]).await;
    assert_eq!(unknown.error(), error("resource_missing", "product", "No such product: 'prod_none'"));
}

#[tokio::test]
async fn customers() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let jenny = shop.customer().await;
    shop.advance("1h").await;
    let other = shop.post("/v1/customers", &[("email", "Jenny@example.com")]).await;
    let created = other.object()["created"].to_string();

    let filters: &[&[(&str, &str)]] = &[&[("email", "jenny@example.com")], &[("created[lt]", &created)]];
    selects(&shop, "/v1/customers", filters, &jenny).await;
    let filters: &[&[(&str, &str)]] = &[&[("email", "Jenny@example.com")], &[("created[gte]", &created)]];
    selects(&shop, "/v1/customers", filters, &other.id()).await;
    let clock = shop.get("/v1/customers", &[("test_clock", "clock_1")]).await;
    assert_eq!(
        (clock.error().code.as_str(), clock.error().param.as_str()),
        ("resource_missing", "test_clock")
    );
}

#[tokio::test]
async fn shipping_rates() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let dollars = shop.post("/v1/shipping_rates", SHIPPING_RATE).await.id();
    shop.advance("1h").await;
    let euros: Vec<(&str, &str)> = SHIPPING_RATE
        .iter()
        .map(|(name, value)| (*name, if *name == "fixed_amount[currency]" { "eur" } else { value }))
        .collect();
    let euros = shop.post("/v1/shipping_rates", &euros).await;
    let created = euros.object()["created"].to_string();
    shop.post(&format!("/v1/shipping_rates/{}", euros.id()), &[("active", "false")]).await.object();

    let filters: &[&[(&str, &str)]] =
        &[&[("active", "true")], &[("currency", "usd")], &[("created[lt]", &created)]];
    selects(&shop, "/v1/shipping_rates", filters, &dollars).await;
    let filters: &[&[(&str, &str)]] =
        &[&[("active", "false")], &[("currency", "eur")], &[("created", &created)]];
    selects(&shop, "/v1/shipping_rates", filters, &euros.id()).await;
}

#[tokio::test]
async fn prices_made_inside_a_session_are_not_listed() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let price = shop.price().await;
    let session = shop
        .post(
            "/v1/checkout/sessions",
            &[
                ("mode", "payment"),
                ("success_url", "https://example.com"),
                ("line_items[0][price_data][currency]", "usd"),
                ("line_items[0][price_data][unit_amount]", "1000"),
                ("line_items[0][price_data][product_data][name]", "Mug"),
                ("line_items[0][quantity]", "1"),
            ],
        )
        .await
        .id();
    let items = shop.get(&format!("/v1/checkout/sessions/{session}/line_items"), &[]).await.object();
    let inline = items["data"][0]["price"]["id"].as_str().unwrap().to_owned();
    assert_eq!(shop.get("/v1/prices", &[]).await.ids(), [price]);
    assert_eq!(shop.get(&format!("/v1/prices/{inline}"), &[]).await.id(), inline);
}

/// A session of a customer that was paid; what it shows afterwards.
async fn bought(shop: &Client, mode: &str, customer: &str) -> Value {
    let mut order = vec![
        ("mode", mode),
        ("customer", customer),
        ("success_url", "https://example.com"),
        ("line_items[0][price_data][currency]", "usd"),
        ("line_items[0][price_data][unit_amount]", "1000"),
        ("line_items[0][price_data][product_data][name]", "Mug"),
        ("line_items[0][quantity]", "1"),
    ];
    match mode {
        "payment" => order.push(("payment_intent_data[transfer_group]", customer)),
        _ => order.push(("line_items[0][price_data][recurring][interval]", "month")),
    }
    let id = shop.post("/v1/checkout/sessions", &order).await.id();
    shop.post(&format!("/_emulator/checkout/sessions/{id}/complete"), &[]).await.object()
}

#[tokio::test]
async fn checkout_sessions() {
    const SESSIONS: &str = "/v1/checkout/sessions";
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let [jenny, other] = [shop.customer().await, shop.customer().await];
    let mail = [("email", "other@example.com")];
    shop.post(&format!("/v1/customers/{other}"), &mail).await.object();
    let paid = bought(&shop, "payment", &jenny).await;
    shop.advance("1h").await;
    let subscribed = bought(&shop, "subscription", &other).await;
    let [paid_id, subscribed_id] = [&paid, &subscribed].map(|session| session["id"].as_str().unwrap());
    let intent = paid["payment_intent"].as_str().unwrap();
    let subscription = subscribed["subscription"].as_str().unwrap();
    let created = subscribed["created"].to_string();

    let filters: &[&[(&str, &str)]] = &[
        &[("payment_intent", intent)],
        &[("customer", &jenny)],
        &[("customer_details[email]", "jenny@example.com")],
        &[("customer", &jenny), ("payment_intent", intent), ("status", "complete")],
        &[("created[lt]", &created)],
    ];
    selects(&shop, SESSIONS, filters, paid_id).await;
    let filters: &[&[(&str, &str)]] = &[
        &[("subscription", subscription)],
        &[("customer", &other)],
        &[("customer_details[email]", "other@example.com")],
        &[("created[gte]", &created)],
    ];
    selects(&shop, SESSIONS, filters, subscribed_id).await;

    let setup = [("mode", "setup"), ("currency", "usd"), ("success_url", "https://example.com")];
    let open = shop.post(SESSIONS, &setup).await.id();
    let expired = shop.post(SESSIONS, &setup).await.id();
    shop.post(&format!("{SESSIONS}/{expired}/expire"), &[]).await.object();
    selects(&shop, SESSIONS, &[&[("status", "open")]], &open).await;
    selects(&shop, SESSIONS, &[&[("status", "expired")]], &expired).await;
    assert_eq!(shop.get(SESSIONS, &[("status", "complete")]).await.ids(), [subscribed_id, paid_id]);
    for filter in [
        [("payment_intent", "pi_none")],
        [("subscription", "sub_none")],
        [("customer", "cus_none")],
        [("customer_details[email]", "JENNY@example.com")],
        [("payment_link", "plink_none")],
    ] {
        assert_eq!(shop.get(SESSIONS, &filter).await.ids(), [""; 0], "{filter:?}");
    }
    let contradicting = [("payment_intent", intent), ("subscription", subscription)];
    assert_eq!(shop.get(SESSIONS, &contradicting).await.ids(), [""; 0]);
}

#[tokio::test]
async fn what_payments_leave() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let [jenny, other] = [shop.customer().await, shop.customer().await];
    let paid = bought(&shop, "payment", &jenny).await;
    let subscribed = bought(&shop, "subscription", &other).await;
    let intent = paid["payment_intent"].as_str().unwrap();
    let subscription = subscribed["subscription"].as_str().unwrap();
    let invoice = subscribed["invoice"].as_str().unwrap();
    let charge = shop.get(&format!("/v1/payment_intents/{intent}"), &[]).await.object();
    let charge = charge["latest_charge"].as_str().unwrap();
    let refund = shop.post("/v1/refunds", &[("payment_intent", intent), ("amount", "1")]).await.id();
    let theirs = shop.get("/v1/payment_intents", &[("customer", &other)]).await.ids();
    let [their_intent] = &theirs[..] else { panic!("{theirs:?}") };
    shop.post("/v1/refunds", &[("payment_intent", their_intent), ("amount", "1")]).await.object();

    selects(&shop, "/v1/payment_intents", &[&[("customer", &jenny)]], intent).await;
    let filters: &[&[(&str, &str)]] =
        &[&[("customer", &jenny)], &[("payment_intent", intent)], &[("transfer_group", &jenny)]];
    selects(&shop, "/v1/charges", filters, charge).await;
    selects(&shop, "/v1/refunds", &[&[("charge", charge)], &[("payment_intent", intent)]], &refund).await;
    let entries = shop.get("/v1/balance_transactions", &[("source", &refund)]).await.object();
    assert_eq!((entries["data"][0]["source"].as_str(), &entries["data"][1]), (Some(&*refund), &Value::Null));

    let item = shop.get(&format!("/v1/subscriptions/{subscription}"), &[]).await.object();
    let price = item["items"]["data"][0]["price"]["id"].as_str().unwrap();
    let filters: &[&[(&str, &str)]] =
        &[&[("customer", &other)], &[("price", price)], &[("status", "active")]];
    selects(&shop, "/v1/subscriptions", filters, subscription).await;
    let filters: &[&[(&str, &str)]] =
        &[&[("customer", &other)], &[("subscription", subscription)], &[("status", "paid")]];
    selects(&shop, "/v1/invoices", filters, invoice).await;
    let payments = shop.get("/v1/invoice_payments", &[("invoice", invoice)]).await.ids();
    let by_intent = [("payment[type]", "payment_intent"), ("payment[payment_intent]", their_intent)];
    assert_eq!(shop.get("/v1/invoice_payments", &by_intent).await.ids(), payments);
    assert_eq!(payments.len(), 1);

    // What has changed hands is found where it is now.
    let methods = shop.get("/v1/payment_methods", &[("customer", &other)]).await.ids();
    let [method] = &methods[..] else { panic!("{methods:?}") };
    shop.post(&format!("/v1/payment_methods/{method}/detach"), &[]).await.object();
    assert_eq!(shop.get("/v1/payment_methods", &[("customer", &other)]).await.ids(), [""; 0]);
    assert_eq!(shop.get(&format!("/v1/customers/{other}/payment_methods"), &[]).await.ids(), [""; 0]);
    for (path, filter) in [
        ("/v1/payment_intents", ("customer", "cus_none")),
        ("/v1/charges", ("payment_intent", "pi_none")),
        ("/v1/refunds", ("charge", "ch_none")),
        ("/v1/invoices", ("subscription", "sub_none")),
        ("/v1/subscriptions", ("customer", "cus_none")),
    ] {
        assert_eq!(shop.get(path, &[filter]).await.ids(), [""; 0], "{path}");
    }
}

#[tokio::test]
async fn a_filtered_list_is_read_page_by_page_both_ways() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let [jenny, other] = [shop.customer().await, shop.customer().await];
    let mut hers = Vec::new();
    for index in 0..5 {
        hers.insert(0, bought(&shop, "payment", &jenny).await["id"].as_str().unwrap().to_owned());
        if index % 2 == 0 {
            bought(&shop, "payment", &other).await;
        }
    }
    let page = async |cursor: &[(&str, &str)]| {
        let params = [&[("customer", jenny.as_str()), ("limit", "2")], cursor].concat();
        let answer = shop.get("/v1/checkout/sessions", &params).await;
        (answer.ids(), answer.object()["has_more"] == true)
    };
    assert_eq!(page(&[]).await, (hers[..2].to_vec(), true));
    assert_eq!(page(&[("starting_after", &hers[1])]).await, (hers[2..4].to_vec(), true));
    assert_eq!(page(&[("starting_after", &hers[3])]).await, (hers[4..].to_vec(), false));
    assert_eq!(page(&[("ending_before", &hers[4])]).await, (hers[2..4].to_vec(), true));
    assert_eq!(page(&[("ending_before", &hers[2])]).await, (hers[..2].to_vec(), false));
}
