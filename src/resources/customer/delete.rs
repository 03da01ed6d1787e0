//! `DELETE /v1/customers/{customer}`
//!
//! <https://docs.stripe.com/api/customers/delete>

use serde::Deserialize;

use super::Customer;
use crate::error::{ApiError, At as _};
use crate::operation::{Deleted, Operation};
use crate::resources::{payment_method, subscription};
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct DeleteCustomer {}

impl Operation for DeleteCustomer {
    type Target = Id<Customer>;
    type Output = Deleted<Customer>;

    const EXPANDS: bool = false;

    fn perform(self, id: Id<Customer>, tx: &mut Transaction<'_>) -> Result<Deleted<Customer>, ApiError> {
        let customer = tx.target(&id)?;
        subscription::cancel_all(tx, &id);
        tx.delete(&id).at("id")?;
        tx.emit("customer.deleted", &customer);
        payment_method::detach_all(tx, &id);
        Ok(Deleted::new(id))
    }
}
