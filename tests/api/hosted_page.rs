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
    let over = json!({"status": "over", "state": "complete", "url": url});
    assert_eq!((again.status, again.json()), (409, over));
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
async fn an_amount_that_comes_of_what_is_sent_with_it_is_not_charged_unseen() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let rate = |position, name, amount| {
        let data = format!("shipping_options[{position}][shipping_rate_data]");
        [
            (format!("{data}[display_name]"), name),
            (format!("{data}[type]"), "fixed_amount"),
            (format!("{data}[fixed_amount][amount]"), amount),
            (format!("{data}[fixed_amount][currency]"), "usd"),
        ]
    };
    let rates = [rate(0, "Standard", "500"), rate(1, "Express", "5000")].concat();
    let rates: Vec<_> = rates.iter().map(|(name, value)| (&**name, *value)).collect();
    let (id, page) = session(&shop, &rates).await;
    let session = format!("/v1/checkout/sessions/{id}");
    let express = shop.get(&session, &[]).await.object()["shipping_options"][1]["shipping_rate"].clone();
    let express = express.as_str().unwrap();

    // The customer chose, and the page did not hear what that costs.
    let unseen = [&*card("expected_amount", "2500"), &[("shipping_rate", express)]].concat();
    let answer = stripe.stranger().post(&format!("{page}/pay"), &unseen).await;

    assert_eq!((answer.status, &answer.json()["status"]), (409, &json!("changed")));
    assert_eq!(answer.json()["parts"]["total"], "7000");
    let open = shop.get(&session, &[]).await.object();
    assert_eq!((&open["status"], &open["payment_intent"]), (&json!("open"), &json!(null)));
    assert_eq!(open["shipping_cost"]["shipping_rate"], express);

    let seen = [&*card("expected_amount", "7000"), &[("shipping_rate", express)]].concat();
    stripe.stranger().post(&format!("{page}/pay"), &seen).await.object();
    assert_eq!(shop.get(&session, &[]).await.object()["amount_total"], 7000);
}

#[tokio::test]
async fn nothing_is_made_up_for_a_person() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let asked = [
        ("phone_number_collection[enabled]", "true"),
        ("billing_address_collection", "required"),
        ("consent_collection[terms_of_service]", "required"),
        ("name_collection[business][enabled]", "true"),
        ("name_collection[individual][enabled]", "true"),
    ];
    let (id, page) = session(&shop, &asked).await;
    let pay = format!("{page}/pay");
    let mut sent: Vec<_> = card("email", "jenny@example.com");
    sent.retain(|(name, _)| *name != "email");
    for (param, value, field) in [
        ("email", "jenny@example.com", "email"),
        ("phone", "+15555550175", "phoneNumber"),
        ("billing_address[line1]", "1 Main Street", "billingAddressLine1"),
        ("terms_of_service", "accepted", "termsOfServiceConsentCheckbox"),
        ("business_name", "Rosen & Co", "businessName"),
        ("individual_name", "Jenny Rosen", "individualName"),
    ] {
        let refused = stripe.stranger().post(&pay, &sent).await;
        let expected = json!({"status": "refused", "message": "Required", "field": field});
        assert_eq!((refused.status, refused.json()), (400, expected), "{param}");
        sent.push((param, value));
    }
    for phone in ["1", "abc", "+1", "5555550175", "+1555555017512345"] {
        let wrong: Vec<_> =
            sent.iter().map(|(name, value)| (*name, if *name == "phone" { phone } else { value })).collect();
        let refused = stripe.stranger().post(&pay, &wrong).await;
        assert_eq!((refused.status, &refused.json()["field"]), (400, &json!("phoneNumber")), "{phone}");
    }
    stripe.stranger().post(&pay, &sent).await.object();
    let details =
        shop.get(&format!("/v1/checkout/sessions/{id}"), &[]).await.object()["customer_details"].clone();
    assert_eq!((&details["phone"], &details["name"]), (&json!("+15555550175"), &json!("Jenny Rosen")));

    // A free order asks for an address for mail and for nothing else.
    let (id, page) = session(&shop, &[("line_items[0][price_data][unit_amount]", "0")]).await;
    let free = [("email", "jenny@example.com"), ("expected_amount", "0")];
    stripe.stranger().post(&format!("{page}/pay"), &free).await.object();
    let details =
        shop.get(&format!("/v1/checkout/sessions/{id}"), &[]).await.object()["customer_details"].clone();
    let nothing = json!(null);
    assert_eq!((&details["address"], &details["name"], &details["phone"]), (&nothing, &nothing, &nothing));
}

