//! Lists and cursors.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::{Client, Emulator, SHIPPING_RATE, error};

/// Shipping rates, the newest first.
async fn rates(client: &Client, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for _ in 0..count {
        ids.insert(0, client.shipping_rate().await);
    }
    ids
}

#[tokio::test]
async fn a_page_has_ten_objects_newest_first() {
    let stripe = Emulator::start().await;
    let ids = rates(&stripe.shop(), 11).await;
    let page = stripe.shop().get("/v1/shipping_rates", &[]).await;
    assert_eq!(page.ids(), ids[..10]);
    assert_eq!(page.object()["has_more"], true);
    assert_eq!(page.object()["url"], "/v1/shipping_rates");
}

#[tokio::test]
async fn a_limit_outside_its_bounds_is_moved_to_the_nearest() {
    let stripe = Emulator::start().await;
    let ids = rates(&stripe.shop(), 101).await;
    for (limit, length) in [("0", 1), ("-5", 1), ("1", 1), ("100", 100), ("101", 100), ("99999999", 100)] {
        let page = stripe.shop().get("/v1/shipping_rates", &[("limit", limit)]).await;
        assert_eq!(page.ids(), ids[..length], "{limit}");
    }
    let answer = stripe.shop().get("/v1/shipping_rates", &[("limit", "abc")]).await;
    assert_eq!(answer.error(), error("parameter_invalid_integer", "limit", "Invalid integer: abc"));
}

#[tokio::test]
async fn cursors_lead_both_ways_and_never_include_themselves() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let ids = rates(&shop, 5).await;
    let page = async |params: &[(&str, &str)]| {
        let answer = shop.get("/v1/shipping_rates", params).await;
        (answer.ids(), answer.object()["has_more"].as_bool().unwrap())
    };
    assert_eq!(page(&[("limit", "2"), ("starting_after", &ids[0])]).await, (ids[1..3].to_vec(), true));
    assert_eq!(page(&[("limit", "2"), ("starting_after", &ids[2])]).await, (ids[3..5].to_vec(), false));
    assert_eq!(page(&[("starting_after", &ids[4])]).await, (vec![], false));
    assert_eq!(page(&[("limit", "2"), ("ending_before", &ids[4])]).await, (ids[2..4].to_vec(), true));
    assert_eq!(page(&[("limit", "2"), ("ending_before", &ids[2])]).await, (ids[0..2].to_vec(), false));
    assert_eq!(page(&[("ending_before", &ids[0])]).await, (vec![], false));
}

#[tokio::test]
async fn a_list_takes_one_cursor() {
    let stripe = Emulator::start().await;
    let id = stripe.shop().shipping_rate().await;
    let params = [("starting_after", id.as_str()), ("ending_before", id.as_str())];
    let answer = stripe.shop().get("/v1/shipping_rates", &params).await;
    let message = "Received both starting_after and ending_before parameters. Please pass in only one.";
    assert_eq!(answer.error(), error("", "", message));
}

#[tokio::test]
async fn an_unknown_cursor_is_refused() {
    let stripe = Emulator::start().await;
    let price = stripe.shop().price().await;
    for param in ["starting_after", "ending_before"] {
        // An object of another kind is none of this one.
        for cursor in ["shr_1", &price] {
            let answer = stripe.shop().get("/v1/shipping_rates", &[(param, cursor)]).await;
            let message = format!("No such shipping rate: '{cursor}'");
            assert_eq!(answer.error(), error("resource_missing", param, &message));
        }
    }
}

#[tokio::test]
async fn a_changed_object_keeps_its_place() {
    let stripe = Emulator::start().await;
    let ids = rates(&stripe.shop(), 3).await;
    stripe.shop().post(&format!("/v1/shipping_rates/{}", ids[2]), &[("active", "false")]).await.object();
    assert_eq!(stripe.shop().get("/v1/shipping_rates", &[]).await.ids(), ids);
}

#[tokio::test]
async fn a_deleted_object_is_still_a_cursor() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let (older, deleted, newer) = (shop.product().await, shop.product().await, shop.product().await);
    shop.delete(&format!("/v1/products/{deleted}"), &[]).await.object();
    assert_eq!(shop.get("/v1/products", &[]).await.ids(), [newer.clone(), older.clone()]);
    assert_eq!(shop.get("/v1/products", &[("starting_after", &deleted)]).await.ids(), [older]);
    assert_eq!(shop.get("/v1/products", &[("ending_before", &deleted)]).await.ids(), [newer]);
}

