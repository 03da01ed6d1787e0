//! Operations within a transaction that is under way: what fixtures and the emulator's own API ask for.

use axum::http::Method;
use serde_json::Value;

use super::{expand, params};
use crate::error::ApiError;
use crate::form::{self, Branch};
use crate::operation::{Operation, Output as _, Target as _};
use crate::store::Transaction;
use crate::versions;

/// What is asked for.
#[derive(Debug)]
pub struct Asked<'a> {
    pub method: &'a Method,
    pub path: &'a str,
    /// The id in the path.
    pub id: Option<&'a str>,
    pub params: Branch<'a>,
}

/// Performs an operation, read and answered at the transaction's version.
///
/// # Errors
/// Those of the operation. What it did until then is the transaction's to undo.
pub fn perform<O: Operation>(tx: &mut Transaction<'_>, asked: Asked<'_>) -> Result<Value, ApiError> {
    let Asked { method, path, id, mut params } = asked;
    let version = tx.version();
    let mut paths = if O::EXPANDS { params::take_expand(&mut params)? } else { Vec::new() };
    let target = O::Target::from_path(id);
    versions::upgrade_request(method, path, &mut params, version, false)?;
    let operation: O = form::decode(&params)?;
    expand::check(O::Output::SUBJECT, &mut paths, version)?;
    O::check_target(&target)?;
    let output = operation.perform(target, tx)?;
    let mut value = serde_json::to_value(&output).map_err(|_| ApiError::Internal)?;
    expand::apply(tx, &mut value, &paths);
    versions::downgrade_response(tx, &mut value, version);
    Ok(value)
}
