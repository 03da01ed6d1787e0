//! What can go wrong, in Stripe's terms, and the one place that writes Stripe's error envelope.
//!
//! Operations say what is wrong, never how it looks. Texts live in two files: [`refusal`] has those that were seen in
//! Stripe's answers or are documented, [`inferred`] those that are guesses, to be replaced once the real one is known.
//!
//! <https://docs.stripe.com/api/errors>

mod card_error;
mod envelope;
pub mod inferred;
pub mod refusal;

use axum::http::StatusCode;

pub use card_error::CardError;
pub use envelope::Envelope;
pub use refusal::Refusal;

use crate::form::{ParamError, Problem, TreeError};
use crate::values::{Id, Object};

/// Why a request is refused.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ApiError {
    /// 401: no key, or one that opens nothing.
    #[error("{0}")]
    Unauthenticated(Unauthenticated),
    /// 403: the key may not act on this account.
    #[error(
        "The provided key '{masked_key}' does not have access to account '{account}' (or that account does not exist). \
         Application access may have been revoked."
    )]
    NoAccess { masked_key: String, account: String },
    /// 403: a web page somewhere else wants something done with the control API.
    #[error(
        "A page of another origin cannot use the emulator's control API. Call it from the test's own process, not from a \
         page in the browser."
    )]
    OtherOrigin,
    /// 404: nobody answers this method and path.
    #[error("{}", unrecognized(method, path))]
    UnrecognizedUrl { method: String, path: String },
    /// 400: a `Stripe-Version` that never was.
    #[error("Invalid Stripe API version: {0}")]
    UnknownVersion(String),
    /// 400: a body that is no form.
    #[error(
        "Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any \
         questions, we can help at https://support.stripe.com/."
    )]
    NotAForm,
    /// 400: a form that cannot be read.
    #[error("{0}")]
    Unreadable(#[from] TreeError),
    /// 413: a body over the limit.
    #[error("The request's body is larger than {} bytes.", crate::http::MAX_BODY)]
    TooLarge,
    /// 414: a request line over the limit.
    #[error("The request line is longer than {} bytes.", crate::http::MAX_REQUEST_LINE)]
    RequestLineTooLong,
    /// 400: a body that ends before it should, or takes too long.
    #[error("The request's body broke off.")]
    BodyBrokenOff,
    /// 400: a parameter is unknown, missing or not what it should be.
    #[error("{}", describe(.0))]
    Param(ParamError),
    /// 404: the object named in the URL.
    #[error("{missing}")]
    TargetNotFound { missing: NotFound, param: Option<&'static str> },
    /// 400: an object named in a parameter.
    #[error("{missing}")]
    ReferenceNotFound { missing: NotFound, param: String },
    /// 400: a rule of the operation.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// 402: the request was right, and the card was not.
    #[error("{}", .0.message)]
    Card(Box<CardError>),
    /// 400: an `Idempotency-Key` that was used for something else.
    #[error("{0}")]
    KeyReused(KeyReused),
    /// 409: the first request with this key is still running.
    #[error(
        "There is currently another in-progress request using this Idempotent Key (that probably means you submitted \
         twice, and the other request is still going through): {0}. Please try again later."
    )]
    KeyInUse(String),
    /// 400: an `Idempotency-Key` that is empty or longer than 255 characters.
    #[error("Idempotency Key must be a non-empty string.")]
    BadKey,
    /// 500: our own mistake. The cause is in the log.
    #[error("An unknown error occurred")]
    Internal,
}

/// Why a key opens nothing.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Unauthenticated {
    #[error(
        "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth \
         (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or \
         we can help at https://support.stripe.com/."
    )]
    NoKey,
    #[error("Invalid API Key provided: {0}")]
    UnknownKey(String),
    #[error(
        "Invalid API Key provided: {0}. This is checkout-emulator, where no money moves: it accepts test mode keys only \
         (sk_test_…, rk_test_…, pk_test_…)."
    )]
    LiveKey(String),
    #[error(
        "This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of \
         your API keys at https://dashboard.stripe.com/account/apikeys."
    )]
    PublishableKey,
}

/// How a key was reused.
#[derive(Debug, Clone, thiserror::Error)]
pub enum KeyReused {
    #[error(
        "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a \
         key other than '{0}' if you meant to execute a different request."
    )]
    OtherParameters(String),
    #[error(
        "Keys for idempotent requests can only be used for the same endpoint they were first used for ('{now}' vs \
         '{first}'). Try using a key other than '{key}' if you meant to execute a different request."
    )]
    OtherEndpoint { key: String, now: String, first: String },
}

