//! What a session comes to: computed anew by every update, always adding up; and what is refused because it does not.

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::conformance::objects::assert_conforms;
use crate::support::{Answer, Client, DAY, Emulator, Fault, NOON, error};

const SESSIONS: &str = "/v1/checkout/sessions";

const OPEN: &[(&str, &str)] =
    &[("mode", "payment"), ("ui_mode", "elements"), ("return_url", "https://shop.example/back")];

/// Everything that shows an amount.
const ALL: &[(&str, &str)] = &[
    ("expand[]", "line_items.data.discounts"),
    ("expand[]", "line_items.data.taxes"),
    ("expand[]", "shipping_cost.taxes"),
    ("expand[]", "total_details.breakdown"),
];

type Params = Vec<(String, String)>;

#[expect(clippy::needless_pass_by_value, reason = "numbers and texts read best as they are")]
fn pair(name: impl Into<String>, value: impl ToString) -> (String, String) {
    (name.into(), value.to_string())
}

fn owned(params: &[(&str, &str)]) -> Params {
    params.iter().map(|(name, value)| pair(*name, value)).collect()
}

fn item(index: usize, currency: &str, unit_amount: i64, quantity: i64) -> Params {
    let path = format!("line_items[{index}]");
    vec![
        pair(format!("{path}[price_data][currency]"), currency),
        pair(format!("{path}[price_data][unit_amount]"), unit_amount),
        pair(format!("{path}[price_data][product_data][name]"), "Thing"),
        pair(format!("{path}[quantity]"), quantity),
    ]
}

fn option(amount: i64, behavior: &str) -> Params {
    let data = |name: &str| format!("shipping_options[0][shipping_rate_data]{name}");
    vec![
        pair(data("[display_name]"), "Parcel"),
        pair(data("[type]"), "fixed_amount"),
        pair(data("[fixed_amount][amount]"), amount),
        pair(data("[fixed_amount][currency]"), "usd"),
        pair(data("[tax_behavior]"), behavior),
    ]
}

async fn post(shop: &Client, path: &str, params: &Params) -> Answer {
    let params: Vec<(&str, &str)> = params.iter().map(|(name, value)| (&**name, &**value)).collect();
    shop.post(path, &params).await
}

async fn create(shop: &Client, params: &Params) -> Answer {
    post(shop, SESSIONS, &[owned(OPEN), params.clone()].concat()).await
}

async fn tax_rate(shop: &Client, percentage: &str, inclusive: &str) -> String {
    let params = [("display_name", "Tax"), ("percentage", percentage), ("inclusive", inclusive)];
    shop.post("/v1/tax_rates", &params).await.id()
}

async fn set_tax_table(client: &Client, table: &Value) -> Answer {
    let json = client.with("content-type", "application/json");
    json.send(reqwest::Method::PUT, "/_emulator/tax_rates", table.to_string()).await
}

async fn read(shop: &Client, id: &str) -> Value {
    shop.get(&format!("{SESSIONS}/{id}"), ALL).await.object()
}

fn number(value: &Value) -> i64 {
    value.as_i64().unwrap_or_else(|| panic!("no integer: {value}"))
}

/// A session's amounts and nothing else, to compare with another's.
fn amounts(session: &Value) -> Value {
    let taxes = |list: &Value| -> Vec<Value> {
        let list = list.as_array().into_iter().flatten();
        list.map(|tax| json!([tax["amount"], tax["taxable_amount"], tax["rate"]["percentage"]])).collect()
    };
    let discounts = |list: &Value| -> Vec<Value> {
        list.as_array().into_iter().flatten().map(|discount| discount["amount"].clone()).collect()
    };
    let items = session["line_items"]["data"].as_array().unwrap().iter().map(|item| {
        json!({
            "subtotal": item["amount_subtotal"], "discount": item["amount_discount"], "tax": item["amount_tax"],
            "total": item["amount_total"], "discounts": discounts(&item["discounts"]), "taxes": taxes(&item["taxes"]),
        })
    });
    let (details, cost) = (&session["total_details"], &session["shipping_cost"]);
    json!({
        "items": items.collect::<Vec<_>>(),
        "subtotal": session["amount_subtotal"], "total": session["amount_total"],
        "discount": details["amount_discount"], "shipping": details["amount_shipping"], "tax": details["amount_tax"],
        "discounts": discounts(&details["breakdown"]["discounts"]), "taxes": taxes(&details["breakdown"]["taxes"]),
        "cost": [cost["amount_subtotal"], cost["amount_tax"], cost["amount_total"]], "cost_taxes": taxes(&cost["taxes"]),
    })
}

