//! The page a customer pays on, as far as HTTP shows it. What a browser makes of it is in `tests/browser/`.

use serde_json::json;

use crate::support::{Answer, Client, Emulator};

const MUG: &[(&str, &str)] = &[
    ("mode", "payment"),
    ("success_url", "https://shop.example/thanks?id={CHECKOUT_SESSION_ID}"),
    ("line_items[0][price_data][currency]", "usd"),
    ("line_items[0][price_data][unit_amount]", "2000"),
    ("line_items[0][price_data][product_data][name]", "Mug"),
    ("line_items[0][quantity]", "1"),
];

const CARD: &[(&str, &str)] = &[
    ("email", "jenny@example.com"),
    ("card[number]", "4242 4242 4242 4242"),
    ("card[exp_month]", "12"),
    ("card[exp_year]", "34"),
    ("card[cvc]", "123"),
    ("name", "Jenny Rosen"),
    ("expected_amount", "2000"),
    ("three_d_secure", "challenge"),
];

/// A session of the shop's, with more parameters than a mug has; its page's path.
async fn session(shop: &Client, more: &[(&str, &str)]) -> (String, String) {
    let id = shop.post("/v1/checkout/sessions", &[MUG, more].concat()).await.id();
    let page = format!("/c/pay/{id}");
    (id, page)
}

/// The card's parameters with one of them changed.
fn card<'p>(name: &'p str, value: &'p str) -> Vec<(&'p str, &'p str)> {
    let mut params: Vec<_> = CARD.iter().copied().filter(|(known, _)| *known != name).collect();
    params.push((name, value));
    params
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[tokio::test]
async fn the_page_needs_no_key_and_lets_nothing_foreign_in() {
    let stripe = Emulator::start().await;
    let (_, page) = session(&stripe.shop(), &[]).await;

    let answer = stripe.stranger().get(&page, &[]).await;

    assert_eq!(answer.status, 200);
    assert_eq!(header(&answer, "content-type"), "text/html; charset=utf-8");
    assert_eq!(header(&answer, "cache-control"), "no-store");
    let policy = header(&answer, "content-security-policy");
    for rule in ["default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'"] {
        assert!(policy.contains(rule), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    assert!(!answer.text.contains(" style=") && !answer.text.contains("<style"), "no style inside the page");
    assert_eq!(answer.text.matches("<script").count(), 1);
}

#[tokio::test]
async fn everything_the_page_loads_is_kept_for_good() {
    let stripe = Emulator::start().await;
    let (_, page) = session(&stripe.shop(), &[("branding_settings[button_color]", "#fca311")]).await;
    let text = stripe.stranger().get(&page, &[]).await.text;

    let assets: Vec<&str> =
        text.split('"').filter(|part| part.starts_with("/c/assets/") && part.contains('-')).collect();

    assert_eq!(assets.len(), 4, "{assets:?}");
    for asset in assets {
        let answer = stripe.stranger().get(asset, &[]).await;
        assert_eq!(answer.status, 200, "{asset}");
        assert!(header(&answer, "cache-control").contains("immutable"), "{asset}");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
    }
    let script = text.split('"').find(|part| part.contains("checkout-") && !part.contains(".css")).unwrap();
    let packed = stripe.stranger().with("accept-encoding", "gzip").get(script, &[]).await;
    assert_eq!(header(&packed, "content-encoding"), "gzip");
    for none in ["/c/assets/checkout.js", "/c/assets/brand-x.css", "/c/assets/..%2FCargo.toml"] {
        assert_eq!(stripe.stranger().get(none, &[]).await.status, 404, "{none}");
    }
}

#[tokio::test]
async fn paying_answers_where_to_go_and_completes_the_session() {
    let stripe = Emulator::start().await;
    let (shop, stranger) = (stripe.shop(), stripe.stranger());
    let (id, page) = session(&shop, &[]).await;

    let answer = stranger.post(&format!("{page}/pay"), CARD).await;

    let url = format!("https://shop.example/thanks?id={id}");
    assert_eq!(answer.object(), json!({"status": "complete", "url": url}));
    let paid = shop.get(&format!("/v1/checkout/sessions/{id}"), &[]).await.object();
    assert_eq!((&paid["status"], &paid["payment_status"]), (&json!("complete"), &json!("paid")));
    assert_eq!(paid["customer_details"]["email"], "jenny@example.com");

    let again = stranger.post(&format!("{page}/pay"), CARD).await;
    assert_eq!((again.status, again.json()), (409, json!({"status": "over", "state": "complete"})));
    let ended = stranger.get(&page, &[]).await;
    assert!(ended.status == 200 && ended.text.contains("All done"), "{}", ended.text);
}

#[tokio::test]
async fn no_card_number_is_kept_anywhere() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let (id, page) = session(&shop, &[]).await;
    let declined = card("card[number]", "4000000000000002");
    stripe.stranger().post(&format!("{page}/pay"), &declined).await;
    stripe.stranger().post(&format!("{page}/pay"), CARD).await.object();

    let session = format!("/v1/checkout/sessions/{id}?expand[]=payment_intent.latest_charge");
    for path in ["/_emulator/requests", "/v1/events?limit=100", &*session, &*page] {
        let text = shop.get(path, &[]).await.text.replace(' ', "");
        for number in ["4242424242424242", "4000000000000002"] {
            assert!(!text.contains(number), "{path}");
        }
    }
}

#[tokio::test]
async fn a_decline_is_said_in_the_pages_words_and_language() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let number = card("card[number]", "4000000000009995");
    for (locale, words) in [
        (
            "en",
            "Your credit card was declined because of insufficient funds. Try paying with a debit card instead.",
        ),
        ("fr", "Votre carte a été refusée pour provision insuffisante. Essayez une autre carte."),
    ] {
        let (_, page) = session(&shop, &[("locale", locale)]).await;
        let answer = stripe.stranger().post(&format!("{page}/pay"), &number).await;
        let expected = json!({"status": "declined", "message": words, "field": null});
        assert_eq!((answer.status, answer.json()), (402, expected));
    }
    let (_, page) = session(&shop, &[]).await;
    let cvc = card("card[number]", "4000000000000127");
    let answer = stripe.stranger().post(&format!("{page}/pay"), &cvc).await;
    assert_eq!(answer.json()["field"], "cardCvc");
}

