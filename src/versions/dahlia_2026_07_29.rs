//! <https://docs.stripe.com/changelog/dahlia>

use super::{Change, Endpoint};
use crate::error::refusal;
use crate::form::{Branch, Node};
use crate::http::version::Version;

/// `line_items[][dynamic_tax_rates]` of a new session is gone.
pub(super) const DYNAMIC_TAX_RATES_REMOVED: Change = Change {
    since: Version::named("2026-07-29.dahlia"),
    upgrade: None,
    refuse: Some(|endpoint, params| {
        if endpoint != Endpoint::CreateSession {
            return Ok(());
        }
        let items = params.get("line_items").and_then(Node::branch).and_then(Branch::elements);
        for (index, item) in items.unwrap_or_default().into_iter().enumerate() {
            if item.branch().is_some_and(|item| item.get("dynamic_tax_rates").is_some()) {
                let path = format!("line_items[{index}][dynamic_tax_rates]");
                return Err(refusal::unknown(&path, Some("tax_rates")).into());
            }
        }
        Ok(())
    }),
    tolerate: None,
    downgrade: None,
};
