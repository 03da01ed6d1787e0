//! `GET /v1/balance_transactions/{id}`
//!
//! <https://docs.stripe.com/api/balance_transactions/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::BalanceTransaction;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RetrieveBalanceTransaction {}

impl Operation for RetrieveBalanceTransaction {
    type Target = Id<BalanceTransaction>;
    type Output = Arc<BalanceTransaction>;

    fn perform(
        self,
        id: Id<BalanceTransaction>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<BalanceTransaction>, ApiError> {
        tx.target(&id)
    }
}
