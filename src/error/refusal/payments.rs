//! Payment methods, payments, setups and refunds.

use super::Refusal;
use crate::resources::customer::Customer;
use crate::resources::payment_intent::{Intent, PaymentIntent};
use crate::resources::payment_method::PaymentMethod;
use crate::resources::setup_intent::{self, SetupIntent};
use crate::values::{Amount, Currency, Id};

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

/// Nothing is to be paid.
pub fn nothing_to_pay() -> Refusal {
    Refusal::new(
        "The amount must be greater than or equal to the minimum charge amount allowed for your account and the currency set \
         (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to save a Payment Method for \
         future use without an immediate payment, use a Setup Intent instead: \
         https://docs.stripe.com/payments/setup-intents",
    )
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

pub fn negative_capture(intent: &PaymentIntent) -> Refusal {
    Refusal::new("Invalid non-negative integer").at("amount_to_capture").about("payment_intent", intent)
}

/// The parameter is called something else, and is said to be this.
pub fn capture_of_nothing(intent: &PaymentIntent) -> Refusal {
    Refusal::new("This value must be greater than or equal to 1.")
        .code("parameter_invalid_integer")
        .at("amount")
        .about("payment_intent", intent)
}

pub fn capture_too_large(intent: &PaymentIntent) -> Refusal {
    Refusal::new(
        "The payment could not be captured because the requested capture amount is greater than the amount you can capture \
         for this charge. Contact us via https://support.stripe.com/contact/ for help.",
    )
    .code("amount_too_large")
    .about("payment_intent", intent)
}

/// A method of a customer's, where the intent has none or another.
pub fn method_of_customer(method: &PaymentMethod, named: Option<&Id<Customer>>, intent: Intent) -> Refusal {
    let owner = method.customer.as_ref().map_or("", Id::as_str);
    let method = method.id.as_str();
    match (named, intent) {
        (Some(named), _) => Refusal::new(format!(
            "The PaymentMethod {method} does not belong to the Customer you supplied {named}. Please use this PaymentMethod \
             with the Customer that it belongs to instead."
        ))
        .at("payment_method"),
        (None, Intent::Payment) => Refusal::new(format!(
            "The `payment_method` parameter supplied {method} belongs to the Customer {owner}. Please include the Customer \
             in the `customer` parameter on the PaymentIntent."
        ))
        .code("parameter_missing")
        .at("source"),
        (None, Intent::Setup) => Refusal::new(format!(
            "The payment method supplied ({method}) belongs to the Customer {owner}. Please include the Customer in the \
             `customer` parameter on the SetupIntent."
        ))
        .at("payment_method"),
    }
}

/// Methods that leave the shop's page are offered, and nothing says where to come back to. Of a `SetupIntent` only the first
/// two sentences were seen.
pub fn nowhere_to_return(intent: Intent) -> Refusal {
    let name = match intent {
        Intent::Payment => "PaymentIntent",
        Intent::Setup => "SetupIntent",
    };
    Refusal::new(format!(
        "This {name} is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods \
         might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept \
         redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and \
         `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents."
    ))
}

const UNEXPECTED_PAYMENT: &str = "payment_intent_unexpected_state";
const UNEXPECTED_SETUP: &str = "setup_intent_unexpected_state";

pub fn intent_not_capturable(intent: &PaymentIntent) -> Refusal {
    let message = if intent.amount_received > Amount::ZERO && intent.amount_received < intent.amount {
        "The remaining amount on this PaymentIntent could not be captured because the remainder of the authorized amount \
         has been released."
            .to_owned()
    } else {
        format!(
            "This PaymentIntent could not be captured because it has a status of {}. Only a PaymentIntent with one of the \
             following statuses may be captured: requires_capture.",
            intent.status.as_str()
        )
    };
    Refusal::new(message).code(UNEXPECTED_PAYMENT).about("payment_intent", intent)
}

pub fn intent_not_cancelable(intent: &PaymentIntent) -> Refusal {
    Refusal::new(format!(
        "You cannot cancel this PaymentIntent because it has a status of {}. Only a PaymentIntent with one of the \
         following statuses may be canceled: requires_payment_method, requires_capture, requires_reauthorization, \
         requires_confirmation, requires_action, expired, processing.",
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

/// Seen of the amount.
pub fn intent_not_updatable(intent: &PaymentIntent, param: &str) -> Refusal {
    Refusal::new(format!(
        "This PaymentIntent's {param} could not be updated because it has a status of {}. You may only update the {param} of \
         a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, \
         requires_action.",
        intent.status.as_str()
    ))
    .code(UNEXPECTED_PAYMENT)
    .at(param)
    .about("payment_intent", intent)
}

pub fn confirm_without_method(intent: &PaymentIntent) -> Refusal {
    let hint = match &intent.customer {
        Some(customer) => format!(
            "To confirm the PaymentIntent with {customer}, specify a payment method attached to this customer along with the \
             customer ID."
        ),
        None => "You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it \
                 again directly with a payment method or ConfirmationToken."
            .to_owned(),
    };
    Refusal::new(format!(
        "You cannot confirm this PaymentIntent because it's missing a payment method. {hint}"
    ))
    .code(UNEXPECTED_PAYMENT)
    .about("payment_intent", intent)
}

pub fn confirm_of_checkout() -> Refusal {
    Refusal::new("You cannot confirm PaymentIntents created by Checkout.")
}

pub fn setup_not_cancelable(intent: &SetupIntent) -> Refusal {
    let message = match intent.status {
        setup_intent::Status::Canceled => {
            "You cannot cancel this SetupIntent because it is already canceled.".to_owned()
        }
        status => format!(
            "You cannot cancel this SetupIntent because it has a status of {}. Only a SetupIntent with one of the following \
             statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or `requires_action`.",
            status.as_str()
        ),
    };
    Refusal::new(message).code(UNEXPECTED_SETUP).about("setup_intent", intent)
}

/// A setup that is over. `verb` is what was to be done; that a canceled one cannot be updated is a guess.
pub fn setup_is_over(intent: &SetupIntent, verb: &str) -> Refusal {
    let why = match intent.status {
        setup_intent::Status::Canceled => "it has been canceled",
        _ => "it has already succeeded",
    };
    Refusal::new(format!("You cannot {verb} this SetupIntent because {why}."))
        .code(UNEXPECTED_SETUP)
        .about("setup_intent", intent)
}

pub fn confirm_setup_without_method(intent: &SetupIntent) -> Refusal {
    Refusal::new(
        "You cannot confirm this SetupIntent because it's missing a payment method. You can either update the SetupIntent \
         with a payment method and then confirm it again, or confirm it again directly with a payment method or \
         ConfirmationToken.",
    )
    .code(UNEXPECTED_SETUP)
    .about("setup_intent", intent)
}
