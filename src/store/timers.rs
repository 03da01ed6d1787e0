use std::collections::BTreeSet;

use crate::resources::balance_transaction::BalanceTransaction;
use crate::resources::charge::Charge;
use crate::resources::checkout::Session;
use crate::resources::coupon::Coupon;
use crate::resources::invoice_payment::InvoicePayment;
use crate::resources::payment_intent::PaymentIntent;
use crate::resources::promotion_code::PromotionCode;
use crate::resources::refund::Refund;
use crate::resources::subscription::Subscription;
use crate::values::{Id, Timestamp};

/// What falls due at a time, soonest first.
///
/// An entry is a promise to look, not a fact: a session completed meanwhile is passed over.
#[derive(Debug, Default, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Timers {
    entries: BTreeSet<(Timestamp, Due)>,
}

/// An object whose time has come. At the same second, coupons come before their codes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Due {
    Session(Id<Session>),
    Coupon(Id<Coupon>),
    PromotionCode(Id<PromotionCode>),
    /// What a charge costs is known by then.
    Balance(Id<Charge>),
    /// A payment of an invoice is told of.
    InvoicePayment(Id<InvoicePayment>),
    /// A trial is about to end.
    TrialEnding(Id<Subscription>),
    /// A subscription was to be canceled then.
    SubscriptionEnd(Id<Subscription>),
    /// A refund reached its customer, or came back.
    Refund(Id<Refund>),
    /// Money can be paid out.
    Available(Id<BalanceTransaction>),
    /// The bank says whether it pays.
    Settlement(Id<PaymentIntent>),
    /// Held money goes back.
    Capture(Id<PaymentIntent>),
}

impl Timers {
    pub fn add(&mut self, time: Timestamp, due: Due) {
        self.entries.insert((time, due));
    }

    /// Takes out the first object whose time has come.
    pub fn next_due(&mut self, now: Timestamp) -> Option<(Timestamp, Due)> {
        let (time, _) = self.entries.first()?;
        if *time > now {
            return None;
        }
        self.entries.pop_first()
    }
}
