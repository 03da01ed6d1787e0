//! `automatic_tax`: whether Stripe computes the taxes.
//!
//! <https://docs.stripe.com/tax/checkout>

use serde::{Deserialize, Serialize};

use super::account_reference::{self, AccountReference, AccountReferenceParam};
use crate::error::ApiError;
use crate::values::word;

#[derive(Debug, Clone, Deserialize)]
pub struct AutomaticTaxParam {
    pub enabled: bool,
    pub liability: Option<AccountReferenceParam>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct AutomaticTax {
    pub enabled: bool,
    /// Who owes the tax.
    pub liability: Option<AccountReference>,
    #[borsh(deserialize_with = "word::optional")]
    pub provider: Option<&'static str>,
    /// How far the computation is; nothing while it is off.
    pub status: Option<AutomaticTaxStatus>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutomaticTaxStatus {
    Complete,
    Failed,
    /// The customer's address is not known yet.
    RequiresLocationInputs,
}

impl AutomaticTax {
    /// Whether taxes are unknown until the customer says where they are.
    pub fn waits_for_address(&self) -> bool {
        self.status == Some(AutomaticTaxStatus::RequiresLocationInputs)
    }
}

/// Automatic tax of a session whose customer has no address yet.
///
/// # Errors
/// A liability that names no account where it should, or one where it should not.
pub(super) fn build(sent: Option<AutomaticTaxParam>) -> Result<AutomaticTax, ApiError> {
    let Some(sent) = sent else { return Ok(AutomaticTax::default()) };
    let liability = sent
        .liability
        .map(|liability| account_reference::build(liability, "automatic_tax[liability]"))
        .transpose()?;
    if !sent.enabled {
        return Ok(AutomaticTax::default());
    }
    Ok(AutomaticTax {
        enabled: true,
        liability: Some(liability.unwrap_or(AccountReference::ITSELF)),
        provider: Some("stripe"),
        status: Some(AutomaticTaxStatus::RequiresLocationInputs),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::checkout::session::published::{assert_as_published, decode, json_of};

    #[derive(Debug, Deserialize)]
    struct Params {
        automatic_tax: Option<AutomaticTaxParam>,
    }

    fn build_from(form: &str) -> Result<AutomaticTax, ApiError> {
        build(decode::<Params>(form)?.automatic_tax)
    }

    #[test]
    fn the_parameters_are_those_published() {
        assert_as_published::<Params>();
    }

    #[test]
    fn it_is_off_unless_asked_for() {
        let off = json!({"enabled": false, "liability": null, "provider": null, "status": null});
        assert_eq!(json_of(&build_from("").unwrap()), off);
        assert_eq!(json_of(&build_from("automatic_tax[enabled]=false").unwrap()), off);
    }

    #[test]
    fn on_it_waits_for_an_address() {
        let on = build_from("automatic_tax[enabled]=true").unwrap();
        let expected = json!({
            "enabled": true,
            "liability": {"type": "self"},
            "provider": "stripe",
            "status": "requires_location_inputs",
        });
        assert_eq!(json_of(&on), expected);
    }

    #[test]
    fn a_liable_account_is_named_with_its_id() {
        let error =
            build_from("automatic_tax[enabled]=true&automatic_tax[liability][type]=account").unwrap_err();
        assert_eq!(error.to_string(), "Missing required param: automatic_tax[liability][account].");
    }
}
