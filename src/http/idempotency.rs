//! Same key, same answer.
//!
//! <https://docs.stripe.com/api/idempotent_requests>

use std::collections::hash_map::Entry as MapEntry;
use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::StatusCode;
use borsh::{BorshDeserialize, BorshSerialize};
use foldhash::fast::RandomState;

use crate::error::{ApiError, KeyReused};
use crate::form::{Branch, Node};
use crate::http::version::Version;
use crate::store::Account;
use crate::values::Timestamp;

/// Keys are forgotten after this many seconds.
const RETENTION: i64 = 24 * 60 * 60;

/// Longest key, in characters.
const MAX_KEY: usize = 255;

/// The keys an account has seen in the last 24 hours, and what was answered.
#[derive(Debug, Default)]
pub struct Idempotency {
    entries: HashMap<Arc<str>, Entry, RandomState>,
    oldest_first: VecDeque<(Timestamp, Arc<str>)>,
}

#[derive(Debug)]
struct Entry {
    claimed: Timestamp,
    endpoint: Box<str>,
    fingerprint: u64,
    outcome: Option<Stored>,
}

/// The first answer to a key.
#[derive(Debug, Clone)]
pub struct Stored {
    pub status: StatusCode,
    pub body: Bytes,
    /// The request that was answered.
    pub request_id: Box<str>,
    /// The version it was answered at, whichever a replay asks for.
    pub version: Version,
}

/// What a key leads to.
pub enum Claim {
    /// It is new: the request runs, and its answer is stored with [`Running::finish`].
    Run(Running),
    Replay(Stored),
}

/// A key whose request is being answered. Dropped without an answer, the key is new again.
pub struct Running {
    account: Arc<Account>,
    key: Arc<str>,
    finished: bool,
}

impl Running {
    pub fn finish(mut self, stored: Stored) {
        self.finished = true;
        if let Some(entry) = self.account.idempotency.lock().entries.get_mut(&self.key) {
            entry.outcome = Some(stored);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.finished {
            self.account.idempotency.lock().entries.remove(&self.key);
        }
    }
}

/// Refuses a key that cannot be one.
///
/// # Errors
/// It is empty or longer than 255 characters.
pub fn check_key(key: &str) -> Result<(), ApiError> {
    if key.is_empty() || key.chars().count() > MAX_KEY { Err(ApiError::BadKey) } else { Ok(()) }
}

/// Looks a key up and, if it is new, takes it for the request at hand.
///
/// # Errors
/// It was used for another endpoint or with other parameters, or its first request is still running.
pub fn claim(
    account: &Arc<Account>,
    key: &str,
    endpoint: &str,
    params: &Branch<'_>,
    now: Timestamp,
) -> Result<Claim, ApiError> {
    let fingerprint = fingerprint(params);
    let mut idempotency = account.idempotency.lock();
    idempotency.forget_old(now);
    let key: Arc<str> = key.into();
    match idempotency.entries.entry(Arc::clone(&key)) {
        MapEntry::Occupied(entry) => {
            let entry = entry.get();
            if *entry.endpoint != *endpoint {
                return Err(ApiError::KeyReused(KeyReused::OtherEndpoint {
                    key: key.to_string(),
                    now: endpoint.to_owned(),
                    first: entry.endpoint.to_string(),
                }));
            }
            if entry.fingerprint != fingerprint {
                return Err(ApiError::KeyReused(KeyReused::OtherParameters(key.to_string())));
            }
            entry.outcome.clone().map(Claim::Replay).ok_or_else(|| ApiError::KeyInUse(key.to_string()))
        }
        MapEntry::Vacant(place) => {
            place.insert(Entry { claimed: now, endpoint: endpoint.into(), fingerprint, outcome: None });
            idempotency.oldest_first.push_back((now, Arc::clone(&key)));
            Ok(Claim::Run(Running { account: Arc::clone(account), key, finished: false }))
        }
    }
}

/// The keys that were answered, oldest first, as a snapshot keeps them.
#[derive(Debug, BorshSerialize, BorshDeserialize)]
pub struct IdempotencySnapshot(Vec<Answered>);

#[derive(Debug, BorshSerialize, BorshDeserialize)]
struct Answered {
    key: Arc<str>,
    claimed: Timestamp,
    endpoint: Box<str>,
    fingerprint: u64,
    status: u16,
    #[borsh(serialize_with = "write_body", deserialize_with = "read_body")]
    body: Bytes,
    request_id: Box<str>,
    version: Version,
}

fn write_body<W: io::Write>(body: &Bytes, writer: &mut W) -> io::Result<()> {
    BorshSerialize::serialize(&**body, writer)
}

fn read_body<R: io::Read>(reader: &mut R) -> io::Result<Bytes> {
    Vec::<u8>::deserialize_reader(reader).map(Into::into)
}

impl Idempotency {
    pub fn snapshot(&self) -> IdempotencySnapshot {
        let answered = |(claimed, key): &(Timestamp, Arc<str>)| {
            let entry = self.entries.get(key).filter(|entry| entry.claimed == *claimed)?;
            let outcome = entry.outcome.as_ref()?;
            Some(Answered {
                key: Arc::clone(key),
                claimed: *claimed,
                endpoint: entry.endpoint.clone(),
                fingerprint: entry.fingerprint,
                status: outcome.status.as_u16(),
                body: outcome.body.clone(),
                request_id: outcome.request_id.clone(),
                version: outcome.version,
            })
        };
        IdempotencySnapshot(self.oldest_first.iter().filter_map(answered).collect())
    }

