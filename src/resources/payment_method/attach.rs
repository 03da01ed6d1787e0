//! `POST /v1/payment_methods/{payment_method}/attach`
//!
//! <https://docs.stripe.com/api/payment_methods/attach>

use std::sync::Arc;

use serde::Deserialize;

use super::{PaymentMethod, retrieve};
use crate::error::{ApiError, At as _, CardError, refusal};
use crate::operation::Operation;
use crate::resources::customer::Customer;
use crate::store::Transaction;
use crate::values::{Id, Text};

#[derive(Debug, Deserialize)]
pub struct AttachPaymentMethod {
    pub customer: Option<Id<Customer>>,
    pub customer_account: Option<Text>,
}

impl Operation for AttachPaymentMethod {
    type Target = Id<PaymentMethod>;
    type Output = Arc<PaymentMethod>;

    fn perform(
        self,
        id: Id<PaymentMethod>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<PaymentMethod>, ApiError> {
        let Some(customer) = self.customer else { return Err(refusal::attach_without_customer().into()) };
        let method = retrieve::target(tx, &id)?;
        tx.get(&customer).at("customer")?;
        attach(tx, &method, &customer)
    }
}

/// Attaches a method to a customer, if it can be and its bank lets it.
///
/// # Errors
/// It is another customer's, used up, or declined: 402.
pub(crate) fn attach(
    tx: &mut Transaction<'_>,
    method: &Arc<PaymentMethod>,
    customer: &Id<Customer>,
) -> Result<Arc<PaymentMethod>, ApiError> {
    if method.customer.as_ref() == Some(customer) {
        return Ok(Arc::clone(method));
    }
    if method.customer.is_some() {
        return Err(refusal::payment_method_already_attached().into());
    }
    if method.used_up {
        return Err(refusal::payment_method_used_up().into());
    }
    if let Some(decline) = method.card().and_then(crate::payments::TestCard::decline_when_saved) {
        // Recorded: a parameter without a name.
        let error = CardError::declined(decline);
        return Err(CardError { param: error.param.or_else(|| Some("".into())), ..error }.into());
    }
    Ok(PaymentMethod::attach(tx, method, customer))
}
