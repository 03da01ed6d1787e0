//! `DELETE /v1/webhook_endpoints/{webhook_endpoint}`
//!
//! What is on its way to it is not attempted again.
//!
//! <https://docs.stripe.com/api/webhook_endpoints/delete>

use serde::Deserialize;

use super::WebhookEndpoint;
use crate::error::{ApiError, At as _};
use crate::operation::{Deleted, Operation};
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct DeleteWebhookEndpoint {}

impl Operation for DeleteWebhookEndpoint {
    type Target = Id<WebhookEndpoint>;
    type Output = Deleted<WebhookEndpoint>;

    const EXPANDS: bool = false;

    fn perform(
        self,
        id: Id<WebhookEndpoint>,
        tx: &mut Transaction<'_>,
    ) -> Result<Deleted<WebhookEndpoint>, ApiError> {
        tx.target(&id)?;
        tx.delete(&id).at("webhook_endpoint")?;
        tx.forget_deliveries(&id);
        tx.listeners_changed();
        Ok(Deleted::new(id))
    }
}
