//! `after_expiration`: what is offered to a customer whose session expired.
//!
//! <https://docs.stripe.com/payments/checkout/abandoned-carts>

use serde::{Deserialize, Serialize};

use crate::values::Timestamp;

#[derive(Debug, Clone, Deserialize)]
pub struct AfterExpirationParam {
    pub recovery: Option<RecoveryParam>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct RecoveryParam {
    pub allow_promotion_codes: Option<bool>,
    pub enabled: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct AfterExpiration {
    pub recovery: Option<Recovery>,
}

/// A link to a copy of the session, once it expired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Recovery {
    pub allow_promotion_codes: bool,
    pub enabled: bool,
    /// When the link stops working; unknown before the session expires.
    pub expires_at: Option<Timestamp>,
    pub url: Option<Box<str>>,
}

impl AfterExpiration {
    /// Puts the link in place, where one is wanted.
    pub fn offer(&mut self, url: impl Into<Box<str>>, until: Timestamp) {
        if let Some(recovery) = self.recovery.as_mut().filter(|recovery| recovery.enabled) {
            recovery.url = Some(url.into());
            recovery.expires_at = Some(until);
        }
    }
}

/// What is sent, with no link yet; nothing where nothing was sent.
pub(super) fn build(sent: Option<AfterExpirationParam>) -> Option<AfterExpiration> {
    let recovery = |sent: RecoveryParam| Recovery {
        allow_promotion_codes: sent.allow_promotion_codes.unwrap_or(false),
        enabled: sent.enabled,
        expires_at: None,
        url: None,
    };
    sent.map(|sent| AfterExpiration { recovery: sent.recovery.map(recovery) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::checkout::session::published::{assert_as_published, decode, json_of};

    #[derive(Debug, Deserialize)]
    struct Params {
        after_expiration: Option<AfterExpirationParam>,
    }

    fn build_from(form: &str) -> Option<AfterExpiration> {
        build(decode::<Params>(form).unwrap().after_expiration)
    }

    #[test]
    fn the_parameters_are_those_published() {
        assert_as_published::<Params>();
    }

    #[test]
    fn a_link_is_there_only_once_it_is_offered() {
        assert_eq!(build_from(""), None);
        let mut wanted = build_from("after_expiration[recovery][enabled]=true").unwrap();
        let waiting =
            json!({"allow_promotion_codes": false, "enabled": true, "expires_at": null, "url": null});
        assert_eq!(json_of(&wanted), json!({ "recovery": waiting }));

        wanted.offer("https://buy.example/r", Timestamp::from_unix(5));
        assert_eq!(json_of(&wanted)["recovery"]["url"], "https://buy.example/r");
        assert_eq!(json_of(&wanted)["recovery"]["expires_at"], 5);
    }

    #[test]
    fn no_link_is_offered_where_recovery_is_off() {
        let form = "after_expiration[recovery][enabled]=false&after_expiration[recovery][allow_promotion_codes]=true";
        let mut unwanted = build_from(form).unwrap();
        unwanted.offer("https://buy.example/r", Timestamp::from_unix(5));
        let shown = json!({"allow_promotion_codes": true, "enabled": false, "expires_at": null, "url": null});
        assert_eq!(json_of(&unwanted), json!({ "recovery": shown }));
    }
}
