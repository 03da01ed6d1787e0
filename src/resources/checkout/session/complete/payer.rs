//! The customer behind a completed session: who they are, and what is saved of what they entered.

use std::sync::Arc;

use super::entries::{Entries, text};
use crate::resources::checkout::session::Session;
use crate::resources::customer::{Customer, Shipping, TaxId};
use crate::store::Transaction;
use crate::values::Id;

/// Makes a customer of a guest, or saves on the session's customer what may be saved. A guest stays one unless
/// `wanted`.
pub(super) fn identify(
    session: &mut Session,
    entries: &Entries,
    wanted: bool,
    tx: &mut Transaction<'_>,
) -> Option<Id<Customer>> {
    match session.customer.clone() {
        Some(id) => {
            update(session, &id, entries, tx);
            Some(id)
        }
        None if wanted => {
            let id = create(session, entries, tx);
            session.customer = Some(id.clone());
            Some(id)
        }
        None => None,
    }
}

fn shipping(session: &Session, entries: &Entries) -> Option<Shipping> {
    let details = session.collected.as_ref()?.shipping_details.as_ref()?;
    Some(Shipping {
        address: details.address.clone(),
        name: text(&details.name)?,
        phone: entries.phone.as_deref().and_then(text),
    })
}

/// First comes a customer with nothing but an address for mail, then what was typed besides (recorded).
fn create(session: &Session, entries: &Entries, tx: &mut Transaction<'_>) -> Id<Customer> {
    let mut customer = Customer::unknown(tx);
    customer.email = Some(entries.email.clone());
    customer.name = entries.name.as_deref().and_then(text);
    customer.currency = None;
    let created = tx.put(customer);
    tx.emit("customer.created", &created);
    let mut customer = Customer::clone(&created);
    customer.address.clone_from(&entries.address);
    customer.phone.clone_from(&entries.phone);
    customer.shipping = shipping(session, entries);
    customer.business_name.clone_from(&entries.business_name);
    customer.individual_name.clone_from(&entries.individual_name);
    add_tax_id(&mut customer, entries, tx);
    let updated = tx.put(customer);
    tx.emit_update("customer.updated", &created, &updated);
    TaxId::tell(&[], &updated, tx);
    updated.id.clone()
}

fn add_tax_id(customer: &mut Customer, entries: &Entries, tx: &mut Transaction<'_>) {
    if let Some(sent) = &entries.tax_id {
        let known =
            customer.tax_ids.iter().any(|known| known.kind == sent.r#type && known.value == sent.value);
        if !known {
            let tax_id = TaxId::new(sent.r#type, sent.value.clone(), tx);
            customer.tax_ids.push(tax_id);
        }
    }
}

/// Only what the session says is saved on a customer who is known.
///
/// <https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-customer_update>
fn update(session: &Session, id: &Id<Customer>, entries: &Entries, tx: &mut Transaction<'_>) {
    let Some(before) = tx.find::<Customer>(id.as_str()) else { return };
    let mut after = Customer::clone(&before);
    if after.email.is_none() {
        after.email = Some(entries.email.clone());
    }
    if session.settings.phone_number_collection.enabled {
        after.phone.clone_from(&entries.phone);
    }
    if let Some(saved) = &session.settings.customer_update {
        let auto =
            |choice: Option<crate::values::Choice<_>>| choice.is_some_and(|choice| choice.as_str() == "auto");
        if auto(saved.address) {
            after.address = entries.address.clone().or(after.address);
        }
        if auto(saved.name) {
            after.name = entries.name.as_deref().and_then(text).or(after.name);
            after.business_name = entries.business_name.clone().or(after.business_name);
            after.individual_name = entries.individual_name.clone().or(after.individual_name);
        }
        if auto(saved.shipping)
            && let Some(shipping) = shipping(session, entries)
        {
            after.shipping = Some(shipping);
        }
    }
    add_tax_id(&mut after, entries, tx);
    let after: Arc<Customer> = tx.put(after);
    tx.emit_update("customer.updated", &before, &after);
    TaxId::tell(&before.tax_ids, &after, tx);
}