/// The parts sum to the totals, and nothing is negative.
#[track_caller]
fn assert_adds_up(session: &Value) {
    let items = session["line_items"]["data"].as_array().unwrap();
    let sum = |name: &str| items.iter().map(|item| number(&item[name])).sum::<i64>();
    let listed =
        |list: &Value| list.as_array().unwrap().iter().map(|entry| number(&entry["amount"])).sum::<i64>();
    let added = |list: &Value| {
        let taxes = list.as_array().unwrap().iter();
        let on_top = taxes.filter(|tax| tax["rate"]["inclusive"] == false);
        on_top.map(|tax| number(&tax["amount"])).sum::<i64>()
    };
    for item in items {
        let of = |name: &str| number(&item[name]);
        assert!(
            ["amount_subtotal", "amount_discount", "amount_tax", "amount_total"]
                .iter()
                .all(|name| of(name) >= 0)
        );
        assert_eq!(listed(&item["discounts"]), of("amount_discount"), "{item:#}");
        assert_eq!(listed(&item["taxes"]), of("amount_tax"), "{item:#}");
        let net = of("amount_subtotal") - of("amount_discount");
        assert_eq!(of("amount_total"), net + added(&item["taxes"]), "{item:#}");
    }
    let details = &session["total_details"];
    let cost = &session["shipping_cost"];
    let paid = |name: &str| if cost.is_null() { 0 } else { number(&cost[name]) };
    assert_eq!(number(&session["amount_subtotal"]), sum("amount_subtotal"));
    assert_eq!(number(&details["amount_discount"]), sum("amount_discount"));
    assert_eq!(number(&details["amount_tax"]), sum("amount_tax") + paid("amount_tax"));
    assert_eq!(number(&details["amount_shipping"]), paid("amount_subtotal"));
    assert_eq!(number(&session["amount_total"]), sum("amount_total") + paid("amount_total"));
    assert_eq!(listed(&details["breakdown"]["discounts"]), sum("amount_discount"));
    assert_eq!(listed(&details["breakdown"]["taxes"]), number(&details["amount_tax"]));
    let due = number(&session["amount_subtotal"]) - sum("amount_discount") + paid("amount_subtotal");
    assert_eq!(number(&session["amount_total"]), due + added(&details["breakdown"]["taxes"]), "{session:#}");
}

#[tokio::test]
async fn an_update_of_items_or_shipping_computes_everything_anew() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    shop.post("/v1/coupons", &[("id", "TEN"), ("percent_off", "10")]).await.object();
    let (on_top, within) = (tax_rate(&shop, "20", "false").await, tax_rate(&shop, "5", "true").await);
    let mut params = [item(0, "usd", 1000, 2), item(1, "usd", 500, 1), option(500, "exclusive")].concat();
    params.push(pair("line_items[0][tax_rates][]", &on_top));
    params.push(pair("discounts[0][coupon]", "TEN"));
    let id = create(&shop, &params).await.id();
    let path = format!("{SESSIONS}/{id}");
    let summary = |session: &Value| {
        let details = &session["total_details"];
        [
            &session["amount_subtotal"],
            &details["amount_discount"],
            &details["amount_shipping"],
            &details["amount_tax"],
            &session["amount_total"],
        ]
        .map(number)
    };
    // 20 % of 2000 − 200.
    let before = read(&shop, &id).await;
    assert_eq!(summary(&before), [2500, 250, 500, 360, 3110]);
    let ids: Vec<&str> = before["line_items"]["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["id"].as_str().unwrap())
        .collect();

    // The second item first, two of it, with a rate of its own; the other without one: 900 × 5 ÷ 105 = 42.86.
    let turned = vec![
        pair("line_items[0][id]", ids[1]),
        pair("line_items[0][quantity]", 2),
        pair("line_items[0][tax_rates][]", &within),
        pair("line_items[1][id]", ids[0]),
        pair("line_items[1][tax_rates]", ""),
    ];
    post(&shop, &path, &turned).await.object();
    let after = read(&shop, &id).await;
    assert_eq!(summary(&after), [3000, 300, 500, 43, 3200]);
    assert_adds_up(&after);

    post(&shop, &path, &option(0, "exclusive")).await.object();
    assert_eq!(summary(&read(&shop, &id).await), [3000, 300, 0, 43, 2700]);
    shop.post(&path, &[("shipping_options", "")]).await.object();
    let bare = read(&shop, &id).await;
    assert_eq!((summary(&bare), &bare["shipping_cost"]), ([3000, 300, 0, 43, 2700], &json!(null)));
    // Metadata alone changes no amount.
    shop.post(&path, &[("metadata[a]", "1")]).await.object();
    assert_eq!(amounts(&read(&shop, &id).await), amounts(&bare));
}

/// A thing to sell: its price in cents, how many, and which of three rates tax it.
type Sold = (i64, i64, [bool; 3]);

