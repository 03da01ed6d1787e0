//! What every request shares.

mod fixtures;
mod state;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use dashmap::DashMap;
use parking_lot::{Mutex, RwLock};

use crate::clock::Clock;
use crate::events::{self, Courier, Retries, Tally};
use crate::fixtures::Document;
use crate::http::request_log::RequestLog;
use crate::http::version::Version;
use crate::store::{Account, Context, Stored, TaxTable};
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
    /// Whether an update may write shipping details although the session leaves that to the browser. Whether Stripe lets
    /// it is not known; refusing is the default.
    pub any_shipping_details: bool,
    /// Where every event of every account goes besides the accounts' own endpoints.
    pub forward_to: Vec<String>,
    /// Signs what is forwarded; made from the seed if not given.
    pub webhook_secret: Option<String>,
    /// How long a receiver may take to answer.
    pub webhook_timeout: Duration,
    /// What every account begins with.
    pub fixtures: Vec<Document>,
    /// What clients that come over HTTPS have to trust, as PEM, to be handed out.
    pub certificate: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            public_url: "http://localhost:12111".into(),
            api_version: Version::NEWEST,
            seed: None,
            now: None,
            any_shipping_details: false,
            forward_to: Vec::new(),
            webhook_secret: None,
            webhook_timeout: Duration::from_secs(10),
            fixtures: Vec::new(),
            certificate: None,
        }
    }
}

/// The emulator: its accounts, and what they have in common.
#[derive(Debug)]
pub struct App {
    pub public_url: Box<str>,
    pub api_version: Version,
    seed: AtomicU64,
    /// The clock of an account that is new or reset.
    initial_clock: RwLock<Clock>,
    configured_clock: Clock,
    pub any_shipping_details: bool,
    /// The rates of automatic tax that an account begins with.
    initial_tax_table: RwLock<TaxTable>,
    /// What an account begins with that is new or reset.
    initial_fixtures: RwLock<Arc<[Document]>>,
    configured_fixtures: Arc<[Document]>,
    /// Held while a document is applied to every account.
    applying: Mutex<()>,
    /// Counts what changed beyond the accounts.
    own_changes: AtomicU64,
    accounts: DashMap<Box<str>, Arc<Account>>,
    /// The accounts of objects that were looked for without a key: never more than the accounts hold.
    owners: DashMap<Box<str>, Arc<Account>>,
    courier: Arc<Courier>,
    /// What was asked with keys that open no account.
    pub strangers: Mutex<RequestLog>,
    /// Signs what is forwarded.
    pub webhook_secret: Box<str>,
    /// What clients that come over HTTPS have to trust, as PEM.
    pub certificate: Option<Box<str>>,
}

impl App {
    pub fn new(settings: &Settings) -> Self {
        let clock = settings.now.map_or(Clock::SYSTEM, |at| Clock::Frozen { at });
        let seed = settings.seed.unwrap_or_else(rand::random);
        let secret = settings.webhook_secret.clone().unwrap_or_else(|| secret_of(seed));
        let courier = Courier::new(&settings.forward_to, &secret, settings.webhook_timeout);
        let fixtures: Arc<[Document]> = settings.fixtures.clone().into();
        App {
            public_url: settings.public_url.trim_end_matches('/').into(),
            api_version: settings.api_version,
            seed: AtomicU64::new(seed),
            initial_clock: RwLock::new(clock),
            configured_clock: clock,
            any_shipping_details: settings.any_shipping_details,
            initial_tax_table: RwLock::default(),
            initial_fixtures: RwLock::new(Arc::clone(&fixtures)),
            configured_fixtures: fixtures,
            applying: Mutex::default(),
            own_changes: AtomicU64::new(0),
            accounts: DashMap::new(),
            owners: DashMap::new(),
            courier: Arc::new(courier),
            strangers: Mutex::default(),
            webhook_secret: secret.into(),
            certificate: settings.certificate.as_deref().map(Into::into),
        }
    }

    /// The account behind a key's name, created on first use.
    pub fn account(&self, name: &str) -> Arc<Account> {
        self.open(name, None, |seed| IdSource::new(seed).draw("acct_", 16))
    }

