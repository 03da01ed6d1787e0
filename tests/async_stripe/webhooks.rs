//! Webhooks as a shop receives them: verified and parsed by the SDK, and answered after asking back.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use stripe_checkout::checkout_session::RetrieveCheckoutSession;
use stripe_checkout::{CheckoutSessionPaymentStatus, CheckoutSessionStatus};
use stripe_core::PaymentIntentStatus;
use stripe_webhook::{Event, EventObject, Webhook};
use tokio::net::TcpListener;
use tokio::sync::mpsc;

use crate::support::{Emulator, item, paths, payment};

/// What the handler knows, and whom it tells.
struct Shop {
    stripe: stripe::Client,
    secret: parking_lot::Mutex<String>,
    told: mpsc::UnboundedSender<(String, String)>,
}

/// Fulfils an order as Stripe's guides do: it asks for the session again before it believes anything.
async fn fulfil(State(shop): State<Arc<Shop>>, headers: HeaderMap, body: String) -> StatusCode {
    let signature = headers["stripe-signature"].to_str().unwrap();
    let secret = shop.secret.lock().clone();
    let Ok(event) = Webhook::construct_event(&body, signature, &secret) else {
        return StatusCode::BAD_REQUEST;
    };
    let kind = event.type_.as_str().to_owned();
    let found = match event.data.object {
        EventObject::CheckoutSessionCompleted(session) => {
            let retrieve =
                RetrieveCheckoutSession::new(session.id).expand(paths(["line_items", "payment_intent"]));
            let session = retrieve.send(&shop.stripe).await.unwrap();
            assert_eq!(session.status, Some(CheckoutSessionStatus::Complete));
            assert_eq!(session.payment_status, CheckoutSessionPaymentStatus::Paid);
            let items = session.line_items.unwrap().data;
            format!("{} x {}", items[0].quantity.unwrap(), items[0].description.as_deref().unwrap())
        }
        EventObject::PaymentIntentSucceeded(intent) => {
            assert_eq!(intent.status, PaymentIntentStatus::Succeeded);
            intent.amount_received.to_string()
        }
        EventObject::ChargeSucceeded(charge) => charge.amount_captured.to_string(),
        other => panic!("{other:?}"),
    };
    shop.told.send((kind, found)).unwrap();
    StatusCode::OK
}

#[tokio::test]
async fn a_handler_verifies_an_event_and_asks_back_from_inside() {
    let emulator = Emulator::start().await;
    let (told, mut tells) = mpsc::unbounded_channel();
    let shop = Arc::new(Shop { stripe: emulator.client(), secret: parking_lot::Mutex::default(), told });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let router = Router::new().route("/hook", post(fulfil)).with_state(Arc::clone(&shop));
    tokio::spawn(axum::serve(listener, router).into_future());
    let kinds = ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"];
    *shop.secret.lock() = emulator.listen(&url, &kinds).await;

    let session = payment([item("Mug", 999, 2)]).send(&emulator.client()).await.unwrap();
    assert_eq!(emulator.act(&session.id, "complete", "{}").await, 200);

    let mut heard = Vec::new();
    for _ in kinds {
        heard.push(tells.recv().await.unwrap());
    }
    let heard: Vec<_> = heard.iter().map(|(kind, found)| (kind.as_str(), found.as_str())).collect();
    assert_eq!(
        heard,
        [
            ("charge.succeeded", "1998"),
            ("payment_intent.succeeded", "1998"),
            ("checkout.session.completed", "2 x Mug")
        ]
    );
}

#[tokio::test]
async fn what_another_secret_signed_is_refused() {
    let payload = r#"{"object":"event"}"#;
    let event: Result<Event, _> = Webhook::construct_event(payload, "t=1,v1=00", "whsec_wrong");
    assert!(event.is_err());
}