#[derive(Debug, Clone)]
enum Step {
    /// Everything anew.
    Sell(Vec<Sold>),
    /// The items that are there, in reverse, the one at this position changed.
    Turn(usize, i64, [bool; 3]),
    /// All items but the one at this position, unless it is the only one.
    Drop(usize),
    Ship(Option<(i64, bool)>),
}

#[derive(Debug, Clone)]
enum Off {
    Percent(u32),
    Amount(i64),
}

#[derive(Debug, Clone)]
struct Case {
    off: Option<Off>,
    automatic: bool,
    first: Vec<Sold>,
    steps: Vec<Step>,
}

fn sold() -> impl Strategy<Value = Sold> {
    (1000..9999_i64, 1..12_i64, any::<[bool; 3]>())
}

fn cases() -> impl Strategy<Value = Case> {
    let items = || prop::collection::vec(sold(), 1..5);
    let step = prop_oneof![
        items().prop_map(Step::Sell),
        (0..4_usize, 1..12_i64, any::<[bool; 3]>())
            .prop_map(|(at, quantity, rates)| Step::Turn(at, quantity, rates)),
        (0..4_usize).prop_map(Step::Drop),
        prop::option::of((0..2000_i64, any::<bool>())).prop_map(Step::Ship),
    ];
    let off = prop_oneof![(1..9500_u32).prop_map(Off::Percent), (1..900_i64).prop_map(Off::Amount)];
    (prop::option::of(off), any::<bool>(), items(), prop::collection::vec(step, 1..6))
        .prop_map(|(off, automatic, first, steps)| Case { off, automatic, first, steps })
}

/// The three rates of a shop; none where tax is automatic.
struct Taxed(Vec<String>);

impl Taxed {
    fn params(&self, index: usize, chosen: [bool; 3]) -> Params {
        let chosen = self.0.iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(rate, _)| rate);
        let list = format!("line_items[{index}][tax_rates]");
        let rates: Params =
            chosen.enumerate().map(|(at, rate)| pair(format!("{list}[{at}]"), rate)).collect();
        // An empty string takes the rates away in an update.
        if rates.is_empty() { vec![pair(list, "")] } else { rates }
    }

    fn items(&self, items: &[Sold]) -> Params {
        let mut params = Params::new();
        for (index, (amount, quantity, rates)) in items.iter().enumerate() {
            params.extend(item(index, "usd", *amount, *quantity));
            let rates = self.params(index, *rates);
            params.extend(rates.into_iter().filter(|(_, value)| !value.is_empty()));
        }
        params
    }
}

fn shipping(option_of: Option<(i64, bool)>) -> Params {
    let behavior = |inclusive| if inclusive { "inclusive" } else { "exclusive" };
    option_of.map_or_else(Params::new, |(amount, inclusive)| option(amount, behavior(inclusive)))
}

async fn updated_is_created(shop: &Client, case: &Case) {
    let mut always = Params::new();
    let mut taxed = Taxed(Vec::new());
    if case.automatic {
        set_tax_table(shop, &json!({"DE": 19})).await.object();
        let customer = shop.post("/v1/customers", &[("address[country]", "DE")]).await.id();
        always.extend([pair("customer", customer), pair("automatic_tax[enabled]", true)]);
    } else {
        for (percentage, inclusive) in [("20", "false"), ("8.875", "false"), ("7", "true")] {
            taxed.0.push(tax_rate(shop, percentage, inclusive).await);
        }
    }
    if let Some(off) = &case.off {
        let coupon = match off {
            Off::Percent(hundredths) => {
                vec![pair("percent_off", format!("{}.{:02}", hundredths / 100, hundredths % 100))]
            }
            Off::Amount(amount) => vec![pair("amount_off", amount), pair("currency", "usd")],
        };
        let coupon = match post(shop, "/v1/coupons", &coupon).await {
            made if made.status == 200 => made.id(),
            refused => panic!("{}", refused.text),
        };
        always.push(pair("discounts[0][coupon]", coupon));
    }
    let mut items = case.first.clone();
    let mut option_of = None;
    let id = create(shop, &[always.clone(), taxed.items(&items)].concat()).await.id();
    let path = format!("{SESSIONS}/{id}");
    for step in &case.steps {
        let params = match step {
            Step::Sell(sold) => {
                items.clone_from(sold);
                taxed.items(&items)
            }
            Step::Turn(at, quantity, rates) => {
                let at = at % items.len();
                (items[at].1, items[at].2) = (*quantity, *rates);
                let ids = shop.get(&format!("{path}/line_items"), &[]).await.ids();
                let last = items.len() - 1;
                let mut params: Params = ids
                    .iter()
                    .rev()
                    .enumerate()
                    .map(|(index, id)| pair(format!("line_items[{index}][id]"), id))
                    .collect();
                params.push(pair(format!("line_items[{}][quantity]", last - at), quantity));
                if !case.automatic {
                    params.extend(taxed.params(last - at, *rates));
                }
                items.reverse();
                params
            }
            Step::Drop(at) => {
                let mut ids = shop.get(&format!("{path}/line_items"), &[]).await.ids();
                if items.len() > 1 {
                    let at = at % items.len();
                    items.remove(at);
                    ids.remove(at);
                }
                let ids = ids.iter().enumerate();
                ids.map(|(index, id)| pair(format!("line_items[{index}][id]"), id)).collect()
            }
            Step::Ship(chosen) => {
                option_of = *chosen;
                let params = shipping(option_of);
                if params.is_empty() { vec![pair("shipping_options", "")] } else { params }
            }
        };
        post(shop, &path, &params).await.object();
        assert_adds_up(&read(shop, &id).await);
    }
    let updated = read(shop, &id).await;
    assert_conforms(&updated, "checkout.session");
    let fresh = create(shop, &[always, taxed.items(&items), shipping(option_of)].concat()).await.id();
    assert_eq!(amounts(&updated), amounts(&read(shop, &fresh).await));
}

