//! `GET /v1/subscription_items/{item}`
//!
//! <https://docs.stripe.com/api/subscription_items/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::SubscriptionItem;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RetrieveSubscriptionItem {}

impl Operation for RetrieveSubscriptionItem {
    type Target = Id<SubscriptionItem>;
    type Output = Arc<SubscriptionItem>;

    fn perform(
        self,
        id: Id<SubscriptionItem>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<SubscriptionItem>, ApiError> {
        tx.target(&id)
    }
}
