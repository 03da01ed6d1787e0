//! Which parameters of a new session go together, and what is said about those that do not.

use super::{Params, SESSIONS, least, with, without};
use crate::support::{Client, Emulator, Fault, NOON, error};

fn hosted(mode: &'static str) -> Params<'static> {
    least(mode, "hosted_page")
}

/// Each request is refused as expected, and leaves nothing behind.
async fn assert_refused(shop: &Client, cases: &[(Params<'_>, Fault)]) {
    let [products, prices, rates] = ["/v1/products", "/v1/prices", "/v1/shipping_rates"];
    let before = (shop.count(products).await, shop.count(prices).await, shop.count(rates).await);
    for (params, fault) in cases {
        assert_eq!(shop.post(SESSIONS, params).await.error(), *fault, "{params:?}");
    }
    assert_eq!(shop.count(SESSIONS).await, 0);
    assert_eq!((shop.count(products).await, shop.count(prices).await, shop.count(rates).await), before);
}

fn missing(param: &str) -> Fault {
    error("parameter_missing", param, &format!("Missing required param: {param}."))
}

fn only_one(param: &str, names: &str) -> Fault {
    error("", param, &format!("You may only specify one of these parameters: {names}."))
}

fn not_in_mode(param: &str, mode: &str) -> Fault {
    error("", param, &format!("You can not pass `{param}` in `{mode}` mode."))
}

#[tokio::test]
async fn what_is_required_depends_on_mode_and_ui_mode() {
    let stripe = Emulator::start().await;
    let required = |mode: &str| {
        let message = format!("The `line_items` parameter is required in {mode} mode.");
        error("", "line_items", &message)
    };
    let items: Vec<&str> = super::ITEM.iter().map(|(name, _)| *name).collect();
    let recurring = "line_items[0][price_data][recurring][interval]";
    let subscription = without(&without(&hosted("subscription"), &items), &[recurring]);
    assert_refused(
        &stripe.shop(),
        &[
            (without(&hosted("payment"), &["mode"]), missing("mode")),
            (without(&hosted("payment"), &["success_url"]), missing("success_url")),
            (without(&least("payment", "embedded_page"), &["return_url"]), missing("return_url")),
            (without(&hosted("setup"), &["currency"]), missing("currency")),
            (without(&hosted("payment"), &items), required("payment")),
            (subscription, required("subscription")),
        ],
    )
    .await;
}

#[tokio::test]
async fn an_in_page_session_that_never_redirects_has_no_return_url() {
    let stripe = Emulator::start().await;
    let never = [("redirect_on_completion", "never")];
    let refused = "`return_url` is not supported with `redirect_on_completion: never`";
    let embedded = least("payment", "embedded_page");
    assert_refused(&stripe.shop(), &[(with(&embedded, &never), error("", "return_url", refused))]).await;
    let session = stripe.shop().post(SESSIONS, &with(&without(&embedded, &["return_url"]), &never)).await;
    assert_eq!(session.object()["redirect_on_completion"], "never");
    assert_eq!(session.object().get("return_url"), None);
    // Cards never leave the page; iDEAL always does.
    let if_required =
        with(&without(&embedded, &["return_url"]), &[("redirect_on_completion", "if_required")]);
    stripe.shop().post(SESSIONS, &if_required).await.object();
    let ideal = with(&if_required, &[("allowed_payment_method_types[]", "ideal")]);
    assert_eq!(stripe.shop().post(SESSIONS, &ideal).await.error(), missing("return_url"));
}

#[tokio::test]
async fn parameters_that_exclude_each_other_are_refused() {
    let stripe = Emulator::start().await;
    let customer = stripe.shop().customer().await;
    let base = hosted("payment");
    let subscription = hosted("subscription");
    let trial =
        [("subscription_data[trial_end]", "1800000000"), ("subscription_data[trial_period_days]", "7")];
    let trial = with(&subscription, &trial);
    let amounts = with(&base, &[("line_items[0][price_data][unit_amount_decimal]", "1.5")]);
    let product = with(&base, &[("line_items[0][price_data][product]", "prod_1")]);
    let price = with(&base, &[("line_items[0][price]", "price_1")]);
    let customer = ("customer", customer.as_str());
    let rate = [
        ("shipping_options[0][shipping_rate]", "shr_1"),
        ("shipping_options[0][shipping_rate_data][display_name]", "Ground"),
        ("shipping_options[0][shipping_rate_data][fixed_amount][amount]", "1"),
        ("shipping_options[0][shipping_rate_data][fixed_amount][currency]", "usd"),
    ];
    // A false value was passed all the same.
    let promotion = [("allow_promotion_codes", "false"), ("discounts[0][coupon]", "X")];
    let types = "payment_method_types[]";
    assert_refused(
        &stripe.shop(),
        &[
            (with(&base, &promotion), only_one("allow_promotion_codes", "allow_promotion_codes, discounts")),
            (
                with(&base, &[customer, ("customer_email", "a@example.com")]),
                only_one("customer", "customer, customer_email"),
            ),
            (
                with(&base, &[customer, ("customer_account", "acct_1")]),
                only_one("customer", "customer, customer_account"),
            ),
            (
                with(&base, &[customer, ("customer_creation", "always")]),
                only_one("customer", "customer, customer_creation"),
            ),
            (price, only_one("line_items[0][price]", "price, price_data")),
            (product, only_one("line_items[0][price_data][product]", "product, product_data")),
            (amounts, only_one("line_items[0][price_data][unit_amount]", "unit_amount, unit_amount_decimal")),
            (
                with(&base, &rate),
                only_one("shipping_options[0][shipping_rate]", "shipping_rate, shipping_rate_data"),
            ),
            (trial, only_one("subscription_data[trial_end]", "trial_end, trial_period_days")),
            (
                with(&base, &[(types, "card"), ("payment_method_configuration", "pmc_1")]),
                only_one(
                    "payment_method_configuration",
                    "payment_method_configuration, payment_method_types",
                ),
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn some_parameters_belong_to_one_mode() {
    let stripe = Emulator::start().await;
    let only_payment =
        |param: &str| error("", param, &format!("`{param}` can only be used in payment mode."));
    let invoice = "You can only enable invoice creation when `mode` is set to `payment`. Invoices are created \
                   automatically when `mode` is set to `subscription`.";
    let intent = ("payment_intent_data[description]", "x");
    let rate = ("shipping_options[0][shipping_rate]", "shr_1");
    let creation = ("customer_creation", "always");
    let wanted = ("invoice_creation[enabled]", "true");
    let mut cases = vec![
        (with(&hosted("subscription"), &[intent]), not_in_mode("payment_intent_data", "subscription")),
        (with(&hosted("setup"), &[intent]), not_in_mode("payment_intent_data", "setup")),
        (with(&hosted("subscription"), &[rate]), only_payment("shipping_options")),
        (with(&hosted("setup"), &[rate]), only_payment("shipping_options")),
        (with(&hosted("subscription"), &[creation]), only_payment("customer_creation")),
        (with(&hosted("subscription"), &[wanted]), error("", "invoice_creation", invoice)),
        (
            with(&hosted("setup"), super::ITEM),
            error("", "line_items", "You cannot pass `line_items` in `setup` mode"),
        ),
    ];
    for (mode, param, name, value) in [
        ("payment", "subscription_data", "subscription_data[description]", "x"),
        ("setup", "subscription_data", "subscription_data[description]", "x"),
        ("payment", "setup_intent_data", "setup_intent_data[description]", "x"),
        ("subscription", "setup_intent_data", "setup_intent_data[description]", "x"),
        ("payment", "payment_method_collection", "payment_method_collection", "always"),
        ("setup", "allow_promotion_codes", "allow_promotion_codes", "true"),
        ("setup", "phone_number_collection", "phone_number_collection[enabled]", "true"),
        ("setup", "shipping_address_collection", "shipping_address_collection[allowed_countries][]", "US"),
        ("setup", "submit_type", "submit_type", "pay"),
    ] {
        cases.push((with(&hosted(mode), &[(name, value)]), not_in_mode(param, mode)));
    }
    assert_refused(&stripe.shop(), &cases).await;
    // Both modes but `subscription` take it, whatever the text says.
    let setup = stripe.shop().post(SESSIONS, &with(&hosted("setup"), &[creation])).await.object();
    assert_eq!(setup["customer_creation"], "always");
}

#[tokio::test]
async fn some_parameters_belong_to_some_ui_modes() {
    let stripe = Emulator::start().await;
    let thanks = ("success_url", "https://shop.example/thanks");
    let cancel = ("cancel_url", "https://shop.example/cart");
    let mut cases = Vec::new();
    let one = |param: &str, ui_mode: &str| {
        error("", param, &format!("`{param}` is not supported with `ui_mode: {ui_mode}`"))
    };
    for ui_mode in ["embedded_page", "elements", "form"] {
        let base = least("payment", ui_mode);
        cases.push((with(&base, &[thanks]), one("success_url", ui_mode)));
        cases.push((with(&base, &[cancel]), one("cancel_url", ui_mode)));
        let both = format!(
            "The following parameters are not supported with `ui_mode: {ui_mode}`: cancel_url, success_url."
        );
        cases.push((with(&base, &[thanks, cancel]), error("", "cancel_url", &both)));
    }
    for (param, name, value) in [
        ("after_expiration", "after_expiration[recovery][enabled]", "true"),
        ("branding_settings", "branding_settings[border_style]", "pill"),
        ("custom_text", "custom_text[submit][message]", "Thanks"),
        ("origin_context", "origin_context", "web"),
        ("submit_type", "submit_type", "pay"),
    ] {
        cases.push((with(&least("payment", "elements"), &[(name, value)]), one(param, "elements")));
        for ui_mode in ["hosted_page", "embedded_page"] {
            stripe
                .client("taken")
                .post(SESSIONS, &with(&least("payment", ui_mode), &[(name, value)]))
                .await
                .object();
        }
    }
    let back = ("return_url", "https://shop.example");
    cases.push((with(&hosted("payment"), &[back]), one("return_url", "hosted_page")));
    let permission = ("permissions[update_shipping_details]", "server_only");
    cases.push((with(&least("payment", "form"), &[permission]), one("permissions", "form")));
    assert_refused(&stripe.shop(), &cases).await;
}

#[tokio::test]
async fn every_item_has_one_price_of_the_right_kind_and_a_quantity() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let price = shop.price().await;
    let monthly = [crate::support::PRICE, &[("recurring[interval]", "month")]].concat();
    let monthly = shop.post("/v1/prices", &monthly).await.id();
    let retired = shop.price().await;
    shop.post(&format!("/v1/prices/{retired}"), &[("active", "false")]).await.object();
    let base = |mode, price, quantity| {
        let mut params = vec![("mode", mode), ("success_url", "https://shop.example")];
        params.extend([("line_items[0][price]", price)].into_iter().filter(|(_, price)| *price != "none"));
        params.extend(
            [("line_items[0][quantity]", quantity)].into_iter().filter(|(_, quantity)| *quantity != "none"),
        );
        params
    };
    let eur = with(
        &hosted("payment"),
        &[
            ("line_items[1][price_data][currency]", "eur"),
            ("line_items[1][price_data][unit_amount]", "1000"),
            ("line_items[1][price_data][product_data][name]", "Cap"),
            ("line_items[1][quantity]", "1"),
        ],
    );
    let recurring = "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode \
                     or use only one-time prices.";
    let none = "You must provide at least one recurring price in `subscription` mode when using prices.";
    let neither = "You must provide one of `price` or `price_data` for each line item when using prices.";
    let quantity = "Quantity is required. Add `quantity` to `line_items[0]`";
    let inactive = "The price specified is inactive. This field only accepts active prices.";
    let other = "The price specified only supports `eur`. This doesn't match the expected currency: `usd`.";
    let unpriced = "Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.";
    let homeless = "You must specify either `product` or `product_data` when creating a price.";
    let unnamed = without(&hosted("payment"), &["line_items[0][price_data][product_data][name]"]);
    let too_few = "This value must be greater than or equal to 1.";
    assert_refused(
        &shop,
        &[
            (base("payment", &monthly, "1"), error("", "line_items[0]", recurring)),
            (base("subscription", &price, "1"), error("", "line_items", none)),
            (base("payment", "none", "1"), error("", "line_items[0]", neither)),
            (base("payment", &price, "none"), error("", "line_items[0]", quantity)),
            (
                base("payment", &price, "0"),
                error("parameter_invalid_integer", "line_items[0][quantity]", too_few),
            ),
            (base("payment", &retired, "1"), error("", "line_items[0][price]", inactive)),
            (
                base("payment", "invalid", "1"),
                error("resource_missing", "line_items[0][price]", "No such price: 'invalid'"),
            ),
            (eur, error("", "line_items[1][price_data][currency]", other)),
            (
                without(&hosted("payment"), &["line_items[0][price_data][unit_amount]"]),
                error("", "", unpriced),
            ),
            (unnamed, error("", "", homeless)),
            (
                without(&hosted("payment"), &["line_items[0][price_data][currency]"]),
                missing("line_items[0][price_data][currency]"),
            ),
        ],
    )
    .await;
}

#[tokio::test]
async fn what_is_due_is_nothing_or_enough_for_a_charge() {
    let stripe = Emulator::start().await;
    let amount = |currency, units, quantity| {
        let changes = [
            ("line_items[0][price_data][currency]", currency),
            ("line_items[0][price_data][unit_amount]", units),
            ("line_items[0][quantity]", quantity),
        ];
        with(&hosted("payment"), &changes)
    };
    let too_small = |least: &str| {
        let message = format!("The Checkout Session's total amount due must add up to at least {least}");
        error("amount_too_small", "", &message)
    };
    assert_refused(
        &stripe.shop(),
        &[
            (amount("usd", "49", "1"), too_small("$0.50 usd")),
            (amount("usd", "1", "49"), too_small("$0.50 usd")),
            (amount("gbp", "29", "1"), too_small("£0.30 gbp")),
            (amount("eur", "49", "1"), too_small("€0.50 eur")),
            (amount("hkd", "399", "1"), too_small("$4.00 hkd")),
            (amount("huf", "17499", "1"), too_small("175.00 Ft huf")),
        ],
    )
    .await;
    for (currency, units) in [("usd", "0"), ("usd", "50"), ("jpy", "50"), ("gbp", "30"), ("huf", "17500")] {
        let session = stripe.client("paid").post(SESSIONS, &amount(currency, units, "1")).await.object();
        assert_eq!(session["amount_total"], units.parse::<i64>().unwrap());
    }
    // The greatest numbers there are neither overflow nor pass.
    let most = amount("usd", "99999999", "9223372036854775807");
    let fault = stripe.shop().post(SESSIONS, &most).await.error();
    assert_eq!((fault.status, fault.code.as_str()), (400, "amount_too_large"));
}

#[tokio::test]
async fn a_session_is_open_for_thirty_minutes_to_a_day() {
    let stripe = Emulator::start().await;
    let at = |seconds: i64| (NOON + seconds).to_string();
    let soon = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.";
    let late = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.";
    for (expires_at, message) in [
        (at(1799), soon),
        (at(0), soon),
        (at(86401), late),
        (i64::MIN.to_string(), soon),
        (i64::MAX.to_string(), late),
    ] {
        let params = [("expires_at", expires_at.as_str())];
        let answer = stripe.shop().post(SESSIONS, &with(&hosted("payment"), &params)).await;
        assert_eq!(answer.error(), error("", "expires_at", message), "{expires_at}");
    }
    for seconds in [1800, 86400] {
        let expires_at = at(seconds);
        let params = [("expires_at", expires_at.as_str())];
        let session = stripe.shop().post(SESSIONS, &with(&hosted("payment"), &params)).await.object();
        assert_eq!(session["expires_at"], NOON + seconds);
        assert_eq!(session["created"], NOON);
    }
}

#[tokio::test]
async fn lists_have_their_limits() {
    let stripe = Emulator::start().await;
    let too_many = |name: &str, most: usize| {
        error("", name, &format!("Array {name} exceeded maximum {most} allowed elements."))
    };
    let price = stripe.shop().price().await;
    let repeat = |count: usize, members: &[(&str, &str)]| -> Vec<(String, String)> {
        let one = |index: usize| {
            members.iter().map(move |(name, value)| {
                (name.replace("{}", &index.to_string()), value.replace("{}", &index.to_string()))
            })
        };
        (0..count).flat_map(one).collect()
    };
    let field = [
        ("custom_fields[{}][key]", "k{}"),
        ("custom_fields[{}][label][custom]", "K"),
        ("custom_fields[{}][label][type]", "custom"),
        ("custom_fields[{}][type]", "text"),
    ];
    let optional = [("optional_items[{}][price]", price.as_str()), ("optional_items[{}][quantity]", "1")];
    let item = [("line_items[{}][price]", price.as_str()), ("line_items[{}][quantity]", "1")];
    let image = [("line_items[0][price_data][product_data][images][{}]", "https://shop.example/{}.png")];
    for (name, most, members) in [
        ("custom_fields", 3, &field[..]),
        ("optional_items", 10, &optional[..]),
        ("line_items", 100, &item[..]),
        ("line_items[0][price_data][product_data][images]", 8, &image[..]),
    ] {
        let base = if name == "line_items" {
            vec![("mode", "payment"), ("success_url", "https://shop.example")]
        } else {
            hosted("payment")
        };
        for count in [most, most + 1] {
            let members = repeat(count, members);
            let members: Params<'_> =
                members.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let answer = stripe.shop().post(SESSIONS, &[base.clone(), members].concat()).await;
            if count == most {
                answer.object();
            } else {
                assert_eq!(answer.error(), too_many(name, most));
            }
        }
    }
}

#[tokio::test]
async fn addresses_and_names_are_checked_where_they_stand() {
    let stripe = Emulator::start().await;
    let empty = "You passed an empty string for 'customer'. We assume empty values are an attempt to unset a parameter; \
                 however 'customer' cannot be unset. You should remove 'customer' from your request or supply a \
                 non-empty value.";
    let scheme = "Invalid URL: An explicit scheme (such as https) must be provided.";
    let (longest, longer) = ("r".repeat(200), "r".repeat(201));
    let countries = "shipping_address_collection[allowed_countries]";
    let near = "Received unknown parameter: customers. Did you mean customer?";
    let hosted = hosted("payment");
    let one = |name, value| with(&hosted, &[(name, value)]);
    assert_refused(
        &stripe.shop(),
        &[
            (one("success_url", "shop.example/thanks"), error("url_invalid", "success_url", scheme)),
            (one("cancel_url", "https://"), error("url_invalid", "cancel_url", "Not a valid URL")),
            (
                one("customer_email", "foo"),
                error("email_invalid", "customer_email", "Invalid email address: foo"),
            ),
            (one("customer", ""), error("parameter_invalid_empty", "customer", empty)),
            (one("customers", "cus_1"), error("parameter_unknown", "customers", near)),
            (
                one("client_reference_id", &longer),
                error(
                    "",
                    "client_reference_id",
                    "Invalid string: rrrr...rrrr; must be at most 200 characters",
                ),
            ),
            (
                one("shipping_address_collection", "US"),
                error("", "shipping_address_collection", "Invalid object"),
            ),
            (one(countries, "US"), error("", countries, "Invalid array")),
            (
                one("mode", "pay"),
                error("", "mode", "Invalid mode: must be one of payment, setup, or subscription"),
            ),
        ],
    )
    .await;
    let session = stripe.shop().post(SESSIONS, &one("client_reference_id", &longest)).await.object();
    assert_eq!(session["client_reference_id"], longest);
    // Countries that Stripe does not ship to.
    for country in ["KP", "CU", "us", "XX"] {
        let name = format!("{countries}[0]");
        let fault = stripe.shop().post(SESSIONS, &with(&hosted, &[(&name, country)])).await.error();
        assert_eq!((fault.status, fault.param.as_str()), (400, name.as_str()), "{country}");
    }
}

#[tokio::test]
async fn what_is_saved_on_a_customer_needs_one() {
    let stripe = Emulator::start().await;
    let update = with(&hosted("payment"), &[("customer_update[name]", "auto")]);
    let fault = stripe.shop().post(SESSIONS, &update).await.error();
    assert_eq!((fault.status, fault.param.as_str()), (400, "customer_update"));
    let customer = stripe.shop().customer().await;
    stripe.shop().post(SESSIONS, &with(&update, &[("customer", &customer)])).await.object();
}

#[tokio::test]
async fn a_subscription_has_up_to_twenty_items_of_a_kind() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let once = shop.price().await;
    let monthly = [crate::support::PRICE, &[("recurring[interval]", "month")]].concat();
    let monthly = shop.post("/v1/prices", &monthly).await.id();
    for (recurring, one_time, accepted) in [(20, 20, true), (21, 0, false), (1, 21, false)] {
        let items: Vec<[(String, String); 2]> = std::iter::repeat_n(&monthly, recurring)
            .chain(std::iter::repeat_n(&once, one_time))
            .enumerate()
            .map(|(index, price)| {
                let quantity = (format!("line_items[{index}][quantity]"), "1".to_owned());
                [(format!("line_items[{index}][price]"), price.clone()), quantity]
            })
            .collect();
        let mut params = vec![("mode", "subscription"), ("success_url", "https://shop.example")];
        params.extend(items.iter().flatten().map(|(name, value)| (name.as_str(), value.as_str())));
        let answer = shop.post(SESSIONS, &params).await;
        if accepted {
            assert_eq!(answer.object()["amount_total"], 40_000);
        } else {
            assert_eq!(answer.error().param, "line_items");
        }
    }
}

#[tokio::test]
async fn a_price_the_customer_names_is_sold_alone() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let custom = [
        ("currency", "usd"),
        ("product_data[name]", "Donation"),
        ("custom_unit_amount[enabled]", "true"),
        ("custom_unit_amount[preset]", "1500"),
    ];
    let custom = shop.post("/v1/prices", &custom).await.id();
    let other = shop.price().await;
    let base = [
        ("mode", "payment"),
        ("success_url", "https://shop.example"),
        ("line_items[0][price]", custom.as_str()),
        ("line_items[0][quantity]", "1"),
    ];
    assert_eq!(shop.post(SESSIONS, &base).await.object()["amount_total"], 1500);
    let before = [("line_items[0][price]", other.as_str()), ("line_items[1][price]", custom.as_str())];
    let second = with(&with(&base, &before), &[("line_items[1][quantity]", "1")]);
    assert_eq!(shop.post(SESSIONS, &second).await.error().param, "line_items[1]");
    let two = with(&base, &[("line_items[0][quantity]", "2")]);
    assert_eq!(shop.post(SESSIONS, &two).await.error().param, "line_items[0]");
}
