//! Postal addresses, as params and as objects.

use serde::{Deserialize, Serialize};

use crate::values::{Country, Emptyable, Text};

/// An address on an object: every part may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Address {
    pub city: Option<Text>,
    pub country: Option<Country>,
    pub line1: Option<Text>,
    pub line2: Option<Text>,
    pub postal_code: Option<Text>,
    pub state: Option<Text>,
}

/// An address in a request, all of it optional.
///
/// The parts may be empty: SDK callers pass on what a form left blank.
#[derive(Debug, Clone, Deserialize)]
pub struct AddressParam {
    pub city: Option<Emptyable<Text>>,
    pub country: Option<Emptyable<Country>>,
    pub line1: Option<Emptyable<Text>>,
    pub line2: Option<Emptyable<Text>>,
    pub postal_code: Option<Emptyable<Text>>,
    pub state: Option<Emptyable<Text>>,
}

impl From<AddressParam> for Address {
    fn from(sent: AddressParam) -> Self {
        use crate::values::EmptyableExt as _;
        Address {
            city: sent.city.flatten(),
            country: sent.country.flatten(),
            line1: sent.line1.flatten(),
            line2: sent.line2.flatten(),
            postal_code: sent.postal_code.flatten(),
            state: sent.state.flatten(),
        }
    }
}

impl From<Address> for AddressParam {
    fn from(known: Address) -> Self {
        AddressParam {
            city: known.city.map(Emptyable::Value),
            country: known.country.map(Emptyable::Value),
            line1: known.line1.map(Emptyable::Value),
            line2: known.line2.map(Emptyable::Value),
            postal_code: known.postal_code.map(Emptyable::Value),
            state: known.state.map(Emptyable::Value),
        }
    }
}
