//! Every URL, method and operation in one table.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{Method, Response, StatusCode};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::App;
use crate::control;
use crate::error::ApiError;
use crate::hosted;
use crate::http::answer::Trail;
use crate::http::{operation, params};
use crate::resources::balance_transaction::{ListBalanceTransactions, RetrieveBalanceTransaction};
use crate::resources::charge::{ListCharges, RetrieveCharge, UpdateCharge};
use crate::resources::checkout::session::{
    CompleteSession, CreateSession, ExpireSession, ListLineItems, ListSessions, RetrieveSession,
    SessionPaymentFailed, SessionPaymentSucceeded, UpdateSession,
};
use crate::resources::coupon::{CreateCoupon, DeleteCoupon, ListCoupons, RetrieveCoupon, UpdateCoupon};
use crate::resources::customer::{
    CreateCustomer, DeleteCustomer, ListCustomers, RetrieveCustomer, SearchCustomers, UpdateCustomer,
};
use crate::resources::event::{ListEvents, RetrieveEvent};
use crate::resources::invoice::{ListInvoiceLines, ListInvoices, RetrieveInvoice};
use crate::resources::invoice_payment::{ListInvoicePayments, RetrieveInvoicePayment};
use crate::resources::payment_intent::{
    CancelPaymentIntent, CapturePaymentIntent, ConfirmPaymentIntent, CreatePaymentIntent, ListPaymentIntents,
    RetrievePaymentIntent, UpdatePaymentIntent,
};
use crate::resources::payment_method::{
    AttachPaymentMethod, CreatePaymentMethod, DetachPaymentMethod, ListCustomerPaymentMethods,
    ListPaymentMethods, RetrievePaymentMethod, UpdatePaymentMethod,
};
use crate::resources::payment_page::{ConfirmPaymentPage, RetrievePaymentPage};
use crate::resources::price::{CreatePrice, ListPrices, RetrievePrice, SearchPrices, UpdatePrice};
use crate::resources::product::{
    CreateProduct, DeleteProduct, ListProducts, RetrieveProduct, SearchProducts, UpdateProduct,
};
use crate::resources::promotion_code::{
    CreatePromotionCode, ListPromotionCodes, RetrievePromotionCode, UpdatePromotionCode,
};
use crate::resources::refund::{CancelRefund, CreateRefund, ListRefunds, RetrieveRefund, UpdateRefund};
use crate::resources::setup_intent::{
    CancelSetupIntent, ConfirmSetupIntent, CreateSetupIntent, ListSetupIntents, RetrieveSetupIntent,
    UpdateSetupIntent,
};
use crate::resources::shipping_rate::{
    CreateShippingRate, ListShippingRates, RetrieveShippingRate, UpdateShippingRate,
};
use crate::resources::subscription::{
    CancelSubscription, ListSubscriptions, RetrieveSubscription, UpdateSubscription,
};
use crate::resources::subscription_item::{ListSubscriptionItems, RetrieveSubscriptionItem};
use crate::resources::tax_rate::{CreateTaxRate, ListTaxRates, RetrieveTaxRate, UpdateTaxRate};
use crate::resources::webhook_endpoint::{
    CreateWebhookEndpoint, DeleteWebhookEndpoint, ListWebhookEndpoints, RetrieveWebhookEndpoint,
    UpdateWebhookEndpoint,
};

