//! Checkout sessions: the object and its states.
//!
//! What a client chose when creating one is in [`Settings`] and never changes; what an update, a customer or the clock
//! changes stands beside it. Amounts come from one place, [`totals`].
//!
//! <https://docs.stripe.com/api/checkout/sessions>

mod account_reference;
mod adjust;
mod after_expiration;
mod automatic_tax;
mod branding_settings;
mod collection;
mod complete;
mod consent_collection;
mod create;
mod custom_fields;
mod custom_text;
mod discounts;
mod expire;
mod invoice_creation;
mod line_item;
mod list;
mod list_line_items;
mod mode;
mod payment_intent_data;
mod payment_method_options;
mod payment_methods;
#[cfg(test)]
mod published;
mod recover;
mod retrieve;
mod saved_payment_method_options;
mod settle;
mod setup_intent_data;
mod shipping;
mod subscription_data;
mod toggles;
mod totals;
mod ui_mode;
mod update;
mod view;

use std::sync::Arc;

pub use self::account_reference::AccountReference;
pub use self::discounts::AppliedDiscount;
pub use self::invoice_creation::{InvoiceCustomField, InvoiceCustomFields, InvoiceData, RenderingOptions};
pub use self::subscription_data::{
    Anchor, BillingMode, InvoiceSettings as SubscriptionInvoiceSettings, PendingInterval,
    TransferData as SubscriptionTransferData, Trial,
};
pub use self::totals::AppliedTax;
pub use adjust::{AdjustSession, ShippingParam};
pub use complete::{CompleteSession, Consent, PaymentStatus, Results};
pub use create::CreateSession;
pub use expire::{ExpireSession, expire_if_open};
pub use line_item::{LINE_ITEM, LINE_ITEM_EXPAND, LINE_ITEM_PLAIN, LineItem};
pub use list::ListSessions;
pub use list_line_items::ListLineItems;
pub use recover::RecoverSession;
pub use retrieve::RetrieveSession;
use serde::Serialize;
use serde_json::{Map, Value};
pub(crate) use settle::payment_settled;
pub use settle::{SessionPaymentFailed, SessionPaymentSucceeded};
pub use shipping::{ShippingDetails, ShippingOption};
pub use totals::Totals;
pub(crate) use totals::recurring_total;
pub use ui_mode::UiMode;
pub use update::UpdateSession;

use self::after_expiration::AfterExpiration;
use self::automatic_tax::AutomaticTax;
pub use self::branding_settings::BrandingSettings;
use self::collection::{NameCollection, PhoneNumberCollection, TaxIdCollection};
pub use self::consent_collection::ConsentCollection;
pub use self::custom_fields::{CustomField, Input};
pub use self::custom_text::{CustomText, Message};
use self::invoice_creation::InvoiceCreation;
pub use self::mode::Mode;
use self::payment_intent_data::PaymentIntentData;
pub use self::payment_intent_data::{
    CaptureMethod, SetupFutureUsage, Shipping as PaymentShipping, TransferData,
};
use self::payment_method_options::PaymentMethodOptions;
use self::saved_payment_method_options::SavedPaymentMethodOptions;
use self::setup_intent_data::SetupIntentData;
use self::subscription_data::SubscriptionData;
use self::toggles::{Toggle, WalletOptions};
use crate::error::{ApiError, NotFound, refusal};
use crate::http::expand::Expandable;
use crate::http::list::{List, Page};
use crate::resources::address::Address;
use crate::resources::coupon::Coupon;
use crate::resources::customer::{Customer, TaxExempt};
use crate::resources::invoice::Invoice;
use crate::resources::payment_intent::PaymentIntent;
use crate::resources::promotion_code::PromotionCode;
use crate::resources::setup_intent::SetupIntent;
use crate::resources::shipping_rate::ShippingRate;
use crate::resources::subscription::Subscription;
use crate::resources::tax_rate::TaxRate;
use crate::store::Transaction;
use crate::values::{Currency, Email, Id, Metadata, Object, Text, Timestamp, any_json, word};

