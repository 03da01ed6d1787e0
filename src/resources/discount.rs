//! Discounts: a coupon at work. They have no endpoint; other objects carry them.
//!
//! <https://docs.stripe.com/api/discounts>

use serde::Serialize;

use super::checkout::Session;
use super::coupon::Coupon;
use super::customer::Customer;
use super::promotion_code::PromotionCode;
use crate::http::expand::Expandable;
use crate::values::{Id, Object, Text, Timestamp};

/// A coupon that is applied to something.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Discount {
    pub id: Id<Discount>,
    /// Set while the discount is a session's, before anything was paid for.
    pub checkout_session: Option<Id<Session>>,
    pub coupon: Id<Coupon>,
    pub customer: Option<Id<Customer>>,
    pub customer_account: Option<Text>,
    /// When a repeating discount of a subscription ends.
    pub end: Option<Timestamp>,
    /// `in_…`.
    pub invoice: Option<Text>,
    /// `ii_…`, or `il_…` of a line.
    pub invoice_item: Option<Text>,
    pub promotion_code: Option<Id<PromotionCode>>,
    pub start: Timestamp,
    /// `sub_…`.
    pub subscription: Option<Text>,
    /// `si_…`.
    pub subscription_item: Option<Text>,
}

impl Object for Discount {
    const NAME: &'static str = "discount";
    const NOUN: &'static str = "discount";
    const PREFIX: &'static str = "di_";
    const ID_LENGTH: usize = 24;
    const EXPAND: &'static [Expandable] = &[
        Expandable::reference::<Customer>("customer"),
        Expandable::reference::<PromotionCode>("promotion_code"),
        Expandable::hash("source"),
        Expandable::lasting_reference::<Coupon>("source.coupon"),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "checkout_session",
        "customer_account",
        "end",
        "invoice",
        "invoice_item",
        "start",
        "subscription",
        "subscription_item",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.start
    }
}

impl Serialize for Discount {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'d> {
            id: &'d Id<Discount>,
            object: &'static str,
            checkout_session: &'d Option<Id<Session>>,
            customer: &'d Option<Id<Customer>>,
            customer_account: &'d Option<Text>,
            end: Option<Timestamp>,
            invoice: &'d Option<Text>,
            invoice_item: &'d Option<Text>,
            promotion_code: &'d Option<Id<PromotionCode>>,
            source: Source<'d>,
            start: Timestamp,
            subscription: &'d Option<Text>,
            subscription_item: &'d Option<Text>,
        }

        #[derive(Serialize)]
        struct Source<'d> {
            coupon: &'d Id<Coupon>,
            r#type: &'static str,
        }

        View {
            id: &self.id,
            object: Self::NAME,
            checkout_session: &self.checkout_session,
            customer: &self.customer,
            customer_account: &self.customer_account,
            end: self.end,
            invoice: &self.invoice,
            invoice_item: &self.invoice_item,
            promotion_code: &self.promotion_code,
            source: Source { coupon: &self.coupon, r#type: "coupon" },
            start: self.start,
            subscription: &self.subscription,
            subscription_item: &self.subscription_item,
        }
        .serialize(serializer)
    }
}
