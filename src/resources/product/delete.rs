use serde::Deserialize;

use super::Product;
use crate::error::ApiError;
use crate::operation::{Deleted, Operation};
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct DeleteProduct {}

impl Operation for DeleteProduct {
    type Target = Id<Product>;
    type Output = Deleted<Product>;

    const EXPANDS: bool = false;

    fn perform(self, id: Id<Product>, tx: &mut Transaction<'_>) -> Result<Deleted<Product>, ApiError> {
        tx.target(&id)?;
        tx.delete(&id).ok();
        Ok(Deleted::new(id))
    }
}
