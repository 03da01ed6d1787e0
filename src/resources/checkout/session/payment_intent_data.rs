//! `payment_intent_data`: what the session's payment will be made with. The session does not show it.
//!
//! <https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-payment_intent_data>

use serde::{Deserialize, Serialize};

use crate::error::ApiError;
use crate::resources::address::Address;
use crate::values::{
    Amount, Country, Email, Emptyable, EmptyableExt as _, Metadata, MetadataParam, StatementDescriptor, Text,
};

#[derive(Debug, Clone, Deserialize)]
pub struct PaymentIntentDataParam {
    pub application_fee_amount: Option<Amount>,
    pub capture_method: Option<CaptureMethod>,
    pub description: Option<Text<1000>>,
    pub metadata: Option<MetadataParam>,
    pub on_behalf_of: Option<Text>,
    pub receipt_email: Option<Email>,
    pub setup_future_usage: Option<SetupFutureUsage>,
    pub shipping: Option<ShippingParam>,
    pub statement_descriptor: Option<StatementDescriptor>,
    pub statement_descriptor_suffix: Option<Text<22>>,
    pub transfer_data: Option<TransferDataParam>,
    pub transfer_group: Option<Text>,
}

/// When the money is taken.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum CaptureMethod {
    Automatic,
    /// At once, with its fees known a little later.
    AutomaticAsync,
    /// Once the merchant asks for it.
    Manual,
}

/// Whether the payment method can be used again.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum SetupFutureUsage {
    /// Without the customer.
    OffSession,
    /// With the customer present only.
    OnSession,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ShippingParam {
    pub address: ShippingAddressParam,
    pub carrier: Option<Text>,
    pub name: Text,
    pub phone: Option<Text>,
    pub tracking_number: Option<Text>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct ShippingAddressParam {
    pub city: Option<Text>,
    pub country: Option<Country>,
    pub line1: Text,
    pub line2: Option<Text>,
    pub postal_code: Option<Text>,
    pub state: Option<Text>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct TransferDataParam {
    pub amount: Option<Amount>,
    pub destination: Text,
}

/// What a payment will be made with.
#[derive(Debug, Clone, Default, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct PaymentIntentData {
    pub application_fee_amount: Option<Amount>,
    pub capture_method: Option<CaptureMethod>,
    pub description: Option<Text<1000>>,
    pub metadata: Metadata,
    pub on_behalf_of: Option<Text>,
    pub receipt_email: Option<Email>,
    pub setup_future_usage: Option<SetupFutureUsage>,
    pub shipping: Option<Shipping>,
    pub statement_descriptor: Option<StatementDescriptor>,
    pub statement_descriptor_suffix: Option<Text<22>>,
    pub transfer_data: Option<TransferData>,
    pub transfer_group: Option<Text>,
}

/// Where the goods go, as a payment shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Shipping {
    pub address: Address,
    pub carrier: Option<Text>,
    pub name: Text,
    pub phone: Option<Text>,
    pub tracking_number: Option<Text>,
}

/// Who gets the money, and how much of it: all if nothing is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct TransferData {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    pub destination: Text,
}

/// What is sent; nothing where nothing was. Connected accounts are not looked up.
///
/// # Errors
/// Its metadata has too many keys.
pub(super) fn build(
    sent: Option<PaymentIntentDataParam>,
) -> Result<Option<Box<PaymentIntentData>>, ApiError> {
    let Some(sent) = sent else { return Ok(None) };
    let shipping = |sent: ShippingParam| Shipping {
        address: Address {
            city: sent.address.city,
            country: sent.address.country,
            line1: Some(sent.address.line1),
            line2: sent.address.line2,
            postal_code: sent.address.postal_code,
            state: sent.address.state,
        },
        carrier: sent.carrier,
        name: sent.name,
        phone: sent.phone,
        tracking_number: sent.tracking_number,
    };
    Ok(Some(Box::new(PaymentIntentData {
        application_fee_amount: sent.application_fee_amount,
        capture_method: sent.capture_method,
        description: sent.description,
        metadata: Metadata::new(sent.metadata)?,
        on_behalf_of: sent.on_behalf_of,
        receipt_email: sent.receipt_email,
        setup_future_usage: sent.setup_future_usage,
        shipping: sent.shipping.map(shipping),
        statement_descriptor: sent.statement_descriptor,
        statement_descriptor_suffix: sent.statement_descriptor_suffix,
        transfer_data: sent
            .transfer_data
            .map(|sent| TransferData { amount: sent.amount, destination: sent.destination }),
        transfer_group: sent.transfer_group,
    })))
}

