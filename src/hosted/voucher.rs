//! `/_emulator/voucher/{intent}`: what a customer takes to a shop or a bank to pay with, from the `next_action` of an intent.
//!
//! Two buttons end it before its time comes, as the buyer or the bank would.
//!
//! <https://docs.stripe.com/payments/vouchers>

use std::sync::Arc;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, Request};
use axum::http::{Response, StatusCode};

use super::methods::method_name;
use super::page::{self, ANYBODY, note};
use super::phrase::Money;
use super::{Framing, Shared, assets, html_with_form, pay, receipt, see_other};
use crate::error::ApiError;
use crate::form::{Branch, Node};
use crate::http::params;
use crate::payments::Flow;
use crate::resources::checkout::Session;
use crate::resources::payment_intent::settle::{Verdict, is_under_way, settle as end};
use crate::resources::payment_intent::{PaymentIntent, Status};
use crate::resources::payment_method::PaymentMethod;
use crate::store::Transaction;
use crate::values::Timestamp;

#[derive(Template)]
#[template(path = "voucher.html")]
struct VoucherPage {
    lang: &'static str,
    method: String,
    business: String,
    amount: String,
    /// What is called so, and what is typed at the till: "Reference", "111111111".
    numbers: Vec<(&'static str, String)>,
    expires: Option<String>,
    state: &'static str,
    waits: bool,
    intent: String,
}

impl VoucherPage {
    /// Nothing where the intent waits for no voucher, and never did.
    fn of(intent: &PaymentIntent, tx: &Transaction<'_>) -> Option<Self> {
        let error = intent.last_payment_error.as_ref();
        let method = match &intent.payment_method {
            Some(id) => tx.last::<PaymentMethod>(id.as_str())?,
            None => Arc::clone(error?.method.as_ref()?),
        };
        if method.flow() != Some(Flow::Voucher) {
            return None;
        }
        let session = intent.session.as_ref().and_then(|id| tx.find::<Session>(id.as_str()));
        let waits = is_under_way(tx, intent);
        let details = intent.next_action.as_deref().and_then(|action| {
            let kind = action.get("type")?.as_str()?;
            action.get(kind)
        });
        let text = |name: &str| details?.get(name)?.as_str().map(str::to_owned);
        let moment = |name: &str| details?.get(name)?.as_i64().map(Timestamp::from_unix);
        let numbers = [("Number", "number"), ("Entity", "entity"), ("Reference", "reference")];
        Some(VoucherPage {
            lang: "en",
            method: method_name(method.kind),
            business: session.as_deref().map_or(ANYBODY, page::business).to_owned(),
            amount: Money::new(intent.amount, intent.currency).plain(),
            numbers: numbers
                .into_iter()
                .filter_map(|(label, name)| text(name).map(|number| (label, number)))
                .collect(),
            expires: moment("expires_at").or_else(|| moment("expires_after")).map(receipt::written_out),
            state: match intent.status {
                _ if waits => "Waiting for the payment.",
                Status::Succeeded => "Paid. Thank you.",
                Status::Canceled => "Canceled.",
                _ => "Not paid in time.",
            },
            waits,
            intent: intent.id.to_string(),
        })
    }
}

fn unknown() -> Response<Body> {
    let text = "There is no voucher at this address. Check that the link is complete.";
    note(StatusCode::NOT_FOUND, "", "unknown", "Nothing here", text, None)
}

/// Shows a voucher and what became of it.
pub async fn show(app: Shared, Path(id): Path<String>) -> Response<Body> {
    let Some(account) = app.account_of::<PaymentIntent>(&id) else { return unknown() };
    let page = account.transact(&app.context(&account), |tx| {
        let page = tx.find::<PaymentIntent>(&id).and_then(|intent| VoucherPage::of(&intent, tx));
        page.ok_or(())
    });
    page.map_or_else(|()| unknown(), |page| html_with_form(StatusCode::OK, &page, Framing::Anybody, "'self'"))
}

/// Ends a voucher: its buyer pays, or does not.
pub async fn settle(app: Shared, Path(id): Path<String>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let Some(account) = app.account_of::<PaymentIntent>(&id) else {
        params::discard(body).await;
        return unknown();
    };
    let own = pay::is_own(&parts.headers, &app.public_url);
    let sent = params::read_body(&parts.headers, body).await;
    let outcome = sent.as_deref().ok().and_then(|body| Branch::parse(body).ok());
    let verdict = match outcome.as_ref().and_then(|sent| sent.get("outcome")) {
        Some(Node::Text(outcome)) if own && **outcome == *"succeed" => Verdict::Paid,
        Some(Node::Text(outcome)) if own && **outcome == *"fail" => {
            Verdict::Failed("generic_could_not_process")
        }
        _ => {
            let text = "Only this page itself ends a voucher, with `outcome` as `succeed` or `fail`.";
            return note(StatusCode::BAD_REQUEST, ANYBODY, "refused", "Not done", text, None);
        }
    };
    let _: Result<(), ApiError> = account.transact(&app.context(&account), |tx| {
        if let Some(intent) = tx.find::<PaymentIntent>(&id)
            && VoucherPage::of(&intent, tx).is_some_and(|page| page.waits)
        {
            end(tx, &intent, verdict);
        }
        Ok(())
    });
    see_other(&format!("/_emulator/voucher/{id}"))
}
