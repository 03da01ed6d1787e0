//! API key → account.
//!
//! <https://docs.stripe.com/api/authentication>

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::app::App;
use crate::error::{ApiError, Unauthenticated};
use crate::store::Account;

/// Who is calling.
#[derive(Debug, Clone)]
pub struct Caller {
    pub account: Arc<Account>,
    /// Whether the key is one a browser may have.
    pub publishable: bool,
    /// Whether `Stripe-Account` chose a connected account, which the answer then names.
    pub connected: bool,
}

impl Caller {
    /// Reads the key and the account from the headers.
    ///
    /// # Errors
    /// No key (401), a malformed or live one (401), an account that cannot be one (403).
    pub fn identify(app: &App, headers: &HeaderMap) -> Result<Self, ApiError> {
        let key = key(headers).ok_or(ApiError::Unauthenticated(Unauthenticated::NoKey))?;
        let Some((kind, name)) = split(&key) else {
            let error = if is_live(&key) { Unauthenticated::LiveKey } else { Unauthenticated::UnknownKey };
            return Err(ApiError::Unauthenticated(error(mask(&key))));
        };
        let publishable = kind == "pk";
        let chosen = headers
            .get("stripe-account")
            .or_else(|| headers.get("stripe-context"))
            .map(|value| value.to_str().unwrap_or_default());
        let Some(chosen) = chosen.filter(|account| !account.is_empty()) else {
            return Ok(Caller { account: app.account(name), publishable, connected: false });
        };
        let body = chosen.strip_prefix("acct_").unwrap_or_default();
        if body.is_empty()
            || body.len() > 255
            || !body.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        {
            return Err(ApiError::NoAccess { masked_key: mask(&key), account: chosen.to_owned() });
        }
        Ok(Caller { account: app.connected_account(name, chosen), publishable, connected: true })
    }
}

/// The key, sent as Bearer, as the user name of Basic, or as Basic in plain.
fn key(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim();
    let (scheme, rest) = value.split_once(' ')?;
    let rest = rest.trim();
    let key = if scheme.eq_ignore_ascii_case("bearer") {
        rest.to_owned()
    } else if scheme.eq_ignore_ascii_case("basic") {
        let decoded = STANDARD.decode(rest).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        let user = decoded.as_deref().unwrap_or(rest);
        user.split(':').next().unwrap_or_default().to_owned()
    } else {
        return None;
    };
    (!key.is_empty()).then_some(key)
}

/// `sk_test_shop` → `sk`, `shop`. Only keys of the test mode pass.
fn split(key: &str) -> Option<(&str, &str)> {
    let (kind, rest) = key.split_once('_')?;
    let name = rest.strip_prefix("test_")?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    let known = matches!(kind, "sk" | "rk" | "pk");
    (known && !name.is_empty() && name.len() <= 255 && name.bytes().all(allowed)).then_some((kind, name))
}

fn is_live(key: &str) -> bool {
    ["sk_live_", "rk_live_", "pk_live_"].iter().any(|prefix| key.starts_with(prefix))
}

/// The key with its middle starred: prefix and last four characters stay.
fn mask(key: &str) -> String {
    let characters: Vec<char> = key.chars().take(300).collect();
    let prefix = match key.match_indices('_').nth(1) {
        Some((at, _)) if at < 12 => at + 1,
        _ => 0,
    };
    let tail = characters.len().saturating_sub(4).max(prefix);
    let masked = characters
        .iter()
        .enumerate()
        .map(|(index, character)| if index < prefix || index >= tail { *character } else { '*' });
    masked.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_test_keys_open_an_account() {
        assert_eq!(split("sk_test_shop"), Some(("sk", "shop")));
        assert_eq!(split("rk_test_a_b-c.d"), Some(("rk", "a_b-c.d")));
        for key in ["sk_test_", "sk_live_x", "foo", "xk_test_a", "sk_test_a b", "sk_test"] {
            assert_eq!(split(key), None, "{key}");
        }
    }

    #[test]
    fn a_masked_key_shows_its_ends() {
        assert_eq!(mask("sk_test_1234567890abcd"), "sk_test_**********abcd");
        assert_eq!(mask("foo_key_abcd"), "foo_key_abcd");
        assert_eq!(mask("hello world"), "*******orld");
    }
}
