//! What happens is told: which events there are, what they hold, how they are looked up.

use checkout_emulator::app::Settings;
use checkout_emulator::http::version::Version;
use checkout_emulator::values::Timestamp;
use serde_json::{Value, json};

use crate::conformance::objects::assert_conforms;
use crate::support::{Client, DAY, Emulator, NOON, PRICE, SHIPPING_RATE, error, not_found};

const SESSION: &[(&str, &str)] = &[
    ("mode", "payment"),
    ("success_url", "https://example.com"),
    ("line_items[0][price_data][currency]", "usd"),
    ("line_items[0][price_data][unit_amount]", "1500"),
    ("line_items[0][price_data][product_data][name]", "Mug"),
    ("line_items[0][quantity]", "2"),
];

/// An account's events, oldest first.
async fn events(client: &Client) -> Vec<Value> {
    let list = client.get("/v1/events", &[("limit", "100")]).await.object();
    list["data"].as_array().unwrap().iter().rev().cloned().collect()
}

async fn kinds(client: &Client) -> Vec<String> {
    events(client).await.iter().map(|event| event["type"].as_str().unwrap().to_owned()).collect()
}

async fn last(client: &Client) -> Value {
    events(client).await.pop().unwrap()
}

#[tokio::test]
async fn every_change_of_the_catalogue_is_told() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let product = shop.product().await;
    let path = format!("/v1/products/{product}");
    shop.post(&path, &[("name", "Shirt")]).await.object();
    shop.delete(&path, &[]).await.object();
    let customer = shop.customer().await;
    let path = format!("/v1/customers/{customer}");
    shop.post(&path, &[("name", "Jenny")]).await.object();
    shop.delete(&path, &[]).await.object();
    shop.post("/v1/coupons", &[("id", "TEN"), ("percent_off", "10")]).await.object();
    shop.post("/v1/coupons/TEN", &[("name", "Ten")]).await.object();
    let code = [("promotion[type]", "coupon"), ("promotion[coupon]", "TEN")];
    let code = shop.post("/v1/promotion_codes", &code).await.id();
    shop.post(&format!("/v1/promotion_codes/{code}"), &[("active", "false")]).await.object();
    shop.delete("/v1/coupons/TEN", &[]).await.object();
    let rate = [("display_name", "VAT"), ("percentage", "20"), ("inclusive", "true")];
    let rate = shop.post("/v1/tax_rates", &rate).await.id();
    shop.post(&format!("/v1/tax_rates/{rate}"), &[("active", "false")]).await.object();
    let rate = shop.shipping_rate().await;
    shop.post(&format!("/v1/shipping_rates/{rate}"), &[("active", "false")]).await.object();

    assert_eq!(
        kinds(&shop).await,
        [
            "product.created",
            "product.updated",
            "product.deleted",
            "customer.created",
            "customer.updated",
            "customer.deleted",
            "coupon.created",
            "coupon.updated",
            "promotion_code.created",
            "promotion_code.updated",
            "coupon.deleted",
            "tax_rate.created",
            "tax_rate.updated",
        ]
    );
    for event in events(&shop).await {
        assert_conforms(&event, "event");
        assert_eq!((&event["created"], &event["pending_webhooks"]), (&json!(NOON), &json!(0)));
        assert!(event["id"].as_str().unwrap().starts_with("evt_1"), "{event}");
        assert_eq!(event["id"].as_str().unwrap().len(), 28);
    }
}

