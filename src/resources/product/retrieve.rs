//! `GET /v1/products/{id}`
//!
//! <https://docs.stripe.com/api/products/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::Product;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RetrieveProduct {}

impl Operation for RetrieveProduct {
    type Target = Id<Product>;
    type Output = Arc<Product>;

    fn perform(self, id: Id<Product>, tx: &mut Transaction<'_>) -> Result<Arc<Product>, ApiError> {
        tx.target(&id)
    }
}
