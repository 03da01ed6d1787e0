//! `GET /v1/refunds`
//!
//! <https://docs.stripe.com/api/refunds/list>

use std::sync::Arc;

use serde::Deserialize;

use super::Refund;
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::resources::charge::Charge;
use crate::resources::payment_intent::PaymentIntent;
use crate::store::Transaction;
use crate::values::{Id, Text, TimeRange};

#[derive(Debug, Deserialize)]
pub struct ListRefunds {
    pub charge: Option<Id<Charge>>,
    pub created: Option<TimeRange>,
    pub payment_intent: Option<Id<PaymentIntent>>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListRefunds {
    type Target = ();
    type Output = List<Arc<Refund>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<Refund>>, ApiError> {
        let page = Page {
            limit: self.limit,
            starting_after: self.starting_after,
            ending_before: self.ending_before,
        };
        let charge = self.charge.as_ref().map(Id::as_str);
        let key = charge.or(self.payment_intent.as_ref().map(Id::as_str));
        page.of_filed(key, tx, "/v1/refunds", |refund: &Refund| {
            self.charge.as_ref().is_none_or(|charge| refund.charge == *charge)
                && self.created.is_none_or(|range| range.contains(refund.created))
                && self.payment_intent.as_ref().is_none_or(|intent| refund.payment_intent == *intent)
        })
    }
}
