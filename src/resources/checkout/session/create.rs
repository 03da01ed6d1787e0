//! `POST /v1/checkout/sessions`
//!
//! <https://docs.stripe.com/api/checkout/sessions/create>

mod rules;

use std::sync::Arc;

use serde::Deserialize;

use super::after_expiration::AfterExpirationParam;
use super::automatic_tax::AutomaticTaxParam;
use super::branding_settings::BrandingSettingsParam;
use super::collection::{NameCollectionParam, PhoneNumberCollectionParam, TaxIdCollectionParam};
use super::consent_collection::ConsentCollectionParam;
use super::custom_fields::CustomFieldParam;
use super::custom_text::CustomTextParam;
use super::discounts::{self, DiscountParam};
use super::invoice_creation::InvoiceCreationParam;
use super::line_item::{Items, LineItem, LineItemParam, OptionalItemParam, check_tax_rates, optional_items};
use super::payment_intent_data::PaymentIntentDataParam;
use super::payment_method_options::PaymentMethodOptionsParam;
use super::payment_methods::{AllowedTypes, ExcludedTypes, offered};
use super::saved_payment_method_options::SavedPaymentMethodOptionsParam;
use super::setup_intent_data::SetupIntentDataParam;
use super::shipping::{ShippingOptionParam, options};
use super::subscription_data::SubscriptionDataParam;
use super::toggles::{ToggleParam, WalletOptionsParam};
use super::{
    AppliedDiscount, Collected, CustomerDetails, Mode, Permission, Session, Settings, State, UiMode, Urls,
    after_expiration, automatic_tax, branding_settings, collection, consent_collection, custom_fields,
    custom_text, invoice_creation, line_item, payment_intent_data, payment_method_options,
    saved_payment_method_options, setup_intent_data, subscription_data, toggles, totals,
};
use crate::error::{ApiError, At as _, refusal};
use crate::operation::Operation;
use crate::resources::customer::{Customer, TaxExempt};
use crate::resources::price::Price;
use crate::resources::product::Product;
use crate::resources::promotion_code::Purchase;
use crate::resources::setup_intent::SetupIntent;
use crate::resources::tax_rate::TaxRate;
use crate::store::Transaction;
use crate::values::{
    AsSent, Choice, Currency, Email, Id, Metadata, MetadataParam, Object as _, Text, Timestamp, UpTo, Url,
    Words,
};
use crate::words;