/// The program's whole surface.
#[rustfmt::skip] // A row an endpoint, so that the table reads as one.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/v1/checkout/sessions", post(operation::<CreateSession>).get(operation::<ListSessions>))
        .route("/v1/checkout/sessions/{session}", post(operation::<UpdateSession>).get(operation::<RetrieveSession>))
        .route("/v1/checkout/sessions/{session}/expire", post(operation::<ExpireSession>))
        .route("/v1/checkout/sessions/{session}/line_items", get(operation::<ListLineItems>))
        .route("/v1/products", post(operation::<CreateProduct>).get(operation::<ListProducts>))
        .route("/v1/products/search", get(operation::<SearchProducts>))
        .route("/v1/products/{id}", post(operation::<UpdateProduct>).get(operation::<RetrieveProduct>).delete(operation::<DeleteProduct>))
        .route("/v1/prices", post(operation::<CreatePrice>).get(operation::<ListPrices>))
        .route("/v1/prices/search", get(operation::<SearchPrices>))
        .route("/v1/prices/{price}", post(operation::<UpdatePrice>).get(operation::<RetrievePrice>))
        .route("/v1/customers", post(operation::<CreateCustomer>).get(operation::<ListCustomers>))
        .route("/v1/customers/search", get(operation::<SearchCustomers>))
        .route("/v1/customers/{customer}", post(operation::<UpdateCustomer>).get(operation::<RetrieveCustomer>).delete(operation::<DeleteCustomer>))
        .route("/v1/shipping_rates", post(operation::<CreateShippingRate>).get(operation::<ListShippingRates>))
        .route("/v1/shipping_rates/{shipping_rate}", post(operation::<UpdateShippingRate>).get(operation::<RetrieveShippingRate>))
        .route("/v1/coupons", post(operation::<CreateCoupon>).get(operation::<ListCoupons>))
        .route("/v1/coupons/{coupon}", post(operation::<UpdateCoupon>).get(operation::<RetrieveCoupon>).delete(operation::<DeleteCoupon>))
        .route("/v1/promotion_codes", post(operation::<CreatePromotionCode>).get(operation::<ListPromotionCodes>))
        .route("/v1/promotion_codes/{promotion_code}", post(operation::<UpdatePromotionCode>).get(operation::<RetrievePromotionCode>))
        .route("/v1/tax_rates", post(operation::<CreateTaxRate>).get(operation::<ListTaxRates>))
        .route("/v1/tax_rates/{tax_rate}", post(operation::<UpdateTaxRate>).get(operation::<RetrieveTaxRate>))
        .route("/v1/events", get(operation::<ListEvents>))
        .route("/v1/events/{id}", get(operation::<RetrieveEvent>))
        .route("/v1/webhook_endpoints", post(operation::<CreateWebhookEndpoint>).get(operation::<ListWebhookEndpoints>))
        .route("/v1/webhook_endpoints/{webhook_endpoint}", post(operation::<UpdateWebhookEndpoint>).get(operation::<RetrieveWebhookEndpoint>).delete(operation::<DeleteWebhookEndpoint>))
        .route("/v1/payment_methods", post(operation::<CreatePaymentMethod>).get(operation::<ListPaymentMethods>))
        .route("/v1/payment_methods/{payment_method}", post(operation::<UpdatePaymentMethod>).get(operation::<RetrievePaymentMethod>))
        .route("/v1/payment_methods/{payment_method}/attach", post(operation::<AttachPaymentMethod>))
        .route("/v1/payment_methods/{payment_method}/detach", post(operation::<DetachPaymentMethod>))
        .route("/v1/customers/{customer}/payment_methods", get(operation::<ListCustomerPaymentMethods>))
        .route("/v1/payment_intents", post(operation::<CreatePaymentIntent>).get(operation::<ListPaymentIntents>))
        .route("/v1/payment_intents/{intent}", post(operation::<UpdatePaymentIntent>).get(operation::<RetrievePaymentIntent>))
        .route("/v1/payment_intents/{intent}/confirm", post(operation::<ConfirmPaymentIntent>))
        .route("/v1/payment_intents/{intent}/capture", post(operation::<CapturePaymentIntent>))
        .route("/v1/payment_intents/{intent}/cancel", post(operation::<CancelPaymentIntent>))
        .route("/v1/setup_intents", post(operation::<CreateSetupIntent>).get(operation::<ListSetupIntents>))
        .route("/v1/setup_intents/{intent}", post(operation::<UpdateSetupIntent>).get(operation::<RetrieveSetupIntent>))
        .route("/v1/setup_intents/{intent}/confirm", post(operation::<ConfirmSetupIntent>))
        .route("/v1/setup_intents/{intent}/cancel", post(operation::<CancelSetupIntent>))
        .route("/v1/charges", get(operation::<ListCharges>))
        .route("/v1/charges/{charge}", post(operation::<UpdateCharge>).get(operation::<RetrieveCharge>))
        .route("/v1/refunds", post(operation::<CreateRefund>).get(operation::<ListRefunds>))
        .route("/v1/refunds/{refund}", post(operation::<UpdateRefund>).get(operation::<RetrieveRefund>))
        .route("/v1/refunds/{refund}/cancel", post(operation::<CancelRefund>))
        .route("/v1/balance_transactions", get(operation::<ListBalanceTransactions>))
        .route("/v1/balance_transactions/{id}", get(operation::<RetrieveBalanceTransaction>))
        .route("/v1/subscriptions", get(operation::<ListSubscriptions>))
        .route("/v1/subscriptions/{subscription}", post(operation::<UpdateSubscription>).get(operation::<RetrieveSubscription>).delete(operation::<CancelSubscription>))
        .route("/v1/subscription_items", get(operation::<ListSubscriptionItems>))
        .route("/v1/subscription_items/{item}", get(operation::<RetrieveSubscriptionItem>))
        .route("/v1/invoices", get(operation::<ListInvoices>))
        .route("/v1/invoices/{invoice}", get(operation::<RetrieveInvoice>))
        .route("/v1/invoices/{invoice}/lines", get(operation::<ListInvoiceLines>))
        .route("/v1/invoice_payments", get(operation::<ListInvoicePayments>))
        .route("/v1/invoice_payments/{invoice_payment}", get(operation::<RetrieveInvoicePayment>))
        .route("/v1/payment_pages/{session}", get(operation::<RetrievePaymentPage>))
        .route("/v1/payment_pages/{session}/confirm", post(operation::<ConfirmPaymentPage>))
        .route("/r/{session}", get(control::recover_session))
        .route("/c/pay/{session}", get(hosted::show))
        .route("/c/pay/{session}/adjust", post(hosted::adjust))
        .route("/c/pay/{session}/pay", post(hosted::pay))
        .route("/c/pay/{session}/authorize/{method}", get(hosted::authorize))
        .route("/c/pay/{session}/three-ds-2-challenge", get(hosted::challenge))
        .route("/c/pay/{session}/three-ds-2-challenge/bank", get(hosted::bank))
        .route("/c/assets/{file}", get(hosted::asset))
        .route("/_emulator/authorize/{intent}", get(hosted::show_approval).post(hosted::answer_approval))
        .route("/_emulator/voucher/{intent}", get(hosted::show_voucher).post(hosted::settle_voucher))
        .route("/_emulator/receipts/{charge}", get(hosted::show_receipt))
        .route("/_emulator/", get(hosted::start))
        .route("/_emulator", get(hosted::start))
        .route("/_emulator/health", get(control::health))
        .route("/_emulator/reset", post(control::reset))
        .route("/_emulator/tax_rates", get(control::show_tax_rates).put(control::replace_tax_rates))
        .route("/_emulator/clock", get(control::show_clock).post(control::change_clock))
        .route(
            "/_emulator/checkout/sessions/{session}/complete",
            post(control::session_operation::<CompleteSession>),
        )
        .route(
            "/_emulator/checkout/sessions/{session}/async_payment_succeeded",
            post(control::session_operation::<SessionPaymentSucceeded>),
        )
        .route(
            "/_emulator/checkout/sessions/{session}/async_payment_failed",
            post(control::session_operation::<SessionPaymentFailed>),
        )
        .route("/_emulator/webhooks/drain", post(control::drain_webhooks))
        .route("/_emulator/webhooks/deliveries", get(control::list_deliveries))
        .route("/_emulator/requests", get(control::list_requests))
        .method_not_allowed_fallback(unrecognized)
        .fallback(unrecognized)
        .layer(CatchPanicLayer::custom(panicked))
        .with_state(app)
}

