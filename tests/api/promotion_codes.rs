//! Promotion codes: what makes one, which may stand side by side, and their older shape.

use serde_json::json;

use crate::support::{Client, DAY, Emulator, NOON, error, not_found};

const CODE: &[(&str, &str)] = &[("promotion[type]", "coupon"), ("promotion[coupon]", "SPRING")];

/// A shop with a coupon of 22.5 %.
async fn shop(stripe: &Emulator) -> Client {
    let shop = stripe.shop();
    shop.post("/v1/coupons", &[("id", "SPRING"), ("percent_off", "22.5")]).await.object();
    shop
}

fn code<'p>(more: &[(&'p str, &'p str)]) -> Vec<(&'p str, &'p str)> {
    [CODE, more].concat()
}

#[tokio::test]
async fn a_code_looks_as_recorded() {
    let stripe = Emulator::start().await;
    let shop = shop(&stripe).await;
    let restrictions = [
        ("code", "s07-promo"),
        ("restrictions[first_time_transaction]", "true"),
        ("restrictions[minimum_amount]", "1000"),
        ("restrictions[minimum_amount_currency]", "usd"),
    ];
    let made = shop.post("/v1/promotion_codes", &code(&restrictions)).await.object();
    assert_eq!(
        made,
        json!({
            "id": made["id"],
            "object": "promotion_code",
            "active": true,
            "code": "s07-promo",
            "created": NOON,
            "customer": null,
            "customer_account": null,
            "expires_at": null,
            "livemode": false,
            "max_redemptions": null,
            "metadata": {},
            "promotion": {"coupon": "SPRING", "type": "coupon"},
            "restrictions": {
                "first_time_transaction": true,
                "minimum_amount": 1000,
                "minimum_amount_currency": "usd",
            },
            "times_redeemed": 0,
        })
    );
    let drawn = shop.post("/v1/promotion_codes", CODE).await.object();
    let drawn = drawn["code"].as_str().unwrap();
    assert_eq!(drawn.len(), 8);
    assert!(drawn.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()), "{drawn}");
}

#[tokio::test]
async fn what_stripe_refuses_is_refused_in_its_words() {
    let stripe = Emulator::start().await;
    let shop = shop(&stripe).await;
    let past = "The parameter `expires_at` expects a unix timestamp representing a date and time in the future. You \
                specified the value `2000` which is in the past.";
    let pattern = r"This value must match the regex pattern. (/\A[a-zA-Z0-9\-_]+\z/ does not match for the value has spaces!).";
    for (params, refusal) in [
        (
            vec![("promotion[type]", "coupon"), ("promotion[coupon]", "NOPE1234")],
            error("resource_missing", "promotion[coupon]", "No such coupon: 'NOPE1234'"),
        ),
        (
            vec![("promotion[type]", "coupon")],
            error("", "promotion.coupon", "You must pass promotion.coupon when passing promotion"),
        ),
        (code(&[("code", "has spaces!")]), error("", "code", pattern)),
        (
            code(&[("customer", "cus_nope")]),
            error("resource_missing", "customer", "No such customer: 'cus_nope'"),
        ),
        (code(&[("expires_at", "2000")]), error("", "expires_at", past)),
        (
            code(&[("expires_at", "4102444800")]),
            error("", "expires_at", "Invalid timestamp: can be no more than five years in the future."),
        ),
        (
            code(&[("coupon", "SPRING")]),
            error("parameter_unknown", "coupon", "Received unknown parameter: coupon"),
        ),
        (vec![], error("parameter_missing", "promotion", "Missing required param: promotion.")),
    ] {
        assert_eq!(shop.post("/v1/promotion_codes", &params).await.error(), refusal, "{params:?}");
    }
    assert_eq!(shop.count("/v1/promotion_codes").await, 0);
    let missing = not_found("promotion_code", "No such promotion code: 'promo_nope'");
    assert_eq!(shop.get("/v1/promotion_codes/promo_nope", &[]).await.error(), missing);
}