#[derive(Debug, Deserialize)]
pub struct CreateSession {
    pub mode: Option<Mode>,
    pub ui_mode: Option<UiMode>,
    pub line_items: Option<UpTo<100, LineItemParam>>,
    pub success_url: Option<Url>,
    pub cancel_url: Option<Url>,
    pub return_url: Option<Url>,
    pub redirect_on_completion: Option<Choice<Redirects>>,
    pub currency: Option<AsSent<Currency>>,
    /// Unix seconds, 30 minutes to 24 hours from now; 24 hours unless told.
    pub expires_at: Option<Timestamp>,
    pub client_reference_id: Option<Text<200>>,
    pub integration_identifier: Option<Text<200>>,
    pub locale: Option<Choice<Locales>>,
    pub metadata: Option<MetadataParam>,
    pub origin_context: Option<Choice<OriginContexts>>,
    pub submit_type: Option<Choice<SubmitTypes>>,
    pub adaptive_pricing: Option<ToggleParam>,
    pub managed_payments: Option<ToggleParam>,
    pub after_expiration: Option<AfterExpirationParam>,
    pub optional_items: Option<UpTo<10, OptionalItemParam>>,
    pub discounts: Option<UpTo<1, DiscountParam>>,
    pub allow_promotion_codes: Option<bool>,
    pub customer: Option<Id<Customer>>,
    pub customer_account: Option<Text>,
    pub customer_email: Option<Email>,
    pub customer_creation: Option<Choice<CustomerCreations>>,
    pub customer_update: Option<CustomerUpdateParam>,
    pub billing_address_collection: Option<Choice<BillingAddressCollections>>,
    pub phone_number_collection: Option<PhoneNumberCollectionParam>,
    pub name_collection: Option<NameCollectionParam>,
    pub tax_id_collection: Option<TaxIdCollectionParam>,
    pub consent_collection: Option<ConsentCollectionParam>,
    pub custom_fields: Option<UpTo<3, CustomFieldParam>>,
    pub custom_text: Option<CustomTextParam>,
    pub saved_payment_method_options: Option<SavedPaymentMethodOptionsParam>,
    pub shipping_address_collection: Option<ShippingAddressCollectionParam>,
    pub shipping_options: Option<UpTo<5, ShippingOptionParam>>,
    pub permissions: Option<PermissionsParam>,
    pub payment_intent_data: Option<PaymentIntentDataParam>,
    pub setup_intent_data: Option<SetupIntentDataParam>,
    pub subscription_data: Option<SubscriptionDataParam>,
    pub payment_method_collection: Option<Choice<PaymentMethodCollections>>,
    pub invoice_creation: Option<InvoiceCreationParam>,
    pub automatic_tax: Option<AutomaticTaxParam>,
    pub allowed_payment_method_types: Option<Vec<Choice<AllowedTypes>>>,
    pub excluded_payment_method_types: Option<Vec<Choice<ExcludedTypes>>>,
    /// Of versions before `2026-09-30.endive`: the methods themselves, instead of a filter.
    pub payment_method_types: Option<Vec<Choice<AllowedTypes>>>,
    pub payment_method_configuration: Option<Text<100>>,
    pub payment_method_data: Option<PaymentMethodDataParam>,
    pub payment_method_options: Option<PaymentMethodOptionsParam>,
    pub wallet_options: Option<WalletOptionsParam>,
    pub branding_settings: Option<BrandingSettingsParam>,
}

/// What of the customer's entries is saved on the customer.
#[derive(Debug, Clone, Deserialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct CustomerUpdateParam {
    pub address: Option<Choice<AutoOrNever>>,
    pub name: Option<Choice<AutoOrNever>>,
    pub shipping: Option<Choice<AutoOrNever>>,
}

#[derive(Debug, Deserialize)]
pub struct ShippingAddressCollectionParam {
    pub allowed_countries: Vec<Choice<ShippingCountries>>,
}

#[derive(Debug, Deserialize)]
pub struct PermissionsParam {
    pub update_shipping_details: Option<Permission>,
}

#[derive(Debug, Clone, Deserialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct PaymentMethodDataParam {
    pub allow_redisplay: Option<Choice<Redisplays>>,
}

