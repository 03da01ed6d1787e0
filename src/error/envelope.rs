use axum::body::Bytes;
use serde::Serialize;
use serde_json::Value;

use super::ApiError;

/// Stripe's error body: `{"error": {…}}`, keys in alphabetical order, absent where they do not apply.
#[derive(Serialize)]
pub struct Envelope<'e> {
    error: Body<'e>,
}

#[derive(Serialize)]
struct Body<'e> {
    /// Stripe's 403 alone begins with its type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    leading_type: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice_code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    charge: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decline_code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    doc_url: Option<String>,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    network_advice_code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    network_decline_code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    param: Option<&'e str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_intent: Option<&'e Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_method: Option<&'e Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_log_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    setup_intent: Option<&'e Value>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
}

impl<'e> Envelope<'e> {
    /// `logged` is the account and the request id, where the request got that far.
    pub fn new(error: &'e ApiError, logged: Option<(&str, &str)>) -> Self {
        let code = error.code();
        let leads = matches!(error, ApiError::NoAccess { .. });
        let request_log_url = logged.filter(|_| error.is_logged()).map(|(account, request)| {
            format!("https://dashboard.stripe.com/{account}/test/workbench/logs?object={request}")
        });
        let card = match error {
            ApiError::Card(card) => Some(&**card),
            _ => None,
        };
        let about = |kind: &str| match error {
            ApiError::Refused(refusal) => {
                refusal.about.as_ref().filter(|(about, _)| *about == kind).map(|(_, object)| &**object)
            }
            _ => None,
        };
        Envelope {
            error: Body {
                leading_type: leads.then(|| error.kind()),
                advice_code: card.and_then(|card| card.advice_code),
                charge: card.and_then(|card| card.charge.as_deref()),
                code,
                decline_code: card.and_then(|card| card.decline_code),
                // The one code recorded without its page.
                doc_url: code
                    .filter(|code| *code != "property_expansion_max_depth")
                    .map(|code| format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-"))),
                message: error.to_string(),
                network_advice_code: card.and_then(|card| card.network_advice_code),
                network_decline_code: card.and_then(|card| card.network_decline_code),
                param: error.param(),
                payment_intent: card
                    .and_then(|card| card.payment_intent.as_deref())
                    .or_else(|| about("payment_intent")),
                payment_method: card
                    .and_then(|card| card.payment_method.as_deref())
                    .or_else(|| about("payment_method")),
                request_log_url,
                setup_intent: card
                    .and_then(|card| card.setup_intent.as_deref())
                    .or_else(|| about("setup_intent")),
                kind: (!leads).then(|| error.kind()),
            },
        }
    }

    /// The body's bytes: two-space JSON that ends with a line feed.
    pub fn to_bytes(&self) -> Bytes {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes.into()
    }
}