/// An object that is not there.
#[derive(Debug, Clone, thiserror::Error)]
#[error("No such {noun}: {quote}{}{quote}{}", escape(id), hint(id))]
pub struct NotFound {
    noun: &'static str,
    id: String,
    quote: &'static str,
}

impl NotFound {
    pub fn new(noun: &'static str, id: impl Into<String>) -> Self {
        NotFound { noun, id: id.into(), quote: "'" }
    }

    /// Worded without quotes, as checkout sessions are.
    pub fn unquoted(noun: &'static str, id: impl Into<String>) -> Self {
        NotFound { quote: "", ..NotFound::new(noun, id) }
    }

    pub fn of<T: Object>(id: &Id<T>) -> Self {
        NotFound::new(T::NOUN, id.as_str())
    }

    /// Missing where a parameter named it.
    pub fn at(self, param: impl Into<String>) -> ApiError {
        ApiError::ReferenceNotFound { missing: self, param: param.into() }
    }
}

/// Says which parameter named a missing object.
pub trait At<T> {
    fn at(self, param: impl Into<String>) -> Result<T, ApiError>;
}

impl<T> At<T> for Result<T, NotFound> {
    fn at(self, param: impl Into<String>) -> Result<T, ApiError> {
        self.map_err(|missing| missing.at(param))
    }
}

impl ApiError {
    pub fn status(&self) -> StatusCode {
        match self {
            ApiError::Unauthenticated(_) => StatusCode::UNAUTHORIZED,
            ApiError::NoAccess { .. } | ApiError::OtherOrigin => StatusCode::FORBIDDEN,
            ApiError::UnrecognizedUrl { .. } | ApiError::TargetNotFound { .. } => StatusCode::NOT_FOUND,
            ApiError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ApiError::RequestLineTooLong => StatusCode::URI_TOO_LONG,
            ApiError::Card(_) => StatusCode::PAYMENT_REQUIRED,
            ApiError::KeyInUse(_) => StatusCode::CONFLICT,
            ApiError::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            ApiError::UnknownVersion(_)
            | ApiError::NotAForm
            | ApiError::Unreadable(_)
            | ApiError::BodyBrokenOff
            | ApiError::Param(_)
            | ApiError::ReferenceNotFound { .. }
            | ApiError::Refused(_)
            | ApiError::KeyReused(_)
            | ApiError::BadKey => StatusCode::BAD_REQUEST,
        }
    }

    pub fn kind(&self) -> &'static str {
        match self {
            ApiError::Card(_) => "card_error",
            ApiError::KeyReused(_) => "idempotency_error",
            ApiError::Internal => "api_error",
            _ => "invalid_request_error",
        }
    }

    pub fn code(&self) -> Option<&'static str> {
        match self {
            ApiError::Unauthenticated(Unauthenticated::PublishableKey) => Some("secret_key_required"),
            ApiError::NoAccess { .. } => Some("account_invalid"),
            ApiError::TargetNotFound { .. } | ApiError::ReferenceNotFound { .. } => Some("resource_missing"),
            ApiError::KeyInUse(_) => Some("idempotency_key_in_use"),
            ApiError::Card(error) => Some(error.code),
            ApiError::Refused(refusal) => refusal.code,
            ApiError::Param(error) => match &error.problem {
                Problem::Unknown { .. } => Some("parameter_unknown"),
                Problem::Missing => Some("parameter_missing"),
                Problem::Empty => Some("parameter_invalid_empty"),
                Problem::Integer(_) => Some("parameter_invalid_integer"),
                Problem::Value { code, .. } => *code,
                Problem::Boolean(_)
                | Problem::Decimal(_)
                | Problem::Choice { .. }
                | Problem::NotAnObject
                | Problem::NotAnArray
                | Problem::NotAString(_) => None,
            },
            _ => None,
        }
    }

    pub fn param(&self) -> Option<&str> {
        match self {
            ApiError::Param(ParamError { problem: Problem::Value { whole: true, .. }, .. }) => None,
            ApiError::Param(error) if !error.path.is_empty() => Some(&error.path),
            ApiError::TargetNotFound { param, .. } => *param,
            ApiError::ReferenceNotFound { param, .. } => Some(param),
            ApiError::Card(error) => error.param.as_deref(),
            ApiError::Refused(refusal) => refusal.param.as_deref(),
            _ => None,
        }
    }

    /// The same, with the object that a refused request was about under its kind, if it is a rule that was broken.
    #[must_use]
    pub fn about(self, kind: &'static str, object: &impl serde::Serialize) -> Self {
        match self {
            ApiError::Refused(refusal) => ApiError::Refused(refusal.about(kind, object)),
            other => other,
        }
    }

    /// The same without that object: it is gone with the request that made it.
    #[must_use]
    pub fn about_nothing(self) -> Self {
        match self {
            ApiError::Refused(refusal) => ApiError::Refused(Refusal { about: None, ..refusal }),
            other => other,
        }
    }

    /// Whether Stripe would show the request in its log: it reached an endpoint with a key that opens it.
    pub fn is_logged(&self) -> bool {
        !matches!(
            self,
            ApiError::Unauthenticated(_)
                | ApiError::NoAccess { .. }
                | ApiError::OtherOrigin
                | ApiError::UnrecognizedUrl { .. }
                | ApiError::UnknownVersion(_)
                | ApiError::RequestLineTooLong
        )
    }
}

