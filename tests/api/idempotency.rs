//! Same key, same answer.

use crate::support::{Answer, DAY, Emulator, PRICE, conflict, error, not_found};

#[track_caller]
fn assert_replayed(replay: &Answer, first: &Answer) {
    assert_eq!(replay.status, first.status);
    assert_eq!(replay.text, first.text);
    assert_eq!(replay.header("idempotent-replayed"), Some("true"));
    assert_eq!(replay.header("original-request"), first.header("request-id"));
    assert_ne!(replay.header("request-id"), first.header("request-id"));
    assert_eq!(replay.header("idempotency-key"), first.header("idempotency-key"));
}

#[track_caller]
fn assert_new(answer: &Answer) {
    assert_eq!(answer.header("idempotent-replayed"), None);
    assert_eq!(answer.header("original-request"), answer.header("request-id"));
}

#[tokio::test]
async fn the_same_key_gets_the_same_answer_and_runs_once() {
    let stripe = Emulator::start().await;
    let client = stripe.shop().idempotent("order-1");
    let first = client.post("/v1/prices", PRICE).await;
    first.object();
    assert_new(&first);
    for _ in 0..3 {
        assert_replayed(&client.post("/v1/prices", PRICE).await, &first);
    }
    assert_eq!(stripe.shop().count("/v1/prices").await, 1);
}

#[tokio::test]
async fn the_order_of_parameters_does_not_matter() {
    let stripe = Emulator::start().await;
    let client = stripe.shop().idempotent("k");
    let first = client.post("/v1/prices", PRICE).await;
    let turned: Vec<_> = PRICE.iter().rev().copied().collect();
    assert_replayed(&client.post("/v1/prices", &turned).await, &first);
}

#[tokio::test]
async fn another_key_runs_again() {
    let stripe = Emulator::start().await;
    let first = stripe.shop().idempotent("a").post("/v1/prices", PRICE).await;
    let second = stripe.shop().idempotent("b").post("/v1/prices", PRICE).await;
    assert_new(&second);
    assert_ne!(first.id(), second.id());
}

#[tokio::test]
async fn a_key_cannot_be_used_with_other_parameters() {
    let stripe = Emulator::start().await;
    let client = stripe.shop().idempotent("k");
    client.post("/v1/prices", PRICE).await.object();
    let other = client.post("/v1/prices", &[PRICE, &[("nickname", "x")]].concat()).await;
    let expected = error(
        "",
        "",
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key \
         other than 'k' if you meant to execute a different request.",
    );
    assert_eq!(other.error(), expected.kind("idempotency_error"));
    assert_eq!(stripe.shop().count("/v1/prices").await, 1);
}

#[tokio::test]
async fn a_key_cannot_be_used_for_another_endpoint() {
    let stripe = Emulator::start().await;
    let client = stripe.shop().idempotent("k");
    client.post("/v1/prices", PRICE).await.object();
    let other = client.post("/v1/shipping_rates", PRICE).await;
    let expected = error(
        "",
        "",
        "Keys for idempotent requests can only be used for the same endpoint they were first used for \
         ('/v1/shipping_rates' vs '/v1/prices'). Try using a key other than 'k' if you meant to execute a different request.",
    );
    assert_eq!(other.error(), expected.kind("idempotency_error"));
}

#[tokio::test]
async fn a_key_has_1_to_255_characters() {
    let stripe = Emulator::start().await;
    let expected = error("", "", "Idempotency Key must be a non-empty string.");
    for key in [String::new(), "k".repeat(256)] {
        assert_eq!(stripe.shop().idempotent(&key).post("/v1/prices", PRICE).await.error(), expected);
    }
    assert_eq!(stripe.shop().count("/v1/prices").await, 0);
    stripe.shop().idempotent(&"k".repeat(255)).post("/v1/prices", PRICE).await.object();
}

#[tokio::test]
async fn a_request_with_wrong_parameters_leaves_its_key_new() {
    let stripe = Emulator::start().await;
    let client = stripe.shop().idempotent("k");
    for wrong in [
        &[("foo", "1")][..],
        &[("currency", "usd"), ("unit_amount", "ten")],
        &[],
        &[("currency", "usd"), ("expand[]", "metadata")],
    ] {
        let answer = client.post("/v1/prices", wrong).await;
        assert_eq!(answer.status, 400);
        assert_new(&answer);
    }
    let right = client.post("/v1/prices", PRICE).await;
    right.object();
    assert_new(&right);
}

