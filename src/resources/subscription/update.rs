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

    const REFUSED: &'static [&'static str] = &[
        "add_invoice_items",
        "automatic_tax",
        "billing_cycle_anchor",
        "billing_schedules",
        "billing_thresholds",
        "collection_method",
        "days_until_due",
        "default_source",
        "default_tax_rates",
        "discounts",
        "invoice_settings",
        "items",
        "pause_collection",
        "payment_settings",
        "pending_invoice_item_interval",
        "proration_date",
        "transfer_data",
        "trial_end",
        "trial_from_plan",
    ];

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
        let sent = [
            self.add_invoice_items.is_some(),
            self.automatic_tax.is_some(),
            self.billing_cycle_anchor.is_some(),
            self.billing_schedules.is_some(),
            self.billing_thresholds.is_some(),
            self.collection_method.is_some(),
            self.days_until_due.is_some(),
            self.default_source.is_some(),
            self.default_tax_rates.is_some(),
            self.discounts.is_some(),
            self.invoice_settings.is_some(),
            self.items.is_some(),
            self.pause_collection.is_some(),
            self.payment_settings.is_some(),
            self.pending_invoice_item_interval.is_some(),
            self.proration_date.is_some(),
            self.transfer_data.is_some(),
            self.trial_end.is_some(),
            self.trial_from_plan.is_some(),
        ];
        let refused = Self::REFUSED.iter().zip(sent);
        refused.into_iter().find(|(_, sent)| *sent).map(|(name, _)| *name)
    }
}
