use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::{Text, ValueError};

/// A list of at most `MAX` elements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(transparent)]
pub struct UpTo<const MAX: usize, T>(Vec<T>);

/// A word or sentence without a limit of its own.
pub type NonEmptyText = Text<5000>;

impl<const MAX: usize, T> Default for UpTo<MAX, T> {
    fn default() -> Self {
        UpTo(Vec::new())
    }
}

impl<const MAX: usize, T> UpTo<MAX, T> {
    /// A list that was computed, not sent; nothing if it is too long.
    pub fn of(elements: Vec<T>) -> Option<Self> {
        (elements.len() <= MAX).then_some(UpTo(elements))
    }

    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<const MAX: usize, T> Deref for UpTo<MAX, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<const MAX: usize, T> IntoIterator for UpTo<MAX, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'de, const MAX: usize, T: Deserialize<'de>> Deserialize<'de> for UpTo<MAX, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<const MAX: usize, T>(PhantomData<T>);

        impl<'de, const MAX: usize, T: Deserialize<'de>> de::Visitor<'de> for Visitor<MAX, T> {
            type Value = UpTo<MAX, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut elements: A) -> Result<UpTo<MAX, T>, A::Error> {
                let sent = elements.size_hint().unwrap_or_default();
                if sent > MAX {
                    return Err(de::Error::custom(ValueError::too_many(MAX)));
                }
                let mut list = Vec::with_capacity(sent);
                while let Some(element) = elements.next_element()? {
                    list.push(element);
                }
                Ok(UpTo(list))
            }
        }

        deserializer.deserialize_seq(Visitor(PhantomData))
    }
}
