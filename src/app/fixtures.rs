//! What accounts begin with, and what is added to them.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::App;
use crate::error::{ApiError, Refusal};
use crate::events::Courier;
use crate::fixtures::Document;
use crate::store::{Account, Transaction};

impl App {
    /// Does what the fixtures say that accounts begin with. They were tried before; where they fail all the same, the log
    /// says so and the account begins empty.
    pub(super) fn apply_initial_fixtures(&self, tx: &mut Transaction<'_>) {
        let documents = Arc::clone(&self.initial_fixtures.read());
        let place = tx.savepoint();
        for document in &*documents {
            if let Err(error) = document.apply(tx) {
                tracing::error!(account = tx.context().account, %error, "fixtures were not applied");
                tx.keep_nothing();
                tx.roll_back_to(place);
                return;
            }
        }
    }

    /// Tries what accounts begin with on one that nobody uses.
    ///
    /// # Errors
    /// The first refusal, with its entry.
    pub fn try_fixtures(&self, documents: &[Document]) -> Result<Map<String, Value>, ApiError> {
        let courier = Arc::new(Courier::default());
        let nobody = Arc::new(Account::new("acct_nobody", self.seed_of(""), self.clock(), courier, None));
        self.apply_fixtures(&nobody, documents)
    }

    /// Does what documents say, all of it or nothing, and gives what was answered by name.
    ///
    /// # Errors
    /// The first refusal, with its entry.
    pub fn apply_fixtures(
        &self,
        account: &Arc<Account>,
        documents: &[Document],
    ) -> Result<Map<String, Value>, ApiError> {
        account.transact(&self.context(account), |tx| {
            let mut answers = Map::new();
            for document in documents {
                match document.apply(tx) {
                    Ok(answered) => answers.extend(answered),
                    Err(error) => {
                        tx.keep_nothing();
                        return Err(error);
                    }
                }
            }
            Ok(answers)
        })
    }

    /// Does what a document says in every account, and in those to come when they are first used: in all of them or in none.
    ///
    /// # Errors
    /// The first refusal, with the account and the entry.
    ///
    /// Gives the objects of each account by the names of their entries.
    pub fn apply_fixtures_everywhere(&self, document: &Document) -> Result<Map<String, Value>, ApiError> {
        // One at a time: what was tried is what is done.
        let _alone = self.applying.lock();
        let documents: Vec<Document> =
            self.initial_fixtures.read().iter().chain([document]).cloned().collect();
        self.try_fixtures(&documents)?;
        let accounts = self.named_accounts();
        for (name, account) in &accounts {
            let tried = account.transact(&self.context(account), |tx| {
                let tried = document.apply(tx);
                tx.keep_nothing();
                Err::<(), _>(tried.err())
            });
            if let Err(Some(error)) = tried {
                return Err(
                    Refusal::new(format!("{error} (in the account `{name}`; nothing was changed)")).into()
                );
            }
        }
        *self.initial_fixtures.write() = documents.into();
        self.changed();
        let mut applied = Map::new();
        for (name, account) in accounts {
            let objects = self.apply_fixtures(&account, std::slice::from_ref(document))?;
            applied.insert(name, json!({"objects": objects}));
        }
        Ok(applied)
    }
}
