//! `GET /v1/invoice_payments/{invoice_payment}`
//!
//! <https://docs.stripe.com/api/invoice-payment/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::InvoicePayment;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RetrieveInvoicePayment {}

impl Operation for RetrieveInvoicePayment {
    type Target = Id<InvoicePayment>;
    type Output = Arc<InvoicePayment>;

    fn perform(
        self,
        id: Id<InvoicePayment>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<InvoicePayment>, ApiError> {
        tx.target(&id)
    }
}
