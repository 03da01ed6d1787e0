//! Snapshots: an account that is restored answers every later request as before.

use checkout_emulator::app::Settings;
use checkout_emulator::fixtures::Document;
use checkout_emulator::values::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Client, Emulator, NOON, PRICE, Reaction, Receiver};

/// A snapshot of an account in which everything there is has happened, and what its lists answered.
const SAVED: &str = "tests/api/state/format_1.json";

/// The environment variable that has it written anew, for a new format.
const UPDATE: &str = "UPDATE_STATE";

const SHOP: &str = include_str!("../../fixtures/shop.json");

/// The lists that are compared.
const LISTS: &[&str] = &[
    "charges",
    "checkout/sessions",
    "coupons",
    "customers",
    "events",
    "invoices",
    "payment_intents",
    "prices",
    "products",
    "promotion_codes",
    "refunds",
    "setup_intents",
    "shipping_rates",
    "subscriptions",
    "tax_rates",
    "webhook_endpoints",
    "balance_transactions",
];

async fn emulator(seed: u64) -> Emulator {
    let fixtures = vec![Document::parse("shop.json", SHOP).unwrap()];
    let now = Some(Timestamp::from_unix(NOON));
    Emulator::start_with(Settings { seed: Some(seed), now, fixtures, ..Settings::default() }).await
}

