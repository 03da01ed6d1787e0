//! Which parameters of a new session go together: with each other, with its `mode` and with its `ui_mode`.

use super::super::payment_methods::redirects;
use super::super::{Mode, UiMode};
use super::CreateSession;
use crate::error::{ApiError, inferred, refusal};
use crate::store::Transaction;

/// A parameter's name, and whether it was sent.
type Sent = (&'static str, bool);

fn names(params: &[Sent]) -> Vec<&'static str> {
    let mut names: Vec<&'static str> =
        params.iter().filter(|(_, sent)| *sent).map(|(name, _)| *name).collect();
    names.sort_unstable();
    names
}

fn first(params: &[Sent]) -> Option<&'static str> {
    params.iter().find(|(_, sent)| *sent).map(|(name, _)| *name)
}

impl CreateSession {
    pub(super) fn check(
        &self,
        mode: Mode,
        ui_mode: UiMode,
        methods: &[&str],
        tx: &Transaction<'_>,
    ) -> Result<(), ApiError> {
        self.check_exclusive()?;
        self.check_mode(mode)?;
        self.check_ui_mode(ui_mode, tx)?;
        self.check_urls(ui_mode, methods)?;
        if mode == Mode::Setup && self.currency.is_none() {
            let listed = self.payment_method_types.is_some() || self.allowed_payment_method_types.is_some();
            if !listed {
                return Err(refusal::missing("currency").into());
            }
        }
        if self.customer_update.is_some() && self.customer.is_none() && self.customer_account.is_none() {
            return Err(inferred::needs("customer_update", "customer").into());
        }
        Ok(())
    }

    fn check_exclusive(&self) -> Result<(), ApiError> {
        let pairs = [
            (
                ("allow_promotion_codes", self.allow_promotion_codes.is_some()),
                ("discounts", self.discounts.is_some()),
            ),
            (("customer", self.customer.is_some()), ("customer_account", self.customer_account.is_some())),
            (("customer", self.customer.is_some()), ("customer_email", self.customer_email.is_some())),
            (("customer", self.customer.is_some()), ("customer_creation", self.customer_creation.is_some())),
        ];
        for ((one, one_sent), (other, other_sent)) in pairs {
            if one_sent && other_sent {
                return Err(refusal::exclusive("", one, other).into());
            }
        }
        Ok(())
    }

    fn check_mode(&self, mode: Mode) -> Result<(), ApiError> {
        if mode != Mode::Payment {
            let only_payment = [("shipping_options", self.shipping_options.is_some())];
            if let Some(param) = first(&only_payment) {
                return Err(refusal::only_in_payment_mode(param).into());
            }
        }
        if mode == Mode::Subscription && self.customer_creation.is_some() {
            return Err(refusal::only_in_payment_mode("customer_creation").into());
        }
        let wrong = match mode {
            Mode::Payment => first(&[
                ("setup_intent_data", self.setup_intent_data.is_some()),
                ("subscription_data", self.subscription_data.is_some()),
                ("payment_method_collection", self.payment_method_collection.is_some()),
            ]),
            Mode::Subscription => first(&[
                ("payment_intent_data", self.payment_intent_data.is_some()),
                ("setup_intent_data", self.setup_intent_data.is_some()),
            ]),
            Mode::Setup => first(&[
                ("payment_intent_data", self.payment_intent_data.is_some()),
                ("subscription_data", self.subscription_data.is_some()),
                ("payment_method_collection", self.payment_method_collection.is_some()),
                ("allow_promotion_codes", self.allow_promotion_codes.is_some()),
                ("discounts", self.discounts.is_some()),
                ("optional_items", self.optional_items.is_some()),
                ("phone_number_collection", self.phone_number_collection.is_some()),
                ("saved_payment_method_options", self.saved_payment_method_options.is_some()),
                ("shipping_address_collection", self.shipping_address_collection.is_some()),
                ("submit_type", self.submit_type.is_some()),
            ]),
        };
        if let Some(param) = wrong {
            return Err(refusal::not_in_this_mode(param, mode.as_str()).into());
        }
        let any_items = self.line_items.as_ref().is_some_and(|items| !items.is_empty());
        match mode {
            Mode::Setup if self.line_items.is_some() => Err(refusal::line_items_in_setup_mode().into()),
            Mode::Payment | Mode::Subscription if !any_items => {
                Err(refusal::line_items_required(mode.as_str()).into())
            }
            _ => Ok(()),
        }
    }

    fn check_ui_mode(&self, ui_mode: UiMode, tx: &Transaction<'_>) -> Result<(), ApiError> {
        let away = [("success_url", self.success_url.is_some()), ("cancel_url", self.cancel_url.is_some())];
        let tax_id_required = self.tax_id_collection.as_ref().is_some_and(|sent| sent.required.is_some());
        let unsupported = match ui_mode {
            UiMode::HostedPage => names(&[
                ("return_url", self.return_url.is_some()),
                ("redirect_on_completion", self.redirect_on_completion.is_some()),
                ("permissions", self.permissions.is_some()),
            ]),
            UiMode::EmbeddedPage => names(&away),
            UiMode::Form => names(&[
                away[0],
                away[1],
                ("optional_items", self.optional_items.is_some()),
                ("permissions", self.permissions.is_some()),
            ]),
            UiMode::Elements => names(&[
                away[0],
                away[1],
                ("after_expiration", self.after_expiration.is_some()),
                ("branding_settings", self.branding_settings.is_some()),
                ("custom_fields", self.custom_fields.is_some()),
                ("custom_text", self.custom_text.is_some()),
                ("optional_items", self.optional_items.is_some()),
                ("origin_context", self.origin_context.is_some()),
                ("submit_type", self.submit_type.is_some()),
                ("tax_id_collection[required]", tax_id_required),
            ]),
        };
        let mut unsupported = unsupported;
        if ui_mode == UiMode::Elements
            && let Some(options) = &self.payment_method_options
        {
            unsupported.extend(options.not_for_elements());
        }
        if unsupported.is_empty() {
            return Ok(());
        }
        Err(refusal::not_in_this_ui_mode(&unsupported, ui_mode.name_at(tx.version())).into())
    }

    fn check_urls(&self, ui_mode: UiMode, methods: &[&str]) -> Result<(), ApiError> {
        let redirect = self.redirect_on_completion.map_or("always", crate::values::Choice::as_str);
        let returns = match ui_mode {
            UiMode::HostedPage => {
                if self.success_url.is_none() {
                    return Err(refusal::missing("success_url").into());
                }
                return Ok(());
            }
            UiMode::EmbeddedPage => redirect == "always" || (redirect == "if_required" && redirects(methods)),
            UiMode::Elements => redirect != "never" && redirects(methods),
            UiMode::Form => false,
        };
        if redirect == "never" && self.return_url.is_some() {
            return Err(inferred::return_url_without_redirect().into());
        }
        if returns && self.return_url.is_none() {
            return Err(refusal::missing("return_url").into());
        }
        Ok(())
    }
}
