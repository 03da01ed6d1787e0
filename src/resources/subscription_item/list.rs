//! `GET /v1/subscription_items`
//!
//! <https://docs.stripe.com/api/subscription_items/list>

use std::sync::Arc;

use serde::Deserialize;

use super::SubscriptionItem;
use crate::error::{ApiError, At as _};
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::resources::subscription::Subscription;
use crate::store::Transaction;
use crate::values::{Id, Object as _, Text};

#[derive(Debug, Deserialize)]
pub struct ListSubscriptionItems {
    pub subscription: Id<Subscription>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListSubscriptionItems {
    type Target = ();
    type Output = List<Arc<SubscriptionItem>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<SubscriptionItem>>, ApiError> {
        let Self { subscription, limit, starting_after, ending_before } = self;
        let subscription = tx.get(&subscription).at("subscription")?;
        let url = format!("/v1/subscription_items?subscription={}", subscription.id);
        Page { limit, starting_after, ending_before }.of_slice(
            subscription.items.clone(),
            SubscriptionItem::NOUN,
            &url,
            |item| item.id.as_str(),
        )
    }
}
