//! `POST /v1/webhook_endpoints/{webhook_endpoint}`
//!
//! Its version and secret stay as they are.
//!
//! <https://docs.stripe.com/api/webhook_endpoints/update>

use std::sync::Arc;

use serde::Deserialize;

use super::WebhookEndpoint;
use super::create::check_url;
use crate::error::ApiError;
use crate::events::EventTypes;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Choice, Emptyable, EmptyableExt as _, Id, MetadataParam, Text, Url};

#[derive(Debug, Deserialize)]
pub struct UpdateWebhookEndpoint {
    pub description: Option<Emptyable<Text>>,
    /// A disabled endpoint is sent nothing, what is on its way to it included.
    pub disabled: Option<bool>,
    pub enabled_events: Option<Vec<Choice<EventTypes>>>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub url: Option<Url>,
}

impl Operation for UpdateWebhookEndpoint {
    type Target = Id<WebhookEndpoint>;
    type Output = Arc<WebhookEndpoint>;

    fn perform(
        self,
        id: Id<WebhookEndpoint>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<WebhookEndpoint>, ApiError> {
        let mut endpoint = WebhookEndpoint::clone(&*tx.target(&id)?);
        self.description.apply_to(&mut endpoint.description);
        if let Some(disabled) = self.disabled {
            endpoint.enabled = !disabled;
        }
        if let Some(events) = self.enabled_events {
            endpoint.enabled_events = events;
        }
        if let Some(url) = &self.url {
            endpoint.address = check_url(url)?;
        }
        endpoint.metadata.update(self.metadata)?;
        tx.listeners_changed();
        Ok(tx.put(endpoint))
    }
}
