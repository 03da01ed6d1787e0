//! `POST /v1/promotion_codes/{promotion_code}`
//!
//! Everything else stays as it was made.
//!
//! <https://docs.stripe.com/api/promotion_codes/update>

use std::sync::Arc;

use serde::Deserialize;

use super::PromotionCode;
use super::create::CurrencyOptionParam;
use crate::error::{ApiError, inferred};
use crate::operation::Operation;
use crate::resources::coupon::Coupon;
use crate::store::Transaction;
use crate::values::{CurrencyMap, Emptyable, Id, MetadataParam};

#[derive(Debug, Deserialize)]
pub struct UpdatePromotionCode {
    /// A code can be switched on again while it and its coupon could still be redeemed.
    pub active: Option<bool>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub restrictions: Option<RestrictionsUpdate>,
}

#[derive(Debug, Deserialize)]
pub struct RestrictionsUpdate {
    pub currency_options: Option<CurrencyMap<CurrencyOptionParam>>,
}

impl Operation for UpdatePromotionCode {
    type Target = Id<PromotionCode>;
    type Output = Arc<PromotionCode>;

    fn perform(
        self,
        id: Id<PromotionCode>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<PromotionCode>, ApiError> {
        let before = tx.target(&id)?;
        let mut code = PromotionCode::clone(&before);
        if self.active == Some(true) && !code.active {
            let coupon = tx.find::<Coupon>(code.coupon.as_str());
            let over = code.is_expired(tx.now()) || code.is_used_up();
            if over || !coupon.is_some_and(|coupon| coupon.is_valid()) {
                return Err(inferred::promotion_code_cannot_be_reactivated().into());
            }
            super::check_unique(tx, &code)?;
        }
        code.active = self.active.unwrap_or(code.active);
        let options = self.restrictions.and_then(|restrictions| restrictions.currency_options);
        let options_sent = options.is_some();
        code.restrictions.set_options(options.unwrap_or_default())?;
        code.metadata.update(self.metadata)?;
        let code = tx.put(code);
        tx.emit_change("promotion_code.updated", &before, &code, options_sent);
        Ok(code)
    }
}
