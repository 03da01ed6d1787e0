//! Stripe's resources, one folder each, one file per operation: a path of the public API is a path in this tree.

pub mod address;
pub mod checkout;
pub mod customer;
pub mod price;
pub mod product;
pub mod shipping_rate;
pub mod tax_behavior;

use crate::http::expand::Fields;
use crate::store::{Context, State, Transaction};
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
        _ => return None,
    })
}

/// Does what has fallen due by `now`, in order of due time.
pub(crate) fn run_due(state: &mut State, context: &Context<'_>, now: Timestamp) {
    while let Some((time, session)) = Transaction::next_due(state, now) {
        let mut tx = Transaction::begin(state, context, time);
        checkout::expire_if_open(&mut tx, &session);
        tx.commit();
    }
}
