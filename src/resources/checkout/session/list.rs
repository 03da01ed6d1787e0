//! `GET /v1/checkout/sessions`
//!
//! <https://docs.stripe.com/api/checkout/sessions/list>

use std::sync::Arc;

use serde::Deserialize;

use super::{Session, State};
use crate::error::{ApiError, refusal};
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Text, TimeRange};

#[derive(Debug, Deserialize)]
pub struct ListSessions {
    pub created: Option<TimeRange>,
    pub customer: Option<Text>,
    pub customer_account: Option<Text>,
    pub customer_details: Option<CustomerDetailsFilter>,
    pub payment_intent: Option<Text>,
    pub payment_link: Option<Text>,
    pub status: Option<Status>,
    pub subscription: Option<Text>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

#[derive(Debug, Deserialize)]
pub struct CustomerDetailsFilter {
    pub email: Text<800>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Open,
    Complete,
    Expired,
}

impl Operation for ListSessions {
    type Target = ();
    type Output = List<Arc<Session>>;

    fn perform(mut self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<Session>>, ApiError> {
        if self.customer.is_some() && self.customer_account.is_some() {
            return Err(refusal::exclusive("", "customer", "customer_account").into());
        }
        let page = Page {
            limit: self.limit,
            starting_after: self.starting_after.take(),
            ending_before: self.ending_before.take(),
        };
        page.of(tx, "/v1/checkout/sessions", |session| self.matches(session))
    }
}

impl ListSessions {
    fn matches(&self, session: &Session) -> bool {
        let details = session.customer_details.as_ref();
        let email = details.and_then(|details| details.email.as_deref());
        // Nothing has been paid or linked yet, so no session has one of these.
        let unpaid = [&self.payment_intent, &self.payment_link, &self.subscription];
        self.created.is_none_or(|range| range.contains(session.created))
            && self.status.is_none_or(|status| status.matches(session.state))
            && self
                .customer
                .as_ref()
                .is_none_or(|id| session.customer.as_ref().is_some_and(|own| own.as_str() == &**id))
            && self
                .customer_account
                .as_ref()
                .is_none_or(|id| session.settings.customer_account.as_ref() == Some(id))
            && self.customer_details.as_ref().is_none_or(|filter| email == Some(filter.email.as_str()))
            && unpaid.iter().all(|filter| filter.is_none())
    }
}

impl Status {
    fn matches(self, state: State) -> bool {
        match self {
            Status::Open => state == State::Open,
            Status::Expired => state == State::Expired,
            // Sessions complete when customers pay.
            Status::Complete => false,
        }
    }
}
