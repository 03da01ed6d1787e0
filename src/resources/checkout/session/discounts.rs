//! What is taken off a session's price.

use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use super::{Mode, Session};
use crate::error::{ApiError, At as _, Refusal, inferred, refusal};
use crate::resources::coupon::Coupon;
use crate::resources::discount::Discount;
use crate::resources::promotion_code::{PromotionCode, Purchase};
use crate::store::Transaction;
use crate::values::{Id, Timestamp};

/// An entry of `discounts`.
#[derive(Debug, Deserialize)]
pub struct DiscountParam {
    pub coupon: Option<Id<Coupon>>,
    pub promotion_code: Option<Id<PromotionCode>>,
}

/// A coupon a session was given, as it was then: deleting it later changes nothing here.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct AppliedDiscount {
    pub id: Id<Discount>,
    pub coupon: Arc<Coupon>,
    pub promotion_code: Option<Id<PromotionCode>>,
    pub start: Timestamp,
}

impl Serialize for AppliedDiscount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'d> {
            coupon: Option<&'d Id<Coupon>>,
            promotion_code: &'d Option<Id<PromotionCode>>,
        }

        let coupon = self.promotion_code.is_none().then_some(&self.coupon.id);
        View { coupon, promotion_code: &self.promotion_code }.serialize(serializer)
    }
}

impl AppliedDiscount {
    /// The discount as an object of its own, inside amounts that were taken off.
    pub(super) fn to_object(&self, session: &Session) -> Discount {
        Discount {
            id: self.id.clone(),
            // Documented: a discount of a subscription names no session.
            checkout_session: (session.settings.mode == Mode::Payment).then(|| session.id.clone()),
            coupon: self.coupon.id.clone(),
            customer: session.customer.clone(),
            customer_account: session.settings.customer_account.clone(),
            end: None,
            invoice: None,
            invoice_item: None,
            promotion_code: self.promotion_code.clone(),
            start: self.start,
            subscription: None,
            subscription_item: None,
        }
    }
}

/// Reads the discounts of a purchase whose items sell `products`.
///
/// # Errors
/// Both a coupon and a code, neither, one that does not exist, cannot be redeemed, has no amount in the purchase's currency
/// or takes off from nothing in it.
pub(super) fn apply(
    sent: Vec<DiscountParam>,
    purchase: Purchase<'_>,
    products: &[Id<crate::resources::product::Product>],
    tx: &mut Transaction<'_>,
) -> Result<Vec<AppliedDiscount>, ApiError> {
    let mut applied = Vec::with_capacity(sent.len());
    for (index, sent) in sent.into_iter().enumerate() {
        let path = format!("discounts[{index}]");
        let (coupon, promotion_code, param) = match (sent.coupon, sent.promotion_code) {
            (Some(_), Some(_)) => return Err(refusal::exclusive(&path, "coupon", "promotion_code").into()),
            (None, None) => return Err(inferred::discount_without_coupon(&path).into()),
            (Some(id), None) => {
                let param = format!("{path}[coupon]");
                let coupon = tx.get(&id).at(&param)?;
                coupon.check().map_err(|refused| refused.at(&param))?;
                (coupon, None, param)
            }
            (None, Some(id)) => {
                let param = format!("{path}[promotion_code]");
                let code = tx.get(&id).at(&param)?;
                (code.check(tx, purchase, &param)?, Some(id), param)
            }
        };
        let refuse = |refused: Refusal| ApiError::from(refused.at(&param));
        if coupon.deduction_in(purchase.currency).is_none() {
            let only = coupon.currency.unwrap_or(purchase.currency);
            return Err(refuse(refusal::other_currency("coupon", only, purchase.currency)));
        }
        if !products.iter().any(|product| coupon.applies_to_product(product)) {
            return Err(refuse(inferred::coupon_applies_to_nothing()));
        }
        applied.push(AppliedDiscount { id: tx.new_unstored_id(), coupon, promotion_code, start: tx.now() });
    }
    Ok(applied)
}
