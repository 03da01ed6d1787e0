//! Who pays, as a payment method and a charge know them.

use serde::Serialize;

use super::address::Address;
use crate::values::{Email, Text};

/// Every part may be unknown; the address is then one of nothing but nulls.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct BillingDetails {
    pub address: Address,
    pub email: Option<Email>,
    pub name: Option<Text>,
    pub phone: Option<Text>,
    pub tax_id: Option<Text>,
}
