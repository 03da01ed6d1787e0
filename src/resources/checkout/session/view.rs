//! The session as clients see it, at the newest version: keys in Stripe's order.

use serde::{Serialize, Serializer};

use super::{
    AfterExpiration, AppliedDiscount, AutomaticTax, BrandingSettings, Collected, Consent, ConsentCollection,
    CustomField, CustomText, CustomerDetails, InvoiceCreation, Mode, NameCollection, PaymentMethodOptions,
    PaymentStatus, Permission, PhoneNumberCollection, SavedPaymentMethodOptions, Session, ShippingOption,
    State, TaxIdCollection, Toggle, UiMode, WalletOptions, line_item,
};
use crate::resources::customer::Customer;
use crate::resources::invoice::Invoice;
use crate::resources::payment_intent::PaymentIntent;
use crate::resources::setup_intent::SetupIntent;
use crate::resources::shipping_rate::ShippingRate;
use crate::resources::subscription::Subscription;
use crate::values::{Amount, Currency, Email, Id, Metadata, Object as _, Text, Timestamp};

#[derive(Serialize)]
struct View<'s> {
    id: &'s Id<Session>,
    object: &'static str,
    adaptive_pricing: Toggle,
    after_expiration: &'s Option<AfterExpiration>,
    allow_promotion_codes: Option<bool>,
    allowed_payment_method_types: &'s Option<Vec<&'static str>>,
    amount_subtotal: Option<Amount>,
    amount_total: Option<Amount>,
    automatic_tax: &'s AutomaticTax,
    billing_address_collection: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    branding_settings: Option<&'s BrandingSettings>,
    cancel_url: Option<&'s str>,
    client_reference_id: &'s Option<Text<200>>,
    client_secret: Option<&'s str>,
    collected_information: &'s Option<Collected>,
    consent: Option<&'s Consent>,
    consent_collection: &'s Option<ConsentCollection>,
    created: Timestamp,
    currency: Option<Currency>,
    currency_conversion: Option<()>,
    custom_fields: &'s [CustomField],
    custom_text: &'s CustomText,
    customer: &'s Option<Id<Customer>>,
    customer_account: &'s Option<Text>,
    customer_creation: Option<&'static str>,
    customer_details: Option<&'s CustomerDetails>,
    customer_email: &'s Option<Email>,
    discounts: Option<&'s [AppliedDiscount]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    excluded_payment_method_types: Option<&'s [&'static str]>,
    expires_at: Timestamp,
    integration_identifier: &'s Option<Text<200>>,
    invoice: Option<&'s Id<Invoice>>,
    invoice_creation: &'s Option<InvoiceCreation>,
    livemode: bool,
    locale: Option<&'static str>,
    managed_payments: Option<Toggle>,
    metadata: &'s Metadata,
    mode: Mode,
    #[serde(skip_serializing_if = "Option::is_none")]
    name_collection: Option<&'s NameCollection>,
    #[serde(skip_serializing_if = "Option::is_none")]
    optional_items: Option<&'s [line_item::OptionalItem]>,
    origin_context: Option<&'static str>,
    payment_intent: Option<&'s Id<PaymentIntent>>,
    payment_link: Option<()>,
    payment_method_collection: &'static str,
    payment_method_configuration_details: Option<ConfigurationDetails<'s>>,
    payment_method_options: &'s PaymentMethodOptions,
    payment_method_types: &'s [&'static str],
    payment_status: PaymentStatus,
    permissions: Option<Permissions>,
    phone_number_collection: &'s PhoneNumberCollection,
    recovered_from: &'s Option<Id<Session>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    redirect_on_completion: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    return_url: Option<&'s str>,
    saved_payment_method_options: &'s Option<SavedPaymentMethodOptions>,
    setup_intent: Option<&'s Id<SetupIntent>>,
    shipping_address_collection: Option<AllowedCountries<'s>>,
    shipping_cost: Option<ShippingCost<'s>>,
    shipping_options: &'s [ShippingOption],
    status: &'static str,
    submit_type: Option<&'static str>,
    subscription: Option<&'s Id<Subscription>>,
    success_url: Option<&'s str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tax_id_collection: Option<&'s TaxIdCollection>,
    total_details: Option<TotalDetails>,
    ui_mode: UiMode,
    url: Option<&'s str>,
    wallet_options: &'s Option<WalletOptions>,
}

#[derive(Serialize)]
struct Permissions {
    update_shipping_details: Permission,
}

#[derive(Serialize)]
struct ConfigurationDetails<'s> {
    id: &'s str,
    parent: Option<()>,
}

#[derive(Serialize)]
struct AllowedCountries<'s> {
    allowed_countries: &'s [&'static str],
}

#[derive(Serialize)]
struct ShippingCost<'s> {
    amount_subtotal: Amount,
    amount_tax: Amount,
    amount_total: Amount,
    shipping_rate: &'s Id<ShippingRate>,
}

