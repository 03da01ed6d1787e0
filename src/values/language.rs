use serde::{Deserialize, Deserializer, Serialize};

use super::ValueError;
use super::read::read;

/// A language by its IETF tag: `en`, `pt-BR`, `zh-Hans`. Its form is checked, not whether anyone speaks it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(transparent)]
pub struct Language(Box<str>);

impl Language {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for Language {
    type Error = ValueError;

    fn try_from(tag: &str) -> Result<Self, ValueError> {
        let mut parts = tag.split('-');
        let language = parts.next().unwrap_or_default();
        let well_formed = (2..=3).contains(&language.len())
            && language.bytes().all(|byte| byte.is_ascii_alphabetic())
            && parts.all(|part| {
                (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            });
        if well_formed {
            return Ok(Language(tag.into()));
        }
        Err(ValueError::new(
            "Not a valid language, try using an IETF language tag, such as 'en-US'. For more information, check \
             https://tools.ietf.org/html/rfc5646",
        ))
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_pass_and_others_do_not() {
        for good in ["en", "en-US", "fil", "zh-Hans", "es-419"] {
            assert!(Language::try_from(good).is_ok(), "{good}");
        }
        for bad in ["", "e", "english", "en_US", "en-", "12"] {
            assert!(Language::try_from(bad).is_err(), "{bad}");
        }
    }
}
