//! Idempotency keys and accounts: what the SDK sends beside the parameters.

use stripe::{AccountId, IdempotencyKey, RequestStrategy, StripeRequest as _};
use stripe_checkout::CheckoutSessionStatus;
use stripe_checkout::checkout_session::{
    ExpireCheckoutSession, ListCheckoutSession, RetrieveCheckoutSession, UpdateCheckoutSession,
};
use stripe_product::product::{CreateProduct, ListProduct};

use crate::support::{Emulator, invalid, item, map, payment, refusal, whole};

#[tokio::test]
async fn the_same_key_gets_the_same_answer_however_the_session_has_changed() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let create = async |key: &str| {
        payment([item("Mug", 999, 1)])
            .customize()
            .request_strategy(with_key(key))
            .send(&stripe)
            .await
            .unwrap()
    };

    let first = create("order-7").await;
    ExpireCheckoutSession::new(first.id.clone()).send(&stripe).await.unwrap();
    let replayed = create("order-7").await;
    let other = create("order-8").await;

    assert_eq!(whole(&replayed), whole(&first));
    assert_eq!(replayed.status, Some(CheckoutSessionStatus::Open), "what was answered then");
    assert_ne!(other.id, first.id);
    assert_eq!(ListCheckoutSession::new().send(&stripe).await.unwrap().data.len(), 2);
}

#[tokio::test]
async fn a_key_is_for_one_request() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let session = payment([item("Mug", 999, 1)]);
    let session = session.customize().request_strategy(with_key("order-7")).send(&stripe).await.unwrap();

    let dearer = payment([item("Mug", 1999, 1)]);
    let refused = refusal(dearer.customize().request_strategy(with_key("order-7")).send(&stripe).await);
    let message = "Keys for idempotent requests can only be used with the same parameters they were first used with. \
                   Try using a key other than 'order-7' if you meant to execute a different request.";
    assert_eq!(refused, invalid(None, message).kind("idempotency_error"));

    let update = UpdateCheckoutSession::new(session.id.clone()).metadata(map([("a", "b")]));
    let refused = refusal(update.customize().request_strategy(with_key("order-7")).send(&stripe).await);
    let message = format!(
        "Keys for idempotent requests can only be used for the same endpoint they were first used for \
         ('/v1/checkout/sessions/{}' vs '/v1/checkout/sessions'). Try using a key other than 'order-7' if you meant to \
         execute a different request.",
        session.id
    );
    assert_eq!(refused, invalid(None, &message).kind("idempotency_error"));
    let after = RetrieveCheckoutSession::new(session.id.clone()).send(&stripe).await.unwrap();
    assert_eq!(after.metadata, Some(map([])));
}

#[tokio::test]
async fn a_repeated_update_is_done_once() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let session = payment([item("Mug", 999, 1)]).send(&stripe).await.unwrap();
    let update = async |value: &str, strategy| {
        let update = UpdateCheckoutSession::new(session.id.clone()).metadata(map([("step", value)]));
        update.customize().request_strategy(strategy).send(&stripe).await.unwrap().metadata
    };

    assert_eq!(update("one", with_key("first")).await, Some(map([("step", "one")])));
    assert_eq!(update("two", RequestStrategy::Once).await, Some(map([("step", "two")])));
    assert_eq!(update("one", with_key("first")).await, Some(map([("step", "one")])), "the old answer");
    let after = RetrieveCheckoutSession::new(session.id.clone()).send(&stripe).await.unwrap();
    assert_eq!(after.metadata, Some(map([("step", "two")])), "and nothing done");
}

#[tokio::test]
async fn a_request_that_was_never_valid_does_not_use_up_its_key() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let create = async |email: &str| {
        let create = payment([item("Mug", 999, 1)]).customer_email(email);
        create.customize().request_strategy(with_key("order-7")).send(&stripe).await
    };

    assert_eq!(refusal(create("nobody").await).code.as_deref(), Some("email_invalid"));
    assert_eq!(
        create("jenny@example.com").await.unwrap().customer_email.as_deref(),
        Some("jenny@example.com")
    );
}

#[tokio::test]
async fn a_client_that_retries_creates_one_session() {
    let emulator = Emulator::start().await;
    let stripe =
        emulator.builder("sk_test_shop").request_strategy(RequestStrategy::Retry(3)).build().unwrap();

    payment([item("Mug", 999, 1)]).send(&stripe).await.unwrap();

    assert_eq!(ListCheckoutSession::new().send(&stripe).await.unwrap().data.len(), 1);
}

#[tokio::test]
async fn every_key_has_an_account_of_its_own() {
    let emulator = Emulator::start().await;
    let (one, other) = (emulator.client_of("sk_test_one"), emulator.client_of("sk_test_other"));
    let session = payment([item("Mug", 999, 1)]).send(&one).await.unwrap();

    assert_eq!(refusal(RetrieveCheckoutSession::new(session.id.clone()).send(&other).await).status, 404);
    let restricted = emulator.client_of("rk_test_one");
    assert!(RetrieveCheckoutSession::new(session.id).send(&restricted).await.is_ok());
}

#[tokio::test]
async fn a_platform_acts_for_a_connected_account() {
    let emulator = Emulator::start().await;
    let platform = emulator.client();
    let account: AccountId = "acct_1ConnectedShop42".parse().unwrap();
    let connected = emulator.builder("sk_test_shop").account_id(account.clone()).build().unwrap();

    let product = CreateProduct::new("Mug").customize().account_id(account).send(&platform).await.unwrap();

    let theirs = ListProduct::new().send(&connected).await.unwrap();
    assert_eq!(theirs.data.iter().map(|product| product.id.clone()).collect::<Vec<_>>(), [product.id]);
    assert!(ListProduct::new().send(&platform).await.unwrap().data.is_empty());
}

fn with_key(key: &str) -> RequestStrategy {
    RequestStrategy::Idempotent(IdempotencyKey::new(key).unwrap())
}