/// One attempt of a customer to pay, subscribe or leave a payment method.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Session {
    pub id: Id<Session>,
    pub created: Timestamp,
    pub expires_at: Timestamp,
    pub state: State,
    pub settings: Arc<Settings>,
    pub metadata: Metadata,
    pub line_items: Arc<[LineItem]>,
    pub shipping_options: Vec<ShippingOption>,
    /// The option the customer pays for, as a position in `shipping_options`: the first until another is chosen.
    pub selected_shipping: usize,
    /// All amounts; a session in `setup` mode has none.
    pub totals: Option<Totals>,
    pub discounts: Vec<AppliedDiscount>,
    pub automatic_tax: AutomaticTax,
    /// What was collected from the customer, or told in their place.
    pub collected: Option<Collected>,
    /// Handed to the PaymentIntent when the customer pays; not shown.
    pub payment_intent_data: Option<Box<PaymentIntentData>>,
    pub customer: Option<Id<Customer>>,
    pub customer_details: Option<Box<CustomerDetails>>,
    pub setup_intent: Option<Id<SetupIntent>>,
    /// What paying left behind, from the first attempt on.
    pub results: Option<Box<Results>>,
    /// The expired session it is a copy of.
    pub recovered_from: Option<Id<Session>>,
    /// What a customer is offered who came too late.
    pub after_expiration: Option<AfterExpiration>,
}

/// Where a session is in its life. The wire's `status`, `payment_status` and `url` are read off it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum State {
    Open,
    /// The customer is done; their money may still be on its way.
    Complete(PaymentStatus),
    /// Timed out, or expired by the API; final.
    Expired,
}

impl State {
    pub fn as_str(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Complete(_) => "complete",
            State::Expired => "expired",
        }
    }
}

/// What a client chose when creating a session.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Settings {
    pub mode: Mode,
    pub ui_mode: UiMode,
    pub currency: Option<Currency>,
    pub urls: Urls,
    pub adaptive_pricing: Toggle,
    pub allow_promotion_codes: Option<bool>,
    #[borsh(deserialize_with = "word::optional_list")]
    pub allowed_payment_method_types: Option<Vec<&'static str>>,
    #[borsh(deserialize_with = "word::optional_list")]
    pub excluded_payment_method_types: Option<Vec<&'static str>>,
    #[borsh(deserialize_with = "word::list")]
    pub payment_method_types: Vec<&'static str>,
    pub payment_method_configuration: Option<Box<str>>,
    #[borsh(deserialize_with = "word::one")]
    pub payment_method_collection: &'static str,
    pub payment_method_options: PaymentMethodOptions,
    /// Of recurring items that have no rates of their own.
    pub default_tax_rates: Vec<Id<TaxRate>>,
    #[borsh(deserialize_with = "word::optional")]
    pub billing_address_collection: Option<&'static str>,
    pub branding_settings: Option<BrandingSettings>,
    pub client_reference_id: Option<Text<200>>,
    pub client_secret: Option<Box<str>>,
    pub consent_collection: Option<ConsentCollection>,
    pub custom_fields: Vec<CustomField>,
    pub custom_text: CustomText,
    pub customer_account: Option<Text>,
    #[borsh(deserialize_with = "word::optional")]
    pub customer_creation: Option<&'static str>,
    pub customer_email: Option<Email>,
    pub customer_update: Option<create::CustomerUpdateParam>,
    pub integration_identifier: Option<Text<200>>,
    pub invoice_creation: Option<InvoiceCreation>,
    #[borsh(deserialize_with = "word::optional")]
    pub locale: Option<&'static str>,
    pub managed_payments: Option<Toggle>,
    pub name_collection: Option<NameCollection>,
    pub optional_items: Option<Vec<line_item::OptionalItem>>,
    #[borsh(deserialize_with = "word::optional")]
    pub origin_context: Option<&'static str>,
    pub payment_method_data: Option<create::PaymentMethodDataParam>,
    /// `None` where the client set no permissions.
    pub update_shipping_details: Option<Permission>,
    pub phone_number_collection: PhoneNumberCollection,
    #[borsh(deserialize_with = "word::optional")]
    pub redirect_on_completion: Option<&'static str>,
    pub saved_payment_method_options: Option<SavedPaymentMethodOptions>,
    pub setup_intent_data: Option<Box<SetupIntentData>>,
    #[borsh(deserialize_with = "word::optional_list")]
    pub shipping_countries: Option<Vec<&'static str>>,
    #[borsh(deserialize_with = "word::optional")]
    pub submit_type: Option<&'static str>,
    pub subscription_data: Option<Box<SubscriptionData>>,
    pub tax_id_collection: Option<TaxIdCollection>,
    pub wallet_options: Option<WalletOptions>,
}

