use std::collections::HashMap;
use std::sync::Arc;

use super::Collection;
use crate::resources::checkout::Session;
use crate::resources::customer::Customer;
use crate::resources::price::Price;
use crate::resources::product::Product;
use crate::resources::shipping_rate::ShippingRate;
use crate::values::{Id, Object};

/// Every object of one account.
#[derive(Debug, Default)]
pub struct Objects {
    pub(super) sessions: Collection<Session>,
    pub(super) products: Collection<Product>,
    pub(super) prices: Collection<Price>,
    pub(super) customers: Collection<Customer>,
    pub(super) shipping_rates: Collection<ShippingRate>,
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

// Coupons, promotion codes, tax rates and what a payment leaves behind get their rows here.
stored! {
    Session => sessions,
    Product => products,
    Price => prices,
    Customer => customers,
    ShippingRate => shipping_rates,
}