#[tokio::test]
async fn a_business_is_named_beside_its_tax_id() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let asked = [("tax_id_collection[enabled]", "true"), ("customer_creation", "always")];
    let (id, page) = session(&shop, &asked).await;
    let business = [
        ("business_name", "Rosen & Co"),
        ("tax_id[type]", "eu_vat"),
        ("tax_id[value]", "DE123456789"),
        ("billing_address[country]", "DE"),
    ];
    let sent = [CARD, &business].concat();

    stripe.stranger().post(&format!("{page}/pay"), &sent).await.object();

    let session = format!("/v1/checkout/sessions/{id}?expand[]=customer");
    let paid = shop.get(&session, &[]).await.object();
    for place in ["customer_details", "collected_information", "customer"] {
        assert_eq!(paid[place]["business_name"], "Rosen & Co", "{place}");
    }
}

#[tokio::test]
async fn a_long_order_is_sent_compressed() {
    let stripe = Emulator::start().await;
    let description = "Hand-made, and described at length. ".repeat(14);
    let item = |position: usize| {
        let data = format!("line_items[{position}][price_data]");
        [
            (format!("{data}[currency]"), "usd".to_owned()),
            (format!("{data}[unit_amount]"), (1000 + position).to_string()),
            (format!("{data}[product_data][name]"), format!("Item {position}")),
            (format!("{data}[product_data][description]"), description.clone()),
            (format!("line_items[{position}][quantity]"), "1".to_owned()),
        ]
    };
    let items: Vec<_> = (1..100).flat_map(item).collect();
    let items: Vec<_> = items.iter().map(|(name, value)| (&**name, &**value)).collect();
    let (_, page) = session(&stripe.shop(), &items).await;
    let browser = stripe.stranger().with("accept-encoding", "gzip, deflate, br, zstd");

    let plain = stripe.stranger().get(&page, &[]).await;
    let packed = browser.get(&page, &[]).await;

    assert!(plain.text.len() > 100_000 && header(&plain, "content-encoding").is_empty());
    assert_eq!(header(&packed, "content-encoding"), "gzip");
    // What is no text is counted as three bytes instead of one.
    assert!(packed.text.len() < 20_000, "{}", packed.text.len());
    assert_eq!(header(&packed, "content-security-policy"), header(&plain, "content-security-policy"));
    let change = browser.post(&format!("{page}/adjust"), &[("promotion_code", "")]).await;
    assert_eq!((change.status, header(&change, "content-encoding")), (200, "gzip"));
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
    let discount = "<span data-number=\"100\">100</span>% off";
    assert!(parts["order"].as_str().unwrap().contains(discount), "{parts}");
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

/// A payment intent that the API confirmed, with more parameters.
async fn confirmed(shop: &Client, more: &[(&str, &str)]) -> serde_json::Value {
    let params = [&[("amount", "2000"), ("currency", "usd"), ("confirm", "true")], more].concat();
    shop.post("/v1/payment_intents", &params).await.object()
}

/// The path of a page that an object names.
fn path_of<'p>(stripe: &Emulator, url: &'p serde_json::Value) -> &'p str {
    let url = url.as_str().unwrap();
    let path = url.find("/_emulator/").unwrap_or_else(|| panic!("{url} is no page of {}", stripe.address));
    &url[path..]
}

const CHALLENGED: &[(&str, &str)] = &[
    ("payment_method", "pm_card_authenticationRequired"),
    ("return_url", "https://shop.example/back?order=7#top"),
];