words!(pub Redirects: "always" "if_required" "never");
words!(pub OriginContexts: "mobile_app" "web");
words!(pub SubmitTypes: "auto" "book" "donate" "pay" "subscribe");
words!(pub CustomerCreations: "if_required" "always");
words!(pub BillingAddressCollections: "auto" "required");
words!(pub PaymentMethodCollections: "if_required" "always");
words!(pub AutoOrNever: "auto" "never");
words!(pub Redisplays: "always" "limited" "unspecified");
words!(
    /// Languages of the page; `auto` is the browser's.
    pub Locales:
    "auto" "bg" "cs" "da" "de" "el" "en" "en-GB" "es" "es-419" "et" "fi" "fil" "fr" "fr-CA" "hi-IN" "hr" "hu" "id" "it"
    "ja" "ko" "lt" "lv" "ms" "mt" "nb" "nl" "pl" "pt" "pt-BR" "ro" "ru" "sk" "sl" "sv" "th" "tr" "vi" "zh" "zh-HK" "zh-TW"
);
words!(
    /// Where Stripe lets orders be sent.
    pub ShippingCountries:
    "AC" "AD" "AE" "AF" "AG" "AI" "AL" "AM" "AO" "AQ" "AR" "AT" "AU" "AW" "AX" "AZ" "BA" "BB" "BD" "BE" "BF" "BG" "BH"
    "BI" "BJ" "BL" "BM" "BN" "BO" "BQ" "BR" "BS" "BT" "BV" "BW" "BY" "BZ" "CA" "CD" "CF" "CG" "CH" "CI" "CK" "CL" "CM"
    "CN" "CO" "CR" "CV" "CW" "CY" "CZ" "DE" "DJ" "DK" "DM" "DO" "DZ" "EC" "EE" "EG" "EH" "ER" "ES" "ET" "FI" "FJ" "FK"
    "FO" "FR" "GA" "GB" "GD" "GE" "GF" "GG" "GH" "GI" "GL" "GM" "GN" "GP" "GQ" "GR" "GS" "GT" "GU" "GW" "GY" "HK" "HN"
    "HR" "HT" "HU" "ID" "IE" "IL" "IM" "IN" "IO" "IQ" "IS" "IT" "JE" "JM" "JO" "JP" "KE" "KG" "KH" "KI" "KM" "KN" "KR"
    "KW" "KY" "KZ" "LA" "LB" "LC" "LI" "LK" "LR" "LS" "LT" "LU" "LV" "LY" "MA" "MC" "MD" "ME" "MF" "MG" "MK" "ML" "MM"
    "MN" "MO" "MQ" "MR" "MS" "MT" "MU" "MV" "MW" "MX" "MY" "MZ" "NA" "NC" "NE" "NG" "NI" "NL" "NO" "NP" "NR" "NU" "NZ"
    "OM" "PA" "PE" "PF" "PG" "PH" "PK" "PL" "PM" "PN" "PR" "PS" "PT" "PY" "QA" "RE" "RO" "RS" "RU" "RW" "SA" "SB" "SC"
    "SD" "SE" "SG" "SH" "SI" "SJ" "SK" "SL" "SM" "SN" "SO" "SR" "SS" "ST" "SV" "SX" "SZ" "TA" "TC" "TD" "TF" "TG" "TH"
    "TJ" "TK" "TL" "TM" "TN" "TO" "TR" "TT" "TV" "TW" "TZ" "UA" "UG" "US" "UY" "UZ" "VA" "VC" "VE" "VG" "VN" "VU" "WF"
    "WS" "XK" "YE" "YT" "ZA" "ZM" "ZW" "ZZ"
);

/// How long a session is open, in seconds: what is allowed, and what it is unless told.
const SHORTEST: i64 = 30 * 60;
const LONGEST: i64 = 24 * 60 * 60;

impl Operation for CreateSession {
    type Target = ();
    type Output = Arc<Session>;

