//! Customers: who buys.
//!
//! <https://docs.stripe.com/api/customers>

mod changes;
mod create;
mod delete;
mod list;
mod retrieve;
mod search;
mod tax_id;
mod update;

pub use create::CreateCustomer;
pub use delete::DeleteCustomer;
pub use list::ListCustomers;
pub use retrieve::RetrieveCustomer;
pub use search::SearchCustomers;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
pub use tax_id::{TaxId, TaxIdTypes, Verification};
pub use update::UpdateCustomer;

use super::address::Address;
use crate::http::expand::Expandable;
use crate::http::list::List;
use crate::store::Transaction;
use crate::values::{Choice, Country, Currency, Email, Id, Language, Metadata, Object, Text, Timestamp};
use crate::words;

words!(
    /// Whether an invoice's lines include tax.
    pub TaxDisplays: "exclude_tax" "include_inclusive_tax"
);

/// Someone who buys.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Customer {
    pub id: Id<Customer>,
    pub address: Option<Address>,
    /// In minor units; what is below zero is credit.
    pub balance: i64,
    pub business_name: Option<Text<150>>,
    pub created: Timestamp,
    /// Known from the first balance on.
    pub currency: Option<Currency>,
    pub description: Option<Text>,
    pub email: Option<Email>,
    pub individual_name: Option<Text<150>>,
    /// What its invoice numbers begin with: 1 to 12 upper-case letters and digits.
    pub invoice_prefix: Box<str>,
    pub invoice_settings: InvoiceSettings,
    pub metadata: Metadata,
    pub name: Option<Text<256>>,
    pub next_invoice_sequence: i64,
    pub phone: Option<Text<20>>,
    pub preferred_locales: Vec<Language>,
    pub shipping: Option<Shipping>,
    pub tax_exempt: TaxExempt,
    pub tax_ids: Vec<TaxId>,
    pub tax_ip_address: Option<Text>,
}

/// What invoices show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct InvoiceSettings {
    /// Up to 4.
    pub custom_fields: Option<Vec<CustomField>>,
    pub default_payment_method: Option<Id<super::payment_method::PaymentMethod>>,
    pub footer: Option<Text>,
    pub rendering_options: Option<RenderingOptions>,
}

#[derive(
    Debug, Clone, PartialEq, Eq, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
pub struct CustomField {
    pub name: Text<40>,
    pub value: Text<140>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct RenderingOptions {
    pub amount_tax_display: Option<Choice<TaxDisplays>>,
    pub template: Option<Text>,
}

/// Where and to whom parcels go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Shipping {
    pub address: Address,
    pub name: Text,
    pub phone: Option<Text>,
}

/// Whether tax is charged. Reverse charge leaves it to the customer.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
    Deserialize,
    Serialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum TaxExempt {
    #[default]
    None,
    Reverse,
    Exempt,
}

/// Where tax is due, and what says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaxLocation {
    pub country: Country,
    source: &'static str,
    pub state: Option<Text>,
}

impl Customer {
    /// A new customer of whom nothing is known, not yet put into the account.
    pub fn unknown(tx: &mut Transaction<'_>) -> Self {
        Customer {
            id: tx.new_id(),
            address: None,
            balance: 0,
            business_name: None,
            created: tx.now(),
            currency: None,
            description: None,
            email: None,
            individual_name: None,
            invoice_prefix: tx.draw("", 8).to_ascii_uppercase().into(),
            invoice_settings: InvoiceSettings::default(),
            metadata: Metadata::default(),
            name: None,
            next_invoice_sequence: 1,
            phone: None,
            preferred_locales: Vec::new(),
            shipping: None,
            tax_exempt: TaxExempt::default(),
            tax_ids: Vec::new(),
            tax_ip_address: None,
        }
    }

    /// Where tax is due, if an address says enough.
    ///
    /// <https://docs.stripe.com/tax/customer-locations>
    pub fn tax_location(&self) -> Option<TaxLocation> {
        let billing = self.address.as_ref().map(|address| (address, "billing_address"));
        let shipping = self.shipping.as_ref().map(|shipping| (&shipping.address, "shipping_destination"));
        [shipping, billing].into_iter().flatten().find_map(|(address, source)| {
            let country = address.country?;
            let enough = match country.as_str() {
                "US" => address.postal_code.is_some(),
                "CA" => address.postal_code.is_some() || address.state.is_some(),
                _ => true,
            };
            enough.then(|| TaxLocation { country, source, state: address.state.clone() })
        })
    }
}

