//! `GET /v1/payment_methods/{payment_method}`, `GET /v1/customers/{customer}/payment_methods/{payment_method}`
//!
//! <https://docs.stripe.com/api/payment_methods/retrieve>

use std::sync::Arc;

use serde::Deserialize;

use super::{PaymentMethod, resolve};
use crate::error::{ApiError, NotFound};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Id, Object as _};

#[derive(Debug, Deserialize)]
pub struct RetrievePaymentMethod {}

impl Operation for RetrievePaymentMethod {
    type Target = Id<PaymentMethod>;
    type Output = Arc<PaymentMethod>;

    /// A test id is answered with a new method each time.
    fn perform(
        self,
        id: Id<PaymentMethod>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<PaymentMethod>, ApiError> {
        target(tx, &id)
    }
}

/// The method of a URL, used up ones too.
pub(super) fn target(
    tx: &mut Transaction<'_>,
    id: &Id<PaymentMethod>,
) -> Result<Arc<PaymentMethod>, ApiError> {
    if let Some(known) = tx.find::<PaymentMethod>(id.as_str()) {
        return Ok(known);
    }
    let param = Some(PaymentMethod::PATH_PARAM);
    resolve(tx, id, "").map_err(|_| ApiError::TargetNotFound { missing: NotFound::of(id), param })
}
