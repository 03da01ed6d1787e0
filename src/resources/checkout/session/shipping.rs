//! How an order is sent, and where to.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Session;
use crate::error::{ApiError, At as _, inferred, refusal};
use crate::resources::address::Address;
use crate::resources::shipping_rate::{self, ShippingRate, ShippingRateParams};
use crate::store::Transaction;
use crate::values::{Amount, Country, Currency, Id, Text};

/// A rate the customer can choose, and what it costs in the session's currency.
#[derive(Debug, Clone, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct ShippingOption {
    pub shipping_amount: Amount,
    pub shipping_rate: Id<ShippingRate>,
}

/// Who receives the order, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct ShippingDetails {
    pub address: Address,
    pub name: Text<255>,
}

/// An entry of `shipping_options`.
#[derive(Debug, Deserialize)]
pub struct ShippingOptionParam {
    pub shipping_rate: Option<Id<ShippingRate>>,
    pub shipping_rate_data: Option<ShippingRateParams>,
}

/// `collected_information[shipping_details]`: it replaces what was there as a whole.
#[derive(Debug, Deserialize)]
pub struct ShippingDetailsParam {
    pub name: Text<255>,
    pub address: ShippingAddressParam,
}

#[derive(Debug, Deserialize)]
pub struct ShippingAddressParam {
    pub country: Country,
    pub line1: Text,
    pub line2: Option<Text>,
    pub city: Option<Text>,
    pub state: Option<Text>,
    pub postal_code: Option<Text>,
}

/// Reads the options of a session in `currency`, making the rates that are described instead of named.
///
/// # Errors
/// Both or neither of rate and data, an unknown or inactive rate, one that cannot be paid in the currency.
pub(super) fn options(
    sent: Vec<ShippingOptionParam>,
    currency: Currency,
    tx: &mut Transaction<'_>,
) -> Result<Vec<ShippingOption>, ApiError> {
    let mut options = Vec::with_capacity(sent.len());
    for (index, sent) in sent.into_iter().enumerate() {
        let path = format!("shipping_options[{index}]");
        let (rate, param) = match (sent.shipping_rate, sent.shipping_rate_data) {
            (Some(_), Some(_)) => {
                return Err(refusal::exclusive(&path, "shipping_rate", "shipping_rate_data").into());
            }
            (None, None) => return Err(inferred::shipping_option_without_rate(&path).into()),
            (Some(id), None) => {
                let param = format!("{path}[shipping_rate]");
                let rate = tx.get(&id).at(&param)?;
                if !rate.active {
                    return Err(refusal::inactive("shipping rate").at(param).into());
                }
                (rate, param)
            }
            (None, Some(data)) => {
                let path = format!("{path}[shipping_rate_data]");
                (shipping_rate::create(data, tx, &path)?, format!("{path}[fixed_amount][currency]"))
            }
        };
        let Some(shipping_amount) = rate.amount_in(currency) else {
            return Err(refusal::other_currency("shipping rate", rate.currency, currency).at(param).into());
        };
        options.push(ShippingOption { shipping_amount, shipping_rate: rate.id.clone() });
    }
    Ok(options)
}

/// The position of the option that stays chosen when a session's options are replaced: the rate chosen before if it is
/// among the new ones, else the first.
pub(super) fn keep_selected(session: &Session, options: &[ShippingOption]) -> usize {
    let chosen = session.selected_option().map(|option| &option.shipping_rate);
    chosen
        .and_then(|rate| options.iter().position(|option| option.shipping_rate == *rate))
        .unwrap_or_default()
}

impl ShippingDetailsParam {
    /// # Errors
    /// A country the session does not ship to.
    pub(super) fn check(self, allowed: &[&str]) -> Result<Arc<ShippingDetails>, ApiError> {
        let country = self.address.country;
        if !allowed.contains(&country.as_str()) {
            let param = "collected_information[shipping_details][address][country]";
            return Err(inferred::country_not_allowed(country, param).into());
        }
        Ok(Arc::new(ShippingDetails {
            address: Address {
                city: self.address.city,
                country: Some(country),
                line1: Some(self.address.line1),
                line2: self.address.line2,
                postal_code: self.address.postal_code,
                state: self.address.state,
            },
            name: self.name,
        }))
    }
}
