//! Refusals whose texts were seen in Stripe's answers or are documented.
//!
//! The sources are public recordings and reports; each function says what situation it is for.

mod payments;

use std::fmt;

pub use payments::*;

use serde::Serialize;
use serde_json::Value;

use crate::form::{ParamError, Problem};
use crate::values::{Amount, Currency, Timestamp};

/// A rule of an operation that a request breaks: 400, `invalid_request_error`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: Option<&'static str>,
    pub message: String,
    pub param: Option<String>,
    /// The object that is not in the state it would have to be in, under its kind: `payment_intent`.
    pub about: Option<(&'static str, Box<Value>)>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

impl Refusal {
    pub fn new(message: impl Into<String>) -> Self {
        Refusal { code: None, message: message.into(), param: None, about: None }
    }

    #[must_use]
    pub fn code(mut self, code: &'static str) -> Self {
        self.code = Some(code);
        self
    }

    #[must_use]
    pub fn about(mut self, kind: &'static str, object: &impl Serialize) -> Self {
        self.about = serde_json::to_value(object).ok().map(|object| (kind, Box::new(object)));
        self
    }

    #[must_use]
    pub fn at(mut self, param: impl Into<String>) -> Self {
        self.param = Some(param.into());
        self
    }
}

/// A parameter that is required here, though not everywhere.
pub fn missing(param: impl Into<String>) -> ParamError {
    ParamError { path: param.into(), problem: Problem::Missing }
}

/// A parameter that exists, but not in this version, with the name that took its place.
pub fn unknown(path: &str, instead: Option<&str>) -> ParamError {
    let problem = Problem::Unknown { names: vec![path.to_owned()], suggestion: instead.map(str::to_owned) };
    ParamError { path: path.to_owned(), problem }
}

/// Parameters of which only one may be sent. They are named in alphabetical order, `param` is the first.
pub fn exclusive(prefix: &str, first: &str, second: &str) -> Refusal {
    let param = if prefix.is_empty() { first.to_owned() } else { format!("{prefix}[{first}]") };
    Refusal::new(format!("You may only specify one of these parameters: {first}, {second}.")).at(param)
}

/// A word that is none of those allowed here.
pub fn not_one_of(param: &str, allowed: &[&str]) -> Refusal {
    Refusal::new(format!("Invalid {param}: must be one of {}", or_list(allowed))).at(param)
}

/// `a`, `a or b`, `a, b, or c`.
pub fn or_list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first, second] => format!("{first} or {second}"),
        [rest @ .., last] => format!("{}, or {last}", rest.join(", ")),
    }
}

pub fn too_many_metadata_keys(keys: usize) -> Refusal {
    Refusal::new(format!("Metadata can have up to 50 keys, but you've set {keys}."))
}

// Lists and expansion.

pub fn both_cursors() -> Refusal {
    Refusal::new("Received both starting_after and ending_before parameters. Please pass in only one.")
}

pub fn cannot_expand(property: &str) -> Refusal {
    Refusal::new(format!("This property cannot be expanded ({property})."))
}

pub fn cannot_expand_unknown(property: &str) -> Refusal {
    Refusal::new(format!("This property cannot be expanded because it doesn't exist: {property}."))
}

pub fn cannot_expand_outside_data(property: &str) -> Refusal {
    Refusal::new(format!(
        "This property cannot be expanded ({property}). You may want to try expanding 'data.{property}' instead."
    ))
}

pub fn cannot_include(property: &str) -> Refusal {
    Refusal::new(format!("This property cannot be included ({property})"))
}

pub fn expanded_too_deep(path: &str) -> Refusal {
    Refusal::new(format!("You cannot expand more than 4 levels of a property. Property: {path}"))
        .code("property_expansion_max_depth")
}

// Search.

pub fn unreadable_query() -> Refusal {
    Refusal::new(
        "We were unable to parse your search query. Try using the format `metadata[\"key\"]:\"value\"` to query for \
         metadata or key:\"value\" to query for other fields.",
    )
}

pub fn unsupported_search_field(field: &str, resource: &str) -> Refusal {
    let anchor = resource.replace('_', "-");
    Refusal::new(format!(
        "Field `{field}` is an unsupported search field for resource `{resource}`. See \
         http://stripe.com/docs/search#query-fields-for-{anchor} for a list of supported fields."
    ))
}

/// The page itself is named as the parameter.
pub fn invalid_page(page: &str) -> Refusal {
    Refusal::new(format!("{page} is an invalid page.")).at(page)
}

// Checkout sessions.

pub fn malformed_session_id(id: &str) -> Refusal {
    Refusal::new(format!("Invalid checkout.session id: {id}"))
}

