//! What is wrong with a parameter, whichever operation takes it.

use crate::support::{Emulator, Fault, PRICE, SHIPPING_RATE, error, not_found};

type Params<'p> = &'p [(&'p str, &'p str)];

/// Sends each set of parameters beside those of a price that is in order, and compares what is said about it.
async fn assert_price_refused(cases: &[(Params<'_>, Fault)]) {
    let stripe = Emulator::start().await;
    for (wrong, expected) in cases {
        let answer = stripe.shop().post("/v1/prices", &[PRICE, wrong].concat()).await;
        assert_eq!(answer.error(), *expected, "{wrong:?}");
    }
    assert_eq!(stripe.shop().count("/v1/prices").await, 0);
}

fn unknown(param: &str, message: &str) -> Fault {
    error("parameter_unknown", param, message)
}

fn missing(param: &str) -> Fault {
    error("parameter_missing", param, &format!("Missing required param: {param}."))
}

fn empty(param: &str) -> Fault {
    let message = format!(
        "You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; however \
         '{param}' cannot be unset. You should remove '{param}' from your request or supply a non-empty value."
    );
    error("parameter_invalid_empty", param, &message)
}

fn integer(param: &str, message: &str) -> Fault {
    error("parameter_invalid_integer", param, message)
}

#[tokio::test]
async fn an_unknown_parameter_is_named() {
    assert_price_refused(&[
        (&[("zzzzzz", "1")], unknown("zzzzzz", "Received unknown parameter: zzzzzz")),
        (&[("zzzzzz[a][b]", "1")], unknown("zzzzzz", "Received unknown parameter: zzzzzz")),
        (
            &[("recurring[interval]", "day"), ("recurring[qqqqqq]", "1")],
            unknown("recurring[qqqqqq]", "Received unknown parameter: recurring[qqqqqq]"),
        ),
        (
            &[("currency_options[eur][qqqqqq]", "1")],
            unknown(
                "currency_options[eur][qqqqqq]",
                "Received unknown parameter: currency_options[eur][qqqqqq]",
            ),
        ),
        (
            &[("tiers[0][up_to]", "1"), ("tiers[1][qqqqqq]", "1")],
            unknown("tiers[1][qqqqqq]", "Received unknown parameter: tiers[1][qqqqqq]"),
        ),
        (
            &[("currency_options[eur][tiers][0][qqqqqq]", "1")],
            unknown(
                "currency_options[eur][tiers][0][qqqqqq]",
                "Received unknown parameter: currency_options[eur][tiers][0][qqqqqq]",
            ),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_near_miss_is_told_what_it_may_have_meant() {
    assert_price_refused(&[
        (
            &[("nick_name", "x")],
            unknown("nick_name", "Received unknown parameter: nick_name. Did you mean nickname?"),
        ),
        (
            &[("currencys", "x")],
            unknown("currencys", "Received unknown parameter: currencys. Did you mean currency?"),
        ),
        (
            &[("recurring[intervall]", "day")],
            unknown(
                "recurring[intervall]",
                "Received unknown parameter: recurring[intervall]. Did you mean interval?",
            ),
        ),
    ])
    .await;
}

#[tokio::test]
async fn several_unknown_parameters_are_named_together_in_their_order() {
    assert_price_refused(&[
        (&[("zzz", "1"), ("nick_name", "2"), ("aaa", "3")], {
            unknown("zzz", "Received unknown parameters: zzz, nick_name, aaa")
        }),
        // Those of the outermost hash only.
        (
            &[("recurring[qqqqqq]", "1"), ("zzz", "1"), ("yyy[x]", "1")],
            unknown("zzz", "Received unknown parameters: zzz, yyy"),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_missing_parameter_is_named() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    assert_eq!(shop.post("/v1/prices", &[("unit_amount", "1")]).await.error(), missing("currency"));
    assert_eq!(shop.post("/v1/products", &[]).await.error(), missing("name"));
    assert_price_refused(&[
        (&[("recurring[interval_count]", "1")], missing("recurring[interval]")),
        (&[("custom_unit_amount[minimum]", "1")], missing("custom_unit_amount[enabled]")),
        (&[("tiers[0][up_to]", "1"), ("tiers[1][unit_amount]", "1")], missing("tiers[1][up_to]")),
        (
            &[("currency_options[eur][custom_unit_amount][preset]", "1")],
            missing("currency_options[eur][custom_unit_amount][enabled]"),
        ),
        (
            &[("currency_options[eur][tiers][0][unit_amount]", "1")],
            missing("currency_options[eur][tiers][0][up_to]"),
        ),
    ])
    .await;
}

#[tokio::test]
async fn unknown_comes_before_missing_and_missing_before_wrong() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let all = [("unit_amount", "ten"), ("zzz", "1")];
    assert_eq!(
        shop.post("/v1/prices", &all).await.error(),
        unknown("zzz", "Received unknown parameter: zzz")
    );
    assert_eq!(shop.post("/v1/prices", &all[..1]).await.error(), missing("currency"));
    let deep = [("tiers[0][up_to]", "x"), ("tiers[0][zzz]", "1")];
    assert_eq!(
        shop.post("/v1/prices", &deep).await.error(),
        unknown("tiers[0][zzz]", "Received unknown parameter: tiers[0][zzz]")
    );
}

#[tokio::test]
async fn what_is_no_integer_is_refused() {
    let stripe = Emulator::start().await;
    for given in ["9175.2", "NaN", "1.0038e+06", "ten", "1 0", "--1", "-", "0x10", "99999999999999999999"] {
        let params = [("currency", "usd"), ("product_data[name]", "T"), ("unit_amount", given)];
        let expected = integer("unit_amount", &format!("Invalid integer: {given}"));
        assert_eq!(stripe.shop().post("/v1/prices", &params).await.error(), expected);
    }
    assert_price_refused(&[
        (
            &[("recurring[interval]", "day"), ("recurring[interval_count]", "x")],
            integer("recurring[interval_count]", "Invalid integer: x"),
        ),
        (
            &[("currency_options[eur][unit_amount]", "x")],
            integer("currency_options[eur][unit_amount]", "Invalid integer: x"),
        ),
        (&[("tiers[0][up_to]", "x")], integer("tiers[0][up_to]", "Invalid integer: x")),
    ])
    .await;
}

#[tokio::test]
async fn an_integer_out_of_bounds_is_refused() {
    assert_price_refused(&[
        (
            &[("recurring[interval]", "day"), ("recurring[interval_count]", "0")],
            integer("recurring[interval_count]", "This value must be greater than or equal to 1."),
        ),
        (
            &[("transform_quantity[divide_by]", "-3"), ("transform_quantity[round]", "up")],
            integer("transform_quantity[divide_by]", "This value must be greater than or equal to 1."),
        ),
        (&[("unit_amount", "-1")], integer("unit_amount", "Invalid non-negative integer")),
        (
            &[("unit_amount", "1000000000000")],
            integer(
                "unit_amount",
                "This value must be less than or equal to 999999999999 (it currently is '1000000000000').",
            ),
        ),
    ])
    .await;
}

#[tokio::test]
async fn what_is_no_boolean_is_refused() {
    assert_price_refused(&[
        (&[("active", "maybe")], error("", "active", "Invalid boolean: maybe")),
        (&[("active", "1")], error("", "active", "Invalid boolean: 1")),
        (
            &[("currency_options[eur][custom_unit_amount][enabled]", "yes")],
            error("", "currency_options[eur][custom_unit_amount][enabled]", "Invalid boolean: yes"),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_word_that_is_not_allowed_is_answered_with_those_that_are() {
    assert_price_refused(&[
        (
            &[("billing_scheme", "free")],
            error("", "billing_scheme", "Invalid billing_scheme: must be one of per_unit or tiered"),
        ),
        (
            &[("tax_behavior", "Inclusive")],
            error("", "tax_behavior", "Invalid tax_behavior: must be one of inclusive, exclusive, or unspecified"),
        ),
        (
            &[("recurring[interval]", "fortnight")],
            error("", "recurring[interval]", "Invalid recurring[interval]: must be one of month, year, week, or day"),
        ),
        (
            &[("currency_options[eur][tax_behavior]", "x")],
            error(
                "",
                "currency_options[eur][tax_behavior]",
                "Invalid currency_options[eur][tax_behavior]: must be one of inclusive, exclusive, or unspecified",
            ),
        ),
    ])
    .await;
}

#[tokio::test]
async fn an_empty_string_unsets_only_what_can_be_unset() {
    assert_price_refused(&[
        (&[("nickname", "")], empty("nickname")),
        (&[("unit_amount", "")], empty("unit_amount")),
        (&[("active", "")], empty("active")),
        (&[("billing_scheme", "")], empty("billing_scheme")),
        (&[("recurring", "")], empty("recurring")),
        (&[("tiers", "")], empty("tiers")),
        (&[("tiers[0][up_to]", "")], empty("tiers[0][up_to]")),
        (&[("recurring[interval]", "")], empty("recurring[interval]")),
        (&[("currency_options[eur][unit_amount]", "")], empty("currency_options[eur][unit_amount]")),
        (&[("product_data[name]", "")], empty("product_data[name]")),
    ])
    .await;
}

#[tokio::test]
async fn text_that_is_too_long_is_shown_by_its_ends() {
    let long = format!("abcd{}wxyz", "-".repeat(193));
    assert_price_refused(&[
        (
            &[("lookup_key", &long)],
            error("", "lookup_key", "Invalid string: abcd...wxyz; must be at most 200 characters"),
        ),
        (
            &[("product_data[unit_label]", "longer than twelve")],
            error(
                "",
                "product_data[unit_label]",
                "Invalid string length: longer than twelve must be at most 12 characters",
            ),
        ),
    ])
    .await;
    // Characters count, not bytes.
    let stripe = Emulator::start().await;
    let wide = "é".repeat(200);
    let price = stripe.shop().post("/v1/prices", &[PRICE, &[("lookup_key", &wide)]].concat()).await;
    assert_eq!(price.object()["lookup_key"], wide);
}

#[tokio::test]
async fn a_scalar_is_no_hash_and_no_list_and_the_other_way_round() {
    assert_price_refused(&[
        (&[("recurring", "monthly")], error("", "recurring", "Invalid object")),
        (&[("metadata", "x")], error("", "metadata", "Invalid object")),
        (&[("currency_options[eur]", "5")], error("", "currency_options[eur]", "Invalid object")),
        (&[("tiers[0]", "5")], error("", "tiers[0]", "Invalid object")),
        (&[("tiers", "5")], error("", "tiers", "Invalid array")),
        (&[("tiers[up_to]", "5")], error("", "tiers", "Invalid array")),
        (
            &[("currency_options[eur][tiers]", "5")],
            error("", "currency_options[eur][tiers]", "Invalid array"),
        ),
        (&[("nickname[a]", "b")], error("", "nickname", r#"Invalid string: {"a":"b"}"#)),
        (&[("metadata[a][b]", "c")], error("", "metadata[a]", r#"Invalid string: {"b":"c"}"#)),
        (&[("expand", "product")], error("", "expand", "Invalid array")),
        (&[("expand[0][a]", "product")], error("", "expand[0]", r#"Invalid string: {"a":"product"}"#)),
        (&[("expand", "")], empty("expand")),
    ])
    .await;
}

#[tokio::test]
async fn parameters_that_exclude_each_other_are_named() {
    let exclusive = |param: &str, names: &str| {
        error("", param, &format!("You may only specify one of these parameters: {names}."))
    };
    assert_price_refused(&[
        (&[("product", "prod_1")], exclusive("product", "product, product_data")),
        (&[("unit_amount_decimal", "1.5")], exclusive("unit_amount", "unit_amount, unit_amount_decimal")),
        (
            &[
                ("currency_options[eur][unit_amount]", "1"),
                ("currency_options[eur][unit_amount_decimal]", "1"),
            ],
            exclusive("currency_options[eur][unit_amount]", "unit_amount, unit_amount_decimal"),
        ),
    ])
    .await;
}

#[tokio::test]
async fn a_currency_nobody_knows_is_answered_with_those_there_are() {
    let stripe = Emulator::start().await;
    let params = [("currency", "xyz"), ("unit_amount", "1"), ("product_data[name]", "T")];
    let fault = stripe.shop().post("/v1/prices", &params).await.error();
    let start = "Invalid currency: xyz. Stripe currently supports these currencies: usd, aed, afn, ";
    assert!(fault.message.starts_with(start), "{}", fault.message);
    assert_eq!((fault.code.as_str(), fault.param.as_str()), ("", "currency"));
}

#[tokio::test]
async fn metadata_has_limits() {
    let (long_key, long_value) = ("k".repeat(41), "v".repeat(501));
    assert_price_refused(&[
        (
            &[(&format!("metadata[{long_key}]"), "1")],
            error(
                "",
                "",
                &format!(
                    "Metadata keys can have up to 40 characters, but you passed in a key that is 41 characters. Invalid \
                     key: {long_key}"
                ),
            ),
        ),
        (
            &[("metadata[k]", &long_value)],
            error(
                "",
                "",
                &format!(
                    "Metadata values can have up to 500 characters, but you passed in a value that is 501 characters. \
                     Invalid value: {long_value}"
                ),
            ),
        ),
    ])
    .await;
    let stripe = Emulator::start().await;
    let names: Vec<String> = (0..51).map(|number| format!("metadata[k{number}]")).collect();
    let all: Vec<_> = names.iter().map(|name| (name.as_str(), "1")).collect();
    let fault = stripe.shop().post("/v1/prices", &[PRICE, &all].concat()).await.error();
    assert_eq!(fault.message, "Metadata can have up to 50 keys, but you've set 51.");
    stripe.shop().post("/v1/prices", &[PRICE, &all[..50]].concat()).await.object();
}

#[tokio::test]
async fn an_object_named_in_the_path_is_a_404_and_one_in_a_parameter_a_400() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let price = not_found("price", "No such price: 'price_1'");
    assert_eq!(shop.get("/v1/prices/price_1", &[]).await.error(), price);
    assert_eq!(shop.post("/v1/prices/price_1", &[("active", "true")]).await.error(), price);
    assert_eq!(
        shop.get("/v1/shipping_rates/shr_1", &[]).await.error(),
        not_found("shipping_rate_token", "No such shipping rate: 'shr_1'")
    );
    assert_eq!(
        shop.get("/v1/prices", &[("product", "prod_1")]).await.error(),
        error("resource_missing", "product", "No such product: 'prod_1'")
    );
}

#[tokio::test]
async fn doc_url_is_there_exactly_if_a_code_is() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let answers = [
        shop.get("/v1/prices/price_1", &[]).await,
        shop.get("/v1/nowhere", &[]).await,
        shop.post("/v1/prices", &[]).await,
        shop.post("/v1/prices", &[("zzz", "1")]).await,
        shop.post("/v1/prices", &[PRICE, &[("active", "x")]].concat()).await,
        shop.post("/v1/prices", &[PRICE, &[("unit_amount", "x")]].concat()).await,
        shop.post("/v1/prices", &[PRICE, &[("nickname", "")]].concat()).await,
        shop.key("pk_test_shop").get("/v1/prices", &[]).await,
        shop.version("x").get("/v1/prices", &[]).await,
    ];
    let mut coded = 0;
    for answer in &answers {
        let error = answer.json()["error"].clone();
        let page = error["code"]
            .as_str()
            .map(|code| format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-")));
        assert_eq!(error["doc_url"].as_str(), page.as_deref(), "{}", answer.text);
        coded += usize::from(page.is_some());
    }
    assert_eq!(coded, 6);
}

#[tokio::test]
async fn a_request_that_reached_an_endpoint_is_in_the_log() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    for answer in [
        shop.get("/v1/prices/price_1", &[]).await,
        shop.post("/v1/prices", &[]).await,
        shop.post("/v1/prices", &[("currency", "usd")]).await,
        shop.post_raw("/v1/prices", "a=%zz").await,
    ] {
        let url = answer.json()["error"]["request_log_url"].as_str().unwrap().to_owned();
        let end = format!("/test/workbench/logs?object={}", answer.header("request-id").unwrap());
        assert!(url.starts_with("https://dashboard.stripe.com/acct_") && url.ends_with(&end), "{url}");
    }
    for answer in [stripe.stranger().get("/v1/prices", &[]).await, shop.get("/v1/nowhere", &[]).await] {
        assert!(answer.json()["error"].get("request_log_url").is_none(), "{}", answer.text);
    }
}

#[tokio::test]
async fn a_connected_accounts_log_is_its_own() {
    let stripe = Emulator::start().await;
    let answer = stripe.shop().with("stripe-account", "acct_mine").post("/v1/prices", &[]).await;
    let url = answer.json()["error"]["request_log_url"].as_str().unwrap().to_owned();
    assert!(url.starts_with("https://dashboard.stripe.com/acct_mine/test/"), "{url}");
}

#[tokio::test]
async fn a_refused_request_changes_nothing_not_even_later_ids() {
    let (plain, refused) = (Emulator::start().await, Emulator::start().await);
    let shop = refused.shop();
    let known = shop.price().await;
    assert_eq!(plain.shop().price().await, known);
    let before = shop.get(&format!("/v1/prices/{known}"), &[]).await.text;
    // Each fails after it has drawn an id, made a product or taken a lookup key.
    let taken = [PRICE, &[("lookup_key", "standard")]].concat();
    let holder = shop.post("/v1/prices", &taken).await.id();
    assert_eq!(plain.shop().post("/v1/prices", &taken).await.id(), holder);
    for wrong in [
        &[PRICE, &[("lookup_key", "standard")]].concat()[..],
        &[("currency", "usd"), ("product_data[name]", "T-shirt")],
        &[PRICE, &[("currency_options[usd][unit_amount]", "1")]].concat(),
        &[PRICE, &[("expand[]", "nonsense")]].concat(),
    ] {
        assert_eq!(shop.post("/v1/prices", wrong).await.status, 400, "{wrong:?}");
    }
    let update = [("active", "false"), ("metadata[a]", "1"), ("lookup_key", "standard")];
    assert_eq!(shop.post(&format!("/v1/prices/{known}"), &update).await.status, 400);

    assert_eq!(shop.get(&format!("/v1/prices/{known}"), &[]).await.text, before);
    assert_eq!(shop.count("/v1/prices").await, 2);
    assert_eq!(shop.count("/v1/products").await, 2);
    let rate = shop.post("/v1/shipping_rates", SHIPPING_RATE).await;
    assert_eq!(rate.text, plain.shop().post("/v1/shipping_rates", SHIPPING_RATE).await.text);
}
