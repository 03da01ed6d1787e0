//! Parts of a session that are little more than a switch: adaptive pricing, managed payments, wallets.

use serde::{Deserialize, Serialize};

use super::Mode;
use crate::values::Choice;
use crate::words;

words!(
    /// Whether a wallet is offered.
    pub WalletDisplay: "auto" "never"
);

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct ToggleParam {
    pub enabled: Option<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Toggle {
    pub enabled: bool,
}

/// Whether customers may pay in their own currency. On unless it is turned off, as in a new account's settings; never
/// where nothing is paid.
pub(super) fn adaptive_pricing(sent: Option<ToggleParam>, mode: Mode) -> Toggle {
    let wanted = sent.and_then(|sent| sent.enabled).unwrap_or(true);
    Toggle { enabled: wanted && mode != Mode::Setup }
}

/// Whether Stripe sells in the merchant's place. Off unless it is turned on; `null` where nothing is paid.
pub(super) fn managed_payments(sent: Option<ToggleParam>, mode: Mode) -> Option<Toggle> {
    let enabled = sent.and_then(|sent| sent.enabled).unwrap_or(false);
    (mode != Mode::Setup).then_some(Toggle { enabled })
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct WalletOptionsParam {
    pub link: Option<WalletOptionParam>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct WalletOptionParam {
    pub display: Option<Choice<WalletDisplay>>,
}

/// How wallets are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct WalletOptions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<WalletOption>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct WalletOption {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub display: Option<Choice<WalletDisplay>>,
}

/// `wallet_options` as sent; nothing where nothing was.
pub(super) fn wallet_options(sent: Option<WalletOptionsParam>) -> Option<WalletOptions> {
    sent.map(|sent| WalletOptions { link: sent.link.map(|link| WalletOption { display: link.display }) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::checkout::session::published::{assert_as_published, decode, json_of};

    #[derive(Debug, Deserialize)]
    struct Params {
        adaptive_pricing: Option<ToggleParam>,
        managed_payments: Option<ToggleParam>,
        wallet_options: Option<WalletOptionsParam>,
    }

    #[test]
    fn the_parameters_are_those_published() {
        assert_as_published::<Params>();
    }

    #[test]
    fn what_is_not_sent_is_as_recorded() {
        let sent: Params = decode("").unwrap();
        assert!(adaptive_pricing(sent.adaptive_pricing, Mode::Payment).enabled);
        assert!(adaptive_pricing(sent.adaptive_pricing, Mode::Subscription).enabled);
        assert!(!adaptive_pricing(sent.adaptive_pricing, Mode::Setup).enabled);
        let managed = managed_payments(sent.managed_payments, Mode::Payment);
        assert_eq!(json_of(&managed), json!({"enabled": false}));
        assert_eq!(managed_payments(sent.managed_payments, Mode::Setup), None);
        assert_eq!(wallet_options(sent.wallet_options), None);
    }

    #[test]
    fn what_is_sent_is_shown() {
        let sent: Params = decode(
            "adaptive_pricing[enabled]=false&managed_payments[enabled]=true&wallet_options[link][display]=never",
        )
        .unwrap();
        assert!(!adaptive_pricing(sent.adaptive_pricing, Mode::Payment).enabled);
        let managed = managed_payments(sent.managed_payments, Mode::Subscription);
        assert_eq!(json_of(&managed), json!({"enabled": true}));
        assert_eq!(json_of(&wallet_options(sent.wallet_options)), json!({"link": {"display": "never"}}));
    }
}