#[tokio::test]
async fn a_bank_is_asked_before_the_session_completes() {
    let stripe = Emulator::start().await;
    let (_, page) = session(&stripe.shop(), &[]).await;
    let pay = format!("{page}/pay");
    let number = card("card[number]", "4000002760003184");

    let asked = stripe.stranger().post(&pay, &number).await.object();
    assert_eq!(asked, json!({"status": "challenge"}));
    let fails: Vec<_> = number.iter().map(|(name, value)| answered(name, value, "fail")).collect();
    assert_eq!(stripe.stranger().post(&pay, &fails).await.status, 402);
    let succeeds: Vec<_> = number.iter().map(|(name, value)| answered(name, value, "succeed")).collect();
    assert_eq!(stripe.stranger().post(&pay, &succeeds).await.object()["status"], "complete");
}

fn answered<'p>(name: &'p str, value: &'p str, answer: &'p str) -> (&'p str, &'p str) {
    (name, if name == "three_d_secure" { answer } else { value })
}

#[tokio::test]
async fn an_amount_the_customer_did_not_see_is_not_charged() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let (id, page) = session(&shop, &[]).await;

    let answer = stripe.stranger().post(&format!("{page}/pay"), &card("expected_amount", "1")).await;

    assert_eq!((answer.status, &answer.json()["status"]), (409, &json!("changed")));
    assert_eq!(answer.json()["parts"]["total"], "2000");
    let open = shop.get(&format!("/v1/checkout/sessions/{id}"), &[]).await.object();
    assert_eq!((&open["status"], &open["payment_intent"]), (&json!("open"), &json!(null)));
}

