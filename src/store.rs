//! Where objects live: one account's objects behind one lock, changed in transactions that land whole or not at all.

mod account;
mod collection;
mod finder;
mod objects;
mod snapshot;
mod tax_table;
mod timers;
mod transaction;

pub use account::{Account, State};
pub use collection::{Collection, Slot};
pub use objects::{Objects, Stored};
pub use snapshot::{FORMAT, Snapshot};
pub use tax_table::TaxTable;
pub use timers::{Due, Timers};
pub use transaction::{Context, Request, Transaction};
