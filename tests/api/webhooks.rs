//! Delivery: events reach their receivers, signed, in order, and again where they were not taken.

use std::time::{Duration, Instant};

use checkout_emulator::app::Settings;
use checkout_emulator::values::Timestamp;
use serde_json::{Value, json};

use crate::support::{Client, DAY, Emulator, NOON, PRICE, Reaction, Receiver};

const SESSION: &[(&str, &str)] = &[
    ("mode", "payment"),
    ("success_url", "https://example.com"),
    ("line_items[0][price_data][currency]", "usd"),
    ("line_items[0][price_data][unit_amount]", "1500"),
    ("line_items[0][price_data][product_data][name]", "Zoë & Ko <3"),
    ("line_items[0][quantity]", "2"),
];

/// An emulator whose receivers have little time to answer.
async fn impatient() -> Emulator {
    Emulator::start_with(Settings {
        seed: Some(1),
        now: Some(Timestamp::from_unix(NOON)),
        webhook_timeout: Duration::from_millis(300),
        ..Settings::default()
    })
    .await
}

/// Registers an endpoint and gives back its path and its secret.
async fn listen(client: &Client, receiver: &Receiver, more: &[(&str, &str)]) -> (String, String) {
    let url = receiver.url();
    let mut params = vec![("url", url.as_str())];
    if more.iter().all(|(name, _)| !name.starts_with("enabled_events")) {
        params.push(("enabled_events[]", "*"));
    }
    params.extend(more);
    let endpoint = client.post("/v1/webhook_endpoints", &params).await.object();
    let text = |name: &str| endpoint[name].as_str().unwrap().to_owned();
    (format!("/v1/webhook_endpoints/{}", text("id")), text("secret"))
}

async fn drain(client: &Client) -> Value {
    client.post("/_emulator/webhooks/drain", &[]).await.object()
}

async fn attempts(client: &Client) -> Vec<Value> {
    let list = client.get("/_emulator/webhooks/deliveries", &[]).await.object();
    list["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn an_event_arrives_signed_as_stripe_signs_and_writes_it() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let receiver = Receiver::start().await;
    let (_, secret) = listen(&shop, &receiver, &[]).await;
    let session = shop.post("/v1/checkout/sessions", SESSION).await.id();
    let path = format!("/v1/checkout/sessions/{session}");
    let expired = shop.post(&format!("{path}/expire"), &[]).await.object();
    assert_eq!(drain(&shop).await, json!({"delivered": 3, "failed": 0, "pending": 0}));

    assert_eq!(receiver.kinds(), ["product.created", "price.created", "checkout.session.expired"]);
    let deliveries = receiver.received();
    for delivery in &deliveries {
        delivery.assert_signed_with(&secret);
        assert!(delivery.head.starts_with("POST /hook HTTP/1.1"), "{}", delivery.head);
        for (name, value) in [
            ("content-type", "application/json; charset=utf-8"),
            ("user-agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)"),
            ("accept", "*/*; q=0.5, application/xml"),
            ("accept-encoding", "gzip"),
            ("cache-control", "no-cache"),
        ] {
            assert_eq!(delivery.header(name), Some(value));
        }
    }
    // The event as the API shows it, but that it was not acknowledged when it was sent.
    let event = deliveries[2].json();
    assert_eq!(event["data"]["object"], expired);
    assert_eq!(event["pending_webhooks"], 1);
    let mut shown = shop.get(&format!("/v1/events/{}", event["id"].as_str().unwrap()), &[]).await.object();
    assert_eq!(shown["pending_webhooks"].take(), 0);
    shown["pending_webhooks"] = json!(1);
    assert_eq!(shown, event);

    let product = &deliveries[0].body;
    assert!(product.starts_with("{\n  \"id\": \"evt_1"), "{product}");
    assert!(product.contains("\"name\": \"Zoë \\u0026 Ko \\u003c3\""), "{product}");
    assert!(
        product.contains("\"images\": [\n\n      ]") && product.contains("\"metadata\": {\n      }"),
        "{product}"
    );
    assert!(product.ends_with("\n}"), "{product}");
}

#[tokio::test]
async fn deliveries_keep_their_order_and_their_connection() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let receiver = Receiver::start().await;
    listen(&shop, &receiver, &[]).await;
    let requests = (0..100).map(|_| shop.post("/v1/prices", PRICE));
    futures_util::future::join_all(requests).await;
    assert_eq!(drain(&shop).await, json!({"delivered": 200, "failed": 0, "pending": 0}));
    let mut ids = shop.get("/v1/events", &[("limit", "100")]).await.ids();
    ids.reverse();
    let deliveries = receiver.received();
    let came: Vec<Value> = deliveries.iter().map(|delivery| delivery.json()["id"].clone()).collect();
    assert_eq!(came[100..], ids);
    assert!(deliveries.iter().all(|delivery| delivery.connection == 0));
}

