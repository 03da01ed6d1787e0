//! `GET /v1/invoices/{invoice}/lines`
//!
//! <https://docs.stripe.com/api/invoice-line-item/list>

use serde::Deserialize;

use super::{Invoice, InvoiceLine};
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Id, Text};

#[derive(Debug, Deserialize)]
pub struct ListInvoiceLines {
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListInvoiceLines {
    type Target = Id<Invoice>;
    type Output = List<InvoiceLine>;

    fn perform(self, id: Id<Invoice>, tx: &mut Transaction<'_>) -> Result<List<InvoiceLine>, ApiError> {
        let invoice = tx.target(&id)?;
        let url = format!("/v1/invoices/{id}/lines");
        let page = Page {
            limit: self.limit,
            starting_after: self.starting_after,
            ending_before: self.ending_before,
        };
        page.of_slice(invoice.lines.to_vec(), "line item", &url, |line| &line.id)
    }
}
