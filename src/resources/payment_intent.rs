//! Payment intents: money that is to be paid, through all attempts to pay it.
//!
//! <https://docs.stripe.com/api/payment_intents>

pub(crate) mod answer;
pub(crate) mod attempt;
mod cancel;
pub(crate) mod canceling;
mod capture;
pub(crate) mod capturing;
mod confirm;
mod create;
mod list;
mod retrieve;
mod setting;
pub(crate) mod settle;
mod shipping;
mod update;

use std::sync::Arc;

pub use cancel::CancelPaymentIntent;
pub use capture::CapturePaymentIntent;
pub use confirm::ConfirmPaymentIntent;
pub use create::CreatePaymentIntent;
pub use list::ListPaymentIntents;
pub use retrieve::RetrievePaymentIntent;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::charge::Charge;
use super::checkout::Session;
pub use super::checkout::session::{CaptureMethod, PaymentShipping, SetupFutureUsage, TransferData};
use super::customer::Customer;
use super::invoice::Invoice;
use super::payment_method::PaymentMethod;
use crate::error::CardError;
use crate::http::expand::Expandable;
use crate::store::Transaction;
use crate::values::{
    Amount, Currency, Email, Id, Metadata, Object, StatementDescriptor, Text, Timestamp, any_json, word,
};
pub use setting::Intent;
pub(crate) use setting::{
    AutomaticPaymentMethodsParam, Methods, all, default_options, lacks_return_url, method, own_configuration,
};
pub use shipping::ShippingParam;
pub use update::UpdatePaymentIntent;

/// Money to be paid.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct PaymentIntent {
    pub id: Id<PaymentIntent>,
    /// What it may be paid with; everything but these is filtered out.
    #[borsh(deserialize_with = "word::optional_list")]
    pub allowed_payment_method_types: Option<Vec<&'static str>>,
    /// What is to be paid, in minor units.
    pub amount: Amount,
    /// What can be captured now.
    pub amount_capturable: Amount,
    pub amount_received: Amount,
    pub application_fee_amount: Option<Amount>,
    pub automatic_payment_methods: Option<AutomaticPaymentMethods>,
    pub canceled_at: Option<Timestamp>,
    #[borsh(deserialize_with = "word::optional")]
    pub cancellation_reason: Option<&'static str>,
    pub capture_method: CaptureMethod,
    pub client_secret: Box<str>,
    /// `automatic` or `manual`.
    #[borsh(deserialize_with = "word::one")]
    pub confirmation_method: &'static str,
    pub created: Timestamp,
    pub currency: Currency,
    pub customer: Option<Id<Customer>>,
    pub description: Option<Text<1000>>,
    #[borsh(deserialize_with = "word::optional_list")]
    pub excluded_payment_method_types: Option<Vec<&'static str>>,
    pub last_payment_error: Option<Arc<PaymentError>>,
    pub latest_charge: Option<Id<Charge>>,
    pub metadata: Metadata,
    #[borsh(serialize_with = "any_json::write", deserialize_with = "any_json::read")]
    pub next_action: Option<Arc<Value>>,
    pub on_behalf_of: Option<Text>,
    pub payment_method: Option<Id<PaymentMethod>>,
    /// `pmc_…`, where the account's configuration decides what it may be paid with.
    pub payment_method_configuration: Option<Box<str>>,
    /// As shown.
    #[borsh(serialize_with = "any_json::write", deserialize_with = "any_json::read")]
    pub payment_method_options: Arc<Value>,
    #[borsh(deserialize_with = "word::shared")]
    pub payment_method_types: Arc<[&'static str]>,
    pub receipt_email: Option<Email>,
    pub return_url: Option<Box<str>>,
    pub setup_future_usage: Option<SetupFutureUsage>,
    pub shipping: Option<PaymentShipping>,
    pub statement_descriptor: Option<StatementDescriptor>,
    pub statement_descriptor_suffix: Option<Text<22>>,
    pub status: Status,
    pub transfer_data: Option<TransferData>,
    pub transfer_group: Option<Text>,
    /// The session it belongs to; the API can then neither confirm nor cancel it.
    pub session: Option<Id<Session>>,
    /// The invoice it pays, which versions before `2025-03-31.basil` show.
    pub invoice: Option<Box<str>>,
}

/// <https://docs.stripe.com/payments/paymentintents/lifecycle>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    RequiresCapture,
    Canceled,
    Succeeded,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Status::RequiresPaymentMethod => "requires_payment_method",
            Status::RequiresConfirmation => "requires_confirmation",
            Status::RequiresAction => "requires_action",
            Status::Processing => "processing",
            Status::RequiresCapture => "requires_capture",
            Status::Canceled => "canceled",
            Status::Succeeded => "succeeded",
        }
    }
}

/// Whether methods that leave the page are offered when Stripe chooses the methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct AutomaticPaymentMethods {
    /// `always` or `never`.
    #[borsh(deserialize_with = "word::one")]
    pub allow_redirects: &'static str,
    pub enabled: bool,
}

