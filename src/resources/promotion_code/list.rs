//! `GET /v1/promotion_codes`
//!
//! <https://docs.stripe.com/api/promotion_codes/list>

use std::sync::Arc;

use serde::Deserialize;

use super::PromotionCode;
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::resources::coupon::Coupon;
use crate::resources::customer::Customer;
use crate::store::Transaction;
use crate::values::{Id, Text, TimeRange};

#[derive(Debug, Deserialize)]
pub struct ListPromotionCodes {
    pub active: Option<bool>,
    /// Upper and lower case are alike.
    pub code: Option<Text>,
    pub coupon: Option<Id<Coupon>>,
    pub created: Option<TimeRange>,
    pub customer: Option<Id<Customer>>,
    pub customer_account: Option<Text>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListPromotionCodes {
    type Target = ();
    type Output = List<Arc<PromotionCode>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<PromotionCode>>, ApiError> {
        let Self {
            active,
            code,
            coupon,
            created,
            customer,
            customer_account,
            limit,
            starting_after,
            ending_before,
        } = self;
        let coupon_id = coupon.as_ref().map(Id::as_str);
        let key = code.as_deref().or(coupon_id).or(customer.as_ref().map(Id::as_str));
        Page { limit, starting_after, ending_before }.of_filed(
            key,
            tx,
            "/v1/promotion_codes",
            |found: &PromotionCode| {
                active.is_none_or(|active| found.active == active)
                    && code.as_ref().is_none_or(|code| found.code.eq_ignore_ascii_case(code))
                    && coupon.as_ref().is_none_or(|coupon| found.coupon == *coupon)
                    && created.is_none_or(|range| range.contains(found.created))
                    && customer.as_ref().is_none_or(|customer| found.customer.as_ref() == Some(customer))
                    && customer_account
                        .as_ref()
                        .is_none_or(|account| found.customer_account.as_ref() == Some(account))
            },
        )
    }
}
