//! Payment methods: what a customer pays with.
//!
//! <https://docs.stripe.com/api/payment_methods>

pub(crate) mod attach;
mod create;
pub(crate) mod described;
mod detach;
mod details;
mod list;
mod retrieve;
mod test;
mod update;

use std::sync::Arc;

pub use attach::AttachPaymentMethod;
pub use create::CreatePaymentMethod;
pub use described::MethodData;
pub use detach::DetachPaymentMethod;
pub(crate) use detach::detach_all;
pub use details::{Card, Checks, Details};
pub use list::{ListCustomerPaymentMethods, ListPaymentMethods};
pub use retrieve::RetrievePaymentMethod;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
pub use test::{PaymentMethodDraft, resolve};
pub(crate) use test::{century, check_expiry};
pub use update::UpdatePaymentMethod;

use super::billing_details::BillingDetails;
use super::customer::Customer;
use crate::http::expand::Expandable;
use crate::payments::{self, Flow, Settlement, TestAccount, TestCard};
use crate::store::Transaction;
use crate::values::{Id, Metadata, Object, Timestamp, word};

/// Something to pay with: a card, an account, a wallet.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct PaymentMethod {
    pub id: Id<PaymentMethod>,
    /// `always`, `limited` or `unspecified`.
    #[borsh(deserialize_with = "word::one")]
    pub allow_redisplay: &'static str,
    pub billing_details: BillingDetails,
    pub created: Timestamp,
    pub customer: Option<Id<Customer>>,
    /// `card`, `sepa_debit`.
    #[borsh(deserialize_with = "word::one")]
    pub kind: &'static str,
    pub details: Details,
    pub metadata: Metadata,
    /// Whether it was set up for payments without the customer.
    pub set_up: bool,
    /// Whether it was used up: detached from its customer, or used once without one.
    pub used_up: bool,
}

impl PaymentMethod {
    /// A new one, not yet put into the account.
    pub fn new(kind: &'static str, details: Details, tx: &mut Transaction<'_>) -> Self {
        PaymentMethod {
            id: tx.new_id(),
            allow_redisplay: "unspecified",
            billing_details: BillingDetails::default(),
            created: tx.now(),
            customer: None,
            kind,
            details,
            metadata: Metadata::default(),
            set_up: false,
            used_up: false,
        }
    }

    /// The test card behind it, if it is a card.
    pub fn card(&self) -> Option<&'static TestCard> {
        match &self.details {
            Details::Card(card) => Some(card.test),
            Details::Other { .. } => None,
        }
    }

    /// What paying with it sets going; nothing for a card.
    pub fn flow(&self) -> Option<Flow> {
        match &self.details {
            Details::Card(_) => None,
            Details::Other { .. } => Some(payments::flow_of(self.kind)),
        }
    }

    /// How a payment with it ends by itself, if it does not end at once.
    pub fn settlement(&self) -> Settlement {
        match &self.details {
            Details::Other { account: Some(account), .. } => account.settlement(),
            _ => Settlement { after: payments::settles_after(self.kind), failure: None },
        }
    }

    /// The same once its bank was asked whether what is known of it is right.
    pub(crate) fn checked(tx: &mut Transaction<'_>, method: &Arc<PaymentMethod>) -> Arc<PaymentMethod> {
        match &method.details {
            Details::Card(card) if !card.checked => {
                let details = Details::Card(Card { checked: true, ..card.clone() });
                tx.put(PaymentMethod { details, ..PaymentMethod::clone(method) })
            }
            _ => Arc::clone(method),
        }
    }

    /// Attaches it to a customer. Nothing happens if it is attached to them already.
    pub(crate) fn attach(
        tx: &mut Transaction<'_>,
        method: &Arc<PaymentMethod>,
        customer: &Id<Customer>,
    ) -> Arc<PaymentMethod> {
        if method.customer.as_ref() == Some(customer) {
            return Arc::clone(method);
        }
        let method = PaymentMethod::checked(tx, method);
        let attached =
            tx.put(PaymentMethod { customer: Some(customer.clone()), ..PaymentMethod::clone(&method) });
        tx.emit("payment_method.attached", &attached);
        attached
    }
}

/// An account's number that says how a payment ends.
pub type Account = &'static TestAccount;

impl Object for PaymentMethod {
    const NAME: &'static str = "payment_method";
    const NOUN: &'static str = "PaymentMethod";
    const PREFIX: &'static str = "pm_1";
    const ID_LENGTH: usize = 23;
    const PATH_PARAM: &'static str = "payment_method";
    const EXPAND: &'static [Expandable] = &[
        Expandable::reference::<Customer>("customer"),
        Expandable::hash("billing_details"),
        Expandable::hash("card"),
    ];
    const PLAIN: &'static [&'static str] =
        &["id", "object", "allow_redisplay", "created", "customer_account", "livemode", "metadata", "type"];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }

    fn found_by(&self) -> impl Iterator<Item = &str> {
        self.customer.as_ref().map(Id::as_str).into_iter()
    }
}

impl Serialize for PaymentMethod {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The details stand under the type's name, where the alphabet puts it.
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("object", Self::NAME)?;
        let mut written = false;
        let mut details = |map: &mut S::SerializeMap, before: &str| {
            if written || self.kind > before {
                return Ok(());
            }
            written = true;
            map.serialize_entry(self.kind, &self.details)
        };
        details(&mut map, "allow_redisplay")?;
        map.serialize_entry("allow_redisplay", self.allow_redisplay)?;
        details(&mut map, "billing_details")?;
        map.serialize_entry("billing_details", &self.billing_details)?;
        details(&mut map, "created")?;
        map.serialize_entry("created", &self.created)?;
        details(&mut map, "customer")?;
        map.serialize_entry("customer", &self.customer)?;
        details(&mut map, "customer_account")?;
        map.serialize_entry("customer_account", &())?;
        details(&mut map, "livemode")?;
        map.serialize_entry("livemode", &false)?;
        details(&mut map, "metadata")?;
        map.serialize_entry("metadata", &self.metadata)?;
        details(&mut map, "type")?;
        map.serialize_entry("type", self.kind)?;
        details(&mut map, "~")?;
        map.end()
    }
}
