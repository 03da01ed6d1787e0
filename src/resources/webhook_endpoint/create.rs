//! `POST /v1/webhook_endpoints`
//!
//! Any address is taken, on this machine too, where Stripe wants one that it can reach.
//!
//! <https://docs.stripe.com/api/webhook_endpoints/create>

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{ApiVersions, WebhookEndpoint};
use crate::error::{ApiError, inferred};
use crate::events::EventTypes;
use crate::http::expand::Subject;
use crate::operation::{Operation, Output};
use crate::store::Transaction;
use crate::values::{
    Choice, Emptyable, EmptyableExt as _, Id, Metadata, MetadataParam, Object as _, Text, Url,
};

/// How many endpoints an account can have.
const MAX_ENDPOINTS: usize = 16;

#[derive(Debug, Deserialize)]
pub struct CreateWebhookEndpoint {
    /// At least one; `*` is all.
    pub enabled_events: Vec<Choice<EventTypes>>,
    pub url: Url,
    pub api_version: Option<Choice<ApiVersions>>,
    pub connect: Option<bool>,
    pub description: Option<Emptyable<Text>>,
    pub metadata: Option<Emptyable<MetadataParam>>,
}

/// An endpoint with its secret, which is never shown again.
#[derive(Debug)]
pub struct NewWebhookEndpoint(Arc<WebhookEndpoint>);

impl Serialize for NewWebhookEndpoint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.view(Some(&self.0.secret)).serialize(serializer)
    }
}

impl Output for NewWebhookEndpoint {
    const SUBJECT: Subject = Subject::Object(WebhookEndpoint::NAME);
}

impl Operation for CreateWebhookEndpoint {
    type Target = ();
    type Output = NewWebhookEndpoint;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<NewWebhookEndpoint, ApiError> {
        let address = check_url(&self.url)?;
        let metadata = Metadata::new(self.metadata.flatten())?;
        let endpoints = tx.collection::<WebhookEndpoint>();
        if endpoints.all().count() >= MAX_ENDPOINTS {
            return Err(inferred::too_many_webhook_endpoints(MAX_ENDPOINTS).into());
        }
        let endpoint = WebhookEndpoint {
            id: tx.fixed_id().unwrap_or_else(|| {
                Id::new(tx.draw_for_endpoint(WebhookEndpoint::PREFIX, WebhookEndpoint::ID_LENGTH))
            }),
            api_version: self.api_version,
            connect: self.connect.unwrap_or(false),
            created: tx.now(),
            description: self.description.flatten(),
            enabled: true,
            enabled_events: self.enabled_events,
            metadata,
            secret: tx.draw_for_endpoint("whsec_", 32).into(),
            address,
        };
        tx.listeners_changed();
        Ok(NewWebhookEndpoint(tx.put(endpoint)))
    }
}

/// An address that requests can be sent to.
///
/// # Errors
/// It is not of the web, or no client could make anything of it.
pub(super) fn check_url(url: &Url) -> Result<Arc<str>, ApiError> {
    let parsed = reqwest::Url::parse(url).ok();
    let web = parsed.is_some_and(|parsed| matches!(parsed.scheme(), "http" | "https") && parsed.has_host());
    if web { Ok(url.as_str().into()) } else { Err(inferred::invalid_webhook_url().into()) }
}