#[test]
fn a_session_updated_step_by_step_is_as_if_created_with_what_it_ends_with() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stripe = runtime.block_on(Emulator::start());
    let accounts = std::cell::Cell::new(0);
    let config = ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(case in cases())| {
        accounts.set(accounts.get() + 1);
        let shop = stripe.client(&format!("case_{}", accounts.get()));
        runtime.block_on(updated_is_created(&shop, &case));
    });
}

#[derive(Deserialize)]
struct Currencies {
    currency: Vec<Currency>,
}

#[derive(Deserialize)]
struct Currency {
    code: String,
    minimum: Option<i64>,
    digits: Option<u32>,
    most_digits: Option<u32>,
    #[serde(default)]
    before: String,
    #[serde(default)]
    after: String,
}

fn currencies() -> Vec<Currency> {
    toml::from_str::<Currencies>(include_str!("../../fixtures/currencies.toml")).unwrap().currency
}

#[tokio::test]
async fn less_than_a_currencys_least_charge_is_refused_in_each() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let currencies = currencies().into_iter().filter(|currency| currency.minimum.is_some());
    let mut checked = 0;
    for Currency { code, minimum, digits, before, after, .. } in currencies {
        let minimum = minimum.unwrap();
        let least = match digits {
            Some(0) => minimum.to_string(),
            _ => format!("{}.{:02}", minimum / 100, minimum % 100),
        };
        let message = format!(
            "The Checkout Session's total amount due must add up to at least {before}{least}{after} {code}"
        );
        let refused = create(&shop, &item(0, &code, minimum - 1, 1)).await.error();
        assert_eq!(refused, error("amount_too_small", "", &message));
        let made = create(&shop, &item(0, &code, minimum, 1)).await.object();
        assert_eq!((&made["currency"], &made["amount_total"]), (&json!(code), &json!(minimum)));
        checked += 1;
    }
    assert_eq!(checked, 24);
    let free = create(&shop, &item(0, "usd", 0, 1)).await.object();
    assert_eq!(free["amount_total"], 0);
}

#[tokio::test]
async fn more_than_a_currencys_greatest_charge_is_refused_in_each() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    for Currency { code, most_digits, .. } in currencies() {
        let tenth = 10_i64.pow(most_digits.unwrap_or(8) - 1);
        let refused = create(&shop, &item(0, &code, tenth, 10)).await.error();
        assert_eq!((refused.status, &*refused.code), (400, "amount_too_large"), "{code}: {refused:?}");
        let made = create(&shop, &item(0, &code, tenth, 9)).await.object();
        assert_eq!(made["amount_total"], 9 * tenth, "{code}");
    }
    let message = "Amount must be no more than $999,999.99";
    let refused = create(&shop, &item(0, "usd", 999_999_999_999, 999_999)).await.error();
    assert_eq!(refused, error("amount_too_large", "", message));
    assert_eq!(create(&shop, &item(0, "usd", 99_999_999, 1)).await.object()["amount_total"], 99_999_999);

    // Nothing is due, but what it is taken off cannot be counted.
    shop.post("/v1/coupons", &[("id", "ALL"), ("percent_off", "100")]).await.object();
    let params =
        [item(0, "usd", 999_999_999_999, i64::MAX), owned(&[("discounts[0][coupon]", "ALL")])].concat();
    assert_refused(&shop, &params, &error("amount_too_large", "", message)).await;
}

#[tokio::test]
async fn what_cannot_be_paid_to_the_last_digit_is_refused() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    for (currency, amount, step) in [("kwd", 1005, 10), ("isk", 1050, 100), ("ugx", 199_901, 100)] {
        let refused = create(&shop, &item(0, currency, amount, 1)).await.error();
        let message = format!("Amounts in {currency} must be a multiple of {step}.");
        assert_eq!(refused, error("invalid_charge_amount", "", &message));
    }
}

