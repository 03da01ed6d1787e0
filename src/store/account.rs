use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Once};

use parking_lot::{Mutex, RwLock};
use tokio::sync::Notify;

use super::{Objects, Snapshot, Stored, TaxTable, Timers, Transaction, transaction::Context};
use crate::clock::Clock;
use crate::events::{Courier, Outbox};
use crate::http::idempotency::Idempotency;
use crate::http::request_log::RequestLog;
use crate::resources::webhook_endpoint::WebhookEndpoint;
use crate::values::{IdSource, Timestamp};

/// One Stripe account: a store of its own, reached by the keys that carry its name.
#[derive(Debug)]
pub struct Account {
    /// `acct_…`.
    pub id: Box<str>,
    /// The platform it is connected to, if it is an account of a platform's customer.
    pub platform: Option<Arc<Account>>,
    seed: u64,
    /// What request ids are drawn from: the seed, or that of a snapshot that was restored.
    request_seed: AtomicU64,
    requests: AtomicU64,
    /// Counts what changed the account.
    changes: AtomicU64,
    state: Mutex<State>,
    /// The endpoints that hear what happens in the accounts connected to this one. Apart from the state, so that a connected
    /// account can look while it holds its own lock.
    pub(crate) listeners: RwLock<Vec<Arc<WebhookEndpoint>>>,
    pub idempotency: Mutex<Idempotency>,
    pub requests_seen: Mutex<RequestLog>,
    courier: Arc<Courier>,
    /// Told whenever a delivery was attempted.
    pub delivered: Notify,
    /// Done once the account holds what it is to begin with.
    furnished: Once,
}

/// Everything an account's lock guards.
#[derive(Debug)]
pub struct State {
    pub(super) objects: Objects,
    pub(super) ids: IdSource,
    /// Apart from the others, so that no object's id depends on who listens.
    pub(super) event_ids: IdSource,
    pub(super) endpoint_ids: IdSource,
    pub outbox: Outbox,
    pub(super) timers: Timers,
    pub clock: Clock,
    pub tax_table: TaxTable,
    pub(crate) platform: Option<Arc<Account>>,
}

/// What sets the ids of events, endpoints and deliveries apart from those of an account's objects.
const EVENTS: u64 = 0x6576_656e_7473_0001;
const ENDPOINTS: u64 = 0x656e_6470_6f69_0002;
const DELIVERIES: u64 = 0x6465_6c69_7665_0003;

impl State {
    /// The object with this id, if there is one.
    pub(crate) fn find<T: Stored>(&self, id: &str) -> Option<Arc<T>> {
        T::collection(&self.objects).get(id).cloned()
    }

    /// Every object of a kind, newest first.
    pub(crate) fn newest<T: Stored>(&self) -> impl Iterator<Item = &Arc<T>> {
        T::collection(&self.objects).all().rev()
    }

    /// The endpoints that hear what happens in connected accounts.
    fn listeners(&self) -> Vec<Arc<WebhookEndpoint>> {
        self.newest::<WebhookEndpoint>().filter(|endpoint| endpoint.connect).cloned().collect()
    }

    fn new(seed: u64, clock: Clock, outbox: Outbox, platform: Option<Arc<Account>>) -> Self {
        State {
            objects: Objects::default(),
            ids: IdSource::new(seed),
            event_ids: IdSource::new(seed ^ EVENTS),
            endpoint_ids: IdSource::new(seed ^ ENDPOINTS),
            outbox,
            timers: Timers::default(),
            clock,
            tax_table: TaxTable::default(),
            platform,
        }
    }
}

impl Account {
    /// An empty account. `seed` decides every id it will ever draw, whatever other accounts do. Its events go through
    /// `courier`.
    pub fn new(
        id: impl Into<Box<str>>,
        seed: u64,
        clock: Clock,
        courier: Arc<Courier>,
        platform: Option<Arc<Account>>,
    ) -> Self {
        let outbox = Outbox::new(seed ^ DELIVERIES, courier.forwards(), 0);
        Account {
            id: id.into(),
            platform: platform.clone(),
            seed,
            request_seed: AtomicU64::new(seed),
            requests: AtomicU64::new(0),
            changes: AtomicU64::new(0),
            state: Mutex::new(State::new(seed, clock, outbox, platform)),
            listeners: RwLock::default(),
            idempotency: Mutex::new(Idempotency::default()),
            requests_seen: Mutex::default(),
            courier,
            delivered: Notify::new(),
            furnished: Once::new(),
        }
    }