impl Object for Customer {
    const NAME: &'static str = "customer";
    const NOUN: &'static str = "customer";
    const PREFIX: &'static str = "cus_";
    const ID_LENGTH: usize = 14;
    const EXPAND: &'static [Expandable] = &[
        Expandable::include("cash_balance", |_, _| Value::Null),
        Expandable::opaque("default_source"),
        Expandable::include("invoice_credit_balance", |_, _| Value::Object(Map::new())),
        Expandable::reference::<super::payment_method::PaymentMethod>(
            "invoice_settings.default_payment_method",
        ),
        Expandable::include("sources", |_, owner| empty_list(owner, "sources")),
        Expandable::include("subscriptions", subscriptions),
        Expandable::include("tax", tax),
        Expandable::include("tax_ids", tax_ids),
        Expandable::opaque("test_clock"),
        Expandable::hash("address"),
        Expandable::hash("discount"),
        Expandable::hash("shipping"),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "balance",
        "business_name",
        "created",
        "currency",
        "customer_account",
        "delinquent",
        "description",
        "email",
        "individual_name",
        "invoice_prefix",
        "livemode",
        "metadata",
        "name",
        "next_invoice_sequence",
        "phone",
        "preferred_locales",
        "tax_exempt",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }

    fn found_by(&self) -> impl Iterator<Item = &str> {
        [&*self.invoice_prefix].into_iter().chain(self.email.as_deref())
    }
}

fn id(owner: &Map<String, Value>) -> &str {
    owner.get("id").and_then(Value::as_str).unwrap_or_default()
}

/// A list that is part of a customer, as JSON.
fn list<T: Serialize>(customer: &str, name: &str, elements: Vec<T>) -> Value {
    let total = elements.len();
    let mut list = List::new(elements, false, format!("/v1/customers/{customer}/{name}"));
    list.total_count = Some(total);
    serde_json::to_value(list).unwrap_or_default()
}

fn empty_list(owner: &Map<String, Value>, name: &str) -> Value {
    list::<Value>(id(owner), name, Vec::new())
}

/// Those that are not over, newest first.
fn subscriptions(tx: &Transaction<'_>, owner: &Map<String, Value>) -> Value {
    use super::subscription::{Status, Subscription};

    let customer = id(owner);
    let theirs = tx.collection::<Subscription>().filed(customer).rev().filter(|subscription| {
        subscription.customer.as_str() == customer && subscription.status != Status::Canceled
    });
    list(customer, "subscriptions", theirs.collect())
}

fn tax_ids(tx: &Transaction<'_>, owner: &Map<String, Value>) -> Value {
    let Some(customer) = tx.find::<Customer>(id(owner)) else { return Value::Null };
    list(
        id(owner),
        "tax_ids",
        customer.tax_ids.iter().rev().map(|tax_id| tax_id.view(&customer.id)).collect(),
    )
}

fn tax(tx: &Transaction<'_>, owner: &Map<String, Value>) -> Value {
    #[derive(Serialize)]
    struct View<'c> {
        automatic_tax: &'static str,
        ip_address: &'c Option<Text>,
        location: Option<TaxLocation>,
        provider: &'static str,
    }

    let Some(customer) = tx.find::<Customer>(id(owner)) else { return Value::Null };
    let location = customer.tax_location();
    let view = View {
        automatic_tax: if location.is_some() { "supported" } else { "unrecognized_location" },
        ip_address: &customer.tax_ip_address,
        location,
        provider: "stripe",
    };
    serde_json::to_value(view).unwrap_or_default()
}

impl Serialize for Customer {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // `()` is written as `null`: there is nothing to put there yet.
        #[derive(Serialize)]
        struct View<'c> {
            id: &'c Id<Customer>,
            object: &'static str,
            address: &'c Option<Address>,
            balance: i64,
            #[serde(skip_serializing_if = "Option::is_none")]
            business_name: &'c Option<Text<150>>,
            created: Timestamp,
            currency: Option<Currency>,
            customer_account: (),
            default_source: (),
            delinquent: bool,
            description: &'c Option<Text>,
            discount: (),
            email: &'c Option<Email>,
            #[serde(skip_serializing_if = "Option::is_none")]
            individual_name: &'c Option<Text<150>>,
            invoice_prefix: &'c str,
            invoice_settings: &'c InvoiceSettings,
            livemode: bool,
            metadata: &'c Metadata,
            name: &'c Option<Text<256>>,
            next_invoice_sequence: i64,
            phone: &'c Option<Text<20>>,
            preferred_locales: &'c [Language],
            shipping: &'c Option<Shipping>,
            tax_exempt: TaxExempt,
            test_clock: (),
        }

        View {
            id: &self.id,
            object: Self::NAME,
            address: &self.address,
            balance: self.balance,
            business_name: &self.business_name,
            created: self.created,
            currency: self.currency,
            customer_account: (),
            default_source: (),
            delinquent: false,
            description: &self.description,
            discount: (),
            email: &self.email,
            individual_name: &self.individual_name,
            invoice_prefix: &self.invoice_prefix,
            invoice_settings: &self.invoice_settings,
            livemode: false,
            metadata: &self.metadata,
            name: &self.name,
            next_invoice_sequence: self.next_invoice_sequence,
            phone: &self.phone,
            preferred_locales: &self.preferred_locales,
            shipping: &self.shipping,
            tax_exempt: self.tax_exempt,
            test_clock: (),
        }
        .serialize(serializer)
    }
}
