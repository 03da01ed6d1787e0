//! An account's state as bytes: everything that decides how later requests are answered, and nothing that is only looked at
//! (the logs of requests and of attempts to deliver).
//!
//! The bytes are a format of this program's own. Whoever changes a stored type changes the format: [`FORMAT`] goes up, and
//! `tests/api/state.rs` says so.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};

use super::{Collection, Objects, Slot, State, TaxTable, Timers};
use crate::clock::Clock;
use crate::events::OutboxSnapshot;
use crate::http::idempotency::IdempotencySnapshot;
use crate::resources::price::Price;
use crate::values::{Id, IdSource, Object};

/// Which form the bytes have. Older and newer ones are refused.
pub const FORMAT: u32 = 1;

/// A state that nobody changes any more. Taking one costs a pointer for each object; writing it down takes no lock.
#[derive(Debug)]
pub struct Snapshot {
    objects: Objects,
    ids: [IdSource; 3],
    timers: Timers,
    clock: Clock,
    tax_table: TaxTable,
    pub(super) outbox: OutboxSnapshot,
    pub(super) idempotency: IdempotencySnapshot,
    /// What request ids are drawn from, and how many were.
    pub(super) seed: u64,
    pub(super) requests: u64,
}

impl Snapshot {
    pub(super) fn of(state: &State, idempotency: IdempotencySnapshot, seed: u64, requests: u64) -> Self {
        Snapshot {
            objects: state.objects.clone(),
            ids: [state.ids, state.event_ids, state.endpoint_ids],
            timers: state.timers.clone(),
            clock: state.clock,
            tax_table: state.tax_table.clone(),
            outbox: state.outbox.snapshot(),
            idempotency,
            seed,
            requests,
        }
    }

    /// How many objects there are, by their kind: for people who look at it.
    pub fn counts(&self) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        self.objects.each(&mut |kind, count| {
            if count > 0 {
                counts.insert(kind, count);
            }
        });
        counts
    }

    pub fn to_bytes(&self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.objects.write(&mut bytes)?;
        let rest = (&self.ids, &self.timers, self.clock, &self.tax_table, &self.outbox, &self.idempotency);
        rest.serialize(&mut bytes)?;
        (self.seed, self.requests).serialize(&mut bytes)?;
        Ok(bytes)
    }

    /// # Errors
    /// They are no snapshot of this format.
    pub fn from_bytes(mut bytes: &[u8]) -> io::Result<Self> {
        let reader = &mut bytes;
        let objects = Objects::read(reader)?;
        let (ids, timers, clock, tax_table) = BorshDeserialize::deserialize(reader)?;
        let outbox = OutboxSnapshot::read(reader, &|id| objects.events.get(id).cloned())?;
        let idempotency = BorshDeserialize::deserialize(reader)?;
        let (seed, requests) = BorshDeserialize::deserialize(reader)?;
        if !reader.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "bytes are left over"));
        }
        Ok(Snapshot { objects, ids, timers, clock, tax_table, outbox, idempotency, seed, requests })
    }

    /// Puts it in a state's place, except for what is to be delivered.
    pub(super) fn replace(self, state: &mut State) -> (OutboxSnapshot, IdempotencySnapshot) {
        state.objects = self.objects;
        [state.ids, state.event_ids, state.endpoint_ids] = self.ids;
        state.timers = self.timers;
        state.clock = self.clock;
        state.tax_table = self.tax_table;
        (self.outbox, self.idempotency)
    }
}

/// Writes down the objects of one kind in their order, deleted ones in their places.
pub(super) fn write<T: Object + BorshSerialize>(
    objects: &Collection<T>,
    bytes: &mut Vec<u8>,
) -> io::Result<()> {
    (objects.len() as u64).serialize(bytes)?;
    for slot in objects.slots() {
        let (deleted, object) = match slot {
            Slot::Live(object) => (false, object),
            Slot::Deleted(object) => (true, object),
        };
        deleted.serialize(bytes)?;
        BorshSerialize::serialize(&**object, bytes)?;
    }
    Ok(())
}

pub(super) fn read<T: Object + BorshDeserialize>(bytes: &mut &[u8]) -> io::Result<Collection<T>> {
    let count = u64::deserialize(bytes)?;
    let mut objects = Collection::default();
    for _ in 0..count {
        let deleted = bool::deserialize(bytes)?;
        let object = Arc::new(T::deserialize(bytes)?);
        objects.push(if deleted { Slot::Deleted(object) } else { Slot::Live(object) });
    }
    Ok(objects)
}

/// Lookup keys in order, so that the same state makes the same bytes.
pub(super) fn write_keys(keys: &HashMap<Arc<str>, Id<Price>>, bytes: &mut Vec<u8>) -> io::Result<()> {
    keys.iter().collect::<BTreeMap<_, _>>().serialize(bytes)
}

pub(super) fn read_keys(bytes: &mut &[u8]) -> io::Result<HashMap<Arc<str>, Id<Price>>> {
    Ok(BTreeMap::<Arc<str>, Id<Price>>::deserialize(bytes)?.into_iter().collect())
}
