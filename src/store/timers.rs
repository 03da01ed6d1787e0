use std::collections::BTreeSet;

use crate::resources::checkout::Session;
use crate::values::{Id, Timestamp};

/// What falls due at a time, soonest first.
///
/// An entry is a promise to look, not a fact: a session completed meanwhile is passed over.
#[derive(Debug, Default)]
pub struct Timers {
    expiries: BTreeSet<(Timestamp, std::sync::Arc<str>)>,
}

impl Timers {
    /// A session will expire.
    pub fn expire_at(&mut self, time: Timestamp, session: &Id<Session>) {
        self.expiries.insert((time, session.shared()));
    }

    /// Takes out the first session whose time has come.
    pub fn next_due(&mut self, now: Timestamp) -> Option<(Timestamp, Id<Session>)> {
        let (time, _) = self.expiries.first()?;
        if *time > now {
            return None;
        }
        self.expiries.pop_first().map(|(time, id)| (time, Id::new(id)))
    }
}
