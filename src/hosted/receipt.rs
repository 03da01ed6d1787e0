//! `GET /_emulator/receipts/{charge}`: what a customer keeps of a payment, at the `receipt_url` of its charge.
//!
//! <https://docs.stripe.com/receipts>

use askama::Template;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Response, StatusCode};

use super::methods::{brand_name, method_name};
use super::order::Order;
use super::page::{self, ANYBODY, note};
use super::phrase::{self, Money, Piece};
use super::{Framing, Shared, assets, html, locale};
use crate::resources::charge::Charge;
use crate::resources::checkout::Session;
use crate::resources::payment_intent::PaymentIntent;
use crate::store::Transaction;
use crate::values::{Amount, Timestamp};

#[derive(Template)]
#[template(path = "receipt.html")]
struct ReceiptPage {
    lang: &'static str,
    business: String,
    amount: String,
    paid_on: String,
    method: String,
    description: Option<String>,
    /// What was bought, where a session sold it.
    order: Option<Order>,
    refunded: Option<String>,
    charge: String,
}

impl ReceiptPage {
    fn of(charge: &Charge, tx: &Transaction<'_>) -> Self {
        let money = |amount| Money::new(amount, charge.currency).plain();
        let intent = tx.find::<PaymentIntent>(charge.payment_intent.as_str());
        let session = intent.and_then(|intent| tx.find::<Session>(intent.session.as_ref()?.as_str()));
        let order = session.as_deref().map(|session| Order::of(session, "", &locale::plain(), tx));
        let method = &charge.payment_method;
        let method = match method.card() {
            Some(card) => format!("{} •••• {}", brand_name(card.brand.as_str()), card.last4()),
            None => method_name(method.kind),
        };
        // What a card was held for and not charged is no refund.
        let given_back = if charge.captured { charge.amount_refunded } else { Amount::ZERO };
        ReceiptPage {
            lang: "en",
            business: session.as_deref().map_or(ANYBODY, page::business).to_owned(),
            amount: money(charge.amount),
            paid_on: written_out(charge.created),
            method,
            description: charge.description.as_ref().map(ToString::to_string),
            order,
            refunded: (given_back != Amount::ZERO).then(|| money(given_back)),
            charge: charge.id.to_string(),
        }
    }
}

/// `January 31, 2026`, in UTC.
pub(super) fn written_out(moment: Timestamp) -> String {
    jiff::Timestamp::from_second(moment.unix())
        .map_or_else(|_| moment.to_string(), |moment| moment.strftime("%B %-d, %Y").to_string())
}

/// Shows the receipt of what was paid.
pub async fn show(app: Shared, Path(id): Path<String>) -> Response<Body> {
    let read = app.account_of::<Charge>(&id).and_then(|account| {
        let read = account.transact(&app.context(&account), |tx| {
            let charge = tx.find::<Charge>(&id).filter(|charge| charge.paid);
            charge.map(|charge| ReceiptPage::of(&charge, tx)).ok_or(())
        });
        read.ok()
    });
    let Some(page) = read else {
        let text = "There is no receipt at this address. Check that the link is complete.";
        return note(StatusCode::NOT_FOUND, "", "unknown", "Nothing here", text, None);
    };
    html(StatusCode::OK, &page, Framing::Anybody)
}
