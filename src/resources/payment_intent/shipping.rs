use serde::Deserialize;

use super::PaymentShipping;
use crate::resources::address::{Address, AddressParam};
use crate::values::Text;

/// Where the goods go, as a payment is told.
#[derive(Debug, Deserialize)]
pub struct ShippingParam {
    pub address: AddressParam,
    pub carrier: Option<Text>,
    pub name: Text,
    pub phone: Option<Text>,
    pub tracking_number: Option<Text>,
}

impl From<ShippingParam> for PaymentShipping {
    fn from(sent: ShippingParam) -> Self {
        PaymentShipping {
            address: Address::from(sent.address),
            carrier: sent.carrier,
            name: sent.name,
            phone: sent.phone,
            tracking_number: sent.tracking_number,
        }
    }
}
