use std::sync::Arc;

use serde::Deserialize;

use super::Customer;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct UpdateCustomer {}

impl Operation for UpdateCustomer {
    type Target = Id<Customer>;
    type Output = Arc<Customer>;

    fn perform(self, id: Id<Customer>, tx: &mut Transaction<'_>) -> Result<Arc<Customer>, ApiError> {
        tx.target(&id)
    }
}