    fn perform(mut self, (): (), tx: &mut Transaction<'_>) -> Result<Arc<Session>, ApiError> {
        let mode = self.mode.ok_or_else(|| refusal::missing("mode"))?;
        let ui_mode = self.ui_mode.unwrap_or_default();
        let expires_at = self.expiry(tx.now())?;
        let methods = self.methods()?;
        self.check(mode, ui_mode, &methods, tx)?;

        let customer = self.customer.as_ref().map(|id| tx.get(id).at("customer")).transpose()?;
        self.check_tax_location(customer.as_deref())?;

        let mut items = Items {
            mode,
            currency: self.currency.as_ref().map(|currency| currency.value),
            currency_text: self.currency.take().map(|currency| currency.text),
            automatic_tax: self.automatic_tax.as_ref().is_some_and(|tax| tax.enabled),
            existing: &[],
        };
        let line_items = items.create(self.line_items.take().map(UpTo::into_vec).unwrap_or_default(), tx)?;
        items.check_together(&line_items, tx)?;
        let currency = items.currency;
        let optional_items = self
            .optional_items
            .take()
            .map(|sent| optional_items(sent.into_vec(), mode, currency, tx))
            .transpose()?;
        let shipping_options = match (self.shipping_options.take(), currency) {
            (Some(sent), Some(currency)) => options(sent.into_vec(), currency, tx)?,
            _ => Vec::new(),
        };
        let discounts = match (self.discounts.take(), currency) {
            (Some(sent), Some(currency)) => {
                self.apply_discounts(sent.into_vec(), &line_items, currency, tx)?
            }
            _ => Vec::new(),
        };
        let metadata = Metadata::new(self.metadata.take())?;
        let payment_intent_data = payment_intent_data::build(self.payment_intent_data.take())?;

        let id = new_id(mode, tx);
        let customer_details = self.customer_details(mode, customer.as_deref());
        let collected = customer_details.is_some().then(Collected::default);
        let automatic_tax = automatic_tax::build(self.automatic_tax.take())?;
        let customer = customer.map(|customer| customer.id.clone());
        let after_expiration = after_expiration::build(self.after_expiration.take());
        let settings = self.settings(&id, Chosen { mode, ui_mode, currency, methods, optional_items }, tx)?;
        let mut session = Session {
            id,
            created: tx.now(),
            expires_at,
            state: State::Open,
            settings: Arc::new(settings),
            metadata,
            line_items: line_items.into(),
            shipping_options,
            selected_shipping: 0,
            totals: None,
            discounts,
            automatic_tax,
            collected,
            payment_intent_data,
            customer,
            customer_details: customer_details.map(Box::new),
            setup_intent: None,
            results: None,
            recovered_from: None,
            after_expiration,
        };
        if mode == Mode::Setup {
            session.setup_intent = Some(setup_intent(&session, tx));
        }
        if let (true, Some(currency)) = (mode != Mode::Setup, currency) {
            let text = items.currency_text.as_deref().unwrap_or(currency.code());
            totals::compute(&mut session, currency, text, tx)?;
        }
        tx.expire_at(expires_at, &session.id);
        Ok(tx.put(session))
    }
}

/// The setup intent of a session in `setup` mode, which is there from the beginning.
pub(super) fn setup_intent(session: &Session, tx: &mut Transaction<'_>) -> Id<SetupIntent> {
    let settings = &session.settings;
    let mut intent = SetupIntent::draft(tx);
    intent.customer.clone_from(&session.customer);
    intent.session = Some(session.id.clone());
    intent.payment_method_types = settings.payment_method_types.as_slice().into();
    intent.payment_method_configuration.clone_from(&settings.payment_method_configuration);
    intent.payment_method_options = Arc::new(SetupIntent::default_options(&settings.payment_method_types));
    if let Some(data) = &settings.setup_intent_data {
        intent.description.clone_from(&data.description);
        intent.metadata.clone_from(&data.metadata);
        intent.on_behalf_of.clone_from(&data.on_behalf_of);
    }
    let intent = tx.put(intent);
    tx.emit("setup_intent.created", &intent);
    intent.id.clone()
}

/// What was decided on the way to a session's settings.
struct Chosen {
    mode: Mode,
    ui_mode: UiMode,
    currency: Option<Currency>,
    methods: Vec<&'static str>,
    optional_items: Option<Vec<line_item::OptionalItem>>,
}

/// The third part of a session's id tells sessions that set up from those that charge (seen; its meaning is not
/// documented).
pub(super) fn new_id(mode: Mode, tx: &mut Transaction<'_>) -> Id<Session> {
    let prefix = if mode == Mode::Setup { "cs_test_c1" } else { "cs_test_a1" };
    tx.fixed_id().unwrap_or_else(|| Id::new(tx.draw(prefix, Session::ID_LENGTH - 2)))
}

fn word<W: Words>(sent: Option<Choice<W>>) -> Option<&'static str> {
    sent.map(Choice::as_str)
}

fn all<W: Words>(sent: Option<&Vec<Choice<W>>>) -> Option<Vec<&'static str>> {
    sent.map(|sent| sent.iter().map(|choice| choice.as_str()).collect())
}

fn url(sent: Option<Url>) -> Option<Box<str>> {
    sent.map(|url| url.as_str().into())
}

