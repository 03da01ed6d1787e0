//! `POST /v1/customers/{customer}`
//!
//! <https://docs.stripe.com/api/customers/update>

use std::sync::Arc;

use serde::Deserialize;

use super::changes::{CashBalanceParam, Changes, InvoiceSettingsParam, ShippingParam};
use super::{Customer, TaxExempt};
use crate::error::{ApiError, NotFound};
use crate::operation::Operation;
use crate::resources::address::AddressParam;
use crate::resources::payment_method::attach::attach;
use crate::store::Transaction;
use crate::values::{Choice, Email, Emptyable, Id, Int, Label, Language, MetadataParam, Positive, Text};
use crate::words;

words!(
    /// When the customer's location is looked up.
    pub ValidateLocation: "auto" "deferred" "immediately"
);

/// The parameters of [`super::CreateCustomer`], except those that only a new customer can have.
#[derive(Debug, Deserialize)]
pub struct UpdateCustomer {
    pub address: Option<Emptyable<AddressParam>>,
    pub balance: Option<Int>,
    pub business_name: Option<Emptyable<Text<150>>>,
    pub cash_balance: Option<CashBalanceParam>,
    pub default_source: Option<Text>,
    pub description: Option<Emptyable<Text>>,
    pub email: Option<Emptyable<Email>>,
    pub individual_name: Option<Emptyable<Text<150>>>,
    pub invoice_prefix: Option<Text>,
    pub invoice_settings: Option<InvoiceSettingsParam>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub name: Option<Emptyable<Text<256>>>,
    pub next_invoice_sequence: Option<Positive>,
    pub phone: Option<Emptyable<Label<20>>>,
    pub preferred_locales: Option<Emptyable<Vec<Language>>>,
    pub shipping: Option<Emptyable<ShippingParam>>,
    pub source: Option<Text>,
    pub tax: Option<TaxParam>,
    pub tax_exempt: Option<Emptyable<TaxExempt>>,
    pub validate: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub struct TaxParam {
    pub ip_address: Option<Emptyable<Text>>,
    pub validate_location: Option<Choice<ValidateLocation>>,
}

impl Operation for UpdateCustomer {
    type Target = Id<Customer>;
    type Output = Arc<Customer>;

    fn perform(self, id: Id<Customer>, tx: &mut Transaction<'_>) -> Result<Arc<Customer>, ApiError> {
        if tx.is_deleted::<Customer>(id.as_str()) {
            // Observed to be a 400, unlike a customer that never was.
            return Err(NotFound::of(&id).at("id"));
        }
        let before = tx.target(&id)?;
        let mut customer = Customer::clone(&before);
        if let Some(source) = self.default_source {
            return Err(NotFound::new("source", source.as_str()).at("default_source"));
        }
        let (tax_ip_address, validate_location) = match self.tax {
            Some(tax) => (tax.ip_address, tax.validate_location),
            None => (None, None),
        };
        let changes = Changes {
            address: self.address,
            balance: self.balance,
            business_name: self.business_name,
            description: self.description,
            email: self.email,
            individual_name: self.individual_name,
            invoice_prefix: self.invoice_prefix,
            invoice_settings: self.invoice_settings,
            metadata: self.metadata,
            name: self.name,
            next_invoice_sequence: self.next_invoice_sequence,
            phone: self.phone,
            preferred_locales: self.preferred_locales,
            shipping: self.shipping,
            payment_method: None,
            source: self.source,
            tax_exempt: self.tax_exempt,
            tax_ip_address,
            locate: validate_location.is_some_and(|when| when.as_str() == "immediately"),
        };
        for method in &changes.apply(&mut customer, tx)? {
            attach(tx, method, &customer.id)?;
        }
        let customer = tx.put(customer);
        tx.emit_update("customer.updated", &before, &customer);
        Ok(customer)
    }
}
