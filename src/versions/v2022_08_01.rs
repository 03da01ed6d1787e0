//! <https://docs.stripe.com/upgrades#2022-08-01>

use serde_json::Value;

use super::{Change, Endpoint, is_session};
use crate::form::Node;
use crate::http::expand::insert_sorted;
use crate::http::version::Version;

/// `shipping_cost` and `shipping_details` took the places of `shipping_rate` and `shipping`, and a guest who pays no
/// longer becomes a customer by default.
pub(super) const SHIPPING_COST_ADDED: Change = Change {
    since: Version::named("2022-08-01"),
    upgrade: Some(|endpoint, params| {
        let guest = ["customer", "customer_account", "customer_creation"]
            .iter()
            .all(|name| params.get(name).is_none());
        let payment = params.get("mode").and_then(Node::text) == Some("payment");
        if endpoint == Endpoint::CreateSession && guest && payment {
            params.set("customer_creation", Node::Text("always".into()));
        }
        Ok(())
    }),
    refuse: None,
    tolerate: None,
    downgrade: Some(|_, kind, session| {
        if !is_session(kind) {
            return;
        }
        let details = session.shift_remove("shipping_details").unwrap_or_default();
        insert_sorted(session, "shipping", details);
        let cost = session.shift_remove("shipping_cost").unwrap_or_default();
        let rate = cost.get("shipping_rate").cloned().unwrap_or(Value::Null);
        insert_sorted(session, "shipping_rate", rate);
    }),
};
