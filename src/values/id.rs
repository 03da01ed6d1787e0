use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::io;
use std::marker::PhantomData;
use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};
use rand::SeedableRng;
use rand::distr::{Alphanumeric, Distribution};
use rand::rngs::Xoshiro256PlusPlus;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Text, ValueError};

/// A kind of object the API serves.
pub trait Object: Serialize + Send + Sync + 'static {
    /// The `object` field: `checkout.session`.
    const NAME: &'static str;
    /// What errors call it: `No such <noun>: 'x'`.
    const NOUN: &'static str;
    /// What its ids begin with: `cs_test_`.
    const PREFIX: &'static str;
    /// How many random characters follow.
    const ID_LENGTH: usize;
    /// The name of its id in a URL, which errors about a missing object give as `param`.
    const PATH_PARAM: &'static str = "id";
    /// The fields that `expand` replaces or adds. See [`crate::http::expand`].
    const EXPAND: &'static [crate::http::expand::Expandable];
    /// The other fields, which `expand` refuses by name.
    const PLAIN: &'static [&'static str];

    fn id(&self) -> &Id<Self>
    where
        Self: Sized;

    fn created(&self) -> super::Timestamp;

    /// What else it is found by: ids of what it belongs to, a code, an address. Letter case does not count.
    fn found_by(&self) -> impl Iterator<Item = &str>
    where
        Self: Sized,
    {
        std::iter::empty()
    }
}

/// The id of a `T`. A price cannot pass for a product.
pub struct Id<T: ?Sized>(Arc<str>, PhantomData<fn() -> Box<T>>);

impl<T: ?Sized> Id<T> {
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Id(id.into(), PhantomData)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }
}

impl<T: ?Sized> BorshSerialize for Id<T> {
    fn serialize<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        BorshSerialize::serialize(&self.0, writer)
    }
}

impl<T: ?Sized> BorshDeserialize for Id<T> {
    fn deserialize_reader<R: io::Read>(reader: &mut R) -> io::Result<Self> {
        Ok(Id::new(String::deserialize_reader(reader)?))
    }
}

impl<T: ?Sized> Clone for Id<T> {
    fn clone(&self) -> Self {
        Id(Arc::clone(&self.0), PhantomData)
    }
}

impl<T: ?Sized> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T: ?Sized> Eq for Id<T> {}

impl<T: ?Sized> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: ?Sized> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<T: ?Sized> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<T: ?Sized> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<T: ?Sized> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<T: ?Sized> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, T: ?Sized> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T: ?Sized>(PhantomData<fn() -> Box<T>>);

        impl<T: ?Sized> de::Visitor<'_> for Visitor<T> {
            type Value = Id<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an id")
            }

            fn visit_str<E: de::Error>(self, id: &str) -> Result<Id<T>, E> {
                Text::<5000>::try_from(id).map_err(|error: ValueError| E::custom(error))?;
                Ok(Id::new(id))
            }
        }

        deserializer.deserialize_str(Visitor(PhantomData))
    }
}

/// Where ids and secrets come from: the same seed gives the same ones in the same order.
///
/// Only a seed and a counter, so that a refused request can put it back to where it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct IdSource {
    seed: u64,
    drawn: u64,
}

impl IdSource {
    pub fn new(seed: u64) -> Self {
        IdSource { seed, drawn: 0 }
    }

    /// A source that has given `drawn` ids before.
    pub fn at(seed: u64, drawn: u64) -> Self {
        IdSource { seed, drawn }
    }

    /// `prefix` followed by `length` letters and digits.
    pub fn draw(&mut self, prefix: &str, length: usize) -> String {
        // An odd multiplier keeps neighbouring draws apart; the generator does the rest.
        let mixed = self.seed.wrapping_add(self.drawn.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        self.drawn += 1;
        let mut random = Xoshiro256PlusPlus::seed_from_u64(mixed);
        let mut id = String::with_capacity(prefix.len() + length);
        id.push_str(prefix);
        id.extend(Alphanumeric.sample_iter(&mut random).take(length).map(char::from));
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_its_ids_and_another_does_not() {
        let draw = |seed| {
            let mut source = IdSource::new(seed);
            [source.draw("cus_", 14), source.draw("cus_", 14)]
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1)[0], draw(2)[0]);
        assert_ne!(draw(1)[0], draw(1)[1]);
        assert_eq!(draw(1)[0].len(), 18);
    }
}
