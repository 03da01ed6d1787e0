//! `POST /v1/setup_intents/{intent}`
//!
//! <https://docs.stripe.com/api/setup_intents/update>

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{SetupIntent, Status};
use crate::error::{ApiError, At as _, refusal};
use crate::operation::Operation;
use crate::resources::customer::Customer;
use crate::resources::payment_intent::{Intent, method};
use crate::resources::payment_method::described::Types;
use crate::resources::payment_method::{MethodData, PaymentMethod};
use crate::store::Transaction;
use crate::values::{Choice, Emptyable, Id, MetadataParam, Text};

#[derive(Debug, Deserialize)]
pub struct UpdateSetupIntent {
    pub attach_to_self: Option<bool>,
    pub customer: Option<Id<Customer>>,
    pub customer_account: Option<Text>,
    pub description: Option<Text<1000>>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub payment_method: Option<Id<PaymentMethod>>,
    pub payment_method_configuration: Option<Text<100>>,
    pub payment_method_data: Option<MethodData>,
    pub payment_method_options: Option<IgnoredAny>,
    /// Of versions before `2026-09-30.endive`.
    pub payment_method_types: Option<Vec<Choice<Types>>>,
}

impl Operation for UpdateSetupIntent {
    type Target = Id<SetupIntent>;
    type Output = Arc<SetupIntent>;

    fn perform(self, id: Id<SetupIntent>, tx: &mut Transaction<'_>) -> Result<Arc<SetupIntent>, ApiError> {
        let before = tx.target(&id)?;
        let over = matches!(before.status, Status::Succeeded | Status::Canceled);
        if over && (self.payment_method.is_some() || self.customer.is_some()) {
            return Err(refusal::setup_is_over(&before, "update").into());
        }
        let mut after = SetupIntent::clone(&before);
        if let Some(customer) = self.customer {
            tx.get(&customer).at("customer")?;
            after.customer = Some(customer);
        }
        after.attach_to_self = self.attach_to_self.or(after.attach_to_self);
        after.description = self.description.or(after.description);
        after.metadata.update(self.metadata)?;
        if let Some(types) = self.payment_method_types {
            after.payment_method_types = types.into_iter().map(Choice::as_str).collect();
        }
        let customer = after.customer.clone();
        let chosen = method(
            self.payment_method.as_ref(),
            self.payment_method_data,
            None,
            customer.as_ref(),
            Intent::Setup,
            tx,
        )
        .map_err(|error| error.about("setup_intent", &*before))?;
        if let Some(chosen) = chosen {
            after.payment_method = Some(chosen.id.clone());
            after.status = Status::RequiresConfirmation;
        }
        Ok(tx.put(after))
    }
}
