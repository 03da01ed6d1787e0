//! `expand[]`: ids replaced by objects, absent fields added.

use serde_json::{Value, json};

use crate::support::{Emulator, PRICE, SHIPPING_RATE, error};

#[tokio::test]
async fn an_id_becomes_its_object() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let made = shop.post("/v1/prices", &[PRICE, &[("expand[]", "product")]].concat()).await.object();
    let product = made["product"].clone();
    assert_eq!((&product["object"], &product["name"]), (&json!("product"), &json!("T-shirt")));

    let path = format!("/v1/prices/{}", made["id"].as_str().unwrap());
    assert_eq!(shop.get(&path, &[]).await.object()["product"], product["id"]);
    assert_eq!(shop.get(&path, &[("expand[]", "product")]).await.object()["product"], product);
    assert_eq!(shop.post(&path, &[("expand[0]", "product")]).await.object()["product"], product);
    let list = shop.get("/v1/prices", &[("expand[]", "data.product")]).await.object();
    assert_eq!(list["data"][0]["product"], product);
}

#[tokio::test]
async fn an_absent_field_is_added_where_the_alphabet_puts_it() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let params = [PRICE, &[("currency_options[eur][unit_amount]", "900")]].concat();
    let plain = shop.post("/v1/prices", &params).await;
    assert_eq!(plain.object().get("currency_options"), None);

    let path = format!("/v1/prices/{}", plain.id());
    let expanded = shop.get(&path, &[("expand[]", "currency_options")]).await.object();
    assert_eq!(expanded["currency_options"]["eur"]["unit_amount"], 900);
    assert_eq!(expanded["currency_options"]["usd"]["unit_amount"], 1000);
    let keys: Vec<&String> = expanded.as_object().unwrap().keys().collect();
    assert_eq!(keys[..2], ["id", "object"]);
    assert!(keys[2..].is_sorted(), "{keys:?}");
}

#[tokio::test]
async fn a_field_of_a_hash_is_expanded_in_its_place() {
    let stripe = Emulator::start().await;
    let params = [SHIPPING_RATE, &[("expand[]", "fixed_amount.currency_options")]].concat();
    let rate = stripe.shop().post("/v1/shipping_rates", &params).await.object();
    assert_eq!(
        rate["fixed_amount"],
        json!({
            "amount": 500,
            "currency": "usd",
            "currency_options": {"usd": {"amount": 500, "tax_behavior": "unspecified"}},
        })
    );
}

#[tokio::test]
async fn several_paths_and_the_same_one_twice_are_fine() {
    let stripe = Emulator::start().await;
    let paths = [("expand[]", "product"), ("expand[]", "currency_options"), ("expand[]", "product")];
    let price = stripe.shop().post("/v1/prices", &[PRICE, &paths].concat()).await.object();
    assert_eq!(price["product"]["object"], "product");
    assert!(price["currency_options"].is_object());
}

#[tokio::test]
async fn what_is_null_or_foreign_stays_as_it_is() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let paths = [("expand[]", "tiers"), ("expand[]", "recurring")];
    let price = shop.post("/v1/prices", &[PRICE, &paths].concat()).await.object();
    assert_eq!(price["recurring"], Value::Null);
    let params = [SHIPPING_RATE, &[("tax_code", "txcd_92010001"), ("expand[]", "tax_code")]].concat();
    let rate = shop.post("/v1/shipping_rates", &params).await.object();
    assert_eq!(rate["tax_code"], "txcd_92010001");
}

#[tokio::test]
async fn only_what_can_be_expanded_may_be_named() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    for (path, message) in [
        ("metadata", "This property cannot be expanded (metadata)."),
        ("unit_amount", "This property cannot be expanded (unit_amount)."),
        ("prodcut", "This property cannot be expanded because it doesn't exist: prodcut."),
    ] {
        let answer = shop.post("/v1/prices", &[PRICE, &[("expand[]", path)]].concat()).await;
        assert_eq!(answer.error(), error("", "", message));
    }
    assert_eq!(shop.count("/v1/prices").await, 0);
    // Deeper parts of a path are not checked.
    shop.post("/v1/prices", &[PRICE, &[("expand[]", "product.foo")]].concat()).await.object();
}

#[tokio::test]
async fn paths_of_a_list_begin_with_data() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let message =
        "This property cannot be expanded (product). You may want to try expanding 'data.product' instead.";
    let answer = shop.get("/v1/prices", &[("expand[]", "product")]).await;
    assert_eq!(answer.error(), error("", "", message));
}

#[tokio::test]
async fn a_path_has_up_to_four_parts() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let price = shop.price().await;
    shop.get("/v1/prices", &[("expand[]", "data.product.default_price.product")]).await.object();
    let path = "data.product.default_price.product.default_price";
    let fault = shop.get("/v1/prices", &[("expand[]", path)]).await;
    let message = format!("You cannot expand more than 4 levels of a property. Property: {path}");
    assert_eq!(fault.error(), error("property_expansion_max_depth", "", &message));
    let params = [("expand[]", "product.a.b.c.d")];
    assert_eq!(shop.get(&format!("/v1/prices/{price}"), &params).await.status, 400);
}

#[tokio::test]
async fn the_total_count_of_a_list_could_be_asked_for_until_basil() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    shop.price().await;
    shop.price().await;
    let params = [("expand[]", "total_count"), ("limit", "1")];
    let older = shop.version("2025-02-24.acacia").get("/v1/prices", &params).await.object();
    assert_eq!(older["total_count"], 2);
    let newer = shop.version("2025-03-31.basil").get("/v1/prices", &params).await;
    assert_eq!(newer.error(), error("", "", "This property cannot be included (total_count)"));
}

#[tokio::test]
async fn a_deletion_takes_no_expand() {
    let stripe = Emulator::start().await;
    let product = stripe.shop().product().await;
    let answer =
        stripe.shop().delete(&format!("/v1/products/{product}"), &[("expand[]", "default_price")]).await;
    assert_eq!(answer.error(), error("parameter_unknown", "expand", "Received unknown parameter: expand"));
}
