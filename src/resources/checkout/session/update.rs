//! `POST /v1/checkout/sessions/{session}`
//!
//! Metadata can be changed in every state. Everything else needs an open session, and some of it a certain `ui_mode` or
//! `mode`; the amounts are then computed anew. What is not named stays as it is.
//!
//! <https://docs.stripe.com/api/checkout/sessions/update>

use std::sync::Arc;

use serde::Deserialize;

use super::line_item::{Items, LineItemUpdate};
use super::payment_intent_data::PaymentIntentDataUpdate;
use super::shipping::{ShippingDetailsParam, ShippingOptionParam, keep_selected, options};
use super::{Mode, Permission, Session, UiMode, check_id, target, totals};
use crate::error::{ApiError, inferred, refusal};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Emptyable, EmptyableExt as _, Id, MetadataParam, UpTo};

#[derive(Debug, Deserialize)]
pub struct UpdateSession {
    pub collected_information: Option<CollectedInformationParam>,
    pub line_items: Option<UpTo<100, LineItemUpdate>>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub payment_intent_data: Option<PaymentIntentDataUpdate>,
    pub shipping_options: Option<Emptyable<UpTo<5, ShippingOptionParam>>>,
}

#[derive(Debug, Deserialize)]
pub struct CollectedInformationParam {
    pub shipping_details: Option<ShippingDetailsParam>,
}

impl Operation for UpdateSession {
    type Target = Id<Session>;
    type Output = Arc<Session>;

    fn check_target(id: &Id<Session>) -> Result<(), ApiError> {
        check_id(id)
    }

    fn perform(self, id: Id<Session>, tx: &mut Transaction<'_>) -> Result<Arc<Session>, ApiError> {
        let before = target(tx, &id)?;
        self.check(&before, tx)?;

        let address_sent = self.collected_information.is_some();
        let mut session = Session::clone(&before);
        session.metadata.update(self.metadata)?;
        if let Some(details) = self.collected_information.and_then(|sent| sent.shipping_details) {
            let allowed = before.settings.shipping_countries.as_deref().unwrap_or_default();
            session.collected.get_or_insert_default().shipping_details = Some(details.check(allowed)?);
        }
        if let Some(update) = self.payment_intent_data {
            session.payment_intent_data.get_or_insert_default().apply(update)?;
        }

        // Where an order is sent decides its taxes, too.
        let moved = session.automatic_tax.enabled && address_sent;
        let priced = self.line_items.is_some() || self.shipping_options.is_some() || moved;
        let mut currency_text = None;
        if let Some(sent) = self.line_items {
            let mut items = Items {
                mode: before.settings.mode,
                currency: before.settings.currency,
                currency_text: None,
                automatic_tax: before.automatic_tax.enabled,
                existing: &before.line_items,
            };
            session.line_items = items.update(sent.into_vec(), tx)?.into();
            currency_text = items.currency_text;
        }
        if let (Some(sent), Some(currency)) = (self.shipping_options, before.settings.currency) {
            let sent = Some(sent).flatten().map(UpTo::into_vec).unwrap_or_default();
            let options = options(sent, currency, tx)?;
            session.selected_shipping = keep_selected(&before, &options);
            session.shipping_options = options;
        }
        if let (true, Some(currency)) = (priced, before.settings.currency) {
            let text = currency_text.as_deref().unwrap_or(currency.code());
            totals::compute(&mut session, currency, text, tx)?;
        }
        Ok(tx.put(session))
    }
}

impl UpdateSession {
    /// Which parameters this session takes, by its state, `ui_mode` and `mode`.
    fn check(&self, session: &Session, tx: &Transaction<'_>) -> Result<(), ApiError> {
        let settings = &session.settings;
        let (mode, ui_mode) = (settings.mode, settings.ui_mode);
        let more_than_metadata = self.collected_information.is_some()
            || self.line_items.is_some()
            || self.payment_intent_data.is_some()
            || self.shipping_options.is_some();
        if more_than_metadata && !session.is_open() {
            return Err(inferred::session_cannot_be_updated(session.state.as_str()).into());
        }
        let needs_ui_mode = |param: &str, modes: &[UiMode]| {
            if modes.contains(&ui_mode) {
                return Ok(());
            }
            Err(inferred::cannot_be_updated_in_ui_mode(param, ui_mode.name_at(tx.version())))
        };
        if let Some(collected) = &self.collected_information {
            needs_ui_mode("collected_information", &[UiMode::EmbeddedPage, UiMode::Elements])?;
            if mode == Mode::Setup {
                return Err(refusal::not_in_this_mode("collected_information", mode.as_str()).into());
            }
            if collected.shipping_details.is_some() {
                if settings.shipping_countries.is_none() {
                    return Err(inferred::no_shipping_address_collected().into());
                }
                let server_only = settings.update_shipping_details == Some(Permission::ServerOnly);
                if !server_only && !tx.context().any_shipping_details {
                    return Err(inferred::shipping_details_belong_to_the_client().into());
                }
            }
        }
        if self.line_items.is_some() {
            needs_ui_mode("line_items", &[UiMode::Elements, UiMode::Form])?;
            if mode == Mode::Setup {
                return Err(refusal::line_items_in_setup_mode().into());
            }
        }
        if self.payment_intent_data.is_some() {
            if mode != Mode::Payment {
                return Err(refusal::not_in_this_mode("payment_intent_data", mode.as_str()).into());
            }
            needs_ui_mode("payment_intent_data", &[UiMode::Elements])?;
        }
        if self.shipping_options.is_some() {
            needs_ui_mode("shipping_options", &[UiMode::EmbeddedPage, UiMode::Elements, UiMode::Form])?;
            if mode != Mode::Payment {
                return Err(refusal::only_in_payment_mode("shipping_options").into());
            }
        }
        Ok(())
    }
}
