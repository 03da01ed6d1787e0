//! What is not yet delivered, in a snapshot.

use std::io;
use std::sync::{Arc, OnceLock};

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Delivery, Outbox, Progress, Recipient};
use crate::events::Event;
use crate::http::version::Version;
use crate::values::{Id, Timestamp};

/// What an account has to deliver, as a snapshot keeps it. Attempts that were made are only counted.
#[derive(Debug)]
pub struct OutboxSnapshot {
    seed: u64,
    created: u64,
    delivered: u64,
    failed: u64,
    open: Vec<Open>,
}

/// A delivery that is neither acknowledged nor given up.
#[derive(Debug)]
struct Open {
    number: u64,
    event: Arc<Event>,
    recipient: Recipient,
    version: Version,
    attempts: u32,
    due: Timestamp,
}

impl BorshSerialize for OutboxSnapshot {
    fn serialize<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        (self.seed, self.created, self.delivered, self.failed, self.open.len() as u64).serialize(writer)?;
        for open in &self.open {
            (open.number, &open.event.id, &open.recipient).serialize(writer)?;
            (open.version, open.attempts, open.due).serialize(writer)?;
        }
        Ok(())
    }
}

impl OutboxSnapshot {
    /// Reads one, whose events `find` knows by their ids.
    pub(crate) fn read(
        bytes: &mut &[u8],
        find: &dyn Fn(&str) -> Option<Arc<Event>>,
    ) -> io::Result<OutboxSnapshot> {
        let (seed, created, delivered, failed, count) = <(u64, u64, u64, u64, u64)>::deserialize(bytes)?;
        let mut open = Vec::new();
        for _ in 0..count {
            let (number, event, recipient) = <(u64, Id<Event>, Recipient)>::deserialize(bytes)?;
            let (version, attempts, due) = <(Version, u32, Timestamp)>::deserialize(bytes)?;
            let event = find(event.as_str())
                .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "an event is missing"))?;
            open.push(Open { number, event, recipient, version, attempts, due });
        }
        Ok(OutboxSnapshot { seed, created, delivered, failed, open })
    }
}

impl Outbox {
    /// Everything that is not yet delivered, for a snapshot.
    pub fn snapshot(&self) -> OutboxSnapshot {
        let open = self.open.iter().map(|(number, progress)| Open {
            number: *number,
            event: Arc::clone(&progress.delivery.event),
            recipient: progress.delivery.recipient.clone(),
            version: progress.delivery.version,
            attempts: progress.attempts,
            due: progress.due,
        });
        OutboxSnapshot {
            seed: self.seed,
            created: self.created,
            delivered: self.delivered,
            failed: self.failed,
            open: open.collect(),
        }
    }

    /// What a snapshot has yet to deliver. An attempt that was under way is made once more.
    pub fn restored(snapshot: OutboxSnapshot, forwards: usize, generation: u64) -> Self {
        let mut outbox = Outbox::new(snapshot.seed, forwards, generation);
        outbox.created = snapshot.created;
        outbox.delivered = snapshot.delivered;
        outbox.failed = snapshot.failed;
        for Open { number, event, recipient, version, attempts, due } in snapshot.open {
            if matches!(recipient, Recipient::Forward(index) if index >= forwards) {
                outbox.failed += 1;
                continue;
            }
            let body = OnceLock::new();
            let delivery = Arc::new(Delivery { number, generation, event, recipient, version, body });
            let waiting = attempts > 0;
            if waiting {
                outbox.retries.insert((due, number));
            } else {
                outbox.fresh.push(Arc::clone(&delivery));
            }
            outbox.open.insert(number, Progress { delivery, attempts, due, waiting });
        }
        outbox
    }
}
