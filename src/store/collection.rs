use std::sync::Arc;

use indexmap::IndexMap;

use crate::values::{Id, Object};

/// Objects of one kind in order of creation.
///
/// A deleted object leaves its place behind: its id is still a valid cursor, and cannot be given away again.
#[derive(Debug)]
pub struct Collection<T> {
    slots: IndexMap<Arc<str>, Slot<T>>,
}

#[derive(Debug)]
pub enum Slot<T> {
    Live(Arc<T>),
    Deleted,
}

impl<T> Default for Collection<T> {
    fn default() -> Self {
        Collection { slots: IndexMap::new() }
    }
}

impl<T: Object> Collection<T> {
    pub fn get(&self, id: &str) -> Option<&Arc<T>> {
        match self.slots.get(id)? {
            Slot::Live(object) => Some(object),
            Slot::Deleted => None,
        }
    }

    pub fn slot(&self, id: &str) -> Option<&Slot<T>> {
        self.slots.get(id)
    }

    /// Adds an object, or takes the place of the one with its id, which is given back.
    pub(super) fn put(&mut self, object: Arc<T>) -> Option<Slot<T>> {
        self.slots.insert(object.id().shared(), Slot::Live(object))
    }

    pub(super) fn delete(&mut self, id: &Id<T>) -> Option<Slot<T>> {
        self.slots.get_mut(id.as_str()).map(|slot| std::mem::replace(slot, Slot::Deleted))
    }

    /// Undoes a `put` or a `delete`: what stood there before, or nothing.
    pub(super) fn restore(&mut self, id: &str, before: Option<Slot<T>>) {
        match before {
            Some(slot) => {
                self.slots.insert(id.into(), slot);
            }
            // What was added last is undone first, so nothing moves.
            None => {
                self.slots.shift_remove(id);
            }
        }
    }

    /// A position in order of creation, also of a deleted object.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.slots.get_index_of(id)
    }

    /// How many places there are, deleted ones included.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// The objects from one position down to another, newest first: lists are read this way.
    pub fn newest_first(&self, positions: std::ops::Range<usize>) -> impl Iterator<Item = &Arc<T>> {
        self.live(positions).rev()
    }

    /// The same, oldest first: the page before a cursor is read this way.
    pub fn oldest_first(&self, positions: std::ops::Range<usize>) -> impl Iterator<Item = &Arc<T>> {
        self.live(positions)
    }

    fn live(&self, positions: std::ops::Range<usize>) -> impl DoubleEndedIterator<Item = &Arc<T>> {
        let slots = self.slots.get_range(positions).into_iter().flat_map(|slice| slice.values());
        slots.filter_map(|slot| match slot {
            Slot::Live(object) => Some(object),
            Slot::Deleted => None,
        })
    }
}