#[tokio::test]
async fn endpoints_hear_what_they_asked_for_at_their_version() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let (all, old, codes, off) =
        (Receiver::start().await, Receiver::start().await, Receiver::start().await, Receiver::start().await);
    listen(&shop, &all, &[]).await;
    listen(&shop, &old, &[("api_version", "2024-06-20")]).await;
    listen(&shop, &codes, &[("enabled_events[]", "promotion_code.created")]).await;
    let (path, _) = listen(&shop, &off, &[]).await;
    shop.post(&path, &[("disabled", "true")]).await.object();
    shop.post("/v1/coupons", &[("id", "TEN"), ("percent_off", "10")]).await.object();
    let code = [("promotion[type]", "coupon"), ("promotion[coupon]", "TEN")];
    shop.post("/v1/promotion_codes", &code).await.object();
    // What the older version shows is what was there when it happened.
    shop.delete("/v1/coupons/TEN", &[]).await.object();
    stripe.client("other").product().await;
    drain(&shop).await;

    let everything = ["coupon.created", "promotion_code.created", "coupon.deleted"];
    assert_eq!(all.kinds(), everything);
    assert_eq!(old.kinds(), everything);
    assert_eq!(codes.kinds(), ["promotion_code.created"]);
    assert_eq!(off.kinds(), [""; 0]);
    let (new, old) = (all.received()[1].json(), old.received()[1].json());
    assert_eq!(
        (&new["api_version"], &old["api_version"]),
        (&json!("2026-10-28.endive"), &json!("2024-06-20"))
    );
    assert_eq!(new["id"], old["id"]);
    assert_eq!(new["pending_webhooks"], 3);
    assert_eq!(new["data"]["object"]["promotion"]["coupon"], "TEN");
    assert_eq!(old["data"]["object"]["coupon"]["id"], "TEN");
    assert_eq!(old["data"]["object"]["coupon"]["valid"], true);
}

#[tokio::test]
async fn what_is_not_taken_is_sent_again_as_the_clock_goes_on() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let receiver = Receiver::start().await;
    receiver.reacts_once(&[Reaction::Answer(500), Reaction::Redirect, Reaction::Answer(404)]);
    let (_, secret) = listen(&shop, &receiver, &[]).await;
    shop.product().await;
    let started = Instant::now();
    // Nothing is due: it says so at once.
    assert_eq!(drain(&shop).await, json!({"delivered": 0, "failed": 0, "pending": 1}));
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(receiver.received().len(), 1);
    let unacknowledged = [("delivery_success", "false")];
    assert_eq!(shop.get("/v1/events", &unacknowledged).await.ids().len(), 1);
    for (advance, count) in [("1", 2), ("9", 2), ("1", 3), ("59", 3), ("1", 4)] {
        shop.advance(advance).await;
        drain(&shop).await;
        assert_eq!(receiver.received().len(), count);
    }
    assert_eq!(drain(&shop).await, json!({"delivered": 1, "failed": 0, "pending": 0}));
    assert_eq!(shop.get("/v1/events", &unacknowledged).await.ids().len(), 0);

    let deliveries = receiver.received();
    for delivery in &deliveries {
        delivery.assert_signed_with(&secret);
        assert_eq!(delivery.body, deliveries[0].body);
    }
    let told: Vec<_> = attempts(&shop)
        .await
        .iter()
        .map(|attempt| {
            (
                attempt["attempt"].as_u64().unwrap(),
                attempt["state"].as_str().unwrap().to_owned(),
                attempt["response_status"].as_u64().unwrap(),
                attempt["created"].as_i64().unwrap() - NOON,
                attempt["next_attempt"].as_i64().map(|next| next - NOON),
            )
        })
        .collect();
    let text = str::to_owned;
    assert_eq!(
        told,
        [
            (4, text("delivered"), 200, 71, None),
            (3, text("failed"), 404, 11, Some(71)),
            (2, text("failed"), 302, 1, Some(11)),
            (1, text("failed"), 500, 0, Some(1)),
        ]
    );
}

