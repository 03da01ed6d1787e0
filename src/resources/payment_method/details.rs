use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::Account;
use crate::payments::{Brand, Check, TestCard, accounts, cards};
use crate::values::any_json;

/// What is particular to a type of payment method.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Details {
    Card(Card),
    Other {
        /// As shown, keys in Stripe's order.
        #[borsh(serialize_with = "any_json::write", deserialize_with = "any_json::read")]
        fields: Box<Map<String, Value>>,
        /// The test account it is, if its number is one.
        #[borsh(serialize_with = "accounts::write", deserialize_with = "accounts::read")]
        account: Option<Account>,
    },
}

/// A card, of which nothing is kept but what test card it is.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Card {
    #[borsh(serialize_with = "cards::write", deserialize_with = "cards::read")]
    pub test: &'static TestCard,
    pub exp_month: i64,
    pub exp_year: i64,
    /// The same for the same number in the same account.
    pub fingerprint: Box<str>,
    /// Whether a security code was given, which can then be checked.
    pub cvc_given: bool,
    pub line1_given: bool,
    pub postal_code_given: bool,
    /// Whether its bank was asked by now: that happens when it is attached or used.
    pub checked: bool,
}

/// What came of checking what was given; null where nothing was.
#[derive(Debug, Clone, Copy, Serialize)]
#[expect(clippy::struct_field_names, reason = "Stripe's names")]
pub struct Checks {
    address_line1_check: Option<&'static str>,
    address_postal_code_check: Option<&'static str>,
    cvc_check: Option<&'static str>,
}

impl Card {
    pub fn checks(&self) -> Checks {
        let check =
            |what, given: bool| given.then(|| if self.checked { self.test.check(what) } else { "unchecked" });
        Checks {
            address_line1_check: check(Check::Line1, self.line1_given),
            address_postal_code_check: check(Check::PostalCode, self.postal_code_given),
            cvc_check: check(Check::Cvc, self.cvc_given),
        }
    }
}

impl Serialize for Details {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Details::Card(card) => card.serialize(serializer),
            Details::Other { fields, .. } => fields.serialize(serializer),
        }
    }
}

impl Serialize for Card {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Networks {
            available: [Brand; 1],
            preferred: (),
        }

        #[derive(Serialize)]
        struct Usage {
            supported: bool,
        }

        #[derive(Serialize)]
        struct View<'c> {
            brand: Brand,
            checks: Checks,
            country: &'c str,
            display_brand: &'static str,
            exp_month: i64,
            exp_year: i64,
            fingerprint: &'c str,
            funding: &'c str,
            generated_from: (),
            last4: &'c str,
            networks: Networks,
            regulated_status: &'static str,
            three_d_secure_usage: Usage,
            wallet: (),
        }

        let brand = self.test.brand;
        View {
            brand,
            checks: self.checks(),
            country: &self.test.country,
            display_brand: match brand {
                Brand::Amex => "american_express",
                Brand::Diners => "diners_club",
                Brand::Unionpay => "union_pay",
                other => other.as_str(),
            },
            exp_month: self.exp_month,
            exp_year: self.exp_year,
            fingerprint: &self.fingerprint,
            funding: &self.test.funding,
            generated_from: (),
            last4: self.test.last4(),
            networks: Networks { available: [brand], preferred: () },
            regulated_status: "unregulated",
            three_d_secure_usage: Usage { supported: brand != Brand::Amex },
            wallet: (),
        }
        .serialize(serializer)
    }
}

/// What is shown of an account or a wallet about which nothing but its number is known.
///
/// `fingerprint` is the same for the same number in the same account.
pub(super) fn shown(kind: &str, number: &str, fingerprint: &str) -> Map<String, Value> {
    let tail = |length: usize| number.get(number.len().saturating_sub(length)..).unwrap_or_default();
    let last4 = tail(4);
    let value = match kind {
        "sepa_debit" => json!({
            "bank_code": number.get(4..9).unwrap_or_default(),
            "branch_code": "",
            "country": number.get(..2).unwrap_or_default(),
            "fingerprint": fingerprint,
            "generated_from": {"charge": null, "setup_attempt": null},
            "last4": last4,
        }),
        "us_bank_account" => json!({
            "account_holder_type": "individual",
            "account_type": "checking",
            "bank_name": "STRIPE TEST BANK",
            "financial_connections_account": null,
            "fingerprint": fingerprint,
            "last4": last4,
            "networks": {"preferred": "ach", "supported": ["ach"]},
            "routing_number": "110000000",
            "status_details": null,
        }),
        "bacs_debit" => json!({"fingerprint": fingerprint, "last4": last4, "sort_code": "108800"}),
        "au_becs_debit" => json!({"bsb_number": "000000", "fingerprint": fingerprint, "last4": last4}),
        "acss_debit" => json!({
            "bank_name": "STRIPE TEST BANK",
            "fingerprint": fingerprint,
            "institution_number": "000",
            "last4": last4,
            "transit_number": "11000",
        }),
        "nz_bank_account" => json!({
            "account_holder_name": null,
            "bank_code": "11",
            "bank_name": "STRIPE TEST BANK",
            "branch_code": "0000",
            "last4": last4,
            "suffix": "010",
        }),
        "payto" => json!({"bsb_number": null, "last4": null, "pay_id": null}),
        "boleto" => json!({"tax_id": "000.000.000-00"}),
        "cashapp" => json!({"buyer_id": null, "cashtag": null}),
        "eps" | "p24" => json!({"bank": null}),
        "fpx" => json!({"bank": "maybank2u"}),
        "ideal" => json!({"bank": null, "bic": null}),
        "klarna" => json!({"dob": null}),
        "kr_card" => json!({"brand": null, "last4": null}),
        "link" => json!({"email": null}),
        "naver_pay" => json!({"buyer_id": null, "funding": "points"}),
        "paypal" => json!({"country": null, "payer_email": null, "payer_id": null}),
        "sofort" => json!({"country": null}),
        "upi" => json!({"vpa": null}),
        _ => json!({}),
    };
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
