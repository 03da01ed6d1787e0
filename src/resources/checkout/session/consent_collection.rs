//! `consent_collection`: what customers are asked to agree to.
//!
//! <https://docs.stripe.com/payments/checkout/promotional-emails-consent>

use serde::{Deserialize, Serialize};

use crate::values::Choice;
use crate::words;

words!(
    /// Where the agreement to reuse a payment method stands.
    pub AgreementPositions: "auto" "hidden"
);

words!(
    /// Whether promotional mail is offered.
    pub PromotionConsents: "auto" "none"
);

words!(
    /// Whether the terms of service must be accepted.
    pub TermsConsents: "none" "required"
);

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct ConsentCollectionParam {
    pub payment_method_reuse_agreement: Option<ReuseAgreementParam>,
    pub promotions: Option<Choice<PromotionConsents>>,
    pub terms_of_service: Option<Choice<TermsConsents>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct ReuseAgreementParam {
    pub position: Choice<AgreementPositions>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct ConsentCollection {
    pub payment_method_reuse_agreement: Option<ReuseAgreement>,
    pub promotions: Option<Choice<PromotionConsents>>,
    pub terms_of_service: Option<Choice<TermsConsents>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct ReuseAgreement {
    pub position: Choice<AgreementPositions>,
}

impl ConsentCollection {
    /// Whether nobody can pay who has not accepted the terms of service.
    pub fn requires_terms(&self) -> bool {
        self.terms_of_service.is_some_and(|consent| consent.as_str() == "required")
    }
}

/// What is sent; nothing where nothing was.
pub(super) fn build(sent: Option<ConsentCollectionParam>) -> Option<ConsentCollection> {
    sent.map(|sent| ConsentCollection {
        payment_method_reuse_agreement: sent
            .payment_method_reuse_agreement
            .map(|agreement| ReuseAgreement { position: agreement.position }),
        promotions: sent.promotions,
        terms_of_service: sent.terms_of_service,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::checkout::session::published::{assert_as_published, decode, json_of};

    #[derive(Debug, Deserialize)]
    struct Params {
        consent_collection: Option<ConsentCollectionParam>,
    }

    fn build_from(form: &str) -> Option<ConsentCollection> {
        build(decode::<Params>(form).unwrap().consent_collection)
    }

    #[test]
    fn the_parameters_are_those_published() {
        assert_as_published::<Params>();
    }

    #[test]
    fn consents_are_shown_as_sent() {
        assert_eq!(build_from(""), None);
        let terms = build_from("consent_collection[terms_of_service]=required").unwrap();
        assert!(terms.requires_terms());
        let expected = json!({
            "payment_method_reuse_agreement": null,
            "promotions": null,
            "terms_of_service": "required",
        });
        assert_eq!(json_of(&terms), expected);
        let reuse =
            build_from("consent_collection[payment_method_reuse_agreement][position]=hidden").unwrap();
        assert!(!reuse.requires_terms());
        assert_eq!(json_of(&reuse)["payment_method_reuse_agreement"], json!({"position": "hidden"}));
    }
}
