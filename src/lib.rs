//! Stripe Checkout on your own machine.
//!
//! A Rust test starts it in its own process:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let emulator = checkout_emulator::Emulator::builder().seed(1).start().await?;
//! println!("point your Stripe client at {}", emulator.url());
//! # Ok(())
//! # }
//! ```
//!
//! # How the crate is laid out
//!
//! A request is a **form** ([`form`]). It is read into a tree, the tree into **typed params**, the params are an
//! **operation** ([`operation`]) that runs in a **transaction** ([`store`]) on one **account**, and the outcome is a
//! **typed object** ([`resources`]) or one **[`error::ApiError`]**. Keys, versions, idempotency and expansion wrap
//! around that line once, in [`http`].
//!
//! ```text
//! router.rs → http/handler.rs → form/ → resources/…/create.rs → store/transaction.rs → resources/…/session.rs
//! which URL   the one handler   params  the rule                all or nothing         what the client sees
//! ```
//!
//! Arrows point one way: `http`, `hosted` and `control` know `resources`; `resources` know `events`, `store` and `values`. What older API
//! versions send and see is in [`versions`], the language of search queries in [`search`], what happens and who is told of it
//! in [`events`], the emulator's own API in [`control`], what accounts begin with in [`fixtures`], the page customers pay on in
//! [`hosted`].

pub mod app;
pub mod cli;
pub mod clock;
pub mod control;
mod emulator;
pub mod error;
pub mod events;
pub mod fixtures;
pub mod form;
pub mod hosted;
pub mod http;
pub mod operation;
pub mod outgoing;
pub mod payments;
pub mod resources;
pub mod router;
pub mod search;
pub mod server;
pub mod state;
pub mod store;
pub mod tls;
pub mod values;
pub mod versions;

pub use emulator::{Builder, Emulator};
