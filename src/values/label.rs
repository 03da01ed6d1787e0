use serde::{Deserialize, Deserializer};

use super::read::read;
use super::{Text, ValueError};

/// Text of at most `MAX` characters that an error gives back whole, as Stripe's do for phone numbers and unit labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label<const MAX: usize>(Text<MAX>);

impl<const MAX: usize> Label<MAX> {
    pub fn into_text(self) -> Text<MAX> {
        self.0
    }
}

impl<const MAX: usize> TryFrom<&str> for Label<MAX> {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        Text::try_from(text).map(Label).map_err(|_| {
            ValueError::new(format!("Invalid string length: {text} must be at most {MAX} characters"))
        })
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Label<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}
