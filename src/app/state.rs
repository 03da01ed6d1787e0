//! Snapshots of accounts, taken and restored.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::App;
use crate::fixtures::Document;
use crate::state::{Beginning, State};
use crate::store::Account;

impl App {
    /// An account and those connected to it, or everything.
    pub fn snapshot(&self, account: Option<&Arc<Account>>) -> State {
        let all = self.named_accounts();
        let wanted: Vec<_> = match account {
            None => all,
            Some(account) => {
                let family = self.family(account);
                let of_family = |other: &Arc<Account>| family.iter().any(|member| Arc::ptr_eq(member, other));
                all.into_iter().filter(|(_, account)| of_family(account)).collect()
            }
        };
        let beginning = account.is_none().then(|| Beginning {
            seed: self.seed.load(Ordering::Relaxed),
            clock: self.clock(),
            tax_table: self.tax_table(),
            fixtures: self.added_fixtures(),
        });
        State {
            beginning,
            accounts: wanted.into_iter().map(|(name, account)| (name, account.snapshot())).collect(),
        }
    }

    /// Puts a snapshot of everything in the place of everything: accounts it does not know are as if nobody had used them.
    ///
    /// # Errors
    /// It is a snapshot of one account only. Nothing is changed then.
    pub fn restore_all(&self, state: State) -> Result<(), String> {
        let Some(beginning) = state.beginning else {
            return Err("is of one account: restore it with a key of that account".to_owned());
        };
        self.seed.store(beginning.seed, Ordering::Relaxed);
        *self.initial_clock.write() = beginning.clock;
        *self.initial_tax_table.write() = beginning.tax_table;
        *self.initial_fixtures.write() =
            self.configured_fixtures.iter().cloned().chain(beginning.fixtures).collect();
        self.changed();
        for (name, account) in self.named_accounts() {
            if !state.accounts.contains_key(&name) {
                self.reset(&account);
            }
        }
        for (name, snapshot) in state.accounts {
            self.account_named(&name).restore(snapshot);
        }
        Ok(())
    }

    /// Puts a snapshot of one account, and of those connected to it, in an account's place, whatever it was called.
    ///
    /// # Errors
    /// It is a snapshot of several accounts, or of none. Nothing is changed then.
    pub fn restore(&self, account: &Arc<Account>, state: State) -> Result<(), String> {
        let roots: Vec<String> = match state.accounts.len() {
            1 => state.accounts.keys().cloned().collect(),
            _ => state.accounts.keys().filter(|name| !name.contains('/')).cloned().collect(),
        };
        let [root] = roots.as_slice() else {
            let count = roots.len();
            return Err(format!("is of {count} accounts, not of one: restore it without a key"));
        };
        let own = self.named_accounts().into_iter().find(|(_, known)| Arc::ptr_eq(known, account));
        let Some((own, _)) = own else { return Ok(()) };
        let connected: BTreeMap<&str, &String> = state
            .accounts
            .keys()
            .filter_map(|name| Some((name.strip_prefix(root.as_str())?.strip_prefix('/')?, name)))
            .collect();
        if connected.len() + 1 != state.accounts.len() || (own.contains('/') && !connected.is_empty()) {
            return Err("holds accounts that are not connected to one another".to_owned());
        }
        let names: BTreeMap<String, String> = connected
            .into_iter()
            .map(|(id, name)| (name.clone(), format!("{own}/{id}")))
            .chain([(root.clone(), own.clone())])
            .collect();
        let kept: Vec<&String> = names.values().collect();
        for (name, member) in self.named_accounts() {
            let of_family = self.family(account).iter().any(|known| Arc::ptr_eq(known, &member));
            if of_family && !kept.contains(&&name) {
                self.reset(&member);
            }
        }
        for (name, snapshot) in state.accounts {
            if let Some(name) = names.get(&name) {
                self.account_named(name).restore(snapshot);
            }
        }
        Ok(())
    }

    /// The account of a name in a snapshot.
    fn account_named(&self, name: &str) -> Arc<Account> {
        match name.split_once('/') {
            Some((platform, id)) => self.connected_account(platform, id),
            None => self.account(name),
        }
    }

    /// A number that is another one whenever something changed that a snapshot of everything holds.
    pub fn changes(&self) -> u64 {
        let own = self.own_changes.load(Ordering::Relaxed);
        self.accounts().iter().fold(own, |sum, account| sum.wrapping_add(account.changes() + 1))
    }

    /// Notes a change of what accounts to come begin with.
    pub(super) fn changed(&self) {
        self.own_changes.fetch_add(1, Ordering::Relaxed);
    }

    /// What accounts begin with beyond what the command line says.
    fn added_fixtures(&self) -> Vec<Document> {
        self.initial_fixtures.read().iter().skip(self.configured_fixtures.len()).cloned().collect()
    }
}
