//! Fixtures: what an account is to begin with, as requests in a file. The document is the Stripe CLI's; one thing is added to it:
//! an entry may choose the `id` of what it creates.
//!
//! <https://docs.stripe.com/cli/fixtures>

mod document;
mod reference;

pub use document::{Document, Entry};
pub use reference::{Environment, insert_environment};
use serde_json::{Map, Value};

use crate::error::{ApiError, Refusal};
use crate::form::{self, Branch};
use crate::http::expand::Subject;
use crate::http::inside::Asked;
use crate::router::{self, Endpoint};
use crate::store::Transaction;

impl Document {
    /// Does what the entries say, one after the other, and gives what was answered by name.
    ///
    /// # Errors
    /// The first refusal, with the entry in its message and the parameter that was refused. What was done until then is the
    /// transaction's to undo.
    pub fn apply(&self, tx: &mut Transaction<'_>) -> Result<Map<String, Value>, ApiError> {
        let version = tx.version();
        tx.speak(self.version.unwrap_or(version));
        let applied = self.apply_entries(tx);
        tx.speak(version);
        applied
    }

    fn apply_entries(&self, tx: &mut Transaction<'_>) -> Result<Map<String, Value>, ApiError> {
        let mut answers = Map::new();
        for (index, entry) in self.entries.iter().enumerate() {
            let answer = entry.perform(&answers, tx).map_err(|error| {
                let place = format!("entry {} `{}` ({} {})", index + 1, entry.name, entry.method, entry.path);
                named(&self.source, &place, &error)
            })?;
            answers.insert(entry.name.clone(), answer);
        }
        Ok(answers)
    }
}

/// The same refusal with the entry it is about in front. That an object is missing is no 404 here: no URL named it.
fn named(source: &str, place: &str, error: &ApiError) -> ApiError {
    Refusal {
        code: error.code(),
        message: format!("{source}: {place}: {error}"),
        param: error.param().map(Into::into),
        about: None,
    }
    .into()
}

impl Entry {
    fn perform(&self, answers: &Map<String, Value>, tx: &mut Transaction<'_>) -> Result<Value, ApiError> {
        let place = tx.savepoint();
        match self.attempt(answers, tx) {
            Err(error) if self.expected_error_type.as_deref() == Some(error.kind()) => {
                tx.roll_back_to(place);
                Ok(
                    serde_json::json!({"error": {"type": error.kind(), "code": error.code(), "message": error.to_string()}}),
                )
            }
            attempted => attempted,
        }
    }

    fn attempt(&self, answers: &Map<String, Value>, tx: &mut Transaction<'_>) -> Result<Value, ApiError> {
        let mut insert = |text: &str| reference::insert(text, answers, tx);
        let path = insert(&self.path)?;
        let mut params = Value::Object(self.params.clone());
        reference::insert_everywhere(&mut params, &mut insert)?;
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        let Some((endpoint, id)) = router::find(&self.method, path) else {
            return Err(ApiError::UnrecognizedUrl { method: self.method.to_string(), path: path.to_owned() });
        };
        let mut form = params.as_object().map(form::encode_json).unwrap_or_default();
        if !query.is_empty() {
            form = if form.is_empty() { query.to_owned() } else { format!("{query}&{form}") };
        }
        let params = Branch::parse(form.as_bytes())?;
        if let Some(id) = &self.id {
            tx.fix_id(creates(endpoint)?, id);
        }
        let answer = (endpoint.perform)(tx, Asked { method: &self.method, path, id, params })?;
        if let Some(id) = &self.id
            && tx.unfix_id()
        {
            return Err(Refusal::new(format!(
                "The object cannot get the id `{id}`: another has it, or its own parameters say otherwise."
            ))
            .at("id")
            .into());
        }
        Ok(answer)
    }
}

/// The kind of object that an endpoint creates.
fn creates(endpoint: &Endpoint) -> Result<&'static str, ApiError> {
    match endpoint.subject {
        Subject::Object(kind)
            if endpoint.method == axum::http::Method::POST && !endpoint.path.contains('{') =>
        {
            Ok(kind)
        }
        _ => Err(Refusal::new("Only an entry that creates an object can choose an id.").at("id").into()),
    }
}
