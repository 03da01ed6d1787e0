//! <https://docs.stripe.com/changelog/basil/2025-03-31/checkout-session-remove-shipping-details>

use serde_json::{Value, json};

use super::{Change, is_session};
use crate::http::expand::insert_sorted;
use crate::http::version::Version;

/// `shipping_details` moved into `collected_information` and lost `carrier`, `phone` and `tracking_number`.
pub(super) const SHIPPING_DETAILS_MOVED: Change = Change {
    since: Version::named("2025-03-31.basil"),
    upgrade: None,
    refuse: None,
    tolerate: None,
    downgrade: Some(|_, kind, session| {
        if !is_session(kind) {
            return;
        }
        let collected =
            session.get("collected_information").and_then(|collected| collected.get("shipping_details"));
        let details = match collected {
            Some(Value::Object(details)) => json!({
                "address": details.get("address"),
                "carrier": null,
                "name": details.get("name"),
                "phone": null,
                "tracking_number": null,
            }),
            _ => Value::Null,
        };
        insert_sorted(session, "shipping_details", details);
    }),
};
