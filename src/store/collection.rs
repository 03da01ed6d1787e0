use std::ops::Range;
use std::sync::Arc;

use foldhash::fast::RandomState;
use indexmap::IndexMap;

use super::finder::Finder;
use crate::values::{Id, Object};

/// Objects of one kind in order of creation.
///
/// A deleted object leaves its place behind: its id is still a valid cursor. If the id is given away again, the new
/// object stands where new ones do.
/// A clone shares the objects.
#[derive(Debug)]
pub struct Collection<T> {
    slots: IndexMap<Arc<str>, Slot<T>, RandomState>,
    finder: Arc<Finder>,
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
        Collection { slots: self.slots.clone(), finder: Arc::clone(&self.finder) }
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
        Collection { slots: IndexMap::default(), finder: Arc::default() }
    }
}

impl<T> Slot<T> {
    fn live(&self) -> Option<&Arc<T>> {
        match self {
            Slot::Live(object) => Some(object),
            Slot::Deleted(_) => None,
        }
    }
}

impl<T: Object> Collection<T> {
    pub fn get(&self, id: &str) -> Option<&Arc<T>> {
        self.slots.get(id)?.live()
    }

    pub fn slot(&self, id: &str) -> Option<&Slot<T>> {
        self.slots.get(id)
    }

    /// Adds an object, or takes the place of the live one with its id.
    pub(super) fn put(&mut self, object: &Arc<T>) -> Option<Before<T>> {
        let id = object.id().shared();
        let deleted = matches!(self.slots.get(&id), Some(Slot::Deleted(_)));
        let removed = if deleted { self.slots.shift_remove_full(&id) } else { None };
        let (position, before) = self.slots.insert_full(id, Slot::Live(Arc::clone(object)));
        if let Some((position, _, slot)) = removed {
            self.find_anew();
            return Some(Before { slot, position });
        }
        let replaced = before.as_ref().and_then(Slot::live).map(Arc::as_ref);
        Arc::make_mut(&mut self.finder).change(replaced, Some(object), position);
        before.map(|slot| Before { slot, position })
    }

    pub(super) fn delete(&mut self, id: &Id<T>) -> Option<Before<T>> {
        let (position, _, slot) = self.slots.get_full_mut(id.as_str())?;
        let object = match slot {
            Slot::Live(object) | Slot::Deleted(object) => Arc::clone(object),
        };
        let slot = std::mem::replace(slot, Slot::Deleted(object));
        Arc::make_mut(&mut self.finder).change(slot.live().map(Arc::as_ref), None, position);
        Some(Before { slot, position })
    }

    /// Undoes a `put` or a `delete`: what stood there before, or nothing.
    pub(super) fn restore(&mut self, id: &str, before: Option<Before<T>>) {
        // What was changed last is undone first, so nothing else moves.
        let (object, replaced, position, now) = if let Some(Before { slot, position }) = before {
            let object = slot.live().cloned();
            let (now, replaced) = self.slots.insert_full(id.into(), slot);
            self.slots.move_index(now, position);
            (object, replaced, position, now)
        } else {
            let Some((position, _, slot)) = self.slots.shift_remove_full(id) else { return };
            (None, Some(slot), position, self.slots.len())
        };
        if now == position {
            let replaced = replaced.as_ref().and_then(Slot::live).map(Arc::as_ref);
            Arc::make_mut(&mut self.finder).change(replaced, object.as_deref(), position);
        } else {
            self.find_anew();
        }
    }

    /// Objects have moved: each is looked at once more.
    fn find_anew(&mut self) {
        let mut finder = Finder::default();
        for (position, slot) in self.slots.values().enumerate() {
            finder.change(None, slot.live().map(Arc::as_ref), position);
        }
        self.finder = Arc::new(finder);
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
        let object = slot.live().cloned();
        let (position, _) = self.slots.insert_full(id, slot);
        Arc::make_mut(&mut self.finder).change(None, object.as_deref(), position);
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

    /// The live objects, oldest first.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Arc<T>> {
        self.slots.values().filter_map(Slot::live)
    }

    /// The live objects that [`Object::found_by`] files under `key`, oldest first, and perhaps others: whoever asks looks
    /// whether it is what they look for.
    pub fn filed(&self, key: &str) -> impl DoubleEndedIterator<Item = &Arc<T>> {
        self.within(Some(key), 0..self.len())
    }

