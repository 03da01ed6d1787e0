//! `line_items` sent again: items kept, changed, added, removed and put into another order.

use serde_json::{Value, json};

use super::{Opened, Params, assert_amounts, assert_conforms, least, with};
use crate::support::{Client, Emulator, Fault, PRICE, error};

/// Three items: two of $10.00, one of $5.00, three of $1.00.
fn three(mode: &'static str) -> Params<'static> {
    let mut params = least(mode, "elements");
    params.extend([
        ("line_items[1][price_data][currency]", "usd"),
        ("line_items[1][price_data][unit_amount]", "500"),
        ("line_items[1][price_data][product_data][name]", "Cap"),
        ("line_items[1][quantity]", "1"),
        ("line_items[2][price_data][currency]", "usd"),
        ("line_items[2][price_data][unit_amount]", "100"),
        ("line_items[2][price_data][product_data][name]", "Pin"),
        ("line_items[2][quantity]", "3"),
        ("line_items[2][metadata][a]", "1"),
        ("line_items[2][adjustable_quantity][enabled]", "true"),
    ]);
    params
}

async fn opened(shop: &Client) -> (Opened, Vec<String>) {
    let session = Opened::create(shop, &three("payment")).await;
    let ids = session.item_ids().await;
    (session, ids)
}

fn items(session: &Value) -> &[Value] {
    session["line_items"]["data"].as_array().unwrap()
}

fn summary(session: &Value) -> Vec<(&str, i64)> {
    let of = |item: &'_ Value| item["amount_total"].as_i64().unwrap();
    items(session).iter().map(|item| (item["description"].as_str().unwrap(), of(item))).collect()
}

#[tokio::test]
async fn an_item_named_by_its_id_stays_as_it_is() {
    let stripe = Emulator::start().await;
    let (session, ids) = opened(&stripe.shop()).await;
    let before = session.read().await;
    assert_amounts(&before, 2800, 0);
    let kept =
        [("line_items[0][id]", &*ids[0]), ("line_items[1][id]", &*ids[1]), ("line_items[2][id]", &*ids[2])];
    assert_eq!(session.updated(&kept).await, before);
}

#[tokio::test]
async fn the_order_sent_is_the_order_kept_and_what_is_not_sent_is_gone() {
    let stripe = Emulator::start().await;
    let (session, ids) = opened(&stripe.shop()).await;
    let turned = session.updated(&[("line_items[0][id]", &*ids[2]), ("line_items[1][id]", &*ids[0])]).await;
    assert_eq!(session.item_ids().await, [ids[2].clone(), ids[0].clone()]);
    assert_eq!(summary(&turned), [("Pin", 300), ("T-shirt", 2000)]);
    assert_amounts(&turned, 2300, 0);
    let gone = error("resource_missing", "line_items[0][id]", &format!("No such line item: '{}'", ids[1]));
    session.refused(&[("line_items[0][id]", &*ids[1])], &gone).await;
}

#[tokio::test]
async fn an_item_keeps_its_id_while_its_parts_change() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let (session, ids) = opened(&shop).await;
    let price = shop.price().await;
    let id = ("line_items[0][id]", ids[2].as_str());
    let data = [
        ("line_items[0][price_data][currency]", "usd"),
        ("line_items[0][price_data][unit_amount_decimal]", "33.5"),
        ("line_items[0][price_data][product_data][name]", "Badge"),
    ];
    // Each step beside what came of it: quantity, description, total, metadata.
    for (params, quantity, description, total, metadata) in [
        (vec![("line_items[0][quantity]", "7")], 7, "Pin", 700, json!({"a": "1"})),
        (vec![("line_items[0][price]", price.as_str())], 7, "T-shirt", 7000, json!({"a": "1"})),
        (vec![("line_items[0][metadata][b]", "2")], 7, "T-shirt", 7000, json!({"a": "1", "b": "2"})),
        (vec![("line_items[0][metadata][a]", "")], 7, "T-shirt", 7000, json!({"b": "2"})),
        (data.to_vec(), 7, "Badge", 235, json!({"b": "2"})),
        (vec![("line_items[0][metadata]", "")], 7, "Badge", 235, json!({})),
    ] {
        let after = session.updated(&with(&params, &[id])).await;
        let item = &items(&after)[0];
        assert_conforms(item, "item");
        assert_eq!((items(&after).len(), &item["id"]), (1, &json!(ids[2])));
        assert_eq!((&item["quantity"], &item["description"]), (&json!(quantity), &json!(description)));
        assert_eq!(item["metadata"], metadata);
        assert_amounts(&after, total, 0);
    }
}

