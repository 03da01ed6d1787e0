//! The subscription as clients see it, at the newest version.

use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::{CancellationDetails, Status, Subscription};
use crate::resources::checkout::session::{AccountReference, Anchor, BillingMode, InvoiceCustomFields};
use crate::resources::customer::Customer;
use crate::resources::discount::Discount;
use crate::resources::invoice::Invoice;
use crate::resources::payment_method::PaymentMethod;
use crate::resources::price::{Interval, Plan};
use crate::resources::subscription_item::SubscriptionItem;
use crate::resources::tax_rate::TaxRate;
use crate::values::{Currency, Id, Metadata, Object as _, Percent, Text, Timestamp};

#[derive(Serialize)]
struct AutomaticTax {
    disabled_reason: (),
    enabled: bool,
    liability: Option<AccountReference>,
}

#[derive(Serialize)]
struct AnchorConfig {
    day_of_month: i64,
    hour: Option<i64>,
    minute: Option<i64>,
    month: Option<i64>,
    second: Option<i64>,
}

#[derive(Serialize)]
struct BillingModeView {
    flexible: Option<Flexible>,
    r#type: &'static str,
}

#[derive(Serialize)]
struct Flexible {
    proration_discounts: &'static str,
}

#[derive(Serialize)]
struct InvoiceSettingsView<'s> {
    account_tax_ids: Option<&'s [Text]>,
    custom_fields: Option<&'s InvoiceCustomFields>,
    description: Option<&'s Text<1500>>,
    footer: Option<&'s Text>,
    issuer: AccountReference,
}

#[derive(Serialize)]
struct Items<'s> {
    object: &'static str,
    data: &'s [Arc<SubscriptionItem>],
    has_more: bool,
    total_count: usize,
    url: String,
}

#[derive(Serialize)]
struct Managed {
    enabled: bool,
}

#[derive(Serialize)]
struct PaymentSettings<'s> {
    payment_method_options: Option<Map<String, Value>>,
    payment_method_types: Option<&'s [&'static str]>,
    save_default_payment_method: &'static str,
}

#[derive(Serialize)]
struct Pending {
    interval: Interval,
    interval_count: i64,
}

#[derive(Serialize)]
struct Transfer<'s> {
    amount_percent: Option<Percent>,
    destination: &'s Text,
}

#[derive(Serialize)]
struct TrialSettings {
    end_behavior: EndBehavior,
}

#[derive(Serialize)]
struct EndBehavior {
    billing_cycle_anchor: (),
    missing_payment_method: &'static str,
}

// `()` is written as `null`: there is nothing to put there yet.
#[derive(Serialize)]
struct View<'s> {
    id: &'s Id<Subscription>,
    object: &'static str,
    application: (),
    application_fee_percent: Option<Percent>,
    automatic_tax: AutomaticTax,
    billing_cycle_anchor: Timestamp,
    billing_cycle_anchor_config: Option<AnchorConfig>,
    billing_mode: BillingModeView,
    billing_schedules: [(); 0],
    billing_thresholds: (),
    cancel_at: Option<Timestamp>,
    cancel_at_period_end: bool,
    canceled_at: Option<Timestamp>,
    cancellation_details: &'s CancellationDetails,
    collection_method: &'static str,
    created: Timestamp,
    currency: Currency,
    customer: &'s Id<Customer>,
    customer_account: (),
    days_until_due: (),
    default_payment_method: &'s Option<Id<PaymentMethod>>,
    default_source: (),
    default_tax_rates: &'s [Arc<TaxRate>],
    description: &'s Option<Text<500>>,
    discounts: &'s [Id<Discount>],
    ended_at: Option<Timestamp>,
    invoice_settings: InvoiceSettingsView<'s>,
    items: Items<'s>,
    latest_invoice: &'s Option<Id<Invoice>>,
    livemode: bool,
    managed_payments: Managed,
    metadata: &'s Metadata,
    next_pending_invoice_item_invoice: (),
    on_behalf_of: &'s Option<Text>,
    pause_collection: (),
    payment_settings: PaymentSettings<'s>,
    pending_invoice_item_interval: Option<Pending>,
    pending_setup_intent: (),
    pending_update: (),
    plan: Option<Plan>,
    quantity: Option<i64>,
    schedule: (),
    start_date: Timestamp,
    status: Status,
    test_clock: (),
    transfer_data: Option<Transfer<'s>>,
    trial_end: Option<Timestamp>,
    trial_settings: TrialSettings,
    trial_start: Option<Timestamp>,
}

