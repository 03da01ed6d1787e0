//! What surrounds every operation: keys, versions, idempotency, params, expansion, headers.

pub mod answer;
mod browser_view;
pub mod caller;
pub mod expand;
pub mod handler;
pub mod idempotency;
pub mod inside;
pub mod json;
pub mod list;
pub(crate) mod origin;
pub mod params;
pub mod request_log;
pub mod search;
pub mod version;

pub use handler::operation;

/// Largest body, in bytes.
pub const MAX_BODY: usize = 1024 * 1024;

/// Longest request line, in bytes: method, path, query and protocol.
pub const MAX_REQUEST_LINE: usize = 16 * 1024;
