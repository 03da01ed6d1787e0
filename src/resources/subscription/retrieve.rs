//! `GET /v1/subscriptions/{subscription}`
//!
//! <https://docs.stripe.com/api/subscriptions/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::Subscription;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RetrieveSubscription {}

impl Operation for RetrieveSubscription {
    type Target = Id<Subscription>;
    type Output = Arc<Subscription>;

    fn perform(self, id: Id<Subscription>, tx: &mut Transaction<'_>) -> Result<Arc<Subscription>, ApiError> {
        tx.target(&id)
    }
}