#[tokio::test]
async fn prices_are_told_of_and_recurring_ones_as_plans_besides() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let once = shop.price().await;
    shop.post(&format!("/v1/prices/{once}"), &[("nickname", "N")]).await.object();
    let monthly = [PRICE, &[("recurring[interval]", "month"), ("lookup_key", "monthly")]].concat();
    let monthly = shop.post("/v1/prices", &monthly).await.id();
    shop.post(&format!("/v1/prices/{monthly}"), &[("nickname", "N")]).await.object();
    // The key is taken from one price and given to another.
    let other = [PRICE, &[("lookup_key", "monthly"), ("transfer_lookup_key", "true")]].concat();
    let other = shop.post("/v1/prices", &other).await.id();
    assert_eq!(
        kinds(&shop).await,
        [
            "product.created",
            "price.created",
            "price.updated",
            "product.created",
            "plan.created",
            "price.created",
            "plan.updated",
            "price.updated",
            "product.created",
            "price.updated",
            "price.created",
        ]
    );
    let events = events(&shop).await;
    let plan = &events[4]["data"]["object"];
    assert_eq!(
        (&plan["id"], &plan["object"], &plan["amount"], &plan["interval"]),
        (&json!(monthly), &json!("plan"), &json!(1000), &json!("month"))
    );
    assert_eq!(events[5]["data"]["object"]["lookup_key"], "monthly");
    assert_eq!(events[6]["data"]["previous_attributes"], json!({"nickname": null}));
    assert_eq!(events[9]["data"]["object"]["id"], json!(monthly));
    assert_eq!(events[9]["data"]["previous_attributes"], json!({"lookup_key": "monthly"}));
    assert_eq!(events[10]["data"]["object"]["id"], json!(other));
}

#[tokio::test]
async fn a_product_with_its_price_is_told_of_step_by_step() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let params = [
        ("name", "Mug"),
        ("default_price_data[currency]", "usd"),
        ("default_price_data[unit_amount]", "1500"),
    ];
    let product = shop.post("/v1/products", &params).await.object();
    assert_eq!(kinds(&shop).await, ["product.created", "price.created", "product.updated"]);
    let events = events(&shop).await;
    assert_eq!(events[0]["data"]["object"]["default_price"], json!(null));
    assert_eq!(events[2]["data"]["object"], product);
    assert_eq!(events[2]["data"]["previous_attributes"], json!({"default_price": null}));
    // One request caused them all.
    assert_eq!(events[0]["request"], events[2]["request"]);
}

#[tokio::test]
async fn a_session_is_silent_but_for_what_is_made_with_it_and_its_end() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let params = [SESSION, &[("shipping_options[0][shipping_rate_data][display_name]", "Ground")]].concat();
    let rate = [
        ("shipping_options[0][shipping_rate_data][type]", "fixed_amount"),
        ("shipping_options[0][shipping_rate_data][fixed_amount][amount]", "500"),
        ("shipping_options[0][shipping_rate_data][fixed_amount][currency]", "usd"),
    ];
    let session = shop.post("/v1/checkout/sessions", &[&params[..], &rate].concat()).await.id();
    let path = format!("/v1/checkout/sessions/{session}");
    shop.post(&path, &[("metadata[a]", "1")]).await.object();
    shop.get(&path, &[]).await.object();
    assert_eq!(kinds(&shop).await, ["product.created", "price.created"]);
    assert_eq!(last(&shop).await["data"]["object"]["active"], false);

    let expired = shop.post(&format!("{path}/expire"), &[]).await;
    let event = last(&shop).await;
    assert_eq!(event["type"], "checkout.session.expired");
    assert_eq!(event["data"], json!({"object": expired.object()}));
    assert_eq!(event["request"]["id"].as_str(), expired.header("request-id"));
    assert_eq!(event["data"]["object"]["line_items"], json!(null));
}

#[tokio::test]
async fn what_the_clock_does_has_no_request() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let session = shop.post("/v1/checkout/sessions", SESSION).await.id();
    shop.advance("25h").await;
    let event = last(&shop).await;
    assert_eq!(event["type"], "checkout.session.expired");
    assert_eq!(event["data"]["object"]["id"], json!(session));
    assert_eq!(event["created"], NOON + DAY);
    assert_eq!(event["request"], json!({"id": null, "idempotency_key": null}));
}

#[tokio::test]
async fn events_say_which_request_caused_them() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let created = shop.idempotent("key-1").post("/v1/products", &[("name", "Mug")]).await;
    let id = created.header("request-id").unwrap().to_owned();
    assert_eq!(last(&shop).await["request"], json!({"id": id, "idempotency_key": "key-1"}));
    let path = format!("/v1/products/{}", created.id());
    shop.post(&path, &[("name", "Cup")]).await.object();
    // A POST without a key shows one that was drawn, a DELETE none.
    assert_eq!(last(&shop).await["request"]["idempotency_key"].as_str().unwrap().len(), 36);
    shop.delete(&path, &[]).await.object();
    assert_eq!(last(&shop).await["request"]["idempotency_key"], json!(null));
}