/// What an update of the session can change of it.
///
/// <https://docs.stripe.com/api/checkout/sessions/update#update_checkout_session-payment_intent_data>
#[derive(Debug, Clone, Deserialize)]
pub struct PaymentIntentDataUpdate {
    pub description: Option<Emptyable<Text<1000>>>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub setup_future_usage: Option<Emptyable<SetupFutureUsage>>,
    pub statement_descriptor: Option<Emptyable<StatementDescriptor>>,
    pub statement_descriptor_suffix: Option<Emptyable<Text<22>>>,
}

impl PaymentIntentData {
    /// Overwrites what was sent, unsets what was sent empty and merges metadata.
    ///
    /// # Errors
    /// The metadata would have too many keys.
    pub fn apply(&mut self, update: PaymentIntentDataUpdate) -> Result<(), ApiError> {
        update.description.apply_to(&mut self.description);
        update.setup_future_usage.apply_to(&mut self.setup_future_usage);
        update.statement_descriptor.apply_to(&mut self.statement_descriptor);
        update.statement_descriptor_suffix.apply_to(&mut self.statement_descriptor_suffix);
        self.metadata.update(update.metadata)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::checkout::session::published::{assert_as_published, decode, json_of};

    #[derive(Debug, Deserialize)]
    struct Params {
        payment_intent_data: Option<PaymentIntentDataParam>,
    }

    #[derive(Debug, Deserialize)]
    struct Update {
        payment_intent_data: PaymentIntentDataUpdate,
    }

    fn build_from(form: &str) -> Result<Option<Box<PaymentIntentData>>, ApiError> {
        build(decode::<Params>(form)?.payment_intent_data)
    }

    #[test]
    fn the_parameters_are_those_published() {
        assert_as_published::<Params>();
    }

    #[test]
    fn what_is_sent_is_kept() {
        let data = build_from(
            "payment_intent_data[capture_method]=manual&payment_intent_data[metadata][order]=7\
             &payment_intent_data[transfer_data][destination]=acct_1\
             &payment_intent_data[shipping][name]=Ada&payment_intent_data[shipping][address][line1]=Main St 1",
        )
        .unwrap()
        .unwrap();
        assert_eq!(data.capture_method, Some(CaptureMethod::Manual));
        assert_eq!(data.metadata.get("order"), Some("7"));
        assert_eq!(json_of(&data.transfer_data), json!({"destination": "acct_1"}));
        assert_eq!(json_of(&data.shipping)["address"]["line1"], "Main St 1");
        assert_eq!(json_of(&data.shipping)["carrier"], json!(null));
    }

    #[test]
    fn an_update_overwrites_unsets_and_merges() {
        let mut data = build_from(
            "payment_intent_data[description]=old&payment_intent_data[setup_future_usage]=off_session\
             &payment_intent_data[metadata][a]=1&payment_intent_data[metadata][b]=2",
        )
        .unwrap()
        .unwrap();
        let update: Update = decode(
            "payment_intent_data[setup_future_usage]=&payment_intent_data[statement_descriptor]=SHOP\
             &payment_intent_data[metadata][a]=&payment_intent_data[metadata][c]=3",
        )
        .unwrap();
        data.apply(update.payment_intent_data).unwrap();
        assert_eq!(data.description.as_deref(), Some("old"));
        assert_eq!(data.setup_future_usage, None);
        assert_eq!(data.statement_descriptor.as_deref(), Some("SHOP"));
        assert_eq!(json_of(&data.metadata), json!({"b": "2", "c": "3"}));
    }
}
