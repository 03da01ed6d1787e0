//! `POST /v1/coupons/{coupon}`
//!
//! What it takes off cannot be changed, only how much that is in other currencies.
//!
//! <https://docs.stripe.com/api/coupons/update>

use std::sync::Arc;

use serde::Deserialize;

use super::Coupon;
use super::create::CurrencyOptionParam;
use crate::error::{ApiError, inferred};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{CurrencyMap, Emptyable, Id, MetadataParam, Text};

#[derive(Debug, Deserialize)]
pub struct UpdateCoupon {
    pub currency_options: Option<CurrencyMap<CurrencyOptionParam>>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub name: Option<Text<40>>,
}

impl Operation for UpdateCoupon {
    type Target = Id<Coupon>;
    type Output = Arc<Coupon>;

    fn perform(self, id: Id<Coupon>, tx: &mut Transaction<'_>) -> Result<Arc<Coupon>, ApiError> {
        let before = tx.target(&id)?;
        let mut coupon = Coupon::clone(&before);
        let options_sent = self.currency_options.is_some();
        for (currency, sent) in self.currency_options.unwrap_or_default() {
            if coupon.amount_off.is_none() {
                return Err(inferred::currency_options_without_amount().into());
            }
            if coupon.currency == Some(currency) {
                let param = format!("currency_options[{currency}]");
                return Err(inferred::option_of_top_level_currency(param).into());
            }
            coupon.currency_options.set(currency, sent.option());
        }
        if self.name.is_some() {
            coupon.name = self.name;
        }
        coupon.metadata.update(self.metadata)?;
        let coupon = tx.put(coupon);
        tx.emit_change("coupon.updated", &before, &coupon, options_sent);
        Ok(coupon)
    }
}
