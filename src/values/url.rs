use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize};

use super::ValueError;
use super::read::read;

/// A web address with its scheme. `{CHECKOUT_SESSION_ID}` and other braces may stand in it.
#[derive(Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(transparent)]
pub struct Url<const MAX: usize = 5000>(Box<str>);

impl<const MAX: usize> TryFrom<&str> for Url<MAX> {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        let invalid = |message: String| ValueError::coded("url_invalid", message);
        if text.chars().count() > MAX {
            return Err(ValueError::new(format!("Invalid URL: URL must be {MAX} characters or less.")));
        }
        let Some((scheme, rest)) = text.split_once(':').filter(|(scheme, rest)| is_scheme(scheme, rest))
        else {
            return Err(invalid("Invalid URL: An explicit scheme (such as https) must be provided.".into()));
        };
        let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        if text.chars().any(|character| character.is_whitespace() || character.is_control()) {
            return Err(invalid("Not a valid URL".into()));
        }
        let host = rest.trim_start_matches('/').split(['/', '?', '#']).next().unwrap_or_default();
        if web && (!rest.starts_with("//") || host.is_empty()) {
            return Err(invalid("Not a valid URL".into()));
        }
        // Other schemes lead back into an app: `myapp://done`.
        Ok(Url(text.into()))
    }
}

fn is_scheme(scheme: &str, rest: &str) -> bool {
    let letters = |character: char| character.is_ascii_alphanumeric() || "+-.".contains(character);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(letters)
        && (rest.starts_with("//") || !rest.starts_with(|first: char| first.is_ascii_digit()))
}

impl<const MAX: usize> Url<MAX> {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Deref for Url<MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Debug for Url<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Url<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_with_a_scheme_pass() {
        for good in [
            "https://example.com/success?id={CHECKOUT_SESSION_ID}",
            "http://localhost:3000/",
            "myapp://done",
            "https://example.com",
        ] {
            assert!(<Url>::try_from(good).is_ok(), "{good}");
        }
        for bad in ["example.com/ok", "/relative", "https://", "localhost:3000/a", "https://a b"] {
            assert!(<Url>::try_from(bad).is_err(), "{bad}");
        }
    }
}
