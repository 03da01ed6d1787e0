use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use crate::values::{Id, Object};

/// Objects of one kind in order of creation.
///
/// A deleted object leaves its place behind: its id is still a valid cursor. If the id is given away again, the new
/// object stands where new ones do.
/// A clone shares the objects.
#[derive(Debug)]
pub struct Collection<T> {
    slots: IndexMap<Arc<str>, Slot<T>, RandomState>,
}

#[derive(Debug)]
pub enum Slot<T> {
    Live(Arc<T>),
    /// As it was last, for what still refers to it.
    Deleted(Arc<T>),
}

/// What stood in a collection before a change, and where.
#[derive(Debug)]
pub(super) struct Before<T> {
    slot: Slot<T>,
    position: usize,
}

impl<T> Clone for Collection<T> {
    fn clone(&self) -> Self {
        Collection { slots: self.slots.clone() }
    }
}

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        match self {
            Slot::Live(object) => Slot::Live(Arc::clone(object)),
            Slot::Deleted(object) => Slot::Deleted(Arc::clone(object)),
        }
    }
}

impl<T> Default for Collection<T> {
    fn default() -> Self {
        Collection { slots: IndexMap::default() }
    }
}

impl<T: Object> Collection<T> {
    pub fn get(&self, id: &str) -> Option<&Arc<T>> {
        match self.slots.get(id)? {
            Slot::Live(object) => Some(object),
            Slot::Deleted(_) => None,
        }
    }

    pub fn slot(&self, id: &str) -> Option<&Slot<T>> {
        self.slots.get(id)
    }

    /// Adds an object, or takes the place of the live one with its id.
    pub(super) fn put(&mut self, object: Arc<T>) -> Option<Before<T>> {
        let id = object.id().shared();
        let deleted = matches!(self.slots.get(&id), Some(Slot::Deleted(_)));
        if deleted && let Some((position, _, slot)) = self.slots.shift_remove_full(&id) {
            self.slots.insert(id, Slot::Live(object));
            return Some(Before { slot, position });
        }
        let (position, slot) = self.slots.insert_full(id, Slot::Live(object));
        slot.map(|slot| Before { slot, position })
    }

    pub(super) fn delete(&mut self, id: &Id<T>) -> Option<Before<T>> {
        let (position, _, slot) = self.slots.get_full_mut(id.as_str())?;
        let object = match slot {
            Slot::Live(object) | Slot::Deleted(object) => Arc::clone(object),
        };
        Some(Before { slot: std::mem::replace(slot, Slot::Deleted(object)), position })
    }

    /// Undoes a `put` or a `delete`: what stood there before, or nothing.
    pub(super) fn restore(&mut self, id: &str, before: Option<Before<T>>) {
        // What was changed last is undone first, so nothing else moves.
        match before {
            Some(Before { slot, position }) => {
                let (now, _) = self.slots.insert_full(id.into(), slot);
                self.slots.move_index(now, position);
            }
            None => {
                self.slots.shift_remove(id);
            }
        }
    }

    /// Every place in order of creation.
    pub(super) fn slots(&self) -> impl Iterator<Item = &Slot<T>> {
        self.slots.values()
    }

    /// Adds a place at the end.
    pub(super) fn push(&mut self, slot: Slot<T>) {
        let id = match &slot {
            Slot::Live(object) | Slot::Deleted(object) => object.id().shared(),
        };
        self.slots.insert(id, slot);
    }

    /// How many objects there are that are not deleted.
    pub(super) fn live_count(&self) -> usize {
        self.slots.values().filter(|slot| matches!(slot, Slot::Live(_))).count()
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
            Slot::Deleted(_) => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;

    use super::*;
    use crate::http::expand::Expandable;
    use crate::values::Timestamp;

    #[derive(Serialize)]
    struct Thing(Id<Thing>);

    impl Object for Thing {
        const NAME: &'static str = "thing";
        const NOUN: &'static str = "thing";
        const PREFIX: &'static str = "th_";
        const ID_LENGTH: usize = 1;
        const EXPAND: &'static [Expandable] = &[];
        const PLAIN: &'static [&'static str] = &["id"];

        fn id(&self) -> &Id<Self> {
            &self.0
        }

        fn created(&self) -> Timestamp {
            Timestamp::from_unix(0)
        }
    }

    fn thing(id: &str) -> Arc<Thing> {
        Arc::new(Thing(Id::new(id)))
    }

    fn live(things: &Collection<Thing>) -> Vec<&str> {
        things.oldest_first(0..things.len()).map(|thing| thing.0.as_str()).collect()
    }

    #[test]
    fn an_id_that_is_given_away_again_is_the_newest_and_undoing_puts_it_back() {
        let mut things = Collection::default();
        for id in ["a", "b", "c"] {
            things.put(thing(id));
        }
        let deleted = things.delete(&Id::new("a"));
        assert_eq!((live(&things), things.position("a")), (vec!["b", "c"], Some(0)));
        let replaced = things.put(thing("a"));
        assert_eq!(live(&things), ["b", "c", "a"]);

        things.restore("a", replaced);
        assert_eq!((live(&things), things.position("a")), (vec!["b", "c"], Some(0)));
        things.restore("a", deleted);
        assert_eq!(live(&things), ["a", "b", "c"]);
    }

    #[test]
    fn a_changed_object_keeps_its_place() {
        let mut things = Collection::default();
        things.put(thing("a"));
        things.put(thing("b"));
        let before = things.put(thing("a"));
        assert_eq!(live(&things), ["a", "b"]);
        things.restore("a", before);
        assert_eq!(live(&things), ["a", "b"]);
        things.restore("b", None);
        assert_eq!(live(&things), ["a"]);
    }
}
