//! `POST /v1/subscriptions/{subscription}`
//!
//! What needs new invoices (items, quantities, trials, anchors, discounts) is refused by name until renewals and prorations are
//! there.
//!
//! <https://docs.stripe.com/api/subscriptions/update>

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::cancel::CancellationDetailsParam;
use super::{Status, Subscription, end};
use crate::error::{ApiError, inferred, refusal};
use crate::operation::Operation;
use crate::resources::payment_method::PaymentMethod;
use crate::store::Transaction;
use crate::values::{Choice, Emptyable, EmptyableExt as _, Id, MetadataParam, Percent, Text, Timestamp};
use crate::words;

words!(
    /// What happens at the end of a trial without a payment method.
    pub MissingPaymentMethods: "cancel" "create_invoice" "pause"
);

words!(
    /// Whether the billing cycle begins anew at the end of a trial.
    pub Anchors: "now" "unchanged"
);

words!(
    /// How the time already paid for is accounted for.
    pub ProrationBehaviors: "always_invoice" "create_prorations" "none"
);

words!(
    /// What becomes of a change that cannot be paid.
    pub PaymentBehaviors: "allow_incomplete" "default_incomplete" "error_if_incomplete" "pending_if_incomplete"
);

#[derive(Debug, Deserialize)]
pub struct UpdateSubscription {
    pub application_fee_percent: Option<Emptyable<Percent>>,
    /// Unix seconds; an empty string takes it back.
    pub cancel_at: Option<Emptyable<Timestamp>>,
    pub cancel_at_period_end: Option<bool>,
    pub cancellation_details: Option<CancellationDetailsParam>,
    pub default_payment_method: Option<Id<PaymentMethod>>,
    pub description: Option<Emptyable<Text<500>>>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub off_session: Option<bool>,
    pub on_behalf_of: Option<Emptyable<Text>>,
    pub payment_behavior: Option<Choice<PaymentBehaviors>>,
    pub proration_behavior: Option<Choice<ProrationBehaviors>>,
    pub trial_settings: Option<TrialSettingsParam>,
    // Known, and refused.
    pub add_invoice_items: Option<IgnoredAny>,
    pub automatic_tax: Option<IgnoredAny>,
    pub billing_cycle_anchor: Option<IgnoredAny>,
    pub billing_schedules: Option<IgnoredAny>,
    pub billing_thresholds: Option<IgnoredAny>,
    pub collection_method: Option<IgnoredAny>,
    pub days_until_due: Option<IgnoredAny>,
    pub default_source: Option<IgnoredAny>,
    pub default_tax_rates: Option<IgnoredAny>,
    pub discounts: Option<IgnoredAny>,
    pub invoice_settings: Option<IgnoredAny>,
    pub items: Option<IgnoredAny>,
    pub pause_collection: Option<IgnoredAny>,
    pub payment_settings: Option<IgnoredAny>,
    pub pending_invoice_item_interval: Option<IgnoredAny>,
    pub proration_date: Option<IgnoredAny>,
    pub transfer_data: Option<IgnoredAny>,
    pub trial_end: Option<IgnoredAny>,
    pub trial_from_plan: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
pub struct TrialSettingsParam {
    pub end_behavior: EndBehaviorParam,
}

#[derive(Debug, Deserialize)]
pub struct EndBehaviorParam {
    pub billing_cycle_anchor: Option<Choice<Anchors>>,
    pub missing_payment_method: Option<Choice<MissingPaymentMethods>>,
}

impl Operation for UpdateSubscription {
    type Target = Id<Subscription>;
    type Output = Arc<Subscription>;

