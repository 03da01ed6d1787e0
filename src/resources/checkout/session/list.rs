//! `GET /v1/checkout/sessions`
//!
//! <https://docs.stripe.com/api/checkout/sessions/list>

use std::sync::Arc;

use serde::Deserialize;

use super::Session;
use crate::error::{ApiError, refusal};
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Choice, Id, Text, TimeRange};
use crate::words;

words!(
    pub Statuses: "open" "complete" "expired"
);

#[derive(Debug, Deserialize)]
pub struct ListSessions {
    pub created: Option<TimeRange>,
    pub customer: Option<Text>,
    pub customer_account: Option<Text>,
    pub customer_details: Option<CustomerDetailsFilter>,
    pub payment_intent: Option<Text>,
    pub payment_link: Option<Text>,
    pub status: Option<Choice<Statuses>>,
    pub subscription: Option<Text>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

#[derive(Debug, Deserialize)]
pub struct CustomerDetailsFilter {
    pub email: Text<800>,
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
        let email = self.customer_details.as_ref().map(|filter| &filter.email[..]);
        let narrowest = [&self.payment_intent, &self.subscription, &self.customer, &self.customer_account];
        let key = narrowest.into_iter().find_map(|filter| filter.as_deref()).or(email);
        page.of_filed(key, tx, "/v1/checkout/sessions", |session| self.matches(session))
    }
}

impl ListSessions {
    fn matches(&self, session: &Session) -> bool {
        let is = |filter: &Option<Text>, own: Option<&str>| {
            filter.as_deref().is_none_or(|wanted| own == Some(wanted))
        };
        let details = session.customer_details.as_ref();
        let email = details.and_then(|details| details.email.as_deref());
        let subscription = session.results.as_ref().and_then(|results| results.subscription.as_ref());
        self.created.is_none_or(|range| range.contains(session.created))
            && self.status.is_none_or(|status| session.state.as_str() == status.as_str())
            && is(&self.customer, session.customer.as_ref().map(Id::as_str))
            && is(&self.customer_account, session.settings.customer_account.as_deref())
            && self.customer_details.as_ref().is_none_or(|filter| email == Some(&*filter.email))
            && is(&self.payment_intent, session.payment_intent().map(Id::as_str))
            && is(&self.subscription, subscription.map(Id::as_str))
            // Payment links are not emulated: no session comes from one.
            && self.payment_link.is_none()
    }
}
