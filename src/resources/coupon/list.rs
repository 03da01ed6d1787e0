//! `GET /v1/coupons`
//!
//! <https://docs.stripe.com/api/coupons/list>

use std::sync::Arc;

use serde::Deserialize;

use super::Coupon;
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Text, TimeRange};

#[derive(Debug, Deserialize)]
pub struct ListCoupons {
    pub created: Option<TimeRange>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListCoupons {
    type Target = ();
    type Output = List<Arc<Coupon>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<Coupon>>, ApiError> {
        let Self { created, limit, starting_after, ending_before } = self;
        Page { limit, starting_after, ending_before }.of(tx, "/v1/coupons", |coupon: &Coupon| {
            created.is_none_or(|range| range.contains(coupon.created))
        })
    }
}
