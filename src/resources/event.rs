//! Events, as the API shows them. What they are and how they are delivered is in [`crate::events`].
//!
//! <https://docs.stripe.com/api/events>

mod list;
mod retrieve;
mod retry;

pub use list::ListEvents;
pub use retrieve::RetrieveEvent;
pub use retry::RetryEvent;

use crate::values::Timestamp;

/// How long events can be looked up, in seconds: 30 days.
const RETENTION: i64 = 30 * 24 * 60 * 60;

/// Whether an event of this time can still be looked up.
fn is_kept(created: Timestamp, now: Timestamp) -> bool {
    now.since(created) <= RETENTION
}
