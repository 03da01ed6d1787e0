//! <https://docs.stripe.com/changelog/dahlia/2026-03-25/updates-available-checkout-session-ui-modes>

use serde_json::Value;

use super::{Change, Endpoint, is_session};
use crate::error::refusal;
use crate::form::Node;
use crate::http::version::Version;

/// Older name, newer name.
const RENAMED: &[(&str, &str)] =
    &[("hosted", "hosted_page"), ("embedded", "embedded_page"), ("custom", "elements")];

/// The names of `ui_mode` changed. `form` is new and has no older name: it is shown as it is.
pub(super) const UI_MODES_RENAMED: Change = Change {
    since: Version::named("2026-03-25.dahlia"),
    upgrade: Some(|endpoint, params| {
        if endpoint != Endpoint::CreateSession {
            return Ok(());
        }
        let Some(Node::Text(sent)) = params.get_mut("ui_mode") else { return Ok(()) };
        match RENAMED.iter().find(|(older, _)| older == sent) {
            Some((_, newer)) => *sent = (*newer).into(),
            None if sent.is_empty() => {}
            None => return Err(refusal::not_one_of("ui_mode", &["hosted", "embedded", "custom"]).into()),
        }
        Ok(())
    }),
    refuse: None,
    tolerate: None,
    downgrade: Some(|_, kind, session| {
        if is_session(kind)
            && let Some(Value::String(name)) = session.get_mut("ui_mode")
        {
            *name = older_name(name).to_owned();
        }
    }),
};

/// What callers from before the change call a `ui_mode`.
fn older_name(name: &str) -> &str {
    RENAMED.iter().find(|(_, newer)| *newer == name).map_or(name, |(older, _)| older)
}

/// What a caller of `version` calls a `ui_mode`.
pub(crate) fn ui_mode_name(name: &'static str, version: Version) -> &'static str {
    if version < UI_MODES_RENAMED.since { older_name(name) } else { name }
}