#[tokio::test]
async fn a_customer_approves_a_payment_of_the_api_and_goes_back() {
    let stripe = Emulator::start().await;
    let (shop, stranger) = (stripe.shop(), stripe.stranger());
    for (outcome, status, told) in
        [("succeed", "succeeded", "succeeded"), ("fail", "requires_payment_method", "failed")]
    {
        let intent = confirmed(&shop, CHALLENGED).await;
        let (id, secret) = (intent["id"].as_str().unwrap(), intent["client_secret"].as_str().unwrap());
        let page = path_of(&stripe, &intent["next_action"]["redirect_to_url"]["url"]);

        let shown = stranger.get(page, &[]).await;
        assert_eq!(shown.status, 200);
        for part in ["$20.00", "id=\"test-source-authorize-3ds\"", "id=\"test-source-fail-3ds\"", id] {
            assert!(shown.text.contains(part), "{part}: {}", shown.text);
        }
        let policy = header(&shown, "content-security-policy");
        assert!(policy.contains("form-action 'self' http: https:;"), "{policy}");
        assert!(policy.contains("frame-ancestors *"), "{policy}");
        assert!(!shown.text.contains("<script"), "it works without");

        let answered = stranger.post(page, &[("outcome", outcome)]).await;

        let back = format!(
            "https://shop.example/back?order=7&payment_intent={id}&payment_intent_client_secret={secret}\
             &redirect_status={told}#top"
        );
        assert_eq!((answered.status, header(&answered, "location")), (303, &*back));
        let after = shop.get(&format!("/v1/payment_intents/{id}"), &[]).await.object();
        assert_eq!((&after["status"], &after["next_action"]), (&json!(status), &json!(null)));
        // Whoever clicks twice is sent back twice, and pays once.
        let again = stranger.post(page, &[("outcome", "succeed")]).await;
        assert_eq!((again.status, header(&again, "location")), (303, &*back));
        let over = stranger.get(page, &[]).await;
        assert!(over.status == 200 && over.text.contains("Return to the shop"), "{}", over.text);
    }
    assert_eq!(shop.count("/v1/charges").await, 1);
}

#[tokio::test]
async fn a_card_can_be_declined_after_its_bank_was_asked() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let params = [("return_url", "myapp://back"), ("payment_method", "pm_card_chargeDeclined")];
    let method = shop
        .post(
            "/v1/payment_methods",
            &[
                ("type", "card"),
                ("card[number]", "4000008400001629"),
                ("card[exp_month]", "12"),
                ("card[exp_year]", "2034"),
                ("card[cvc]", "123"),
            ],
        )
        .await
        .id();
    let intent = confirmed(&shop, &[params[0], ("payment_method", &method)]).await;
    let page = path_of(&stripe, &intent["next_action"]["redirect_to_url"]["url"]);
    let policy = stripe.stranger().get(page, &[]).await;
    assert!(header(&policy, "content-security-policy").contains("form-action 'self' http: https: myapp:;"));

    let answered = stripe.stranger().post(page, &[("outcome", "succeed")]).await;

    let location = header(&answered, "location");
    assert!(location.starts_with("myapp://back?payment_intent=pi_"), "{location}");
    assert!(location.ends_with("&redirect_status=failed"), "{location}");
    let after =
        shop.get(&format!("/v1/payment_intents/{}", intent["id"].as_str().unwrap()), &[]).await.object();
    assert_eq!(after["last_payment_error"]["code"], "card_declined");
}

