//! Subscription items: the prices of a subscription.
//!
//! <https://docs.stripe.com/api/subscription_items>

mod list;
mod retrieve;

use std::sync::Arc;

pub use list::ListSubscriptionItems;
pub use retrieve::RetrieveSubscriptionItem;
use serde::{Serialize, Serializer};

use super::discount::Discount;
use super::price::{Plan, Price};
use super::subscription::Subscription;
use super::tax_rate::TaxRate;
use crate::http::expand::Expandable;
use crate::values::{Id, Metadata, Object, Timestamp};

/// A price a customer pays again and again.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct SubscriptionItem {
    pub id: Id<SubscriptionItem>,
    pub created: Timestamp,
    /// What was paid last pays for the time from here to there.
    pub current_period_end: Timestamp,
    pub current_period_start: Timestamp,
    pub metadata: Metadata,
    pub price: Arc<Price>,
    /// `None` for a metered price.
    pub quantity: Option<i64>,
    pub subscription: Id<Subscription>,
    pub tax_rates: Vec<Arc<TaxRate>>,
}

impl Object for SubscriptionItem {
    const NAME: &'static str = "subscription_item";
    const NOUN: &'static str = "subscription_item";
    const PREFIX: &'static str = "si_";
    const ID_LENGTH: usize = 14;
    const PATH_PARAM: &'static str = "item";
    const EXPAND: &'static [Expandable] = &[
        Expandable::reference::<Discount>("discounts"),
        Expandable::hash("plan"),
        Expandable::hash("price"),
        Expandable::hash("tax_rates"),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "billing_thresholds",
        "created",
        "current_period_end",
        "current_period_start",
        "metadata",
        "quantity",
        "subscription",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }
}

impl Serialize for SubscriptionItem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // `()` is written as `null`: there is nothing to put there yet.
        #[derive(Serialize)]
        struct View<'i> {
            id: &'i Id<SubscriptionItem>,
            object: &'static str,
            billing_thresholds: (),
            created: Timestamp,
            current_period_end: Timestamp,
            current_period_start: Timestamp,
            current_trial: (),
            discounts: [(); 0],
            metadata: &'i Metadata,
            plan: Plan,
            price: &'i Price,
            #[serde(skip_serializing_if = "Option::is_none")]
            quantity: Option<i64>,
            subscription: &'i Id<Subscription>,
            tax_rates: &'i [Arc<TaxRate>],
        }

        View {
            id: &self.id,
            object: Self::NAME,
            billing_thresholds: (),
            created: self.created,
            current_period_end: self.current_period_end,
            current_period_start: self.current_period_start,
            current_trial: (),
            discounts: [],
            metadata: &self.metadata,
            plan: Plan::of(&self.price),
            price: &self.price,
            quantity: self.quantity,
            subscription: &self.subscription,
            tax_rates: &self.tax_rates,
        }
        .serialize(serializer)
    }
}