    fn perform(self, id: Id<Subscription>, tx: &mut Transaction<'_>) -> Result<Arc<Subscription>, ApiError> {
        let before = tx.target(&id)?;
        if let Some(param) = self.unsupported() {
            return Err(inferred::subscription_change_not_emulated(param).into());
        }
        let more_than_notes = self.cancel_at.is_some()
            || self.cancel_at_period_end.is_some()
            || self.default_payment_method.is_some()
            || self.trial_settings.is_some();
        if before.status == Status::Canceled && more_than_notes {
            return Err(inferred::canceled_subscription().into());
        }
        if matches!(self.cancel_at, Some(Emptyable::Value(_))) && self.cancel_at_period_end == Some(true) {
            return Err(refusal::exclusive("", "cancel_at", "cancel_at_period_end").into());
        }
        let mut after = Subscription::clone(&before);
        after.metadata.update(self.metadata)?;
        self.description.apply_to(&mut after.description);
        self.application_fee_percent.apply_to(&mut after.application_fee_percent);
        self.on_behalf_of.apply_to(&mut after.on_behalf_of);
        if let Some(method) = &self.default_payment_method {
            const PARAM: &str = "default_payment_method";
            let known = tx.find::<PaymentMethod>(method.as_str());
            if known.is_none_or(|known| known.customer.as_ref() != Some(&after.customer)) {
                return Err(refusal::payment_method_not_attached(method.as_str(), PARAM).into());
            }
            after.default_payment_method = Some(method.clone());
        }
        if let Some(choice) = self.trial_settings.and_then(|sent| sent.end_behavior.missing_payment_method) {
            after.trial_missing_payment_method = choice.as_str();
        }
        let wish = match (self.cancel_at, self.cancel_at_period_end) {
            (Some(Emptyable::Value(time)), _) if time <= tx.now() => {
                return Err(inferred::cancel_at_in_the_past().into());
            }
            (Some(Emptyable::Value(time)), _) => Wish::Leave(Some(time), false),
            (_, Some(true)) => Wish::Leave(after.period_end(), true),
            (Some(Emptyable::Empty), _) | (_, Some(false)) => Wish::Stay,
            (None, None) => Wish::Nothing,
        };
        match wish {
            Wish::Nothing => {}
            Wish::Leave(at, at_period_end) => {
                after.cancel_at = at;
                after.cancel_at_period_end = at_period_end;
                after.canceled_at = Some(tx.now());
                after.cancellation_details.reason = Some("cancellation_requested");
                end::promise(tx, &after);
            }
            Wish::Stay => {
                after.cancel_at = None;
                after.cancel_at_period_end = false;
                after.canceled_at = None;
                after.cancellation_details.reason = None;
            }
        }
        if let Some(details) = self.cancellation_details {
            details.apply(&mut after.cancellation_details);
        }
        let after = tx.put(after);
        tx.emit_update("customer.subscription.updated", &before, &after);
        Ok(after)
    }
}

/// Whether and when the customer wants to leave.
enum Wish {
    Nothing,
    Leave(Option<Timestamp>, bool),
    Stay,
}

impl UpdateSubscription {
    /// The first parameter that would take more than this program can do.
    fn unsupported(&self) -> Option<&'static str> {
        let known = [
            ("add_invoice_items", self.add_invoice_items.is_some()),
            ("automatic_tax", self.automatic_tax.is_some()),
            ("billing_cycle_anchor", self.billing_cycle_anchor.is_some()),
            ("billing_schedules", self.billing_schedules.is_some()),
            ("billing_thresholds", self.billing_thresholds.is_some()),
            ("collection_method", self.collection_method.is_some()),
            ("days_until_due", self.days_until_due.is_some()),
            ("default_source", self.default_source.is_some()),
            ("default_tax_rates", self.default_tax_rates.is_some()),
            ("discounts", self.discounts.is_some()),
            ("invoice_settings", self.invoice_settings.is_some()),
            ("items", self.items.is_some()),
            ("pause_collection", self.pause_collection.is_some()),
            ("payment_settings", self.payment_settings.is_some()),
            ("pending_invoice_item_interval", self.pending_invoice_item_interval.is_some()),
            ("proration_date", self.proration_date.is_some()),
            ("transfer_data", self.transfer_data.is_some()),
            ("trial_end", self.trial_end.is_some()),
            ("trial_from_plan", self.trial_from_plan.is_some()),
        ];
        known.into_iter().find(|(_, sent)| *sent).map(|(name, _)| name)
    }
}