impl From<ParamError> for ApiError {
    fn from(error: ParamError) -> Self {
        ApiError::Param(error)
    }
}

/// The sentence for a parameter that is not what it should be.
fn describe(error: &ParamError) -> String {
    let path = &error.path;
    match &error.problem {
        Problem::Unknown { names, suggestion } => {
            let plural = if names.len() > 1 { "s" } else { "" };
            let hint = suggestion.as_ref().map(|name| format!(". Did you mean {name}?")).unwrap_or_default();
            format!("Received unknown parameter{plural}: {}{hint}", names.join(", "))
        }
        Problem::Missing => format!("Missing required param: {path}."),
        Problem::Empty => format!(
            "You passed an empty string for '{path}'. We assume empty values are an attempt to unset a parameter; however \
             '{path}' cannot be unset. You should remove '{path}' from your request or supply a non-empty value."
        ),
        Problem::Integer(given) => format!("Invalid integer: {given}"),
        Problem::Boolean(given) => format!("Invalid boolean: {given}"),
        Problem::Decimal(given) => format!("Invalid decimal: {given}"),
        Problem::Choice { allowed, .. } => {
            format!("Invalid {path}: must be one of {}", refusal::or_list(allowed))
        }
        Problem::NotAnObject => "Invalid object".into(),
        Problem::NotAnArray => "Invalid array".into(),
        Problem::NotAString(json) => format!("Invalid string: {json}"),
        Problem::Value { message, .. } => match message.strip_prefix("Array {path} ") {
            Some(rest) => format!("Array {path} {rest}"),
            None => message.clone(),
        },
    }
}

fn unrecognized(method: &str, path: &str) -> String {
    let hint = if path.len() > 1 && path.ends_with('/') {
        "If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure \
         you passed a valid (non-empty) identifier in your code. "
    } else {
        ""
    };
    format!(
        "Unrecognized request URL ({method}: {path}). {hint}Please see https://stripe.com/docs or we can help at \
         https://support.stripe.com/."
    )
}

/// An id as errors quote it: quotes and angle brackets escaped, the middle of a very long one left out.
fn escape(id: &str) -> String {
    const KEPT: usize = 490;
    let characters: Vec<char> = id.chars().collect();
    let shortened: String = if characters.len() > 998 {
        let first: String = characters[..KEPT].iter().collect();
        let last: String = characters[characters.len() - KEPT..].iter().collect();
        format!("{first}...(truncated)...{last}")
    } else {
        id.to_owned()
    };
    let mut escaped = String::with_capacity(shortened.len());
    for character in shortened.chars() {
        match character {
            '\\' | '\'' | '"' => escaped.extend(['\\', character]),
            '<' => escaped.push_str("\\u003C"),
            '>' => escaped.push_str("\\u003E"),
            '&' => escaped.push_str("\\u0026"),
            other => escaped.push(other),
        }
    }
    escaped
}

fn hint(id: &str) -> &'static str {
    let stray = |character: char| character.is_whitespace() || character == '\'' || character == '"';
    if id.starts_with(stray) || id.ends_with(stray) {
        ". Make sure you use the exact id without extra whitespace or quotes"
    } else {
        ""
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_object_is_named_as_stripe_names_it() {
        assert_eq!(NotFound::new("customer", "5").to_string(), "No such customer: '5'");
        assert_eq!(
            NotFound::new("customer", "cus_1 ").to_string(),
            "No such customer: 'cus_1 '. Make sure you use the exact id without extra whitespace or quotes"
        );
        assert_eq!(NotFound::new("price", "<b>").to_string(), "No such price: '\\u003Cb\\u003E'");
    }

    #[test]
    fn an_unknown_url_is_explained() {
        let error = ApiError::UnrecognizedUrl { method: "GET".into(), path: "/v1/foo".into() };
        assert_eq!(
            error.to_string(),
            "Unrecognized request URL (GET: /v1/foo). Please see https://stripe.com/docs or we can help at \
             https://support.stripe.com/."
        );
    }
}