/// What became of the last attempt.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct PaymentError {
    pub error: CardError,
    /// `card_error` or `invalid_request_error`.
    #[borsh(deserialize_with = "word::one")]
    pub kind: &'static str,
    pub method: Option<Arc<PaymentMethod>>,
    /// The method's type, which payments show and setups do not (recorded).
    #[borsh(deserialize_with = "word::optional")]
    pub method_type: Option<&'static str>,
}

impl Serialize for PaymentError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'e> {
            #[serde(skip_serializing_if = "Option::is_none")]
            advice_code: Option<&'static str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            charge: Option<&'e str>,
            code: &'static str,
            #[serde(skip_serializing_if = "Option::is_none")]
            decline_code: Option<&'static str>,
            doc_url: String,
            message: &'static str,
            #[serde(skip_serializing_if = "Option::is_none")]
            network_advice_code: Option<&'static str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            network_decline_code: Option<&'static str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            param: Option<&'e str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            payment_method: Option<&'e PaymentMethod>,
            #[serde(skip_serializing_if = "Option::is_none")]
            payment_method_type: Option<&'static str>,
            r#type: &'static str,
        }

        let error = &self.error;
        View {
            advice_code: error.advice_code,
            charge: error.charge.as_deref(),
            code: error.code,
            decline_code: error.decline_code,
            doc_url: format!("https://stripe.com/docs/error-codes/{}", error.code.replace('_', "-")),
            message: error.message,
            network_advice_code: error.network_advice_code,
            network_decline_code: error.network_decline_code,
            param: error.param.as_deref(),
            payment_method: self.method.as_deref(),
            payment_method_type: self.method_type,
            r#type: self.kind,
        }
        .serialize(serializer)
    }
}

impl PaymentIntent {
    /// The part of its id that its charges and refunds share: `3` and fifteen characters.
    pub(super) fn stem(&self) -> &str {
        self.id.as_str().get(3..19).unwrap_or_default()
    }

    /// A new one of which no more is known than what is to be paid; not yet put into the account.
    pub(crate) fn draft(amount: Amount, currency: Currency, tx: &mut Transaction<'_>) -> Self {
        let id: Id<PaymentIntent> = tx.new_id();
        let client_secret = tx.draw(&format!("{id}_secret_"), 25).into();
        PaymentIntent {
            id,
            allowed_payment_method_types: None,
            amount,
            amount_capturable: Amount::ZERO,
            amount_received: Amount::ZERO,
            application_fee_amount: None,
            automatic_payment_methods: None,
            canceled_at: None,
            cancellation_reason: None,
            capture_method: CaptureMethod::AutomaticAsync,
            client_secret,
            confirmation_method: "automatic",
            created: tx.now(),
            currency,
            customer: None,
            description: None,
            excluded_payment_method_types: None,
            last_payment_error: None,
            latest_charge: None,
            metadata: Metadata::default(),
            next_action: None,
            on_behalf_of: None,
            payment_method: None,
            payment_method_configuration: None,
            payment_method_options: Arc::new(Value::Object(serde_json::Map::new())),
            payment_method_types: Arc::from(["card", "link"]),
            receipt_email: None,
            return_url: None,
            setup_future_usage: None,
            shipping: None,
            statement_descriptor: None,
            statement_descriptor_suffix: None,
            status: Status::RequiresPaymentMethod,
            transfer_data: None,
            transfer_group: None,
            session: None,
            invoice: None,
        }
    }
}

impl Object for PaymentIntent {
    const NAME: &'static str = "payment_intent";
    const NOUN: &'static str = "payment_intent";
    const PREFIX: &'static str = "pi_3";
    const ID_LENGTH: usize = 23;
    const PATH_PARAM: &'static str = "intent";
    const EXPAND: &'static [Expandable] = &[
        Expandable::reference::<Customer>("customer"),
        Expandable::reference::<Charge>("latest_charge"),
        Expandable::reference::<PaymentMethod>("payment_method"),
        Expandable::former::<Invoice>("invoice", "2025-03-31.basil", |tx, owner| {
            let id = owner.get("id").and_then(Value::as_str).unwrap_or_default();
            json!(tx.find::<PaymentIntent>(id).and_then(|intent| intent.invoice.clone()))
        }),
        Expandable::opaque("application"),
        Expandable::opaque("on_behalf_of"),
        Expandable::opaque("review"),
        Expandable::opaque("source"),
        Expandable::opaque("transfer_data.destination"),
        Expandable::hash("amount_details"),
        Expandable::hash("automatic_payment_methods"),
        Expandable::hash("hooks"),
        Expandable::hash("last_payment_error"),
        Expandable::hash("next_action"),
        Expandable::hash("payment_details"),
        Expandable::hash("payment_method_configuration_details"),
        Expandable::hash("payment_method_options"),
        Expandable::hash("processing"),
        Expandable::hash("shipping"),
        Expandable::hash("transfer_data"),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "allowed_payment_method_types",
        "amount",
        "amount_capturable",
        "amount_received",
        "application_fee_amount",
        "canceled_at",
        "cancellation_reason",
        "capture_method",
        "client_secret",
        "confirmation_method",
        "created",
        "currency",
        "customer_account",
        "description",
        "excluded_payment_method_types",
        "livemode",
        "metadata",
        "payment_method_types",
        "receipt_email",
        "setup_future_usage",
        "statement_descriptor",
        "statement_descriptor_suffix",
        "status",
        "transfer_group",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }

    fn found_by(&self) -> impl Iterator<Item = &str> {
        self.customer.as_ref().map(Id::as_str).into_iter()
    }
}