/// What a refused request must leave as it was.
async fn account(shop: &Client) -> Vec<String> {
    let lists = [
        "checkout/sessions",
        "prices",
        "products",
        "shipping_rates",
        "tax_rates",
        "coupons",
        "promotion_codes",
    ];
    let mut texts = Vec::new();
    for list in lists {
        texts.push(shop.get(&format!("/v1/{list}"), &[("limit", "100")]).await.text);
    }
    texts
}

/// A session that is refused, and nothing else.
async fn assert_refused(shop: &Client, params: &Params, fault: &Fault) {
    let before = account(shop).await;
    assert_eq!(create(shop, params).await.error(), *fault, "{params:?}");
    assert_eq!(account(shop).await, before, "{params:?}");
}

fn thing() -> Params {
    item(0, "usd", 2000, 1)
}

fn also(more: &[(&str, &str)]) -> Params {
    [thing(), owned(more)].concat()
}

#[tokio::test]
async fn what_is_in_another_currency_is_refused() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let only = |noun: &str| {
        format!("The {noun} specified only supports `eur`. This doesn't match the expected currency: `usd`.")
    };
    let price = [("currency", "eur"), ("unit_amount", "900"), ("product_data[name]", "Thing")];
    let price = shop.post("/v1/prices", &price).await.id();
    let named = also(&[("line_items[1][price]", &price), ("line_items[1][quantity]", "1")]);
    assert_refused(&shop, &named, &error("", "line_items[1][price]", &only("price"))).await;
    let described = [thing(), item(1, "eur", 900, 1)].concat();
    let param = "line_items[1][price_data][currency]";
    assert_refused(&shop, &described, &error("", param, &only("price"))).await;
    let chosen = [item(0, "eur", 900, 1), owned(&[("currency", "usd")])].concat();
    let param = "line_items[0][price_data][currency]";
    assert_refused(&shop, &chosen, &error("", param, &only("price"))).await;

    let rate = [
        ("display_name", "Parcel"),
        ("type", "fixed_amount"),
        ("fixed_amount[amount]", "500"),
        ("fixed_amount[currency]", "eur"),
    ];
    let rate = shop.post("/v1/shipping_rates", &rate).await.id();
    let param = "shipping_options[0][shipping_rate]";
    assert_refused(&shop, &also(&[(param, &rate)]), &error("", param, &only("shipping rate"))).await;

    let coupon = [("id", "FIVE"), ("amount_off", "500"), ("currency", "eur")];
    shop.post("/v1/coupons", &coupon).await.object();
    let param = "discounts[0][coupon]";
    assert_refused(&shop, &also(&[(param, "FIVE")]), &error("", param, &only("coupon"))).await;
}

#[tokio::test]
async fn unknown_and_inactive_rates_coupons_and_codes_are_named_where_they_stand() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    for (param, noun, id) in [
        ("line_items[0][tax_rates][0]", "tax rate", "txr_nope"),
        ("discounts[0][coupon]", "coupon", "NOPE"),
        ("discounts[0][promotion_code]", "promotion code", "promo_nope"),
    ] {
        let missing = error("resource_missing", param, &format!("No such {noun}: '{id}'"));
        assert_refused(&shop, &also(&[(param, id)]), &missing).await;
    }
    let rate = tax_rate(&shop, "20", "false").await;
    shop.post(&format!("/v1/tax_rates/{rate}"), &[("active", "false")]).await.object();
    let param = "line_items[0][tax_rates][0]";
    let inactive = "The tax rate specified is inactive. This field only accepts active tax rates.";
    assert_refused(&shop, &also(&[(param, &rate)]), &error("", param, inactive)).await;
    let both = also(&[("discounts[0][coupon]", "A"), ("discounts[0][promotion_code]", "promo_a")]);
    let message = "You may only specify one of these parameters: coupon, promotion_code.";
    assert_refused(&shop, &both, &error("", "discounts[0][coupon]", message)).await;
    for value in ["true", "false"] {
        let both = also(&[("discounts[0][coupon]", "A"), ("allow_promotion_codes", value)]);
        let message = "You may only specify one of these parameters: allow_promotion_codes, discounts.";
        assert_refused(&shop, &both, &error("", "allow_promotion_codes", message)).await;
    }
}

