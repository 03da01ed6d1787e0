//! Customers: who buys.
//!
//! <https://docs.stripe.com/api/customers>

mod create;
mod delete;
mod list;
mod retrieve;
mod update;

pub use create::CreateCustomer;
pub use delete::DeleteCustomer;
pub use list::ListCustomers;
pub use retrieve::RetrieveCustomer;
use serde::Serialize;
pub use update::UpdateCustomer;

use crate::http::expand::Expandable;
use crate::values::{Id, Metadata, Object, Text, Timestamp};

/// Someone who buys.
#[derive(Debug, Clone, Serialize)]
pub struct Customer {
    pub id: Id<Customer>,
    pub object: &'static str,
    pub created: Timestamp,
    pub email: Option<Text>,
    pub livemode: bool,
    pub metadata: Metadata,
}

impl Object for Customer {
    const NAME: &'static str = "customer";
    const NOUN: &'static str = "customer";
    const PREFIX: &'static str = "cus_";
    const ID_LENGTH: usize = 14;
    const EXPAND: &'static [Expandable] = &[];
    const PLAIN: &'static [&'static str] = &["id", "object"];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }
}
