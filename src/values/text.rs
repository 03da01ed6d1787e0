use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize};

use super::ValueError;
use super::read::read;

/// Text of at most `MAX` characters; 5000 where Stripe publishes no limit of its own. Never empty: an empty string in a
/// request means "unset".
#[derive(Clone, PartialEq, Eq, Hash, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(transparent)]
pub struct Text<const MAX: usize = 5000>(Box<str>);

impl<const MAX: usize> TryFrom<&str> for Text<MAX> {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        // Counting is only needed where bytes alone do not settle it.
        if text.len() > MAX && text.chars().count() > MAX {
            return Err(ValueError::too_long(text, MAX));
        }
        Ok(Text(text.into()))
    }
}

impl<const MAX: usize> Text<MAX> {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text without white space around it, or nothing where there is nothing else.
    #[must_use]
    pub fn trimmed(&self) -> Option<Self> {
        let text = self.0.trim_matches(|character: char| character.is_whitespace() || character == '\0');
        if text.is_empty() { None } else { Some(Text(text.into())) }
    }
}

impl<const MAX: usize> Deref for Text<MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> fmt::Debug for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Text<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}
