//! What happened, told to whoever listens: events, and the webhooks that deliver them.
//!
//! A transaction stages events, which land with it or not at all. What is to be delivered waits in the account's
//! [`Outbox`]; once the account's lock is released the [`Courier`] takes it from there, a lane for each endpoint, and no
//! request ever waits for a receiver.
//!
//! <https://docs.stripe.com/webhooks>

mod delivery;
pub mod event;
mod event_types;
mod outbox;
mod retry;
pub mod signature;

pub use delivery::{Courier, Lane, Retries, drain, lost};
pub use event::{Cause, Event};
pub use event_types::EventTypes;
pub use outbox::{Attempt, Delivery, Outbox, OutboxSnapshot, Recipient, Tally};
