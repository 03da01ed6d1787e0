//! The arithmetic: every amount of a session, computed from what it sells and how it is sent.
//!
//! Whatever changes an input computes all amounts anew through [`compute`]; no amount is ever adjusted in place. Discounts
//! and taxes enter here.

pub mod calculation;

use super::line_item::{ItemAmounts, LineItem};
use super::{Session, Settings};
use crate::error::{ApiError, inferred, refusal};
use crate::resources::price::Price;
use crate::store::Transaction;
use crate::values::{Amount, Currency};

/// The amounts of a session, in minor units of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Totals {
    /// The items without discounts, taxes and shipping.
    pub subtotal: Amount,
    pub discount: Amount,
    /// What the chosen shipping option costs, without tax.
    pub shipping: Amount,
    pub shipping_tax: Amount,
    /// Taxes of items and shipping.
    pub tax: Amount,
    /// What is due.
    pub total: Amount,
}

/// Computes the amounts of each item and of the whole.
///
/// # Errors
/// An amount due that is more than nothing and less than the currency's least charge, or more than the greatest.
pub(super) fn compute(
    session: &mut Session,
    currency: Currency,
    tx: &Transaction<'_>,
) -> Result<(), ApiError> {
    let trial = session.settings.has_trial();
    let items: Vec<LineItem> = session
        .line_items
        .iter()
        .map(|item| {
            let subtotal = match tx.find::<Price>(item.price.as_str()) {
                // Nothing is due for a subscription while its trial lasts.
                Some(price) if trial && price.recurring.is_some() => Amount::ZERO,
                Some(price) => price.subtotal(currency, item.quantity.unwrap_or_default()),
                None => Amount::ZERO,
            };
            let amounts =
                ItemAmounts { subtotal, discount: Amount::ZERO, tax: Amount::ZERO, total: subtotal };
            LineItem { amounts, ..item.clone() }
        })
        .collect();
    let subtotal: Amount = items.iter().map(|item| item.amounts.subtotal).sum();
    let discount: Amount = items.iter().map(|item| item.amounts.discount).sum();
    let item_total: Amount = items.iter().map(|item| item.amounts.total).sum();
    let item_tax: Amount = items.iter().map(|item| item.amounts.tax).sum();
    let shipping = session.selected_option().map_or(Amount::ZERO, |option| option.shipping_amount);
    let total = item_total.plus(shipping);
    if let Some(minimum) = currency.minimum()
        && total > Amount::ZERO
        && total < minimum
    {
        return Err(refusal::total_too_small(minimum, currency).into());
    }
    if total > LARGEST_CHARGE {
        return Err(inferred::total_too_large().into());
    }
    session.line_items = items.into();
    session.totals =
        Some(Totals { subtotal, discount, shipping, shipping_tax: Amount::ZERO, tax: item_tax, total });
    Ok(())
}

/// Twelve digits: Stripe's limit is eight for most currencies and more for those of little value.
const LARGEST_CHARGE: Amount = Amount::from_minor(999_999_999_999);

impl Settings {
    fn has_trial(&self) -> bool {
        self.subscription_data.as_ref().is_some_and(|data| data.trial.is_some())
    }
}