/// Where the customer comes from and goes to.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Urls {
    pub success: Option<Box<str>>,
    pub cancel: Option<Box<str>>,
    pub back: Option<Box<str>>,
    /// The hosted page.
    pub page: Option<Box<str>>,
}

/// Who may write the shipping details of an open session.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    serde::Deserialize,
    Serialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    ClientOnly,
    ServerOnly,
}

/// What a session shows of its customer before they pay.
#[derive(Debug, Clone, Default, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct CustomerDetails {
    pub address: Option<Address>,
    pub business_name: Option<Text>,
    pub email: Option<Box<str>>,
    pub individual_name: Option<Text>,
    pub name: Option<Text>,
    pub phone: Option<Text>,
    pub tax_exempt: Option<TaxExempt>,
    #[borsh(serialize_with = "any_json::write", deserialize_with = "any_json::read")]
    pub tax_ids: Option<Vec<Value>>,
}

/// What a session has collected.
#[derive(Debug, Clone, Default, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Collected {
    pub business_name: Option<Text>,
    pub individual_name: Option<Text>,
    pub shipping_details: Option<Arc<ShippingDetails>>,
}

impl Session {
    /// Whether a customer can still pay in it, and the API still change it.
    pub fn is_open(&self) -> bool {
        self.state == State::Open
    }

    /// What the customer pays with it, from their first attempt on. A subscription's belongs to its invoice.
    pub fn payment_intent(&self) -> Option<&Id<PaymentIntent>> {
        let results = self.results.as_ref().filter(|_| self.settings.mode == Mode::Payment);
        results.and_then(|results| results.payment_intent.as_ref())
    }

    /// The rate the customer pays for shipping.
    pub fn selected_option(&self) -> Option<&ShippingOption> {
        self.shipping_options.get(self.selected_shipping)
    }
}

impl Object for Session {
    const NAME: &'static str = "checkout.session";
    const NOUN: &'static str = "checkout session";
    const PREFIX: &'static str = "cs_test_";
    const ID_LENGTH: usize = 58;
    const PATH_PARAM: &'static str = "session";
    const EXPAND: &'static [Expandable] = &[
        Expandable::reference::<Customer>("customer"),
        Expandable::reference::<Invoice>("invoice"),
        Expandable::reference::<PaymentIntent>("payment_intent"),
        Expandable::opaque("payment_link"),
        Expandable::reference::<SetupIntent>("setup_intent"),
        Expandable::reference::<Subscription>("subscription"),
        Expandable::include("line_items", first_line_items),
        Expandable::reference::<ShippingRate>("shipping_cost.shipping_rate"),
        Expandable::include("shipping_cost.taxes", shipping_taxes),
        Expandable::reference::<ShippingRate>("shipping_options.shipping_rate"),
        Expandable::include("total_details.breakdown", breakdown),
        Expandable::lasting_reference::<Coupon>("discounts.coupon"),
        Expandable::reference::<PromotionCode>("discounts.promotion_code"),
        Expandable::opaque("automatic_tax.liability.account"),
        Expandable::opaque("invoice_creation.invoice_data.account_tax_ids"),
        Expandable::hash("adaptive_pricing"),
        Expandable::hash("after_expiration"),
        Expandable::hash("branding_settings"),
        Expandable::hash("collected_information"),
        Expandable::hash("consent"),
        Expandable::hash("consent_collection"),
        Expandable::hash("currency_conversion"),
        Expandable::hash("custom_fields"),
        Expandable::hash("custom_text"),
        Expandable::hash("customer_details"),
        Expandable::hash("managed_payments"),
        Expandable::hash("name_collection"),
        Expandable::hash("optional_items"),
        Expandable::hash("payment_method_configuration_details"),
        Expandable::hash("payment_method_options"),
        Expandable::hash("permissions"),
        Expandable::hash("phone_number_collection"),
        Expandable::hash("presentment_details"),
        Expandable::hash("saved_payment_method_options"),
        Expandable::hash("shipping_address_collection"),
        Expandable::hash("shipping_details"),
        Expandable::hash("tax_id_collection"),
        Expandable::hash("wallet_options"),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "allow_promotion_codes",
        "allowed_payment_method_types",
        "amount_subtotal",
        "amount_total",
        "billing_address_collection",
        "cancel_url",
        "client_reference_id",
        "client_secret",
        "created",
        "currency",
        "customer_account",
        "customer_creation",
        "customer_email",
        "excluded_payment_method_types",
        "expires_at",
        "integration_identifier",
        "livemode",
        "locale",
        "metadata",
        "mode",
        "origin_context",
        "payment_method_collection",
        "payment_method_types",
        "payment_status",
        "recovered_from",
        "redirect_on_completion",
        "return_url",
        "status",
        "submit_type",
        "success_url",
        "ui_mode",
        "url",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }

    fn found_by(&self) -> impl Iterator<Item = &str> {
        let paid = self.results.as_deref();
        [
            self.customer.as_ref().map(Id::as_str),
            self.settings.customer_account.as_deref(),
            self.customer_details.as_ref().and_then(|details| details.email.as_deref()),
            self.payment_intent().map(Id::as_str),
            paid.and_then(|paid| paid.subscription.as_ref()).map(Id::as_str),
        ]
        .into_iter()
        .flatten()
    }
}