#[tokio::test]
async fn an_update_tells_what_was_before() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let params = [
        ("name", "Jenny"),
        ("metadata[a]", "1"),
        ("metadata[b]", "2"),
        ("address[city]", "Berlin"),
        ("address[country]", "DE"),
        ("preferred_locales[]", "de"),
    ];
    let path = format!("/v1/customers/{}", shop.post("/v1/customers", &params).await.id());
    let params = [
        ("metadata[a]", ""),
        ("metadata[c]", "3"),
        ("address[city]", "Bonn"),
        ("address[country]", "DE"),
        ("preferred_locales[]", "de"),
        ("preferred_locales[]", "en"),
        ("phone", "1"),
    ];
    shop.post(&path, &params).await.object();
    assert_eq!(
        last(&shop).await["data"]["previous_attributes"],
        json!({
            "address": {"city": "Berlin"},
            "metadata": {"a": "1", "c": null},
            "phone": null,
            "preferred_locales": ["de"],
        })
    );
    // Nothing changed, nothing happened.
    let before = events(&shop).await.len();
    shop.post(&path, &[("phone", "1")]).await.object();
    assert_eq!(events(&shop).await.len(), before);
}

#[tokio::test]
async fn a_deleted_object_is_shown_as_it_was_last() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let product = shop.product().await;
    shop.delete(&format!("/v1/products/{product}"), &[]).await.object();
    let data = &last(&shop).await["data"];
    assert_eq!((&data["object"]["active"], &data["object"]["name"]), (&json!(false), &json!("T-shirt")));
    assert_eq!((&data["object"]["deleted"], &data["previous_attributes"]), (&json!(null), &json!(null)));
    shop.post("/v1/coupons", &[("id", "TEN"), ("percent_off", "10")]).await.object();
    shop.delete("/v1/coupons/TEN", &[]).await.object();
    assert_eq!(last(&shop).await["data"]["object"]["valid"], false);
}

#[tokio::test]
async fn an_event_never_changes() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let product = shop.product().await;
    let event = last(&shop).await;
    let path = format!("/v1/events/{}", event["id"].as_str().unwrap());
    let before = shop.get(&path, &[]).await;
    shop.post(&format!("/v1/products/{product}"), &[("name", "Other")]).await.object();
    assert_eq!(shop.get(&path, &[]).await.text, before.text);
    assert_eq!(before.object()["data"]["object"]["name"], "T-shirt");
}

#[tokio::test]
async fn an_event_is_shown_at_the_version_of_its_account_whoever_asks() {
    let settings = Settings {
        seed: Some(1),
        now: Some(Timestamp::from_unix(NOON)),
        api_version: Version::named("2024-06-20"),
        ..Settings::default()
    };
    let stripe = Emulator::start_with(settings).await;
    let shop = stripe.shop();
    shop.post("/v1/coupons", &[("id", "TEN"), ("percent_off", "10")]).await.object();
    shop.post("/v1/promotion_codes", &[("coupon", "TEN")]).await.object();
    let event = last(&shop).await;
    assert_eq!(event["api_version"], "2024-06-20");
    assert_eq!(event["data"]["object"]["coupon"]["name"], json!(null));
    // What it refers to was shown as it was.
    shop.post("/v1/coupons/TEN", &[("name", "Ten")]).await.object();
    let path = format!("/v1/events/{}", event["id"].as_str().unwrap());
    for version in ["2026-10-28.endive", "2024-06-20", "2020-08-27"] {
        assert_eq!(shop.version(version).get(&path, &[]).await.object(), event, "{version}");
    }

    let stripe = Emulator::start().await;
    let newest = stripe.shop();
    newest.post("/v1/coupons", &[("id", "TEN"), ("percent_off", "10")]).await.object();
    let code = [("promotion[type]", "coupon"), ("promotion[coupon]", "TEN")];
    newest.post("/v1/promotion_codes", &code).await.object();
    let old = newest.version("2024-06-20").get("/v1/events", &[("limit", "1")]).await.object();
    assert_eq!(old["data"][0], last(&newest).await);
}

