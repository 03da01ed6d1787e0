//! The beginning of a subscription: a session in `subscription` mode was completed.
//!
//! <https://docs.stripe.com/billing/subscriptions/overview>

use std::sync::Arc;

use super::{Status, Subscription, discount_end, period_from};
use crate::http::version::Version;
use crate::resources::checkout::session::{Anchor, BillingMode, LineItem, Session, Trial};
use crate::resources::customer::Customer;
use crate::resources::discount::Discount;
use crate::resources::payment_method::PaymentMethod;
use crate::resources::price::Price;
use crate::resources::subscription_item::SubscriptionItem;
use crate::resources::tax_rate::TaxRate;
use crate::store::{Due, Transaction};
use crate::values::{Currency, Id, Metadata, Text, Timestamp};

/// Who subscribes, and how they pay from now on.
pub(crate) struct Subscriber {
    pub(crate) customer: Id<Customer>,
    pub(crate) payment_method: Option<Id<PaymentMethod>>,
}

/// How long before the end of a trial its customer is told, in seconds: three days.
const TRIAL_NOTICE: i64 = 3 * 24 * 60 * 60;

/// Makes the subscription of a session. Nothing is told of it yet, and it has no invoice.
pub(crate) fn make(
    tx: &mut Transaction<'_>,
    session: &Session,
    subscriber: Subscriber,
    status: Option<Status>,
) -> Arc<Subscription> {
    let settings = &session.settings;
    let data = settings.subscription_data.as_deref();
    let now = tx.now();
    let id: Id<Subscription> = tx.new_id();
    let trial_end = data.and_then(|data| data.trial).map(|trial| match trial {
        Trial::Days(days) => now.plus(days * 24 * 60 * 60),
        Trial::Until(end) => end,
    });
    let anchor = data.and_then(|data| data.billing_cycle_anchor);
    let anchored = anchor.map(|anchor| match anchor {
        Anchor::At(time) => time,
        Anchor::Next { day_of_month, month, hour, minute, second } => {
            now.next_on(day_of_month, month, [hour, minute, second])
        }
    });
    let first_end = trial_end.or(anchored);
    let default_tax_rates = rates(tx, &settings.default_tax_rates);
    let items = items(tx, session, &id, first_end);
    let currency = currency(session, &items);
    let discounts = discounts(tx, session, &subscriber.customer, &id);
    let subscription = Subscription {
        application_fee_percent: data.and_then(|data| data.application_fee_percent),
        automatic_tax: session.automatic_tax.enabled,
        billing_cycle_anchor: first_end.unwrap_or(now),
        billing_cycle_anchor_config: anchor.filter(|anchor| matches!(anchor, Anchor::Next { .. })),
        billing_mode: data.and_then(|data| data.billing_mode).unwrap_or_else(|| default_mode(tx)),
        cancel_at: None,
        cancel_at_period_end: false,
        canceled_at: None,
        cancellation_details: super::CancellationDetails::default(),
        created: now,
        currency,
        customer: subscriber.customer,
        default_payment_method: subscriber.payment_method,
        default_tax_rates,
        description: data.and_then(|data| data.description.clone()),
        discounts,
        ended_at: None,
        invoice_settings: data.and_then(|data| data.invoice_settings.clone()),
        items,
        latest_invoice: None,
        metadata: data.map_or_else(Metadata::default, |data| data.metadata.clone()),
        on_behalf_of: data.and_then(|data| data.on_behalf_of.clone()),
        // Chosen by the account's configuration: none are named.
        payment_method_types: settings
            .payment_method_configuration
            .is_none()
            .then(|| settings.payment_method_types.clone()),
        pending_invoice_item_interval: data.and_then(|data| data.pending_invoice_item_interval),
        start_date: now,
        status: status.unwrap_or(if trial_end.is_some() { Status::Trialing } else { Status::Active }),
        transfer_data: data.and_then(|data| data.transfer_data.clone()),
        trial_end,
        trial_missing_payment_method: data
            .and_then(|data| data.missing_payment_method)
            .map_or("create_invoice", crate::values::Choice::as_str),
        trial_start: trial_end.map(|_| now),
        id,
    };
    if let Some(end) = trial_end {
        let notice = end.plus(-TRIAL_NOTICE);
        let at = if notice > now { notice } else { now };
        tx.look_at(at, Due::TrialEnding(subscription.id.clone()));
    }
    tx.put(subscription)
}

/// How subscriptions are billed where nothing is said: differently since `2025-09-30.clover`.
fn default_mode(tx: &Transaction<'_>) -> BillingMode {
    if tx.context().own_version >= Version::named("2025-09-30.clover") {
        BillingMode::Flexible { proration_discounts: None }
    } else {
        BillingMode::Classic
    }
}

fn rates(tx: &Transaction<'_>, ids: &[Id<TaxRate>]) -> Vec<Arc<TaxRate>> {
    ids.iter().filter_map(|id| tx.find(id.as_str())).collect()
}

fn currency(session: &Session, items: &[Arc<SubscriptionItem>]) -> Currency {
    let first = || items.first().map(|item| item.price.currency);
    session.settings.currency.or_else(first).unwrap_or_else(usd)
}

fn usd() -> Currency {
    Currency::try_from("usd").expect("it is a currency")
}

/// The recurring line items; those paid once are lines of the first invoice only.
fn items(
    tx: &mut Transaction<'_>,
    session: &Session,
    subscription: &Id<Subscription>,
    first_end: Option<Timestamp>,
) -> Vec<Arc<SubscriptionItem>> {
    let recurring: Vec<(LineItem, Arc<Price>)> = session
        .line_items
        .iter()
        .filter_map(|item| {
            let price = tx.find::<Price>(item.price.as_str())?;
            price.recurring.is_some().then(|| (item.clone(), price))
        })
        .collect();
    let now = tx.now();
    let mut items = Vec::with_capacity(recurring.len());
    for (item, price) in recurring {
        let item = SubscriptionItem {
            id: tx.new_id(),
            created: now,
            current_period_end: first_end.unwrap_or_else(|| period_from(&price, now)),
            current_period_start: now,
            metadata: item.metadata.clone(),
            quantity: item.quantity,
            subscription: subscription.clone(),
            tax_rates: rates(tx, &item.tax_rates),
            price,
        };
        items.push(tx.put(item));
    }
    items
}

/// The session's discounts go on with the subscription, unless they were for one payment only.
fn discounts(
    tx: &mut Transaction<'_>,
    session: &Session,
    customer: &Id<Customer>,
    subscription: &Id<Subscription>,
) -> Vec<Id<Discount>> {
    let now = tx.now();
    let mut ids = Vec::new();
    for applied in &session.discounts {
        let discount = Discount {
            id: applied.id.clone(),
            checkout_session: None,
            coupon: applied.coupon.id.clone(),
            customer: Some(customer.clone()),
            customer_account: None,
            end: discount_end(&applied.coupon, now),
            invoice: None,
            invoice_item: None,
            promotion_code: applied.promotion_code.clone(),
            start: now,
            subscription: Text::try_from(subscription.as_str()).ok(),
            subscription_item: None,
        };
        ids.push(tx.put(discount).id.clone());
    }
    ids
}
