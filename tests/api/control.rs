//! The emulator's own API, its clock included.

use checkout_emulator::app::Settings;
use reqwest::Method;
use serde_json::json;

use crate::support::{Emulator, NOON, PRICE, error};

#[tokio::test]
async fn health_needs_no_key() {
    let stripe = Emulator::start().await;
    let health = stripe.stranger().get("/_emulator/health", &[]).await.object();
    assert_eq!(health, json!({"status": "ok", "version": env!("CARGO_PKG_VERSION")}));
}

#[tokio::test]
async fn a_reset_forgets_everything_of_the_account_and_nothing_else() {
    let stripe = Emulator::start().await;
    let (shop, other) = (stripe.shop(), stripe.client("other"));
    let keyed = shop.idempotent("k");
    let first = keyed.post("/v1/prices", PRICE).await.id();
    other.price().await;
    shop.advance("1h").await;

    shop.post("/_emulator/reset", &[]).await.object();
    assert_eq!(shop.count("/v1/prices").await, 0);
    assert_eq!(shop.count("/v1/products").await, 0);
    assert_eq!(shop.get("/_emulator/clock", &[]).await.object(), json!({"now": NOON, "frozen": true}));
    assert_eq!(other.count("/v1/prices").await, 1);

    // Keys are new, and ids begin anew.
    let again = keyed.post("/v1/prices", PRICE).await;
    assert_eq!(again.header("idempotent-replayed"), None);
    assert_eq!(again.id(), first);
}

#[tokio::test]
async fn a_reset_without_a_key_is_of_all_accounts() {
    let stripe = Emulator::start().await;
    for account in ["one", "other"] {
        stripe.client(account).price().await;
    }
    stripe.stranger().post("/_emulator/clock", &[("advance", "1h")]).await.object();
    stripe.stranger().post("/_emulator/reset", &[]).await.object();
    for account in ["one", "other", "third"] {
        assert_eq!(stripe.client(account).count("/v1/prices").await, 0);
        let clock = stripe.client(account).get("/_emulator/clock", &[]).await.object();
        assert_eq!(clock, json!({"now": NOON, "frozen": true}));
    }
}

#[tokio::test]
async fn a_lookup_key_is_free_after_a_reset() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let params = [PRICE, &[("lookup_key", "standard")]].concat();
    shop.post("/v1/prices", &params).await.object();
    assert_eq!(shop.post("/v1/prices", &params).await.status, 400);
    shop.post("/_emulator/reset", &[]).await.object();
    shop.post("/v1/prices", &params).await.object();
}

#[tokio::test]
async fn the_clock_is_advanced_set_frozen_and_let_run() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let clock = async |params: &[(&str, &str)]| shop.post("/_emulator/clock", params).await.object();
    assert_eq!(clock(&[("advance", "90")]).await, json!({"now": NOON + 90, "frozen": true}));
    assert_eq!(clock(&[("advance", "2d12h")]).await, json!({"now": NOON + 90 + 216_000, "frozen": true}));
    assert_eq!(clock(&[("now", "1767225600")]).await, json!({"now": 1_767_225_600, "frozen": true}));
    assert_eq!(clock(&[("now", "2026-01-01T12:00:00Z")]).await, json!({"now": NOON, "frozen": true}));
    assert_eq!(clock(&[("now", "1000"), ("advance", "5")]).await, json!({"now": 1005, "frozen": true}));
    assert_eq!(shop.get("/_emulator/clock", &[]).await.object(), json!({"now": 1005, "frozen": true}));

    let running = clock(&[("frozen", "false")]).await;
    assert_eq!(running["frozen"], false);
    assert!((1005..1100).contains(&running["now"].as_i64().unwrap()), "{running}");
    assert_eq!(clock(&[("frozen", "true")]).await["frozen"], true);
}