    /// The live objects between two positions, oldest first: lists are read this way. A key narrows them as in
    /// [`Collection::filed`].
    pub fn within(&self, key: Option<&str>, range: Range<usize>) -> impl DoubleEndedIterator<Item = &Arc<T>> {
        let filed = key.map(|key| {
            let places = self.finder.find(key);
            let [start, end] =
                [range.start, range.end].map(|end| places.partition_point(|place| *place < end));
            places.get(start..end).unwrap_or_default()
        });
        let every = if key.is_none() { range } else { 0..0 };
        let places = every.chain(filed.into_iter().flatten().copied());
        places.filter_map(|place| self.slots.get_index(place)?.1.live())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::Serialize;

    use super::*;
    use crate::http::expand::Expandable;
    use crate::values::Timestamp;

    #[derive(Debug, Serialize)]
    struct Thing {
        id: Id<Thing>,
        owners: Vec<&'static str>,
    }

    impl Object for Thing {
        const NAME: &'static str = "thing";
        const NOUN: &'static str = "thing";
        const PREFIX: &'static str = "th_";
        const ID_LENGTH: usize = 1;
        const EXPAND: &'static [Expandable] = &[];
        const PLAIN: &'static [&'static str] = &["id"];

        fn id(&self) -> &Id<Self> {
            &self.id
        }

        fn created(&self) -> Timestamp {
            Timestamp::from_unix(0)
        }

        fn found_by(&self) -> impl Iterator<Item = &str> {
            self.owners.iter().copied()
        }
    }

    fn thing(id: &str) -> Arc<Thing> {
        owned(id, &[])
    }

    fn owned(id: &str, owners: &[&'static str]) -> Arc<Thing> {
        Arc::new(Thing { id: Id::new(id), owners: owners.to_vec() })
    }

    fn live(things: &Collection<Thing>) -> Vec<&str> {
        things.all().map(|thing| thing.id.as_str()).collect()
    }

    #[test]
    fn an_id_that_is_given_away_again_is_the_newest_and_undoing_puts_it_back() {
        let mut things = Collection::default();
        for id in ["a", "b", "c"] {
            things.put(&thing(id));
        }
        let deleted = things.delete(&Id::new("a"));
        assert_eq!((live(&things), things.position("a")), (vec!["b", "c"], Some(0)));
        let replaced = things.put(&thing("a"));
        assert_eq!(live(&things), ["b", "c", "a"]);

        things.restore("a", replaced);
        assert_eq!((live(&things), things.position("a")), (vec!["b", "c"], Some(0)));
        things.restore("a", deleted);
        assert_eq!(live(&things), ["a", "b", "c"]);
    }

    #[test]
    fn a_changed_object_keeps_its_place() {
        let mut things = Collection::default();
        things.put(&thing("a"));
        things.put(&thing("b"));
        let before = things.put(&thing("a"));
        assert_eq!(live(&things), ["a", "b"]);
        things.restore("a", before);
        assert_eq!(live(&things), ["a", "b"]);
        things.restore("b", None);
        assert_eq!(live(&things), ["a"]);
    }

    const IDS: [&str; 5] = ["a", "b", "c", "d", "e"];
    const OWNERS: [&str; 3] = ["x", "Y", "y"];

    #[derive(Debug, Clone)]
    enum Step {
        Put(&'static str, Vec<&'static str>),
        Delete(&'static str),
        Undo,
    }

    fn step() -> impl Strategy<Value = Step> {
        let id = proptest::sample::select(&IDS[..]);
        let owners = proptest::collection::vec(proptest::sample::select(&OWNERS[..]), 0..3);
        prop_oneof![
            5 => (id.clone(), owners).prop_map(|(id, owners)| Step::Put(id, owners)),
            2 => id.prop_map(Step::Delete),
            3 => Just(Step::Undo),
        ]
    }

    proptest! {
        /// However things come, change, go and are undone: an owner's are those that a look at every thing finds.
        #[test]
        fn what_is_filed_is_what_a_search_finds(steps in proptest::collection::vec(step(), 0..40)) {
            let mut things = Collection::default();
            let mut undo = Vec::new();
            for step in steps {
                match step {
                    Step::Put(id, owners) => undo.push((id, things.put(&owned(id, &owners)))),
                    Step::Delete(id) if things.get(id).is_some() => {
                        undo.push((id, things.delete(&Id::new(id))));
                    }
                    Step::Delete(_) => {}
                    Step::Undo => {
                        if let Some((id, before)) = undo.pop() {
                            things.restore(id, before);
                        }
                    }
                }
                for owner in OWNERS {
                    let owns = |thing: &&Arc<Thing>| thing.owners.iter().any(|own| own.eq_ignore_ascii_case(owner));
                    let wanted: Vec<&str> = things.all().filter(owns).map(|thing| thing.id.as_str()).collect();
                    let filed: Vec<&str> = things.filed(owner).map(|thing| thing.id.as_str()).collect();
                    prop_assert_eq!(filed, wanted);
                }
            }
        }
    }
}
