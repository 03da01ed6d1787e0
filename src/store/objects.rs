use std::collections::HashMap;
use std::sync::Arc;

use super::Collection;
use crate::events::Event;
use crate::resources::checkout::Session;
use crate::resources::coupon::Coupon;
use crate::resources::customer::Customer;
use crate::resources::price::Price;
use crate::resources::product::Product;
use crate::resources::promotion_code::PromotionCode;
use crate::resources::shipping_rate::ShippingRate;
use crate::resources::tax_rate::TaxRate;
use crate::resources::webhook_endpoint::WebhookEndpoint;
use crate::values::{Id, Object};

/// Every object of one account.
#[derive(Debug, Default)]
pub struct Objects {
    pub(super) sessions: Collection<Session>,
    pub(super) products: Collection<Product>,
    pub(super) prices: Collection<Price>,
    pub(super) customers: Collection<Customer>,
    pub(super) shipping_rates: Collection<ShippingRate>,
    pub(super) coupons: Collection<Coupon>,
    pub(super) promotion_codes: Collection<PromotionCode>,
    pub(super) tax_rates: Collection<TaxRate>,
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

// What a payment leaves behind gets its rows here.
stored! {
    Session => sessions,
    Product => products,
    Price => prices,
    Customer => customers,
    ShippingRate => shipping_rates,
    Coupon => coupons,
    PromotionCode => promotion_codes,
    TaxRate => tax_rates,
    Event => events,
    WebhookEndpoint => webhook_endpoints,
}