impl Serialize for Subscription {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Only a subscription of one item has these.
        let only = match self.items.as_slice() {
            [only] => Some(only),
            _ => None,
        };
        let settings = self.invoice_settings.as_ref();
        View {
            id: &self.id,
            object: Self::NAME,
            application: (),
            application_fee_percent: self.application_fee_percent,
            automatic_tax: AutomaticTax {
                disabled_reason: (),
                enabled: self.automatic_tax,
                liability: self.automatic_tax.then_some(AccountReference::ITSELF),
            },
            billing_cycle_anchor: self.billing_cycle_anchor,
            billing_cycle_anchor_config: self.billing_cycle_anchor_config.and_then(anchor_config),
            billing_mode: billing_mode(self.billing_mode),
            billing_schedules: [],
            billing_thresholds: (),
            cancel_at: self.cancel_at,
            cancel_at_period_end: self.cancel_at_period_end,
            canceled_at: self.canceled_at,
            cancellation_details: &self.cancellation_details,
            collection_method: "charge_automatically",
            created: self.created,
            currency: self.currency,
            customer: &self.customer,
            customer_account: (),
            days_until_due: (),
            default_payment_method: &self.default_payment_method,
            default_source: (),
            default_tax_rates: &self.default_tax_rates,
            description: &self.description,
            discounts: &self.discounts,
            ended_at: self.ended_at,
            invoice_settings: InvoiceSettingsView {
                account_tax_ids: settings.and_then(|settings| settings.account_tax_ids.as_deref()),
                custom_fields: settings.and_then(|settings| settings.custom_fields.as_ref()),
                description: settings.and_then(|settings| settings.description.as_ref()),
                footer: settings.and_then(|settings| settings.footer.as_ref()),
                issuer: settings.map_or(AccountReference::ITSELF, |settings| settings.issuer.clone()),
            },
            items: Items {
                object: "list",
                data: &self.items,
                has_more: false,
                total_count: self.items.len(),
                url: format!("/v1/subscription_items?subscription={}", self.id),
            },
            latest_invoice: &self.latest_invoice,
            livemode: false,
            managed_payments: Managed { enabled: false },
            metadata: &self.metadata,
            next_pending_invoice_item_invoice: (),
            on_behalf_of: &self.on_behalf_of,
            pause_collection: (),
            payment_settings: PaymentSettings {
                payment_method_options: None,
                payment_method_types: self.payment_method_types.as_deref(),
                save_default_payment_method: "off",
            },
            pending_invoice_item_interval: self.pending_invoice_item_interval.map(|pending| Pending {
                interval: pending.interval,
                interval_count: pending.interval_count,
            }),
            pending_setup_intent: (),
            pending_update: (),
            plan: only.map(|item| Plan::of(&item.price)),
            quantity: only.and_then(|item| item.quantity),
            schedule: (),
            start_date: self.start_date,
            status: self.status,
            test_clock: (),
            transfer_data: self.transfer_data.as_ref().map(|transfer| Transfer {
                amount_percent: transfer.amount_percent,
                destination: &transfer.destination,
            }),
            trial_end: self.trial_end,
            trial_settings: TrialSettings {
                end_behavior: EndBehavior {
                    billing_cycle_anchor: (),
                    missing_payment_method: self.trial_missing_payment_method,
                },
            },
            trial_start: self.trial_start,
        }
        .serialize(serializer)
    }
}

fn anchor_config(anchor: Anchor) -> Option<AnchorConfig> {
    match anchor {
        Anchor::At(_) => None,
        Anchor::Next { day_of_month, month, hour, minute, second } => {
            Some(AnchorConfig { day_of_month, hour, minute, month, second })
        }
    }
}

fn billing_mode(mode: BillingMode) -> BillingModeView {
    match mode {
        BillingMode::Classic => BillingModeView { flexible: None, r#type: "classic" },
        BillingMode::Flexible { proration_discounts } => BillingModeView {
            flexible: Some(Flexible {
                proration_discounts: proration_discounts.map_or("included", crate::values::Choice::as_str),
            }),
            r#type: "flexible",
        },
    }
}
