//! Setup intents: a payment method that is to be made ready for later.
//!
//! <https://docs.stripe.com/api/setup_intents>

pub(crate) mod answer;
pub(crate) mod attempt;
mod cancel;
pub(crate) mod canceling;
mod confirm;
mod create;
mod list;
mod retrieve;
mod setting;
mod update;

use std::sync::Arc;

pub use cancel::CancelSetupIntent;
pub use confirm::ConfirmSetupIntent;
pub use create::CreateSetupIntent;
pub use list::ListSetupIntents;
pub use retrieve::RetrieveSetupIntent;
pub use update::UpdateSetupIntent;

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::checkout::Session;
use super::customer::Customer;
use super::payment_intent::{AutomaticPaymentMethods, PaymentError};
use super::payment_method::PaymentMethod;
use crate::http::expand::Expandable;
use crate::store::Transaction;
use crate::values::{Id, Metadata, Object, Text, Timestamp, any_json, word};

/// A payment method to be made ready.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct SetupIntent {
    pub id: Id<SetupIntent>,
    #[borsh(deserialize_with = "word::optional_list")]
    pub allowed_payment_method_types: Option<Vec<&'static str>>,
    pub attach_to_self: Option<bool>,
    pub automatic_payment_methods: Option<AutomaticPaymentMethods>,
    #[borsh(deserialize_with = "word::optional")]
    pub cancellation_reason: Option<&'static str>,
    pub client_secret: Box<str>,
    pub created: Timestamp,
    pub customer: Option<Id<Customer>>,
    pub description: Option<Text<1000>>,
    #[borsh(deserialize_with = "word::optional_list")]
    pub excluded_payment_method_types: Option<Vec<&'static str>>,
    #[borsh(deserialize_with = "word::optional_list")]
    pub flow_directions: Option<Vec<&'static str>>,
    pub last_setup_error: Option<Arc<PaymentError>>,
    /// `setatt_…`
    pub latest_attempt: Option<Box<str>>,
    pub metadata: Metadata,
    #[borsh(serialize_with = "any_json::write", deserialize_with = "any_json::read")]
    pub next_action: Option<Arc<Value>>,
    pub on_behalf_of: Option<Text>,
    pub payment_method: Option<Id<PaymentMethod>>,
    pub payment_method_configuration: Option<Box<str>>,
    /// As shown.
    #[borsh(serialize_with = "any_json::write", deserialize_with = "any_json::read")]
    pub payment_method_options: Arc<Value>,
    #[borsh(deserialize_with = "word::shared")]
    pub payment_method_types: Arc<[&'static str]>,
    pub return_url: Option<Box<str>>,
    pub status: Status,
    /// `off_session` or `on_session`.
    #[borsh(deserialize_with = "word::one")]
    pub usage: &'static str,
    /// The session it belongs to; the API can then neither confirm nor cancel it.
    pub session: Option<Id<Session>>,
}

/// <https://docs.stripe.com/payments/setupintents/lifecycle>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
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
            Status::Canceled => "canceled",
            Status::Succeeded => "succeeded",
        }
    }
}

impl SetupIntent {
    /// What an intent shows of the options of its methods where nothing was sent: of Link nothing, unlike a payment (recorded).
    pub(crate) fn default_options(types: &[&str]) -> Value {
        let mut options = serde_json::Map::new();
        if types.contains(&"card") {
            options.insert(
                "card".into(),
                serde_json::json!({"mandate_options": null, "network": null, "request_three_d_secure": "automatic"}),
            );
        }
        Value::Object(options)
    }

    /// A new one of which nothing is known; not yet put into the account.
    pub(crate) fn draft(tx: &mut Transaction<'_>) -> Self {
        let id: Id<SetupIntent> = tx.new_id();
        let client_secret = tx.draw(&format!("{id}_secret_"), 32).into();
        SetupIntent {
            id,
            allowed_payment_method_types: None,
            attach_to_self: None,
            automatic_payment_methods: None,
            cancellation_reason: None,
            client_secret,
            created: tx.now(),
            customer: None,
            description: None,
            excluded_payment_method_types: None,
            flow_directions: None,
            last_setup_error: None,
            latest_attempt: None,
            metadata: Metadata::default(),
            next_action: None,
            on_behalf_of: None,
            payment_method: None,
            payment_method_configuration: None,
            payment_method_options: Arc::new(Value::Object(serde_json::Map::new())),
            payment_method_types: Arc::from(["card", "link"]),
            return_url: None,
            status: Status::RequiresPaymentMethod,
            usage: "off_session",
            session: None,
        }
    }
}