#[tokio::test]
async fn the_bounds_of_a_quantity_are_set_and_removed() {
    let stripe = Emulator::start().await;
    let (session, ids) = opened(&stripe.shop()).await;
    let id = ("line_items[0][id]", ids[2].as_str());
    let (enabled, minimum, maximum) = (
        "line_items[0][adjustable_quantity][enabled]",
        "line_items[0][adjustable_quantity][minimum]",
        "line_items[0][adjustable_quantity][maximum]",
    );
    let bounds =
        |enabled: bool, minimum, maximum| json!({"enabled": enabled, "maximum": maximum, "minimum": minimum});
    let (none, some) = (None::<i64>, Some::<i64>);
    for (params, expected) in [
        (vec![], bounds(true, some(0), some(99))),
        (vec![(enabled, "true"), (minimum, "2"), (maximum, "999999")], bounds(true, some(2), some(999_999))),
        (vec![], bounds(true, some(2), some(999_999))),
        (vec![(enabled, "false")], bounds(false, none, none)),
        (vec![(enabled, "true"), (maximum, "5")], bounds(true, some(0), some(5))),
    ] {
        let after = session.updated(&with(&params, &[id])).await;
        assert_eq!(items(&after)[0]["adjustable_quantity"], expected, "{params:?}");
    }
    let too_many = "This value must be less than or equal to 999999 (it currently is '1000000').";
    let fault = error("parameter_invalid_integer", maximum, too_many);
    session.refused(&[id, (enabled, "true"), (maximum, "1000000")], &fault).await;
    let missing = error("parameter_missing", enabled, &format!("Missing required param: {enabled}."));
    session.refused(&[id, (maximum, "5")], &missing).await;
    let fault = session.update(&[id, (enabled, "true"), (minimum, "6"), (maximum, "5")]).await.error();
    assert_eq!((fault.status, fault.param.as_str()), (400, minimum));
}

#[tokio::test]
async fn items_without_an_id_are_new() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let (session, ids) = opened(&shop).await;
    let price = shop.price().await;
    let after = session
        .updated(&[
            ("line_items[0][price]", price.as_str()),
            ("line_items[0][quantity]", "1"),
            ("line_items[0][metadata][new]", "yes"),
            ("line_items[1][id]", ids[0].as_str()),
            ("line_items[2][price_data][currency]", "usd"),
            ("line_items[2][price_data][unit_amount]", "250"),
            ("line_items[2][price_data][product_data][name]", "Mug"),
            ("line_items[2][quantity]", "4"),
        ])
        .await;
    assert_eq!(summary(&after), [("T-shirt", 1000), ("T-shirt", 2000), ("Mug", 1000)]);
    assert_eq!(items(&after)[0]["metadata"], json!({"new": "yes"}));
    assert_amounts(&after, 4000, 0);
    let now = session.item_ids().await;
    assert_eq!(now[1], ids[0]);
    assert!(!ids.contains(&now[0]) && !ids.contains(&now[2]) && now[0] != now[2], "{now:?}");
    assert!(now.iter().all(|id| id.starts_with("li_") && id.len() == 27), "{now:?}");
}

#[tokio::test]
async fn totals_follow_every_step() {
    let stripe = Emulator::start().await;
    let (session, ids) = opened(&stripe.shop()).await;
    let option = [
        ("shipping_options[0][shipping_rate_data][display_name]", "Ground"),
        ("shipping_options[0][shipping_rate_data][fixed_amount][amount]", "450"),
        ("shipping_options[0][shipping_rate_data][fixed_amount][currency]", "usd"),
    ];
    let quantity = |quantity| [("line_items[0][id]", ids[1].as_str()), ("line_items[0][quantity]", quantity)];
    assert_amounts(&session.read().await, 2800, 0);
    assert_amounts(&session.updated(&option).await, 2800, 450);
    assert_amounts(&session.updated(&quantity("2")).await, 1000, 450);
    assert_amounts(&session.updated(&[("metadata[a]", "1")]).await, 1000, 450);
    let both = with(&quantity("3"), &with(&option, &[(option[1].0, "1")]));
    assert_amounts(&session.updated(&both).await, 1500, 1);
    assert_amounts(&session.updated(&[("shipping_options", "")]).await, 1500, 0);
}

