//! <https://docs.stripe.com/changelog/clover/2025-09-30/discount-source>

use serde_json::{Map, Value};

use super::{Change, Endpoint};
use crate::error::{ApiError, refusal};
use crate::form::{Branch, Node, ParamError, Problem};
use crate::http::expand::insert_sorted;
use crate::http::version::Version;
use crate::resources::coupon::Coupon;
use crate::resources::discount::Discount;
use crate::resources::promotion_code::PromotionCode;
use crate::store::Transaction;
use crate::values::Object;

/// `coupon`, always whole, became an id: in `promotion` of a promotion code and in `source` of a discount.
pub(super) const COUPON_MOVED: Change = Change {
    since: Version::named("2025-09-30.clover"),
    upgrade: Some(
        |endpoint, params| {
            if endpoint == Endpoint::CreatePromotionCode { promote(params) } else { Ok(()) }
        },
    ),
    refuse: None,
    // The Stripe CLI's `trigger promotion_code.created` names no version and sends `coupon`.
    tolerate: Some(|endpoint, params| {
        let old = endpoint == Endpoint::CreatePromotionCode
            && params.get("coupon").is_some()
            && params.get("promotion").is_none();
        if old { promote(params) } else { Ok(()) }
    }),
    downgrade: Some(|tx, kind, map| match kind {
        PromotionCode::NAME => move_up(tx, map, "promotion"),
        Discount::NAME => move_up(tx, map, "source"),
        _ => {}
    }),
};

/// `coupon=X` → `promotion[type]=coupon&promotion[coupon]=X`.
fn promote(params: &mut Branch<'_>) -> Result<(), ApiError> {
    if params.get("promotion").is_some() {
        return Err(refusal::unknown("promotion", None).into());
    }
    let coupon = match params.remove("coupon") {
        Some(Node::Text(text)) if text.is_empty() => {
            return Err(ParamError { path: "coupon".into(), problem: Problem::Empty }.into());
        }
        Some(coupon) => coupon,
        None => return Err(refusal::missing("coupon").into()),
    };
    let mut promotion = Branch::default();
    promotion.set("type", Node::Text("coupon".into()));
    promotion.set("coupon", coupon);
    params.set("promotion", Node::Branch(promotion));
    Ok(())
}

/// `promotion: {coupon: "X"}` → `coupon: {id: "X", …}`.
fn move_up(tx: &Transaction<'_>, map: &mut Map<String, Value>, hash: &str) {
    let Some(Value::Object(mut inner)) = map.shift_remove(hash) else { return };
    let coupon = match inner.remove("coupon") {
        Some(Value::String(id)) => {
            tx.last::<Coupon>(&id).and_then(|coupon| serde_json::to_value(coupon).ok()).unwrap_or_default()
        }
        whole => whole.unwrap_or_default(),
    };
    insert_sorted(map, "coupon", coupon);
}

/// The parameter that names the coupon of a new promotion code, as a caller of `version` knows it.
pub(crate) fn promoted_coupon_param(version: Version) -> &'static str {
    if version < COUPON_MOVED.since { "coupon" } else { "promotion[coupon]" }
}

/// A path of `expand` as the newest version has it: an older caller's `coupon.applies_to` of a promotion code is
/// `promotion.coupon.applies_to`. `kind` is the object that the path begins at.
pub(crate) fn upgrade_path(kind: &str, path: &str, version: Version) -> String {
    if version >= COUPON_MOVED.since {
        return path.to_owned();
    }
    let mut kind = kind;
    let mut upgraded = Vec::new();
    for segment in path.split('.') {
        match (kind, segment) {
            (PromotionCode::NAME, "coupon") => upgraded.push("promotion"),
            (Discount::NAME, "coupon") => upgraded.push("source"),
            _ => {}
        }
        upgraded.push(segment);
        // References are named after what they refer to; `data` of a list is what the path began at.
        if segment != "data" {
            kind = segment;
        }
    }
    upgraded.join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_older_callers_find_the_coupon() {
        for (kind, sent, upgraded) in [
            (PromotionCode::NAME, "coupon.applies_to", "promotion.coupon.applies_to"),
            (PromotionCode::NAME, "data.coupon.applies_to", "data.promotion.coupon.applies_to"),
            (PromotionCode::NAME, "customer", "customer"),
            ("checkout.session", "discounts.coupon", "discounts.coupon"),
            (
                "checkout.session",
                "discounts.promotion_code.coupon",
                "discounts.promotion_code.promotion.coupon",
            ),
            ("item", "discounts.discount.coupon", "discounts.discount.source.coupon"),
        ] {
            assert_eq!(upgrade_path(kind, sent, Version::named("2025-08-27.basil")), upgraded);
            assert_eq!(upgrade_path(kind, sent, Version::NEWEST), sent);
        }
    }
}
