use serde::{Deserialize, Serialize};

use crate::http::version::Version;
use crate::versions::ui_mode_name;

/// Where the customer pays. The names are those since `2026-03-25.dahlia`; older ones are translated in
/// [`crate::versions`].
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
    Deserialize,
    Serialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum UiMode {
    /// On a page of Stripe's, reached by redirect.
    #[default]
    HostedPage,
    /// In an iframe of the shop's page.
    EmbeddedPage,
    /// In the shop's own form, made of Stripe's elements.
    Elements,
    /// In a form of Stripe's inside the shop's page.
    Form,
}

impl UiMode {
    pub fn is_hosted(self) -> bool {
        self == UiMode::HostedPage
    }

    /// The name a caller of `version` knows it by.
    pub fn name_at(self, version: Version) -> &'static str {
        let newest = match self {
            UiMode::HostedPage => "hosted_page",
            UiMode::EmbeddedPage => "embedded_page",
            UiMode::Elements => "elements",
            UiMode::Form => "form",
        };
        ui_mode_name(newest, version)
    }
}
