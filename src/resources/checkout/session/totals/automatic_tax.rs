//! Taxes that Stripe would compute: the account's own table of rates stands in for Stripe's.
//!
//! <https://docs.stripe.com/tax/checkout>

use std::sync::Arc;

use super::super::Session;
use super::Applicable;
use crate::resources::customer::{Customer, TaxExempt};
use crate::resources::shipping_rate::ShippingRate;
use crate::resources::tax_behavior::TaxBehavior;
use crate::resources::tax_rate::{self, TaxRate};
use crate::store::Transaction;
use crate::values::{Country, Currency, Id, Percent, Text};

/// Where tax is due, and whether this customer owes it.
pub(super) struct Location {
    country: Country,
    state: Option<Text>,
    percentage: Option<Percent<4>>,
    exempt: bool,
}

/// The place an order is taxed at: where it is sent, else where its customer is.
pub(super) fn location(session: &Session, tx: &Transaction<'_>) -> Option<Location> {
    let customer = session.customer.as_ref().and_then(|id| tx.find::<Customer>(id.as_str()));
    let details = session.collected.as_ref().and_then(|collected| collected.shipping_details.as_ref());
    let (country, state) = match (details, &customer) {
        (Some(details), _) => (details.address.country?, details.address.state.clone()),
        (None, Some(customer)) => {
            let location = customer.tax_location()?;
            (location.country, location.state)
        }
        (None, None) => return None,
    };
    let percentage = tx.tax_table().rate(country, state.as_deref());
    let exempt = customer.is_some_and(|customer| customer.tax_exempt != TaxExempt::None);
    Some(Location { country, state, percentage, exempt })
}

impl Location {
    /// The rate for an amount that includes tax or does not. An amount that does not say so does not.
    pub(super) fn rates(&self, behavior: TaxBehavior, tx: &mut Transaction<'_>) -> Vec<Applicable> {
        let Some(percentage) = self.percentage.filter(|_| !self.exempt) else { return Vec::new() };
        let inclusive = behavior == TaxBehavior::Inclusive;
        let rate: Arc<TaxRate> =
            tax_rate::automatic(tx, self.country, self.state.as_ref(), percentage, inclusive);
        vec![Applicable { rate, reason: Some("standard_rated") }]
    }

    pub(super) fn shipping_rates(
        &self,
        rate: &Id<ShippingRate>,
        currency: Currency,
        tx: &mut Transaction<'_>,
    ) -> Vec<Applicable> {
        let behavior = tx.find::<ShippingRate>(rate.as_str()).map(|rate| rate.tax_behavior_in(currency));
        self.rates(behavior.unwrap_or_default(), tx)
    }
}