#[tokio::test]
async fn after_six_attempts_it_is_given_up() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let receiver = Receiver::start().await;
    receiver.reacts(Reaction::Answer(503));
    listen(&shop, &receiver, &[]).await;
    shop.product().await;
    drain(&shop).await;
    // One step past everything: all that was due in it happens, in its time.
    shop.advance("3h").await;
    assert_eq!(drain(&shop).await, json!({"delivered": 0, "failed": 1, "pending": 0}));
    assert_eq!(receiver.received().len(), 6);
    let times: Vec<i64> =
        attempts(&shop).await.iter().map(|one| one["created"].as_i64().unwrap() - NOON).collect();
    assert_eq!(times, [4271, 671, 71, 11, 1, 0]);
    assert_eq!(attempts(&shop).await[0]["next_attempt"], json!(null));
    shop.advance("10d").await;
    drain(&shop).await;
    assert_eq!(receiver.received().len(), 6);
    let event = receiver.received()[0].json()["id"].as_str().unwrap().to_owned();
    assert_eq!(shop.get(&format!("/v1/events/{event}"), &[]).await.object()["pending_webhooks"], 1);
}

#[tokio::test]
async fn what_the_clock_is_moved_past_is_attempted_when_it_was_due() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let receiver = Receiver::start().await;
    receiver.reacts(Reaction::Answer(503));
    listen(&shop, &receiver, &[("enabled_events[]", "checkout.session.expired")]).await;
    shop.post("/v1/checkout/sessions", SESSION).await.object();
    shop.advance("25h").await;
    assert_eq!(drain(&shop).await["pending"], 1);

    let times: Vec<Value> = attempts(&shop)
        .await
        .iter()
        .map(|one| json!([one["attempt"], one["created"], one["next_attempt"]]))
        .collect();
    let after = |seconds: i64| NOON + DAY + seconds;
    assert_eq!(
        json!(times),
        json!([
            [5, after(671), after(4271)],
            [4, after(71), after(671)],
            [3, after(11), after(71)],
            [2, after(1), after(11)],
            [1, after(0), after(1)],
        ])
    );
}

#[tokio::test]
async fn whatever_a_receiver_does_the_others_get_theirs() {
    let stripe = impatient().await;
    let shop = stripe.shop();
    let good = Receiver::start().await;
    let mut bad = Vec::new();
    for reaction in [Reaction::Stall, Reaction::Close, Reaction::Garbage, Reaction::Answer(500)] {
        let receiver = Receiver::start().await;
        receiver.reacts(reaction);
        listen(&shop, &receiver, &[]).await;
        bad.push(receiver);
    }
    for nobody in ["http://127.0.0.1:9/", "https://127.0.0.1:9/"] {
        let params = [("url", nobody), ("enabled_events[]", "*")];
        shop.post("/v1/webhook_endpoints", &params).await.object();
    }
    listen(&shop, &good, &[]).await;
    for _ in 0..5 {
        shop.product().await;
    }
    good.until(5).await;
    assert_eq!(drain(&shop).await, json!({"delivered": 5, "failed": 0, "pending": 30}));
    let attempts = attempts(&shop).await;
    assert_eq!(attempts.len(), 35);
    for attempt in attempts.iter().filter(|attempt| attempt["response_status"].is_null()) {
        assert_eq!((&attempt["state"], &attempt["next_attempt"]), (&json!("failed"), &json!(NOON + 1)));
        assert!(attempt["error"].as_str().is_some_and(|error| !error.is_empty()), "{attempt}");
    }
    // Once they have come to their senses, all is well.
    for receiver in &bad {
        receiver.reacts(Reaction::Answer(204));
    }
    shop.advance("1").await;
    assert_eq!(drain(&shop).await, json!({"delivered": 25, "failed": 0, "pending": 10}));
}

#[tokio::test]
async fn a_receiver_that_stalls_holds_up_nobody_else() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let (stalling, good) = (Receiver::start().await, Receiver::start().await);
    stalling.reacts(Reaction::Stall);
    listen(&shop, &stalling, &[]).await;
    listen(&shop, &good, &[]).await;
    for _ in 0..5 {
        shop.product().await;
    }
    good.until(5).await;
    assert_eq!(stalling.received().len(), 1);
}

#[tokio::test]
async fn a_drain_waits_no_longer_than_it_is_told() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let receiver = Receiver::start().await;
    receiver.reacts(Reaction::Stall);
    listen(&shop, &receiver, &[]).await;
    shop.product().await;
    receiver.until(1).await;
    let started = Instant::now();
    let tally = shop.post("/_emulator/webhooks/drain", &[("timeout_ms", "100")]).await.object();
    assert_eq!(tally, json!({"delivered": 0, "failed": 0, "pending": 1}));
    assert!((100..5_000).contains(&started.elapsed().as_millis()), "{:?}", started.elapsed());
    assert_eq!(attempts(&shop).await[0]["state"], "pending");
    for wrong in ["soon", "-1", "99999999"] {
        assert_eq!(shop.post("/_emulator/webhooks/drain", &[("timeout_ms", wrong)]).await.status, 400);
    }
}

