//! Who answers for a tax or issues an invoice: the account itself or one connected to it.

use serde::{Deserialize, Serialize};

use crate::error::{ApiError, inferred, refusal};
use crate::values::Text;

#[derive(Debug, Clone, Deserialize)]
pub struct AccountReferenceParam {
    /// `acct_…`, for a connected account only.
    pub account: Option<Text>,
    pub r#type: AccountReferenceType,
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum AccountReferenceType {
    /// A connected account.
    Account,
    /// The account the request is made on.
    #[serde(rename = "self")]
    Itself,
}

/// A liability or an issuer, as objects show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct AccountReference {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<Text>,
    pub r#type: AccountReferenceType,
}

impl AccountReference {
    /// The account the request is made on: `{"type": "self"}`.
    pub const ITSELF: AccountReference =
        AccountReference { account: None, r#type: AccountReferenceType::Itself };
}

/// The reference sent at `path`. Connected accounts are not looked up.
///
/// # Errors
/// A connected account without its id, or an id where the account itself is meant.
pub(super) fn build(sent: AccountReferenceParam, path: &str) -> Result<AccountReference, ApiError> {
    let param = || format!("{path}[account]");
    match (sent.r#type, &sent.account) {
        (AccountReferenceType::Account, None) => Err(refusal::missing(param()).into()),
        (AccountReferenceType::Itself, Some(_)) => Err(inferred::only_with_type(param(), "account").into()),
        _ => Ok(AccountReference { account: sent.account, r#type: sent.r#type }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::checkout::session::published::{decode, json_of};

    #[derive(Debug, Deserialize)]
    struct Params {
        issuer: AccountReferenceParam,
    }

    fn build_from(form: &str) -> Result<AccountReference, ApiError> {
        build(decode::<Params>(form)?.issuer, "issuer")
    }

    #[test]
    fn a_connected_account_is_named_and_the_own_one_is_not() {
        let own = build_from("issuer[type]=self").unwrap();
        assert_eq!(own, AccountReference::ITSELF);
        assert_eq!(json_of(&own), json!({"type": "self"}));
        let connected = build_from("issuer[type]=account&issuer[account]=acct_1").unwrap();
        assert_eq!(json_of(&connected), json!({"account": "acct_1", "type": "account"}));
    }

    #[test]
    fn an_account_goes_with_its_type_only() {
        let missing = build_from("issuer[type]=account").unwrap_err();
        assert_eq!(missing.to_string(), "Missing required param: issuer[account].");
        let stray = build_from("issuer[type]=self&issuer[account]=acct_1").unwrap_err();
        assert_eq!(stray.param(), Some("issuer[account]"));
    }
}