#[tokio::test]
async fn a_filter_is_applied_before_the_limit() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let ids = rates(&shop, 6).await;
    for id in [&ids[0], &ids[2], &ids[4]] {
        shop.post(&format!("/v1/shipping_rates/{id}"), &[("active", "false")]).await.object();
    }
    let page = shop.get("/v1/shipping_rates", &[("active", "true"), ("limit", "2")]).await;
    assert_eq!(page.ids(), [ids[1].clone(), ids[3].clone()]);
    assert_eq!(page.object()["has_more"], true);
    // A cursor that the filter leaves out still has its place.
    let next = [("active", "true"), ("limit", "2"), ("starting_after", ids[4].as_str())];
    let page = shop.get("/v1/shipping_rates", &next).await;
    assert_eq!(page.ids(), [ids[5].clone()]);
    assert_eq!(page.object()["has_more"], false);
}

#[tokio::test]
async fn created_selects_a_moment_or_a_range() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let mut made = Vec::new();
    for _ in 0..3 {
        let rate = shop.post("/v1/shipping_rates", SHIPPING_RATE).await;
        made.push((rate.id(), rate.object()["created"].to_string()));
        shop.advance("10s").await;
    }
    let middle = made[1].1.as_str();
    let pick = |indices: &[usize]| indices.iter().map(|index| made[*index].0.clone()).collect::<Vec<_>>();
    for (params, expected) in [
        (&[("created", middle)][..], pick(&[1])),
        (&[("created[gt]", middle)], pick(&[2])),
        (&[("created[gte]", middle)], pick(&[2, 1])),
        (&[("created[lt]", middle)], pick(&[0])),
        (&[("created[lte]", middle)], pick(&[1, 0])),
        (&[("created[gte]", middle), ("created[lte]", middle)], pick(&[1])),
    ] {
        assert_eq!(shop.get("/v1/shipping_rates", params).await.ids(), expected, "{params:?}");
    }
    let answer = shop.get("/v1/shipping_rates", &[("created[after]", middle)]).await;
    assert_eq!(answer.error().code, "parameter_unknown");
}

/// Reads a list page by page, from its newest object on or from its oldest back.
async fn page_by_page(client: &Client, filter: &[(&str, &str)], limit: usize, forward: bool) -> Vec<String> {
    let limit = limit.to_string();
    let mut read: Vec<String> = Vec::new();
    // Backwards begins at the oldest object there is, which is then put back in its place.
    let mut cursor = None;
    if !forward {
        let whole = client.get("/v1/shipping_rates", &[filter, &[("limit", "100")]].concat()).await.ids();
        let Some(oldest) = whole.last().cloned() else { return read };
        read.push(oldest.clone());
        cursor = Some(oldest);
    }
    loop {
        let direction = if forward { "starting_after" } else { "ending_before" };
        let mut params = [filter, &[("limit", limit.as_str())]].concat();
        if let Some(cursor) = &cursor {
            params.push((direction, cursor));
        }
        let page = client.get("/v1/shipping_rates", &params).await;
        let ids = page.ids();
        assert!(ids.len() <= limit.parse().unwrap());
        let more = page.object()["has_more"] == true;
        assert!(!more || !ids.is_empty(), "an empty page promises more");
        if forward {
            cursor = ids.last().cloned();
            read.extend(ids);
        } else {
            cursor = ids.first().cloned();
            read.splice(0..0, ids);
        }
        if !more {
            return read;
        }
    }
}

#[test]
fn a_list_read_page_by_page_equals_the_list_read_whole() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let stripe = runtime.block_on(Emulator::start());
    let mut runner = TestRunner::new(Config { cases: 24, failure_persistence: None, ..Config::default() });
    let mut accounts = 0..;
    let strategy =
        (proptest::collection::vec(any::<bool>(), 0..14), 1..6_usize, any::<bool>(), any::<bool>());
    // The runner takes a `Fn`; each case is an account of its own.
    let next = std::cell::RefCell::new(&mut accounts);
    runner
        .run(&strategy, |(active, limit, forward, filtered)| {
            let account: i32 = next.borrow_mut().next().unwrap();
            let client = stripe.client(&format!("case{account}"));
            runtime.block_on(async {
                let mut whole = Vec::new();
                for keep in active {
                    let id = client.shipping_rate().await;
                    if !keep {
                        let path = format!("/v1/shipping_rates/{id}");
                        client.post(&path, &[("active", "false")]).await.object();
                    }
                    if keep || !filtered {
                        whole.insert(0, id);
                    }
                }
                let filter: &[(&str, &str)] = if filtered { &[("active", "true")] } else { &[] };
                prop_assert_eq!(page_by_page(&client, filter, limit, forward).await, whole);
                Ok(())
            })
        })
        .unwrap();
}