#[tokio::test]
async fn a_change_answers_the_parts_of_the_page_that_depend_on_it() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let coupon = shop.post("/v1/coupons", &[("percent_off", "100"), ("duration", "once")]).await.id();
    let code = [("promotion[type]", "coupon"), ("promotion[coupon]", &*coupon), ("code", "ALL")];
    shop.post("/v1/promotion_codes", &code).await.object();
    let (_, page) = session(&shop, &[("allow_promotion_codes", "true")]).await;
    let adjust = format!("{page}/adjust");

    let wrong = stripe.stranger().post(&adjust, &[("promotion_code", "<script>")]).await;
    let expected = json!({"status": "refused", "message": "This code is invalid.", "field": "promotionCode"});
    assert_eq!((wrong.status, wrong.json()), (400, expected));

    let parts = stripe.stranger().post(&adjust, &[("promotion_code", "all")]).await.object()["parts"].clone();
    assert_eq!(parts["total"], "0");
    assert_eq!(parts["needs_method"], false);
    assert_eq!(parts["submit"], "Complete order");
    assert!(parts["order"].as_str().unwrap().contains("100% off"), "{parts}");
}

#[tokio::test]
async fn only_the_page_itself_may_send() {
    let stripe = Emulator::start().await;
    let (_, page) = session(&stripe.shop(), &[]).await;
    let pay = format!("{page}/pay");
    let stranger = stripe.stranger();
    for foreign in [
        stranger.with("origin", "https://evil.example"),
        stranger.with("sec-fetch-site", "cross-site"),
        stranger.with("sec-fetch-site", "same-site"),
        stranger.with("content-type", "text/plain"),
    ] {
        assert_eq!(foreign.post(&pay, CARD).await.status, 403);
    }
    let own = stranger.with("origin", &format!("http://{}", stripe.address));
    assert_eq!(own.post(&pay, CARD).await.object()["status"], "complete");
}

#[tokio::test]
async fn a_session_that_is_not_there_is_a_404_whatever_is_asked() {
    let stripe = Emulator::start().await;
    let stranger = stripe.stranger();
    for path in ["", "/authorize/ideal", "/three-ds-2-challenge", "/three-ds-2-challenge/bank"] {
        let answer = stranger.get(&format!("/c/pay/cs_test_nobody{path}"), &[]).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text.contains("Nothing here"), "{path}");
    }
    for path in ["pay", "adjust"] {
        let answer = stranger.post(&format!("/c/pay/cs_test_nobody/{path}"), CARD).await;
        assert_eq!((answer.status, answer.json()), (404, json!({"status": "unknown"})));
    }
}

#[tokio::test]
async fn a_session_is_found_in_whichever_account_it_is_and_not_after_a_reset() {
    let stripe = Emulator::start().await;
    let (first, second) = (stripe.client("first"), stripe.client("second"));
    let connected = first.with("stripe-account", "acct_connected1");
    for client in [&first, &second, &connected] {
        let (_, page) = session(client, &[]).await;
        assert_eq!(stripe.stranger().get(&page, &[]).await.status, 200);
        client.post("/_emulator/reset", &[]).await.json();
        assert_eq!(stripe.stranger().get(&page, &[]).await.status, 404);
    }
}

#[tokio::test]
async fn the_page_speaks_the_sessions_language_or_the_browsers() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let german = stripe.stranger().with("accept-language", "de-CH,de;q=0.9,en;q=0.5");
    let (_, page) = session(&shop, &[]).await;
    let text = german.get(&page, &[]).await.text;
    assert!(text.contains("<html lang=\"de-CH\">") && text.contains("Kontaktinformationen"), "{text}");
    let (_, page) = session(&shop, &[("locale", "ja")]).await;
    assert!(german.get(&page, &[]).await.text.contains("カード番号"));
    let (_, page) = session(&shop, &[("locale", "fi")]).await;
    assert!(german.get(&page, &[]).await.text.contains("<html lang=\"en\">"));
}

#[tokio::test]
async fn the_start_page_shows_how_to_begin_and_what_is_open() {
    let stripe = Emulator::start().await;
    let empty = stripe.stranger().get("/_emulator/", &[]).await;
    assert!(empty.status == 200 && empty.text.contains("There are none."), "{}", empty.text);

    let shop = stripe.shop();
    let (open, page) = session(&shop, &[]).await;
    let (gone, _) = session(&shop, &[]).await;
    shop.post(&format!("/v1/checkout/sessions/{gone}/expire"), &[]).await.object();

    let text = stripe.stranger().get("/_emulator/", &[]).await.text;
    assert!(text.contains(&page) && text.contains(&open) && text.contains("$20.00"), "{text}");
    assert!(!text.contains(&gone));
    assert!(text.contains(&format!("http://{}", stripe.address)));
}
