use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize};

use super::ValueError;
use super::read::read;

/// The address of a page or a picture, whose scheme may be left out: `example.com/a.png`. Kept as it was sent.
///
/// At most 2048 characters, or `MAX` where that is less. The rules and their order were observed for products.
#[derive(Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(transparent)]
pub struct WebAddress<const MAX: usize = LONGEST>(Box<str>);

const LONGEST: usize = 2048;

impl<const MAX: usize> TryFrom<&str> for WebAddress<MAX> {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        let invalid = |message: String| Err(ValueError::coded("url_invalid", message));
        let characters = text.chars().count();
        if characters > LONGEST {
            return invalid(format!("Invalid URL: URL must be {LONGEST} characters or less."));
        }
        if !text.is_ascii() {
            return invalid(
                "Invalid URL: Non-ASCII characters in URLs must be percent-encoded in order for the URL to be valid."
                    .into(),
            );
        }
        if !is_address(text) {
            return invalid("Not a valid URL".into());
        }
        if characters > MAX {
            // One less than what is accepted: Stripe's own words.
            let limit = MAX - 1;
            return Err(ValueError::new(format!(
                "Invalid string length: please limit to {limit} characters"
            )));
        }
        Ok(WebAddress(text.into()))
    }
}

/// An address of the web by RFC 3986, its scheme implied where it is missing.
fn is_address(text: &str) -> bool {
    let rest = match text.split_once(':').filter(|(scheme, _)| is_scheme(scheme)) {
        Some((scheme, rest)) => {
            let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
            match rest.strip_prefix("//") {
                Some(rest) if web => rest,
                _ => return false,
            }
        }
        None => text,
    };
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (user, host) = authority.split_once('@').unwrap_or(("", authority));
    // Spaces and the like were seen to pass in a query.
    is_made_of(user, |byte| is_mark(byte) || byte == b':')
        && is_host(host)
        && is_made_of(path, |byte| is_mark(byte) || b"/:@".contains(&byte))
        && is_made_of(query, |_| true)
        && is_made_of(fragment, |byte| is_mark(byte) || b"/:@?".contains(&byte))
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// A name or an address in brackets, with or without a port.
fn is_host(text: &str) -> bool {
    let in_brackets = text.strip_prefix('[').and_then(|inner| inner.split_once(']'));
    let (fine, rest) = if let Some((address, rest)) = in_brackets {
        let allowed = |byte: u8| byte.is_ascii_hexdigit() || b".:".contains(&byte);
        (!address.is_empty() && address.bytes().all(allowed), rest)
    } else {
        let (name, rest) = text.split_at(text.find(':').unwrap_or(text.len()));
        (!name.is_empty() && is_made_of(name, is_mark), rest)
    };
    let port = rest.strip_prefix(':').unwrap_or(rest);
    fine && (rest.is_empty() || rest.starts_with(':')) && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// Characters that need no escape anywhere: unreserved ones and sub-delimiters.
fn is_mark(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._~!$&'()*+,;=-".contains(&byte)
}

/// Whether a part has only allowed characters and whole percent escapes.
fn is_made_of(part: &str, allowed: impl Fn(u8) -> bool) -> bool {
    let mut bytes = part.bytes();
    while let Some(byte) = bytes.next() {
        let fine = if byte == b'%' {
            let mut digit = || bytes.next().is_some_and(|byte| byte.is_ascii_hexdigit());
            digit() && digit()
        } else {
            allowed(byte)
        };
        if !fine {
            return false;
        }
    }
    true
}

impl<const MAX: usize> WebAddress<MAX> {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Deref for WebAddress<MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Debug for WebAddress<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for WebAddress<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_pass_with_and_without_a_scheme() {
        for good in [
            "example.com",
            "example.com/a.png?size=2 x#top",
            "https://user@example.com:8080/%20",
            "HTTP://[::1]:80/",
        ] {
            assert!(<WebAddress>::try_from(good).is_ok(), "{good}");
        }
        for bad in
            ["", "ftp://example.com", "localhost:3000/a", "https://", "https:example.com", "a b", "e.com/%2"]
        {
            assert!(<WebAddress>::try_from(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_shorter_limit_comes_last() {
        let long = format!("example.com/{}", "a".repeat(800));
        assert!(<WebAddress>::try_from(long.as_str()).is_ok());
        assert!(WebAddress::<800>::try_from(long.as_str()).is_err());
    }
}
