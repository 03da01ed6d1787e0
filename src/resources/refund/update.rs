//! `POST /v1/refunds/{refund}`
//!
//! <https://docs.stripe.com/api/refunds/update>

use std::sync::Arc;

use serde::Deserialize;

use super::Refund;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Emptyable, Id, MetadataParam};

#[derive(Debug, Deserialize)]
pub struct UpdateRefund {
    pub metadata: Option<Emptyable<MetadataParam>>,
}

impl Operation for UpdateRefund {
    type Target = Id<Refund>;
    type Output = Arc<Refund>;

    fn perform(self, id: Id<Refund>, tx: &mut Transaction<'_>) -> Result<Arc<Refund>, ApiError> {
        let before = tx.target(&id)?;
        let mut after = Refund::clone(&before);
        after.metadata.update(self.metadata)?;
        let after = tx.put(after);
        tx.emit_update("refund.updated", &before, &after);
        tx.emit_update("charge.refund.updated", &before, &after);
        Ok(after)
    }
}