/// The session of a URL.
///
/// # Errors
/// It does not exist: 404, worded as no other resource's (recorded).
pub(crate) fn target(tx: &Transaction<'_>, id: &Id<Session>) -> Result<Arc<Session>, ApiError> {
    tx.find(id.as_str()).ok_or_else(|| ApiError::TargetNotFound {
        missing: NotFound::unquoted(Session::NAME, id.as_str()),
        param: None,
    })
}

/// Refuses an id that cannot be a session's, before anything is looked up.
fn check_id(id: &Id<Session>) -> Result<(), ApiError> {
    let body = id.as_str().strip_prefix("cs_test_").or_else(|| id.as_str().strip_prefix("cs_live_"));
    if body.is_some_and(|body| {
        !body.is_empty() && body.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    }) {
        Ok(())
    } else {
        Err(refusal::malformed_session_id(id.as_str()).into())
    }
}

/// `expand[]=line_items`: the first page of them.
fn first_line_items(tx: &Transaction<'_>, owner: &Map<String, Value>) -> Value {
    let id = owner.get("id").and_then(Value::as_str).unwrap_or_default();
    let Some(session) = tx.find::<Session>(id) else { return Value::Null };
    let page = line_items_page(tx, &session, Page::default());
    page.ok().and_then(|page| serde_json::to_value(page).ok()).unwrap_or_default()
}

fn shipping_taxes(tx: &Transaction<'_>, owner: &Map<String, Value>) -> Value {
    let id = owner.get("id").and_then(Value::as_str).unwrap_or_default();
    let session = tx.find::<Session>(id);
    let taxes = session.iter().flat_map(|session| &session.totals).flat_map(|totals| &totals.shipping_taxes);
    taxes.map(|tax| tax.to_json(tx)).collect()
}

fn breakdown(tx: &Transaction<'_>, owner: &Map<String, Value>) -> Value {
    let id = owner.get("id").and_then(Value::as_str).unwrap_or_default();
    tx.find::<Session>(id).map_or(Value::Null, |session| totals::breakdown(&session, tx))
}

/// A page of a session's line items, in their own order.
fn line_items_page(
    tx: &Transaction<'_>,
    session: &Session,
    page: Page,
) -> Result<List<line_item::LineItemView>, ApiError> {
    let url = format!("/v1/checkout/sessions/{}/line_items", session.id);
    let views = session.line_items.iter().map(|item| item.view(tx)).collect();
    page.of_slice(views, "line item", &url, line_item::LineItemView::id)
}
