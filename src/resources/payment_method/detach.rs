//! `POST /v1/payment_methods/{payment_method}/detach`
//!
//! <https://docs.stripe.com/api/payment_methods/detach>

use std::sync::Arc;

use serde::Deserialize;

use super::{PaymentMethod, retrieve};
use crate::error::{ApiError, refusal};
use crate::operation::Operation;
use crate::resources::customer::Customer;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct DetachPaymentMethod {}

impl Operation for DetachPaymentMethod {
    type Target = Id<PaymentMethod>;
    type Output = Arc<PaymentMethod>;

    fn perform(
        self,
        id: Id<PaymentMethod>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<PaymentMethod>, ApiError> {
        let before = retrieve::target(tx, &id)?;
        let Some(customer) = &before.customer else {
            return Err(refusal::payment_method_not_attached_at_all().into());
        };
        if let Some(known) = tx.find::<Customer>(customer.as_str()) {
            let default = known.invoice_settings.default_payment_method.as_ref();
            if default == Some(&id) {
                let mut changed = Customer::clone(&known);
                changed.invoice_settings.default_payment_method = None;
                tx.put(changed);
            }
        }
        Ok(detach(tx, &before))
    }
}

/// Takes a method from its customer for good, and tells so.
fn detach(tx: &mut Transaction<'_>, before: &Arc<PaymentMethod>) -> Arc<PaymentMethod> {
    let after = tx.put(PaymentMethod { customer: None, used_up: true, ..PaymentMethod::clone(before) });
    tx.emit_update("payment_method.detached", before, &after);
    after
}

/// Takes every method from a customer who is deleted.
pub(crate) fn detach_all(tx: &mut Transaction<'_>, customer: &Id<Customer>) {
    let methods = tx.collection::<PaymentMethod>();
    let theirs: Vec<Arc<PaymentMethod>> = methods
        .filed(customer.as_str())
        .filter(|method| method.customer.as_ref() == Some(customer))
        .cloned()
        .collect();
    for method in theirs {
        detach(tx, &method);
    }
}