#[tokio::test]
async fn a_coupon_is_refused_once_it_cannot_be_redeemed() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let tomorrow = (NOON + DAY).to_string();
    let product = shop.product().await;
    for more in [
        &[("id", "BRIEF"), ("redeem_by", &*tomorrow)],
        &[("id", "GONE"), ("name", "Gone")],
        &[("id", "OTHER"), ("applies_to[products][]", &*product)],
    ] {
        shop.post("/v1/coupons", &[&[("percent_off", "10")], &more[..]].concat()).await.object();
    }
    let param = "discounts[0][coupon]";
    for id in ["BRIEF", "GONE"] {
        create(&shop, &also(&[(param, id)])).await.object();
    }
    let code = [("promotion[type]", "coupon"), ("promotion[coupon]", "GONE")];
    let code = shop.post("/v1/promotion_codes", &code).await.id();
    shop.delete("/v1/coupons/GONE", &[]).await.object();
    shop.advance("86400s").await;

    let gone = error("resource_missing", param, "No such coupon: 'GONE'");
    assert_refused(&shop, &also(&[(param, "GONE")]), &gone).await;
    let expired = error("coupon_expired", param, "Coupon expired: BRIEF");
    assert_refused(&shop, &also(&[(param, "BRIEF")]), &expired).await;
    let nothing = "This coupon cannot be redeemed because it does not apply to anything in this order.";
    assert_refused(&shop, &also(&[(param, "OTHER")]), &error("", param, nothing)).await;
    let param = "discounts[0][promotion_code]";
    let refused = create(&shop, &also(&[(param, &code)])).await.error();
    assert_eq!((refused.status, &*refused.param), (400, param), "{refused:?}");
}

#[tokio::test]
async fn a_promotion_code_is_refused_where_its_restrictions_are_not_met() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    shop.post("/v1/coupons", &[("id", "TEN"), ("percent_off", "10")]).await.object();
    let customer = shop.customer().await;
    let param = "discounts[0][promotion_code]";
    let start = "This promotion code cannot be redeemed because";
    let minimum =
        [("restrictions[minimum_amount]", "2001"), ("restrictions[minimum_amount_currency]", "usd")];
    let euros = [("restrictions[minimum_amount]", "1"), ("restrictions[minimum_amount_currency]", "eur")];
    for (more, why) in [
        (&minimum[..], "the associated purchase does not meet the minimum amount requirement."),
        (&euros, "its minimum amount requirement does not support the currency `usd`."),
        (&[("customer", &*customer)], "it is restricted to a different customer."),
        (&[("active", "false")], "it is inactive."),
    ] {
        let coupon = [("promotion[type]", "coupon"), ("promotion[coupon]", "TEN")];
        let code = shop.post("/v1/promotion_codes", &[&coupon[..], more].concat()).await.id();
        let fault = error("", param, &format!("{start} {why}"));
        assert_refused(&shop, &also(&[(param, &code)]), &fault).await;
        if more[0].0 == "customer" {
            create(&shop, &also(&[(param, &code), ("customer", &customer)])).await.object();
        }
    }
}

#[tokio::test]
async fn an_update_that_is_refused_changes_nothing() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    shop.post("/v1/coupons", &[("id", "TEN"), ("percent_off", "10")]).await.object();
    let rate = tax_rate(&shop, "20", "false").await;
    let params = also(&[("discounts[0][coupon]", "TEN"), ("line_items[0][tax_rates][]", &rate)]);
    let id = create(&shop, &[params, option(500, "exclusive")].concat()).await.id();
    let before = (read(&shop, &id).await, account(&shop).await);
    let too_little = [item(0, "usd", 1, 1), option(0, "exclusive")].concat();
    let unknown = [item(0, "usd", 700, 1), owned(&[("line_items[0][tax_rates][]", "txr_nope")])].concat();
    for (params, code, param) in [
        (too_little, "amount_too_small", ""),
        (item(0, "usd", 99_999_999, 9), "amount_too_large", ""),
        (item(0, "eur", 700, 1), "", "line_items[0][price_data][currency]"),
        (unknown, "resource_missing", "line_items[0][tax_rates][0]"),
        (
            owned(&[("shipping_options[0][shipping_rate]", "shr_nope")]),
            "resource_missing",
            "shipping_options[0][shipping_rate]",
        ),
    ] {
        let fault = post(&shop, &format!("{SESSIONS}/{id}"), &params).await.error();
        assert_eq!((fault.status, &*fault.code, &*fault.param), (400, code, param), "{params:?}");
        assert_eq!((read(&shop, &id).await, account(&shop).await), before, "{params:?}");
    }
}

