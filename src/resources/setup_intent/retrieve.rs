//! `GET /v1/setup_intents/{intent}`
//!
//! <https://docs.stripe.com/api/setup_intents/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::SetupIntent;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::resources::client_secret;
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

    const PUBLISHABLE: bool = true;

    fn perform(self, id: Id<SetupIntent>, tx: &mut Transaction<'_>) -> Result<Arc<SetupIntent>, ApiError> {
        let intent = tx.target(&id)?;
        client_secret::check::<SetupIntent>(self.client_secret.as_ref(), &intent.client_secret, tx)?;
        Ok(intent)
    }
}
