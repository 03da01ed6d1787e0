//! `POST /v1/checkout/sessions/{session}/expire`, and expiring by itself.

use stripe_checkout::CheckoutSessionStatus;
use stripe_checkout::checkout_session::{ExpireCheckoutSession, RetrieveCheckoutSession};

use crate::support::{DAY, Emulator, NOON, invalid, item, paths, payment, refusal};

#[tokio::test]
async fn an_expired_session_has_no_page_and_cannot_expire_again() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let session = payment([item("Mug", 999, 1)]).send(&stripe).await.unwrap();

    let expired = ExpireCheckoutSession::new(session.id.clone())
        .expand(paths(["line_items"]))
        .send(&stripe)
        .await
        .unwrap();

    assert_eq!(expired.id, session.id);
    assert_eq!(expired.status, Some(CheckoutSessionStatus::Expired));
    assert_eq!(expired.url, None);
    assert_eq!(expired.payment_status.as_str(), "unpaid");
    assert_eq!(expired.line_items.unwrap().data.len(), 1);
    let again = ExpireCheckoutSession::new(session.id).send(&stripe).await;
    let message = "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a \
                   status of `expired`.";
    assert_eq!(refusal(again), invalid(None, message));
}

#[tokio::test]
async fn a_session_expires_by_itself_after_a_day() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let session = payment([item("Mug", 999, 1)]).send(&stripe).await.unwrap();
    let status = async || {
        let session = RetrieveCheckoutSession::new(session.id.clone()).send(&stripe).await.unwrap();
        (session.status.unwrap(), session.expires_at)
    };

    emulator.advance("23h59m59s").await;
    assert_eq!(status().await, (CheckoutSessionStatus::Open, NOON + DAY));
    emulator.advance("1s").await;
    assert_eq!(status().await, (CheckoutSessionStatus::Expired, NOON + DAY));
}