/// A path that Stripe has and this program does not, and a path nobody has; and what browsers ask first.
async fn unrecognized(request: Request) -> Response<Body> {
    let trail = Trail::default();
    if request.method() == Method::OPTIONS {
        return preflight(&request, &trail);
    }
    if let Err(error) = params::check_request_line(request.method(), request.uri()) {
        return trail.refuse(&error);
    }
    let error = ApiError::UnrecognizedUrl {
        method: request.method().to_string(),
        path: request.uri().path().to_owned(),
    };
    params::discard(request.into_body()).await;
    trail.refuse(&error)
}

/// Lets a page on another origin send the headers it asks for.
fn preflight(request: &Request, trail: &Trail) -> Response<Body> {
    let mut response = trail.answer(StatusCode::OK, axum::body::Bytes::new());
    if let Some(wanted) = request.headers().get("access-control-request-headers") {
        response.headers_mut().insert("access-control-allow-headers", wanted.clone());
    }
    response
}

/// A mistake of ours: a 500 for the client, the cause for the log.
#[expect(clippy::needless_pass_by_value, reason = "the layer hands it over")]
fn panicked(cause: Box<dyn std::any::Any + Send + 'static>) -> Response<Body> {
    let text = cause
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| cause.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    tracing::error!(cause = text, "a request panicked");
    Trail::default().refuse(&ApiError::Internal)
}
