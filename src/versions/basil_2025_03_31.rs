//! <https://docs.stripe.com/changelog/basil>

use serde_json::{Map, Value, json};

use super::{Change, is_session, older};
use crate::http::expand::{How, insert_sorted};
use crate::http::version::Version;
use crate::resources;
use crate::resources::discount::Discount;
use crate::resources::invoice::{INVOICE_LINE, Invoice};
use crate::resources::price::{Plan, Price};
use crate::resources::subscription::Subscription;
use crate::store::Transaction;
use crate::values::Object;

const BASIL: Version = Version::named("2025-03-31.basil");

/// <https://docs.stripe.com/changelog/basil/2025-03-31/checkout-session-remove-shipping-details>
///
/// `shipping_details` moved into `collected_information` and lost `carrier`, `phone` and `tracking_number`.
pub(super) const SHIPPING_DETAILS_MOVED: Change = Change {
    since: BASIL,
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

/// What invoices, their lines, subscriptions, payments and charges said of each other moved into `parent`, `pricing`, `taxes` and
/// invoice payments; the period of a subscription moved to its items. The new fields stay beside the old ones.
///
/// - <https://docs.stripe.com/changelog/basil/2025-03-31/adds-new-parent-field-to-invoicing-objects>
/// - <https://docs.stripe.com/changelog/basil/2025-03-31/add-support-for-multiple-partial-payments-on-invoices>
/// - <https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-subscription-current-period-start-and-end>
/// - <https://docs.stripe.com/changelog/basil/2025-03-31/invoice-tax-configurations>
pub(super) const INVOICES_AND_SUBSCRIPTIONS_REMODELLED: Change = Change {
    since: BASIL,
    upgrade: None,
    refuse: None,
    tolerate: None,
    downgrade: Some(|tx, kind, map| {
        match kind {
            Invoice::NAME => invoice(tx, map),
            INVOICE_LINE if map.contains_key("pricing") => line(tx, map),
            Subscription::NAME => subscription(tx, map),
            _ => {}
        }
        former_references(tx, kind, map);
    }),
};

/// References that nobody sees any more, as ids unless they were expanded.
fn former_references(tx: &Transaction<'_>, kind: &str, map: &mut Map<String, Value>) {
    let Some(fields) = resources::fields(kind) else { return };
    for field in fields.expand {
        if let How::Former(until, make, _) = field.how
            && until == BASIL
            && !map.contains_key(field.path)
        {
            let id = make(tx, map);
            insert_sorted(map, field.path, id);
        }
    }
}

fn invoice(tx: &Transaction<'_>, map: &mut Map<String, Value>) {
    let field = |path: &str| map.get(path).cloned().unwrap_or_default();
    let details = map.get("parent").and_then(|parent| parent.get("subscription_details"));
    let metadata = details.and_then(|details| details.get("metadata")).cloned().unwrap_or_default();
    let taxes = field("total_taxes");
    let amounts = taxes.as_array().map(Vec::as_slice).unwrap_or_default();
    let tax = amounts.iter().filter_map(|tax| tax.get("amount")?.as_i64()).reduce(|sum, tax| sum + tax);
    let added = [
        ("application_fee_amount", Value::Null),
        ("discount", first_discount(tx, &field("discounts"))),
        ("paid", json!(field("status") == "paid")),
        ("paid_out_of_band", json!(false)),
        ("quote", Value::Null),
        ("subscription_details", json!({"metadata": metadata})),
        ("tax", json!(tax)),
        ("total_tax_amounts", amounts.iter().map(tax_amount).collect()),
        ("transfer_data", Value::Null),
    ];
    add(map, added);
}

fn line(tx: &Transaction<'_>, map: &mut Map<String, Value>) {
    let at = |pointer: &[&str]| {
        let mut value = map.get(*pointer.first()?)?;
        for name in pointer.iter().skip(1) {
            value = value.get(*name)?;
        }
        Some(value.clone())
    };
    let subscription_item = at(&["parent", "subscription_item_details", "subscription_item"]);
    let price = at(&["pricing", "price_details", "price"]);
    let price = price.as_ref().and_then(Value::as_str).and_then(|id| tx.last::<Price>(id));
    let plan = price.as_ref().filter(|price| price.recurring.is_some()).map(Plan::of);
    let taxes = at(&["taxes"]).unwrap_or_default();
    let amounts = taxes.as_array().map(Vec::as_slice).unwrap_or_default();
    let inclusive: i64 = amounts
        .iter()
        .filter(|tax| tax.get("tax_behavior").is_some_and(|behavior| behavior == "inclusive"))
        .filter_map(|tax| tax.get("amount")?.as_i64())
        .sum();
    let net = at(&["amount"]).and_then(|amount| amount.as_i64()).unwrap_or_default() - inclusive;
    let quantity = at(&["quantity"]).and_then(|quantity| quantity.as_i64()).filter(|quantity| *quantity != 0);
    let added = [
        ("amount_excluding_tax", json!(net)),
        ("invoice_item", at(&["parent", "invoice_item_details", "invoice_item"]).unwrap_or_default()),
        ("plan", older(tx, json!(plan), BASIL)),
        ("price", older(tx, json!(price), BASIL)),
        ("proration", json!(false)),
        ("proration_details", json!({"credited_items": null})),
        ("subscription_item", subscription_item.clone().unwrap_or_default()),
        ("tax_amounts", amounts.iter().map(tax_amount).collect()),
        ("tax_rates", json!([])),
        ("type", json!(if subscription_item.is_some() { "subscription" } else { "invoiceitem" })),
        ("unit_amount_excluding_tax", json!(quantity.map(|quantity| (net / quantity).to_string()))),
    ];
    add(map, added);
    // Only one of them was ever there.
    let absent = if subscription_item.is_some() { "invoice_item" } else { "subscription_item" };
    map.shift_remove(absent);
}

fn subscription(tx: &Transaction<'_>, map: &mut Map<String, Value>) {
    let period = |name: &str| {
        let items = map.get("items").and_then(|items| items.get("data")).and_then(Value::as_array);
        items.and_then(|items| items.first()?.get(name).cloned()).unwrap_or_default()
    };
    let added = [
        ("current_period_end", period("current_period_end")),
        ("current_period_start", period("current_period_start")),
        ("discount", first_discount(tx, map.get("discounts").unwrap_or(&Value::Null))),
    ];
    add(map, added);
}

fn add<const N: usize>(map: &mut Map<String, Value>, fields: [(&str, Value); N]) {
    for (name, value) in fields {
        insert_sorted(map, name, value);
    }
}

/// The first of several discounts, whole, as there was only one.
fn first_discount(tx: &Transaction<'_>, discounts: &Value) -> Value {
    match discounts.get(0) {
        Some(Value::String(id)) => older(tx, tx.render::<Discount>(id).unwrap_or_default(), BASIL),
        Some(whole) => whole.clone(),
        None => Value::Null,
    }
}

fn tax_amount(tax: &Value) -> Value {
    let rate = tax.get("tax_rate_details").and_then(|details| details.get("tax_rate"));
    json!({
        "amount": tax.get("amount"),
        "inclusive": tax.get("tax_behavior").is_some_and(|behavior| behavior == "inclusive"),
        "tax_rate": rate,
        "taxability_reason": tax.get("taxability_reason"),
        "taxable_amount": tax.get("taxable_amount"),
    })
}