    /// A connected account of a platform, with a store of its own.
    pub fn connected_account(&self, platform: &str, id: &str) -> Arc<Account> {
        let own = self.account(platform);
        if *own.id == *id {
            return own;
        }
        self.open(&format!("{platform}/{id}"), Some(own), |_| id.to_owned())
    }

    fn open(
        &self,
        key: &str,
        platform: Option<Arc<Account>>,
        id: impl FnOnce(u64) -> String,
    ) -> Arc<Account> {
        let account = self.open_bare(key, platform, id);
        account.furnish(&self.context(&account), |tx| self.apply_initial_fixtures(tx));
        account
    }

    fn open_bare(
        &self,
        key: &str,
        platform: Option<Arc<Account>>,
        id: impl FnOnce(u64) -> String,
    ) -> Arc<Account> {
        if let Some(account) = self.accounts.get(key) {
            return Arc::clone(&account);
        }
        let entry = self.accounts.entry(key.into()).or_insert_with(|| {
            let seed = self.seed_of(key);
            let courier = Arc::clone(&self.courier);
            // A connected account begins as its platform is now.
            let clock = platform.as_ref().map_or_else(
                || *self.initial_clock.read(),
                |platform| platform.with_state(|state| state.clock),
            );
            let table = platform.as_ref().map_or_else(
                || self.initial_tax_table.read().clone(),
                |platform| platform.with_tax_table(|table| table.clone()),
            );
            let account = Account::new(id(!seed), seed, clock, courier, platform);
            account.with_tax_table(|own| *own = table);
            Arc::new(account)
        });
        Arc::clone(&entry)
    }

    /// An account's own seed: it depends on its name and on nothing that happens elsewhere.
    fn seed_of(&self, key: &str) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.seed.load(Ordering::Relaxed), key).hash(&mut hasher);
        hasher.finish()
    }

    /// Every account there is, in no order.
    pub fn accounts(&self) -> Vec<Arc<Account>> {
        self.accounts.iter().map(|entry| Arc::clone(entry.value())).collect()
    }

    /// The same with the names of the keys that open them.
    pub fn named_accounts(&self) -> Vec<(String, Arc<Account>)> {
        self.accounts.iter().map(|entry| (entry.key().to_string(), Arc::clone(entry.value()))).collect()
    }

    /// The account that has an object. Browsers send no key, and ids say nothing of accounts: every account is asked the
    /// first time, and the answer is remembered until that account is reset.
    pub fn account_of<T: Stored>(&self, id: &str) -> Option<Arc<Account>> {
        let has = |account: &Arc<Account>| account.with_state(|state| state.find::<T>(id).is_some());
        if let Some(known) = self.owners.get(id).map(|entry| Arc::clone(entry.value())).filter(&has) {
            return Some(known);
        }
        let owner = self.accounts().into_iter().find(&has);
        if let Some(owner) = &owner {
            self.owners.insert(id.into(), Arc::clone(owner));
        }
        // A reset may have come between.
        if owner.as_ref().is_none_or(|owner| !has(owner)) {
            self.owners.remove(id);
        }
        owner
    }

    /// An account and, if it is a platform, those connected to it.
    pub fn family(&self, account: &Arc<Account>) -> Vec<Arc<Account>> {
        let mut family = vec![Arc::clone(account)];
        let connected = |other: &Arc<Account>| {
            other.platform.as_ref().is_some_and(|platform| Arc::ptr_eq(platform, account))
        };
        family.extend(self.accounts().into_iter().filter(connected));
        family
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
        self.changed();
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
        self.changed();
        for account in self.accounts() {
            account.with_tax_table(|own| own.clone_from(table));
        }
    }

    /// Forgets an account's objects; its clock is as at the start again.
    pub fn reset(&self, account: &Account) {
        let context = self.context(account);
        account.reset(self.configured_clock, &context, |tx| self.apply_initial_fixtures(tx));
        self.owners.retain(|_, owner| !std::ptr::eq(&raw const **owner, account));
    }

    /// Forgets every account.
    pub fn reset_all(&self) {
        *self.initial_clock.write() = self.configured_clock;
        *self.initial_fixtures.write() = Arc::clone(&self.configured_fixtures);
        *self.initial_tax_table.write() = TaxTable::default();
        self.changed();
        self.strangers.lock().clear();
        for account in self.accounts() {
            self.reset(&account);
        }
        self.owners.clear();
    }

    /// What happens to an account by itself happens at the emulator's own version.
    pub fn context<'c>(&'c self, account: &'c Account) -> Context<'c> {
        Context {
            account: &account.id,
            version: self.api_version,
            public_url: &self.public_url,
            count_total: false,
            any_shipping_details: self.any_shipping_details,
            own_version: self.api_version,
            connected: account.platform.is_some(),
            publishable: false,
            request: None,
        }
    }

    /// Does in every account what has fallen due by its clock.
    pub fn run_due(&self) {
        for account in self.accounts() {
            account.with_clock(&self.context(&account), |_| ());
        }
    }

    /// Waits until what the accounts had to deliver is delivered or given up, for `timeout` at the most.
    pub async fn drain(&self, accounts: &[Arc<Account>], timeout: Duration) -> Tally {
        let deadline = Instant::now() + timeout;
        let mut tally = Tally::default();
        for account in accounts {
            // What has fallen due meanwhile is part of it.
            account.with_clock(&self.context(account), |_| ());
            let left = deadline.saturating_duration_since(Instant::now());
            tally += events::drain(account, left, Retries::Coming).await;
        }
        tally
    }

    /// Waits until everything that was to be delivered by now was attempted, for a while at the most.
    pub async fn deliver_due(&self, accounts: &[Arc<Account>]) {
        let deadline = Instant::now() + CLOCK_PATIENCE;
        for account in accounts {
            let left = deadline.saturating_duration_since(Instant::now());
            events::drain(account, left, Retries::Due).await;
        }
    }

    /// The last chance for what is under way before the program ends; what is lost then is said in the log.
    pub async fn deliver_the_rest(&self, grace: Duration) {
        let deadline = Instant::now() + grace;
        for account in self.accounts() {
            let left = deadline.saturating_duration_since(Instant::now());
            if events::drain(&account, left, Retries::None).await.pending > 0 {
                events::lost(&account, &self.courier);
            }
        }
    }
}

