//! `GET /v1/checkout/sessions/{session}/line_items`
//!
//! <https://docs.stripe.com/api/checkout/sessions/line_items>

use serde::Deserialize;

use super::line_item::LineItemView;
use super::{Session, check_id, line_items_page, target};
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Id, Text};

#[derive(Debug, Deserialize)]
pub struct ListLineItems {
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListLineItems {
    type Target = Id<Session>;
    type Output = List<LineItemView>;

    fn check_target(id: &Id<Session>) -> Result<(), ApiError> {
        check_id(id)
    }

    fn perform(self, id: Id<Session>, tx: &mut Transaction<'_>) -> Result<List<LineItemView>, ApiError> {
        let session = target(tx, &id)?;
        let Self { limit, starting_after, ending_before } = self;
        line_items_page(tx, &session, Page { limit, starting_after, ending_before })
    }
}
