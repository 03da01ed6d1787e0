//! Every endpoint of Stripe's, with its operation, in one table.

use std::sync::Arc;

use axum::http::Method;
use axum::routing::MethodRouter;
use serde_json::Value;

use crate::app::App;
use crate::error::ApiError;
use crate::form::probe::{Parameter, schema};
use crate::http::{inside, operation};
use crate::operation::{Operation, Output as _};
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
use crate::resources::event::{ListEvents, RetrieveEvent, RetryEvent};
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
use crate::store::Transaction;

/// An operation and where it is asked for.
#[derive(Debug)]
pub struct Endpoint {
    pub method: Method,
    /// With its id, if it has one, in braces.
    pub path: &'static str,
    /// The parameters it takes, `expand` apart.
    pub parameters: fn() -> &'static [Parameter],
    pub expands: bool,
    /// Whether a publishable key may ask for it.
    pub publishable: bool,
    /// The parameters it knows and refuses.
    pub refused: &'static [&'static str],
    /// What it answers, as `expand` paths begin.
    pub subject: crate::http::expand::Subject,
    pub(super) route: fn() -> MethodRouter<Arc<App>>,
    /// Performs it within a transaction that is under way.
    pub perform: fn(&mut Transaction<'_>, inside::Asked<'_>) -> Result<Value, ApiError>,
}

const fn endpoint<O: Operation>(
    method: Method,
    path: &'static str,
    route: fn() -> MethodRouter<Arc<App>>,
) -> Endpoint {
    Endpoint {
        method,
        path,
        parameters: schema::<O>,
        expands: O::EXPANDS,
        publishable: O::PUBLISHABLE,
        refused: O::REFUSED,
        subject: O::Output::SUBJECT,
        route,
        perform: inside::perform::<O>,
    }
}

const fn get<O: Operation>(path: &'static str) -> Endpoint {
    endpoint::<O>(Method::GET, path, || axum::routing::get(operation::<O>))
}

const fn post<O: Operation>(path: &'static str) -> Endpoint {
    endpoint::<O>(Method::POST, path, || axum::routing::post(operation::<O>))
}

const fn delete<O: Operation>(path: &'static str) -> Endpoint {
    endpoint::<O>(Method::DELETE, path, || axum::routing::delete(operation::<O>))
}