impl Object for SetupIntent {
    const NAME: &'static str = "setup_intent";
    const NOUN: &'static str = "setupintent";
    const PREFIX: &'static str = "seti_1";
    const ID_LENGTH: usize = 23;
    const PATH_PARAM: &'static str = "intent";
    const EXPAND: &'static [Expandable] = &[
        Expandable::reference::<Customer>("customer"),
        Expandable::reference::<PaymentMethod>("payment_method"),
        Expandable::opaque("application"),
        Expandable::opaque("latest_attempt"),
        Expandable::opaque("mandate"),
        Expandable::opaque("on_behalf_of"),
        Expandable::opaque("single_use_mandate"),
        Expandable::hash("automatic_payment_methods"),
        Expandable::hash("last_setup_error"),
        Expandable::hash("next_action"),
        Expandable::hash("payment_method_configuration_details"),
        Expandable::hash("payment_method_options"),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "allowed_payment_method_types",
        "cancellation_reason",
        "client_secret",
        "created",
        "customer_account",
        "description",
        "excluded_payment_method_types",
        "flow_directions",
        "livemode",
        "metadata",
        "payment_method_types",
        "status",
        "usage",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }

    fn found_by(&self) -> impl Iterator<Item = &str> {
        let method = self.payment_method.as_ref().map(Id::as_str);
        self.customer.as_ref().map(Id::as_str).into_iter().chain(method)
    }
}

impl Serialize for SetupIntent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Configuration<'s> {
            id: &'s str,
            parent: (),
        }

        #[derive(Serialize)]
        struct Managed {
            enabled: bool,
        }

        // `()` is written as `null`: there is nothing to put there yet.
        #[derive(Serialize)]
        struct View<'s> {
            id: &'s Id<SetupIntent>,
            object: &'static str,
            allowed_payment_method_types: &'s Option<Vec<&'static str>>,
            application: (),
            #[serde(skip_serializing_if = "Option::is_none")]
            attach_to_self: Option<bool>,
            automatic_payment_methods: Option<AutomaticPaymentMethods>,
            cancellation_reason: Option<&'static str>,
            client_secret: &'s str,
            created: Timestamp,
            customer: &'s Option<Id<Customer>>,
            customer_account: (),
            description: &'s Option<Text<1000>>,
            excluded_payment_method_types: &'s Option<Vec<&'static str>>,
            flow_directions: &'s Option<Vec<&'static str>>,
            last_setup_error: Option<&'s PaymentError>,
            latest_attempt: Option<&'s str>,
            livemode: bool,
            managed_payments: Managed,
            mandate: (),
            metadata: &'s Metadata,
            next_action: Option<&'s Value>,
            on_behalf_of: &'s Option<Text>,
            payment_method: &'s Option<Id<PaymentMethod>>,
            payment_method_configuration_details: Option<Configuration<'s>>,
            payment_method_options: &'s Value,
            payment_method_types: &'s [&'static str],
            single_use_mandate: (),
            status: Status,
            usage: &'static str,
        }

        View {
            id: &self.id,
            object: Self::NAME,
            allowed_payment_method_types: &self.allowed_payment_method_types,
            application: (),
            attach_to_self: self.attach_to_self,
            automatic_payment_methods: self.automatic_payment_methods,
            cancellation_reason: self.cancellation_reason,
            client_secret: &self.client_secret,
            created: self.created,
            customer: &self.customer,
            customer_account: (),
            description: &self.description,
            excluded_payment_method_types: &self.excluded_payment_method_types,
            flow_directions: &self.flow_directions,
            last_setup_error: self.last_setup_error.as_deref(),
            latest_attempt: self.latest_attempt.as_deref(),
            livemode: false,
            managed_payments: Managed { enabled: false },
            mandate: (),
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
            single_use_mandate: (),
            status: self.status,
            usage: self.usage,
        }
        .serialize(serializer)
    }
}