#[tokio::test]
async fn a_refusal_of_the_operation_is_stored() {
    let stripe = Emulator::start().await;
    let client = stripe.shop().idempotent("k");
    let params = [("currency", "usd"), ("unit_amount", "1"), ("product", "prod_later")];
    let first = client.post("/v1/prices", &params).await;
    assert_eq!(first.error(), error("resource_missing", "product", "No such product: 'prod_later'"));
    assert_replayed(&client.post("/v1/prices", &params).await, &first);

    let client = stripe.shop().idempotent("l");
    let first = client.post("/v1/prices/price_1", &[("active", "false")]).await;
    assert_eq!(first.error(), not_found("price", "No such price: 'price_1'"));
    assert_replayed(&client.post("/v1/prices/price_1", &[("active", "false")]).await, &first);
}

#[tokio::test]
async fn reading_ignores_keys() {
    let stripe = Emulator::start().await;
    let client = stripe.shop().idempotent("k");
    let before = client.get("/v1/prices", &[]).await;
    stripe.shop().price().await;
    let after = client.get("/v1/prices", &[]).await;
    assert_ne!(before.text, after.text);
    assert_eq!(after.header("idempotency-key"), None);
    assert_eq!(after.header("original-request"), None);
    // The key is still new.
    assert_new(&client.post("/v1/prices", PRICE).await);
}

#[tokio::test]
async fn a_deletion_says_its_key_back_and_stores_nothing() {
    let stripe = Emulator::start().await;
    let product = stripe.shop().product().await;
    let client = stripe.shop().idempotent("k");
    let path = format!("/v1/products/{product}");
    let first = client.delete(&path, &[]).await;
    first.object();
    assert_eq!(first.header("idempotency-key"), Some("k"));
    assert_eq!(first.header("original-request"), None);
    let second = client.delete(&path, &[]).await;
    assert_eq!((second.status, second.header("idempotent-replayed")), (404, None));
}

#[tokio::test]
async fn a_key_is_new_again_after_24_hours() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let client = shop.idempotent("k");
    let first = client.post("/v1/prices", PRICE).await;

    shop.advance(&(DAY - 1).to_string()).await;
    assert_replayed(&client.post("/v1/prices", PRICE).await, &first);

    shop.advance("1s").await;
    let again = client.post("/v1/prices", PRICE).await;
    assert_new(&again);
    assert_ne!(again.id(), first.id());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_requests_at_once_with_one_key_one_runs() {
    let stripe = Emulator::start().await;
    let client = stripe.shop().idempotent("k");
    let requests: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.post("/v1/prices", PRICE).await })
        })
        .collect();
    let mut ran = 0;
    let mut bodies = std::collections::HashSet::new();
    for request in requests {
        let answer = request.await.unwrap();
        if answer.status == 409 {
            assert_eq!(answer.error(), conflict("k"));
            continue;
        }
        bodies.insert(answer.id());
        ran += usize::from(answer.header("idempotent-replayed").is_none());
    }
    assert_eq!((ran, bodies.len()), (1, 1));
    assert_eq!(stripe.shop().count("/v1/prices").await, 1);
}

#[tokio::test]
async fn a_request_broken_off_half_way_can_be_sent_again() {
    let stripe = Emulator::start().await;
    let mut wire = stripe.connect().await;
    wire.begin_post("/v1/prices", 1000, "Idempotency-Key: k\r\n").await;
    wire.send("currency=usd&unit_amount=1000&product_data[na").await;
    drop(wire);

    let retried = stripe.shop().idempotent("k").post("/v1/prices", PRICE).await;
    retried.object();
    assert_new(&retried);
    assert_eq!(stripe.shop().count("/v1/prices").await, 1);
}

#[tokio::test]
async fn a_replay_keeps_the_version_it_was_answered_at() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop().idempotent("key");
    let first = shop.post("/v1/prices", PRICE).await;
    let replay = shop.version("2025-06-30.basil").post("/v1/prices", PRICE).await;
    assert_eq!(replay.header("idempotent-replayed"), Some("true"));
    assert_eq!(replay.header("stripe-version"), first.header("stripe-version"));
    assert_eq!(replay.object(), first.object());
}