impl Serialize for PaymentIntent {
    #[expect(clippy::too_many_lines, reason = "a field a line")]
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Tip {
            tip: serde_json::Map<String, Value>,
        }

        #[derive(Serialize)]
        struct Managed {
            enabled: bool,
        }

        #[derive(Serialize)]
        struct Configuration<'p> {
            id: &'p str,
            parent: (),
        }

        // `()` is written as `null`: there is nothing to put there yet.
        #[derive(Serialize)]
        struct View<'p> {
            id: &'p Id<PaymentIntent>,
            object: &'static str,
            allowed_payment_method_types: &'p Option<Vec<&'static str>>,
            amount: Amount,
            amount_capturable: Amount,
            amount_details: Tip,
            amount_received: Amount,
            application: (),
            application_fee_amount: Option<Amount>,
            automatic_payment_methods: Option<AutomaticPaymentMethods>,
            canceled_at: Option<Timestamp>,
            cancellation_reason: Option<&'static str>,
            capture_method: CaptureMethod,
            client_secret: &'p str,
            confirmation_method: &'static str,
            created: Timestamp,
            currency: Currency,
            customer: &'p Option<Id<Customer>>,
            customer_account: (),
            description: &'p Option<Text<1000>>,
            excluded_payment_method_types: &'p Option<Vec<&'static str>>,
            last_payment_error: Option<&'p PaymentError>,
            latest_charge: &'p Option<Id<Charge>>,
            livemode: bool,
            managed_payments: Managed,
            metadata: &'p Metadata,
            next_action: Option<&'p Value>,
            on_behalf_of: &'p Option<Text>,
            payment_method: &'p Option<Id<PaymentMethod>>,
            payment_method_configuration_details: Option<Configuration<'p>>,
            payment_method_options: &'p Value,
            payment_method_types: &'p [&'static str],
            payment_record: (),
            processing: (),
            receipt_email: &'p Option<Email>,
            review: (),
            setup_future_usage: Option<SetupFutureUsage>,
            shipping: &'p Option<PaymentShipping>,
            source: (),
            statement_descriptor: &'p Option<StatementDescriptor>,
            statement_descriptor_suffix: &'p Option<Text<22>>,
            status: Status,
            transfer_data: &'p Option<TransferData>,
            transfer_group: &'p Option<Text>,
        }

        View {
            id: &self.id,
            object: Self::NAME,
            allowed_payment_method_types: &self.allowed_payment_method_types,
            amount: self.amount,
            amount_capturable: self.amount_capturable,
            amount_details: Tip { tip: serde_json::Map::new() },
            amount_received: self.amount_received,
            application: (),
            application_fee_amount: self.application_fee_amount,
            automatic_payment_methods: self.automatic_payment_methods,
            canceled_at: self.canceled_at,
            cancellation_reason: self.cancellation_reason,
            capture_method: self.capture_method,
            client_secret: &self.client_secret,
            confirmation_method: self.confirmation_method,
            created: self.created,
            currency: self.currency,
            customer: &self.customer,
            customer_account: (),
            description: &self.description,
            excluded_payment_method_types: &self.excluded_payment_method_types,
            last_payment_error: self.last_payment_error.as_deref(),
            latest_charge: &self.latest_charge,
            livemode: false,
            managed_payments: Managed { enabled: false },
            metadata: &self.metadata,
            next_action: self.next_action.as_deref(),
            on_behalf_of: &self.on_behalf_of,
            payment_method: &self.payment_method,
            payment_method_configuration_details: self
                .payment_method_configuration
                .as_deref()
                .map(|id| Configuration { id, parent: () }),
            payment_method_options: &self.payment_method_options,
            payment_method_types: &self.payment_method_types,
            payment_record: (),
            processing: (),
            receipt_email: &self.receipt_email,
            review: (),
            setup_future_usage: self.setup_future_usage,
            shipping: &self.shipping,
            source: (),
            statement_descriptor: &self.statement_descriptor,
            statement_descriptor_suffix: &self.statement_descriptor_suffix,
            status: self.status,
            transfer_data: &self.transfer_data,
            transfer_group: &self.transfer_group,
        }
        .serialize(serializer)
    }
}
