//! `GET /v1/webhook_endpoints`
//!
//! <https://docs.stripe.com/api/webhook_endpoints/list>

use std::sync::Arc;

use serde::Deserialize;

use super::WebhookEndpoint;
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Text;

#[derive(Debug, Deserialize)]
pub struct ListWebhookEndpoints {
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListWebhookEndpoints {
    type Target = ();
    type Output = List<Arc<WebhookEndpoint>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<WebhookEndpoint>>, ApiError> {
        let Self { limit, starting_after, ending_before } = self;
        Page { limit, starting_after, ending_before }.of(
            tx,
            "/v1/webhook_endpoints",
            |_: &WebhookEndpoint| true,
        )
    }
}
