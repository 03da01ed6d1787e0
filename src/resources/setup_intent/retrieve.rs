//! `GET /v1/setup_intents/{intent}`
//!
//! <https://docs.stripe.com/api/setup_intents/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::SetupIntent;
use crate::error::{ApiError, inferred};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Id, Text};

#[derive(Debug, Deserialize)]
pub struct RetrieveSetupIntent {
    /// What a browser must know of it.
    pub client_secret: Option<Text>,
}

impl Operation for RetrieveSetupIntent {
    type Target = Id<SetupIntent>;
    type Output = Arc<SetupIntent>;

    fn perform(self, id: Id<SetupIntent>, tx: &mut Transaction<'_>) -> Result<Arc<SetupIntent>, ApiError> {
        let intent = tx.target(&id)?;
        if self.client_secret.is_some_and(|secret| *secret != *intent.client_secret) {
            return Err(inferred::wrong_client_secret("setup_intent").into());
        }
        Ok(intent)
    }
}
