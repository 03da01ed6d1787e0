use serde::Deserialize;

use super::Customer;
use crate::error::ApiError;
use crate::operation::{Deleted, Operation};
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct DeleteCustomer {}

impl Operation for DeleteCustomer {
    type Target = Id<Customer>;
    type Output = Deleted<Customer>;

    const EXPANDS: bool = false;

    fn perform(self, id: Id<Customer>, tx: &mut Transaction<'_>) -> Result<Deleted<Customer>, ApiError> {
        tx.target(&id)?;
        tx.delete(&id).ok();
        Ok(Deleted::new(id))
    }
}
