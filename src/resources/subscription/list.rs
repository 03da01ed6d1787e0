//! `GET /v1/subscriptions`
//!
//! <https://docs.stripe.com/api/subscriptions/list>

use std::sync::Arc;

use serde::Deserialize;

use super::{Status, Subscription};
use crate::error::ApiError;
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::resources::customer::Customer;
use crate::resources::price::Price;
use crate::store::Transaction;
use crate::values::{Choice, Id, Text, TimeRange};
use crate::words;

words!(
    /// How it is paid.
    pub CollectionMethods: "charge_automatically" "send_invoice"
);

words!(
    /// Which are listed: `ended` are those that are over, `all` leaves out none.
    pub Statuses:
        "active" "all" "canceled" "ended" "incomplete" "incomplete_expired" "past_due" "paused" "trialing" "unpaid"
);

#[derive(Debug, Deserialize)]
pub struct ListSubscriptions {
    pub automatic_tax: Option<AutomaticTaxFilter>,
    pub collection_method: Option<Choice<CollectionMethods>>,
    pub created: Option<TimeRange>,
    pub current_period_end: Option<TimeRange>,
    pub current_period_start: Option<TimeRange>,
    pub customer: Option<Id<Customer>>,
    pub customer_account: Option<Text>,
    /// What prices were called before.
    pub plan: Option<Id<Price>>,
    pub price: Option<Id<Price>>,
    /// All but those that are over, unless told.
    pub status: Option<Choice<Statuses>>,
    pub test_clock: Option<Text>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

#[derive(Debug, Deserialize)]
pub struct AutomaticTaxFilter {
    pub enabled: bool,
}

impl Operation for ListSubscriptions {
    type Target = ();
    type Output = List<Arc<Subscription>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<Subscription>>, ApiError> {
        let page = Page {
            limit: self.limit,
            starting_after: self.starting_after,
            ending_before: self.ending_before,
        };
        let status = self.status.map(Choice::as_str);
        let price = self.price.or(self.plan);
        let taxed = self.automatic_tax.map(|filter| filter.enabled);
        // Neither accounts of customers nor test clocks are kept: nothing belongs to one.
        let nowhere = self.customer_account.is_some() || self.test_clock.is_some();
        let sent_invoices = self.collection_method.is_some_and(|method| method.as_str() == "send_invoice");
        let customer = self.customer.as_ref().map(Id::as_str);
        let key = customer.or(price.as_ref().map(Id::as_str));
        page.of_filed(key, tx, "/v1/subscriptions", |subscription: &Subscription| {
            let over = subscription.status == Status::Canceled;
            let in_period = |range: Option<TimeRange>, start: bool| {
                range.is_none_or(|range| {
                    subscription.items.iter().any(|item| {
                        range.contains(if start {
                            item.current_period_start
                        } else {
                            item.current_period_end
                        })
                    })
                })
            };
            !nowhere
                && !sent_invoices
                && match status {
                    None => !over,
                    Some("all") => true,
                    Some("ended") => over,
                    Some(status) => subscription.status.as_str() == status,
                }
                && self.customer.as_ref().is_none_or(|customer| subscription.customer == *customer)
                && price
                    .as_ref()
                    .is_none_or(|price| subscription.items.iter().any(|item| item.price.id == *price))
                && taxed.is_none_or(|taxed| subscription.automatic_tax == taxed)
                && self.created.is_none_or(|range| range.contains(subscription.created))
                && in_period(self.current_period_start, true)
                && in_period(self.current_period_end, false)
        })
    }
}
