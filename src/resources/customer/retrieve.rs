//! `GET /v1/customers/{customer}`
//!
//! Of a deleted customer the id is left.
//!
//! <https://docs.stripe.com/api/customers/retrieve>

use serde::Deserialize;

use super::Customer;
use crate::error::ApiError;
use crate::operation::{Deleted, MaybeDeleted, Operation};
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RetrieveCustomer {}

impl Operation for RetrieveCustomer {
    type Target = Id<Customer>;
    type Output = MaybeDeleted<Customer>;

    fn perform(self, id: Id<Customer>, tx: &mut Transaction<'_>) -> Result<MaybeDeleted<Customer>, ApiError> {
        if tx.is_deleted::<Customer>(id.as_str()) {
            return Ok(MaybeDeleted::Deleted(Deleted::new(id)));
        }
        tx.target(&id).map(MaybeDeleted::Live)
    }
}