#[tokio::test]
async fn automatic_tax_waits_for_a_place_and_then_shows_its_tax() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    set_tax_table(&shop, &json!({"DE": 19})).await.object();
    let params = also(&[
        ("automatic_tax[enabled]", "true"),
        ("permissions[update_shipping_details]", "server_only"),
        ("shipping_address_collection[allowed_countries][0]", "DE"),
        ("shipping_address_collection[allowed_countries][1]", "FR"),
    ]);
    let id = create(&shop, &[params, option(595, "inclusive")].concat()).await.id();
    let waiting = read(&shop, &id).await;
    assert_eq!(waiting["automatic_tax"]["status"], "requires_location_inputs");
    assert_eq!(
        (&waiting["total_details"]["amount_tax"], &waiting["amount_total"]),
        (&json!(0), &json!(2595))
    );

    let details = |country: &str| {
        owned(&[
            ("collected_information[shipping_details][name]", "Jenny"),
            ("collected_information[shipping_details][address][line1]", "Street 1"),
            ("collected_information[shipping_details][address][country]", country),
        ])
    };
    for (country, tax, shipping_tax, total, reason, percentage, taxable) in [
        ("DE", 475, 95, 2975, "standard_rated", 19.0, 2000),
        ("FR", 0, 0, 2595, "not_collecting", 0.0, 0),
        ("DE", 475, 95, 2975, "standard_rated", 19.0, 2000),
    ] {
        let answer = post(&shop, &format!("{SESSIONS}/{id}"), &details(country)).await.object();
        assert_eq!(answer["automatic_tax"]["status"], "complete");
        let session = read(&shop, &id).await;
        assert_adds_up(&session);
        assert_conforms(&session, "checkout.session");
        assert_eq!(
            (&session["total_details"]["amount_tax"], &session["amount_total"]),
            (&json!(tax), &json!(total))
        );
        assert_eq!(session["shipping_cost"]["amount_tax"], shipping_tax);
        let [of_item, of_shipping] =
            [&session["line_items"]["data"][0]["taxes"][0], &session["shipping_cost"]["taxes"][0]];
        assert_eq!(
            (&of_item["taxability_reason"], &of_item["taxable_amount"]),
            (&json!(reason), &json!(taxable))
        );
        let rates = [of_item, of_shipping].map(|tax| (&tax["rate"]["inclusive"], &tax["rate"]["percentage"]));
        assert_eq!(rates, [(&json!(false), &json!(percentage)), (&json!(true), &json!(percentage))]);
        assert_eq!(of_item["rate"]["country"], country);
        assert_conforms(&of_item["rate"], "tax_rate");
    }
}

#[tokio::test]
async fn automatic_tax_needs_an_address_and_no_rates_by_hand() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let customer = shop.customer().await;
    let nowhere = also(&[("automatic_tax[enabled]", "true"), ("customer", &customer)]);
    let message = "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to \
                   the Customer or set either `customer_update[address]` to 'auto' or `customer_update[shipping]` to 'auto' \
                   to save the address entered in Checkout to the Customer.";
    assert_refused(&shop, &nowhere, &error("customer_tax_location_invalid", "", message)).await;
    for param in ["customer_update[address]", "customer_update[shipping]"] {
        let asked = [nowhere.clone(), owned(&[(param, "auto")])].concat();
        let session = create(&shop, &asked).await.object();
        assert_eq!(session["automatic_tax"]["status"], "requires_location_inputs");
    }
    let rate = tax_rate(&shop, "20", "false").await;
    let param = "line_items[0][tax_rates]";
    let both = also(&[("automatic_tax[enabled]", "true"), ("line_items[0][tax_rates][0]", &rate)]);
    let message = "You cannot pass `tax_rates` when `automatic_tax[enabled]` is true.";
    assert_refused(&shop, &both, &error("", param, message)).await;
}

#[tokio::test]
async fn what_an_amount_is_made_of_conforms() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    shop.post("/v1/coupons", &[("id", "TEN"), ("percent_off", "10")]).await.object();
    let code = [("promotion[type]", "coupon"), ("promotion[coupon]", "TEN")];
    let code = shop.post("/v1/promotion_codes", &code).await.id();
    let rate = tax_rate(&shop, "20", "false").await;
    let params = also(&[("discounts[0][promotion_code]", &code), ("line_items[0][tax_rates][]", &rate)]);
    let made = create(&shop, &params).await.object();
    // As recorded: a code stands without its coupon.
    assert_eq!(made["discounts"], json!([{"coupon": null, "promotion_code": code}]));
    let id = made["id"].as_str().unwrap();

    let session = read(&shop, id).await;
    let item = &session["line_items"]["data"][0];
    assert_conforms(item, "item");
    assert_conforms(&item["taxes"][0]["rate"], "tax_rate");
    assert_eq!(item["taxes"][0]["taxability_reason"], json!(null));
    assert_eq!(item["taxes"][0]["taxable_amount"], 1800);
    let discount = &item["discounts"][0]["discount"];
    assert_conforms(discount, "discount");
    assert_eq!(discount["checkout_session"], id);
    assert_eq!((&discount["promotion_code"], &discount["source"]["coupon"]), (&json!(code), &json!("TEN")));
    let breakdown = &session["total_details"]["breakdown"];
    assert_eq!(breakdown["discounts"], json!([{"amount": 200, "discount": discount}]));
    assert_eq!(breakdown["taxes"], item["taxes"]);

    let path = format!("{SESSIONS}/{id}");
    let whole = [("expand[]", "discounts.promotion_code")];
    assert_conforms(
        &shop.get(&path, &whole).await.object()["discounts"][0]["promotion_code"],
        "promotion_code",
    );

    let older = shop.version("2025-08-27.basil").get(&path, ALL).await.object();
    let discount = &older["total_details"]["breakdown"]["discounts"][0]["discount"];
    assert_conforms(&discount["coupon"], "coupon");
    assert_eq!((&discount["coupon"]["id"], discount.get("source")), (&json!("TEN"), None));
    assert_eq!(&older["line_items"]["data"][0]["discounts"][0]["discount"], discount);
}

