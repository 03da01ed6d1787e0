//! Small types with their rule inside: a value that exists is valid.
//!
//! Each reads itself out of a request and refuses what breaks its rule, in Stripe's words ([`ValueError`]); the
//! decoder adds the parameter's name.

mod amount;
pub(crate) mod any_json;
mod as_sent;
mod bounded;
pub mod calendar;
mod choice;
mod color;
mod country;
mod currency;
mod decimal;
mod email;
mod emptyable;
mod id;
mod label;
mod language;
mod list;
mod metadata;
mod number;
mod percent;
mod read;
mod statement_descriptor;
mod text;
mod time_range;
mod timestamp;
mod url;
mod value_error;
mod web_address;
pub(crate) mod word;

pub use amount::Amount;
pub use as_sent::AsSent;
pub use bounded::{Int, NonNegative, Positive};
pub use choice::{Choice, Words};
pub use color::HexColor;
pub use country::Country;
pub use currency::{Currency, CurrencyMap};
pub use decimal::Decimal;
pub use email::Email;
pub use emptyable::{Emptyable, EmptyableExt};
pub use id::{Id, IdSource, Object};
pub use label::Label;
pub use language::Language;
pub use list::{NonEmptyText, UpTo};
pub use metadata::{Metadata, MetadataParam};
pub use number::Number;
pub use percent::Percent;
pub use statement_descriptor::StatementDescriptor;
pub use text::Text;
pub use time_range::TimeRange;
pub use timestamp::Timestamp;
pub use url::Url;
pub use value_error::ValueError;
pub use web_address::WebAddress;

/// Declares a set of words a parameter may be, in the order Stripe lists them.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $visibility:vis $name:ident: $($word:literal)+) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $visibility struct $name;

        impl $crate::values::Words for $name {
            const WORDS: &'static [&'static str] = &[$($word),+];
        }
    };
}
