//! `POST /v1/customers`
//!
//! <https://docs.stripe.com/api/customers/create>

use std::sync::Arc;

use serde::Deserialize;

use super::Customer;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Metadata, MetadataParam, Object as _, Text};

#[derive(Debug, Deserialize)]
pub struct CreateCustomer {
    pub email: Option<Text>,
    pub metadata: Option<MetadataParam>,
}

impl Operation for CreateCustomer {
    type Target = ();
    type Output = Arc<Customer>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<Arc<Customer>, ApiError> {
        let customer = Customer {
            id: tx.new_id(),
            object: Customer::NAME,
            created: tx.now(),
            email: self.email,
            livemode: false,
            metadata: Metadata::new(self.metadata)?,
        };
        Ok(tx.put(customer))
    }
}
