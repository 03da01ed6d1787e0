//! <https://docs.stripe.com/upgrades#2022-11-15>

use super::Change;
use crate::http::expand::insert_sorted;
use crate::http::version::Version;
use crate::resources::checkout;

/// Line items had an `amount`. That it was their total is inferred.
pub(super) const LINE_ITEM_AMOUNT_REMOVED: Change = Change {
    since: Version::named("2022-11-15"),
    upgrade: None,
    refuse: None,
    tolerate: None,
    downgrade: Some(|_, kind, item| {
        if kind == checkout::LINE_ITEM
            && let Some(total) = item.get("amount_total").cloned()
        {
            insert_sorted(item, "amount", total);
        }
    }),
};
