//! `DELETE /v1/coupons/{coupon}`
//!
//! What has the coupon already keeps it; its promotion codes become inactive. Its id may be given to another coupon.
//!
//! <https://docs.stripe.com/api/coupons/delete>

use serde::Deserialize;

use super::{Coupon, Ended};
use crate::error::{ApiError, At as _};
use crate::operation::{Deleted, Operation};
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct DeleteCoupon {}

impl Operation for DeleteCoupon {
    type Target = Id<Coupon>;
    type Output = Deleted<Coupon>;

    const EXPANDS: bool = false;

    fn perform(self, id: Id<Coupon>, tx: &mut Transaction<'_>) -> Result<Deleted<Coupon>, ApiError> {
        let coupon = tx.target(&id)?;
        let coupon = super::end(tx, &coupon, Ended::Deleted);
        tx.delete(&id).at("coupon")?;
        tx.emit("coupon.deleted", &coupon);
        Ok(Deleted::new(id))
    }
}
