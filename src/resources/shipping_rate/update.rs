//! `POST /v1/shipping_rates/{shipping_rate}`
//!
//! The amount cannot be changed, only how it reads in other currencies.
//!
//! <https://docs.stripe.com/api/shipping_rates/update>

use std::sync::Arc;

use serde::Deserialize;

use super::{CurrencyOption, ShippingRate};
use crate::error::{ApiError, refusal};
use crate::operation::Operation;
use crate::resources::tax_behavior::TaxBehavior;
use crate::store::Transaction;
use crate::values::{Amount, CurrencyMap, Emptyable, Id, MetadataParam};

#[derive(Debug, Deserialize)]
pub struct UpdateShippingRate {
    pub active: Option<bool>,
    pub fixed_amount: Option<FixedAmountUpdate>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub tax_behavior: Option<TaxBehavior>,
}

#[derive(Debug, Deserialize)]
pub struct FixedAmountUpdate {
    pub currency_options: Option<CurrencyMap<CurrencyOptionUpdate>>,
}

#[derive(Debug, Deserialize)]
pub struct CurrencyOptionUpdate {
    pub amount: Option<Amount>,
    pub tax_behavior: Option<TaxBehavior>,
}

impl Operation for UpdateShippingRate {
    type Target = Id<ShippingRate>;
    type Output = Arc<ShippingRate>;

    fn perform(self, id: Id<ShippingRate>, tx: &mut Transaction<'_>) -> Result<Arc<ShippingRate>, ApiError> {
        let mut rate = ShippingRate::clone(&*tx.target(&id)?);
        if let Some(active) = self.active {
            rate.active = active;
        }
        if let Some(behavior) = self.tax_behavior {
            if rate.tax_behavior != TaxBehavior::Unspecified && rate.tax_behavior != behavior {
                return Err(refusal::tax_behavior_already_set().into());
            }
            rate.tax_behavior = behavior;
        }
        let options =
            self.fixed_amount.and_then(|fixed_amount| fixed_amount.currency_options).unwrap_or_default();
        for (currency, sent) in options {
            let path = "fixed_amount[currency_options]";
            if currency == rate.currency {
                return Err(refusal::option_of_own_currency(currency, path).into());
            }
            let before = rate.currency_options.get(currency).copied();
            let Some(amount) = sent.amount.or(before.map(|option| option.amount)) else {
                return Err(refusal::missing(format!("{path}[{currency}][amount]")).into());
            };
            let tax_behavior =
                sent.tax_behavior.or(before.map(|option| option.tax_behavior)).unwrap_or_default();
            rate.currency_options.set(currency, CurrencyOption { amount, tax_behavior });
        }
        rate.metadata.update(self.metadata)?;
        Ok(tx.put(rate))
    }
}
