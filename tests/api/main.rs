//! The emulator as a client sees it: every test starts one of its own and talks HTTP to it.
//!
//! Where a new test goes: one file a capability.
//!
//! - `wire.rs`: how a request is encoded and how an answer looks, byte for byte
//! - `errors.rs`: what is wrong with a parameter, whichever operation takes it
//! - `authentication.rs`: keys and accounts · `versions.rs`: API versions · `idempotency.rs`: same key, same answer
//! - `pagination.rs`: lists and cursors · `filters.rs`: what lists select · `search.rs`: what queries find
//! - `expansion.rs`: `expand[]`
//! - `checkout_sessions/`: their rules in every mode, `ui_mode`, state and version
//! - `coupons.rs`, `promotion_codes.rs`, `tax_rates.rs`, …: the rules of one resource, whatever the files above do not
//!   cover
//! - `money.rs`: what a session comes to, and what does not add up · `worked_examples.rs`: its amounts, one by one
//! - `events.rs`: what happens is told · `webhook_endpoints.rs`, `webhooks.rs`: to whom, and how it gets there
//! - `flows/`: what happens once a customer pays, flow by flow, with every event and object
//! - `hosted_page.rs`: the page customers pay on, as far as HTTP shows it; a browser looks at it in `tests/browser/`
//! - `payments/`: payment and setup intents, payment methods, charges, refunds, by the API alone
//! - `control.rs`: the emulator's own API, its clock included · `request_log.rs`: what was asked
//! - `robustness.rs`: what no client should send · `concurrency.rs`: many clients at once
//! - `command_line.rs`: the program itself, started as its users start it · `https.rs`: the same over TLS
//! - `conformance.rs`: parameters and answers against Stripe's published types
//! - `forms.rs`: laws of the form encoding, as property tests
//!
//! What tests share is in `support/`. Time is advanced, never slept.

#![recursion_limit = "256"]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod authentication;
mod checkout_sessions;
mod command_line;
mod concurrency;
mod conformance;
mod connected_accounts;
mod control;
mod coupons;
mod coverage;
mod errors;
mod events;
mod expansion;
mod filters;
mod fixtures;
mod flows;
mod forms;
mod hosted_page;
mod https;
mod idempotency;
mod money;
mod pagination;
mod payments;
mod promotion_codes;
mod publishable_keys;
mod request_log;
mod robustness;
mod search;
mod state;
mod support;
mod tax_rates;
mod versions;
mod webhook_endpoints;
mod webhooks;
mod wire;
mod worked_examples;
