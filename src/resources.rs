//! Stripe's resources, one folder each, one file per operation: a path of the public API is a path in this tree.

pub mod address;
pub mod balance_transaction;
pub mod billing_details;
pub mod charge;
pub mod checkout;
pub mod client_secret;
pub mod coupon;
pub mod customer;
pub mod discount;
pub mod event;
pub mod invoice;
pub mod invoice_payment;
pub mod payment_intent;
pub mod payment_method;
pub mod payment_page;
pub mod price;
pub mod product;
pub mod promotion_code;
pub mod refund;
pub mod setup_intent;
pub mod shipping_rate;
pub mod subscription;
pub mod subscription_item;
pub mod tax_behavior;
pub mod tax_rate;
pub mod webhook_endpoint;

use crate::http::expand::Fields;
use crate::store::{Context, Due, State, Transaction};
use crate::values::{Object, Timestamp};

/// What `expand` may name in a kind of object.
pub fn fields(kind: &str) -> Option<Fields> {
    fn of<T: Object>() -> Fields {
        Fields { expand: T::EXPAND, plain: T::PLAIN }
    }
    Some(match kind {
        checkout::Session::NAME => of::<checkout::Session>(),
        checkout::LINE_ITEM => {
            Fields { expand: checkout::LINE_ITEM_EXPAND, plain: checkout::LINE_ITEM_PLAIN }
        }
        product::Product::NAME => of::<product::Product>(),
        price::Price::NAME => of::<price::Price>(),
        customer::Customer::NAME => of::<customer::Customer>(),
        shipping_rate::ShippingRate::NAME => of::<shipping_rate::ShippingRate>(),
        coupon::Coupon::NAME => of::<coupon::Coupon>(),
        promotion_code::PromotionCode::NAME => of::<promotion_code::PromotionCode>(),
        tax_rate::TaxRate::NAME => of::<tax_rate::TaxRate>(),
        payment_intent::PaymentIntent::NAME => of::<payment_intent::PaymentIntent>(),
        payment_method::PaymentMethod::NAME => of::<payment_method::PaymentMethod>(),
        charge::Charge::NAME => of::<charge::Charge>(),
        setup_intent::SetupIntent::NAME => of::<setup_intent::SetupIntent>(),
        refund::Refund::NAME => of::<refund::Refund>(),
        balance_transaction::BalanceTransaction::NAME => of::<balance_transaction::BalanceTransaction>(),
        subscription::Subscription::NAME => of::<subscription::Subscription>(),
        subscription_item::SubscriptionItem::NAME => of::<subscription_item::SubscriptionItem>(),
        invoice::Invoice::NAME => of::<invoice::Invoice>(),
        invoice::INVOICE_LINE => {
            Fields { expand: invoice::INVOICE_LINE_EXPAND, plain: invoice::INVOICE_LINE_PLAIN }
        }
        invoice_payment::InvoicePayment::NAME => of::<invoice_payment::InvoicePayment>(),
        discount::Discount::NAME => of::<discount::Discount>(),
        crate::events::Event::NAME => of::<crate::events::Event>(),
        webhook_endpoint::WebhookEndpoint::NAME => of::<webhook_endpoint::WebhookEndpoint>(),
        _ => return None,
    })
}

/// Does what has fallen due by `now`, in order of due time.
pub(crate) fn run_due(state: &mut State, context: &Context<'_>, now: Timestamp) -> bool {
    // No request causes it, even if one is what finds it due.
    let context = &Context { request: None, version: context.own_version, ..*context };
    let mut did = false;
    while let Some((time, due)) = Transaction::next_due(state, now) {
        did = true;
        let mut tx = Transaction::begin(state, context, time);
        match due {
            Due::Session(session) => checkout::expire_if_open(&mut tx, &session),
            Due::Coupon(coupon) => coupon::expire(&mut tx, &coupon),
            Due::PromotionCode(code) => promotion_code::expire(&mut tx, &code),
            Due::Balance(charge) => balance_transaction::when_known(&mut tx, &charge),
            Due::InvoicePayment(payment) => invoice::pay::when_told(&mut tx, &payment),
            Due::TrialEnding(subscription) => subscription::trial_will_end(&mut tx, &subscription),
            Due::SubscriptionEnd(subscription) => subscription::when_due(&mut tx, &subscription),
            Due::Refund(refund) => refund::when_due(&mut tx, &refund),
            Due::Available(entry) => balance_transaction::when_available(&mut tx, &entry),
            Due::Settlement(intent) => payment_intent::settle::when_due(&mut tx, &intent),
            Due::Capture(intent) => payment_intent::canceling::when_uncaptured(&mut tx, &intent),
        }
        tx.commit();
    }
    did
}
