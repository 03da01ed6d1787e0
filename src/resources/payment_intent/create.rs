//! `POST /v1/payment_intents`
//!
//! <https://docs.stripe.com/api/payment_intents/create>

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::setting::{
    AutomaticPaymentMethodsParam, ConfirmationMethods, Intent, Methods, TransferDataParam, all, check_amount,
    confirm, default_options, method, own_configuration,
};
use super::{CaptureMethod, PaymentIntent, SetupFutureUsage, ShippingParam, Status, TransferData};
use crate::error::{ApiError, At as _, inferred, refusal};
use crate::operation::Operation;
use crate::resources::customer::Customer;
use crate::resources::payment_method::described::{AllowedTypes, ExcludedTypes, Types};
use crate::resources::payment_method::{MethodData, PaymentMethod};
use crate::store::Transaction;
use crate::values::{
    Amount, Choice, Currency, Email, Emptyable, Id, Metadata, MetadataParam, StatementDescriptor, Text, Url,
};

#[derive(Debug, Deserialize)]
pub struct CreatePaymentIntent {
    pub allowed_payment_method_types: Option<Vec<Choice<AllowedTypes>>>,
    /// Minor units.
    pub amount: Amount,
    pub amount_details: Option<IgnoredAny>,
    pub application_fee_amount: Option<Amount>,
    pub automatic_payment_methods: Option<AutomaticPaymentMethodsParam>,
    pub capture_method: Option<CaptureMethod>,
    pub confirm: Option<bool>,
    pub confirmation_method: Option<Choice<ConfirmationMethods>>,
    pub confirmation_token: Option<Text>,
    pub currency: Currency,
    pub customer: Option<Id<Customer>>,
    pub customer_account: Option<Text>,
    pub description: Option<Text<1000>>,
    pub error_on_requires_action: Option<bool>,
    pub excluded_payment_method_types: Option<Vec<Choice<ExcludedTypes>>>,
    pub hooks: Option<IgnoredAny>,
    pub mandate: Option<Text>,
    pub mandate_data: Option<Emptyable<IgnoredAny>>,
    pub metadata: Option<MetadataParam>,
    /// `true`, `false`, `one_off` or `recurring`.
    pub off_session: Option<Text>,
    pub on_behalf_of: Option<Text>,
    pub payment_details: Option<IgnoredAny>,
    pub payment_method: Option<Id<PaymentMethod>>,
    pub payment_method_configuration: Option<Text<100>>,
    pub payment_method_data: Option<MethodData>,
    pub payment_method_options: Option<IgnoredAny>,
    /// Of versions before `2026-09-30.endive`.
    pub payment_method_types: Option<Vec<Choice<Types>>>,
    pub radar_options: Option<IgnoredAny>,
    pub receipt_email: Option<Email>,
    pub return_url: Option<Url>,
    pub setup_future_usage: Option<SetupFutureUsage>,
    pub shipping: Option<ShippingParam>,
    pub statement_descriptor: Option<StatementDescriptor>,
    pub statement_descriptor_suffix: Option<Text<22>>,
    pub transfer_data: Option<TransferDataParam>,
    pub transfer_group: Option<Text>,
    pub use_stripe_sdk: Option<bool>,
}

impl Operation for CreatePaymentIntent {
    type Target = ();
    type Output = Arc<PaymentIntent>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<Arc<PaymentIntent>, ApiError> {
        check_amount(self.amount, self.currency)?;
        let confirms = self.confirm == Some(true);
        if !confirms {
            let only_then = [
                ("error_on_requires_action", self.error_on_requires_action.is_some()),
                ("mandate_data", self.mandate_data.is_some()),
                ("off_session", self.off_session.is_some()),
                ("return_url", self.return_url.is_some()),
            ];
            if let Some((name, _)) = only_then.into_iter().find(|(_, sent)| *sent) {
                return Err(inferred::only_when_confirming(name).into());
            }
        }
        if self.automatic_payment_methods.is_some_and(|automatic| automatic.enabled)
            && self.payment_method_types.is_some()
        {
            let error = refusal::exclusive("", "automatic_payment_methods", "payment_method_types");
            return Err(error.into());
        }
        if let Some(customer) = &self.customer {
            tx.get(customer).at("customer")?;
        }
        let mut intent = PaymentIntent::draft(self.amount, self.currency, tx);
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
        intent.payment_method_options = Arc::new(default_options(&methods.types));
        intent.payment_method_types = methods.types.into();
        intent.application_fee_amount = self.application_fee_amount;
        intent.capture_method = self.capture_method.unwrap_or(CaptureMethod::AutomaticAsync);
        intent.confirmation_method = self.confirmation_method.map_or("automatic", Choice::as_str);
        intent.customer = self.customer;
        intent.description = self.description;
        intent.metadata = Metadata::new(self.metadata)?;
        intent.on_behalf_of = self.on_behalf_of;
        intent.payment_method_configuration = self
            .payment_method_configuration
            .map(|id| id.as_str().into())
            .or_else(|| methods.automatic.map(|_| own_configuration(tx)));
        intent.receipt_email = self.receipt_email;
        intent.return_url = self.return_url.map(|url| url.as_str().into());
        intent.setup_future_usage = self.setup_future_usage;
        intent.shipping = self.shipping.map(Into::into);
        intent.statement_descriptor = self.statement_descriptor;
        intent.statement_descriptor_suffix = self.statement_descriptor_suffix;
        intent.transfer_data = self
            .transfer_data
            .map(|sent| TransferData { amount: sent.amount, destination: sent.destination });
        intent.transfer_group = self.transfer_group;

        let token = self.confirmation_token.as_ref();
        let chosen = method(
            self.payment_method.as_ref(),
            self.payment_method_data,
            token,
            intent.customer.as_ref(),
            Intent::Payment,
            tx,
        )?;
        // As it was first made, even where the same call goes further (recorded).
        let created = tx.put(intent.clone());
        tx.emit("payment_intent.created", &created);
        let Some(chosen) = chosen else {
            return if confirms {
                Err(ApiError::from(refusal::confirm_without_method(&created)).about_nothing())
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
        let away = self.off_session.is_some_and(|sent| sent.as_str() != "false");
        // What a refused call made is undone with it: its error names nothing.
        confirm(tx, &intent, away, self.error_on_requires_action == Some(true), self.use_stripe_sdk)
            .map_err(ApiError::about_nothing)
    }
}
