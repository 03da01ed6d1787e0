//! Coupons: what makes one, what ends one.

use serde_json::json;

use crate::support::{DAY, Emulator, NOON, error, not_found};

const PERCENT: &[(&str, &str)] = &[("id", "SPRING"), ("percent_off", "22.5")];
const AMOUNT: &[(&str, &str)] = &[("id", "FIVE"), ("amount_off", "500"), ("currency", "usd")];

#[tokio::test]
async fn a_coupon_looks_as_recorded() {
    let stripe = Emulator::start().await;
    let made = stripe.shop().post("/v1/coupons", PERCENT).await;
    assert!(made.text.contains("\"percent_off\": 22.5,"), "{}", made.text);
    assert_eq!(
        made.object(),
        json!({
            "id": "SPRING",
            "object": "coupon",
            "amount_off": null,
            "created": NOON,
            "currency": null,
            "duration": "once",
            "duration_in_months": null,
            "livemode": false,
            "max_redemptions": null,
            "metadata": {},
            "name": null,
            "percent_off": 22.5,
            "redeem_by": null,
            "times_redeemed": 0,
            "valid": true,
        })
    );
}

#[tokio::test]
async fn an_id_is_drawn_unless_it_is_given_and_taken_while_its_coupon_lives() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let drawn = shop.post("/v1/coupons", &[("percent_off", "20")]).await.id();
    assert_eq!(drawn.len(), 8);
    assert!(drawn.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{drawn}");

    shop.post("/v1/coupons", PERCENT).await.object();
    let taken = shop.post("/v1/coupons", PERCENT).await.error();
    assert_eq!(taken, error("resource_already_exists", "", "Coupon already exists."));

    let deleted = shop.delete("/v1/coupons/SPRING", &[]).await.object();
    assert_eq!(deleted, json!({"id": "SPRING", "object": "coupon", "deleted": true}));
    let missing = not_found("coupon", "No such coupon: 'SPRING'");
    assert_eq!(shop.get("/v1/coupons/SPRING", &[]).await.error(), missing);
    assert_eq!(shop.get("/v1/coupons", &[]).await.ids(), [drawn.as_str()]);

    // The new one of the id is the newest of the list.
    let third = shop.post("/v1/coupons", &[("percent_off", "30")]).await.id();
    shop.post("/v1/coupons", PERCENT).await.object();
    assert_eq!(shop.get("/v1/coupons", &[]).await.ids(), ["SPRING", &third, &drawn]);
}

#[tokio::test]
async fn what_stripe_refuses_is_refused_in_its_words() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let later = (NOON + 6 * 365 * DAY).to_string();
    let past = "The parameter `redeem_by` expects a unix timestamp representing a date and time in the future. You \
                specified the value `1000` which is in the past.";
    for (params, refusal) in [
        (&[][..], error("parameter_missing", "", "Must provide percent_off or amount_off.")),
        (
            &[("percent_off", "10"), ("amount_off", "500"), ("currency", "usd")],
            error("", "", "Received both percent_off and amount_off parameters. Please pass in only one."),
        ),
        (&[("amount_off", "500")], error("", "currency", "You must pass currency when passing amount_off")),
        (
            &[("percent_off", "10"), ("duration", "repeating")],
            error(
                "",
                "duration",
                "The duration_in_months param must be set when creating a coupon with a repeating duration",
            ),
        ),
        (
            &[("percent_off", "0")],
            error(
                "",
                "percent_off",
                "This value must be greater than or equal to 0.01 (it currently is '0.0').",
            ),
        ),
        (&[("percent_off", "10"), ("redeem_by", "1000")], error("", "redeem_by", past)),
        (
            &[("percent_off", "10"), ("redeem_by", &later)],
            error("", "redeem_by", "Invalid timestamp: can be no more than five years in the future."),
        ),
        (
            &[("percent_off", "5"), ("currency_options[eur][amount_off]", "4")],
            error(
                "",
                "currency_options",
                "You may only specify one of these parameters: currency_options, percent_off.",
            ),
        ),
        (
            &[("amount_off", "500"), ("currency", "usd"), ("currency_options", "5")],
            error("", "currency_options", "Invalid object"),
        ),
        (
            &[("amount_off", "500"), ("currency", "usd"), ("currency_options[EUR][amount_off]", "4")],
            error(
                "",
                "currency_options",
                "Currencies must be lowercase when used as keys in a map. Use `eur` instead of `EUR`.",
            ),
        ),
        (
            &[("percent_off", "5"), ("applies_to[products][]", "prod_nope")],
            error("resource_missing", "applies_to[products][0]", "No such product: 'prod_nope'"),
        ),
    ] {
        assert_eq!(shop.post("/v1/coupons", params).await.error(), refusal, "{params:?}");
    }
    assert_eq!(shop.count("/v1/coupons").await, 0);
}