fn assert_fault(param: &str, message: &str) -> Fault {
    error("", param, message)
}

#[tokio::test]
async fn items_that_cannot_be_are_refused() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let (session, ids) = opened(&shop).await;
    let monthly = [PRICE, &[("recurring[interval]", "month")]].concat();
    let monthly = shop.post("/v1/prices", &monthly).await.id();
    let price = shop.price().await;
    let id = ("line_items[0][id]", ids[0].as_str());
    let recurring = "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode \
                     or use only one-time prices.";
    let too_few = error(
        "parameter_invalid_integer",
        "line_items[0][quantity]",
        "This value must be greater than or equal to 1.",
    );
    let euros = [
        id,
        ("line_items[0][price_data][currency]", "eur"),
        ("line_items[0][price_data][unit_amount]", "500"),
        ("line_items[0][price_data][product_data][name]", "Cap"),
    ];
    let other = "The price specified only supports `eur`. This doesn't match the expected currency: `usd`.";
    let neither = "You must provide one of `price` or `price_data` for each line item when using prices.";
    let exclusive = "You may only specify one of these parameters: price, price_data.";
    let both =
        with(&euros, &[("line_items[0][price_data][currency]", "usd"), ("line_items[0][price]", &price)]);
    for (params, fault) in [
        (
            vec![("line_items[0][id]", "li_x")],
            error("resource_missing", "line_items[0][id]", "No such line item: 'li_x'"),
        ),
        (vec![id, ("line_items[0][price]", &monthly)], assert_fault("line_items[0]", recurring)),
        (vec![id, ("line_items[0][quantity]", "0")], too_few.clone()),
        (vec![id, ("line_items[0][quantity]", "-1")], too_few),
        (euros.to_vec(), assert_fault("line_items[0][price_data][currency]", other)),
        (vec![("line_items[0][quantity]", "1")], assert_fault("line_items[0]", neither)),
        (
            vec![id, ("line_items[1][price]", &price)],
            assert_fault("line_items[1]", "Quantity is required. Add `quantity` to `line_items[1]`"),
        ),
        (both, assert_fault("line_items[0][price]", exclusive)),
        (vec![("line_items", "x")], assert_fault("line_items", "Invalid array")),
        (
            vec![id, ("line_items[0][price]", "price_x")],
            error("resource_missing", "line_items[0][price]", "No such price: 'price_x'"),
        ),
    ] {
        session.refused(&params, &fault).await;
    }
    // The texts of these are not known.
    let twice = [id, ("line_items[1][id]", ids[0].as_str())];
    let fault = session.update(&twice).await.error();
    assert_eq!(fault.param, "line_items[1][id]");
    session.refused(&twice, &fault).await;
    let fault = session.update(&[("line_items", "")]).await.error();
    assert_eq!((fault.code.as_str(), fault.param.as_str()), ("parameter_invalid_empty", "line_items"));
    // An item of another session is unknown here.
    let (other, _) = opened(&shop).await;
    assert_eq!(other.update(&[id]).await.error().code, "resource_missing");
}

#[tokio::test]
async fn a_subscription_keeps_a_recurring_price() {
    let stripe = Emulator::start().await;
    let session = Opened::create(&stripe.shop(), &three("subscription")).await;
    let ids = session.item_ids().await;
    let none = "You must provide at least one recurring price in `subscription` mode when using prices.";
    session.refused(&[("line_items[0][id]", ids[1].as_str())], &error("", "line_items", none)).await;
    let after =
        session.updated(&[("line_items[0][id]", ids[0].as_str()), ("line_items[0][quantity]", "1")]).await;
    assert_amounts(&after, 1000, 0);
}

#[tokio::test]
async fn a_hundred_items_are_the_most() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let session = Opened::create(&shop, &least("payment", "elements")).await;
    let price = shop.price().await;
    let names: Vec<[String; 2]> = (0..101)
        .map(|index| [format!("line_items[{index}][price]"), format!("line_items[{index}][quantity]")])
        .collect();
    let all: Params<'_> = names
        .iter()
        .flat_map(|[name, quantity]| [(name.as_str(), price.as_str()), (quantity.as_str(), "1")])
        .collect();
    let message = "Array line_items exceeded maximum 100 allowed elements.";
    session.refused(&all, &error("", "line_items", message)).await;
    session.update(&all[..200]).await.object();
    assert_eq!(session.item_ids().await.len(), 100);
    assert_eq!(session.read().await["amount_total"], 100_000);
}
