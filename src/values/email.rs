use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize};

use super::ValueError;
use super::read::read;

/// An address with one `@`, something before it and a domain after it, of at most 800 characters.
#[derive(Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(transparent)]
pub struct Email(Box<str>);

const MAX: usize = 800;

impl TryFrom<&str> for Email {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        let invalid = || ValueError::coded("email_invalid", format!("Invalid email address: {text}"));
        let (local, domain) = text.rsplit_once('@').ok_or_else(invalid)?;
        let odd = |character: char| {
            character.is_whitespace() || character.is_control() || "<>()[],;:\\\"@".contains(character)
        };
        let labels_fine = domain.split('.').all(|label| !label.is_empty());
        if local.is_empty()
            || text.len() > MAX
            || local.chars().any(odd)
            || domain.chars().any(odd)
            || !labels_fine
        {
            return Err(invalid());
        }
        if !domain.contains('.') {
            return Err(invalid());
        }
        Ok(Email(text.into()))
    }
}

impl Deref for Email {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_addresses_pass_and_others_do_not() {
        for good in ["a@b.co", "first.last+tag@sub.example.org", "o'hara@example.com", "ü@example.de"] {
            assert!(Email::try_from(good).is_ok(), "{good}");
        }
        for bad in ["", "foo", "@b.co", "a@", "a@b", "a b@c.de", "a@b..co", "a@@b.co"] {
            assert!(Email::try_from(bad).is_err(), "{bad}");
        }
    }
}
