use std::sync::Arc;

use serde_json::Value;

use super::{Due, Objects, Slot, State, Stored, TaxTable};
use crate::error::{ApiError, NotFound};
use crate::http::version::Version;
use crate::resources::checkout::Session;
use crate::resources::price::Price;
use crate::values::{Id, IdSource, Object, Timestamp};

/// What an operation may know of the request around it.
#[derive(Debug, Clone, Copy)]
pub struct Context<'c> {
    /// `acct_…`.
    pub account: &'c str,
    /// The API version the request is read and answered at.
    pub version: Version,
    /// What page links begin with, without a slash at the end.
    pub public_url: &'c str,
    /// Whether a list says how many objects there are in all (`expand[]=total_count` before basil).
    pub count_total: bool,
}

type Undo = Box<dyn FnOnce(&mut Objects) + Send>;

/// Reads and writes of one operation on one account. Dropped without [`Transaction::commit`], it leaves no trace.
pub struct Transaction<'a> {
    state: &'a mut State,
    context: &'a Context<'a>,
    now: Timestamp,
    ids_before: IdSource,
    undo: Vec<Undo>,
}

impl<'a> Transaction<'a> {
    pub(crate) fn begin(state: &'a mut State, context: &'a Context<'a>, now: Timestamp) -> Self {
        let ids_before = state.ids;
        Transaction { state, context, now, ids_before, undo: Vec::new() }
    }

    /// Keeps what was done.
    pub(crate) fn commit(mut self) {
        self.undo.clear();
        self.ids_before = self.state.ids;
    }

    /// The account's time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub fn context(&self) -> &'a Context<'a> {
        self.context
    }

    /// The caller's API version.
    pub fn version(&self) -> Version {
        self.context.version
    }

    /// The object with this id.
    ///
    /// # Errors
    /// It does not exist or was deleted.
    pub fn get<T: Stored>(&self, id: &Id<T>) -> Result<Arc<T>, NotFound> {
        self.find(id.as_str()).ok_or_else(|| NotFound::of(id))
    }

    /// The object the URL names.
    ///
    /// # Errors
    /// It does not exist or was deleted: 404.
    pub fn target<T: Stored>(&self, id: &Id<T>) -> Result<Arc<T>, ApiError> {
        self.get(id).map_err(|missing| ApiError::TargetNotFound { missing, param: Some(T::PATH_PARAM) })
    }

    /// The object with this id, if there is one.
    pub fn find<T: Stored>(&self, id: &str) -> Option<Arc<T>> {
        T::collection(&self.state.objects).get(id).cloned()
    }

    /// Whether an object with this id was there and is deleted.
    pub fn is_deleted<T: Stored>(&self, id: &str) -> bool {
        matches!(T::collection(&self.state.objects).slot(id), Some(Slot::Deleted(_)))
    }

    /// Every object of a kind, for the operations that list and count.
    pub fn collection<T: Stored>(&self) -> &super::Collection<T> {
        T::collection(&self.state.objects)
    }

    /// Adds a new object, or puts the changed one in the old one's place.
    pub fn put<T: Stored>(&mut self, object: T) -> Arc<T> {
        let object = Arc::new(object);
        let id = object.id().shared();
        let before = T::collection_mut(&mut self.state.objects).put(Arc::clone(&object));
        self.undo.push(Box::new(move |objects| T::collection_mut(objects).restore(&id, before)));
        object
    }

    /// Deletes an object.
    ///
    /// # Errors
    /// It does not exist or was deleted before.
    pub fn delete<T: Stored>(&mut self, id: &Id<T>) -> Result<(), NotFound> {
        self.get(id)?;
        let before = T::collection_mut(&mut self.state.objects).delete(id);
        let id = id.shared();
        self.undo.push(Box::new(move |objects| T::collection_mut(objects).restore(&id, before)));
        Ok(())
    }

    /// A new id of a kind.
    pub fn new_id<T: Stored>(&mut self) -> Id<T> {
        Id::new(self.draw(T::PREFIX, T::ID_LENGTH))
    }

    /// A new id of a kind that lives inside other objects.
    pub fn new_unstored_id<T: Object>(&mut self) -> Id<T> {
        Id::new(self.draw(T::PREFIX, T::ID_LENGTH))
    }

    /// The rates of automatic tax.
    pub fn tax_table(&self) -> &TaxTable {
        &self.state.tax_table
    }

    /// `prefix` and `length` random letters and digits.
    pub fn draw(&mut self, prefix: &str, length: usize) -> String {
        self.state.ids.draw(prefix, length)
    }

    /// The price that holds a lookup key.
    pub fn lookup_key_holder(&self, key: &str) -> Option<Id<Price>> {
        self.state.objects.lookup_keys.get(key).cloned()
    }

    /// Gives a lookup key to a price, or to nobody.
    pub fn set_lookup_key(&mut self, key: &str, holder: Option<Id<Price>>) {
        let key: Arc<str> = key.into();
        let keys = &mut self.state.objects.lookup_keys;
        let before = match holder {
            Some(price) => keys.insert(Arc::clone(&key), price),
            None => keys.remove(&key),
        };
        self.undo.push(Box::new(move |objects| {
            match before {
                Some(price) => objects.lookup_keys.insert(key, price),
                None => objects.lookup_keys.remove(&key),
            };
        }));
    }

    /// Promises to expire a session.
    pub fn expire_at(&mut self, time: Timestamp, session: &Id<Session>) {
        self.look_at(time, Due::Session(session.clone()));
    }

    /// Promises to look at an object once its time has come. Needs no undoing: a promise about an object that is not
    /// there is passed over.
    pub fn look_at(&mut self, time: Timestamp, due: Due) {
        self.state.timers.add(time, due);
    }

    /// Takes out the first object whose time has come.
    pub(crate) fn next_due(state: &mut State, now: Timestamp) -> Option<(Timestamp, Due)> {
        state.timers.next_due(now)
    }

    /// An object as JSON, for expansion.
    pub fn render<T: Stored>(&self, id: &str) -> Option<Value> {
        match T::collection(&self.state.objects).slot(id)? {
            Slot::Live(object) => serde_json::to_value(object).ok(),
            Slot::Deleted(_) => Some(serde_json::json!({"id": id, "object": T::NAME, "deleted": true})),
        }
    }

    /// An object, or a deleted one as it was last, for what refers to it beyond its deletion.
    pub fn last<T: Stored>(&self, id: &str) -> Option<Arc<T>> {
        match T::collection(&self.state.objects).slot(id)? {
            Slot::Live(object) | Slot::Deleted(object) => Some(Arc::clone(object)),
        }
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        while let Some(undo) = self.undo.pop() {
            undo(&mut self.state.objects);
        }
        self.state.ids = self.ids_before;
    }
}
