//! What tests share: an emulator each, a client, answers and refusals to compare, the raw wire, a receiver of webhooks.

mod answer;
mod client;
mod emulator;
mod form;
mod webhook_receiver;
mod wire;

pub(crate) use answer::{Answer, Fault, conflict, error, not_found, unauthenticated};
pub(crate) use client::{Client, PRICE, SHIPPING_RATE};
pub(crate) use emulator::{DAY, Emulator, NOON};
pub(crate) use form::{encode, flatten};
pub(crate) use webhook_receiver::{Reaction, Received, Receiver};
pub(crate) use wire::Wire;
