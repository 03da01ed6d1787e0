//! `GET /v1/charges/{charge}`
//!
//! <https://docs.stripe.com/api/charges/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::Charge;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RetrieveCharge {}

impl Operation for RetrieveCharge {
    type Target = Id<Charge>;
    type Output = Arc<Charge>;

    fn perform(self, id: Id<Charge>, tx: &mut Transaction<'_>) -> Result<Arc<Charge>, ApiError> {
        tx.target(&id)
    }
}