async fn take(client: &Client) -> String {
    let answer = client.get("/_emulator/state", &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.text
}

async fn put(client: &Client, snapshot: impl Into<String>) -> Answer {
    client.send(Method::PUT, "/_emulator/state", snapshot.into()).await
}

/// An account in which everything there is has happened.
async fn live(shop: &Client) {
    let complete = |session: &str| format!("/_emulator/checkout/sessions/cs_test_shop_{session}/complete");
    let address = [
        ("shipping[name]", "Jane Diaz"),
        ("shipping[address][line1]", "100 Maple Street"),
        ("shipping[address][country]", "US"),
        ("phone", "+15555550123"),
    ];
    let paid = shop.post(&complete("payment_hosted"), &address).await.object();
    shop.post(&complete("subscription_hosted"), &[("promotion_code", "WELCOME")]).await;
    shop.post(&complete("subscription_embedded"), &[]).await.object();
    shop.post(&complete("setup_embedded"), &[]).await.object();
    shop.post(&complete("payment_form"), &[("payment_method", "sepa_debit")]).await;
    shop.post(&complete("payment_elements"), &[("card[number]", "4000000000000002")]).await.error();
    let refund = [("payment_intent", paid["payment_intent"].as_str().unwrap()), ("amount", "100")];
    shop.idempotent("refund").post("/v1/refunds", &refund).await.object();
    let coupon = [("amount_off", "100"), ("currency", "usd"), ("redeem_by", "1767355200")];
    shop.post("/v1/coupons", &coupon).await.object();
    shop.delete("/v1/coupons/FIVE_DOLLARS", &[]).await.object();
    shop.post("/v1/tax_rates/txr_vat_de", &[("active", "false")]).await.object();
    let options = [
        ("mode", "payment"),
        ("ui_mode", "embedded_page"),
        ("return_url", "https://shop.example/thanks"),
        ("line_items[0][price]", "price_mug"),
        ("line_items[0][quantity]", "1"),
        ("payment_method_options[card][request_three_d_secure]", "any"),
        ("payment_method_options[acss_debit][mandate_options][payment_schedule]", "sporadic"),
        ("invoice_creation[enabled]", "true"),
        ("custom_fields[0][key]", "size"),
        ("custom_fields[0][label][type]", "custom"),
        ("custom_fields[0][label][custom]", "Size"),
        ("custom_fields[0][type]", "dropdown"),
        ("custom_fields[0][dropdown][options][0][label]", "Small"),
        ("custom_fields[0][dropdown][options][0][value]", "small"),
        ("discounts[0][coupon]", "TEN_PERCENT"),
        ("metadata[order]", "6735 ❤"),
    ];
    shop.post("/v1/checkout/sessions", &options).await.object();
    let endpoint =
        [("url", "http://127.0.0.1:9/hook"), ("enabled_events[]", "product.deleted"), ("connect", "true")];
    shop.post("/v1/webhook_endpoints", &endpoint).await.object();
    shop.advance("10m").await;
}

/// Asks for everything, and for some things to be done; gives every answer as it came.
async fn ask(shop: &Client) -> Vec<String> {
    let mut answers = Vec::new();
    let more = [
        "subscriptions?status=all",
        "customers/cus_jenny/payment_methods",
        "checkout/sessions?expand[]=data.payment_intent.latest_charge",
        "checkout/sessions/cs_test_shop_subscription_embedded?expand[]=invoice.payments&expand[]=subscription",
        "coupons/FIVE_DOLLARS",
    ];
    for list in LISTS.iter().chain(&more) {
        answers.push(shop.get(&format!("/v1/{list}"), &[]).await);
    }
    // Ids to come, keys that were used, limits, state.
    answers.push(shop.post("/v1/prices", PRICE).await);
    answers.push(shop.idempotent("new").post("/v1/prices", PRICE).await);
    answers.push(shop.idempotent("refund").post("/v1/refunds", &[("charge", "ch_1")]).await);
    answers.push(shop.post("/v1/coupons", &[("id", "TEN_PERCENT"), ("percent_off", "5")]).await);
    answers.push(shop.post("/v1/prices/price_tshirt", &[("lookup_key", "mug")]).await);
    let path = "/v1/checkout/sessions/cs_test_shop_payment_embedded";
    let update = [("shipping_options[0][shipping_rate]", "shr_express"), ("metadata[a]", "1")];
    answers.push(shop.post(path, &update).await);
    answers.push(shop.post("/_emulator/checkout/sessions/cs_test_shop_payment_elements/complete", &[]).await);
    answers.push(shop.post("/_emulator/clock", &[("advance", "25h")]).await);
    answers.push(shop.get("/v1/events", &[("limit", "100")]).await);
    answers.push(shop.version("2024-06-20").get("/v1/invoices", &[]).await);
    let request = |answer: &Answer| answer.header("request-id").map(str::to_owned);
    answers.iter().map(|answer| format!("{} {:?} {}", answer.status, request(answer), answer.text)).collect()
}

#[track_caller]
fn assert_same(before: &[String], after: &[String]) {
    for (before, after) in before.iter().zip(after) {
        assert_eq!(before, after);
    }
}

#[tokio::test]
async fn a_restored_account_answers_as_before() {
    let stripe = emulator(1).await;
    let shop = stripe.shop();
    live(&shop).await;
    let snapshot = take(&shop).await;
    let before = ask(&shop).await;

    // Whatever happens then, it never did.
    shop.product().await;
    shop.delete("/v1/customers/cus_jenny", &[]).await.object();
    let restored = put(&shop, &*snapshot).await;
    assert_eq!((restored.status, restored.json()), (200, json!({"restored": true})));
    assert_eq!(take(&shop).await, snapshot, "the same state is the same snapshot");
    assert_same(&before, &ask(&shop).await);

    put(&shop, &*snapshot).await.object();
    shop.post("/_emulator/reset", &[]).await.object();
    put(&shop, snapshot).await.object();
    assert_same(&before, &ask(&shop).await);
}

#[tokio::test]
async fn a_snapshot_of_everything_makes_another_emulator_answer_as_this_one() {
    let stripe = emulator(1).await;
    let (shop, other) = (stripe.shop(), stripe.client("other"));
    live(&shop).await;
    let seller = shop.with("stripe-account", "acct_seller");
    seller.post("/v1/products", &[("name", "Cup"), ("id", "prod_cup")]).await.object();
    let snapshot = take(&stripe.stranger()).await;
    let before = ask(&shop).await;
    let others = ask(&other).await;

    let copy = emulator(2).await;
    copy.client("third").post("/v1/products", &[("name", "Cup"), ("id", "prod_cup")]).await.object();
    put(&copy.stranger(), snapshot).await.object();
    assert_same(&before, &ask(&copy.shop()).await);
    // One that it did not know is as new, and new ones are as they would have been.
    assert_eq!(copy.client("third").get("/v1/products/prod_cup", &[]).await.status, 404);
    assert_same(&others, &ask(&copy.client("other")).await);
    let seller = copy.shop().with("stripe-account", "acct_seller");
    assert_eq!(seller.get("/v1/products/prod_cup", &[]).await.status, 200);
}

#[tokio::test]
async fn a_snapshot_of_one_account_fits_another_with_those_connected_to_it() {
    let stripe = emulator(1).await;
    let (shop, other) = (stripe.shop(), stripe.client("other"));
    let params = [("name", "Cup"), ("id", "prod_cup")];
    shop.post("/v1/products", &params).await.object();
    shop.with("stripe-account", "acct_seller").post("/v1/products", &params).await.object();
    other.with("stripe-account", "acct_late").post("/v1/products", &params).await.object();
    put(&other, take(&shop).await).await.object();
    assert_eq!(other.get("/v1/products/prod_cup", &[]).await.status, 200);
    let status = async |account: &str| {
        other.with("stripe-account", account).get("/v1/products/prod_cup", &[]).await.status
    };
    assert_eq!((status("acct_seller").await, status("acct_late").await), (200, 404));
    assert_eq!(stripe.client("third").get("/v1/products/prod_cup", &[]).await.status, 404);
}

#[tokio::test]
async fn a_snapshot_that_cannot_be_restored_changes_nothing() {
    let stripe = emulator(1).await;
    let shop = stripe.shop();
    let everything = take(&stripe.stranger()).await;
    let own = take(&shop).await;
    shop.post("/v1/products", &[("name", "Cup"), ("id", "prod_cup")]).await.object();

    let changed = |pointer: &str, value: Value| {
        let mut snapshot: Value = serde_json::from_str(&own).unwrap();
        *snapshot.pointer_mut(pointer).unwrap() = value;
        snapshot.to_string()
    };
    let data =
        serde_json::from_str::<Value>(&own).unwrap()["accounts"]["shop"]["data"].as_str().unwrap().to_owned();
    let damaged = "The snapshot is damaged: its checksum does not match its contents (account `shop`).";
    for (snapshot, problem) in [
        (String::new(), "The snapshot is no JSON: EOF while parsing a value at line 1 column 0."),
        ("{}".to_owned(), "The snapshot is no state of checkout-emulator."),
        (own[..own.len() / 2].to_owned(), "The snapshot is no JSON: EOF while parsing a string at line"),
        (changed("/object", json!("list")), "The snapshot is no state of checkout-emulator."),
        (
            changed("/format", json!(99)),
            "The snapshot was saved by a newer checkout-emulator (0.1.0, format 99); this one reads format 1.",
        ),
        (changed("/accounts/shop/data", json!(data[..data.len() - 8])), damaged),
        (changed("/accounts/shop/data", json!("")), damaged),
        (changed("/accounts/shop/data", json!("%")), damaged),
        (changed("/accounts/shop/sha256", json!("00")), damaged),
        (
            changed("/accounts", json!({})),
            "The snapshot is of 0 accounts, not of one: restore it without a key.",
        ),
        (changed("/accounts", json!([])), "The snapshot is damaged: invalid type: sequence, expected a map."),
    ] {
        let refused = put(&shop, snapshot).await;
        assert_eq!(refused.status, 400, "{problem}");
        let message = refused.error().message;
        assert!(message.starts_with(problem), "{message}");
    }
    let refused = put(&stripe.stranger(), own).await.error();
    assert_eq!(refused.message, "The snapshot is of one account: restore it with a key of that account.");
    stripe.client("other").customer().await;
    let two = take(&stripe.stranger()).await;
    let refused = put(&shop, two).await.error();
    assert_eq!(refused.message, "The snapshot is of 2 accounts, not of one: restore it without a key.");
    assert_eq!(shop.get("/v1/products/prod_cup", &[]).await.status, 200);
    drop(everything);
}

#[tokio::test]
async fn what_was_not_delivered_is_delivered_after_the_restore() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let receiver = Receiver::start().await;
    receiver.reacts(Reaction::Answer(500));
    shop.post("/v1/webhook_endpoints", &[("url", &receiver.url()), ("enabled_events[]", "*")]).await.object();
    shop.product().await;
    shop.post("/_emulator/webhooks/drain", &[("timeout_ms", "500")]).await.object();
    assert_eq!(receiver.received().len(), 1);
    let snapshot = take(&shop).await;

    shop.post("/_emulator/reset", &[]).await.object();
    put(&shop, snapshot).await.object();
    receiver.reacts(Reaction::Answer(200));
    shop.advance("1s").await;
    assert_eq!(
        shop.post("/_emulator/webhooks/drain", &[]).await.object(),
        json!({"delivered": 1, "failed": 0, "pending": 0})
    );
    let came = receiver.received();
    assert_eq!((came.len(), &came[0].body), (2, &came[1].body));
}

