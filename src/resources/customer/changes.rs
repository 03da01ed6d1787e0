//! What creating and updating a customer have in common: their parameters and the rules of those.

use std::sync::Arc;

use serde::Deserialize;

use super::{CustomField, Customer, InvoiceSettings, RenderingOptions, Shipping, TaxDisplays, TaxExempt};
use crate::error::{ApiError, NotFound, inferred, refusal};
use crate::form::ParamError;
use crate::payments::TestCard;
use crate::resources::address::{Address, AddressParam};
use crate::resources::payment_method::{self, PaymentMethod, PaymentMethodDraft};
use crate::store::Transaction;
use crate::values::{
    Choice, Currency, Email, Emptyable, EmptyableExt as _, Id, Int, Label, Language, MetadataParam, Positive,
    Text, UpTo, ValueError,
};
use crate::words;

/// Most characters of an email address here; elsewhere it may be longer.
const MAX_EMAIL: usize = 512;
const MAX_INVOICE_PREFIX: usize = 12;

words!(
    /// How money transferred by the customer is matched to what is owed.
    pub ReconciliationModes: "automatic" "manual" "merchant_default"
);

#[derive(Debug, Deserialize)]
pub struct CashBalanceParam {
    pub settings: Option<CashBalanceSettings>,
}

#[derive(Debug, Deserialize)]
pub struct CashBalanceSettings {
    pub reconciliation_mode: Option<Choice<ReconciliationModes>>,
}

#[derive(Debug, Deserialize)]
pub struct InvoiceSettingsParam {
    pub custom_fields: Option<Emptyable<UpTo<4, CustomField>>>,
    pub default_payment_method: Option<Emptyable<Text>>,
    pub footer: Option<Emptyable<Text>>,
    pub rendering_options: Option<Emptyable<RenderingOptionsParam>>,
}

#[derive(Debug, Deserialize)]
pub struct RenderingOptionsParam {
    pub amount_tax_display: Option<Emptyable<Choice<TaxDisplays>>>,
    pub template: Option<Text>,
}

#[derive(Debug, Deserialize)]
pub struct ShippingParam {
    pub address: AddressParam,
    pub name: Text,
    pub phone: Option<Emptyable<Text>>,
}

/// The parameters that creating and updating share. An empty string unsets more than the types say: SDK callers pass on
/// what a form left blank, and Stripe was seen to take it.
#[derive(Debug)]
pub(super) struct Changes {
    pub(super) address: Option<Emptyable<AddressParam>>,
    pub(super) balance: Option<Int>,
    pub(super) business_name: Option<Emptyable<Text<150>>>,
    pub(super) description: Option<Emptyable<Text>>,
    pub(super) email: Option<Emptyable<Email>>,
    pub(super) individual_name: Option<Emptyable<Text<150>>>,
    pub(super) invoice_prefix: Option<Text>,
    pub(super) invoice_settings: Option<InvoiceSettingsParam>,
    pub(super) metadata: Option<Emptyable<MetadataParam>>,
    pub(super) name: Option<Emptyable<Text<256>>>,
    pub(super) next_invoice_sequence: Option<Positive>,
    pub(super) phone: Option<Emptyable<Label<20>>>,
    pub(super) preferred_locales: Option<Emptyable<Vec<Language>>>,
    pub(super) shipping: Option<Emptyable<ShippingParam>>,
    /// Only of a new customer.
    pub(super) payment_method: Option<Text>,
    pub(super) source: Option<Text>,
    pub(super) tax_exempt: Option<Emptyable<TaxExempt>>,
    pub(super) tax_ip_address: Option<Emptyable<Text>>,
    /// Whether the customer's location must be known in the end.
    pub(super) locate: bool,
}

