//! What a session asks its customer for besides payment: names, tax ids, a phone number.

use serde::{Deserialize, Serialize};

use crate::values::{Choice, word};
use crate::words;

words!(
    /// Whether a tax id must be given.
    pub TaxIdRequirements: "if_supported" "never"
);

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct NameCollectionParam {
    pub business: Option<NameParam>,
    pub individual: Option<NameParam>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct NameParam {
    pub enabled: bool,
    pub optional: Option<bool>,
}

/// Which names are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct NameCollection {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub individual: Option<Name>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Name {
    pub enabled: bool,
    pub optional: bool,
}

/// `name_collection` as sent; nothing where nothing was, and the session then has no such field.
pub(super) fn name_collection(sent: Option<NameCollectionParam>) -> Option<NameCollection> {
    let name = |sent: NameParam| Name { enabled: sent.enabled, optional: sent.optional.unwrap_or(false) };
    sent.map(|sent| NameCollection {
        business: sent.business.map(name),
        individual: sent.individual.map(name),
    })
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct TaxIdCollectionParam {
    pub enabled: bool,
    pub required: Option<Choice<TaxIdRequirements>>,
}

/// Whether a tax id is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct TaxIdCollection {
    pub enabled: bool,
    #[borsh(deserialize_with = "word::one")]
    pub required: &'static str,
}

/// `tax_id_collection` as sent; nothing where nothing was, and the session then has no such field.
pub(super) fn tax_id_collection(sent: Option<TaxIdCollectionParam>) -> Option<TaxIdCollection> {
    sent.map(|sent| TaxIdCollection {
        enabled: sent.enabled,
        required: sent.required.map_or("never", Choice::as_str),
    })
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct PhoneNumberCollectionParam {
    pub enabled: bool,
}

/// Whether a phone number is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct PhoneNumberCollection {
    pub enabled: bool,
}

/// `phone_number_collection`, off unless it was asked for.
pub(super) fn phone_number_collection(sent: Option<PhoneNumberCollectionParam>) -> PhoneNumberCollection {
    PhoneNumberCollection { enabled: sent.is_some_and(|sent| sent.enabled) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::checkout::session::published::{assert_as_published, decode, json_of};

    #[derive(Debug, Deserialize)]
    #[expect(clippy::struct_field_names, reason = "Stripe's names")]
    struct Params {
        name_collection: Option<NameCollectionParam>,
        phone_number_collection: Option<PhoneNumberCollectionParam>,
        tax_id_collection: Option<TaxIdCollectionParam>,
    }

    #[test]
    fn the_parameters_are_those_published() {
        assert_as_published::<Params>();
    }

    #[test]
    fn nothing_is_asked_for_unless_it_is_wanted() {
        let sent: Params = decode("").unwrap();
        assert_eq!(name_collection(sent.name_collection), None);
        assert_eq!(tax_id_collection(sent.tax_id_collection), None);
        let phone = phone_number_collection(sent.phone_number_collection);
        assert_eq!(json_of(&phone), json!({"enabled": false}));
    }

    #[test]
    fn what_is_asked_for_is_shown_with_its_defaults() {
        let sent: Params = decode(
            "name_collection[business][enabled]=true&name_collection[business][optional]=true\
             &name_collection[individual][enabled]=true&tax_id_collection[enabled]=true\
             &phone_number_collection[enabled]=true",
        )
        .unwrap();
        let expected = json!({
            "business": {"enabled": true, "optional": true},
            "individual": {"enabled": true, "optional": false},
        });
        assert_eq!(json_of(&name_collection(sent.name_collection)), expected);
        let tax_ids = tax_id_collection(sent.tax_id_collection);
        assert_eq!(json_of(&tax_ids), json!({"enabled": true, "required": "never"}));
        assert!(phone_number_collection(sent.phone_number_collection).enabled);
    }
}
