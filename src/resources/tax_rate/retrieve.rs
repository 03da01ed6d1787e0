//! `GET /v1/tax_rates/{tax_rate}`
//!
//! <https://docs.stripe.com/api/tax_rates/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::TaxRate;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RetrieveTaxRate {}

impl Operation for RetrieveTaxRate {
    type Target = Id<TaxRate>;
    type Output = Arc<TaxRate>;

    fn perform(self, id: Id<TaxRate>, tx: &mut Transaction<'_>) -> Result<Arc<TaxRate>, ApiError> {
        tx.target(&id)
    }
}
