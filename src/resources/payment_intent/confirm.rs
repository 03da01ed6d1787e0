//! `POST /v1/payment_intents/{intent}/confirm`
//!
//! <https://docs.stripe.com/api/payment_intents/confirm>

use std::sync::Arc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::setting::{Intent, confirm, method};
use super::{CaptureMethod, PaymentIntent, SetupFutureUsage, ShippingParam, Status};
use crate::error::{ApiError, refusal};
use crate::operation::Operation;
use crate::resources::client_secret;
use crate::resources::payment_method::described::{AllowedTypes, ExcludedTypes, Types};
use crate::resources::payment_method::{MethodData, PaymentMethod};
use crate::store::Transaction;
use crate::values::{Amount, Choice, Email, Emptyable, EmptyableExt as _, Id, Text, Url};

#[derive(Debug, Deserialize)]
pub struct ConfirmPaymentIntent {
    pub allowed_payment_method_types: Option<Vec<Choice<AllowedTypes>>>,
    pub amount_details: Option<Emptyable<IgnoredAny>>,
    pub amount_to_confirm: Option<Amount>,
    pub capture_method: Option<CaptureMethod>,
    /// What a browser must know of it.
    pub client_secret: Option<Text>,
    pub confirmation_token: Option<Text>,
    pub error_on_requires_action: Option<bool>,
    pub excluded_payment_method_types: Option<Emptyable<Vec<Choice<ExcludedTypes>>>>,
    pub hooks: Option<IgnoredAny>,
    pub mandate: Option<Text>,
    pub mandate_data: Option<Emptyable<IgnoredAny>>,
    /// `true`, `false`, `one_off` or `recurring`.
    pub off_session: Option<Text>,
    pub payment_details: Option<Emptyable<IgnoredAny>>,
    pub payment_method: Option<Id<PaymentMethod>>,
    pub payment_method_data: Option<MethodData>,
    pub payment_method_options: Option<IgnoredAny>,
    /// Of versions before `2026-09-30.endive`.
    pub payment_method_types: Option<Vec<Choice<Types>>>,
    pub radar_options: Option<IgnoredAny>,
    pub receipt_email: Option<Emptyable<Email>>,
    pub return_url: Option<Url>,
    pub setup_future_usage: Option<Emptyable<SetupFutureUsage>>,
    pub shipping: Option<Emptyable<ShippingParam>>,
    pub use_stripe_sdk: Option<bool>,
}

impl Operation for ConfirmPaymentIntent {
    type Target = Id<PaymentIntent>;
    type Output = Arc<PaymentIntent>;

    const PUBLISHABLE: bool = true;

    fn perform(
        self,
        id: Id<PaymentIntent>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<PaymentIntent>, ApiError> {
        let before = tx.target(&id)?;
        client_secret::check::<PaymentIntent>(self.client_secret.as_ref(), &before.client_secret, tx)?;
        if before.session.is_some() {
            return Err(refusal::confirm_of_checkout().into());
        }
        let open = matches!(
            before.status,
            Status::RequiresPaymentMethod | Status::RequiresConfirmation | Status::RequiresAction
        );
        if !open {
            return Err(refusal::intent_not_confirmable(&before).into());
        }
        let mut after = PaymentIntent::clone(&before);
        after.capture_method = self.capture_method.unwrap_or(after.capture_method);
        self.receipt_email.apply_to(&mut after.receipt_email);
        self.setup_future_usage.apply_to(&mut after.setup_future_usage);
        if let Some(shipping) = self.shipping {
            after.shipping = shipping.into_value().map(Into::into);
        }
        if let Some(url) = self.return_url {
            after.return_url = Some(url.as_str().into());
        }
        let customer = after.customer.clone();
        let token = self.confirmation_token.as_ref();
        // Refusals show the intent as it was before.
        let as_it_was = |error: ApiError| error.about("payment_intent", &*before);
        let chosen = method(
            self.payment_method.as_ref(),
            self.payment_method_data,
            token,
            customer.as_ref(),
            Intent::Payment,
            tx,
        )
        .map_err(as_it_was)?;
        if let Some(chosen) = chosen {
            after.payment_method = Some(chosen.id.clone());
        }
        let away = self.off_session.is_some_and(|sent| sent.as_str() != "false");
        confirm(tx, &after, away, self.error_on_requires_action == Some(true), self.use_stripe_sdk)
            .map_err(as_it_was)
    }
}