#[tokio::test]
async fn a_refused_request_and_a_replayed_one_tell_nothing() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    // The product is made before its price is refused.
    let params = [("currency", "usd"), ("product_data[name]", "Mug"), ("lookup_key", "k")];
    assert_eq!(shop.post("/v1/prices", &params).await.status, 400);
    let params = [SESSION, &[("line_items[1][price]", "price_x"), ("line_items[1][quantity]", "1")]].concat();
    assert_eq!(shop.post("/v1/checkout/sessions", &params).await.status, 400);
    assert_eq!(kinds(&shop).await, [""; 0]);
    let keyed = shop.idempotent("k");
    for _ in 0..3 {
        keyed.post("/v1/products", &[("name", "Mug")]).await.object();
    }
    assert_eq!(kinds(&shop).await, ["product.created"]);
}

#[tokio::test]
async fn events_are_selected_by_type_time_and_delivery() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    shop.price().await;
    shop.advance("10").await;
    let customer = shop.customer().await;
    shop.delete(&format!("/v1/customers/{customer}"), &[]).await.object();
    let later = (NOON + 10).to_string();
    for (params, count) in [
        (&[("type", "price.created")][..], 1),
        (&[("type", "*.created")], 3),
        (&[("type", "customer.*")], 2),
        (&[("type", "nothing")], 0),
        (&[("types[]", "price.created"), ("types[]", "customer.deleted")], 2),
        (&[("types[]", "customer.*")], 0),
        (&[("created", &later)], 2),
        (&[("created[lt]", &later)], 2),
        (&[("created[gte]", &later), ("type", "*.deleted")], 1),
        (&[("delivery_success", "true")], 4),
        (&[("delivery_success", "false")], 0),
        (&[("limit", "3")], 3),
    ] {
        assert_eq!(shop.get("/v1/events", params).await.ids().len(), count, "{params:?}");
    }
    let all = shop.get("/v1/events", &[]).await.ids();
    let next = shop.get("/v1/events", &[("starting_after", &all[1])]).await;
    assert_eq!(next.ids(), all[2..]);
    let before = shop.get("/v1/events", &[("ending_before", &all[2]), ("type", "customer.*")]).await;
    assert_eq!(before.ids(), all[..2]);
}

#[tokio::test]
async fn what_is_not_there_or_cannot_be_asked_is_refused() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    assert_eq!(shop.get("/v1/events/evt_x", &[]).await.error(), not_found("id", "No such event: 'evt_x'"));
    let both = [("type", "a"), ("types[]", "b")];
    assert_eq!(
        shop.get("/v1/events", &both).await.error().message,
        "You may only specify one of these parameters: type, types."
    );
    let many: Vec<_> = (0..21).map(|_| ("types[]", "a")).collect();
    assert_eq!(
        shop.get("/v1/events", &many).await.error(),
        error("", "types", "Array types exceeded maximum 20 allowed elements.")
    );
    assert_eq!(shop.post("/v1/events", &[]).await.status, 404);
}

#[tokio::test]
async fn events_are_kept_for_thirty_days() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    shop.product().await;
    let path = format!("/v1/events/{}", last(&shop).await["id"].as_str().unwrap());
    shop.advance("30d").await;
    shop.get(&path, &[]).await.object();
    shop.advance("1").await;
    assert_eq!(shop.get(&path, &[]).await.status, 404);
    assert_eq!(kinds(&shop).await, [""; 0]);
}

