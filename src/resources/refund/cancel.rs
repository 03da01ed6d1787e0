//! `POST /v1/refunds/{refund}/cancel`
//!
//! <https://docs.stripe.com/api/refunds/cancel>

use std::sync::Arc;

use serde::Deserialize;

use super::Refund;
use crate::error::{ApiError, refusal};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct CancelRefund {}

impl Operation for CancelRefund {
    type Target = Id<Refund>;
    type Output = Arc<Refund>;

    /// Only a refund that waits for its customer's bank details could be canceled, and none does here.
    fn perform(self, id: Id<Refund>, tx: &mut Transaction<'_>) -> Result<Arc<Refund>, ApiError> {
        tx.target(&id)?;
        Err(refusal::refund_not_cancelable().into())
    }
}
