use serde::{Deserialize, Deserializer, Serialize};

use super::ValueError;
use super::read::read;

/// What a customer reads on a bank statement: up to 22 characters, a Latin letter among them, none of `<>\"'`.
///
/// Characters outside ASCII and white space around the text are dropped.
///
/// <https://docs.stripe.com/get-started/account/statement-descriptors>
#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(transparent)]
pub struct StatementDescriptor(Box<str>);

const MAX: usize = 22;

impl StatementDescriptor {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::ops::Deref for StatementDescriptor {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for StatementDescriptor {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        let characters = text.chars().count();
        if characters > MAX {
            return Err(ValueError::new(format!(
                "The statement descriptor must be at most {MAX} characters. {text} is {characters} characters long."
            )));
        }
        if let Some(forbidden) = ['<', '>', '\\', '"', '\''].into_iter().find(|known| text.contains(*known)) {
            return Err(ValueError::new(format!("The statement descriptor cannot include {forbidden}.")));
        }
        if !text.contains(|character: char| character.is_ascii_alphabetic()) {
            return Err(ValueError::new(
                "The statement descriptor must contain at least one Latin character.",
            ));
        }
        let kept: String = text.chars().filter(char::is_ascii).collect();
        Ok(StatementDescriptor(kept.trim().into()))
    }
}

impl<'de> Deserialize<'de> for StatementDescriptor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_statement_can_show_is_kept() {
        assert_eq!(StatementDescriptor::try_from(" Café 7 ").unwrap().as_str(), "Caf 7");
        for bad in ["1234", "A\"B", "O'Hara", "abcdefghijklmnopqrstuvw"] {
            assert!(StatementDescriptor::try_from(bad).is_err(), "{bad}");
        }
    }
}
