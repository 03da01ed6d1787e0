//! Checkout: sessions in which customers pay.

pub mod session;

pub use session::{LINE_ITEM, LINE_ITEM_EXPAND, Session, expire_if_open};
