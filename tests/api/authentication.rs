//! Keys and accounts.

use crate::support::{Emulator, PRICE, error, not_found, unauthenticated};

const NO_KEY: &str = "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer \
    auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we \
    can help at https://support.stripe.com/.";

#[tokio::test]
async fn a_request_without_a_key_is_refused() {
    let stripe = Emulator::start().await;
    let nobody = stripe.stranger();
    assert_eq!(nobody.get("/v1/prices", &[]).await.error(), unauthenticated("", NO_KEY));
    assert_eq!(nobody.post("/v1/prices", PRICE).await.error(), unauthenticated("", NO_KEY));
    for header in ["Bearer", "Bearer ", "Token sk_test_shop", "sk_test_shop", "Basic Og=="] {
        let client = nobody.with("authorization", header);
        assert_eq!(client.get("/v1/prices", &[]).await.error(), unauthenticated("", NO_KEY), "{header}");
    }
}

#[tokio::test]
async fn a_malformed_key_is_shown_with_its_middle_starred() {
    let stripe = Emulator::start().await;
    for (key, shown) in [
        ("sk_foo_1234567890abcd", "sk_foo_**********abcd"),
        ("hello-world", "*******orld"),
        ("sk_test_", "sk_test_"),
        ("sk_test_with/slash", "sk_test_******lash"),
    ] {
        let answer = stripe.stranger().key(key).get("/v1/prices", &[]).await;
        assert_eq!(
            answer.error(),
            unauthenticated("", &format!("Invalid API Key provided: {shown}")),
            "{key}"
        );
    }
}

#[tokio::test]
async fn a_live_key_is_refused_and_told_why() {
    let stripe = Emulator::start().await;
    for key in ["sk_live_1234567890abcd", "rk_live_1234567890abcd", "pk_live_1234567890abcd"] {
        let fault = stripe.stranger().key(key).get("/v1/prices", &[]).await.error();
        assert_eq!((fault.status, fault.kind.as_str()), (401, "invalid_request_error"));
        assert!(fault.message.contains("test mode keys only"), "{}", fault.message);
        assert!(!fault.message.contains("1234567890"), "the key is given away: {}", fault.message);
    }
}

#[tokio::test]
async fn a_publishable_key_cannot_call_the_server_side() {
    let stripe = Emulator::start().await;
    let browser = stripe.stranger().key("pk_test_shop");
    let expected = unauthenticated(
        "secret_key_required",
        "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your \
         API keys at https://dashboard.stripe.com/account/apikeys.",
    );
    assert_eq!(browser.post("/v1/prices", PRICE).await.error(), expected);
    assert_eq!(browser.get("/v1/checkout/sessions", &[]).await.error(), expected);
    // Whether the key is allowed is decided before anything else is looked at.
    assert_eq!(browser.version("2020-13-01").get("/v1/prices", &[]).await.error(), expected);
    assert_eq!(browser.post_raw("/v1/prices", "a=%zz").await.error(), expected);
    assert_eq!(stripe.shop().count("/v1/prices").await, 0);
}

#[tokio::test]
async fn a_401_has_no_request_id_and_no_log() {
    let stripe = Emulator::start().await;
    for key in ["", "nonsense", "sk_live_1234", "pk_test_shop"] {
        let answer = stripe.stranger().key(key).get("/v1/prices", &[]).await;
        assert_eq!(answer.status, 401, "{key}");
        assert_eq!(answer.header("request-id"), None, "{key}");
        assert_eq!(answer.header("stripe-version"), None, "{key}");
        assert!(answer.json()["error"].get("request_log_url").is_none(), "{key}");
    }
}

#[tokio::test]
async fn a_key_may_be_sent_as_bearer_or_basic() {
    let stripe = Emulator::start().await;
    let price = stripe.shop().price().await;
    // `c2tfdGVzdF9zaG9wOg==` is `sk_test_shop:`, `c2tfdGVzdF9zaG9w` is it without the colon.
    for header in [
        "Bearer sk_test_shop",
        "bearer sk_test_shop",
        "Basic c2tfdGVzdF9zaG9wOg==",
        "basic c2tfdGVzdF9zaG9w",
        "Basic sk_test_shop",
    ] {
        let client = stripe.stranger().with("authorization", header);
        let answer = client.get(&format!("/v1/prices/{price}"), &[]).await;
        assert_eq!(answer.id(), price, "{header}");
    }
}

#[tokio::test]
async fn a_restricted_key_opens_the_account_of_its_name() {
    let stripe = Emulator::start().await;
    let price = stripe.shop().price().await;
    let restricted = stripe.stranger().key("rk_test_shop");
    assert_eq!(restricted.get("/v1/prices", &[]).await.ids(), [price]);
    restricted.price().await;
    assert_eq!(stripe.shop().count("/v1/prices").await, 2);
}

#[tokio::test]
async fn accounts_do_not_see_each_other() {
    let stripe = Emulator::start().await;
    let (one, other) = (stripe.client("one"), stripe.client("other"));
    let price = one.price().await;
    one.customer().await;

    let answer = other.get(&format!("/v1/prices/{price}"), &[]).await;
    assert_eq!(answer.error(), not_found("price", &format!("No such price: '{price}'")));
    assert_eq!(other.count("/v1/prices").await, 0);
    assert_eq!(other.count("/v1/customers").await, 0);
}

#[tokio::test]
async fn idempotency_keys_belong_to_an_account() {
    let stripe = Emulator::start().await;
    let one = stripe.client("one").idempotent("k").post("/v1/prices", PRICE).await;
    let other = stripe.client("other").idempotent("k").post("/v1/prices", PRICE).await;
    assert_eq!(other.header("idempotent-replayed"), None);
    assert_ne!(one.id(), other.id());
}

#[tokio::test]
async fn a_connected_account_has_a_store_of_its_own() {
    let stripe = Emulator::start().await;
    let platform = stripe.shop();
    let connected = platform.with("stripe-account", "acct_connected");
    let price = connected.price().await;

    assert_eq!(platform.count("/v1/prices").await, 0);
    let listed = connected.get("/v1/prices", &[]).await;
    assert_eq!(listed.ids(), [price]);
    assert_eq!(listed.header("stripe-account"), Some("acct_connected"));
    assert_eq!(platform.get("/v1/prices", &[]).await.header("stripe-account"), None);
    // The same id under another platform is another account.
    assert_eq!(stripe.client("other").with("stripe-account", "acct_connected").count("/v1/prices").await, 0);
}

#[tokio::test]
async fn an_account_that_cannot_be_one_is_refused() {
    let stripe = Emulator::start().await;
    for account in ["nonsense", "acct_", "acct_with space", "acct_../x"] {
        let answer = stripe.shop().with("stripe-account", account).get("/v1/prices", &[]).await;
        let message = format!(
            "The provided key 'sk_test_shop' does not have access to account '{account}' (or that account does not exist). \
             Application access may have been revoked."
        );
        assert_eq!(answer.error(), error("account_invalid", "", &message).status(403));
        assert_eq!(answer.header("request-id"), None);
    }
}
