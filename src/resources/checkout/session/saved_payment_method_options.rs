//! `saved_payment_method_options`: which saved payment methods a returning customer sees.
//!
//! <https://docs.stripe.com/payments/save-during-payment>

use serde::{Deserialize, Serialize};

use super::Mode;
use crate::values::{Choice, word};
use crate::words;

words!(
    /// How freely a saved payment method may be shown again.
    pub RedisplayFilters: "always" "limited" "unspecified"
);

words!(
    /// Whether customers may save or remove payment methods.
    pub Permissions: "disabled" "enabled"
);

#[derive(Debug, Clone, Deserialize)]
pub struct SavedPaymentMethodOptionsParam {
    pub allow_redisplay_filters: Option<Vec<Choice<RedisplayFilters>>>,
    pub payment_method_remove: Option<Choice<Permissions>>,
    pub payment_method_save: Option<Choice<Permissions>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct SavedPaymentMethodOptions {
    allow_redisplay_filters: Filters,
    #[borsh(deserialize_with = "word::one")]
    payment_method_remove: &'static str,
    #[borsh(deserialize_with = "word::optional")]
    payment_method_save: Option<&'static str>,
}

impl super::Settings {
    /// Whether the customer may have their payment method kept.
    pub(crate) fn may_save_payment_method(&self) -> bool {
        let options = self.saved_payment_method_options.as_ref();
        options.is_some_and(|options| options.payment_method_save == Some("enabled"))
    }
}

impl SavedPaymentMethodOptions {
    /// Whether a payment method is shown to the customer again whose `allow_redisplay` is this.
    pub(crate) fn show(&self, allow_redisplay: &str) -> bool {
        match &self.allow_redisplay_filters {
            Filters::Always => allow_redisplay == "always",
            Filters::Sent(filters) => filters.iter().any(|filter| filter.as_str() == allow_redisplay),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
enum Filters {
    /// Those that may always be shown: where nothing was sent.
    Always,
    Sent(Box<[Choice<RedisplayFilters>]>),
}

impl Serialize for Filters {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Filters::Always => ["always"].serialize(serializer),
            Filters::Sent(filters) => filters.serialize(serializer),
        }
    }
}

/// The options of a session in `mode`, `known` if it has a customer from the start.
///
/// A session without a customer shows none in `payment` mode unless some were sent, and always in `subscription` mode,
/// which makes a customer (recorded on `2026-08-26.dahlia`).
/// A session in `setup` mode has none.
pub(super) fn build(
    sent: Option<SavedPaymentMethodOptionsParam>,
    mode: Mode,
    known: bool,
) -> Option<SavedPaymentMethodOptions> {
    if mode == Mode::Setup || (sent.is_none() && mode == Mode::Payment && !known) {
        return None;
    }
    let (filters, remove, save) = match sent {
        Some(sent) => (sent.allow_redisplay_filters, sent.payment_method_remove, sent.payment_method_save),
        None => (None, None, None),
    };
    Some(SavedPaymentMethodOptions {
        allow_redisplay_filters: filters.map_or(Filters::Always, |filters| Filters::Sent(filters.into())),
        payment_method_remove: remove.map_or("disabled", Choice::as_str),
        payment_method_save: save.map(Choice::as_str),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::checkout::session::published::{assert_as_published, decode, json_of};

    #[derive(Debug, Deserialize)]
    struct Params {
        saved_payment_method_options: Option<SavedPaymentMethodOptionsParam>,
    }

    fn build_from(form: &str, mode: Mode, known: bool) -> Option<SavedPaymentMethodOptions> {
        build(decode::<Params>(form).unwrap().saved_payment_method_options, mode, known)
    }

    #[test]
    fn the_parameters_are_those_published() {
        assert_as_published::<Params>();
    }

    #[test]
    fn what_is_not_sent_is_as_recorded() {
        let shown = json!({
            "allow_redisplay_filters": ["always"],
            "payment_method_remove": "disabled",
            "payment_method_save": null,
        });
        assert_eq!(json_of(&build_from("", Mode::Payment, true)), shown);
        assert_eq!(json_of(&build_from("", Mode::Subscription, false)), shown);
        assert_eq!(build_from("", Mode::Payment, false), None);
        assert_eq!(build_from("", Mode::Setup, true), None);
    }

    #[test]
    fn what_is_sent_is_shown() {
        let form = "saved_payment_method_options[allow_redisplay_filters][]=limited\
                    &saved_payment_method_options[payment_method_save]=enabled";
        let expected = json!({
            "allow_redisplay_filters": ["limited"],
            "payment_method_remove": "disabled",
            "payment_method_save": "enabled",
        });
        assert_eq!(json_of(&build_from(form, Mode::Payment, false)), expected);
    }
}
