//! Events in a snapshot: their objects as text, at the versions that were wanted when they happened.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use borsh::{BorshDeserialize, BorshSerialize};
use serde_json::Value;

use super::{Cause, Event, Snapshot};
use crate::http::version::Version;
use crate::values::{Id, Timestamp, any_json, word};

/// The object of an event that was read from a snapshot: its text.
struct Written(Box<str>);

impl Snapshot for Written {
    fn to_json(&self) -> Value {
        serde_json::from_str(&self.0).unwrap_or_default()
    }
}

impl BorshSerialize for Event {
    fn serialize<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        (&self.id, self.created, self.kind, &self.account).serialize(writer)?;
        let cause = self.cause.as_ref();
        cause.map(|cause| (&cause.id, &cause.idempotency_key, cause.is_post)).serialize(writer)?;
        self.version.serialize(writer)?;
        self.subject.to_json().to_string().serialize(writer)?;
        any_json::write(&self.previous, writer)?;
        (self.older.len() as u64).serialize(writer)?;
        for (version, data) in &self.older {
            version.serialize(writer)?;
            any_json::write(data, writer)?;
        }
        (self.receivers, self.pending.load(Ordering::Relaxed)).serialize(writer)
    }
}

impl BorshDeserialize for Event {
    fn deserialize_reader<R: io::Read>(reader: &mut R) -> io::Result<Self> {
        let id = Id::deserialize_reader(reader)?;
        let created = Timestamp::deserialize_reader(reader)?;
        let kind = word::one(reader)?;
        let account = Option::deserialize_reader(reader)?;
        let cause = Option::<(Box<str>, Option<Box<str>>, bool)>::deserialize_reader(reader)?;
        let cause =
            cause.map(|(id, idempotency_key, is_post)| Arc::new(Cause { id, idempotency_key, is_post }));
        let version = Version::deserialize_reader(reader)?;
        let subject = Arc::new(Written(String::deserialize_reader(reader)?.into()));
        let previous = any_json::read(reader)?;
        let mut older = Vec::new();
        for _ in 0..u64::deserialize_reader(reader)? {
            older.push((Version::deserialize_reader(reader)?, any_json::read(reader)?));
        }
        let (receivers, pending) = <(u32, u32)>::deserialize_reader(reader)?;
        Ok(Event {
            id,
            created,
            kind,
            account,
            cause,
            version,
            subject,
            previous,
            older: older.into(),
            receivers,
            pending: AtomicU32::new(pending),
        })
    }
}
