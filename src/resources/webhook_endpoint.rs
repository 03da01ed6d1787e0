//! Webhook endpoints: who is told of which events.
//!
//! <https://docs.stripe.com/api/webhook_endpoints>

mod api_versions;
mod create;
mod delete;
mod list;
mod retrieve;
mod update;

use std::sync::Arc;

use api_versions::ApiVersions;
pub use create::{CreateWebhookEndpoint, NewWebhookEndpoint};
pub use delete::DeleteWebhookEndpoint;
pub use list::ListWebhookEndpoints;
pub use retrieve::RetrieveWebhookEndpoint;
use serde::Serialize;
pub use update::UpdateWebhookEndpoint;

use crate::events::EventTypes;
use crate::http::expand::Expandable;
use crate::http::version::Version;
use crate::values::{Choice, Id, Metadata, Object, Text, Timestamp};

/// A URL that events are sent to.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct WebhookEndpoint {
    pub id: Id<WebhookEndpoint>,
    /// What events are rendered at for it; the account's version where there is none.
    pub api_version: Option<Choice<ApiVersions>>,
    /// Whether it hears what happens in connected accounts instead of in its own.
    pub connect: bool,
    pub created: Timestamp,
    pub description: Option<Text>,
    pub enabled: bool,
    pub enabled_events: Vec<Choice<EventTypes>>,
    pub metadata: Metadata,
    /// Signs what is sent. Shown once, at creation.
    pub secret: Box<str>,
    /// The URL.
    pub address: Arc<str>,
}

impl WebhookEndpoint {
    /// Whether it is told of events of this type, in the account itself or in a connected one.
    pub fn hears(&self, kind: &str, in_connected: bool) -> bool {
        let named =
            |enabled: &Choice<EventTypes>| matches!(enabled.as_str(), "*") || enabled.as_str() == kind;
        self.enabled && self.connect == in_connected && self.enabled_events.iter().any(named)
    }

    /// The version events are rendered at for it, if it has one of its own. What is older than every version known here is
    /// rendered at the oldest of them.
    pub fn version(&self) -> Option<Version> {
        self.api_version.map(|name| Version::nearest(name.as_str()))
    }

    fn view<'e>(&'e self, secret: Option<&'e str>) -> View<'e> {
        View {
            id: &self.id,
            object: Self::NAME,
            api_version: self.api_version,
            application: (),
            created: self.created,
            description: &self.description,
            enabled_events: &self.enabled_events,
            livemode: false,
            metadata: &self.metadata,
            secret,
            status: if self.enabled { "enabled" } else { "disabled" },
            url: &self.address,
        }
    }
}

impl Object for WebhookEndpoint {
    const NAME: &'static str = "webhook_endpoint";
    const NOUN: &'static str = "webhook endpoint";
    const PREFIX: &'static str = "we_1";
    const ID_LENGTH: usize = 23;
    const PATH_PARAM: &'static str = "webhook_endpoint";
    const EXPAND: &'static [Expandable] = &[];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "api_version",
        "application",
        "created",
        "description",
        "enabled_events",
        "livemode",
        "metadata",
        "secret",
        "status",
        "url",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }
}

#[derive(Serialize)]
struct View<'e> {
    id: &'e Id<WebhookEndpoint>,
    object: &'static str,
    api_version: Option<Choice<ApiVersions>>,
    /// `()` is written as `null`: no application makes endpoints here.
    application: (),
    created: Timestamp,
    description: &'e Option<Text>,
    enabled_events: &'e [Choice<EventTypes>],
    livemode: bool,
    metadata: &'e Metadata,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<&'e str>,
    status: &'static str,
    url: &'e str,
}

impl Serialize for WebhookEndpoint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.view(None).serialize(serializer)
    }
}