/// A snapshot that was saved by an earlier build. Whoever changes what is stored raises `FORMAT` in `src/store/snapshot.rs`, names
/// the file after it, and has it written anew with `UPDATE_STATE=1 cargo test --test api state`.
#[tokio::test]
async fn a_snapshot_of_this_format_can_be_restored_whoever_saved_it() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(SAVED);
    if std::env::var_os(UPDATE).is_some() {
        let stripe = emulator(1).await;
        live(&stripe.shop()).await;
        let state: Value = serde_json::from_str(&take(&stripe.shop()).await).unwrap();
        let answers = lists(&stripe.shop()).await;
        let saved = serde_json::to_string_pretty(&json!({"state": state, "answers": answers})).unwrap();
        std::fs::write(&file, saved + "\n").unwrap();
        return;
    }
    let saved: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let stripe = emulator(2).await;
    let restored = put(&stripe.shop(), saved["state"].to_string()).await;
    assert_eq!(restored.status, 200, "{}", restored.text);
    let answers = lists(&stripe.shop()).await;
    for (list, answer) in saved["answers"].as_object().unwrap() {
        assert_eq!(&answers[list], answer, "{list}");
    }
}

/// What each list shows of its first hundred objects.
async fn lists(shop: &Client) -> Value {
    let mut answers = serde_json::Map::new();
    for list in LISTS {
        let answer = shop.get(&format!("/v1/{list}"), &[("limit", "100")]).await;
        answers.insert((*list).to_owned(), answer.object()["data"].clone());
    }
    Value::Object(answers)
}
