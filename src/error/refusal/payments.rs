//! Payment methods, payments, setups and refunds.

use super::Refusal;
use crate::resources::payment_intent::PaymentIntent;
use crate::resources::setup_intent::SetupIntent;
use crate::values::{Amount, Currency};

/// A payment method that was detached, or paid with once without a customer.
pub fn payment_method_used_up() -> Refusal {
    Refusal::new(
        "The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a \
         connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use \
         a PaymentMethod multiple times, you must attach it to a Customer first.",
    )
}

pub fn refund_too_large(currency: Currency, amount: Amount, left: Amount) -> Refusal {
    Refusal::new(format!(
        "Refund amount ({}) is greater than unrefunded amount on charge ({})",
        currency.format(amount),
        currency.format(left)
    ))
    .at("amount")
}

pub fn charge_already_refunded(charge: &str) -> Refusal {
    Refusal::new(format!("Charge {charge} has already been refunded.")).code("charge_already_refunded")
}

pub fn refund_of_nothing() -> Refusal {
    Refusal::new("One of the following params should be provided for this request: payment_intent or charge.")
}

pub fn refund_not_cancelable() -> Refusal {
    Refusal::new("Canceling this refund is unsupported.")
}

pub fn attach_without_customer() -> Refusal {
    Refusal::new("Must provide customer or customer_account.").code("parameter_missing")
}

pub fn payment_method_already_attached() -> Refusal {
    Refusal::new("The payment method you provided has already been attached to a customer.")
}

pub fn payment_method_not_attached_at_all() -> Refusal {
    Refusal::new("The payment method you provided is not attached to a customer so detachment is impossible.")
}

/// <https://docs.stripe.com/error-codes#parameter-invalid-integer>
pub fn amount_not_positive() -> Refusal {
    Refusal::new("This value must be greater than or equal to 1.")
        .code("parameter_invalid_integer")
        .at("amount")
}

pub fn refund_of_uncaptured(intent: &str) -> Refusal {
    Refusal::new(format!(
        "This uncaptured Charge was created by a PaymentIntent ({intent}). You must cancel the PaymentIntent to reverse the \
         authorization instead of refunding the Charge directly. For more information, see \
         https://stripe.com/docs/payments/place-a-hold-on-a-payment-method"
    ))
}

/// Every charge here belongs to a payment intent.
pub fn transfer_group_of_intent(intent: &str) -> Refusal {
    Refusal::new(format!(
        "This Charge was created by a PaymentIntent ({intent}). You must update the `transfer_group` on the PaymentIntent \
         instead of updating the Charge directly. See https://stripe.com/docs/api#update_payment_intent"
    ))
}

const UNEXPECTED_PAYMENT: &str = "payment_intent_unexpected_state";
const UNEXPECTED_SETUP: &str = "setup_intent_unexpected_state";

pub fn intent_not_capturable(intent: &PaymentIntent) -> Refusal {
    Refusal::new(format!(
        "This PaymentIntent could not be captured because it has a status of {}. Only a PaymentIntent with one of the \
         following statuses may be captured: requires_capture.",
        intent.status.as_str()
    ))
    .code(UNEXPECTED_PAYMENT)
    .about("payment_intent", intent)
}

pub fn intent_not_cancelable(intent: &PaymentIntent) -> Refusal {
    Refusal::new(format!(
        "You cannot cancel this PaymentIntent because it has a status of {}. Only a PaymentIntent with one of the \
         following statuses may be canceled: requires_payment_method, requires_capture, requires_confirmation, \
         requires_action, processing.",
        intent.status.as_str()
    ))
    .code(UNEXPECTED_PAYMENT)
    .about("payment_intent", intent)
}

pub fn intent_not_confirmable(intent: &PaymentIntent) -> Refusal {
    let message = match intent.status.as_str() {
        "succeeded" => {
            "You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed."
                .to_owned()
        }
        status => format!(
            "You cannot confirm this PaymentIntent because it has a status of {status}. Only a PaymentIntent with one of \
             the following statuses may be confirmed: requires_payment_method, requires_confirmation, requires_action."
        ),
    };
    Refusal::new(message).code(UNEXPECTED_PAYMENT).about("payment_intent", intent)
}

pub fn intent_not_updatable(intent: &PaymentIntent) -> Refusal {
    Refusal::new(format!(
        "This PaymentIntent's amount could not be updated because it has a status of {}. You may only update the amount of \
         a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, \
         requires_action.",
        intent.status.as_str()
    ))
    .code(UNEXPECTED_PAYMENT)
    .about("payment_intent", intent)
}

pub fn confirm_without_method(intent: &PaymentIntent) -> Refusal {
    Refusal::new(
        "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the \
         PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment \
         method or ConfirmationToken.",
    )
    .code(UNEXPECTED_PAYMENT)
    .about("payment_intent", intent)
}

pub fn confirm_of_checkout() -> Refusal {
    Refusal::new("You cannot confirm PaymentIntents created by Checkout.")
}

pub fn setup_not_cancelable(intent: &SetupIntent) -> Refusal {
    Refusal::new(format!(
        "You cannot cancel this SetupIntent because it has a status of {}. Only a SetupIntent with one of the following \
         statuses may be canceled: requires_payment_method, requires_confirmation, requires_action.",
        intent.status.as_str()
    ))
    .code(UNEXPECTED_SETUP)
    .about("setup_intent", intent)
}
