//! `GET /v1/invoices/{invoice}`
//!
//! <https://docs.stripe.com/api/invoices/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::Invoice;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RetrieveInvoice {}

impl Operation for RetrieveInvoice {
    type Target = Id<Invoice>;
    type Output = Arc<Invoice>;

    fn perform(self, id: Id<Invoice>, tx: &mut Transaction<'_>) -> Result<Arc<Invoice>, ApiError> {
        tx.target(&id)
    }
}
