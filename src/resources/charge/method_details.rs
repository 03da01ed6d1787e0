use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::Charge;
use crate::payments::{Authentication, Brand};
use crate::resources::payment_method::{Card, Details};
use crate::values::{Amount, Timestamp};

/// `payment_method_details`: the method as it was used in this charge, under its type.
pub(super) struct MethodDetails<'c>(pub(super) &'c Charge);

impl Serialize for MethodDetails<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let method = &self.0.payment_method;
        let mut map = serializer.serialize_map(Some(2))?;
        // The type's details stand where the alphabet puts its name.
        let first = method.kind < "type";
        if !first {
            map.serialize_entry("type", method.kind)?;
        }
        match &method.details {
            Details::Card(card) => map.serialize_entry("card", &card_of(self.0, card))?,
            Details::Other { fields, .. } => {
                let mut fields = (**fields).clone();
                match method.kind {
                    "sepa_debit" => {
                        fields.shift_remove("generated_from");
                        fields.insert("mandate".into(), Value::Null);
                    }
                    "us_bank_account" => {
                        fields.shift_remove("financial_connections_account");
                        fields.shift_remove("networks");
                        fields.shift_remove("status_details");
                        let routing_number = fields.shift_remove("routing_number").unwrap_or_default();
                        fields.insert("payment_reference".into(), Value::Null);
                        fields.insert("routing_number".into(), routing_number);
                    }
                    _ => {}
                }
                map.serialize_entry(method.kind, &fields)?;
            }
        }
        if first {
            map.serialize_entry("type", method.kind)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct StatusOnly {
    status: &'static str,
}

#[derive(Serialize)]
struct Overcapture {
    maximum_amount_capturable: Amount,
    status: &'static str,
}

#[derive(Serialize)]
struct NetworkToken {
    used: bool,
}

#[derive(Serialize)]
struct ThreeDSecure {
    authentication_flow: Option<&'static str>,
    electronic_commerce_indicator: Option<&'static str>,
    exemption_indicator: Option<&'static str>,
    result: &'static str,
    result_reason: Option<&'static str>,
    transaction_id: Option<&'static str>,
    version: &'static str,
}

#[derive(Serialize)]
struct CardOfCharge<'c> {
    amount_authorized: Option<Amount>,
    authorization_code: Option<&'c str>,
    brand: Brand,
    #[serde(skip_serializing_if = "Option::is_none")]
    capture_before: Option<Timestamp>,
    checks: crate::resources::payment_method::Checks,
    country: &'c str,
    electronic_commerce_indicator: Option<&'static str>,
    exp_month: i64,
    exp_year: i64,
    extended_authorization: StatusOnly,
    fingerprint: &'c str,
    funding: &'c str,
    incremental_authorization: StatusOnly,
    installments: (),
    last4: &'c str,
    mandate: (),
    multicapture: StatusOnly,
    network: Brand,
    network_token: NetworkToken,
    network_transaction_id: &'c str,
    overcapture: Overcapture,
    regulated_status: &'static str,
    three_d_secure: Option<ThreeDSecure>,
    transaction_link_id: (),
    wallet: (),
}

/// What the network is told of a payment over the internet without 3-D Secure. Seen of Visa, published by the others;
/// Mastercard's has no place among the values of Stripe's types.
fn unauthenticated(brand: Brand) -> Option<&'static str> {
    if brand == Brand::Mastercard { None } else { Some("07") }
}

fn card_of<'c>(charge: &'c Charge, card: &'c Card) -> CardOfCharge<'c> {
    let authenticated = charge.paid
        && matches!(card.test.authentication, Authentication::Required | Authentication::UntilSetUp);
    let disabled = || StatusOnly { status: "disabled" };
    let unavailable = || StatusOnly { status: "unavailable" };
    CardOfCharge {
        amount_authorized: charge.paid.then_some(charge.amount),
        authorization_code: charge.authorization_code.as_deref(),
        brand: card.test.brand,
        capture_before: charge.capture_before,
        checks: card.checks(),
        country: &card.test.country,
        electronic_commerce_indicator: if authenticated {
            Some("05")
        } else {
            unauthenticated(card.test.brand)
        },
        exp_month: card.exp_month,
        exp_year: card.exp_year,
        extended_authorization: disabled(),
        fingerprint: &card.fingerprint,
        funding: &card.test.funding,
        incremental_authorization: unavailable(),
        installments: (),
        last4: card.test.last4(),
        mandate: (),
        multicapture: unavailable(),
        network: card.test.brand,
        network_token: NetworkToken { used: false },
        network_transaction_id: &charge.network_transaction_id,
        overcapture: Overcapture { maximum_amount_capturable: charge.amount, status: "unavailable" },
        regulated_status: "unregulated",
        three_d_secure: authenticated.then_some(ThreeDSecure {
            authentication_flow: Some("challenge"),
            electronic_commerce_indicator: Some("05"),
            exemption_indicator: None,
            result: "authenticated",
            result_reason: None,
            transaction_id: None,
            version: "2.2.0",
        }),
        transaction_link_id: (),
        wallet: (),
    }
}