#[tokio::test]
async fn a_customer_approves_a_setup_of_the_api() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let customer = shop.customer().await;
    for (outcome, status, told) in
        [("succeed", "succeeded", "succeeded"), ("fail", "requires_payment_method", "failed")]
    {
        let params = [CHALLENGED, &[("confirm", "true"), ("customer", &*customer)]].concat();
        let intent = shop.post("/v1/setup_intents", &params).await.object();
        let id = intent["id"].as_str().unwrap();
        let page = path_of(&stripe, &intent["next_action"]["redirect_to_url"]["url"]);
        assert!(stripe.stranger().get(page, &[]).await.text.contains("3D Secure 2 test page"));

        let answered = stripe.stranger().post(page, &[("outcome", outcome)]).await;

        let location = header(&answered, "location");
        let secret = intent["client_secret"].as_str().unwrap();
        let told =
            format!("setup_intent={id}&setup_intent_client_secret={secret}&redirect_status={told}#top");
        assert!(answered.status == 303 && location.ends_with(&told), "{location}");
        let after = shop.get(&format!("/v1/setup_intents/{id}"), &[]).await.object();
        assert_eq!(after["status"], status);
    }
    let methods = shop.count(&format!("/v1/customers/{customer}/payment_methods")).await;
    assert_eq!(methods, 1);
}

#[tokio::test]
async fn a_wallet_asks_by_its_name_and_only_its_own_page_answers() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let intent = confirmed(
        &shop,
        &[
            ("currency", "eur"),
            ("payment_method_data[type]", "ideal"),
            ("payment_method_types[]", "ideal"),
            ("return_url", "https://shop.example/"),
        ],
    )
    .await;
    let page = path_of(&stripe, &intent["next_action"]["redirect_to_url"]["url"]);
    let shown = stripe.stranger().get(page, &[]).await.text;
    for part in ["<title>iDEAL test payment page</title>", "Authorize Test Payment", "Fail Test Payment"] {
        assert!(shown.contains(part), "{shown}");
    }
    let foreign = stripe.stranger().with("origin", "https://evil.example");
    assert_eq!(foreign.post(page, &[("outcome", "succeed")]).await.status, 403);
    assert_eq!(stripe.stranger().post(page, &[("outcome", "perhaps")]).await.status, 400);
    let open = shop.get(&format!("/v1/payment_intents/{}", intent["id"].as_str().unwrap()), &[]).await;
    assert_eq!(open.object()["status"], "requires_action");
}

#[tokio::test]
async fn a_payment_that_belongs_to_a_session_is_approved_on_the_sessions_page() {
    let stripe = Emulator::start().await;
    let (id, page) = session(&stripe.shop(), &[]).await;
    let number = card("card[number]", "4000002760003184");
    stripe.stranger().post(&format!("{page}/pay"), &number).await.object();
    let session = stripe.shop().get(&format!("/v1/checkout/sessions/{id}"), &[]).await.object();
    let intent = format!("/_emulator/authorize/{}", session["payment_intent"].as_str().unwrap());

    let answer = stripe.stranger().get(&intent, &[]).await;
    assert_eq!((answer.status, header(&answer, "location")), (303, &*page));
    let answer = stripe.stranger().post(&intent, &[("outcome", "succeed")]).await;
    assert_eq!((answer.status, header(&answer, "location")), (303, &*intent));
    let session = stripe.shop().get(&format!("/v1/checkout/sessions/{id}"), &[]).await.object();
    assert_eq!(session["status"], "open");
}

#[tokio::test]
async fn a_voucher_is_shown_and_paid_or_left_to_lapse() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    for (outcome, status, words) in
        [("succeed", "paid", "Paid. Thank you."), ("fail", "unpaid", "Not paid in time.")]
    {
        let brl = [("line_items[0][price_data][currency]", "brl"), ("payment_method_types[]", "boleto")];
        let (id, page) = session(&shop, &brl).await;
        let voucher = [
            ("payment_method", "boleto"),
            ("name", "Jenny Rosen"),
            ("email", "jenny@example.com"),
            ("expected_amount", "2000"),
        ];
        stripe.stranger().post(&format!("{page}/pay"), &voucher).await.object();
        let expanded = format!("/v1/checkout/sessions/{id}?expand[]=payment_intent");
        let intent = shop.get(&expanded, &[]).await.object()["payment_intent"].clone();
        let details = &intent["next_action"]["boleto_display_details"];
        let page = path_of(&stripe, &details["hosted_voucher_url"]);

        let shown = stripe.stranger().get(page, &[]).await.text;
        for part in ["Boleto", "R$20.00", details["number"].as_str().unwrap(), "Waiting for the payment."] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        let answered = stripe.stranger().post(page, &[("outcome", outcome)]).await;
        assert_eq!((answered.status, header(&answered, "location")), (303, page));
        assert!(stripe.stranger().get(page, &[]).await.text.contains(words));
        let paid = shop.get(&format!("/v1/checkout/sessions/{id}"), &[]).await.object();
        assert_eq!(paid["payment_status"], status);
    }
    assert_eq!(stripe.stranger().post("/_emulator/voucher/pi_nobody", &[]).await.status, 404);
}

