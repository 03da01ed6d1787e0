//! `POST /v1/payment_intents/{intent}`
//!
//! <https://docs.stripe.com/api/payment_intents/update>

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::setting::{Intent, all, check_amount, method};
use super::{CaptureMethod, PaymentIntent, SetupFutureUsage, ShippingParam, Status};
use crate::error::{ApiError, At as _, refusal};
use crate::operation::Operation;
use crate::resources::customer::Customer;
use crate::resources::payment_method::described::{AllowedTypes, ExcludedTypes, Types};
use crate::resources::payment_method::{MethodData, PaymentMethod};
use crate::store::Transaction;
use crate::values::{
    Amount, Choice, Currency, Email, Emptyable, EmptyableExt as _, Id, MetadataParam, StatementDescriptor,
    Text,
};

#[derive(Debug, Deserialize)]
pub struct UpdatePaymentIntent {
    pub allowed_payment_method_types: Option<Vec<Choice<AllowedTypes>>>,
    /// Minor units.
    pub amount: Option<Amount>,
    pub amount_details: Option<Emptyable<IgnoredAny>>,
    pub application_fee_amount: Option<Emptyable<Amount>>,
    pub capture_method: Option<CaptureMethod>,
    pub currency: Option<Currency>,
    pub customer: Option<Id<Customer>>,
    pub customer_account: Option<Text>,
    pub description: Option<Text<1000>>,
    pub excluded_payment_method_types: Option<Emptyable<Vec<Choice<ExcludedTypes>>>>,
    pub hooks: Option<IgnoredAny>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub payment_details: Option<Emptyable<IgnoredAny>>,
    pub payment_method: Option<Id<PaymentMethod>>,
    pub payment_method_configuration: Option<Text<100>>,
    pub payment_method_data: Option<MethodData>,
    pub payment_method_options: Option<IgnoredAny>,
    /// Of versions before `2026-09-30.endive`.
    pub payment_method_types: Option<Vec<Choice<Types>>>,
    pub receipt_email: Option<Emptyable<Email>>,
    pub setup_future_usage: Option<Emptyable<SetupFutureUsage>>,
    pub shipping: Option<Emptyable<ShippingParam>>,
    pub statement_descriptor: Option<StatementDescriptor>,
    pub statement_descriptor_suffix: Option<Text<22>>,
    pub transfer_data: Option<TransferDataUpdate>,
    pub transfer_group: Option<Text>,
}

#[derive(Debug, Deserialize)]
pub struct TransferDataUpdate {
    pub amount: Option<Amount>,
    pub description: Option<IgnoredAny>,
    pub metadata: Option<IgnoredAny>,
    pub payment_data: Option<IgnoredAny>,
}

impl Operation for UpdatePaymentIntent {
    type Target = Id<PaymentIntent>;
    type Output = Arc<PaymentIntent>;

    /// After it succeeded or was canceled only what describes it can change. No event tells of it.
    fn perform(
        self,
        id: Id<PaymentIntent>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<PaymentIntent>, ApiError> {
        let before = tx.target(&id)?;
        let open = matches!(
            before.status,
            Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::RequiresAction
        );
        let fixed = [
            ("amount", self.amount.is_some()),
            ("currency", self.currency.is_some()),
            ("capture_method", self.capture_method.is_some()),
            ("payment_method", self.payment_method.is_some()),
            ("payment_method_data", self.payment_method_data.is_some()),
            ("setup_future_usage", self.setup_future_usage.is_some()),
        ];
        if let Some((param, _)) = fixed.into_iter().find(|(_, sent)| *sent && !open) {
            return Err(refusal::intent_not_updatable(&before, param).into());
        }
        let mut after = PaymentIntent::clone(&before);
        if self.amount.is_some() || self.currency.is_some() {
            after.amount = self.amount.unwrap_or(after.amount);
            after.currency = self.currency.unwrap_or(after.currency);
            check_amount(after.amount, after.currency)?;
        }
        if let Some(customer) = self.customer {
            tx.get(&customer).at("customer")?;
            after.customer = Some(customer);
        }
        self.application_fee_amount.apply_to(&mut after.application_fee_amount);
        after.capture_method = self.capture_method.unwrap_or(after.capture_method);
        after.description = self.description.or(after.description);
        after.metadata.update(self.metadata)?;
        self.receipt_email.apply_to(&mut after.receipt_email);
        self.setup_future_usage.apply_to(&mut after.setup_future_usage);
        if let Some(shipping) = self.shipping {
            after.shipping = shipping.into_value().map(Into::into);
        }
        after.statement_descriptor = self.statement_descriptor.or(after.statement_descriptor);
        after.statement_descriptor_suffix =
            self.statement_descriptor_suffix.or(after.statement_descriptor_suffix);
        if let (Some(sent), Some(transfer)) = (self.transfer_data, &mut after.transfer_data) {
            transfer.amount = sent.amount.or(transfer.amount);
        }
        after.transfer_group = self.transfer_group.or(after.transfer_group);
        if let Some(types) = all(self.payment_method_types).or(all(self.allowed_payment_method_types)) {
            after.payment_method_types = types.into();
        }
        if let Some(excluded) = self.excluded_payment_method_types {
            after.excluded_payment_method_types =
                excluded.into_value().map(|types| types.into_iter().map(Choice::as_str).collect());
        }
        let customer = after.customer.clone();
        let chosen = method(
            self.payment_method.as_ref(),
            self.payment_method_data,
            None,
            customer.as_ref(),
            Intent::Payment,
            tx,
        )
        .map_err(|error| error.about("payment_intent", &*before))?;
        if let Some(chosen) = chosen {
            after.payment_method = Some(chosen.id.clone());
            after.status = Status::RequiresConfirmation;
            after.next_action = None;
        }
        Ok(tx.put(after))
    }
}
