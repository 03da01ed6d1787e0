//! `POST /v1/prices/{price}`
//!
//! What a price costs cannot be changed; new currencies can be added.
//!
//! <https://docs.stripe.com/api/prices/update>

use std::sync::Arc;

use serde::Deserialize;

use super::create::{CurrencyOptionParam, option};
use super::{BillingScheme, CurrencyOption, Price};
use crate::error::{ApiError, inferred, refusal};
use crate::operation::Operation;
use crate::resources::tax_behavior::TaxBehavior;
use crate::store::Transaction;
use crate::values::{CurrencyMap, Emptyable, EmptyableExt as _, Id, MetadataParam, Text};

#[derive(Debug, Deserialize)]
pub struct UpdatePrice {
    pub active: Option<bool>,
    pub currency_options: Option<Emptyable<CurrencyMap<CurrencyOptionParam>>>,
    /// An empty one gives the key back (recorded, though the types do not say so).
    pub lookup_key: Option<Emptyable<Text<200>>>,
    pub transfer_lookup_key: Option<bool>,
    pub nickname: Option<Emptyable<Text>>,
    pub tax_behavior: Option<TaxBehavior>,
    pub metadata: Option<Emptyable<MetadataParam>>,
}

impl Operation for UpdatePrice {
    type Target = Id<Price>;
    type Output = Arc<Price>;

    fn perform(self, id: Id<Price>, tx: &mut Transaction<'_>) -> Result<Arc<Price>, ApiError> {
        let before = tx.target(&id)?;
        let mut price = Price::clone(&before);
        if let Some(active) = self.active {
            if !active && price.active && is_default(tx, &price) {
                return Err(refusal::default_price_cannot_be_archived().into());
            }
            price.active = active;
        }
        if let Some(behavior) = self.tax_behavior {
            if price.tax_behavior != TaxBehavior::Unspecified {
                return Err(refusal::tax_behavior_already_set().into());
            }
            price.tax_behavior = behavior;
        }
        match self.currency_options {
            None => {}
            Some(Emptyable::Empty) => price.currency_options = CurrencyMap::default(),
            Some(Emptyable::Value(sent)) => merge_options(&mut price, sent)?,
        }
        match self.lookup_key {
            None => {}
            Some(Emptyable::Empty) => {
                if let Some(key) = price.lookup_key.take() {
                    tx.set_lookup_key(&key, None);
                }
            }
            Some(Emptyable::Value(key)) => {
                take_lookup_key(tx, &before, &key, self.transfer_lookup_key.unwrap_or(false))?;
                if let Some(old) = price.lookup_key.replace(key.clone()).filter(|old| *old != key) {
                    tx.set_lookup_key(&old, None);
                }
            }
        }
        self.nickname.apply_to(&mut price.nickname);
        price.nickname = price.nickname.as_ref().and_then(Text::trimmed);
        price.metadata.update(self.metadata)?;
        let price = tx.put(price);
        super::plan::emit_updated(tx, &before, &price);
        Ok(price)
    }
}

fn is_default(tx: &Transaction<'_>, price: &Price) -> bool {
    tx.find::<crate::resources::product::Product>(price.product.as_str())
        .is_some_and(|product| product.default_price.as_ref() == Some(&price.id))
}

fn merge_options(price: &mut Price, sent: CurrencyMap<CurrencyOptionParam>) -> Result<(), ApiError> {
    for (currency, sent) in sent {
        let path = format!("currency_options[{currency}]");
        if currency == price.currency {
            return Err(inferred::option_of_top_level_currency(path).into());
        }
        let names_amount = sent.unit_amount.is_some()
            || sent.unit_amount_decimal.is_some()
            || sent.custom_unit_amount.is_some()
            || sent.tiers.is_some();
        let behavior = sent.tax_behavior;
        let merged = match price.currency_options.get(currency) {
            Some(known) if !names_amount => {
                CurrencyOption { tax_behavior: behavior.unwrap_or(known.tax_behavior), ..known.clone() }
            }
            known => {
                let new = option(sent, price.billing_scheme == BillingScheme::Tiered, &path)?;
                match known {
                    Some(known)
                        if known.unit_amount != new.unit_amount
                            || known.custom_unit_amount != new.custom_unit_amount
                            || known.tiers != new.tiers =>
                    {
                        return Err(refusal::immutable_currency_option().into());
                    }
                    Some(known) => CurrencyOption {
                        tax_behavior: behavior.unwrap_or(known.tax_behavior),
                        ..known.clone()
                    },
                    None => new,
                }
            }
        };
        price.currency_options.set(currency, merged);
    }
    Ok(())
}

/// Gives `price` a lookup key, taking it from its holder only if the caller asked for that.
///
/// # Errors
/// Another price holds it.
pub(super) fn take_lookup_key(
    tx: &mut Transaction<'_>,
    price: &Price,
    key: &Text<200>,
    transfer: bool,
) -> Result<(), ApiError> {
    if let Some(holder) = tx.lookup_key_holder(key).filter(|holder| *holder != price.id) {
        if !transfer {
            return Err(refusal::lookup_key_taken(holder.as_str()).into());
        }
        if let Some(holder) = tx.find::<Price>(holder.as_str()) {
            let without = tx.put(Price { lookup_key: None, ..Price::clone(&holder) });
            super::plan::emit_updated(tx, &holder, &without);
        }
    }
    tx.set_lookup_key(key, Some(price.id.clone()));
    Ok(())
}
