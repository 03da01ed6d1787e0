//! The charge as clients see it, at the newest version.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::method_details::MethodDetails;
use super::{Charge, FraudDetails, Outcome, Status};
use crate::resources::balance_transaction::BalanceTransaction;
use crate::resources::billing_details::BillingDetails;
use crate::resources::customer::Customer;
use crate::resources::payment_intent::{PaymentIntent, PaymentShipping, TransferData};
use crate::resources::payment_method::PaymentMethod;
use crate::values::{
    Amount, Currency, Email, Id, Metadata, Object as _, StatementDescriptor, Text, Timestamp,
};

impl Serialize for Charge {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // `()` is written as `null`: there is nothing to put there yet.
        #[derive(Serialize)]
        #[expect(clippy::struct_excessive_bools, reason = "Stripe's fields")]
        struct View<'c> {
            id: &'c Id<Charge>,
            object: &'static str,
            amount: Amount,
            amount_captured: Amount,
            amount_refunded: Amount,
            application: (),
            application_fee: (),
            application_fee_amount: Option<Amount>,
            balance_transaction: &'c Option<Id<BalanceTransaction>>,
            billing_details: &'c BillingDetails,
            calculated_statement_descriptor: Option<&'c str>,
            captured: bool,
            created: Timestamp,
            currency: Currency,
            customer: &'c Option<Id<Customer>>,
            description: &'c Option<Text<1000>>,
            destination: (),
            dispute: (),
            disputed: bool,
            failure_balance_transaction: (),
            failure_code: Option<&'static str>,
            failure_message: Option<&'static str>,
            fraud_details: &'c FraudDetails,
            livemode: bool,
            metadata: &'c Metadata,
            on_behalf_of: &'c Option<Text>,
            order: (),
            outcome: &'c Option<Outcome>,
            paid: bool,
            payment_intent: &'c Id<PaymentIntent>,
            payment_method: &'c Id<PaymentMethod>,
            payment_method_details: MethodDetails<'c>,
            radar_options: Map<String, Value>,
            receipt_email: &'c Option<Email>,
            receipt_number: (),
            receipt_url: Option<&'c str>,
            refunded: bool,
            review: (),
            shipping: &'c Option<PaymentShipping>,
            source: (),
            source_transfer: (),
            statement_descriptor: &'c Option<StatementDescriptor>,
            statement_descriptor_suffix: &'c Option<Text<22>>,
            status: Status,
            transfer_data: &'c Option<TransferData>,
            transfer_group: &'c Option<Text>,
        }

        View {
            id: &self.id,
            object: Self::NAME,
            amount: self.amount,
            amount_captured: self.amount_captured,
            amount_refunded: self.amount_refunded,
            application: (),
            application_fee: (),
            application_fee_amount: self.application_fee_amount,
            balance_transaction: &self.balance_transaction,
            billing_details: &self.billing_details,
            calculated_statement_descriptor: self.calculated_statement_descriptor.as_deref(),
            captured: self.captured,
            created: self.created,
            currency: self.currency,
            customer: &self.customer,
            description: &self.description,
            destination: (),
            dispute: (),
            disputed: self.disputed,
            failure_balance_transaction: (),
            failure_code: self.failure.map(|failure| failure.code),
            failure_message: self.failure.map(|failure| failure.message),
            fraud_details: &self.fraud_details,
            livemode: false,
            metadata: &self.metadata,
            on_behalf_of: &self.on_behalf_of,
            order: (),
            outcome: &self.outcome,
            paid: self.paid,
            payment_intent: &self.payment_intent,
            payment_method: &self.payment_method.id,
            payment_method_details: MethodDetails(self),
            radar_options: Map::new(),
            receipt_email: &self.receipt_email,
            receipt_number: (),
            receipt_url: self.receipt_url.as_deref(),
            refunded: self.refunded,
            review: (),
            shipping: &self.shipping,
            source: (),
            source_transfer: (),
            statement_descriptor: &self.statement_descriptor,
            statement_descriptor_suffix: &self.statement_descriptor_suffix,
            status: self.status,
            transfer_data: &self.transfer_data,
            transfer_group: &self.transfer_group,
        }
        .serialize(serializer)
    }
}