/// How long a change of the clock waits for the receivers of what it made due. What takes longer goes on by itself.
const CLOCK_PATIENCE: Duration = Duration::from_secs(10);

/// A secret as `stripe listen` shows it: 64 hexadecimal digits, the same for the same seed.
fn secret_of(seed: u64) -> String {
    use sha2::Digest as _;

    let digest = sha2::Sha256::digest([b"webhook secret".as_slice(), &seed.to_be_bytes()].concat());
    format!("whsec_{}", hex::encode(digest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ApiError;
    use crate::resources::customer::Customer;

    /// A customer of an account, by id.
    fn customer(app: &App, account: &Arc<Account>) -> String {
        let context = app.context(account);
        let made = account.transact(&context, |tx| {
            let operation: crate::resources::customer::CreateCustomer =
                crate::form::decode(&crate::form::Branch::parse(b"")?)?;
            crate::operation::Operation::perform(operation, (), tx)
        });
        let made: Result<Arc<Customer>, ApiError> = made;
        made.expect("a customer needs nothing").id.to_string()
    }

    #[test]
    fn what_is_remembered_of_owners_is_never_more_than_there_is() {
        let app = App::new(&Settings::default());
        let (first, second) = (app.account("first"), app.account("second"));
        let (one, two) = (customer(&app, &first), customer(&app, &second));
        for id in [&one, &two, &one] {
            assert!(app.account_of::<Customer>(id).is_some());
        }
        assert!(app.account_of::<Customer>("cus_nobody").is_none());
        assert_eq!(app.owners.len(), 2);

        app.reset(&first);
        assert!(app.account_of::<Customer>(&one).is_none());
        assert!(app.account_of::<Customer>(&two).is_some_and(|owner| Arc::ptr_eq(&owner, &second)));
        assert_eq!(app.owners.len(), 1);

        app.reset_all();
        assert!(app.owners.is_empty());
    }
}