#[tokio::test]
async fn the_clock_takes_json_as_well_as_forms() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop().with("content-type", "application/json");
    for (body, now) in [
        (r#"{"advance": 60}"#, NOON + 60),
        (r#"{"advance": "1m"}"#, NOON + 120),
        (r#" {"now": 1767268800, "frozen": true}"#, NOON),
    ] {
        let clock = shop.post_raw("/_emulator/clock", body).await.object();
        assert_eq!(clock, json!({"now": now, "frozen": true}), "{body}");
    }
}

#[tokio::test]
async fn objects_are_made_at_the_accounts_time() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    shop.advance("25h").await;
    assert_eq!(shop.post("/v1/prices", PRICE).await.object()["created"], NOON + 25 * 3600);
}

#[tokio::test]
async fn a_clock_with_a_key_is_the_accounts_and_without_one_everyones() {
    let stripe = Emulator::start().await;
    let (one, other, everyone) = (stripe.client("one"), stripe.client("other"), stripe.stranger());
    let now = async |client: &crate::support::Client| {
        client.get("/_emulator/clock", &[]).await.object()["now"].as_i64().unwrap() - NOON
    };
    other.price().await;
    one.advance("1h").await;
    assert_eq!((now(&one).await, now(&other).await, now(&everyone).await), (3600, 0, 0));
    everyone.advance("1m").await;
    assert_eq!((now(&one).await, now(&other).await, now(&everyone).await), (3660, 60, 60));
    // And of those that come later.
    assert_eq!(now(&stripe.client("later")).await, 60);
}

#[tokio::test]
async fn without_a_frozen_time_the_clock_is_the_systems() {
    let stripe = Emulator::start_with(Settings::default()).await;
    let clock = stripe.shop().get("/_emulator/clock", &[]).await.object();
    let system = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    assert_eq!(clock["frozen"], false);
    assert!(clock["now"].as_u64().unwrap().abs_diff(system) <= 5, "{clock}");
}

#[tokio::test]
async fn a_clock_that_cannot_be_is_refused_and_stays() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    for (params, fault) in [
        (&[("advance", "soon")][..], {
            error("", "advance", "Invalid duration: soon. Use seconds or sums such as 90s, 15m, 25h, 2d12h.")
        }),
        (&[("advance", "-5")], {
            error("", "advance", "Invalid duration: -5. Use seconds or sums such as 90s, 15m, 25h, 2d12h.")
        }),
        (&[("now", "tomorrow")], {
            error(
                "",
                "now",
                "Invalid time: tomorrow. Use unix seconds or RFC 3339, such as 2026-01-01T00:00:00Z.",
            )
        }),
        (&[("frozen", "maybe")], error("", "frozen", "Invalid boolean: maybe")),
        (&[], error("", "", "Pass `advance`, `now` or `frozen`.")),
        (&[("advance", "1h"), ("zzz", "1")], {
            error("parameter_unknown", "zzz", "Received unknown parameter: zzz")
        }),
    ] {
        assert_eq!(shop.post("/_emulator/clock", params).await.error(), fault);
    }
    let broken =
        shop.with("content-type", "application/json").post_raw("/_emulator/clock", "{\"advance\":").await;
    assert_eq!((broken.status, broken.error().kind.as_str()), (400, "invalid_request_error"));
    assert_eq!(shop.get("/_emulator/clock", &[]).await.object()["now"], NOON);
}

#[tokio::test]
async fn the_clock_survives_any_number_of_centuries() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    for _ in 0..200 {
        shop.advance("36500d").await;
    }
    shop.price().await;
    shop.post("/_emulator/clock", &[("now", "1767268800")]).await.object();
    assert_eq!(shop.post("/v1/prices", PRICE).await.object()["created"], NOON);
}

#[tokio::test]
async fn a_wrong_key_is_refused_here_too() {
    let stripe = Emulator::start().await;
    let client = stripe.stranger().key("sk_live_1234");
    for answer in [
        client.get("/_emulator/clock", &[]).await,
        client.post("/_emulator/clock", &[("advance", "1h")]).await,
        client.post("/_emulator/reset", &[]).await,
    ] {
        assert_eq!(answer.status, 401);
    }
}

#[tokio::test]
async fn a_page_of_another_origin_has_nothing_done() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let product = shop.post("/v1/products", &[("name", "Mug")]).await.id();
    let stranger = stripe.stranger();
    for foreign in [
        stranger.with("origin", "https://evil.example"),
        stranger.with("sec-fetch-site", "cross-site").with("origin", "null"),
        stranger.with("sec-fetch-site", "same-site").with("origin", "http://localhost:3000"),
    ] {
        for path in ["reset", "clock", "fixtures", "webhooks/drain", "checkout/sessions/cs_test_a/complete"] {
            let refused = foreign.post(&format!("/_emulator/{path}"), &[("advance", "60")]).await;
            assert_eq!(refused.status, 403, "{path}");
            assert_eq!(refused.json()["error"]["type"], "invalid_request_error");
            assert_eq!(refused.headers.get("access-control-allow-origin"), None);
        }
        for path in ["state", "tax_rates"] {
            let refused = foreign.send(Method::PUT, &format!("/_emulator/{path}"), "{}").await;
            assert_eq!(refused.status, 403, "{path}");
        }
        // What changes nothing is asked for by anybody, and read by none of them.
        assert_eq!(foreign.get("/_emulator/health", &[]).await.status, 200);
    }
    assert_eq!(shop.get(&format!("/v1/products/{product}"), &[]).await.status, 200);

    let own = stranger.with("sec-fetch-site", "same-origin");
    assert_eq!(own.post("/_emulator/reset", &[]).await.status, 200);
    assert_eq!(shop.get(&format!("/v1/products/{product}"), &[]).await.status, 404);
}
