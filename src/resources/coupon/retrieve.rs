//! `GET /v1/coupons/{coupon}`
//!
//! <https://docs.stripe.com/api/coupons/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::Coupon;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RetrieveCoupon {}

impl Operation for RetrieveCoupon {
    type Target = Id<Coupon>;
    type Output = Arc<Coupon>;

    fn perform(self, id: Id<Coupon>, tx: &mut Transaction<'_>) -> Result<Arc<Coupon>, ApiError> {
        tx.target(&id)
    }
}
