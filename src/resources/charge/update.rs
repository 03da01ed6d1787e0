//! `POST /v1/charges/{charge}`
//!
//! <https://docs.stripe.com/api/charges/update>

use std::sync::Arc;

use serde::Deserialize;

use super::Charge;
use crate::error::{ApiError, At as _, inferred, refusal};
use crate::operation::Operation;
use crate::resources::customer::Customer;
use crate::resources::payment_intent::ShippingParam;
use crate::store::Transaction;
use crate::values::{Choice, Email, Emptyable, Id, MetadataParam, Text};
use crate::words;

words!(
    /// What the merchant says of a charge.
    pub UserReports: "fraudulent" "safe"
);

#[derive(Debug, Deserialize)]
pub struct UpdateCharge {
    /// Only of a charge that has no customer.
    pub customer: Option<Id<Customer>>,
    pub description: Option<Text<1000>>,
    pub fraud_details: Option<FraudDetailsParam>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub receipt_email: Option<Email>,
    pub shipping: Option<ShippingParam>,
    pub transfer_group: Option<Text>,
}

#[derive(Debug, Deserialize)]
pub struct FraudDetailsParam {
    pub user_report: Emptyable<Choice<UserReports>>,
}

impl Operation for UpdateCharge {
    type Target = Id<Charge>;
    type Output = Arc<Charge>;

    fn perform(self, id: Id<Charge>, tx: &mut Transaction<'_>) -> Result<Arc<Charge>, ApiError> {
        let before = tx.target(&id)?;
        if self.transfer_group.is_some() {
            return Err(refusal::transfer_group_of_intent(before.payment_intent.as_str()).into());
        }
        let mut after = Charge::clone(&before);
        if let Some(customer) = self.customer {
            tx.get(&customer).at("customer")?;
            if after.customer.as_ref().is_some_and(|known| *known != customer) {
                return Err(inferred::charge_has_customer().into());
            }
            after.customer = Some(customer);
        }
        after.description = self.description.or(after.description);
        if let Some(sent) = self.fraud_details {
            after.fraud_details.user_report = sent.user_report.into_value().map(Choice::as_str);
        }
        after.metadata.update(self.metadata)?;
        after.receipt_email = self.receipt_email.or(after.receipt_email);
        after.shipping = self.shipping.map(Into::into).or(after.shipping);
        let after = tx.put(after);
        tx.emit_update("charge.updated", &before, &after);
        Ok(after)
    }
}
