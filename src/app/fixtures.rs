//! What accounts begin with, and what is added to them.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::App;
use crate::error::ApiError;
use crate::events::Courier;
use crate::fixtures::{Document, environment};
use crate::store::{Account, Transaction};

impl App {
    /// Does what the fixtures say that accounts begin with. They were tried before; where they fail all the same, the log
    /// says so and the account begins empty.
    pub(super) fn apply_initial_fixtures(&self, tx: &mut Transaction<'_>) {
        let documents = Arc::clone(&self.initial_fixtures.read());
        let place = tx.savepoint();
        for document in &*documents {
            if let Err(error) = document.apply(tx, &environment) {
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
                match document.apply(tx, &environment) {
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

    /// Does what a document says in every account, and in those to come when they are first used.
    ///
    /// # Errors
    /// The first refusal, with its entry. Accounts before that one keep theirs.
    ///
    /// Gives the objects of each account by the names of their entries.
    pub fn apply_fixtures_everywhere(&self, document: &Document) -> Result<Map<String, Value>, ApiError> {
        let documents: Vec<Document> =
            self.initial_fixtures.read().iter().chain([document]).cloned().collect();
        self.try_fixtures(&documents)?;
        *self.initial_fixtures.write() = documents.into();
        let mut applied = Map::new();
        for (name, account) in self.named_accounts() {
            let objects = self.apply_fixtures(&account, std::slice::from_ref(document))?;
            applied.insert(name, json!({"objects": objects}));
        }
        Ok(applied)
    }
}
