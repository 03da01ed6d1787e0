//! Checkout: sessions in which customers pay.

pub mod session;

pub use session::{LINE_ITEM, LINE_ITEM_EXPAND, LINE_ITEM_PLAIN, Session, expire_if_open};
