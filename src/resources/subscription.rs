//! Subscriptions: what a customer pays again and again.
//!
//! A session starts one ([`start`]). Renewals, prorations and changes of items are not done yet: their place is beside
//! [`start`], one file each.
//!
//! <https://docs.stripe.com/api/subscriptions>

mod cancel;
mod end;
mod list;
mod retrieve;
pub(crate) mod start;
mod update;
mod view;

use std::sync::Arc;

pub use cancel::CancelSubscription;
pub(crate) use end::{cancel_all, trial_will_end, when_due};
pub use list::ListSubscriptions;
pub use retrieve::RetrieveSubscription;
use serde::Serialize;
pub use update::UpdateSubscription;

use super::checkout::session::{Anchor, BillingMode, SubscriptionInvoiceSettings};
use super::checkout::session::{PendingInterval, SubscriptionTransferData};
use super::coupon::Coupon;
use super::customer::Customer;
use super::discount::Discount;
use super::invoice::Invoice;
use super::payment_method::PaymentMethod;
use super::price::Price;
use super::subscription_item::SubscriptionItem;
use super::tax_rate::TaxRate;
use crate::http::expand::Expandable;
use crate::values::{Currency, Id, Metadata, Object, Percent, Text, Timestamp, word};

/// Something a customer pays again and again.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Subscription {
    pub id: Id<Subscription>,
    pub application_fee_percent: Option<Percent>,
    pub automatic_tax: bool,
    /// What all billing cycles are counted from.
    pub billing_cycle_anchor: Timestamp,
    pub billing_cycle_anchor_config: Option<Anchor>,
    pub billing_mode: BillingMode,
    pub cancel_at: Option<Timestamp>,
    pub cancel_at_period_end: bool,
    pub canceled_at: Option<Timestamp>,
    pub cancellation_details: CancellationDetails,
    pub created: Timestamp,
    pub currency: Currency,
    pub customer: Id<Customer>,
    pub default_payment_method: Option<Id<PaymentMethod>>,
    pub default_tax_rates: Vec<Arc<TaxRate>>,
    pub description: Option<Text<500>>,
    pub discounts: Vec<Id<Discount>>,
    pub ended_at: Option<Timestamp>,
    pub invoice_settings: Option<SubscriptionInvoiceSettings>,
    pub items: Vec<Arc<SubscriptionItem>>,
    pub latest_invoice: Option<Id<Invoice>>,
    pub metadata: Metadata,
    pub on_behalf_of: Option<Text>,
    #[borsh(deserialize_with = "word::optional_list")]
    pub payment_method_types: Option<Vec<&'static str>>,
    pub pending_invoice_item_interval: Option<PendingInterval>,
    pub start_date: Timestamp,
    pub status: Status,
    pub transfer_data: Option<SubscriptionTransferData>,
    pub trial_end: Option<Timestamp>,
    /// What happens at the end of a trial to a subscription without a payment method.
    #[borsh(deserialize_with = "word::one")]
    pub trial_missing_payment_method: &'static str,
    pub trial_start: Option<Timestamp>,
}

/// <https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Active,
    Canceled,
    /// The first invoice is not paid yet: before `2025-03-31.basil`.
    Incomplete,
    /// A payment failed.
    PastDue,
    Trialing,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Canceled => "canceled",
            Status::Incomplete => "incomplete",
            Status::PastDue => "past_due",
            Status::Trialing => "trialing",
        }
    }
}

/// Why it was canceled, and what the customer said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct CancellationDetails {
    pub comment: Option<Text>,
    #[borsh(deserialize_with = "word::optional")]
    pub feedback: Option<&'static str>,
    pub feedback_option: Option<Text>,
    #[borsh(deserialize_with = "word::optional")]
    pub reason: Option<&'static str>,
}

impl Subscription {
    /// When what is paid for ends: the first of its items' periods.
    pub fn period_end(&self) -> Option<Timestamp> {
        self.items.iter().map(|item| item.current_period_end).min()
    }
}

impl Object for Subscription {
    const NAME: &'static str = "subscription";
    const NOUN: &'static str = "subscription";
    const PREFIX: &'static str = "sub_1";
    const ID_LENGTH: usize = 23;
    const EXPAND: &'static [Expandable] = &[
        Expandable::reference::<Customer>("customer"),
        Expandable::reference::<PaymentMethod>("default_payment_method"),
        Expandable::reference::<Discount>("discounts"),
        Expandable::reference::<Invoice>("latest_invoice"),
        Expandable::opaque("application"),
        Expandable::opaque("automatic_tax.liability.account"),
        Expandable::opaque("default_source"),
        Expandable::opaque("invoice_settings.account_tax_ids"),
        Expandable::opaque("invoice_settings.issuer.account"),
        Expandable::opaque("on_behalf_of"),
        Expandable::opaque("pending_setup_intent"),
        Expandable::opaque("schedule"),
        Expandable::opaque("test_clock"),
        Expandable::opaque("transfer_data.destination"),
        Expandable::hash("automatic_tax"),
        Expandable::hash("billing_mode"),
        Expandable::hash("cancellation_details"),
        Expandable::hash("default_tax_rates"),
        Expandable::hash("invoice_settings"),
        Expandable::hash("items"),
        Expandable::hash("payment_settings"),
        Expandable::hash("plan"),
        Expandable::hash("trial_settings"),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "application_fee_percent",
        "billing_cycle_anchor",
        "cancel_at",
        "cancel_at_period_end",
        "canceled_at",
        "collection_method",
        "created",
        "currency",
        "customer_account",
        "days_until_due",
        "description",
        "ended_at",
        "livemode",
        "metadata",
        "next_pending_invoice_item_invoice",
        "quantity",
        "start_date",
        "status",
        "trial_end",
        "trial_start",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }

    fn found_by(&self) -> impl Iterator<Item = &str> {
        let prices = self.items.iter().map(|item| item.price.id.as_str());
        [self.customer.as_str()].into_iter().chain(prices)
    }
}

/// What a coupon takes off a subscription, and for how long.
pub(crate) fn discount_end(coupon: &Coupon, start: Timestamp) -> Option<Timestamp> {
    coupon.duration_in_months.map(|months| start.later(months, crate::values::calendar::Unit::Month))
}

/// A price as the time it pays for.
pub(crate) fn period_from(price: &Price, start: Timestamp) -> Timestamp {
    use super::price::Interval;
    use crate::values::calendar::Unit;

    let Some(recurring) = &price.recurring else { return start };
    let unit = match recurring.interval {
        Interval::Day => Unit::Day,
        Interval::Week => Unit::Week,
        Interval::Month => Unit::Month,
        Interval::Year => Unit::Year,
    };
    start.later(recurring.interval_count, unit)
}
