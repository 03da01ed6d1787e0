//! Pages of search results.
//!
//! <https://docs.stripe.com/api/pagination/search>

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;

use super::expand::Subject;
use super::version::Version;
use crate::error::{ApiError, Refusal, inferred, refusal};
use crate::operation::Output;
use crate::search::{Filter, Query, Searchable};
use crate::store::{Collection, Transaction};
use crate::values::{Int, Object, Text};

/// How many results a page has. Unlike a list's, a limit out of bounds is refused.
pub type SearchLimit = Int<1, 100>;

const DEFAULT_LIMIT: usize = 10;

/// The first version that can search.
const FIRST_VERSION: Version = Version::named("2020-08-27");

/// A page of results in Stripe's envelope.
#[derive(Debug, Serialize)]
pub struct SearchResult<T> {
    object: &'static str,
    pub data: Vec<T>,
    pub has_more: bool,
    pub next_page: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_count: Option<usize>,
    pub url: String,
}

impl<T: Object> Output for SearchResult<Arc<T>> {
    const SUBJECT: Subject = Subject::SearchResult(T::NAME);
}

/// What to find, and where a page begins and how long it is.
#[derive(Debug)]
pub struct Search {
    pub query: Text,
    pub limit: Option<SearchLimit>,
    /// `next_page` of the page before.
    pub page: Option<Text>,
}

impl Search {
    /// The `T`s that the query finds, newest first.
    ///
    /// # Errors
    /// A query that cannot be read or names what `T` does not have, or a page that was never given out.
    pub fn of<T: Searchable>(self, tx: &Transaction<'_>) -> Result<SearchResult<Arc<T>>, ApiError> {
        if tx.version() < FIRST_VERSION {
            return Err(inferred::search_before(FIRST_VERSION.as_str()).into());
        }
        if self.query.trim().is_empty() {
            return Err(refusal::missing("query").into());
        }
        let filter = Filter::<T>::new(Query::parse(&self.query)?)?;
        let collection = tx.collection::<T>();
        let end = match &self.page {
            Some(page) => position(collection, page)?,
            None => collection.len(),
        };
        let limit = self.limit.and_then(|limit| usize::try_from(limit.get()).ok()).unwrap_or(DEFAULT_LIMIT);

        let found = |end: usize| collection.within(None, 0..end).rev().filter(|object| filter.finds(object));
        let mut results = found(end);
        let data: Vec<Arc<T>> = results.by_ref().take(limit).cloned().collect();
        let has_more = results.next().is_some();
        let last = data.last().filter(|_| has_more);
        Ok(SearchResult {
            object: "search_result",
            next_page: last.map(|object| STANDARD.encode(object.id().as_str())),
            total_count: tx.context().count_total.then(|| found(collection.len()).count()),
            url: format!("/v1/{}/search", T::PLURAL),
            data,
            has_more,
        })
    }
}

/// Where the page after a cursor begins. The cursor is the last object's id, so what comes or goes between two pages
/// moves nothing.
fn position<T: Object>(collection: &Collection<T>, page: &str) -> Result<usize, Refusal> {
    let id = STANDARD.decode(page).ok().and_then(|id| String::from_utf8(id).ok());
    id.and_then(|id| collection.position(&id)).ok_or_else(|| refusal::invalid_page(page))
}
