//! `GET /v1/refunds/{refund}`
//!
//! <https://docs.stripe.com/api/refunds/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::Refund;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RetrieveRefund {}

impl Operation for RetrieveRefund {
    type Target = Id<Refund>;
    type Output = Arc<Refund>;

    fn perform(self, id: Id<Refund>, tx: &mut Transaction<'_>) -> Result<Arc<Refund>, ApiError> {
        tx.target(&id)
    }
}
