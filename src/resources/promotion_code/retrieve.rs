//! `GET /v1/promotion_codes/{promotion_code}`
//!
//! <https://docs.stripe.com/api/promotion_codes/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::PromotionCode;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RetrievePromotionCode {}

impl Operation for RetrievePromotionCode {
    type Target = Id<PromotionCode>;
    type Output = Arc<PromotionCode>;

    fn perform(
        self,
        id: Id<PromotionCode>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<PromotionCode>, ApiError> {
        tx.target(&id)
    }
}
