//! `GET /v1/checkout/sessions/{session}`
//!
//! <https://docs.stripe.com/api/checkout/sessions/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::{Session, check_id, target};
use crate::error::ApiError;
use crate::form::ParamError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Id, ValueError};

/// Longest id, in characters.
const MAX_ID: usize = 66;

#[derive(Debug, Deserialize)]
pub struct RetrieveSession {}

impl Operation for RetrieveSession {
    type Target = Id<Session>;
    type Output = Arc<Session>;

    fn check_target(id: &Id<Session>) -> Result<(), ApiError> {
        if id.as_str().chars().count() > MAX_ID {
            let problem = ValueError::too_long(id.as_str(), MAX_ID).into_problem();
            return Err(ParamError { path: "session".into(), problem }.into());
        }
        check_id(id)
    }

    fn perform(self, id: Id<Session>, tx: &mut Transaction<'_>) -> Result<Arc<Session>, ApiError> {
        target(tx, &id)
    }
}
