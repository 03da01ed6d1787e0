//! What lists select, filter by filter. How `created` works is in `pagination.rs`.

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
