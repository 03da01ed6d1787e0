//! `POST /v1/setup_intents/{intent}/cancel`
//!
//! <https://docs.stripe.com/api/setup_intents/cancel>

use std::sync::Arc;

use serde::Deserialize;

use super::canceling::cancel;
use super::{SetupIntent, Status};
use crate::error::{ApiError, inferred, refusal};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Choice, Id};
use crate::words;

words!(
    /// Why a setup is given up.
    pub Reasons: "abandoned" "duplicate" "requested_by_customer"
);

#[derive(Debug, Deserialize)]
pub struct CancelSetupIntent {
    pub cancellation_reason: Option<Choice<Reasons>>,
}

impl Operation for CancelSetupIntent {
    type Target = Id<SetupIntent>;
    type Output = Arc<SetupIntent>;

    fn perform(self, id: Id<SetupIntent>, tx: &mut Transaction<'_>) -> Result<Arc<SetupIntent>, ApiError> {
        let intent = tx.target(&id)?;
        if matches!(intent.status, Status::Succeeded | Status::Canceled) {
            return Err(refusal::setup_not_cancelable(&intent).into());
        }
        if intent.session.is_some() {
            return Err(inferred::cancel_of_checkout().into());
        }
        Ok(cancel(tx, &intent, self.cancellation_reason.map(Choice::as_str)))
    }
}
