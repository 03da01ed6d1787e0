//! Stripe's search query language: `active:"true" AND metadata["color"]:"red"`.
//!
//! A query is read into clauses ([`query`]) and these are tied to the fields of a resource ([`field`]); what comes out
//! says of one object whether it is found. Results are up to date at once, where Stripe's lag by up to a minute.
//!
//! <https://docs.stripe.com/search>

mod field;
mod filter;
mod query;

pub use field::Field;
pub use filter::Filter;
pub use query::{Clause, Joined, Operand, Operator, Query};

use crate::store::Stored;

/// A kind of object that can be searched.
pub trait Searchable: Stored {
    /// The resource as its URL and errors name it: `products`.
    const PLURAL: &'static str;
    /// What a query may name.
    const FIELDS: &'static [Field<Self>];
}
