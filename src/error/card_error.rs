use serde_json::Value;

use super::ApiError;
use crate::payments::{Decline, decline};
use crate::values::{any_json, word};

/// 402: the request was right, and the card was not.
///
/// <https://docs.stripe.com/declines/codes>
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct CardError {
    /// `card_declined`.
    #[borsh(deserialize_with = "word::one")]
    pub code: &'static str,
    /// `insufficient_funds`.
    #[borsh(deserialize_with = "word::optional")]
    pub decline_code: Option<&'static str>,
    #[borsh(deserialize_with = "word::one")]
    pub message: &'static str,
    /// What the hosted page says instead.
    #[borsh(deserialize_with = "word::one")]
    pub page: &'static str,
    pub param: Option<Box<str>>,
    #[borsh(deserialize_with = "word::optional")]
    pub advice_code: Option<&'static str>,
    #[borsh(deserialize_with = "word::optional")]
    pub network_advice_code: Option<&'static str>,
    #[borsh(deserialize_with = "word::optional")]
    pub network_decline_code: Option<&'static str>,
    /// The attempt that failed: `ch_…`.
    pub charge: Option<Box<str>>,
    /// What was to be paid or set up, and with what, after the attempt.
    #[borsh(serialize_with = "any_json::write", deserialize_with = "any_json::read")]
    pub payment_intent: Option<Box<Value>>,
    #[borsh(serialize_with = "any_json::write", deserialize_with = "any_json::read")]
    pub payment_method: Option<Box<Value>>,
    #[borsh(serialize_with = "any_json::write", deserialize_with = "any_json::read")]
    pub setup_intent: Option<Box<Value>>,
}

impl CardError {
    /// A bank's refusal.
    pub fn declined(decline: &'static Decline) -> Self {
        CardError {
            decline_code: Some(&decline.decline_code),
            page: &decline.page,
            param: decline.param.as_deref().map(Into::into),
            advice_code: decline.advice_code.as_deref(),
            network_advice_code: decline.network_advice_code.as_deref(),
            network_decline_code: decline.network_decline_code.as_deref(),
            ..CardError::plain(&decline.code, &decline.message)
        }
    }

    fn plain(code: &'static str, message: &'static str) -> Self {
        CardError {
            code,
            decline_code: None,
            message,
            page: message,
            param: None,
            advice_code: None,
            network_advice_code: None,
            network_decline_code: None,
            charge: None,
            payment_intent: None,
            payment_method: None,
            setup_intent: None,
        }
    }

    /// A number no card has.
    pub fn incorrect_number(param: &str) -> Self {
        CardError {
            param: Some(param.into()),
            page: "Your card number is invalid.",
            ..CardError::plain("incorrect_number", "Your card number is incorrect.")
        }
    }

    /// A month no year has.
    ///
    /// <https://docs.stripe.com/error-codes#invalid-expiry-month>
    pub fn invalid_expiry_month(param: &str) -> Self {
        CardError {
            param: Some(param.into()),
            ..CardError::plain("invalid_expiry_month", "Your card's expiration month is invalid.")
        }
    }

    /// A time that is over.
    ///
    /// <https://docs.stripe.com/error-codes#invalid-expiry-year>
    pub fn invalid_expiry_year(param: &str) -> Self {
        CardError {
            param: Some(param.into()),
            ..CardError::plain("invalid_expiry_year", "Your card's expiration year is invalid.")
        }
    }

    /// A number that may be somebody's card, where only test cards are taken.
    ///
    /// <https://docs.stripe.com/error-codes#card-declined>
    pub fn live_card() -> Self {
        CardError {
            decline_code: Some("test_mode_live_card"),
            ..CardError::plain(
                "card_declined",
                "Your card was declined. Your request was in test mode, but used a non test card. For a list of valid \
                 test cards, visit: https://stripe.com/docs/testing.",
            )
        }
    }

    /// The customer did not prove who they are.
    pub fn not_authenticated() -> Self {
        CardError {
            page: "We are unable to authenticate your payment method. Please choose a different payment method and try \
                   again.",
            ..CardError::plain(
                "payment_intent_authentication_failure",
                "The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new \
                 PaymentMethod to attempt to fulfill this PaymentIntent again.",
            )
        }
    }

    /// The same where a method is set up.
    pub fn setup_not_authenticated() -> Self {
        CardError {
            page: "We are unable to authenticate your payment method. Please choose a different payment method and try \
                   again.",
            ..CardError::plain(
                "setup_intent_authentication_failure",
                "The latest attempt to set up the payment method has failed because authentication failed.",
            )
        }
    }

    /// A debit that came back.
    pub fn failed_debit(code: &'static str, message: &'static str) -> Self {
        CardError {
            decline_code: Some(code),
            ..CardError::plain("payment_intent_payment_attempt_failed", message)
        }
    }

    /// The customer is not there to prove who they are.
    pub fn authentication_required() -> Self {
        decline("authentication_required").map_or_else(CardError::not_authenticated, CardError::declined)
    }
}

impl From<CardError> for ApiError {
    fn from(error: CardError) -> Self {
        ApiError::Card(Box::new(error))
    }
}
