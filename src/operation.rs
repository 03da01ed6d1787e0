//! What every endpoint is: params in, an object out, on one account, all or nothing.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::ApiError;
use crate::http::expand::Subject;
use crate::store::Transaction;
use crate::values::{Id, Object};

/// One operation of the API. The type is the schema of its parameters; `perform` is the rule.
pub trait Operation: DeserializeOwned + Send + 'static {
    /// What the URL names: `()`, or the [`Id`] in it.
    type Target: Target;
    type Output: Output;

    /// Whether it takes `expand[]`. Deletions do not.
    const EXPANDS: bool = true;

    /// Whether a browser may do it, with a publishable key.
    const PUBLISHABLE: bool = false;

    /// Parameters of Stripe's that are known and refused, because what they do is not emulated.
    const REFUSED: &'static [&'static str] = &[];

    /// What the URL's id must look like before anything else is looked at.
    ///
    /// # Errors
    /// An id that cannot be one.
    fn check_target(_target: &Self::Target) -> Result<(), ApiError> {
        Ok(())
    }

    /// Looks up, checks, computes, inserts.
    ///
    /// # Errors
    /// Whatever the request is refused for; nothing it did is kept then.
    fn perform(self, target: Self::Target, tx: &mut Transaction<'_>) -> Result<Self::Output, ApiError>;
}

/// What a URL names.
pub trait Target: Send {
    fn from_path(id: Option<&str>) -> Self;
}

impl Target for () {
    fn from_path(_: Option<&str>) -> Self {}
}

impl<T: Object> Target for Id<T> {
    fn from_path(id: Option<&str>) -> Self {
        Id::new(id.unwrap_or_default())
    }
}

/// What an operation answers.
pub trait Output: Serialize + Send {
    /// What `expand` paths begin at.
    const SUBJECT: Subject;
}

impl<T: Object> Output for Arc<T> {
    const SUBJECT: Subject = Subject::Object(T::NAME);
}

/// The answer to a deletion.
#[derive(Debug, Serialize)]
#[expect(clippy::struct_field_names, reason = "Stripe's names")]
pub struct Deleted<T: Object> {
    id: Id<T>,
    object: &'static str,
    deleted: bool,
}

impl<T: Object> Deleted<T> {
    pub fn new(id: Id<T>) -> Self {
        Deleted { id, object: T::NAME, deleted: true }
    }
}

impl<T: Object> Output for Deleted<T> {
    const SUBJECT: Subject = Subject::Nothing;
}

/// An object, or what is left of a deleted one: what retrieving a customer answers.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum MaybeDeleted<T: Object> {
    Live(Arc<T>),
    Deleted(Deleted<T>),
}

impl<T: Object> Output for MaybeDeleted<T> {
    const SUBJECT: Subject = Subject::Object(T::NAME);
}
