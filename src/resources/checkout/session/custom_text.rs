//! `custom_text`: sentences of the merchant's own beside the parts of the page.
//!
//! <https://docs.stripe.com/payments/checkout/customization/policies>

use serde::{Deserialize, Serialize};

use crate::values::{Emptyable, EmptyableExt as _, Text};

#[derive(Debug, Clone, Deserialize)]
pub struct CustomTextParam {
    pub after_submit: Option<Emptyable<MessageParam>>,
    pub shipping_address: Option<Emptyable<MessageParam>>,
    pub submit: Option<Emptyable<MessageParam>>,
    pub terms_of_service_acceptance: Option<Emptyable<MessageParam>>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct MessageParam {
    pub message: Text<1200>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct CustomText {
    pub after_submit: Option<Message>,
    pub shipping_address: Option<Message>,
    pub submit: Option<Message>,
    pub terms_of_service_acceptance: Option<Message>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Message {
    pub message: Text<1200>,
}

/// What is sent; four nulls where nothing was.
pub(super) fn build(sent: Option<CustomTextParam>) -> CustomText {
    let Some(sent) = sent else { return CustomText::default() };
    let message =
        |sent: Option<Emptyable<MessageParam>>| sent.flatten().map(|sent| Message { message: sent.message });
    CustomText {
        after_submit: message(sent.after_submit),
        shipping_address: message(sent.shipping_address),
        submit: message(sent.submit),
        terms_of_service_acceptance: message(sent.terms_of_service_acceptance),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::checkout::session::published::{assert_as_published, decode, json_of};

    #[derive(Debug, Deserialize)]
    struct Params {
        custom_text: Option<CustomTextParam>,
    }

    #[test]
    fn the_parameters_are_those_published() {
        assert_as_published::<Params>();
    }

    #[test]
    fn a_text_is_shown_and_an_empty_one_is_none() {
        let sent: Params = decode("custom_text[submit][message]=Thanks&custom_text[after_submit]=").unwrap();
        let expected = json!({
            "after_submit": null,
            "shipping_address": null,
            "submit": {"message": "Thanks"},
            "terms_of_service_acceptance": null,
        });
        assert_eq!(json_of(&build(sent.custom_text)), expected);
    }

    #[test]
    fn a_text_has_up_to_1200_characters() {
        let long = format!("custom_text[submit][message]={}", "x".repeat(1201));
        let error = decode::<Params>(&long).unwrap_err();
        assert_eq!(error.param(), Some("custom_text[submit][message]"));
    }
}