#[tokio::test]
async fn a_code_stays_within_the_bounds_of_its_coupon() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let tomorrow = (NOON + DAY).to_string();
    let later = (NOON + DAY + 1).to_string();
    let coupon = [("id", "SPRING"), ("percent_off", "5"), ("redeem_by", &tomorrow), ("max_redemptions", "3")];
    shop.post("/v1/coupons", &coupon).await.object();
    for (name, value, within) in [
        ("expires_at", later.as_str(), false),
        ("expires_at", &tomorrow, true),
        ("max_redemptions", "4", false),
        ("max_redemptions", "3", true),
    ] {
        let answer = shop.post("/v1/promotion_codes", &code(&[(name, value)])).await;
        assert_eq!(answer.status == 200, within, "{name}={value}");
    }
}

#[tokio::test]
async fn of_active_codes_that_one_customer_could_use_no_two_are_alike() {
    let stripe = Emulator::start().await;
    let shop = shop(&stripe).await;
    let (one, other) = (shop.customer().await, shop.customer().await);
    let make = async |more: &[(&str, &str)]| shop.post("/v1/promotion_codes", &code(more)).await;

    make(&[("code", "hello"), ("customer", &one)]).await.object();
    make(&[("code", "HELLO"), ("customer", &other)]).await.object();
    let taken =
        |code: &str| error("", "", &format!("An active promotion code with `code: {code}` already exists."));
    assert_eq!(make(&[("code", "Hello"), ("customer", &one)]).await.error(), taken("Hello"));
    assert_eq!(make(&[("code", "Hello")]).await.error(), taken("Hello"));

    let first = make(&[("code", "all")]).await.id();
    assert_eq!(make(&[("code", "ALL")]).await.error(), taken("ALL"));
    assert_eq!(make(&[("code", "ALL"), ("customer", &one)]).await.error(), taken("ALL"));
    make(&[("code", "ALL"), ("active", "false")]).await.object();

    // A code that is switched off is free; it cannot be switched on again while another has it.
    let first = format!("/v1/promotion_codes/{first}");
    assert_eq!(shop.post(&first, &[("active", "false")]).await.object()["active"], false);
    make(&[("code", "ALL")]).await.object();
    assert_eq!(shop.post(&first, &[("active", "true")]).await.error(), taken("all"));
}

#[tokio::test]
async fn a_code_is_switched_off_once_its_time_has_come() {
    let stripe = Emulator::start().await;
    let shop = shop(&stripe).await;
    let tomorrow = (NOON + DAY).to_string();
    let made = shop.post("/v1/promotion_codes", &code(&[("expires_at", &tomorrow)])).await.id();
    let path = format!("/v1/promotion_codes/{made}");
    shop.advance("86399s").await;
    assert_eq!(shop.get(&path, &[]).await.object()["active"], true);
    shop.advance("1s").await;
    assert_eq!(shop.get(&path, &[]).await.object()["active"], false);
    assert_eq!(shop.post(&path, &[("active", "true")]).await.error().param, "active");
}

#[tokio::test]
async fn little_of_a_code_can_be_changed() {
    let stripe = Emulator::start().await;
    let shop = shop(&stripe).await;
    let minimum =
        [("restrictions[minimum_amount]", "1000"), ("restrictions[minimum_amount_currency]", "usd")];
    let made = shop.post("/v1/promotion_codes", &code(&minimum)).await.id();
    let path = format!("/v1/promotion_codes/{made}");
    let unknown = "restrictions[first_time_transaction]";
    let message = format!("Received unknown parameter: {unknown}");
    let answer = shop.post(&path, &[(unknown, "true")]).await;
    assert_eq!(answer.error(), error("parameter_unknown", unknown, &message));

    let update = [
        ("metadata[a]", "1"),
        ("restrictions[currency_options][eur][minimum_amount]", "900"),
        ("expand[]", "restrictions.currency_options"),
    ];
    let updated = shop.post(&path, &update).await.object();
    assert_eq!(updated["metadata"], json!({"a": "1"}));
    assert_eq!(
        updated["restrictions"]["currency_options"],
        json!({"eur": {"minimum_amount": 900}, "usd": {"minimum_amount": 1000}})
    );
}

