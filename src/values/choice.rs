use std::fmt;
use std::io;
use std::marker::PhantomData;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A set of words a parameter may be, in the order in which Stripe's errors list them.
pub trait Words: Copy + 'static {
    const WORDS: &'static [&'static str];
}

/// One of the words of `W`, kept to be given back; words that decide something are enums instead.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Choice<W: Words>(&'static str, PhantomData<W>);

impl<W: Words> Choice<W> {
    /// The word, if it is one of the set.
    pub fn new(word: &str) -> Option<Self> {
        W::WORDS.iter().find(|known| **known == word).map(|known| Choice(known, PhantomData))
    }

    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl<W: Words> fmt::Debug for Choice<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl<W: Words> Serialize for Choice<W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de, W: Words> Deserialize<'de> for Choice<W> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<W>(PhantomData<W>);

        impl<'de, W: Words> de::Visitor<'de> for Visitor<W> {
            type Value = Choice<W>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("one of a set of words")
            }

            fn visit_enum<A: de::EnumAccess<'de>>(self, access: A) -> Result<Choice<W>, A::Error> {
                let (word, _) = access.variant_seed(Word(PhantomData::<W>))?;
                Ok(word)
            }
        }

        deserializer.deserialize_enum("Choice", W::WORDS, Visitor(PhantomData))
    }
}

impl<W: Words> BorshSerialize for Choice<W> {
    fn serialize<O: io::Write>(&self, writer: &mut O) -> io::Result<()> {
        BorshSerialize::serialize(self.0, writer)
    }
}

impl<W: Words> BorshDeserialize for Choice<W> {
    fn deserialize_reader<R: io::Read>(reader: &mut R) -> io::Result<Self> {
        let word = String::deserialize_reader(reader)?;
        Choice::new(&word)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("unknown word {word}")))
    }
}

struct Word<W>(PhantomData<W>);

impl<'de, W: Words> de::DeserializeSeed<'de> for Word<W> {
    type Value = Choice<W>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Choice<W>, D::Error> {
        struct Visitor<W>(PhantomData<W>);

        impl<W: Words> de::Visitor<'_> for Visitor<W> {
            type Value = Choice<W>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a word")
            }

            fn visit_str<E: de::Error>(self, word: &str) -> Result<Choice<W>, E> {
                Choice::new(word).ok_or_else(|| E::unknown_variant(word, W::WORDS))
            }
        }

        deserializer.deserialize_identifier(Visitor(PhantomData))
    }
}