#[tokio::test]
async fn a_subscriptions_discount_names_no_session() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    shop.post("/v1/coupons", &[("id", "TEN"), ("percent_off", "10")]).await.object();
    let monthly = [
        ("mode", "subscription"),
        ("success_url", "https://shop.example/thanks"),
        ("line_items[0][price_data][recurring][interval]", "month"),
        ("discounts[0][coupon]", "TEN"),
    ];
    let made = post(&shop, SESSIONS, &also(&monthly)).await.object();
    assert_eq!(made["discounts"], json!([{"coupon": "TEN", "promotion_code": null}]));
    let session = read(&shop, made["id"].as_str().unwrap()).await;
    let discount = &session["total_details"]["breakdown"]["discounts"][0]["discount"];
    assert_conforms(discount, "discount");
    assert_eq!(discount["checkout_session"], json!(null));
}

#[tokio::test]
async fn quantities_of_tiered_prices_are_not_transformed() {
    let stripe = Emulator::start().await;
    let params = [
        ("currency", "usd"),
        ("product_data[name]", "Thing"),
        ("recurring[interval]", "month"),
        ("billing_scheme", "tiered"),
        ("tiers_mode", "volume"),
        ("tiers[0][up_to]", "inf"),
        ("tiers[0][unit_amount]", "100"),
        ("transform_quantity[divide_by]", "10"),
        ("transform_quantity[round]", "up"),
    ];
    let refused = stripe.shop().post("/v1/prices", &params).await.error();
    assert_eq!((refused.status, &*refused.param), (400, "transform_quantity"));
}

#[tokio::test]
async fn the_table_of_automatic_tax_is_an_accounts_own_or_everybodys() {
    let stripe = Emulator::start().await;
    let (shop, other, stranger) = (stripe.shop(), stripe.client("other"), stripe.stranger());
    let table = async |client: &Client| client.get("/_emulator/tax_rates", &[]).await.object();
    assert_eq!(table(&shop).await, json!({}));
    let own = json!({"DE": 19.0, "US-CA": 8.25});
    assert_eq!(set_tax_table(&shop, &json!({"US-CA": "8.25", "DE": 19})).await.object(), own);
    assert_eq!(
        (table(&shop).await, table(&other).await, table(&stranger).await),
        (own, json!({}), json!({}))
    );

    let all = json!({"FR": 20.0});
    assert_eq!(set_tax_table(&stranger, &all).await.object(), all);
    for client in [&shop, &other, &stranger, &stripe.client("new")] {
        assert_eq!(table(client).await, all);
    }
    for (wrong, param) in [
        (json!({"de": 19}), "de"),
        (json!({"XX": 19}), "XX"),
        (json!({"US-": 5}), "US-"),
        (json!({"DE": 101}), "DE"),
        (json!({"DE": "a lot"}), "DE"),
        (json!({"DE": 1.00001}), "DE"),
    ] {
        let refused = set_tax_table(&shop, &wrong).await.error();
        assert_eq!((refused.status, &*refused.param), (400, param), "{wrong}");
        assert_eq!(table(&shop).await, all);
    }
    let form = stripe.shop().send(reqwest::Method::PUT, "/_emulator/tax_rates", "IE=23").await.object();
    assert_eq!(form, json!({"IE": 23.0}));
}

#[tokio::test]
async fn a_minimum_is_told_in_the_currency_as_it_was_sent() {
    let stripe = Emulator::start().await;
    let params = |currency| {
        [
            ("mode", "payment"),
            ("success_url", "https://example.com"),
            ("line_items[0][price_data][currency]", currency),
            ("line_items[0][price_data][unit_amount]", "49"),
            ("line_items[0][price_data][product_data][name]", "Mug"),
            ("line_items[0][quantity]", "1"),
        ]
    };
    for currency in ["usd", "USD"] {
        let fault = stripe.shop().post("/v1/checkout/sessions", &params(currency)).await.error();
        let message =
            format!("The Checkout Session's total amount due must add up to at least $0.50 {currency}");
        assert_eq!(fault, error("amount_too_small", "", &message));
    }
}
