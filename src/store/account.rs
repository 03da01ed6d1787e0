use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;

use super::{Objects, TaxTable, Timers, Transaction, transaction::Context};
use crate::clock::Clock;
use crate::http::idempotency::Idempotency;
use crate::values::IdSource;

/// One Stripe account: a store of its own, reached by the keys that carry its name.
#[derive(Debug)]
pub struct Account {
    /// `acct_…`.
    pub id: Box<str>,
    seed: u64,
    requests: AtomicU64,
    state: Mutex<State>,
    pub idempotency: Mutex<Idempotency>,
}

/// Everything an account's lock guards.
#[derive(Debug)]
pub struct State {
    pub(super) objects: Objects,
    pub(super) ids: IdSource,
    pub(super) timers: Timers,
    pub clock: Clock,
    pub tax_table: TaxTable,
}

impl State {
    fn new(seed: u64, clock: Clock) -> Self {
        State {
            objects: Objects::default(),
            ids: IdSource::new(seed),
            timers: Timers::default(),
            clock,
            tax_table: TaxTable::default(),
        }
    }
}

impl Account {
    /// An empty account. `seed` decides every id it will ever draw, whatever other accounts do.
    pub fn new(id: impl Into<Box<str>>, seed: u64, clock: Clock) -> Self {
        Account {
            id: id.into(),
            seed,
            requests: AtomicU64::new(0),
            state: Mutex::new(State::new(seed, clock)),
            idempotency: Mutex::new(Idempotency::default()),
        }
    }

    /// The id of a new request: `req_` and 14 characters.
    pub fn next_request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        IdSource::at(!self.seed, number + 1).draw("req_", 14)
    }

    /// Forgets everything; ids begin anew.
    pub fn reset(&self, clock: Clock) {
        let mut state = self.state.lock();
        *state = State::new(self.seed, clock);
        self.idempotency.lock().clear();
        self.requests.store(0, Ordering::Relaxed);
    }

    /// Runs `work` on the account, everything that has fallen due by now done before.
    ///
    /// What it changes lands if it returns `Ok` and is undone if it returns `Err` or panics. The lock is held
    /// meanwhile: `work` must be short and never waits.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn transact<R, E>(
        &self,
        context: &Context<'_>,
        work: impl FnOnce(&mut Transaction<'_>) -> Result<R, E>,
    ) -> Result<R, E> {
        let mut state = self.state.lock();
        let now = state.clock.now();
        crate::resources::run_due(&mut state, context, now);
        let mut transaction = Transaction::begin(&mut state, context, now);
        let result = work(&mut transaction);
        if result.is_ok() {
            transaction.commit();
        }
        result
    }

    /// Shows or changes the rates of automatic tax. Sessions that are there already keep their amounts until they change.
    pub fn with_tax_table<R>(&self, change: impl FnOnce(&mut TaxTable) -> R) -> R {
        change(&mut self.state.lock().tax_table)
    }

    /// Shows or changes the clock; what falls due by the new time happens before this returns.
    pub fn with_clock<R>(&self, context: &Context<'_>, change: impl FnOnce(&mut Clock) -> R) -> R {
        let mut state = self.state.lock();
        let result = change(&mut state.clock);
        let now = state.clock.now();
        crate::resources::run_due(&mut state, context, now);
        result
    }
}
