//! `POST /v1/setup_intents`
//!
//! <https://docs.stripe.com/api/setup_intents/create>

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::setting::confirm;
use super::{SetupIntent, Status};
use crate::error::{ApiError, At as _, inferred, refusal};
use crate::http::version::Version;
use crate::operation::Operation;
use crate::resources::customer::Customer;
use crate::resources::payment_intent::{
    AutomaticPaymentMethodsParam, Intent, Methods, all, method, own_configuration,
};
use crate::resources::payment_method::described::{AllowedTypes, ExcludedTypes, Types};
use crate::resources::payment_method::{MethodData, PaymentMethod};
use crate::store::Transaction;
use crate::values::{Choice, Emptyable, Id, Metadata, MetadataParam, Text, Url};
use crate::words;

words!(
    /// Whether the customer is there when the method is used.
    pub Usages: "off_session" "on_session"
);

words!(
    /// Which way money is to go.
    pub FlowDirections: "inbound" "outbound"
);

#[derive(Debug, Deserialize)]
pub struct CreateSetupIntent {
    pub allowed_payment_method_types: Option<Vec<Choice<AllowedTypes>>>,
    pub attach_to_self: Option<bool>,
    pub automatic_payment_methods: Option<AutomaticPaymentMethodsParam>,
    pub confirm: Option<bool>,
    pub confirmation_token: Option<Text>,
    pub customer: Option<Id<Customer>>,
    pub customer_account: Option<Text>,
    pub description: Option<Text<1000>>,
    pub excluded_payment_method_types: Option<Vec<Choice<ExcludedTypes>>>,
    pub flow_directions: Option<Vec<Choice<FlowDirections>>>,
    pub mandate_data: Option<Emptyable<IgnoredAny>>,
    pub metadata: Option<MetadataParam>,
    pub on_behalf_of: Option<Text>,
    pub payment_method: Option<Id<PaymentMethod>>,
    pub payment_method_configuration: Option<Text<100>>,
    pub payment_method_data: Option<MethodData>,
    pub payment_method_options: Option<IgnoredAny>,
    /// Of versions before `2026-09-30.endive`.
    pub payment_method_types: Option<Vec<Choice<Types>>>,
    pub return_url: Option<Url>,
    pub single_use: Option<IgnoredAny>,
    pub usage: Option<Choice<Usages>>,
    pub use_stripe_sdk: Option<bool>,
}

impl Operation for CreateSetupIntent {
    type Target = ();
    type Output = Arc<SetupIntent>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<Arc<SetupIntent>, ApiError> {
        let confirms = self.confirm == Some(true);
        if !confirms && self.return_url.is_some() {
            return Err(inferred::only_when_confirming("return_url").into());
        }
        if let Some(customer) = &self.customer {
            tx.get(customer).at("customer")?;
        }
        let mut intent = SetupIntent::draft(tx);
        let explicit = all(self.payment_method_types);
        intent.allowed_payment_method_types = all(self.allowed_payment_method_types);
        intent.excluded_payment_method_types = all(self.excluded_payment_method_types);
        let methods = Methods::choose(
            tx.version(),
            self.automatic_payment_methods,
            explicit,
            intent.allowed_payment_method_types.as_ref(),
            intent.excluded_payment_method_types.as_ref(),
        );
        intent.automatic_payment_methods = methods.automatic;
        intent.payment_method_options = Arc::new(SetupIntent::default_options(&methods.types));
        intent.payment_method_types = methods.types.into();
        intent.attach_to_self = self.attach_to_self;
        intent.customer = self.customer;
        intent.description = self.description;
        intent.flow_directions =
            self.flow_directions.map(|sent| sent.into_iter().map(Choice::as_str).collect());
        intent.metadata = Metadata::new(self.metadata)?;
        intent.on_behalf_of = self.on_behalf_of;
        intent.payment_method_configuration = self
            .payment_method_configuration
            .map(|id| id.as_str().into())
            .or_else(|| methods.automatic.map(|_| own_configuration(tx)));
        intent.return_url = self.return_url.map(|url| url.as_str().into());
        // The parameter is documented to this day, and was seen to be taken and passed over.
        let heeded = tx.version() < Version::named("2026-08-26.dahlia");
        intent.usage = self.usage.filter(|_| heeded).map_or("off_session", Choice::as_str);
        let token = self.confirmation_token.as_ref();
        let customer = intent.customer.as_ref();
        let chosen = method(
            self.payment_method.as_ref(),
            self.payment_method_data,
            token,
            customer,
            Intent::Setup,
            tx,
        )?;
        let created = tx.put(intent.clone());
        tx.emit("setup_intent.created", &created);
        let Some(chosen) = chosen else {
            return if confirms {
                Err(ApiError::from(refusal::confirm_setup_without_method(&created)).about_nothing())
            } else {
                Ok(created)
            };
        };
        intent.payment_method = Some(chosen.id.clone());
        intent.status = Status::RequiresConfirmation;
        let intent = tx.put(intent);
        if !confirms {
            return Ok(intent);
        }
        // What a refused call made is undone with it: its error names nothing.
        confirm(tx, &intent, self.use_stripe_sdk).map_err(ApiError::about_nothing)
    }
}