pub fn session_not_open(status: &str) -> Refusal {
    Refusal::new(format!(
        "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of \
         `{status}`."
    ))
}

pub fn recurring_price_in_payment_mode(item: &str) -> Refusal {
    Refusal::new(
        "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only \
         one-time prices.",
    )
    .at(item)
}

pub fn no_recurring_price() -> Refusal {
    Refusal::new("You must provide at least one recurring price in `subscription` mode when using prices.")
        .at("line_items")
}

pub fn line_items_required(mode: &str) -> Refusal {
    Refusal::new(format!("The `line_items` parameter is required in {mode} mode.")).at("line_items")
}

pub fn line_items_in_setup_mode() -> Refusal {
    Refusal::new("You cannot pass `line_items` in `setup` mode").at("line_items")
}

pub fn item_without_price(item: &str) -> Refusal {
    Refusal::new("You must provide one of `price` or `price_data` for each line item when using prices.")
        .at(item)
}

pub fn item_without_quantity(item: &str) -> Refusal {
    Refusal::new(format!("Quantity is required. Add `quantity` to `{item}`")).at(item)
}

pub fn not_in_this_mode(param: &str, mode: &str) -> Refusal {
    Refusal::new(format!("You can not pass `{param}` in `{mode}` mode.")).at(param)
}

pub fn only_in_payment_mode(param: &str) -> Refusal {
    Refusal::new(format!("`{param}` can only be used in payment mode.")).at(param)
}

/// Parameters that the session's `ui_mode`, by the name the caller knows it, does not have.
pub fn not_in_this_ui_mode(params: &[&str], ui_mode: &str) -> Refusal {
    match params {
        [only] => Refusal::new(format!("`{only}` is not supported with `ui_mode: {ui_mode}`")).at(*only),
        several => Refusal::new(format!(
            "The following parameters are not supported with `ui_mode: {ui_mode}`: {}.",
            several.join(", ")
        ))
        .at(several.first().copied().unwrap_or_default()),
    }
}

pub fn expires_too_soon() -> Refusal {
    Refusal::new("The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.")
        .at("expires_at")
}

pub fn expires_too_late() -> Refusal {
    Refusal::new("The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.")
        .at("expires_at")
}

/// `text` is the currency as it was sent.
pub fn total_too_small(minimum: Amount, currency: Currency, text: &str) -> Refusal {
    Refusal::new(format!(
        "The Checkout Session's total amount due must add up to at least {} {text}",
        currency.format(minimum)
    ))
    .code("amount_too_small")
}

/// Seen for charges and `PaymentIntent`s.
pub fn total_too_large(currency: Currency) -> Refusal {
    Refusal::new(format!("Amount must be no more than {}", currency.format(currency.maximum())))
        .code("amount_too_large")
}

/// Automatic tax, a customer without an address, and nothing that would get one.
pub fn customer_without_tax_location() -> Refusal {
    Refusal::new(
        "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the \
         Customer or set either `customer_update[address]` to 'auto' or `customer_update[shipping]` to 'auto' to save the \
         address entered in Checkout to the Customer.",
    )
    .code("customer_tax_location_invalid")
}

pub fn no_payment_method() -> Refusal {
    Refusal::new(
        "No valid payment method types for this Checkout Session. Please ensure that you have activated payment methods \
         compatible with your chosen currency in your dashboard (https://dashboard.stripe.com/settings/payment-methods) \
         or specify `payment_method_types`.",
    )
}

pub fn other_currency(noun: &str, only: Currency, expected: Currency) -> Refusal {
    Refusal::new(format!(
        "The {noun} specified only supports `{only}`. This doesn't match the expected currency: `{expected}`."
    ))
}

pub fn inactive(noun: &str) -> Refusal {
    Refusal::new(format!("The {noun} specified is inactive. This field only accepts active {noun}s."))
}

/// Seen for a trial that ends within 48 hours.
pub fn trial_too_soon() -> Refusal {
    Refusal::new("The `trial_end` date has to be at least 2 days in the future.")
        .at("subscription_data[trial_end]")
}

/// Seen without its last words, if there are more.
pub fn invoice_creation_in_this_mode() -> Refusal {
    Refusal::new(
        "You can only enable invoice creation when `mode` is set to `payment`. Invoices are created automatically when \
         `mode` is set to `subscription`.",
    )
    .at("invoice_creation")
}

// Prices and products.

pub fn price_without_product() -> Refusal {
    Refusal::new("You must specify either `product` or `product_data` when creating a price.")
}

pub fn price_without_amount() -> Refusal {
    Refusal::new("Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.")
}