/// Every endpoint of Stripe's that is served. A row an endpoint, so that the table reads as one.
#[rustfmt::skip]
pub const ENDPOINTS: &[Endpoint] = &[
    post::<CreateSession>("/v1/checkout/sessions"),
    get::<ListSessions>("/v1/checkout/sessions"),
    post::<UpdateSession>("/v1/checkout/sessions/{session}"),
    get::<RetrieveSession>("/v1/checkout/sessions/{session}"),
    post::<ExpireSession>("/v1/checkout/sessions/{session}/expire"),
    get::<ListLineItems>("/v1/checkout/sessions/{session}/line_items"),
    post::<CreateProduct>("/v1/products"),
    get::<ListProducts>("/v1/products"),
    get::<SearchProducts>("/v1/products/search"),
    post::<UpdateProduct>("/v1/products/{id}"),
    get::<RetrieveProduct>("/v1/products/{id}"),
    delete::<DeleteProduct>("/v1/products/{id}"),
    post::<CreatePrice>("/v1/prices"),
    get::<ListPrices>("/v1/prices"),
    get::<SearchPrices>("/v1/prices/search"),
    post::<UpdatePrice>("/v1/prices/{price}"),
    get::<RetrievePrice>("/v1/prices/{price}"),
    post::<CreateCustomer>("/v1/customers"),
    get::<ListCustomers>("/v1/customers"),
    get::<SearchCustomers>("/v1/customers/search"),
    post::<UpdateCustomer>("/v1/customers/{customer}"),
    get::<RetrieveCustomer>("/v1/customers/{customer}"),
    delete::<DeleteCustomer>("/v1/customers/{customer}"),
    post::<CreateShippingRate>("/v1/shipping_rates"),
    get::<ListShippingRates>("/v1/shipping_rates"),
    post::<UpdateShippingRate>("/v1/shipping_rates/{shipping_rate}"),
    get::<RetrieveShippingRate>("/v1/shipping_rates/{shipping_rate}"),
    post::<CreateCoupon>("/v1/coupons"),
    get::<ListCoupons>("/v1/coupons"),
    post::<UpdateCoupon>("/v1/coupons/{coupon}"),
    get::<RetrieveCoupon>("/v1/coupons/{coupon}"),
    delete::<DeleteCoupon>("/v1/coupons/{coupon}"),
    post::<CreatePromotionCode>("/v1/promotion_codes"),
    get::<ListPromotionCodes>("/v1/promotion_codes"),
    post::<UpdatePromotionCode>("/v1/promotion_codes/{promotion_code}"),
    get::<RetrievePromotionCode>("/v1/promotion_codes/{promotion_code}"),
    post::<CreateTaxRate>("/v1/tax_rates"),
    get::<ListTaxRates>("/v1/tax_rates"),
    post::<UpdateTaxRate>("/v1/tax_rates/{tax_rate}"),
    get::<RetrieveTaxRate>("/v1/tax_rates/{tax_rate}"),
    get::<ListEvents>("/v1/events"),
    get::<RetrieveEvent>("/v1/events/{id}"),
    post::<RetryEvent>("/v1/events/{id}/retry"),
    post::<CreateWebhookEndpoint>("/v1/webhook_endpoints"),
    get::<ListWebhookEndpoints>("/v1/webhook_endpoints"),
    post::<UpdateWebhookEndpoint>("/v1/webhook_endpoints/{webhook_endpoint}"),
    get::<RetrieveWebhookEndpoint>("/v1/webhook_endpoints/{webhook_endpoint}"),
    delete::<DeleteWebhookEndpoint>("/v1/webhook_endpoints/{webhook_endpoint}"),
    post::<CreatePaymentMethod>("/v1/payment_methods"),
    get::<ListPaymentMethods>("/v1/payment_methods"),
    post::<UpdatePaymentMethod>("/v1/payment_methods/{payment_method}"),
    get::<RetrievePaymentMethod>("/v1/payment_methods/{payment_method}"),
    post::<AttachPaymentMethod>("/v1/payment_methods/{payment_method}/attach"),
    post::<DetachPaymentMethod>("/v1/payment_methods/{payment_method}/detach"),
    get::<ListCustomerPaymentMethods>("/v1/customers/{customer}/payment_methods"),
    post::<CreatePaymentIntent>("/v1/payment_intents"),
    get::<ListPaymentIntents>("/v1/payment_intents"),
    post::<UpdatePaymentIntent>("/v1/payment_intents/{intent}"),
    get::<RetrievePaymentIntent>("/v1/payment_intents/{intent}"),
    post::<ConfirmPaymentIntent>("/v1/payment_intents/{intent}/confirm"),
    post::<CapturePaymentIntent>("/v1/payment_intents/{intent}/capture"),
    post::<CancelPaymentIntent>("/v1/payment_intents/{intent}/cancel"),
    post::<CreateSetupIntent>("/v1/setup_intents"),
    get::<ListSetupIntents>("/v1/setup_intents"),
    post::<UpdateSetupIntent>("/v1/setup_intents/{intent}"),
    get::<RetrieveSetupIntent>("/v1/setup_intents/{intent}"),
    post::<ConfirmSetupIntent>("/v1/setup_intents/{intent}/confirm"),
    post::<CancelSetupIntent>("/v1/setup_intents/{intent}/cancel"),
    get::<ListCharges>("/v1/charges"),
    post::<UpdateCharge>("/v1/charges/{charge}"),
    get::<RetrieveCharge>("/v1/charges/{charge}"),
    post::<CreateRefund>("/v1/refunds"),
    get::<ListRefunds>("/v1/refunds"),
    post::<UpdateRefund>("/v1/refunds/{refund}"),
    get::<RetrieveRefund>("/v1/refunds/{refund}"),
    post::<CancelRefund>("/v1/refunds/{refund}/cancel"),
    get::<ListBalanceTransactions>("/v1/balance_transactions"),
    get::<RetrieveBalanceTransaction>("/v1/balance_transactions/{id}"),
    get::<ListSubscriptions>("/v1/subscriptions"),
    post::<UpdateSubscription>("/v1/subscriptions/{subscription}"),
    get::<RetrieveSubscription>("/v1/subscriptions/{subscription}"),
    delete::<CancelSubscription>("/v1/subscriptions/{subscription}"),
    get::<ListSubscriptionItems>("/v1/subscription_items"),
    get::<RetrieveSubscriptionItem>("/v1/subscription_items/{item}"),
    get::<ListInvoices>("/v1/invoices"),
    get::<RetrieveInvoice>("/v1/invoices/{invoice}"),
    get::<ListInvoiceLines>("/v1/invoices/{invoice}/lines"),
    get::<ListInvoicePayments>("/v1/invoice_payments"),
    get::<RetrieveInvoicePayment>("/v1/invoice_payments/{invoice_payment}"),
    get::<RetrievePaymentPage>("/v1/payment_pages/{session}"),
    post::<ConfirmPaymentPage>("/v1/payment_pages/{session}/confirm"),
];

