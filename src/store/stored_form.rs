use borsh::{BorshDeserialize, BorshSerialize};
fn check<T: BorshSerialize + BorshDeserialize>() {}
pub fn all() {
    use crate::resources as r;
    check::<r::checkout::Session>();
    check::<r::product::Product>();
    check::<r::price::Price>();
    check::<r::customer::Customer>();
    check::<r::shipping_rate::ShippingRate>();
    check::<r::coupon::Coupon>();
    check::<r::promotion_code::PromotionCode>();
    check::<r::tax_rate::TaxRate>();
    check::<r::payment_intent::PaymentIntent>();
    check::<r::payment_method::PaymentMethod>();
    check::<r::charge::Charge>();
    check::<r::setup_intent::SetupIntent>();
    check::<r::balance_transaction::BalanceTransaction>();
    check::<r::subscription::Subscription>();
    check::<r::subscription_item::SubscriptionItem>();
    check::<r::invoice::Invoice>();
    check::<r::invoice_payment::InvoicePayment>();
    check::<r::discount::Discount>();
    check::<r::refund::Refund>();
    check::<r::webhook_endpoint::WebhookEndpoint>();
    check::<crate::store::timers::Timers>();
    check::<crate::store::TaxTable>();
    check::<crate::clock::Clock>();
    check::<crate::values::IdSource>();
}
