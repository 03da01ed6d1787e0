//! What customers enter, and what a payment, a subscription or a refund refuses.

use super::super::{Refusal, refusal};
use crate::resources::setup_intent::SetupIntent;
use crate::values::{Amount, Currency};

// What a customer does on the page, or the control API in their place.

pub fn session_not_payable(status: &str) -> Refusal {
    Refusal::new(format!(
        "Only Checkout Sessions with a status in [\"open\"] can be paid. This Checkout Session has a status of `{status}`."
    ))
}

pub fn not_an_option(param: &str, id: &str) -> Refusal {
    Refusal::new(format!("`{id}` is none of the options of this Checkout Session.")).at(param)
}

pub fn quantity_fixed(param: &str) -> Refusal {
    Refusal::new(
        "The quantity of this line item cannot be changed: it has no `adjustable_quantity[enabled]=true`.",
    )
    .at(param)
}

pub fn quantity_out_of_bounds(param: &str, least: i64, most: i64) -> Refusal {
    Refusal::new(format!("The quantity must be between {least} and {most}.")).at(param)
}

pub fn nothing_left_to_buy() -> Refusal {
    Refusal::new("At least one line item must be left.").at("quantities")
}

pub fn price_is_fixed() -> Refusal {
    Refusal::new("No price of this Checkout Session lets the customer choose what to pay.")
        .at("custom_unit_amount")
}

pub fn custom_amount_out_of_bounds(least: Option<Amount>, most: Option<Amount>) -> Refusal {
    let bound = |amount: Option<Amount>| {
        amount.map_or_else(|| "any amount".to_owned(), |amount| amount.minor().to_string())
    };
    Refusal::new(format!("The amount must be between {} and {}.", bound(least), bound(most)))
        .at("custom_unit_amount")
}

pub fn no_shipping_address_asked_for() -> Refusal {
    Refusal::new(
        "This Checkout Session collects no shipping address: it has no `shipping_address_collection`.",
    )
    .at("shipping")
}

pub fn shipping_details_belong_to_the_server() -> Refusal {
    Refusal::new(
        "The shipping details of a Checkout Session with `permissions[update_shipping_details]=server_only` come through \
         an update of the session, not from the customer.",
    )
    .at("shipping")
}

pub fn promotion_codes_not_allowed() -> Refusal {
    Refusal::new("This Checkout Session takes no promotion codes: it has no `allow_promotion_codes=true`.")
        .at("promotion_code")
}

pub fn unknown_promotion_code() -> Refusal {
    Refusal::new("This code is invalid.").at("promotion_code")
}

pub fn promotion_code_does_not_fit() -> Refusal {
    Refusal::new("This code cannot be used for this order.").at("promotion_code")
}

pub fn tax_id_not_asked_for() -> Refusal {
    Refusal::new("This Checkout Session asks for no tax id: it has no `tax_id_collection[enabled]=true`.")
        .at("tax_id")
}

pub fn not_a_phone_number() -> Refusal {
    Refusal::new("The phone number must have its country's code before it, and 7 to 15 digits.").at("phone")
}

pub fn answer_not_numeric(param: &str) -> Refusal {
    Refusal::new("The answer may consist of digits only.").at(param)
}

pub fn answer_of_wrong_length(param: &str, least: i64, most: i64) -> Refusal {
    Refusal::new(format!("The answer must have between {least} and {most} characters.")).at(param)
}

pub fn unknown_payment_method(sent: &str) -> Refusal {
    Refusal::new(format!(
        "`{sent}` is neither the id of a PaymentMethod nor a type of one. Use a test id such as `pm_card_visa` or a type such \
         as `sepa_debit`."
    ))
    .at("payment_method")
}

pub fn payment_method_not_offered(kind: &str, offered: &[&str]) -> Refusal {
    Refusal::new(format!(
        "This Checkout Session cannot be paid with `{kind}`: it offers {}.",
        refusal::or_list(offered)
    ))
    .at("payment_method")
}

pub fn payment_method_of_other_customer(id: &str) -> Refusal {
    Refusal::new(format!("The PaymentMethod `{id}` belongs to another customer than this Checkout Session."))
        .at("payment_method")
}

