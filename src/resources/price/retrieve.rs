//! `GET /v1/prices/{price}`
//!
//! <https://docs.stripe.com/api/prices/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::Price;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RetrievePrice {}

impl Operation for RetrievePrice {
    type Target = Id<Price>;
    type Output = Arc<Price>;

    fn perform(self, id: Id<Price>, tx: &mut Transaction<'_>) -> Result<Arc<Price>, ApiError> {
        tx.target(&id)
    }
}
