//! `POST /v1/customers`
//!
//! <https://docs.stripe.com/api/customers/create>

use std::sync::Arc;

use serde::Deserialize;

use super::changes::{CashBalanceParam, Changes, InvoiceSettingsParam, ShippingParam};
use super::{Customer, TaxExempt, TaxId, TaxIdTypes};
use crate::error::{ApiError, NotFound};
use crate::operation::Operation;
use crate::resources::address::AddressParam;
use crate::resources::payment_method::attach::attach;
use crate::store::Transaction;
use crate::values::{Choice, Email, Emptyable, Int, Label, Language, MetadataParam, Positive, Text, UpTo};
use crate::words;

words!(
    /// When the customer's location is looked up.
    pub ValidateLocation: "deferred" "immediately"
);

#[derive(Debug, Deserialize)]
pub struct CreateCustomer {
    pub address: Option<Emptyable<AddressParam>>,
    /// In minor units; below zero is credit.
    pub balance: Option<Int>,
    pub business_name: Option<Emptyable<Text<150>>>,
    /// Accepted and without effect: there are no cash balances.
    pub cash_balance: Option<CashBalanceParam>,
    pub description: Option<Emptyable<Text>>,
    /// At most 512 characters.
    pub email: Option<Emptyable<Email>>,
    pub individual_name: Option<Emptyable<Text<150>>>,
    /// 1 to 12 upper-case letters and digits, of no other customer. Eight are drawn unless it is given.
    pub invoice_prefix: Option<Text>,
    pub invoice_settings: Option<InvoiceSettingsParam>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub name: Option<Emptyable<Text<256>>>,
    /// 1 unless it is given.
    pub next_invoice_sequence: Option<Positive>,
    pub payment_method: Option<Text>,
    pub phone: Option<Emptyable<Label<20>>>,
    /// An empty string is passed over.
    pub preferred_locales: Option<Emptyable<Vec<Language>>>,
    pub shipping: Option<Emptyable<ShippingParam>>,
    pub source: Option<Text>,
    pub tax: Option<TaxParam>,
    pub tax_exempt: Option<Emptyable<TaxExempt>>,
    pub tax_id_data: Option<UpTo<5, TaxIdData>>,
    pub test_clock: Option<Text>,
    /// Accepted and without effect.
    pub validate: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub struct TaxParam {
    pub ip_address: Option<Emptyable<Text>>,
    pub validate_location: Option<Choice<ValidateLocation>>,
}

#[derive(Debug, Deserialize)]
pub struct TaxIdData {
    pub r#type: Choice<TaxIdTypes>,
    pub value: Text,
}

impl Operation for CreateCustomer {
    type Target = ();
    type Output = Arc<Customer>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<Arc<Customer>, ApiError> {
        if let Some(clock) = self.test_clock {
            // Observed to be a 404, though a parameter names it.
            let missing = NotFound::new("test_clock", clock.as_str());
            return Err(ApiError::TargetNotFound { missing, param: Some("test_clock") });
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
            payment_method: self.payment_method,
            source: self.source,
            tax_exempt: self.tax_exempt,
            tax_ip_address,
            locate: validate_location.is_some_and(|when| when.as_str() == "immediately"),
        };
        let mut customer = Customer::unknown(tx);
        let given = changes.apply(&mut customer, tx)?;
        let tax_ids = self.tax_id_data.unwrap_or_default().into_iter();
        customer.tax_ids = tax_ids.map(|sent| TaxId::new(sent.r#type, sent.value, tx)).collect();
        let customer = tx.put(customer);
        tx.emit("customer.created", &customer);
        for method in &given {
            attach(tx, method, &customer.id)?;
        }
        TaxId::tell(&[], &customer, tx);
        Ok(customer)
    }
}
