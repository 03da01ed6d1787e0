//! `setup_intent_data`: what the setup of a payment method will be made with. The session does not show it.
//!
//! <https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-setup_intent_data>

use serde::Deserialize;

use crate::error::ApiError;
use crate::values::{Metadata, MetadataParam, Text};

#[derive(Debug, Clone, Deserialize)]
pub struct SetupIntentDataParam {
    pub description: Option<Text<1000>>,
    pub metadata: Option<MetadataParam>,
    pub on_behalf_of: Option<Text>,
}

/// What a setup will be made with.
#[derive(Debug, Clone, Default, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct SetupIntentData {
    pub description: Option<Text<1000>>,
    pub metadata: Metadata,
    pub on_behalf_of: Option<Text>,
}

/// What is sent; nothing where nothing was.
///
/// # Errors
/// Its metadata has too many keys.
pub(super) fn build(sent: Option<SetupIntentDataParam>) -> Result<Option<Box<SetupIntentData>>, ApiError> {
    let Some(sent) = sent else { return Ok(None) };
    Ok(Some(Box::new(SetupIntentData {
        description: sent.description,
        metadata: Metadata::new(sent.metadata)?,
        on_behalf_of: sent.on_behalf_of,
    })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::checkout::session::published::{assert_as_published, decode};

    #[derive(Debug, Deserialize)]
    struct Params {
        setup_intent_data: Option<SetupIntentDataParam>,
    }

    #[test]
    fn the_parameters_are_those_published() {
        assert_as_published::<Params>();
    }

    #[test]
    fn what_is_sent_is_kept() {
        let sent: Params = decode("setup_intent_data[metadata][a]=b").unwrap();
        let data = build(sent.setup_intent_data).unwrap().unwrap();
        assert_eq!(data.metadata.get("a"), Some("b"));
    }
}