    pub fn restored(snapshot: IdempotencySnapshot) -> Self {
        let mut idempotency = Idempotency::default();
        for answered in snapshot.0 {
            let outcome = Stored {
                status: StatusCode::from_u16(answered.status).unwrap_or(StatusCode::OK),
                body: answered.body,
                request_id: answered.request_id,
                version: answered.version,
            };
            let entry = Entry {
                claimed: answered.claimed,
                endpoint: answered.endpoint,
                fingerprint: answered.fingerprint,
                outcome: Some(outcome),
            };
            idempotency.oldest_first.push_back((answered.claimed, Arc::clone(&answered.key)));
            idempotency.entries.insert(answered.key, entry);
        }
        idempotency
    }

    pub fn clear(&mut self) {
        *self = Idempotency::default();
    }

    fn forget_old(&mut self, now: Timestamp) {
        while let Some((claimed, _)) = self.oldest_first.front() {
            if now.since(*claimed) < RETENTION {
                break;
            }
            if let Some((claimed, key)) = self.oldest_first.pop_front() {
                // A key that failed and was taken again has a younger entry.
                let same = self.entries.get(&key).is_some_and(|entry| entry.claimed == claimed);
                if same {
                    self.entries.remove(&key);
                }
            }
        }
    }
}

/// A number that two sets of parameters share if they are the same, in whatever order they were sent.
fn fingerprint(params: &Branch<'_>) -> u64 {
    fn add(path: &DefaultHasher, branch: &Branch<'_>, sum: &mut u64) {
        for (name, node) in branch.iter() {
            let mut path = path.clone();
            name.hash(&mut path);
            match node {
                Node::Text(text) => {
                    text.hash(&mut path);
                    *sum = sum.wrapping_add(path.finish());
                }
                Node::Branch(branch) => add(&path, branch, sum),
            }
        }
    }
    let mut sum = 0;
    add(&DefaultHasher::new(), params, &mut sum);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    fn account() -> Arc<Account> {
        Arc::new(Account::new("acct_1", 1, Clock::SYSTEM, Arc::default(), None))
    }

    fn form(text: &str) -> Branch<'_> {
        Branch::parse(text.as_bytes()).unwrap()
    }

    fn stored() -> Stored {
        Stored {
            status: StatusCode::OK,
            body: Bytes::from_static(b"{}"),
            request_id: "req_1".into(),
            version: Version::NEWEST,
        }
    }

    const NOON: Timestamp = Timestamp::from_unix(43_200);

    #[test]
    fn a_key_in_use_is_a_conflict_and_free_again_if_nothing_was_answered() {
        let account = account();
        let Ok(Claim::Run(running)) = claim(&account, "k", "/v1/a", &form("x=1"), NOON) else {
            panic!("not new")
        };
        assert!(matches!(claim(&account, "k", "/v1/a", &form("x=1"), NOON), Err(ApiError::KeyInUse(_))));
        drop(running);
        assert!(matches!(claim(&account, "k", "/v1/a", &form("x=1"), NOON), Ok(Claim::Run(_))));
    }

    #[test]
    fn the_order_of_parameters_does_not_matter_and_their_values_do() {
        let account = account();
        let Ok(Claim::Run(running)) = claim(&account, "k", "/v1/a", &form("x=1&y[z]=2"), NOON) else {
            panic!("not new")
        };
        running.finish(stored());
        assert!(matches!(claim(&account, "k", "/v1/a", &form("y[z]=2&x=1"), NOON), Ok(Claim::Replay(_))));
        let other = claim(&account, "k", "/v1/a", &form("y[z]=2&x=2"), NOON);
        assert!(matches!(other, Err(ApiError::KeyReused(KeyReused::OtherParameters(_)))));
        let elsewhere = claim(&account, "k", "/v1/b", &form("x=1&y[z]=2"), NOON);
        assert!(matches!(elsewhere, Err(ApiError::KeyReused(KeyReused::OtherEndpoint { .. }))));
    }

    #[test]
    fn a_key_is_new_after_a_day() {
        let account = account();
        let Ok(Claim::Run(running)) = claim(&account, "k", "/v1/a", &form("x=1"), NOON) else {
            panic!("not new")
        };
        running.finish(stored());
        let before = NOON.plus(RETENTION - 1);
        assert!(matches!(claim(&account, "k", "/v1/a", &form("x=1"), before), Ok(Claim::Replay(_))));
        assert!(matches!(
            claim(&account, "k", "/v1/a", &form("x=2"), NOON.plus(RETENTION)),
            Ok(Claim::Run(_))
        ));
    }
}
