//! Lists: cursors, limits, `has_more`.
//!
//! <https://docs.stripe.com/api/pagination>

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize};

use super::expand::Subject;
use crate::error::{ApiError, NotFound, refusal};
use crate::operation::Output;
use crate::store::{Stored, Transaction};
use crate::values::{Int, Object, Text};

/// A page of objects in Stripe's envelope.
#[derive(Debug, Serialize)]
pub struct List<T> {
    object: &'static str,
    pub data: Vec<T>,
    pub has_more: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_count: Option<usize>,
    pub url: String,
}

impl<T> List<T> {
    pub fn new(data: Vec<T>, has_more: bool, url: impl Into<String>) -> Self {
        List { object: "list", data, has_more, total_count: None, url: url.into() }
    }
}

impl<T: Object> Output for List<Arc<T>> {
    const SUBJECT: Subject = Subject::List(T::NAME);
}

/// How many objects a page has: 1 to 100, 10 unless told. What lies outside is moved to the nearest bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(usize);

impl Default for Limit {
    fn default() -> Self {
        Limit(10)
    }
}

impl Limit {
    pub fn get(self) -> usize {
        self.0
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let sent = <Int>::deserialize(deserializer)?.get();
        Ok(Limit(usize::try_from(sent.clamp(1, 100)).unwrap_or(100)))
    }
}

/// Where a page begins and how long it is.
#[derive(Debug, Default)]
pub struct Page {
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Page {
    /// The page of `T`s that pass `filter`, newest first.
    ///
    /// # Errors
    /// A cursor that never was an object of this kind, or both cursors.
    pub fn of<T: Stored>(
        self,
        tx: &Transaction<'_>,
        url: &str,
        filter: impl Fn(&T) -> bool,
    ) -> Result<List<Arc<T>>, ApiError> {
        self.of_filed(None, tx, url, filter)
    }

    /// The same where only what [`Object::found_by`] files under `key` can pass: the others are not looked at.
    ///
    /// # Errors
    /// As those of [`Page::of`].
    pub fn of_filed<T: Stored>(
        self,
        key: Option<&str>,
        tx: &Transaction<'_>,
        url: &str,
        filter: impl Fn(&T) -> bool,
    ) -> Result<List<Arc<T>>, ApiError> {
        let collection = tx.collection::<T>();
        let locate = |cursor: &Option<Text>, param: &str| match cursor {
            None => Ok(None),
            Some(id) => {
                let position = collection.position(id);
                position.map(Some).ok_or_else(|| NotFound::new(T::NOUN, id.as_str()).at(param))
            }
        };
        // Existence comes before exclusion (recorded).
        let after = locate(&self.starting_after, "starting_after")?;
        let before = locate(&self.ending_before, "ending_before")?;
        let limit = self.limit.unwrap_or_default().get();
        let passing = |object: &&Arc<T>| filter(object);
        let (data, has_more) = match (after, before) {
            (Some(_), Some(_)) => return Err(refusal::both_cursors().into()),
            (_, Some(cursor)) => {
                let mut objects =
                    collection.within(key, cursor + 1..collection.len()).filter(passing).cloned();
                let mut page: Vec<Arc<T>> = objects.by_ref().take(limit).collect();
                page.reverse();
                (page, objects.next().is_some())
            }
            (after, None) => {
                let end = after.unwrap_or(collection.len());
                let mut objects = collection.within(key, 0..end).rev().filter(passing).cloned();
                (objects.by_ref().take(limit).collect(), objects.next().is_some())
            }
        };
        let mut list = List::new(data, has_more, url);
        if tx.context().count_total {
            list.total_count = Some(collection.within(key, 0..collection.len()).filter(passing).count());
        }
        Ok(list)
    }

    /// The same over a list that is part of an object and keeps its own order.
    ///
    /// # Errors
    /// A cursor that is not in the list, or both cursors.
    pub fn of_slice<T>(
        self,
        elements: Vec<T>,
        noun: &'static str,
        url: &str,
        id: impl Fn(&T) -> &str,
    ) -> Result<List<T>, ApiError> {
        let locate = |cursor: &Option<Text>, param: &str| match cursor {
            None => Ok(None),
            Some(sent) => {
                let position = elements.iter().position(|element| id(element) == sent.as_str());
                position.map(Some).ok_or_else(|| NotFound::new(noun, sent.as_str()).at(param))
            }
        };
        let after = locate(&self.starting_after, "starting_after")?;
        let before = locate(&self.ending_before, "ending_before")?;
        let limit = self.limit.unwrap_or_default().get();
        let (range, has_more) = match (after, before) {
            (Some(_), Some(_)) => return Err(refusal::both_cursors().into()),
            (_, Some(cursor)) => {
                let start = cursor.saturating_sub(limit);
                (start..cursor, start > 0)
            }
            (after, None) => {
                let start = after.map_or(0, |cursor| cursor + 1);
                let end = elements.len().min(start + limit);
                (start..end, end < elements.len())
            }
        };
        let data = elements.into_iter().skip(range.start).take(range.len()).collect();
        Ok(List::new(data, has_more, url))
    }
}