#[derive(Serialize)]
#[expect(clippy::struct_field_names, reason = "Stripe's names")]
struct TotalDetails {
    amount_discount: Amount,
    amount_shipping: Amount,
    amount_tax: Amount,
}

impl Serialize for Session {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let settings = &*self.settings;
        let totals = self.totals.as_ref();
        let setup = settings.mode == Mode::Setup;
        let open = self.is_open();
        let results = self.results.as_deref();
        View {
            id: &self.id,
            object: Self::NAME,
            adaptive_pricing: settings.adaptive_pricing,
            after_expiration: &self.after_expiration,
            allow_promotion_codes: settings.allow_promotion_codes,
            allowed_payment_method_types: &settings.allowed_payment_method_types,
            amount_subtotal: totals.map(|totals| totals.subtotal),
            amount_total: totals.map(|totals| totals.total),
            automatic_tax: &self.automatic_tax,
            billing_address_collection: settings.billing_address_collection,
            branding_settings: settings.branding_settings.as_ref(),
            cancel_url: settings.urls.cancel.as_deref(),
            client_reference_id: &settings.client_reference_id,
            client_secret: settings.client_secret.as_deref().filter(|_| open),
            collected_information: &self.collected,
            consent: results.and_then(|results| results.consent.as_ref()),
            consent_collection: &settings.consent_collection,
            created: self.created,
            currency: settings.currency,
            currency_conversion: None,
            custom_fields: results
                .and_then(|results| results.custom_fields.as_deref())
                .unwrap_or(&settings.custom_fields),
            custom_text: &settings.custom_text,
            customer: &self.customer,
            customer_account: &settings.customer_account,
            customer_creation: settings.customer_creation,
            customer_details: self.customer_details.as_deref(),
            customer_email: &settings.customer_email,
            discounts: (!setup).then_some(&self.discounts),
            excluded_payment_method_types: settings.excluded_payment_method_types.as_deref(),
            expires_at: self.expires_at,
            integration_identifier: &settings.integration_identifier,
            invoice: results.and_then(|results| results.invoice.as_ref()),
            invoice_creation: &settings.invoice_creation,
            livemode: false,
            locale: settings.locale,
            managed_payments: settings.managed_payments,
            metadata: &self.metadata,
            mode: settings.mode,
            name_collection: settings.name_collection.as_ref(),
            optional_items: settings.optional_items.as_deref(),
            origin_context: settings.origin_context,
            payment_intent: self.payment_intent(),
            payment_link: None,
            payment_method_collection: settings.payment_method_collection,
            payment_method_configuration_details: settings
                .payment_method_configuration
                .as_deref()
                .map(|id| ConfigurationDetails { id, parent: None }),
            payment_method_options: &settings.payment_method_options,
            payment_method_types: &settings.payment_method_types,
            payment_status: match self.state {
                State::Complete(status) => status,
                _ if setup => PaymentStatus::NoPaymentRequired,
                _ => PaymentStatus::Unpaid,
            },
            permissions: settings
                .update_shipping_details
                .map(|update_shipping_details| Permissions { update_shipping_details }),
            phone_number_collection: &settings.phone_number_collection,
            recovered_from: &self.recovered_from,
            redirect_on_completion: settings.redirect_on_completion,
            return_url: settings.urls.back.as_deref(),
            saved_payment_method_options: &settings.saved_payment_method_options,
            setup_intent: self.setup_intent.as_ref(),
            shipping_address_collection: settings
                .shipping_countries
                .as_deref()
                .map(|allowed_countries| AllowedCountries { allowed_countries }),
            shipping_cost: self.shipping_cost(),
            shipping_options: &self.shipping_options,
            status: self.state.as_str(),
            submit_type: settings.submit_type,
            subscription: results.and_then(|results| results.subscription.as_ref()),
            success_url: settings.urls.success.as_deref(),
            tax_id_collection: settings.tax_id_collection.as_ref(),
            total_details: totals.map(|totals| TotalDetails {
                amount_discount: totals.discount,
                amount_shipping: totals.shipping,
                amount_tax: totals.tax,
            }),
            ui_mode: settings.ui_mode,
            url: settings.urls.page.as_deref().filter(|_| self.state == State::Open),
            wallet_options: &settings.wallet_options,
        }
        .serialize(serializer)
    }
}

impl Session {
    fn shipping_cost(&self) -> Option<ShippingCost<'_>> {
        let totals = self.totals.as_ref()?;
        let option = self.selected_option()?;
        Some(ShippingCost {
            amount_subtotal: totals.shipping,
            amount_tax: totals.shipping_taxes.iter().map(|tax| tax.amount).sum(),
            amount_total: totals.shipping_total,
            shipping_rate: &option.shipping_rate,
        })
    }
}
