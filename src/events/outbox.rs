//! What an account has to deliver, and what became of it.

mod snapshot;

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::ops::Bound;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

pub use snapshot::OutboxSnapshot;

use super::{Event, Lane, retry};
use crate::http::version::Version;
use crate::resources::webhook_endpoint::WebhookEndpoint;
use crate::values::{Id, IdSource, Timestamp};

/// How many attempts are remembered.
const REMEMBERED: usize = 10_000;

/// An event on its way to one receiver.
#[derive(Debug)]
pub struct Delivery {
    /// Counts an account's deliveries.
    number: u64,
    /// Counts an account's resets: what was on its way then is nobody's business any more.
    generation: u64,
    pub event: Arc<Event>,
    pub recipient: Recipient,
    version: Version,
    body: OnceLock<Bytes>,
}

impl Delivery {
    /// The bytes that are sent, written once.
    pub fn body(&self) -> Bytes {
        self.body.get_or_init(|| self.event.body(self.version)).clone()
    }
}

/// Whom a delivery is for.
#[derive(Debug, Clone, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Recipient {
    Endpoint(Id<WebhookEndpoint>),
    /// One of the URLs that everything is forwarded to.
    Forward(usize),
}

/// How far a delivery is that is neither acknowledged nor given up.
#[derive(Debug)]
struct Progress {
    delivery: Arc<Delivery>,
    attempts: u32,
    /// When the attempt at hand was due, or the next one is.
    due: Timestamp,
    waiting: bool,
}

/// One attempt of a delivery.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Where it stands among the attempts of all accounts.
    pub order: u64,
    number: u64,
    pub attempt: u32,
    pub event: Id<Event>,
    pub kind: &'static str,
    pub recipient: Recipient,
    pub url: Arc<str>,
    pub state: AttemptState,
    pub response_status: Option<u16>,
    pub error: Option<Box<str>>,
    pub created: Timestamp,
    pub next_attempt: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptState {
    Pending,
    Delivered,
    Failed,
}

/// How many deliveries there were since the last reset, by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub delivered: u64,
    pub failed: u64,
    pub pending: u64,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.delivered += other.delivered;
        self.failed += other.failed;
        self.pending += other.pending;
    }
}

/// What a receiver answered: a status, or why there is none.
pub(super) type Outcome = Result<u16, Box<str>>;

/// The deliveries of one account.
#[derive(Debug)]
pub struct Outbox {
    seed: u64,
    generation: u64,
    forwards: usize,
    created: u64,
    fresh: Vec<Arc<Delivery>>,
    open: BTreeMap<u64, Progress>,
    retries: BTreeSet<(Timestamp, u64)>,
    attempts: VecDeque<Attempt>,
    delivered: u64,
    failed: u64,
    pub(super) lanes: HashMap<Id<WebhookEndpoint>, Lane>,
}

impl Outbox {
    pub fn new(seed: u64, forwards: usize, generation: u64) -> Self {
        Outbox {
            seed,
            generation,
            forwards,
            created: 0,
            fresh: Vec::new(),
            open: BTreeMap::new(),
            retries: BTreeSet::new(),
            attempts: VecDeque::new(),
            delivered: 0,
            failed: 0,
            lanes: HashMap::new(),
        }
    }

    /// Which it is of the account's outboxes: each reset begins another.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// How many URLs everything is forwarded to.
    pub fn forwards(&self) -> usize {
        self.forwards
    }

    /// Takes an event in for one receiver, at that receiver's version, to be sent for the first time when it is `due`.
    pub fn add(&mut self, event: &Arc<Event>, recipient: Recipient, version: Version, due: Timestamp) {
        self.created += 1;
        let number = self.created;
        let delivery = Arc::new(Delivery {
            number,
            generation: self.generation,
            event: Arc::clone(event),
            recipient,
            version,
            body: OnceLock::new(),
        });
        self.fresh.push(Arc::clone(&delivery));
        self.open.insert(number, Progress { delivery, attempts: 0, due, waiting: false });
    }

    /// Takes out what is to be attempted by `now`, in order of the time it is due.
    pub fn take_due(&mut self, now: Timestamp) -> Vec<Arc<Delivery>> {
        let mut due = Vec::new();
        while let Some((time, number)) = self.retries.first().copied().filter(|(time, _)| *time <= now) {
            self.retries.pop_first();
            if let Some(progress) = self.open.get_mut(&number) {
                progress.waiting = false;
                due.push((time, Arc::clone(&progress.delivery)));
            }
        }
        for delivery in self.fresh.drain(..) {
            let time = self.open.get(&delivery.number).map_or(now, |progress| progress.due);
            due.push((time, delivery));
        }
        due.sort_by_key(|(time, _)| *time);
        due.into_iter().map(|(_, delivery)| delivery).collect()
    }