/// What customers and their banks do, through the emulator's own API: fixtures may ask for it, too.
const CUSTOMERS: &[Endpoint] = &[
    post::<CompleteSession>("/_emulator/checkout/sessions/{session}/complete"),
    post::<SessionPaymentSucceeded>("/_emulator/checkout/sessions/{session}/async_payment_succeeded"),
    post::<SessionPaymentFailed>("/_emulator/checkout/sessions/{session}/async_payment_failed"),
];

/// The endpoint that a method and a path ask for, and the id in the path.
pub fn find<'p>(method: &Method, path: &'p str) -> Option<(&'static Endpoint, Option<&'p str>)> {
    let all = || ENDPOINTS.iter().chain(CUSTOMERS).filter(|endpoint| endpoint.method == *method);
    // `/v1/prices/search` is no price.
    let literal = all().find(|endpoint| endpoint.path == path);
    literal
        .map(|endpoint| (endpoint, None))
        .or_else(|| all().find_map(|endpoint| matches(endpoint.path, path).map(|id| (endpoint, Some(id)))))
}

/// The id in a path that has the form of `pattern`.
fn matches<'p>(pattern: &str, path: &'p str) -> Option<&'p str> {
    let (before, rest) = pattern.split_once('{')?;
    let (_, after) = rest.split_once('}')?;
    let id = path.strip_prefix(before)?.strip_suffix(after)?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_with_its_id() {
        let found = |method: &Method, path: &'static str| {
            find(method, path).map(|(endpoint, id)| (endpoint.path, id))
        };
        assert_eq!(found(&Method::POST, "/v1/prices"), Some(("/v1/prices", None)));
        assert_eq!(found(&Method::GET, "/v1/prices/search"), Some(("/v1/prices/search", None)));
        assert_eq!(found(&Method::GET, "/v1/prices/price_1"), Some(("/v1/prices/{price}", Some("price_1"))));
        assert_eq!(
            found(&Method::POST, "/v1/checkout/sessions/cs_test_1/expire"),
            Some(("/v1/checkout/sessions/{session}/expire", Some("cs_test_1")))
        );
        assert_eq!(found(&Method::POST, "/v1/prices/"), None);
        assert_eq!(found(&Method::DELETE, "/v1/prices/price_1"), None);
        assert_eq!(found(&Method::POST, "/v1/nowhere"), None);
    }
}
