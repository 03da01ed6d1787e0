//! `GET /v1/shipping_rates/{shipping_rate}`
//!
//! <https://docs.stripe.com/api/shipping_rates/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::ShippingRate;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RetrieveShippingRate {}

impl Operation for RetrieveShippingRate {
    type Target = Id<ShippingRate>;
    type Output = Arc<ShippingRate>;

    fn perform(self, id: Id<ShippingRate>, tx: &mut Transaction<'_>) -> Result<Arc<ShippingRate>, ApiError> {
        tx.target(&id)
    }
}
