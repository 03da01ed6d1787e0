//! <https://docs.stripe.com/upgrades#2022-11-15>

use serde_json::{Value, json};

use super::{Change, older};
use crate::http::expand::insert_sorted;
use crate::http::version::Version;
use crate::resources::charge::Charge;
use crate::resources::checkout;
use crate::resources::payment_intent::PaymentIntent;
use crate::values::Object as _;

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

/// A payment showed its charges, where it now names the latest. Those before the latest are not listed here.
pub(super) const CHARGES_BECAME_THE_LATEST: Change = Change {
    since: Version::named("2022-11-15"),
    upgrade: None,
    refuse: None,
    tolerate: None,
    downgrade: Some(|tx, kind, intent| {
        if kind != PaymentIntent::NAME {
            return;
        }
        let latest = match intent.shift_remove("latest_charge") {
            Some(Value::String(id)) => tx.render::<Charge>(&id),
            whole => whole.filter(Value::is_object),
        };
        let data: Vec<Value> =
            latest.map(|charge| older(tx, charge, Version::named("2022-11-15"))).into_iter().collect();
        let id = intent.get("id").and_then(Value::as_str).unwrap_or_default();
        let charges = json!({
            "object": "list",
            "data": data,
            "has_more": false,
            "total_count": data.len(),
            "url": format!("/v1/charges?payment_intent={id}"),
        });
        insert_sorted(intent, "charges", charges);
    }),
};