pub fn no_payment_under_way() -> Refusal {
    Refusal::new("This Checkout Session has no payment that is still under way.")
}

pub fn unexpected_amount(due: Amount) -> Refusal {
    Refusal::new(format!(
        "The amount of this Checkout Session is not what you expect: {} is due.",
        due.minor()
    ))
    .at("expected_amount")
}

pub fn not_recoverable() -> Refusal {
    Refusal::new("This link leads to no Checkout Session that can be recovered.")
}

// Payments.

pub fn hash_of_other_type(sent: &str, kind: &str, param: String) -> Refusal {
    Refusal::new(format!("You passed `{sent}`, but the PaymentMethod is of type `{kind}`.")).at(param)
}

pub fn charge_has_customer() -> Refusal {
    Refusal::new("The customer of a charge that has one cannot be changed.").at("customer")
}

pub fn charge_not_refundable(charge: &str) -> Refusal {
    Refusal::new(format!("Charge {charge} has not succeeded and cannot be refunded.")).at("charge")
}

pub fn payment_not_refundable(intent: &str) -> Refusal {
    Refusal::new(format!("This PaymentIntent ({intent}) does not have a successful charge to refund."))
        .at("payment_intent")
}

pub fn wrong_client_secret(object: &str) -> Refusal {
    Refusal::new(format!(
        "The client_secret provided does not match any associated {object} on this account. Ensure the publishable key \
         used belongs to the same account that created the {object}."
    ))
    .at("client_secret")
}

pub fn method_type_not_allowed(kind: &str, types: &[&str]) -> Refusal {
    Refusal::new(format!(
        "The PaymentMethod provided ({kind}) is not allowed for this PaymentIntent. Please attach a PaymentMethod of one of \
         the following types: {}.",
        types.join(", ")
    ))
    .at("payment_method")
}

pub fn only_when_confirming(param: &str) -> Refusal {
    Refusal::new(format!("You can only pass `{param}` with `confirm=true`.")).at(param)
}

/// After what is documented: expire the session instead.
pub fn cancel_of_checkout() -> Refusal {
    Refusal::new("You cannot cancel an intent created by Checkout. Expire the Checkout Session instead.")
}

pub fn confirm_setup_of_checkout() -> Refusal {
    Refusal::new("You cannot confirm SetupIntents created by Checkout.")
}

/// <https://docs.stripe.com/error-codes#amount-too-small>
pub fn amount_too_small(least: Amount, currency: Currency) -> Refusal {
    Refusal::new(format!("Amount must be at least {} {}", currency.format(least), currency.code()))
        .code("amount_too_small")
        .at("amount")
}

/// <https://docs.stripe.com/error-codes#amount-too-large>
pub fn amount_too_large(currency: Currency) -> Refusal {
    Refusal::new(format!("Amount must be no more than {}", currency.format(currency.maximum())))
        .code("amount_too_large")
        .at("amount")
}

/// No bank is asked long enough for this to happen here.
pub fn setup_is_processing(intent: &SetupIntent) -> Refusal {
    Refusal::new(
        "You cannot confirm this SetupIntent because it has a status of processing. Only a SetupIntent with one of the \
         following statuses may be confirmed: requires_payment_method, requires_confirmation, requires_action.",
    )
    .code("setup_intent_unexpected_state")
    .about("setup_intent", intent)
}

/// What is known of others: <https://docs.stripe.com/sources/sepa-debit>
pub fn invalid_iban(param: &str) -> Refusal {
    Refusal::new("The IBAN you provided is invalid.").code("invalid_bank_account_iban").at(param)
}

// Subscriptions.

/// Not Stripe's: Stripe would do it.
pub fn subscription_change_not_emulated(param: &str) -> Refusal {
    Refusal::new(format!(
        "checkout-emulator does not change `{param}` of a subscription: renewals and prorations are not emulated yet."
    ))
    .at(param)
}

pub fn canceled_subscription() -> Refusal {
    Refusal::new("A canceled subscription can only update its cancellation_details and metadata.")
}

pub fn cancel_at_in_the_past() -> Refusal {
    Refusal::new("`cancel_at` must be in the future.").at("cancel_at")
}
