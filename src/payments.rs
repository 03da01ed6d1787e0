//! What the card networks and banks would say: which test cards and accounts there are, and how a payment with each ends.
//!
//! Nothing here knows of objects or requests. The data are `fixtures/cards.toml` and `fixtures/payment_methods.toml`.
//!
//! <https://docs.stripe.com/testing>

pub(crate) mod accounts;
pub(crate) mod cards;

pub use accounts::{Flow, Settlement, TestAccount, failure_message, flow_of, is_iban, settles_after};
pub use cards::{
    Authentication, Brand, CardNumber, Check, Decline, Dispute, RefundFate, Risk, TestCard, decline,
};