pub fn tiered_one_time_price() -> Refusal {
    Refusal::new("Prices with `type=one_time` are not supported with tiered billing.").at("interval")
}

pub fn metered_without_meter() -> Refusal {
    Refusal::new("Starting with Stripe version `2025-03-31.basil`, metered prices must be backed by meters.")
}

pub fn interval_too_long(adverb: &str, most: i64, param: String) -> Refusal {
    Refusal::new(format!("The interval_count for {adverb} prices can't be greater than {most}")).at(param)
}

pub fn lookup_key_taken(price: &str) -> Refusal {
    Refusal::new(format!("A price (`{price}`) already uses that lookup key.")).at("lookup_key")
}

pub fn tax_behavior_already_set() -> Refusal {
    Refusal::new("You cannot update `tax_behavior` field once it has been specified.").at("tax_behavior")
}

pub fn immutable_currency_option() -> Refusal {
    Refusal::new(
        "You are attempting to update an immutable field for an existing currency in currency_options.",
    )
    .at("currency_options")
}

pub fn currency_option_without_amount() -> Refusal {
    Refusal::new("If the billing scheme is set to per_unit, the amount parameter must be set")
        .at("currency_options")
}

pub fn default_price_cannot_be_archived() -> Refusal {
    Refusal::new("This price cannot be archived because it is the default price of its product.").at("active")
}

pub fn product_has_prices() -> Refusal {
    Refusal::new("This product cannot be deleted because it has one or more user-created prices.")
}

pub fn product_exists() -> Refusal {
    Refusal::new("Product already exists.").code("resource_already_exists").at("id")
}

// Shipping rates.

pub fn option_of_own_currency(currency: Currency, path: &str) -> Refusal {
    Refusal::new(
        "You are specifying an update to a currency option that matches the top-level currency for this shipping rate. \
         Please remove this currency option and update the top-level params instead.",
    )
    .at(format!("{path}[{currency}]"))
}

// Customers.

pub fn payment_method_not_attached(payment_method: &str, param: &str) -> Refusal {
    Refusal::new(format!(
        "The customer does not have a payment method with the ID {payment_method}. The payment method must be attached to \
         the customer."
    ))
    .code("resource_missing")
    .at(param)
}

pub fn unknown_tax_location() -> Refusal {
    Refusal::new(
        "The customer's location isn't recognized. Set a valid customer address in order to automatically calculate tax.",
    )
    .code("customer_tax_location_invalid")
}

// Coupons, promotion codes, tax rates.

pub fn coupon_without_amount() -> Refusal {
    Refusal::new("Must provide percent_off or amount_off.").code("parameter_missing")
}

pub fn coupon_with_two_amounts() -> Refusal {
    Refusal::new("Received both percent_off and amount_off parameters. Please pass in only one.")
}

pub fn repeating_without_months() -> Refusal {
    Refusal::new("The duration_in_months param must be set when creating a coupon with a repeating duration")
        .at("duration")
}

pub fn coupon_exists() -> Refusal {
    Refusal::new("Coupon already exists.").code("resource_already_exists")
}

/// The beginning was quoted, the code is documented.
pub fn coupon_expired(id: &str) -> Refusal {
    Refusal::new(format!("Coupon expired: {id}")).code("coupon_expired")
}

/// A parameter that another one needs. Nested ones are written with dots.
pub fn needed_with(needed: &str, given: &str) -> Refusal {
    Refusal::new(format!("You must pass {needed} when passing {given}")).at(needed)
}

pub fn time_in_the_past(param: &str, time: Timestamp) -> Refusal {
    Refusal::new(format!(
        "The parameter `{param}` expects a unix timestamp representing a date and time in the future. You specified the \
         value `{time}` which is in the past."
    ))
    .at(param)
}

pub fn over_five_years_ahead(param: &str) -> Refusal {
    Refusal::new("Invalid timestamp: can be no more than five years in the future.").at(param)
}

pub fn promotion_code_taken(code: &str) -> Refusal {
    Refusal::new(format!("An active promotion code with `code: {code}` already exists."))
}

/// Quoted by many; `param` is the code's.
pub fn prior_transactions() -> Refusal {
    Refusal::new(
        "This promotion code cannot be redeemed because the associated customer has prior transactions.",
    )
}

/// Quoted from a live account; `param` is the code's.
pub fn minimum_amount_not_met() -> Refusal {
    Refusal::new(
        "This promotion code cannot be redeemed because the associated purchase does not meet the minimum amount \
         requirement.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_words_read_as_stripe_writes_them() {
        assert_eq!(or_list(&["if_required", "always"]), "if_required or always");
        assert_eq!(or_list(&["none", "reverse", "exempt"]), "none, reverse, or exempt");
    }
}
