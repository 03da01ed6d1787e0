//! `POST /v1/setup_intents/{intent}/confirm`
//!
//! <https://docs.stripe.com/api/setup_intents/confirm>

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::setting::confirm;
use super::{SetupIntent, Status};
use crate::error::{ApiError, inferred, refusal};
use crate::operation::Operation;
use crate::resources::client_secret;
use crate::resources::payment_intent::{Intent, method};
use crate::resources::payment_method::described::AllowedTypes;
use crate::resources::payment_method::{MethodData, PaymentMethod};
use crate::store::Transaction;
use crate::values::{Choice, Emptyable, Id, Text, Url};

#[derive(Debug, Deserialize)]
pub struct ConfirmSetupIntent {
    pub allowed_payment_method_types: Option<Vec<Choice<AllowedTypes>>>,
    /// What a browser must know of it.
    pub client_secret: Option<Text>,
    pub confirmation_token: Option<Text>,
    pub mandate_data: Option<Emptyable<IgnoredAny>>,
    pub payment_method: Option<Id<PaymentMethod>>,
    pub payment_method_data: Option<MethodData>,
    pub payment_method_options: Option<IgnoredAny>,
    pub return_url: Option<Url>,
    pub use_stripe_sdk: Option<bool>,
}

impl Operation for ConfirmSetupIntent {
    type Target = Id<SetupIntent>;
    type Output = Arc<SetupIntent>;

    const PUBLISHABLE: bool = true;

    fn perform(self, id: Id<SetupIntent>, tx: &mut Transaction<'_>) -> Result<Arc<SetupIntent>, ApiError> {
        let before = tx.target(&id)?;
        client_secret::check::<SetupIntent>(self.client_secret.as_ref(), &before.client_secret, tx)?;
        if before.session.is_some() {
            return Err(inferred::confirm_setup_of_checkout().into());
        }
        match before.status {
            Status::Succeeded | Status::Canceled => {
                return Err(refusal::setup_is_over(&before, "confirm").into());
            }
            Status::Processing => return Err(inferred::setup_is_processing(&before).into()),
            Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::RequiresAction => {}
        }
        let mut after = SetupIntent::clone(&before);
        if let Some(url) = self.return_url {
            after.return_url = Some(url.as_str().into());
        }
        let token = self.confirmation_token.as_ref();
        let customer = after.customer.clone();
        // Refusals show the intent as it was before.
        let as_it_was = |error: ApiError| error.about("setup_intent", &*before);
        let chosen = method(
            self.payment_method.as_ref(),
            self.payment_method_data,
            token,
            customer.as_ref(),
            Intent::Setup,
            tx,
        )
        .map_err(as_it_was)?;
        if let Some(chosen) = chosen {
            after.payment_method = Some(chosen.id.clone());
        }
        confirm(tx, &after, self.use_stripe_sdk).map_err(as_it_was)
    }
}