impl Changes {
    /// Changes a customer, which is not put back into the account. Gives what is to be attached to them then.
    ///
    /// # Errors
    /// An address for letters or an invoice prefix that is none, a prefix of another customer, a means of payment that is
    /// not this customer's, a location that is asked for and not known.
    pub(super) fn apply(
        mut self,
        customer: &mut Customer,
        tx: &mut Transaction<'_>,
    ) -> Result<Vec<Arc<PaymentMethod>>, ApiError> {
        let default = self.invoice_settings.as_mut().and_then(|sent| sent.default_payment_method.take());
        let source = self.source.take();
        let named = self.payment_method.take();
        if let Some(address) = self.address {
            customer.address = address.into_value().map(Address::from);
        }
        if let Some(balance) = self.balance {
            customer.balance = balance.get();
            if customer.balance != 0 && customer.currency.is_none() {
                customer.currency = Currency::try_from("usd").ok();
            }
        }
        self.business_name.apply_to(&mut customer.business_name);
        self.description.apply_to(&mut customer.description);
        if let Some(email) = self.email.as_ref().and_then(Emptyable::value) {
            check_email(email)?;
        }
        self.email.apply_to(&mut customer.email);
        self.individual_name.apply_to(&mut customer.individual_name);
        if let Some(prefix) = self.invoice_prefix {
            check_invoice_prefix(&prefix, customer, tx)?;
            customer.invoice_prefix = prefix.as_str().into();
        }
        if let Some(settings) = self.invoice_settings {
            settings.apply(&mut customer.invoice_settings);
        }
        customer.metadata.update(self.metadata)?;
        if let Some(name) = self.name {
            customer.name = name.into_value().and_then(|name| name.trimmed());
        }
        if let Some(sequence) = self.next_invoice_sequence {
            customer.next_invoice_sequence = sequence.get();
        }
        if let Some(phone) = self.phone {
            customer.phone = phone.into_value().and_then(|phone| phone.into_text().trimmed());
        }
        if let Some(Emptyable::Value(locales)) = self.preferred_locales {
            customer.preferred_locales = locales;
        }
        if let Some(shipping) = self.shipping {
            customer.shipping = shipping.into_value().map(Shipping::from);
        }
        if let Some(exempt) = self.tax_exempt {
            customer.tax_exempt = exempt.into_value().unwrap_or_default();
        }
        self.tax_ip_address.apply_to(&mut customer.tax_ip_address);
        if self.locate && customer.tax_location().is_none() {
            return Err(refusal::unknown_tax_location().into());
        }
        give(customer, named.as_ref(), source, default, tx)
    }
}

/// Finds the means to pay that a customer is given, and says which one invoices are paid with.
fn give(
    customer: &mut Customer,
    named: Option<&Text>,
    source: Option<Text>,
    default: Option<Emptyable<Text>>,
    tx: &mut Transaction<'_>,
) -> Result<Vec<Arc<PaymentMethod>>, ApiError> {
    const DEFAULT: &str = "invoice_settings[default_payment_method]";
    let mut given = Vec::new();
    if let Some(source) = source {
        let card = source.starts_with("tok_").then(|| TestCard::named(&source)).flatten();
        let card = card.ok_or_else(|| NotFound::new("token", source.as_str()).at("source"))?;
        let method = PaymentMethodDraft::card(card, tx).build(tx);
        given.push(tx.put(method));
    }
    let mut attached = None;
    if let Some(id) = named {
        let method = payment_method::resolve(tx, &Id::new(id.as_str()), "payment_method")?;
        attached = Some(method.id.clone());
        given.push(method);
    }
    match default {
        None => {}
        Some(Emptyable::Empty) => customer.invoice_settings.default_payment_method = None,
        Some(Emptyable::Value(id)) => {
            // A test id that was attached in the same call is the method that was made of it.
            let same = attached.filter(|attached| named == Some(&id) || *attached.as_str() == *id);
            let theirs = tx
                .find::<PaymentMethod>(&id)
                .filter(|method| method.customer.as_ref() == Some(&customer.id))
                .map(|method| method.id.clone());
            let Some(method) = same.or(theirs) else {
                return Err(refusal::payment_method_not_attached(&id, DEFAULT).into());
            };
            customer.invoice_settings.default_payment_method = Some(method);
        }
    }
    Ok(given)
}

fn check_email(email: &Email) -> Result<(), ApiError> {
    if email.chars().count() <= MAX_EMAIL {
        return Ok(());
    }
    let problem = ValueError::too_long(email, MAX_EMAIL).into_problem();
    Err(ParamError { path: "email".into(), problem }.into())
}

fn check_invoice_prefix(prefix: &str, customer: &Customer, tx: &Transaction<'_>) -> Result<(), ApiError> {
    let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    if prefix.len() > MAX_INVOICE_PREFIX || !prefix.bytes().all(allowed) {
        return Err(inferred::invalid_invoice_prefix().into());
    }
    let taken = tx
        .collection::<Customer>()
        .filed(prefix)
        .any(|other| other.id != customer.id && *other.invoice_prefix == *prefix);
    if taken { Err(inferred::invoice_prefix_taken().into()) } else { Ok(()) }
}

impl InvoiceSettingsParam {
    /// Changes everything but the default payment method, which must be the customer's.
    fn apply(self, settings: &mut InvoiceSettings) {
        if let Some(fields) = self.custom_fields {
            settings.custom_fields = Some(fields.into_value().unwrap_or_default().into_vec());
        }
        self.footer.apply_to(&mut settings.footer);
        match self.rendering_options {
            None => {}
            Some(Emptyable::Empty) => settings.rendering_options = None,
            Some(Emptyable::Value(sent)) => {
                let options = settings.rendering_options.get_or_insert_with(RenderingOptions::default);
                sent.amount_tax_display.apply_to(&mut options.amount_tax_display);
                if sent.template.is_some() {
                    options.template = sent.template;
                }
            }
        }
    }
}

impl From<ShippingParam> for Shipping {
    fn from(sent: ShippingParam) -> Self {
        Shipping { address: sent.address.into(), name: sent.name, phone: sent.phone.flatten() }
    }
}
