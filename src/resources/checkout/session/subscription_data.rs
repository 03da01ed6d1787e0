//! `subscription_data`: what the session's subscription will be made with. The session does not show it.
//!
//! <https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-subscription_data>

use serde::Deserialize;

use super::account_reference::{self, AccountReference, AccountReferenceParam};
use super::invoice_creation::InvoiceCustomFields;
use crate::error::{ApiError, inferred, refusal};
use crate::resources::price::Interval;
use crate::values::{
    Choice, Emptyable, EmptyableExt as _, Int, Metadata, MetadataParam, Percent, Positive, Text, Timestamp,
};
use crate::words;

words!(
    /// How prorations and invoices of a subscription are computed.
    pub ProrationDiscounts: "included" "itemized"
);

words!(
    /// Whether the time before the billing cycle's anchor is paid for.
    pub ProrationBehaviors: "create_prorations" "none"
);

words!(
    /// What becomes of a subscription whose trial ends without a payment method.
    pub MissingPaymentMethods: "cancel" "create_invoice" "pause"
);

/// Least time between now and the end of a trial: 48 hours.
const SHORTEST_TRIAL: i64 = 48 * 60 * 60;

#[derive(Debug, Clone, Deserialize)]
pub struct SubscriptionDataParam {
    pub application_fee_percent: Option<Percent>,
    pub billing_cycle_anchor: Option<Timestamp>,
    pub billing_cycle_anchor_config: Option<AnchorConfigParam>,
    pub billing_mode: Option<BillingModeParam>,
    pub default_tax_rates: Option<Vec<Text>>,
    pub description: Option<Text<500>>,
    pub invoice_settings: Option<InvoiceSettingsParam>,
    pub metadata: Option<MetadataParam>,
    pub on_behalf_of: Option<Text>,
    pub pending_invoice_item_interval: Option<PendingIntervalParam>,
    pub proration_behavior: Option<Choice<ProrationBehaviors>>,
    pub transfer_data: Option<TransferDataParam>,
    pub trial_end: Option<Timestamp>,
    pub trial_period_days: Option<Positive>,
    pub trial_settings: Option<TrialSettingsParam>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct AnchorConfigParam {
    pub day_of_month: Int<1, 31>,
    pub hour: Option<Int<0, 23>>,
    pub minute: Option<Int<0, 59>>,
    pub month: Option<Int<1, 12>>,
    pub second: Option<Int<0, 59>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct BillingModeParam {
    pub flexible: Option<FlexibleParam>,
    pub r#type: BillingModeType,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillingModeType {
    Classic,
    Flexible,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct FlexibleParam {
    pub proration_discounts: Option<Choice<ProrationDiscounts>>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct InvoiceSettingsParam {
    pub account_tax_ids: Option<Emptyable<Vec<Text>>>,
    pub custom_fields: Option<Emptyable<InvoiceCustomFields>>,
    pub description: Option<Text<1500>>,
    pub footer: Option<Text>,
    pub issuer: Option<AccountReferenceParam>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct PendingIntervalParam {
    pub interval: Interval,
    pub interval_count: Option<Positive>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct TransferDataParam {
    pub amount_percent: Option<Percent>,
    pub destination: Text,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct TrialSettingsParam {
    pub end_behavior: EndBehaviorParam,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct EndBehaviorParam {
    pub missing_payment_method: Choice<MissingPaymentMethods>,
}

/// What a subscription will be made with.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct SubscriptionData {
    pub application_fee_percent: Option<Percent>,
    pub billing_cycle_anchor: Option<Anchor>,
    pub billing_mode: Option<BillingMode>,
    pub default_tax_rates: Vec<Text>,
    pub description: Option<Text<500>>,
    pub invoice_settings: Option<InvoiceSettings>,
    pub metadata: Metadata,
    pub on_behalf_of: Option<Text>,
    pub pending_invoice_item_interval: Option<PendingInterval>,
    pub proration_behavior: Option<Choice<ProrationBehaviors>>,
    pub transfer_data: Option<TransferData>,
    pub trial: Option<Trial>,
    /// What happens at the end of a trial to a subscription without a payment method.
    pub missing_payment_method: Option<Choice<MissingPaymentMethods>>,
}

/// What the billing cycle begins at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Anchor {
    At(Timestamp),
    /// The next moment that looks like this.
    Next {
        day_of_month: i64,
        month: Option<i64>,
        hour: Option<i64>,
        minute: Option<i64>,
        second: Option<i64>,
    },
}

/// How long nothing is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Trial {
    /// Counted from when the session completes.
    Days(i64),
    Until(Timestamp),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum BillingMode {
    Classic,
    Flexible { proration_discounts: Option<Choice<ProrationDiscounts>> },
}

#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct InvoiceSettings {
    pub account_tax_ids: Option<Vec<Text>>,
    pub custom_fields: Option<InvoiceCustomFields>,
    pub description: Option<Text<1500>>,
    pub footer: Option<Text>,
    pub issuer: AccountReference,
}

/// How often invoice items nobody billed are billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct PendingInterval {
    pub interval: Interval,
    pub interval_count: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct TransferData {
    pub amount_percent: Option<Percent>,
    pub destination: Text,
}

/// What is sent, checked at the time `now`; nothing where nothing was. Connected accounts, tax ids and tax rates are
/// not looked up.
///
/// # Errors
/// Two ways to end a trial or to anchor the billing cycle; a trial of
/// less than 48 hours; an anchor in the past; pending items billed less than once a year; an issuer or a billing mode
/// with members of another type; metadata of too many keys.
pub(super) fn build(
    sent: Option<SubscriptionDataParam>,
    now: Timestamp,
) -> Result<Option<Box<SubscriptionData>>, ApiError> {
    let Some(sent) = sent else { return Ok(None) };
    Ok(Some(Box::new(SubscriptionData {
        application_fee_percent: sent.application_fee_percent,
        billing_cycle_anchor: anchor(sent.billing_cycle_anchor, sent.billing_cycle_anchor_config, now)?,
        billing_mode: sent.billing_mode.map(billing_mode).transpose()?,
        default_tax_rates: sent.default_tax_rates.unwrap_or_default(),
        description: sent.description,
        invoice_settings: sent.invoice_settings.map(invoice_settings).transpose()?,
        metadata: Metadata::new(sent.metadata)?,
        on_behalf_of: sent.on_behalf_of,
        pending_invoice_item_interval: sent
            .pending_invoice_item_interval
            .map(pending_interval)
            .transpose()?,
        proration_behavior: sent.proration_behavior,
        transfer_data: sent
            .transfer_data
            .map(|sent| TransferData { amount_percent: sent.amount_percent, destination: sent.destination }),
        trial: trial(sent.trial_end, sent.trial_period_days, now)?,
        missing_payment_method: sent
            .trial_settings
            .map(|settings| settings.end_behavior.missing_payment_method),
    })))
}

fn anchor(
    at: Option<Timestamp>,
    next: Option<AnchorConfigParam>,
    now: Timestamp,
) -> Result<Option<Anchor>, ApiError> {
    match (at, next) {
        (Some(_), Some(_)) => Err(refusal::exclusive(
            "subscription_data",
            "billing_cycle_anchor",
            "billing_cycle_anchor_config",
        )
        .into()),
        (Some(at), None) if at <= now => Err(inferred::anchor_in_the_past().into()),
        (Some(at), None) => Ok(Some(Anchor::At(at))),
        (None, next) => Ok(next.map(|next| Anchor::Next {
            day_of_month: next.day_of_month.get(),
            month: next.month.map(Int::get),
            hour: next.hour.map(Int::get),
            minute: next.minute.map(Int::get),
            second: next.second.map(Int::get),
        })),
    }
}

fn trial(end: Option<Timestamp>, days: Option<Positive>, now: Timestamp) -> Result<Option<Trial>, ApiError> {
    match (end, days) {
        (Some(_), Some(_)) => {
            Err(refusal::exclusive("subscription_data", "trial_end", "trial_period_days").into())
        }
        (Some(end), None) if end.since(now) < SHORTEST_TRIAL => Err(refusal::trial_too_soon().into()),
        (Some(end), None) => Ok(Some(Trial::Until(end))),
        (None, days) => Ok(days.map(|days| Trial::Days(days.get()))),
    }
}

fn billing_mode(sent: BillingModeParam) -> Result<BillingMode, ApiError> {
    match (sent.r#type, sent.flexible) {
        (BillingModeType::Classic, Some(_)) => {
            let param = "subscription_data[billing_mode][flexible]".to_owned();
            Err(inferred::only_with_type(param, "flexible").into())
        }
        (BillingModeType::Classic, None) => Ok(BillingMode::Classic),
        (BillingModeType::Flexible, flexible) => Ok(BillingMode::Flexible {
            proration_discounts: flexible.and_then(|flexible| flexible.proration_discounts),
        }),
    }
}

fn invoice_settings(sent: InvoiceSettingsParam) -> Result<InvoiceSettings, ApiError> {
    let issuer = sent
        .issuer
        .map(|issuer| account_reference::build(issuer, "subscription_data[invoice_settings][issuer]"))
        .transpose()?;
    Ok(InvoiceSettings {
        account_tax_ids: sent.account_tax_ids.flatten(),
        custom_fields: sent.custom_fields.flatten(),
        description: sent.description,
        footer: sent.footer,
        issuer: issuer.unwrap_or(AccountReference::ITSELF),
    })
}

fn pending_interval(sent: PendingIntervalParam) -> Result<PendingInterval, ApiError> {
    let interval_count = sent.interval_count.map_or(1, Positive::get);
    let most = match sent.interval {
        Interval::Day => 365,
        Interval::Week => 52,
        Interval::Month => 12,
        Interval::Year => 1,
    };
    if interval_count > most {
        let param = "subscription_data[pending_invoice_item_interval][interval_count]";
        return Err(inferred::pending_items_over_a_year(param).into());
    }
    Ok(PendingInterval { interval: sent.interval, interval_count })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::checkout::session::published::{assert_as_published, decode};

    const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

    #[derive(Debug, Deserialize)]
    struct Params {
        subscription_data: Option<SubscriptionDataParam>,
    }

    /// `form` is what stands after `subscription_data`, one parameter an element.
    fn build_from(form: &[&str]) -> Result<SubscriptionData, ApiError> {
        let form: Vec<String> = form.iter().map(|part| format!("subscription_data{part}")).collect();
        let sent = decode::<Params>(&form.join("&"))?.subscription_data;
        build(sent, NOW).map(|data| *data.unwrap())
    }

    #[test]
    fn the_parameters_are_those_published() {
        assert_as_published::<Params>();
    }

    #[test]
    fn a_trial_lasts_48_hours_at_least() {
        let end = |seconds: i64| format!("[trial_end]={}", NOW.plus(seconds));
        let soon = build_from(&[&end(48 * 3600 - 1)]).unwrap_err();
        assert_eq!(soon.to_string(), "The `trial_end` date has to be at least 2 days in the future.");
        assert_eq!(soon.param(), Some("subscription_data[trial_end]"));
        let trial = build_from(&[&end(48 * 3600)]).unwrap().trial;
        assert_eq!(trial, Some(Trial::Until(NOW.plus(48 * 3600))));
        assert_eq!(build_from(&["[trial_period_days]=7"]).unwrap().trial, Some(Trial::Days(7)));
    }

    #[test]
    fn what_is_sent_is_kept() {
        let data = build_from(&[
            "[application_fee_percent]=12.5",
            "[billing_cycle_anchor_config][day_of_month]=31",
            "[billing_mode][type]=flexible",
            "[invoice_settings][footer]=Thanks",
            "[metadata][a]=b",
            "[trial_settings][end_behavior][missing_payment_method]=cancel",
        ])
        .unwrap();
        assert_eq!(data.application_fee_percent.map(Percent::hundredths), Some(1250));
        assert!(matches!(
            data.billing_cycle_anchor,
            Some(Anchor::Next { day_of_month: 31, month: None, .. })
        ));
        assert_eq!(data.billing_mode, Some(BillingMode::Flexible { proration_discounts: None }));
        assert_eq!(data.invoice_settings.unwrap().issuer, AccountReference::ITSELF);
        assert_eq!(data.metadata.get("a"), Some("b"));
        assert_eq!(data.missing_payment_method.map(Choice::as_str), Some("cancel"));
    }

    #[test]
    fn what_breaks_a_rule_is_named() {
        for (form, param) in [
            (&["[trial_end]=1900000000", "[trial_period_days]=7"] as &[&str], "[trial_end]"),
            (&["[trial_period_days]=0"], "[trial_period_days]"),
            (&["[billing_cycle_anchor]=1800000000"], "[billing_cycle_anchor]"),
            (
                &["[billing_cycle_anchor]=1800000001", "[billing_cycle_anchor_config][day_of_month]=1"],
                "[billing_cycle_anchor]",
            ),
            (
                &["[billing_cycle_anchor_config][day_of_month]=32"],
                "[billing_cycle_anchor_config][day_of_month]",
            ),
            (&["[application_fee_percent]=101"], "[application_fee_percent]"),
            (
                &[
                    "[pending_invoice_item_interval][interval]=month",
                    "[pending_invoice_item_interval][interval_count]=13",
                ],
                "[pending_invoice_item_interval][interval_count]",
            ),
            (
                &["[billing_mode][type]=classic", "[billing_mode][flexible][proration_discounts]=included"],
                "[billing_mode][flexible]",
            ),
        ] {
            let error = build_from(form).unwrap_err();
            assert_eq!(error.param(), Some(format!("subscription_data{param}").as_str()), "{form:?}");
        }
    }
}