#[tokio::test]
async fn a_running_clock_tries_again_by_itself_and_expires_sessions() {
    let stripe = Emulator::start_with(Settings::default()).await;
    let shop = stripe.shop();
    let receiver = Receiver::start().await;
    receiver.reacts_once(&[Reaction::Answer(500)]);
    listen(&shop, &receiver, &[("enabled_events[]", "checkout.session.expired")]).await;
    shop.post("/v1/checkout/sessions", SESSION).await.object();
    shop.advance("86398").await;
    assert_eq!(receiver.received().len(), 0);
    let deliveries = receiver.until(2).await;
    assert_eq!(deliveries[0].body, deliveries[1].body);
    assert_eq!(drain(&shop).await, json!({"delivered": 1, "failed": 0, "pending": 0}));
}

#[tokio::test]
async fn an_endpoint_that_is_disabled_or_deleted_is_left_alone() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let receiver = Receiver::start().await;
    receiver.reacts_once(&[Reaction::Answer(500), Reaction::Answer(500)]);
    let (first, _) = listen(&shop, &receiver, &[("enabled_events[]", "product.created")]).await;
    shop.product().await;
    drain(&shop).await;
    // Enabled again before it was due: it goes on.
    shop.post(&first, &[("disabled", "true")]).await.object();
    shop.post(&first, &[("disabled", "false")]).await.object();
    shop.advance("1").await;
    drain(&shop).await;
    assert_eq!(receiver.received().len(), 2);
    shop.delete(&first, &[]).await.object();
    // Nothing will be tried any more, and nothing promises it.
    assert_eq!(drain(&shop).await, json!({"delivered": 0, "failed": 1, "pending": 0}));
    let attempts = shop.get("/_emulator/webhooks/deliveries", &[]).await.object();
    assert_eq!(attempts["data"][0]["next_attempt"], json!(null));
    shop.advance("1h").await;
    assert_eq!(drain(&shop).await, json!({"delivered": 0, "failed": 1, "pending": 0}));
    assert_eq!(receiver.received().len(), 2);
}

#[tokio::test]
async fn a_handler_can_call_back() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let receiver = Receiver::start().await;
    receiver.reacts(Reaction::Stall);
    listen(&shop, &receiver, &[]).await;
    shop.post("/v1/checkout/sessions", SESSION).await.object();
    // The receiver has not answered yet, and the emulator answers it nonetheless.
    let event = receiver.until(1).await[0].json();
    let product = event["data"]["object"]["id"].as_str().unwrap().to_owned();
    shop.get(&format!("/v1/products/{product}"), &[]).await.object();
}

#[tokio::test]
async fn a_reset_forgets_what_was_on_its_way() {
    let stripe = Emulator::start().await;
    let (shop, other) = (stripe.shop(), stripe.client("other"));
    let receiver = Receiver::start().await;
    receiver.reacts(Reaction::Answer(500));
    listen(&shop, &receiver, &[]).await;
    listen(&other, &receiver, &[]).await;
    shop.product().await;
    other.product().await;
    assert_eq!(drain(&stripe.stranger()).await, json!({"delivered": 0, "failed": 0, "pending": 2}));
    shop.post("/_emulator/reset", &[]).await.object();
    assert_eq!(drain(&shop).await, json!({"delivered": 0, "failed": 0, "pending": 0}));
    assert_eq!(attempts(&shop).await.len(), 0);
    assert_eq!(shop.count("/v1/events").await, 0);
    assert_eq!(attempts(&other).await.len(), 1);
    assert_eq!(attempts(&stripe.stranger()).await.len(), 1);
    stripe.stranger().post("/_emulator/clock", &[("advance", "1")]).await.object();
    drain(&stripe.stranger()).await;
    assert_eq!(receiver.received().len(), 3);
}

