//! The last major of async-stripe before 1.0, against the emulator at `CHECKOUT_EMULATOR_URL`: it pins API version 2023-10-16.

#![cfg(test)]

use stripe::{
    CheckoutSession, CheckoutSessionMode, CheckoutSessionStatus, Client, CreateCheckoutSession,
    CreateCheckoutSessionLineItems, CreateCheckoutSessionLineItemsPriceData,
    CreateCheckoutSessionLineItemsPriceDataProductData, CreateCustomer, Currency, Customer,
    ListCheckoutSessions, StripeError,
};

/// A client of an account of its own.
fn client(account: &str) -> Client {
    let url = std::env::var("CHECKOUT_EMULATOR_URL").expect("CHECKOUT_EMULATOR_URL names an emulator");
    Client::from_url(&*format!("{}/", url.trim_end_matches('/')), format!("sk_test_older_{account}"))
}

fn mugs<'a>() -> CreateCheckoutSession<'a> {
    let mut params = CreateCheckoutSession::new();
    params.mode = Some(CheckoutSessionMode::Payment);
    params.success_url = Some("https://example.com/thanks");
    params.line_items = Some(vec![CreateCheckoutSessionLineItems {
        price_data: Some(CreateCheckoutSessionLineItemsPriceData {
            currency: Currency::USD,
            unit_amount: Some(1500),
            product_data: Some(CreateCheckoutSessionLineItemsPriceDataProductData {
                name: "Mug".to_owned(),
                ..Default::default()
            }),
            ..Default::default()
        }),
        quantity: Some(2),
        ..Default::default()
    }]);
    params
}

#[tokio::test]
async fn a_session_is_created_read_and_expired() {
    let client = client("life");
    let created = CheckoutSession::create(&client, mugs()).await.unwrap();
    assert_eq!((created.amount_total, created.status), (Some(3000), Some(CheckoutSessionStatus::Open)));
    let read = CheckoutSession::retrieve(&client, &created.id, &["line_items"]).await.unwrap();
    assert_eq!(read.line_items.unwrap().data[0].quantity, Some(2));
    let expired = CheckoutSession::expire(&client, &created.id).await.unwrap();
    assert_eq!(expired.status, Some(CheckoutSessionStatus::Expired));
}

#[tokio::test]
async fn sessions_are_listed_by_customer() {
    let client = client("list");
    let customer =
        Customer::create(&client, CreateCustomer { email: Some("jenny@example.com"), ..Default::default() })
            .await
            .unwrap();
    let mut params = mugs();
    params.customer = Some(customer.id.clone());
    let hers = CheckoutSession::create(&client, params).await.unwrap();
    CheckoutSession::create(&client, mugs()).await.unwrap();
    let mut filter = ListCheckoutSessions::new();
    filter.customer = Some(customer.id);
    let listed = CheckoutSession::list(&client, &filter).await.unwrap();
    assert_eq!(listed.data.iter().map(|session| &session.id).collect::<Vec<_>>(), [&hers.id]);
}

#[tokio::test]
async fn a_refusal_is_read() {
    let mut params = mugs();
    params.success_url = None;
    let StripeError::Stripe(refused) = CheckoutSession::create(&client("refused"), params).await.unwrap_err()
    else {
        panic!("it is a refusal of the API's");
    };
    assert_eq!(refused.http_status, 400);
}
