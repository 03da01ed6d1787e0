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

/// Where tax is due, and how much of it this customer owes.
pub(super) struct Location {
    country: Country,
    state: Option<Text>,
    percentage: Percent<4>,
    /// Why it is that much.
    reason: &'static str,
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
        (None, None) => {
            // A guest's: what they typed on the page.
            let address = session.customer_details.as_ref().and_then(|details| details.address.as_ref())?;
            (address.country?, address.state.clone())
        }
    };
    let percentage = tx.tax_table().rate(country, state.as_deref());
    let exempt = customer.map_or(TaxExempt::None, |customer| customer.tax_exempt);
    let (percentage, reason) = match (percentage, exempt) {
        (Some(percentage), TaxExempt::None) => (percentage, STANDARD_RATED),
        (Some(_), TaxExempt::Exempt) => (Percent::ZERO, "customer_exempt"),
        (Some(_), TaxExempt::Reverse) => (Percent::ZERO, "reverse_charge"),
        (None, _) => (Percent::ZERO, "not_collecting"),
    };
    Some(Location { country, state, percentage, reason })
}

const STANDARD_RATED: &str = "standard_rated";

impl Location {
    /// The rate for an amount that includes tax or does not. An amount that does not say so does not.
    ///
    /// There is one where no tax is due, too: of 0 %, on an amount of 0, with the reason.
    /// <https://docs.stripe.com/tax/zero-tax>
    pub(super) fn rates(&self, behavior: TaxBehavior, tx: &mut Transaction<'_>) -> Vec<Applicable> {
        let inclusive = behavior == TaxBehavior::Inclusive;
        let rate: Arc<TaxRate> =
            tax_rate::automatic(tx, self.country, self.state.as_ref(), self.percentage, inclusive);
        vec![Applicable { rate, reason: Some(self.reason), taxed: self.reason == STANDARD_RATED }]
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
