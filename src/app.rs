//! What every request shares.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use dashmap::DashMap;
use parking_lot::RwLock;

use crate::clock::Clock;
use crate::http::version::Version;
use crate::store::{Account, Context, TaxTable};
use crate::values::{IdSource, Timestamp};

/// How an emulator is set up. The defaults are those of the command line.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What page links begin with.
    pub public_url: String,
    /// The version of requests that name none.
    pub api_version: Version,
    /// Decides every id and secret; random if not given.
    pub seed: Option<u64>,
    /// Freezes the clock of every account at this time.
    pub now: Option<Timestamp>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            public_url: "http://localhost:12111".into(),
            api_version: Version::NEWEST,
            seed: None,
            now: None,
        }
    }
}

/// The emulator: its accounts, and what they have in common.
#[derive(Debug)]
pub struct App {
    pub public_url: Box<str>,
    pub api_version: Version,
    seed: u64,
    /// The clock of an account that is new or reset.
    initial_clock: RwLock<Clock>,
    configured_clock: Clock,
    /// The rates of automatic tax that an account begins with.
    initial_tax_table: RwLock<TaxTable>,
    accounts: DashMap<Box<str>, Arc<Account>>,
}

impl App {
    pub fn new(settings: &Settings) -> Self {
        let clock = settings.now.map_or(Clock::SYSTEM, |at| Clock::Frozen { at });
        App {
            public_url: settings.public_url.trim_end_matches('/').into(),
            api_version: settings.api_version,
            seed: settings.seed.unwrap_or_else(rand::random),
            initial_clock: RwLock::new(clock),
            configured_clock: clock,
            initial_tax_table: RwLock::default(),
            accounts: DashMap::new(),
        }
    }

    /// The account behind a key's name, created on first use.
    pub fn account(&self, name: &str) -> Arc<Account> {
        self.open(name, |seed| IdSource::new(seed).draw("acct_", 16))
    }

    /// A connected account of a platform, with a store of its own.
    pub fn connected_account(&self, platform: &str, id: &str) -> Arc<Account> {
        let own = self.account(platform);
        if *own.id == *id {
            return own;
        }
        self.open(&format!("{platform}/{id}"), |_| id.to_owned())
    }

    fn open(&self, key: &str, id: impl FnOnce(u64) -> String) -> Arc<Account> {
        if let Some(account) = self.accounts.get(key) {
            return Arc::clone(&account);
        }
        let entry = self.accounts.entry(key.into()).or_insert_with(|| {
            let seed = self.seed_of(key);
            let account = Account::new(id(!seed), seed, *self.initial_clock.read());
            account.with_tax_table(|table| table.clone_from(&self.initial_tax_table.read()));
            Arc::new(account)
        });
        Arc::clone(&entry)
    }

    /// An account's own seed: it depends on its name and on nothing that happens elsewhere.
    fn seed_of(&self, key: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.seed, key).hash(&mut hasher);
        hasher.finish()
    }

    /// Every account there is, in no order.
    pub fn accounts(&self) -> Vec<Arc<Account>> {
        self.accounts.iter().map(|entry| Arc::clone(entry.value())).collect()
    }

    /// The clock new accounts begin with.
    pub fn clock(&self) -> Clock {
        *self.initial_clock.read()
    }

    /// Changes the clock of every account, and of those to come.
    pub fn change_clock(&self, change: impl Fn(&mut Clock)) -> Clock {
        let clock = {
            let mut clock = self.initial_clock.write();
            change(&mut clock);
            *clock
        };
        for account in self.accounts() {
            account.with_clock(&self.context(&account), &change);
        }
        clock
    }

    /// The rates of automatic tax that new accounts begin with.
    pub fn tax_table(&self) -> TaxTable {
        self.initial_tax_table.read().clone()
    }

    /// Gives every account, and those to come, these rates of automatic tax.
    pub fn replace_tax_table(&self, table: &TaxTable) {
        self.initial_tax_table.write().clone_from(table);
        for account in self.accounts() {
            account.with_tax_table(|own| own.clone_from(table));
        }
    }

    /// Forgets an account's objects; its clock is as at the start again.
    pub fn reset(&self, account: &Account) {
        account.reset(self.configured_clock);
    }

    /// Forgets every account.
    pub fn reset_all(&self) {
        *self.initial_clock.write() = self.configured_clock;
        *self.initial_tax_table.write() = TaxTable::default();
        for account in self.accounts() {
            self.reset(&account);
        }
    }

    /// What happens to an account by itself happens at the emulator's own version.
    pub fn context<'c>(&'c self, account: &'c Account) -> Context<'c> {
        Context {
            account: &account.id,
            version: self.api_version,
            public_url: &self.public_url,
            count_total: false,
        }
    }
}
