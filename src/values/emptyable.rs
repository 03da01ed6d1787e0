use std::fmt;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, de};

use crate::form::EMPTYABLE;

/// A parameter that an empty string unsets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Emptyable<T> {
    Empty,
    Value(T),
}

impl<T> Emptyable<T> {
    pub fn into_value(self) -> Option<T> {
        match self {
            Emptyable::Empty => None,
            Emptyable::Value(value) => Some(value),
        }
    }

    pub fn value(&self) -> Option<&T> {
        match self {
            Emptyable::Empty => None,
            Emptyable::Value(value) => Some(value),
        }
    }
}

/// Reading parameters that may be absent, empty or set.
pub trait EmptyableExt<T> {
    /// The value, with absent and empty alike: for creating.
    fn flatten(self) -> Option<T>;

    /// Overwrites or unsets `target` unless the parameter is absent: for updating.
    fn apply_to(self, target: &mut Option<T>);
}

impl<T> EmptyableExt<T> for Option<Emptyable<T>> {
    fn flatten(self) -> Option<T> {
        self.and_then(Emptyable::into_value)
    }

    fn apply_to(self, target: &mut Option<T>) {
        if let Some(given) = self {
            *target = given.into_value();
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Emptyable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visitor<T> {
            type Value = Emptyable<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or an empty string")
            }

            fn visit_unit<E: de::Error>(self) -> Result<Emptyable<T>, E> {
                Ok(Emptyable::Empty)
            }

            fn visit_newtype_struct<D: Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<Emptyable<T>, D::Error> {
                T::deserialize(deserializer).map(Emptyable::Value)
            }
        }

        deserializer.deserialize_newtype_struct(EMPTYABLE, Visitor(PhantomData))
    }
}