#[tokio::test]
async fn the_log_of_deliveries_is_a_list() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let receiver = Receiver::start().await;
    let (path, _) = listen(&shop, &receiver, &[]).await;
    shop.price().await;
    drain(&shop).await;
    let list = shop.get("/_emulator/webhooks/deliveries", &[("limit", "1")]).await.object();
    assert_eq!(
        (&list["object"], &list["has_more"], &list["url"]),
        (&json!("list"), &json!(true), &json!("/_emulator/webhooks/deliveries"))
    );
    let newest = &list["data"][0];
    let event = shop.get("/v1/events", &[("type", "price.created")]).await.ids()[0].clone();
    assert_eq!(
        newest,
        &json!({
            "id": newest["id"], "object": "delivery", "event": event, "type": "price.created",
            "endpoint": path.rsplit('/').next().unwrap(), "url": receiver.url(), "attempt": 1,
            "state": "delivered", "response_status": 200, "error": null, "created": NOON, "next_attempt": null,
        })
    );
    let after = [("starting_after", newest["id"].as_str().unwrap())];
    let rest = shop.get("/_emulator/webhooks/deliveries", &after).await.object();
    assert_eq!((rest["data"].as_array().unwrap().len(), &rest["has_more"]), (1, &json!(false)));
    assert_eq!(rest["data"][0]["type"], "product.created");
    for wrong in [("limit", "0"), ("limit", "1001"), ("starting_after", "dlv_x"), ("zzz", "1")] {
        assert_eq!(shop.get("/_emulator/webhooks/deliveries", &[wrong]).await.status, 400, "{wrong:?}");
    }
}

#[tokio::test]
async fn everything_is_forwarded_signed_with_a_secret_of_the_seed() {
    let (one, other) = (Receiver::start().await, Receiver::start().await);
    let settings = Settings {
        seed: Some(1),
        now: Some(Timestamp::from_unix(NOON)),
        forward_to: vec![one.url(), other.url()],
        webhook_secret: Some("whsec_forward".into()),
        ..Settings::default()
    };
    let stripe = Emulator::start_with(settings).await;
    stripe.shop().product().await;
    stripe.client("second").product().await;
    stripe.shop().with("stripe-account", "acct_1x").product().await;
    assert_eq!(drain(&stripe.stranger()).await, json!({"delivered": 6, "failed": 0, "pending": 0}));
    for receiver in [&one, &other] {
        let deliveries = receiver.received();
        assert_eq!(deliveries.len(), 3);
        for delivery in &deliveries {
            delivery.assert_signed_with("whsec_forward");
        }
        let accounts: Vec<_> = deliveries.iter().map(|delivery| delivery.json()["account"].clone()).collect();
        assert_eq!(accounts, [json!(null), json!(null), json!("acct_1x")]);
    }
    assert_eq!(attempts(&stripe.shop()).await[0]["endpoint"], json!(null));
}

#[tokio::test]
async fn a_refused_request_sends_nothing() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let receiver = Receiver::start().await;
    listen(&shop, &receiver, &[]).await;
    let params = [("currency", "usd"), ("product_data[name]", "Mug")];
    assert_eq!(shop.post("/v1/prices", &params).await.status, 400);
    let keyed = shop.idempotent("k");
    for _ in 0..2 {
        keyed.post("/v1/products", &[("name", "Mug")]).await.object();
    }
    assert_eq!(drain(&shop).await, json!({"delivered": 1, "failed": 0, "pending": 0}));
}

#[tokio::test]
async fn an_event_is_delivered_once_more_to_whom_it_is_said() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let (first, other) = (Receiver::start().await, Receiver::start().await);
    let (path, secret) = listen(&shop, &first, &[]).await;
    listen(&shop, &other, &[]).await;
    let endpoint = path.rsplit('/').next().unwrap();
    shop.product().await;
    drain(&shop).await;
    let event = shop.get("/v1/events", &[]).await.ids().remove(0);

    let path = format!("/v1/events/{event}/retry");
    let again = shop.post(&path, &[("webhook_endpoint", endpoint)]).await.object();
    assert_eq!(again["id"], event.as_str());
    assert_eq!(drain(&shop).await, json!({"delivered": 3, "failed": 0, "pending": 0}));
    assert_eq!((first.received().len(), other.received().len()), (2, 1));
    let twice = first.received();
    assert_eq!(twice[0].body, twice[1].body);
    twice[1].assert_signed_with(&secret);
    let event = shop.get(&format!("/v1/events/{event}"), &[]).await.object();
    assert_eq!(event["pending_webhooks"], 0);

    let refused = shop.post(&path, &[("webhook_endpoint", "we_1")]).await;
    assert_eq!((refused.status, refused.error().param.as_str()), (400, "webhook_endpoint"));
    assert_eq!(shop.post("/v1/events/evt_1/retry", &[]).await.status, 404);
}
