use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use super::{Collection, snapshot};
use crate::events::Event;
use crate::resources::balance_transaction::BalanceTransaction;
use crate::resources::charge::Charge;
use crate::resources::checkout::Session;
use crate::resources::coupon::Coupon;
use crate::resources::customer::Customer;
use crate::resources::discount::Discount;
use crate::resources::invoice::Invoice;
use crate::resources::invoice_payment::InvoicePayment;
use crate::resources::payment_intent::PaymentIntent;
use crate::resources::payment_method::PaymentMethod;
use crate::resources::price::Price;
use crate::resources::product::Product;
use crate::resources::promotion_code::PromotionCode;
use crate::resources::refund::Refund;
use crate::resources::setup_intent::SetupIntent;
use crate::resources::shipping_rate::ShippingRate;
use crate::resources::subscription::Subscription;
use crate::resources::subscription_item::SubscriptionItem;
use crate::resources::tax_rate::TaxRate;
use crate::resources::webhook_endpoint::WebhookEndpoint;
use crate::values::{Id, Object};

/// Every object of one account.
#[derive(Debug, Default, Clone)]
pub struct Objects {
    pub(super) sessions: Collection<Session>,
    pub(super) products: Collection<Product>,
    pub(super) prices: Collection<Price>,
    pub(super) customers: Collection<Customer>,
    pub(super) shipping_rates: Collection<ShippingRate>,
    pub(super) coupons: Collection<Coupon>,
    pub(super) promotion_codes: Collection<PromotionCode>,
    pub(super) tax_rates: Collection<TaxRate>,
    pub(super) payment_intents: Collection<PaymentIntent>,
    pub(super) payment_methods: Collection<PaymentMethod>,
    pub(super) charges: Collection<Charge>,
    pub(super) setup_intents: Collection<SetupIntent>,
    pub(super) balance_transactions: Collection<BalanceTransaction>,
    pub(super) subscriptions: Collection<Subscription>,
    pub(super) subscription_items: Collection<SubscriptionItem>,
    pub(super) invoices: Collection<Invoice>,
    pub(super) invoice_payments: Collection<InvoicePayment>,
    pub(super) discounts: Collection<Discount>,
    pub(super) refunds: Collection<Refund>,
    pub(super) events: Collection<Event>,
    pub(super) webhook_endpoints: Collection<WebhookEndpoint>,
    /// Which price holds a lookup key.
    pub(super) lookup_keys: HashMap<Arc<str>, Id<Price>>,
}

/// A kind of object that has a collection of its own.
pub trait Stored: Object + Sized {
    fn collection(objects: &Objects) -> &Collection<Self>;
    fn collection_mut(objects: &mut Objects) -> &mut Collection<Self>;
}

macro_rules! stored {
    ($($kind:ty => $field:ident),+ $(,)?) => {
        /// In a snapshot, kind after kind.
        impl Objects {
            pub(super) fn each(&self, look: &mut dyn FnMut(&'static str, usize)) {
                $(look(<$kind>::NAME, self.$field.live_count());)+
            }

            pub(super) fn write(&self, bytes: &mut Vec<u8>) -> io::Result<()> {
                $(snapshot::write(&self.$field, bytes)?;)+
                snapshot::write_keys(&self.lookup_keys, bytes)
            }

            pub(super) fn read(bytes: &mut &[u8]) -> io::Result<Self> {
                Ok(Objects {
                    $($field: snapshot::read(bytes)?,)+
                    lookup_keys: snapshot::read_keys(bytes)?,
                })
            }
        }

        $(impl Stored for $kind {
            fn collection(objects: &Objects) -> &Collection<Self> {
                &objects.$field
            }

            fn collection_mut(objects: &mut Objects) -> &mut Collection<Self> {
                &mut objects.$field
            }
        })+
    };
}

stored! {
    Session => sessions,
    Product => products,
    Price => prices,
    Customer => customers,
    ShippingRate => shipping_rates,
    Coupon => coupons,
    PromotionCode => promotion_codes,
    TaxRate => tax_rates,
    PaymentIntent => payment_intents,
    PaymentMethod => payment_methods,
    Charge => charges,
    SetupIntent => setup_intents,
    BalanceTransaction => balance_transactions,
    Subscription => subscriptions,
    SubscriptionItem => subscription_items,
    Invoice => invoices,
    InvoicePayment => invoice_payments,
    Discount => discounts,
    Refund => refunds,
    Event => events,
    WebhookEndpoint => webhook_endpoints,
}