#[tokio::test]
async fn seeded_runs_tell_the_same_byte_for_byte() {
    let run = async |listening: bool| {
        let stripe = Emulator::start().await;
        let shop = stripe.shop();
        if listening {
            let params = [("url", "http://127.0.0.1:9/"), ("enabled_events[]", "*")];
            shop.post("/v1/webhook_endpoints", &params).await.object();
        }
        shop.price().await;
        let session = shop.post("/v1/checkout/sessions", SESSION).await.id();
        shop.post("/v1/shipping_rates", SHIPPING_RATE).await.object();
        shop.advance("25h").await;
        (session, shop.get("/v1/events", &[("limit", "100")]).await.text)
    };
    let quiet = run(false).await;
    assert_eq!(quiet, run(false).await);
    // Ids do not depend on who listens.
    let heard = run(true).await;
    assert_eq!(heard.0, quiet.0);
    let ids = |text: &str| -> Vec<Value> {
        let list: Value = serde_json::from_str(text).unwrap();
        list["data"].as_array().unwrap().iter().map(|event| event["id"].clone()).collect()
    };
    assert_eq!(ids(&heard.1), ids(&quiet.1));
}

#[tokio::test]
async fn an_event_of_a_connected_account_names_it() {
    let stripe = Emulator::start().await;
    let connected = stripe.shop().with("stripe-account", "acct_1connected");
    connected.product().await;
    assert_eq!(last(&connected).await["account"], "acct_1connected");
    stripe.shop().product().await;
    let own = last(&stripe.shop()).await;
    assert!(own.get("account").is_none(), "{own}");
}

#[tokio::test]
async fn a_change_that_only_expansion_shows_is_an_event_too() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let price = shop.price().await;
    shop.post(&format!("/v1/prices/{price}"), &[("currency_options[eur][unit_amount]", "900")])
        .await
        .object();
    let events = shop.get("/v1/events", &[("type", "price.updated")]).await.object();
    assert_eq!(events["data"].as_array().unwrap().len(), 1);
    assert_eq!(events["data"][0]["data"]["previous_attributes"], json!({}));
}

#[tokio::test]
async fn options_that_are_only_shown_when_expanded_are_told_of_all_the_same() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let coupon = shop.post("/v1/coupons", &[("amount_off", "500"), ("currency", "usd")]).await.id();
    let code = [
        ("promotion[type]", "coupon"),
        ("promotion[coupon]", coupon.as_str()),
        ("restrictions[minimum_amount]", "1000"),
        ("restrictions[minimum_amount_currency]", "usd"),
    ];
    let code = shop.post("/v1/promotion_codes", &code).await.id();
    let euros = [("currency_options[eur][amount_off]", "450")];
    shop.post(&format!("/v1/coupons/{coupon}"), &euros).await.object();
    let euros = [("restrictions[currency_options][eur][minimum_amount]", "900")];
    shop.post(&format!("/v1/promotion_codes/{code}"), &euros).await.object();
    for kind in ["coupon.updated", "promotion_code.updated"] {
        assert_eq!(shop.get("/v1/events", &[("type", kind)]).await.ids().len(), 1, "{kind}");
    }
}

#[tokio::test]
async fn a_customer_comes_with_their_tax_ids_and_goes_with_their_cards() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let params = [("tax_id_data[0][type]", "eu_vat"), ("tax_id_data[0][value]", "DE123456789")];
    let customer = shop.post("/v1/customers", &params).await.id();
    let attach = [("customer", customer.as_str())];
    let card = shop.post("/v1/payment_methods/pm_card_visa/attach", &attach).await.id();
    shop.delete(&format!("/v1/customers/{customer}"), &[]).await.object();
    let events = shop.get("/v1/events", &[]).await.object();
    let told: Vec<_> = events["data"].as_array().unwrap().iter().rev().collect();
    let kinds: Vec<_> = told.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "customer.created",
            "customer.tax_id.created",
            "payment_method.attached",
            "customer.deleted",
            "payment_method.detached"
        ]
    );
    let tax_id = &told[1]["data"]["object"];
    assert_eq!((&tax_id["object"], &tax_id["value"]), (&json!("tax_id"), &json!("DE123456789")));
    assert_eq!(tax_id["customer"], customer.as_str());
    assert_eq!(told[4]["data"]["previous_attributes"], json!({"customer": customer}));
    let card = shop.get(&format!("/v1/payment_methods/{card}"), &[]).await.object();
    assert_eq!(card["customer"], json!(null));
}
