//! `POST /v1/coupons`
//!
//! <https://docs.stripe.com/api/coupons/create>

use std::sync::Arc;

use serde::Deserialize;

use super::{Coupon, CurrencyOption, Duration, PercentOff};
use crate::error::{ApiError, At as _, inferred, refusal};
use crate::operation::Operation;
use crate::resources::product::Product;
use crate::store::{Due, Transaction};
use crate::values::{
    Amount, Currency, CurrencyMap, Emptyable, EmptyableExt as _, Id, Int, Metadata, MetadataParam, Positive,
    Text, Timestamp,
};

/// An amount that is taken off: at least 1, at most eight digits.
type AmountOff = Int<1, 99_999_999>;

#[derive(Debug, Deserialize)]
pub struct CreateCoupon {
    /// Drawn unless it is given: 8 letters and digits.
    pub id: Option<Text>,
    pub amount_off: Option<AmountOff>,
    /// Goes with `amount_off`.
    pub currency: Option<Currency>,
    pub percent_off: Option<PercentOff>,
    pub duration: Option<Duration>,
    /// Goes with a `repeating` duration.
    pub duration_in_months: Option<Positive>,
    pub applies_to: Option<AppliesToParam>,
    pub currency_options: Option<CurrencyMap<CurrencyOptionParam>>,
    pub max_redemptions: Option<Positive>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub name: Option<Text<40>>,
    /// Unix seconds, at most five years from now.
    pub redeem_by: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
pub struct AppliesToParam {
    pub products: Option<Vec<Id<Product>>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct CurrencyOptionParam {
    pub amount_off: AmountOff,
}

impl CurrencyOptionParam {
    pub(super) fn option(self) -> CurrencyOption {
        CurrencyOption { amount_off: Amount::from_minor(self.amount_off.get()) }
    }
}

impl Operation for CreateCoupon {
    type Target = ();
    type Output = Arc<Coupon>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<Arc<Coupon>, ApiError> {
        self.check_amounts()?;
        let duration = self.duration.unwrap_or_default();
        match (duration, self.duration_in_months) {
            (Duration::Repeating, None) => return Err(refusal::repeating_without_months().into()),
            (Duration::Once | Duration::Forever, Some(_)) => {
                return Err(inferred::coupon_months_without_repeating().into());
            }
            _ => {}
        }
        if let Some(time) = self.redeem_by {
            super::check_deadline("redeem_by", time, tx.now())?;
        }
        let products = self.applies_to.and_then(|applies_to| applies_to.products);
        for (index, product) in products.iter().flatten().enumerate() {
            tx.get(product).at(format!("applies_to[products][{index}]"))?;
        }
        let metadata = Metadata::new(self.metadata.flatten())?;
        let id = match self.id {
            None => tx.new_id(),
            Some(id) if tx.find::<Coupon>(&id).is_some() => return Err(refusal::coupon_exists().into()),
            Some(id) => Id::new(id.as_str()),
        };
        let options = self.currency_options.unwrap_or_default();
        let coupon = tx.put(Coupon {
            id,
            amount_off: self.amount_off.map(|amount| Amount::from_minor(amount.get())),
            applies_to: products.filter(|products| !products.is_empty()),
            created: tx.now(),
            currency: self.currency.filter(|_| self.amount_off.is_some()),
            currency_options: options.into_iter().map(|(currency, sent)| (currency, sent.option())).collect(),
            duration,
            duration_in_months: self.duration_in_months.map(Int::get),
            ended: None,
            max_redemptions: self.max_redemptions.map(Int::get),
            metadata,
            name: self.name,
            percent_off: self.percent_off,
            redeem_by: self.redeem_by,
            times_redeemed: 0,
        });
        if let Some(time) = coupon.redeem_by {
            tx.look_at(time, Due::Coupon(coupon.id.clone()));
        }
        tx.emit("coupon.created", &coupon);
        Ok(coupon)
    }
}

impl CreateCoupon {
    /// Exactly one of a share and an amount, the amount with its currency.
    fn check_amounts(&self) -> Result<(), ApiError> {
        match (self.percent_off, self.amount_off) {
            (None, None) => return Err(refusal::coupon_without_amount().into()),
            (Some(_), Some(_)) => return Err(refusal::coupon_with_two_amounts().into()),
            (Some(_), None) if self.currency_options.is_some() => {
                return Err(refusal::exclusive("", "currency_options", "percent_off").into());
            }
            (Some(_), None) => return Ok(()),
            (None, Some(_)) => {}
        }
        let Some(currency) = self.currency else {
            return Err(refusal::needed_with("currency", "amount_off").into());
        };
        let own = self.currency_options.as_ref().and_then(|options| options.get(currency));
        if own.is_some() {
            let param = format!("currency_options[{currency}]");
            return Err(inferred::option_of_top_level_currency(param).into());
        }
        Ok(())
    }
}
