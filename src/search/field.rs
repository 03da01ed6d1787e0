use crate::values::Metadata;

/// A field that a query may name, and how it is read off an object.
#[derive(Debug)]
pub struct Field<T> {
    pub(super) name: &'static str,
    pub(super) read: Read<T>,
}

/// The type of a field decides which operators it has.
#[derive(Debug)]
pub(super) enum Read<T> {
    /// One word, compared whole.
    Token(fn(&T) -> Option<&str>),
    /// Several words: a match may be a part of them.
    Text(fn(&T) -> Option<&str>),
    Number(fn(&T) -> Option<i64>),
    /// Tokens, each by its key.
    Metadata(fn(&T) -> &Metadata),
}

/// What was read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Found<'o> {
    Text(&'o str),
    Number(i64),
}

impl<T> Field<T> {
    /// A field with an exact match.
    pub const fn token(name: &'static str, read: fn(&T) -> Option<&str>) -> Self {
        Field { name, read: Read::Token(read) }
    }

    /// A field of Stripe's type `string`: words in a row and substrings are found too.
    pub const fn text(name: &'static str, read: fn(&T) -> Option<&str>) -> Self {
        Field { name, read: Read::Text(read) }
    }

    /// A field that can be compared with a number.
    pub const fn number(name: &'static str, read: fn(&T) -> Option<i64>) -> Self {
        Field { name, read: Read::Number(read) }
    }

    /// `metadata["key"]`.
    pub const fn metadata(read: fn(&T) -> &Metadata) -> Self {
        Field { name: "metadata", read: Read::Metadata(read) }
    }

    /// The token a flag is searched by.
    pub const fn flag(flag: bool) -> &'static str {
        if flag { "true" } else { "false" }
    }

    pub(super) fn of<'o>(&self, object: &'o T, key: Option<&str>) -> Option<Found<'o>> {
        match self.read {
            Read::Token(read) | Read::Text(read) => read(object).map(Found::Text),
            Read::Number(read) => read(object).map(Found::Number),
            Read::Metadata(read) => key.and_then(|key| read(object).get(key)).map(Found::Text),
        }
    }
}