#[tokio::test]
async fn codes_are_listed_by_what_they_are() {
    let stripe = Emulator::start().await;
    let shop = shop(&stripe).await;
    shop.post("/v1/coupons", &[("id", "OTHER"), ("percent_off", "5")]).await.object();
    let customer = shop.customer().await;
    let mine =
        shop.post("/v1/promotion_codes", &code(&[("code", "mine"), ("customer", &customer)])).await.id();
    let off = shop.post("/v1/promotion_codes", &code(&[("active", "false")])).await.id();
    let other = [("promotion[type]", "coupon"), ("promotion[coupon]", "OTHER")];
    let other = shop.post("/v1/promotion_codes", &other).await.id();
    for (filter, found) in [
        (("code", "MINE"), vec![mine.as_str()]),
        (("customer", &customer), vec![mine.as_str()]),
        (("active", "false"), vec![off.as_str()]),
        (("coupon", "SPRING"), vec![off.as_str(), &mine]),
        (("coupon", "NOPE"), vec![]),
        (("limit", "1"), vec![other.as_str()]),
    ] {
        assert_eq!(shop.get("/v1/promotion_codes", &[filter]).await.ids(), found, "{filter:?}");
    }
}

#[tokio::test]
async fn before_clover_a_code_has_its_whole_coupon() {
    let stripe = Emulator::start().await;
    let older = shop(&stripe).await.version("2025-08-27.basil");
    let made = older.post("/v1/promotion_codes", &[("coupon", "SPRING")]).await.object();
    let coupon = older.get("/v1/coupons/SPRING", &[]).await.object();
    assert_eq!((&made["coupon"], made.get("promotion")), (&coupon, None));
    let keys: Vec<&String> = made.as_object().unwrap().keys().collect();
    assert!(keys[2..].is_sorted(), "{keys:?}");

    let expand = [("expand[]", "data.coupon.applies_to")];
    let list = older.get("/v1/promotion_codes", &expand).await.object();
    assert_eq!(list["data"][0]["coupon"]["applies_to"], json!({"products": []}));

    for (params, refusal) in [
        (&[][..], error("parameter_missing", "coupon", "Missing required param: coupon.")),
        (&[("coupon", "NOPE")], error("resource_missing", "coupon", "No such coupon: 'NOPE'")),
        (CODE, error("parameter_unknown", "promotion", "Received unknown parameter: promotion")),
    ] {
        assert_eq!(older.post("/v1/promotion_codes", params).await.error(), refusal, "{params:?}");
    }
}

#[tokio::test]
async fn a_coupon_under_its_old_name_is_taken_from_who_names_no_version() {
    let stripe = Emulator::start().await;
    let shop = shop(&stripe).await;
    let old = [("coupon", "SPRING")];
    let made = shop.post("/v1/promotion_codes", &old).await.object();
    assert_eq!(made["promotion"], json!({"coupon": "SPRING", "type": "coupon"}));
    assert!(made.get("coupon").is_none(), "the answer is of the newest version: {made}");

    let named = stripe.shop().version("2026-10-28.endive");
    let refused = named.post("/v1/promotion_codes", &old).await;
    assert_eq!((refused.status, refused.error().param.as_str()), (400, "coupon"));
    // Beside its new name, the old one is one too many.
    let both = [CODE, &old].concat();
    assert_eq!(shop.post("/v1/promotion_codes", &both).await.error().param, "coupon");
    assert_eq!(shop.count("/v1/promotion_codes").await, 1);
}
