//! `GET /r/{session}`: a customer who came too late begins anew.
//!
//! <https://docs.stripe.com/payments/checkout/abandoned-carts>

use std::sync::Arc;

use serde::Deserialize;

use super::create::{new_id, setup_intent};
use super::line_item::LineItem;
use super::{Mode, Session, Settings, State, target};
use crate::error::{ApiError, inferred};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct RecoverSession {}

impl Operation for RecoverSession {
    type Target = Id<Session>;
    type Output = Arc<Session>;

    /// Makes a new session that copies the expired one. No event tells of it until the new one is completed.
    fn perform(self, id: Id<Session>, tx: &mut Transaction<'_>) -> Result<Arc<Session>, ApiError> {
        let expired = target(tx, &id)?;
        let offer = expired.after_expiration.as_ref().and_then(|after| after.recovery.clone());
        let open = offer.filter(|offer| {
            expired.state == State::Expired && offer.expires_at.is_some_and(|until| until > tx.now())
        });
        let Some(mut offer) = open else { return Err(inferred::not_recoverable().into()) };
        let mode = expired.settings.mode;
        let id = new_id(mode, tx);
        let items = expired.line_items.iter();
        let line_items: Vec<LineItem> =
            items.map(|item| LineItem { id: tx.draw("li_", 24).into(), ..item.clone() }).collect();
        let page = format!("{}/c/pay/{id}", tx.context().public_url);
        let expires_at = tx.now().plus(expired.expires_at.since(expired.created));
        (offer.url, offer.expires_at) = (None, None);
        let settings = Settings::clone(&expired.settings).recovered(page, offer.allow_promotion_codes);
        let mut session = Session {
            created: tx.now(),
            expires_at,
            state: State::Open,
            settings: Arc::new(settings),
            line_items: line_items.into(),
            setup_intent: None,
            results: None,
            recovered_from: Some(expired.id.clone()),
            after_expiration: Some(super::AfterExpiration { recovery: Some(offer) }),
            id,
            ..Session::clone(&expired)
        };
        if mode == Mode::Setup {
            session.setup_intent = Some(setup_intent(&session, tx));
        }
        tx.expire_at(expires_at, &session.id);
        Ok(tx.put(session))
    }
}

impl Settings {
    /// The same with a page of its own; codes can be entered if the offer says so, or could before.
    fn recovered(mut self, page: String, allow_promotion_codes: bool) -> Settings {
        self.urls.page = self.urls.page.map(|_| page.into());
        if allow_promotion_codes {
            self.allow_promotion_codes = Some(true);
        }
        self
    }
}