    /// The id of a new request: `req_` and 14 characters.
    pub fn next_request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        IdSource::at(!self.request_seed.load(Ordering::Relaxed), number + 1).draw("req_", 14)
    }

    /// Gives the account what it is to begin with, when it is first used. Whoever comes meanwhile waits.
    pub(crate) fn furnish(&self, context: &Context<'_>, furnish: impl FnOnce(&mut Transaction<'_>)) {
        self.furnished.call_once(|| {
            let mut state = self.state.lock();
            self.begin_with(&mut state, context, furnish);
        });
    }

    /// Forgets everything but what the account is to begin with; ids begin anew.
    pub(crate) fn reset(
        &self,
        clock: Clock,
        context: &Context<'_>,
        furnish: impl FnOnce(&mut Transaction<'_>),
    ) {
        let mut state = self.state.lock();
        let generation = state.outbox.generation() + 1;
        let outbox = Outbox::new(self.seed ^ DELIVERIES, self.courier.forwards(), generation);
        *state = State::new(self.seed, clock, outbox, self.platform.clone());
        self.begin_with(&mut state, context, furnish);
        self.requests_seen.lock().clear();
        self.idempotency.lock().clear();
        self.request_seed.store(self.seed, Ordering::Relaxed);
        self.requests.store(0, Ordering::Relaxed);
        self.changed();
        self.delivered.notify_waiters();
    }

    /// Everything that decides later answers, as it is now.
    pub fn snapshot(&self) -> Snapshot {
        let state = self.state.lock();
        let idempotency = self.idempotency.lock().snapshot();
        let seed = self.request_seed.load(Ordering::Relaxed);
        Snapshot::of(&state, idempotency, seed, self.requests.load(Ordering::Relaxed))
    }

    /// Puts a snapshot in the place of everything; the logs stay. What it has yet to deliver is delivered.
    pub fn restore(self: &Arc<Self>, snapshot: Snapshot) {
        self.furnished.call_once(|| ());
        let mut state = self.state.lock();
        self.request_seed.store(snapshot.seed, Ordering::Relaxed);
        self.requests.store(snapshot.requests, Ordering::Relaxed);
        let generation = state.outbox.generation() + 1;
        let (outbox, idempotency) = snapshot.replace(&mut state);
        state.outbox = Outbox::restored(outbox, self.courier.forwards(), generation);
        *self.idempotency.lock() = Idempotency::restored(idempotency);
        *self.listeners.write() = state.listeners();
        let now = state.clock.now();
        self.send_due(&mut state, now);
        self.changed();
        self.delivered.notify_waiters();
    }

    /// Notes that something changed that a snapshot holds.
    pub(crate) fn changed(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    /// A number that grows with whatever changes the account.
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }

    fn begin_with(
        &self,
        state: &mut State,
        context: &Context<'_>,
        furnish: impl FnOnce(&mut Transaction<'_>),
    ) {
        let now = state.clock.now();
        let mut transaction = Transaction::begin(state, context, now);
        transaction.be_silent();
        furnish(&mut transaction);
        transaction.commit();
        *self.listeners.write() = state.listeners();
    }

    /// Runs `work` on the account, everything that has fallen due by now done before.
    ///
    /// What it changes lands if it returns `Ok`, or if it says so ([`Transaction::keep_when_refused`]), and is undone if it
    /// returns `Err` or panics. The lock is held
    /// meanwhile: `work` must be short and never waits. What it caused to be delivered is on its way when this returns.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn transact<R, E>(
        self: &Arc<Self>,
        context: &Context<'_>,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut state = self.state.lock();
        let now = state.clock.now();
        if crate::resources::run_due(&mut state, context, now) {
            self.changed();
        }
        let mut transaction = Transaction::begin(&mut state, context, now);
        let result = work(&mut transaction);
        if result.is_ok() || transaction.is_kept() {
            let landed = transaction.commit();
            if landed.listeners_changed {
                *self.listeners.write() = state.listeners();
            }
            if landed.changed {
                self.changed();
            }
        } else {
            drop(transaction);
        }
        self.send_due(&mut state, now);
        result
    }

    /// Shows or changes the rates of automatic tax. Sessions that are there already keep their amounts until they change.
    pub fn with_tax_table<R>(&self, change: impl FnOnce(&mut TaxTable) -> R) -> R {
        let mut state = self.state.lock();
        let before = state.tax_table.clone();
        let result = change(&mut state.tax_table);
        if state.tax_table != before {
            self.changed();
        }
        result
    }

    /// Shows or changes the clock; what falls due by the new time happens before this returns.
    pub fn with_clock<R>(self: &Arc<Self>, context: &Context<'_>, change: impl FnOnce(&mut Clock) -> R) -> R {
        let mut state = self.state.lock();
        let before = state.clock;
        let result = change(&mut state.clock);
        let now = state.clock.now();
        let did = crate::resources::run_due(&mut state, context, now);
        if did || state.clock != before {
            self.changed();
        }
        self.send_due(&mut state, now);
        result
    }

    /// Hands over what is to be delivered by now.
    fn send_due(self: &Arc<Self>, state: &mut State, now: Timestamp) {
        if state.outbox.has_due(now) {
            self.courier.take(self, state, now);
        }
    }

    /// The account's time.
    pub fn now(&self) -> Timestamp {
        self.state.lock().clock.now()
    }

    /// Looks at everything the lock guards, for a moment.
    pub(crate) fn with_state<R>(&self, work: impl FnOnce(&mut State) -> R) -> R {
        work(&mut self.state.lock())
    }
}