#[tokio::test]
async fn a_receipt_says_what_was_bought_and_given_back() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let (id, page) = session(&shop, &[("branding_settings[display_name]", "Mugs & Co")]).await;
    stripe.stranger().post(&format!("{page}/pay"), CARD).await.object();
    let path = format!("/v1/checkout/sessions/{id}?expand[]=payment_intent.latest_charge");
    let charge = shop.get(&path, &[]).await.object()["payment_intent"]["latest_charge"].clone();
    let receipt = path_of(&stripe, &charge["receipt_url"]);

    let text = stripe.stranger().get(receipt, &[]).await.text;
    for part in ["Receipt from Mugs &#38; Co", "<dt>Mug</dt>", "$20.00", "Visa •••• 4242"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("Refunded"));
    let refund = [("charge", charge["id"].as_str().unwrap()), ("amount", "500")];
    shop.post("/v1/refunds", &refund).await.object();
    let text = stripe.stranger().get(receipt, &[]).await.text;
    assert!(text.contains("<dt>Refunded</dt><dd>$5.00</dd>"), "{text}");
}

#[tokio::test]
async fn a_page_of_nothing_is_a_404() {
    let stripe = Emulator::start().await;
    for path in ["authorize/pi_nobody", "authorize/cs_test_x", "voucher/pi_nobody", "receipts/ch_nobody"] {
        let answer = stripe.stranger().get(&format!("/_emulator/{path}"), &[]).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text.contains("Nothing here"), "{}", answer.text);
    }
    let intent = confirmed(
        &stripe.shop(),
        &[("payment_method", "pm_card_visa"), ("return_url", "https://a.example/")],
    )
    .await;
    let id = intent["id"].as_str().unwrap();
    assert_eq!(stripe.stranger().get(&format!("/_emulator/voucher/{id}"), &[]).await.status, 404);
    let over = stripe.stranger().get(&format!("/_emulator/authorize/{id}"), &[]).await;
    assert!(over.status == 200 && over.text.contains("All done"), "{}", over.text);
}

#[tokio::test]
async fn an_invoice_has_a_page_and_a_file() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let (id, _) = session(&shop, &[("invoice_creation[enabled]", "true")]).await;
    shop.post(&format!("/_emulator/checkout/sessions/{id}/complete"), &[]).await.object();
    let invoices = shop.get("/v1/invoices", &[]).await.object();
    let invoice = &invoices["data"][0];
    let local = |field: &str| {
        let url = invoice[field].as_str().unwrap();
        url[url.find("/_emulator/").unwrap()..].to_owned()
    };
    let page = stripe.stranger().get(&local("hosted_invoice_url"), &[]).await;
    assert_eq!(page.status, 200);
    for said in [invoice["number"].as_str().unwrap(), "Mug × 1", "$20.00", "Paid"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    let file = stripe.stranger().get(&local("invoice_pdf"), &[]).await;
    assert_eq!((file.status, header(&file, "content-type")), (200, "application/pdf"));
    assert!(file.text.starts_with("%PDF-1.4") && file.text.ends_with("%%EOF\n"), "{}", file.text);
    assert_eq!(stripe.stranger().get("/_emulator/invoices/in_x", &[]).await.status, 404);
}
