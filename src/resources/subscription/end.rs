//! Subscriptions end, and trials are about to.

use std::sync::Arc;

use super::{CancellationDetails, Status, Subscription};
use crate::resources::customer::Customer;
use crate::store::{Due, Transaction};
use crate::values::Id;

/// Ends a subscription now, and tells so.
pub(super) fn end(
    tx: &mut Transaction<'_>,
    before: &Subscription,
    details: CancellationDetails,
) -> Arc<Subscription> {
    let now = tx.now();
    let ended = tx.put(Subscription {
        status: Status::Canceled,
        canceled_at: before.canceled_at.or(Some(now)),
        cancel_at: None,
        cancel_at_period_end: false,
        ended_at: Some(now),
        cancellation_details: details,
        ..before.clone()
    });
    tx.emit("customer.subscription.deleted", &ended);
    ended
}

/// Promises to end a subscription when it is to be ended.
pub(super) fn promise(tx: &mut Transaction<'_>, subscription: &Subscription) {
    if let Some(time) = subscription.cancel_at {
        tx.look_at(time, Due::SubscriptionEnd(subscription.id.clone()));
    }
}

/// Ends a subscription whose end has come, unless the customer stayed.
pub(crate) fn when_due(tx: &mut Transaction<'_>, id: &Id<Subscription>) {
    let due = |subscription: &Arc<Subscription>| {
        subscription.status != Status::Canceled && subscription.cancel_at.is_some_and(|time| time <= tx.now())
    };
    if let Some(subscription) = tx.find::<Subscription>(id.as_str()).filter(due) {
        let details = subscription.cancellation_details.clone();
        end(tx, &subscription, details);
    }
}

/// Tells that a trial ends in three days, or sooner.
pub(crate) fn trial_will_end(tx: &mut Transaction<'_>, id: &Id<Subscription>) {
    let trialing = |subscription: &Arc<Subscription>| subscription.status == Status::Trialing;
    if let Some(subscription) = tx.find::<Subscription>(id.as_str()).filter(trialing) {
        tx.emit("customer.subscription.trial_will_end", &subscription);
    }
}

/// Ends the subscriptions of a customer who is deleted.
pub(crate) fn cancel_all(tx: &mut Transaction<'_>, customer: &Id<Customer>) {
    let subscriptions = tx.collection::<Subscription>();
    let theirs: Vec<Arc<Subscription>> = subscriptions
        .filed(customer.as_str())
        .filter(|subscription| subscription.customer == *customer && subscription.status != Status::Canceled)
        .cloned()
        .collect();
    for subscription in theirs {
        let reason = Some("cancellation_requested");
        end(tx, &subscription, CancellationDetails { reason, ..CancellationDetails::default() });
    }
}
