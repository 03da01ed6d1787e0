//! `GET /v1/webhook_endpoints/{webhook_endpoint}`
//!
//! <https://docs.stripe.com/api/webhook_endpoints/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::WebhookEndpoint;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RetrieveWebhookEndpoint {}

impl Operation for RetrieveWebhookEndpoint {
    type Target = Id<WebhookEndpoint>;
    type Output = Arc<WebhookEndpoint>;

    fn perform(
        self,
        id: Id<WebhookEndpoint>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<WebhookEndpoint>, ApiError> {
        tx.target(&id)
    }
}
