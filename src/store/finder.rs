use std::collections::HashMap;
use std::hash::BuildHasher;

use foldhash::fast::RandomState;

use crate::values::Object;

/// Where the objects of a collection stand that are found by something other than their id.
///
/// It keeps hashes, not texts: what it finds may, once in an age, be something else. Whoever asks looks again.
#[derive(Debug, Clone, Default)]
pub(super) struct Finder {
    places: HashMap<u64, Places, RandomState>,
    hasher: RandomState,
}

/// Positions, in order. Most keys find one object.
#[derive(Debug, Clone)]
enum Places {
    One([usize; 1]),
    Many(Vec<usize>),
}

impl Finder {
    /// The positions of the objects found by `key`, in order.
    pub(super) fn find(&self, key: &str) -> &[usize] {
        self.places.get(&self.hash(key)).map_or(&[], Places::all)
    }

    /// What stands at `position` is another object than before, or another state of it.
    pub(super) fn change<T: Object>(&mut self, before: Option<&T>, after: Option<&T>, position: usize) {
        for key in keys(before) {
            if !keys(after).any(|other| key.eq_ignore_ascii_case(other)) {
                self.remove(key, position);
            }
        }
        for key in keys(after) {
            if !keys(before).any(|other| key.eq_ignore_ascii_case(other)) {
                self.add(key, position);
            }
        }
    }

    fn add(&mut self, key: &str, position: usize) {
        let hash = self.hash(key);
        self.places.entry(hash).and_modify(|places| places.add(position)).or_insert(Places::One([position]));
    }

    fn remove(&mut self, key: &str, position: usize) {
        let hash = self.hash(key);
        let Some(places) = self.places.get_mut(&hash) else { return };
        if places.remove(position) {
            self.places.remove(&hash);
        }
    }

    fn hash(&self, key: &str) -> u64 {
        let mut lower = [0; 128];
        match lower.get_mut(..key.len()) {
            Some(lower) => {
                lower.copy_from_slice(key.as_bytes());
                lower.make_ascii_lowercase();
                self.hasher.hash_one(&*lower)
            }
            None => self.hasher.hash_one(key.to_ascii_lowercase().as_bytes()),
        }
    }
}

impl Places {
    fn all(&self) -> &[usize] {
        match self {
            Places::One(place) => place,
            Places::Many(places) => places,
        }
    }

    fn add(&mut self, position: usize) {
        match self {
            Places::One([one]) if *one == position => {}
            Places::One([one]) => {
                let (first, last) = (position.min(*one), position.max(*one));
                *self = Places::Many(vec![first, last]);
            }
            Places::Many(places) => {
                if let Err(index) = places.binary_search(&position) {
                    places.insert(index, position);
                }
            }
        }
    }

    /// Whether nothing is left.
    fn remove(&mut self, position: usize) -> bool {
        match self {
            Places::One([one]) => *one == position,
            Places::Many(places) => {
                if let Ok(index) = places.binary_search(&position) {
                    places.remove(index);
                }
                places.is_empty()
            }
        }
    }
}

fn keys<T: Object>(object: Option<&T>) -> impl Iterator<Item = &str> {
    object.into_iter().flat_map(T::found_by)
}
