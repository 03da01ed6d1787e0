use serde::{Deserialize, Deserializer};

use super::ValueError;
use super::read::read;

/// A value and the text it was read from, for errors that say back what was sent.
#[derive(Debug, Clone)]
pub struct AsSent<T> {
    pub value: T,
    pub text: Box<str>,
}

impl<'t, T: TryFrom<&'t str, Error = ValueError>> TryFrom<&'t str> for AsSent<T> {
    type Error = ValueError;

    fn try_from(text: &'t str) -> Result<Self, ValueError> {
        Ok(AsSent { value: T::try_from(text)?, text: text.into() })
    }
}

impl<'de, T: for<'t> TryFrom<&'t str, Error = ValueError>> Deserialize<'de> for AsSent<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}