    /// Whether anything could be due by `now`.
    pub fn has_due(&self, now: Timestamp) -> bool {
        !self.fresh.is_empty() || self.retries.first().is_some_and(|(time, _)| *time <= now)
    }

    fn is_current(&self, delivery: &Delivery) -> bool {
        delivery.generation == self.generation
    }

    /// Notes that a delivery is attempted; false if a reset has made it void.
    pub fn begin(&mut self, delivery: &Delivery, url: &Arc<str>) -> bool {
        static ORDER: AtomicU64 = AtomicU64::new(0);

        if !self.is_current(delivery) {
            return false;
        }
        let Some(progress) = self.open.get_mut(&delivery.number) else { return false };
        progress.attempts += 1;
        if self.attempts.len() == REMEMBERED {
            self.attempts.pop_front();
        }
        self.attempts.push_back(Attempt {
            order: ORDER.fetch_add(1, Ordering::Relaxed),
            number: delivery.number,
            attempt: progress.attempts,
            event: delivery.event.id.clone(),
            kind: delivery.event.kind,
            recipient: delivery.recipient.clone(),
            url: Arc::clone(url),
            state: AttemptState::Pending,
            response_status: None,
            error: None,
            // It happens when it is due, however far the clock was moved past that.
            created: progress.due,
            next_attempt: None,
        });
        true
    }

    /// Notes what came of an attempt that took `seconds` of the account's time: done, or to be tried again.
    pub(super) fn end(&mut self, delivery: &Delivery, outcome: Outcome, seconds: i64) {
        if !self.is_current(delivery) {
            return;
        }
        let Some(progress) = self.open.get_mut(&delivery.number) else { return };
        let success = outcome.as_ref().is_ok_and(|status| (200..300).contains(status));
        let gap = retry::gap_after(progress.attempts).filter(|_| !success);
        let next = gap.map(|gap| progress.due.plus(seconds).plus(gap));
        let noted = |attempt: &&mut Attempt| {
            (attempt.number, attempt.attempt) == (delivery.number, progress.attempts)
        };
        if let Some(attempt) = self.attempts.iter_mut().rev().find(noted) {
            attempt.state = if success { AttemptState::Delivered } else { AttemptState::Failed };
            attempt.response_status = outcome.as_ref().ok().copied();
            attempt.error = match outcome {
                Ok(_) if success => None,
                Ok(status) => Some(format!("The receiver answered {status}.").into()),
                Err(error) => Some(error),
            };
            attempt.next_attempt = next;
        }
        if let Some(next) = next {
            progress.due = next;
            progress.waiting = true;
            self.retries.insert((next, delivery.number));
            return;
        }
        self.open.remove(&delivery.number);
        if success {
            self.delivered += 1;
            delivery.event.acknowledged();
        } else {
            self.failed += 1;
        }
    }

    /// Gives up what waits for another attempt at an endpoint that is gone.
    pub fn forget(&mut self, endpoint: &Id<WebhookEndpoint>) {
        let attempts = &mut self.attempts;
        let before = self.open.len();
        self.open.retain(|number, progress| {
            let gone = matches!(&progress.delivery.recipient, Recipient::Endpoint(id) if id == endpoint);
            if gone && progress.waiting {
                if let Some(attempt) = attempts.iter_mut().rev().find(|attempt| attempt.number == *number) {
                    attempt.next_attempt = None;
                }
                return false;
            }
            true
        });
        self.failed += (before - self.open.len()) as u64;
    }

    /// Gives a delivery up: its endpoint is disabled or gone.
    pub fn give_up(&mut self, delivery: &Delivery) {
        if self.is_current(delivery) && self.open.remove(&delivery.number).is_some() {
            self.failed += 1;
        }
    }

    /// The number of the last delivery so far.
    pub fn last(&self) -> u64 {
        self.created
    }

    /// Whether every delivery up to a number is done, or waits for a time after `until`.
    pub fn is_settled(&self, last: u64, until: Timestamp) -> bool {
        let mut open = self.open.range((Bound::Unbounded, Bound::Included(last)));
        open.all(|(_, progress)| progress.waiting && progress.due > until)
    }

    /// Whom the deliveries are for that are neither acknowledged nor given up.
    pub fn undelivered(&self) -> impl Iterator<Item = &Recipient> {
        self.open.values().map(|progress| &progress.delivery.recipient)
    }

    pub fn tally(&self) -> Tally {
        Tally {
            delivered: self.delivered,
            failed: self.failed,
            pending: u64::try_from(self.open.len()).unwrap_or(u64::MAX),
        }
    }

    /// The attempts there were, newest first, each with its id.
    pub fn attempts(&self) -> impl Iterator<Item = (String, &Attempt)> {
        self.attempts.iter().rev().map(|attempt| {
            let place = attempt.number.wrapping_mul(16).wrapping_add(u64::from(attempt.attempt));
            (IdSource::at(self.seed, place).draw("dlv_", 24), attempt)
        })
    }
}
