use std::fmt;

use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Emptyable, ValueError};
use crate::error::{ApiError, refusal};
use crate::form::TEXT_MAP;

/// Most keys an object's metadata may have.
const MAX_KEYS: usize = 50;
const MAX_KEY: usize = 40;
const MAX_VALUE: usize = 500;

/// The metadata of an object, keys in the order in which they were set.
///
/// <https://docs.stripe.com/api/metadata>
#[derive(Debug, Clone, Default, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Metadata(Vec<(Box<str>, Box<str>)>);

/// Metadata in a request: texts to set, and keys to unset where the text is empty.
///
/// Keys have up to 40 characters, values up to 500; both are refused in Stripe's words, naming no parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetadataParam(Vec<(Box<str>, Box<str>)>);

impl Metadata {
    /// Merges what was sent; the 50 keys are counted on the result.
    pub fn merge(&mut self, sent: MetadataParam) -> Result<(), ApiError> {
        for (key, value) in sent.0 {
            let place = self.0.iter().position(|(known, _)| *known == key);
            match (place, value.is_empty()) {
                (Some(place), true) => {
                    self.0.remove(place);
                }
                (Some(place), false) => self.0[place].1 = value,
                (None, true) => {}
                (None, false) => self.0.push((key, value)),
            }
        }
        if self.0.len() > MAX_KEYS {
            return Err(refusal::too_many_metadata_keys(self.0.len()).into());
        }
        Ok(())
    }

    /// Metadata of a new object.
    pub fn new(sent: Option<MetadataParam>) -> Result<Self, ApiError> {
        let mut metadata = Metadata::default();
        metadata.merge(sent.unwrap_or_default())?;
        Ok(metadata)
    }

    /// An update: nothing sent changes nothing, an empty string clears all, a map merges.
    pub fn update(&mut self, sent: Option<Emptyable<MetadataParam>>) -> Result<(), ApiError> {
        match sent {
            None => Ok(()),
            Some(Emptyable::Empty) => {
                self.0.clear();
                Ok(())
            }
            Some(Emptyable::Value(sent)) => self.merge(sent),
        }
    }

    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| &**known == key).map(|(_, value)| &**value)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Metadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for MetadataParam {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = MetadataParam;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of text")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut entries: A) -> Result<MetadataParam, A::Error> {
                let mut sent = Vec::with_capacity(entries.size_hint().unwrap_or_default());
                while let Some(key) = entries.next_key::<Box<str>>()? {
                    let value = entries.next_value::<Box<str>>()?;
                    check(&key, &value).map_err(de::Error::custom)?;
                    sent.push((key, value));
                }
                Ok(MetadataParam(sent))
            }
        }

        deserializer.deserialize_struct(TEXT_MAP, &[], Visitor)
    }
}

fn check(key: &str, value: &str) -> Result<(), ValueError> {
    let characters = key.chars().count();
    if characters > MAX_KEY {
        let message = format!(
            "Metadata keys can have up to {MAX_KEY} characters, but you passed in a key that is {characters} \
             characters. Invalid key: {key}"
        );
        return Err(ValueError::new(message).of_the_whole());
    }
    let characters = value.chars().count();
    if characters > MAX_VALUE {
        let message = format!(
            "Metadata values can have up to {MAX_VALUE} characters, but you passed in a value that is {characters} \
             characters. Invalid value: {value}"
        );
        return Err(ValueError::new(message).of_the_whole());
    }
    Ok(())
}