impl CreateSession {
    fn expiry(&self, now: Timestamp) -> Result<Timestamp, ApiError> {
        let Some(expires_at) = self.expires_at else { return Ok(now.plus(LONGEST)) };
        match expires_at.since(now) {
            ..SHORTEST => Err(refusal::expires_too_soon().into()),
            SHORTEST..=LONGEST => Ok(expires_at),
            _ => Err(refusal::expires_too_late().into()),
        }
    }

    fn methods(&self) -> Result<Vec<&'static str>, ApiError> {
        if self.payment_method_types.is_some() && self.payment_method_configuration.is_some() {
            let error = refusal::exclusive("", "payment_method_configuration", "payment_method_types");
            return Err(error.into());
        }
        let explicit = all(self.payment_method_types.as_ref());
        let allowed = all(self.allowed_payment_method_types.as_ref());
        let excluded = all(self.excluded_payment_method_types.as_ref());
        let offered = offered(explicit.as_deref(), allowed.as_deref(), excluded.as_deref());
        if offered.is_empty() {
            return Err(refusal::no_payment_method().into());
        }
        Ok(offered)
    }

    /// Automatic tax needs to know, or to be told, where a customer is.
    fn check_tax_location(&self, customer: Option<&Customer>) -> Result<(), ApiError> {
        let automatic = self.automatic_tax.as_ref().is_some_and(|tax| tax.enabled);
        let auto =
            |choice: Option<Choice<AutoOrNever>>| choice.is_some_and(|choice| choice.as_str() == "auto");
        let asked =
            self.customer_update.as_ref().is_some_and(|sent| auto(sent.address) || auto(sent.shipping));
        match customer {
            Some(customer) if automatic && !asked && customer.tax_location().is_none() => {
                Err(refusal::customer_without_tax_location().into())
            }
            _ => Ok(()),
        }
    }

    fn apply_discounts(
        &self,
        sent: Vec<DiscountParam>,
        items: &[LineItem],
        currency: Currency,
        tx: &mut Transaction<'_>,
    ) -> Result<Vec<AppliedDiscount>, ApiError> {
        let trial = self
            .subscription_data
            .as_ref()
            .is_some_and(|data| data.trial_period_days.is_some() || data.trial_end.is_some());
        let prices: Vec<(Arc<Price>, &LineItem)> =
            items.iter().filter_map(|item| Some((tx.find(item.price.as_str())?, item))).collect();
        let subtotal =
            prices.iter().map(|(price, item)| totals::subtotal(price, item, currency, trial)).sum();
        let products: Vec<Id<Product>> = prices.iter().map(|(price, _)| price.product.clone()).collect();
        let customer = self.customer.as_ref();
        discounts::apply(sent, Purchase { customer, subtotal, currency }, &products, tx)
    }

    /// What an open session shows of a customer who is known, or of a guest whose address is.
    fn customer_details(&self, mode: Mode, customer: Option<&Customer>) -> Option<CustomerDetails> {
        let email = match customer {
            Some(customer) => customer.email.as_deref().map(Into::into),
            None => Some(self.customer_email.as_deref()?.into()),
        };
        let tax_exempt = customer.map_or(TaxExempt::None, |customer| customer.tax_exempt);
        let tax_exempt = (mode != Mode::Setup).then_some(tax_exempt);
        Some(CustomerDetails { email, tax_exempt, ..CustomerDetails::default() })
    }

    fn settings(
        self,
        id: &Id<Session>,
        chosen: Chosen,
        tx: &mut Transaction<'_>,
    ) -> Result<Settings, ApiError> {
        let Chosen { mode, ui_mode, currency, methods, optional_items } = chosen;
        let known = self.customer.is_some() || self.customer_account.is_some();
        let explicit_methods = self.payment_method_types.is_some();
        let payment_method_options =
            payment_method_options::build(self.payment_method_options, &methods, mode);
        let configuration = match self.payment_method_configuration {
            Some(id) => Some(id.as_str().into()),
            None if explicit_methods => None,
            None => Some(default_configuration(tx)),
        };
        let secret = (!ui_mode.is_hosted()).then(|| tx.draw(&format!("{id}_secret_fid"), 40).into());
        let page = ui_mode.is_hosted().then(|| format!("{}/c/pay/{id}", tx.context().public_url).into());
        let default_creation = match mode {
            _ if known => None,
            Mode::Subscription => Some("always"),
            Mode::Payment | Mode::Setup => Some("if_required"),
        };
        let subscription_data = subscription_data::build(self.subscription_data, tx.now())?;
        let default_tax_rates: Vec<Id<TaxRate>> = subscription_data
            .iter()
            .flat_map(|data| &data.default_tax_rates)
            .map(|id| Id::new(id.as_str()))
            .collect();
        check_tax_rates(&default_tax_rates, "subscription_data[default_tax_rates]", tx)?;
        Ok(Settings {
            mode,
            ui_mode,
            currency,
            urls: Urls {
                success: url(self.success_url),
                cancel: url(self.cancel_url),
                back: url(self.return_url),
                page,
            },
            adaptive_pricing: toggles::adaptive_pricing(self.adaptive_pricing, mode),
            allow_promotion_codes: self.allow_promotion_codes,
            allowed_payment_method_types: all(self.allowed_payment_method_types.as_ref()),
            excluded_payment_method_types: all(self.excluded_payment_method_types.as_ref()),
            payment_method_types: methods,
            payment_method_configuration: configuration,
            payment_method_collection: match mode {
                Mode::Payment => "if_required",
                Mode::Setup => "always",
                Mode::Subscription => word(self.payment_method_collection).unwrap_or("always"),
            },
            payment_method_options,
            default_tax_rates,
            billing_address_collection: word(self.billing_address_collection),
            branding_settings: match ui_mode {
                UiMode::Elements => None,
                _ => Some(branding_settings::build(self.branding_settings, "Checkout Emulator")?),
            },
            client_reference_id: self.client_reference_id,
            client_secret: secret,
            consent_collection: consent_collection::build(self.consent_collection),
            custom_fields: custom_fields::build(self.custom_fields)?,
            custom_text: custom_text::build(self.custom_text),
            customer_account: self.customer_account,
            customer_creation: word(self.customer_creation).or(default_creation),
            customer_email: self.customer_email,
            customer_update: self.customer_update,
            integration_identifier: self.integration_identifier,
            invoice_creation: invoice_creation::build(self.invoice_creation, mode)?,
            locale: word(self.locale),
            managed_payments: toggles::managed_payments(self.managed_payments, mode),
            name_collection: collection::name_collection(self.name_collection),
            optional_items,
            origin_context: word(self.origin_context),
            payment_method_data: self.payment_method_data,
            update_shipping_details: self.permissions.and_then(|sent| sent.update_shipping_details),
            phone_number_collection: collection::phone_number_collection(self.phone_number_collection),
            redirect_on_completion: match ui_mode {
                UiMode::EmbeddedPage => Some(word(self.redirect_on_completion).unwrap_or("always")),
                _ => word(self.redirect_on_completion),
            },
            saved_payment_method_options: saved_payment_method_options::build(
                self.saved_payment_method_options,
                mode,
                known,
            ),
            setup_intent_data: setup_intent_data::build(self.setup_intent_data)?,
            shipping_countries: self
                .shipping_address_collection
                .map(|sent| sent.allowed_countries.iter().map(|country| country.as_str()).collect()),
            submit_type: word(self.submit_type),
            subscription_data,
            tax_id_collection: collection::tax_id_collection(self.tax_id_collection),
            wallet_options: toggles::wallet_options(self.wallet_options),
        })
    }
}

/// The account's own configuration of payment methods: always the same id.
fn default_configuration(tx: &Transaction<'_>) -> Box<str> {
    let body = tx.context().account.strip_prefix("acct_").unwrap_or_default();
    let digits: String = body.chars().filter(char::is_ascii_alphanumeric).cycle().take(23).collect();
    format!("pmc_1{digits}").into()
}
