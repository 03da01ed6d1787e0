//! Checkout sessions.
use crate::error::ApiError;
use crate::http::expand::Expandable;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Id, Object, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub const LINE_ITEM: &str = "item";
pub const LINE_ITEM_EXPAND: &[Expandable] = &[];

#[derive(Debug, Clone, Serialize)]
pub struct Session {
    pub id: Id<Session>,
    pub created: Timestamp,
}
impl Object for Session {
    const NAME: &'static str = "checkout.session";
    const NOUN: &'static str = "checkout.session";
    const PREFIX: &'static str = "cs_test_";
    const ID_LENGTH: usize = 58;
    const EXPAND: &'static [Expandable] = &[];
    const PLAIN: &'static [&'static str] = &[];
    fn id(&self) -> &Id<Self> {
        &self.id
    }
    fn created(&self) -> Timestamp {
        self.created
    }
}
pub fn expire_if_open(_tx: &mut Transaction<'_>, _id: &Id<Session>) {}
macro_rules! stub { ($($n:ident: $t:ty),+) => { $(
#[derive(Debug, Deserialize)]
pub struct $n {}
impl Operation for $n { type Target = $t; type Output = Arc<Session>;
 fn perform(self, _: $t, tx: &mut Transaction<'_>) -> Result<Arc<Session>, ApiError> { tx.target(&Id::new("x")) } }
)+ } }
stub!(CreateSession: (), ListSessions: (), RetrieveSession: Id<Session>, UpdateSession: Id<Session>, ExpireSession: Id<Session>, ListLineItems: Id<Session>);
