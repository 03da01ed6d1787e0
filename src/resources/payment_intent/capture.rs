//! `POST /v1/payment_intents/{intent}/capture`
//!
//! <https://docs.stripe.com/api/payment_intents/capture>

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::capturing::capture;
use super::{PaymentIntent, Status};
use crate::error::{ApiError, refusal};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Amount, Emptyable, Id, Int, MetadataParam, StatementDescriptor, Text};

#[derive(Debug, Deserialize)]
pub struct CapturePaymentIntent {
    pub amount_details: Option<IgnoredAny>,
    /// Minor units; all of it unless told. The rest goes back.
    pub amount_to_capture: Option<Int>,
    pub application_fee_amount: Option<Amount>,
    pub final_capture: Option<bool>,
    pub hooks: Option<IgnoredAny>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub payment_details: Option<Emptyable<IgnoredAny>>,
    pub statement_descriptor: Option<StatementDescriptor>,
    pub statement_descriptor_suffix: Option<Text<22>>,
    pub transfer_data: Option<TransferDataParam>,
}

#[derive(Debug, Deserialize)]
pub struct TransferDataParam {
    pub amount: Option<Amount>,
}

impl Operation for CapturePaymentIntent {
    type Target = Id<PaymentIntent>;
    type Output = Arc<PaymentIntent>;

    fn perform(
        self,
        id: Id<PaymentIntent>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<PaymentIntent>, ApiError> {
        let before = tx.target(&id)?;
        if before.status != Status::RequiresCapture {
            return Err(refusal::intent_not_capturable(&before).into());
        }
        let amount = match self.amount_to_capture.map(Int::get) {
            None => before.amount_capturable,
            Some(..0) => return Err(refusal::negative_capture(&before).into()),
            Some(0) => return Err(refusal::capture_of_nothing(&before).into()),
            Some(sent) => Amount::from_minor(sent),
        };
        if amount > before.amount_capturable {
            return Err(refusal::capture_too_large(&before).into());
        }
        let mut after = PaymentIntent::clone(&before);
        after.metadata.update(self.metadata)?;
        after.application_fee_amount = self.application_fee_amount.or(after.application_fee_amount);
        after.statement_descriptor = self.statement_descriptor.or(after.statement_descriptor);
        after.statement_descriptor_suffix =
            self.statement_descriptor_suffix.or(after.statement_descriptor_suffix);
        Ok(capture(tx, &after, amount))
    }
}
