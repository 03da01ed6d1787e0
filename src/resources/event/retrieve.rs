//! `GET /v1/events/{id}`
//!
//! <https://docs.stripe.com/api/events/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use crate::error::{ApiError, NotFound};
use crate::events::Event;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Id, Object as _};

#[derive(Debug, Deserialize)]
pub struct RetrieveEvent {}

impl Operation for RetrieveEvent {
    type Target = Id<Event>;
    type Output = Arc<Event>;

    fn perform(self, id: Id<Event>, tx: &mut Transaction<'_>) -> Result<Arc<Event>, ApiError> {
        let event = tx.target(&id)?;
        if super::is_kept(event.created, tx.now()) {
            Ok(event)
        } else {
            Err(ApiError::TargetNotFound { missing: NotFound::of(&id), param: Some(Event::PATH_PARAM) })
        }
    }
}
