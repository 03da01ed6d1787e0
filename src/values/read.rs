use std::fmt;
use std::marker::PhantomData;

use serde::{Deserializer, de};

use super::ValueError;

/// Reads a value out of text: the one way from serde to every type whose rule is its `TryFrom`.
pub(super) fn read<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: for<'t> TryFrom<&'t str, Error = ValueError>,
    D: Deserializer<'de>,
{
    struct Visitor<T>(PhantomData<T>);

    impl<T: for<'t> TryFrom<&'t str, Error = ValueError>> de::Visitor<'_> for Visitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
            T::try_from(text).map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Visitor(PhantomData))
}
