//! Parameters and answers against Stripe's published types, as extracted into `fixtures/`.

mod exceptions;
pub(crate) mod objects;
mod parameters;