#[tokio::test]
async fn products_and_currencies_are_shown_when_asked_for() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let product = shop.product().await;
    let more = [("applies_to[products][]", product.as_str()), ("currency_options[eur][amount_off]", "400")];
    let plain = shop.post("/v1/coupons", &[AMOUNT, &more].concat()).await.object();
    assert_eq!((plain.get("applies_to"), plain.get("currency_options")), (None, None));

    let update = [("currency_options[gbp][amount_off]", "350"), ("name", "Five off"), ("metadata[a]", "1")];
    let paths = [("expand[]", "applies_to"), ("expand[]", "currency_options")];
    let updated = shop.post("/v1/coupons/FIVE", &[&update[..], &paths].concat()).await.object();
    assert_eq!(updated["applies_to"], json!({"products": [product]}));
    assert_eq!(
        updated["currency_options"],
        json!({"eur": {"amount_off": 400}, "gbp": {"amount_off": 350}, "usd": {"amount_off": 500}})
    );
    assert_eq!((&updated["name"], &updated["metadata"]), (&json!("Five off"), &json!({"a": "1"})));
}

#[tokio::test]
async fn a_coupon_is_invalid_once_its_time_has_come_wherever_it_is_read() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let tomorrow = (NOON + DAY).to_string();
    shop.post("/v1/coupons", &[PERCENT, &[("redeem_by", &tomorrow)]].concat()).await.object();
    let code = [("promotion[type]", "coupon"), ("promotion[coupon]", "SPRING"), ("code", "HELLO")];
    let code = format!("/v1/promotion_codes/{}", shop.post("/v1/promotion_codes", &code).await.id());
    let whole = [("expand[]", "promotion.coupon")];
    for (wait, valid) in [("0s", true), ("86399s", true), ("1s", false)] {
        shop.advance(wait).await;
        let retrieved = shop.get("/v1/coupons/SPRING", &[]).await.object();
        assert_eq!(retrieved["valid"], valid, "{wait}");
        assert_eq!(shop.get("/v1/coupons", &[]).await.object()["data"][0], retrieved);
        let code = shop.get(&code, &whole).await.object();
        assert_eq!((&code["active"], &code["promotion"]["coupon"]), (&json!(valid), &retrieved));
    }
}

#[tokio::test]
async fn what_has_a_deleted_coupon_keeps_it() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    shop.post("/v1/coupons", AMOUNT).await.object();
    let code = [("promotion[type]", "coupon"), ("promotion[coupon]", "FIVE")];
    let code = format!("/v1/promotion_codes/{}", shop.post("/v1/promotion_codes", &code).await.id());
    shop.delete("/v1/coupons/FIVE", &[]).await.object();

    let code = shop.get(&code, &[("expand[]", "promotion.coupon.currency_options")]).await.object();
    let coupon = &code["promotion"]["coupon"];
    assert_eq!((&code["active"], &coupon["valid"]), (&json!(false), &json!(false)));
    assert_eq!(coupon["currency_options"], json!({"usd": {"amount_off": 500}}));
}
