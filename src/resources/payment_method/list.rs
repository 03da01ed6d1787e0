//! `GET /v1/payment_methods`, `GET /v1/customers/{customer}/payment_methods`
//!
//! <https://docs.stripe.com/api/payment_methods/list>

use std::sync::Arc;

use serde::Deserialize;

use super::PaymentMethod;
use super::described::{Redisplays, Types};
use crate::error::{ApiError, At as _};
use crate::http::list::{Limit, List, Page};
use crate::operation::Operation;
use crate::resources::customer::Customer;
use crate::store::Transaction;
use crate::values::{Choice, Id, Text};

#[derive(Debug, Deserialize)]
pub struct ListPaymentMethods {
    pub allow_redisplay: Option<Choice<Redisplays>>,
    /// Without one the list is empty (recorded).
    pub customer: Option<Id<Customer>>,
    pub customer_account: Option<Text>,
    pub r#type: Option<Choice<Types>>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

#[derive(Debug, Deserialize)]
pub struct ListCustomerPaymentMethods {
    pub allow_redisplay: Option<Choice<Redisplays>>,
    pub r#type: Option<Choice<Types>>,
    pub limit: Option<Limit>,
    pub starting_after: Option<Text>,
    pub ending_before: Option<Text>,
}

impl Operation for ListPaymentMethods {
    type Target = ();
    type Output = List<Arc<PaymentMethod>>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<List<Arc<PaymentMethod>>, ApiError> {
        if let Some(customer) = &self.customer {
            tx.get(customer).at("customer")?;
        }
        let page = Page {
            limit: self.limit,
            starting_after: self.starting_after,
            ending_before: self.ending_before,
        };
        let redisplay = self.allow_redisplay.map(Choice::as_str);
        let kind = self.r#type.map(Choice::as_str);
        let customer = self.customer.as_ref().map(Id::as_str);
        page.of_filed(customer, tx, "/v1/payment_methods", |method: &PaymentMethod| {
            self.customer.is_some() && method.customer == self.customer && method.matches(redisplay, kind)
        })
    }
}

impl Operation for ListCustomerPaymentMethods {
    type Target = Id<Customer>;
    type Output = List<Arc<PaymentMethod>>;

    fn perform(
        self,
        customer: Id<Customer>,
        tx: &mut Transaction<'_>,
    ) -> Result<List<Arc<PaymentMethod>>, ApiError> {
        tx.target(&customer)?;
        let page = Page {
            limit: self.limit,
            starting_after: self.starting_after,
            ending_before: self.ending_before,
        };
        let redisplay = self.allow_redisplay.map(Choice::as_str);
        let kind = self.r#type.map(Choice::as_str);
        let url = format!("/v1/customers/{customer}/payment_methods");
        page.of_filed(Some(customer.as_str()), tx, &url, |method: &PaymentMethod| {
            method.customer.as_ref() == Some(&customer) && method.matches(redisplay, kind)
        })
    }
}

impl PaymentMethod {
    fn matches(&self, redisplay: Option<&str>, kind: Option<&str>) -> bool {
        redisplay.is_none_or(|redisplay| self.allow_redisplay == redisplay)
            && kind.is_none_or(|kind| self.kind == kind)
    }
}
