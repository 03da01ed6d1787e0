//! The Rust SDK, `async-stripe`, as a client of the emulator.
//!
//! A session that the SDK reads is one whose every field has the type the SDK was generated with, for Stripe's
//! description of the API at `2026-07-29.dahlia`. What the tests compare is what a shop built on the SDK would see.
//!
//! Where a new test goes:
//!
//! - `creating.rs`, `settings.rs`, `updating.rs`, `listing.rs`, `completing.rs`, `expiring.rs`: checkout sessions, by what is done with
//!   them
//! - `catalog.rs`: products and prices · `discounts.rs`: coupons and promotion codes · `tax_rates.rs` ·
//!   `shipping_rates.rs` · `customers.rs`
//! - `webhooks.rs`: what a shop is told
//! - `refusals.rs`: errors as the SDK types them · `strategies.rs`: idempotency keys and accounts
//!
//! What tests share is in `support.rs`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod catalog;
mod completing;
mod creating;
mod customers;
mod discounts;
mod expiring;
mod listing;
mod refusals;
mod settings;
mod shipping_rates;
mod strategies;
mod support;
mod tax_rates;
mod updating;
mod webhooks;
