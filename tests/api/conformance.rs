//! Parameters and answers against Stripe's published types, as extracted into `fixtures/`.

mod exceptions;
mod objects;
mod parameters;
