//! <https://docs.stripe.com/changelog/endive/2026-09-30/remove-payment-method-types-checkout-sessions>

use super::{Change, Endpoint};
use crate::error::refusal;
use crate::http::version::Version;

/// `payment_method_types` of a new session or of an intent gave way to `allowed_payment_method_types`.
pub(super) const PAYMENT_METHOD_TYPES_REMOVED: Change = Change {
    since: Version::named("2026-09-30.endive"),
    upgrade: None,
    refuse: Some(|endpoint, params| {
        if matches!(endpoint, Endpoint::CreateSession | Endpoint::Intent)
            && params.get("payment_method_types").is_some()
        {
            let error = refusal::unknown("payment_method_types", Some("allowed_payment_method_types"));
            return Err(error.into());
        }
        Ok(())
    }),
    tolerate: None,
    downgrade: None,
};
