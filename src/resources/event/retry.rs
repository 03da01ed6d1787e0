//! `POST /v1/events/{id}/retry`: what `stripe events resend` asks for. Stripe documents it nowhere else.
//!
//! <https://github.com/stripe/stripe-cli> (`pkg/cmd/resource/events.go`)

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::RetrieveEvent;
use crate::error::{ApiError, At as _};
use crate::events::Event;
use crate::operation::Operation;
use crate::resources::webhook_endpoint::WebhookEndpoint;
use crate::store::Transaction;
use crate::values::{Id, Text};

#[derive(Debug, Deserialize)]
pub struct RetryEvent {
    /// The connected account of the event, which the header `Stripe-Account` names here.
    pub account: Option<Text>,
    pub for_stripecli: Option<IgnoredAny>,
    /// Who is to get it; those that everything is forwarded to unless it is given.
    pub webhook_endpoint: Option<Id<WebhookEndpoint>>,
}

impl Operation for RetryEvent {
    type Target = Id<Event>;
    type Output = Arc<Event>;

    fn perform(self, id: Id<Event>, tx: &mut Transaction<'_>) -> Result<Arc<Event>, ApiError> {
        let event = RetrieveEvent {}.perform(id, tx)?;
        let endpoint = match &self.webhook_endpoint {
            Some(id) => Some(tx.get(id).at("webhook_endpoint")?),
            None => None,
        };
        tx.deliver_again(&event, endpoint.as_deref());
        Ok(event)
    }
}
