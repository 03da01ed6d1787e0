//! What changed between API versions, one small named piece each.
//!
//! Operations know the newest version only. A request of an older version is brought up to it before it is decoded, an
//! answer is taken down from it, change by change from the newest to the oldest. Fields that were only added are in
//! answers of every version, as Stripe's are (recorded: a version of 2025 shows fields of 2026); renamed and removed
//! ones are the changes below.
//!
//! <https://docs.stripe.com/changelog>

mod basil_2025_03_31;
mod clover_2025_09_30;
mod dahlia_2026_03_25;
mod dahlia_2026_07_29;
mod endive_2026_09_30;
mod v2022_08_01;
mod v2022_11_15;
mod v2023_08_16;

use axum::http::Method;
pub(crate) use clover_2025_09_30::{promoted_coupon_param, upgrade_path};
pub(crate) use dahlia_2026_03_25::ui_mode_name;
use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::events::Event;
use crate::form::Branch;
use crate::http::version::Version;
use crate::resources::checkout;
use crate::store::Transaction;
use crate::values::Object;

type Upgrade = fn(Endpoint, &mut Branch<'_>) -> Result<(), ApiError>;
type Refuse = fn(Endpoint, &Branch<'_>) -> Result<(), ApiError>;
type Downgrade = fn(&Transaction<'_>, &str, &mut Map<String, Value>);

/// One change: what callers from before `since` send and see.
struct Change {
    since: Version,
    /// Parameters of an older caller → the newest ones. Refuses what the older version did not have.
    upgrade: Option<Upgrade>,
    /// Refuses from a caller who names this version or a later one what the change took away.
    refuse: Option<Refuse>,
    /// What a caller who names no version still sends under its old name → the newest. The same with either name.
    tolerate: Option<Upgrade>,
    /// An object of the newest version → what an older caller sees. It is told the kind of object.
    downgrade: Option<Downgrade>,
}

/// The endpoints whose parameters ever changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Endpoint {
    CreateSession,
    CreatePromotionCode,
    /// Creating, updating or confirming a payment or setup intent.
    Intent,
    Other,
}

/// Newest first.
const CHANGES: &[Change] = &[
    endive_2026_09_30::PAYMENT_METHOD_TYPES_REMOVED,
    dahlia_2026_07_29::DYNAMIC_TAX_RATES_REMOVED,
    dahlia_2026_03_25::UI_MODES_RENAMED,
    clover_2025_09_30::COUPON_MOVED,
    basil_2025_03_31::SHIPPING_DETAILS_MOVED,
    basil_2025_03_31::INVOICES_AND_SUBSCRIPTIONS_REMODELLED,
    v2023_08_16::OLD_SHIPPING_RATES_AND_COUPON_REMOVED,
    v2022_11_15::LINE_ITEM_AMOUNT_REMOVED,
    v2022_11_15::CHARGES_BECAME_THE_LATEST,
    v2022_08_01::SHIPPING_COST_ADDED,
];

/// Brings parameters up to the newest version.
///
/// # Errors
/// What the caller's version does not have. A caller who names no version may still send what a newer one removed.
pub fn upgrade_request(
    method: &Method,
    path: &str,
    params: &mut Branch<'_>,
    version: Version,
    explicit: bool,
) -> Result<(), ApiError> {
    let endpoint = match path {
        "/v1/checkout/sessions" if *method == Method::POST => Endpoint::CreateSession,
        "/v1/promotion_codes" if *method == Method::POST => Endpoint::CreatePromotionCode,
        path if *method == Method::POST
            && (path.starts_with("/v1/payment_intents") || path.starts_with("/v1/setup_intents")) =>
        {
            Endpoint::Intent
        }
        _ => Endpoint::Other,
    };
    for change in CHANGES {
        if version < change.since {
            if let Some(upgrade) = change.upgrade {
                upgrade(endpoint, params)?;
            }
        } else if explicit {
            if let Some(refuse) = change.refuse {
                refuse(endpoint, params)?;
            }
        } else if let Some(tolerate) = change.tolerate {
            tolerate(endpoint, params)?;
        }
    }
    Ok(())
}

/// Takes an answer down to the caller's version, every object in it.
pub fn downgrade_response(tx: &Transaction<'_>, answer: &mut Value, version: Version) {
    if version == Version::NEWEST {
        return;
    }
    let changes: Vec<&Change> =
        CHANGES.iter().filter(|change| version < change.since && change.downgrade.is_some()).collect();
    if !changes.is_empty() {
        visit(tx, answer, &changes);
    }
}

/// A part of an answer that a change of `since` brings back, as callers from before it see it.
fn older(tx: &Transaction<'_>, mut part: Value, since: Version) -> Value {
    let changes: Vec<&Change> =
        CHANGES.iter().filter(|change| since <= change.since && change.downgrade.is_some()).collect();
    visit(tx, &mut part, &changes);
    part
}

fn visit(tx: &Transaction<'_>, value: &mut Value, changes: &[&Change]) {
    match value {
        Value::Array(elements) => {
            for element in elements {
                visit(tx, element, changes);
            }
        }
        // An event stays as it was written when it happened.
        Value::Object(map) if map.get("object").and_then(Value::as_str) == Some(Event::NAME) => {}
        Value::Object(map) => {
            // Metadata is the client's own, even if it says to be an object.
            for (_, value) in map.iter_mut().filter(|(name, _)| *name != "metadata") {
                visit(tx, value, changes);
            }
            let Some(kind) = map.get("object").and_then(Value::as_str).map(str::to_owned) else { return };
            for downgrade in changes.iter().filter_map(|change| change.downgrade) {
                downgrade(tx, &kind, map);
            }
        }
        _ => {}
    }
}

fn is_session(kind: &str) -> bool {
    kind == checkout::Session::NAME
}
