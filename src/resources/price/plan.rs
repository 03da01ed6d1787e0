//! Plans: what recurring prices were called before, and events still call them besides.
//!
//! <https://docs.stripe.com/api/plans/object>

use std::sync::Arc;

use serde::Serialize;

use super::{BillingScheme, Price, TiersMode, TransformQuantity};
use crate::resources::product::Product;
use crate::store::Transaction;
use crate::values::{Currency, Decimal, Id, Metadata, Text, Timestamp};

/// A recurring price as a plan.
#[derive(Debug)]
pub struct Plan(Arc<Price>);

impl Plan {
    pub fn of(price: &Arc<Price>) -> Self {
        Plan(Arc::clone(price))
    }
}

/// Tells of a new price, and of a plan if it recurs.
pub(super) fn emit_created(tx: &mut Transaction<'_>, price: &Arc<Price>) {
    if price.recurring.is_some() {
        tx.emit("plan.created", &Arc::new(Plan(Arc::clone(price))));
    }
    tx.emit("price.created", price);
}

/// The same of a changed one.
pub(super) fn emit_updated(tx: &mut Transaction<'_>, before: &Arc<Price>, after: &Arc<Price>) {
    if after.recurring.is_some() {
        let plan = |price: &Arc<Price>| Arc::new(Plan(Arc::clone(price)));
        tx.emit_update("plan.updated", &plan(before), &plan(after));
    }
    let hidden = before.currency_options != after.currency_options;
    tx.emit_change("price.updated", before, after, hidden);
}

impl Serialize for Plan {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'p> {
            id: &'p Id<Price>,
            object: &'static str,
            active: bool,
            amount: Option<i64>,
            amount_decimal: Option<Decimal>,
            billing_scheme: BillingScheme,
            created: Timestamp,
            currency: Currency,
            interval: Option<super::Interval>,
            interval_count: Option<i64>,
            livemode: bool,
            metadata: &'p Metadata,
            meter: Option<&'p Text>,
            nickname: &'p Option<Text>,
            product: &'p Id<Product>,
            tiers_mode: Option<TiersMode>,
            transform_usage: Option<TransformQuantity>,
            trial_period_days: Option<i64>,
            usage_type: Option<super::UsageType>,
        }

        let Plan(price) = self;
        let recurring = price.recurring.as_ref();
        View {
            id: &price.id,
            object: "plan",
            active: price.active,
            amount: price.unit_amount.and_then(Decimal::whole),
            amount_decimal: price.unit_amount,
            billing_scheme: price.billing_scheme,
            created: price.created,
            currency: price.currency,
            interval: recurring.map(|recurring| recurring.interval),
            interval_count: recurring.map(|recurring| recurring.interval_count),
            livemode: false,
            metadata: &price.metadata,
            meter: recurring.and_then(|recurring| recurring.meter.as_ref()),
            nickname: &price.nickname,
            product: &price.product,
            tiers_mode: price.tiers_mode,
            transform_usage: price.transform_quantity,
            trial_period_days: recurring.and_then(|recurring| recurring.trial_period_days),
            usage_type: recurring.map(|recurring| recurring.usage_type),
        }
        .serialize(serializer)
    }
}
