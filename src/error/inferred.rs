//! Refusals for which no real answer of Stripe's is known: guesses after the nearest pattern, to be replaced here.

mod paying;

pub use paying::*;

use super::Refusal;
use crate::search::Operator;
use crate::values::{Country, Currency};

// Updating a checkout session.

/// After the text that expiring was seen to give.
pub fn session_cannot_be_updated(status: &str) -> Refusal {
    Refusal::new(format!(
        "Only Checkout Sessions with a status in [\"open\"] can be updated. This Checkout Session has a status of \
         `{status}`."
    ))
}

pub fn cannot_be_updated_in_ui_mode(param: &str, ui_mode: &str) -> Refusal {
    Refusal::new(format!("`{param}` cannot be updated for Checkout Sessions with `ui_mode: {ui_mode}`"))
        .at(param)
}

pub fn country_not_allowed(country: Country, param: &str) -> Refusal {
    Refusal::new(format!(
        "The shipping country `{}` is not in the list of allowed countries.",
        country.as_str()
    ))
    .at(param)
}

pub fn no_shipping_address_collected() -> Refusal {
    Refusal::new(
        "You can not update `collected_information[shipping_details]` for a Checkout Session without \
         `shipping_address_collection`.",
    )
    .at("collected_information")
}

pub fn shipping_details_belong_to_the_client() -> Refusal {
    Refusal::new(
        "You can not update `collected_information[shipping_details]` unless the Checkout Session was created with \
         `permissions[update_shipping_details]=server_only`.",
    )
    .at("collected_information[shipping_details]")
}

pub fn duplicate_line_item(id: &str, param: String) -> Refusal {
    Refusal::new(format!("The line item `{id}` was passed more than once.")).at(param)
}

// Creating a checkout session.

pub fn subscription_too_many_items(kind: &str) -> Refusal {
    Refusal::new(format!("You may only specify up to 20 {kind} line items in `subscription` mode."))
        .at("line_items")
}

pub fn return_url_without_redirect() -> Refusal {
    Refusal::new("`return_url` is not supported with `redirect_on_completion: never`").at("return_url")
}

pub fn needs(param: &str, needed: &str) -> Refusal {
    Refusal::new(format!("`{param}` can only be used with `{needed}`.")).at(param)
}

pub fn shipping_option_without_rate(option: &str) -> Refusal {
    Refusal::new("You must provide one of `shipping_rate` or `shipping_rate_data` for each shipping option.")
        .at(option)
}

pub fn adjustable_bounds_crossed(param: String) -> Refusal {
    Refusal::new("The adjustable quantity's `minimum` must be less than or equal to its `maximum`.").at(param)
}

pub fn duplicate_custom_field(key: &str, param: String) -> Refusal {
    Refusal::new(format!("Custom field keys must be unique, but `{key}` was passed more than once."))
        .at(param)
}

pub fn custom_field_key(param: String) -> Refusal {
    Refusal::new("Custom field keys must be alphanumeric.").at(param)
}

pub fn custom_field_option(param: String) -> Refusal {
    Refusal::new("Dropdown option values must be alphanumeric.").at(param)
}

pub fn duplicate_custom_field_option(value: &str, param: String) -> Refusal {
    Refusal::new(format!("Dropdown option values must be unique, but `{value}` was passed more than once."))
        .at(param)
}

pub fn lengths_crossed(param: String) -> Refusal {
    Refusal::new("The `minimum_length` must be less than or equal to the `maximum_length`.").at(param)
}

pub fn custom_field_of_other_type(kind: &str, param: String) -> Refusal {
    Refusal::new(format!("This parameter can only be passed for a custom field with `type: {kind}`."))
        .at(param)
}

pub fn dropdown_default(param: String) -> Refusal {
    Refusal::new("The default value must be one of the dropdown's options.").at(param)
}

pub fn custom_amount_with_others(param: String) -> Refusal {
    Refusal::new("A price with `custom_unit_amount` must be the only line item, with a quantity of 1.")
        .at(param)
}

pub fn total_not_payable(currency: Currency) -> Refusal {
    Refusal::new(format!("Amounts in {currency} must be a multiple of {}.", currency.step()))
        .code("invalid_charge_amount")
}

pub fn discount_without_coupon(discount: &str) -> Refusal {
    Refusal::new("You must provide one of `coupon` or `promotion_code` for each discount.").at(discount)
}

pub fn coupon_applies_to_nothing() -> Refusal {
    Refusal::new("This coupon cannot be redeemed because it does not apply to anything in this order.")
}

pub fn inactive_tax_rate(param: String) -> Refusal {
    Refusal::new("The tax rate specified is inactive. This field only accepts active tax rates.").at(param)
}

pub fn icon_and_logo() -> Refusal {
    Refusal::new("You may only specify one of these parameters: icon, logo.").at("branding_settings[icon]")
}

/// A member of a hash that goes with another `type` than the one sent.
pub fn only_with_type(param: String, kind: &str) -> Refusal {
    Refusal::new(format!("`{param}` can only be used when `type` is `{kind}`.")).at(param)
}

pub fn anchor_in_the_past() -> Refusal {
    Refusal::new("The `billing_cycle_anchor` has to be in the future.")
        .at("subscription_data[billing_cycle_anchor]")
}

pub fn pending_items_over_a_year(param: &str) -> Refusal {
    Refusal::new("The interval for pending invoice items can be at most one year.").at(param)
}

pub fn tax_rates_with_automatic_tax(param: String) -> Refusal {
    Refusal::new("You cannot pass `tax_rates` when `automatic_tax[enabled]` is true.").at(param)
}

// Products, prices, shipping rates and customers.

pub fn price_of_other_product(price: &str) -> Refusal {
    Refusal::new(format!("The price `{price}` does not belong to this product.")).at("default_price")
}

pub fn two_tax_codes(path: &str) -> Refusal {
    super::refusal::exclusive(path, "tax_code", "tax_details")
}

pub fn recurring_custom_amount(param: &str) -> Refusal {
    Refusal::new("Recurring prices cannot have a `custom_unit_amount`.").at(param)
}

pub fn custom_amount_bounds_crossed(param: &str) -> Refusal {
    Refusal::new("The custom amount's `minimum` must be less than or equal to its `maximum`.").at(param)
}

pub fn custom_amount_preset(param: &str) -> Refusal {
    Refusal::new("The custom amount's `preset` must be between its `minimum` and `maximum`.").at(param)
}

pub fn tiers_missing() -> Refusal {
    Refusal::new("You must specify `tiers` when `billing_scheme=tiered`.").at("tiers")
}

pub fn tiers_without_scheme(param: &str) -> Refusal {
    Refusal::new(format!("You can only specify `{param}` when `billing_scheme=tiered`.")).at(param)
}

pub fn last_tier_must_be_open(param: String) -> Refusal {
    Refusal::new("The last tier must have `up_to` set to `inf`.").at(param)
}

pub fn tiers_must_rise(param: String) -> Refusal {
    Refusal::new("Each tier's `up_to` must be greater than the one before it.").at(param)
}

pub fn amount_with_tiers(param: &str) -> Refusal {
    Refusal::new(format!("You cannot specify `{param}` when `billing_scheme=tiered`.")).at(param)
}

pub fn option_of_top_level_currency(param: String) -> Refusal {
    Refusal::new("`currency_options` cannot contain the top-level currency.").at(param)
}

pub fn estimate_crossed(param: &str) -> Refusal {
    Refusal::new("The delivery estimate's `minimum` must be less than or equal to its `maximum`.")
        .at(format!("{param}[minimum]"))
}

pub fn invalid_invoice_prefix() -> Refusal {
    Refusal::new("Invoice prefixes must be 1 to 12 uppercase letters or numbers.").at("invoice_prefix")
}

pub fn invoice_prefix_taken() -> Refusal {
    Refusal::new("This invoice prefix is already in use.").at("invoice_prefix")
}

// Search. That these are refused is documented, their words are not.

pub fn and_with_or() -> Refusal {
    Refusal::new("You can't combine AND and OR in the same search query.")
}

pub fn too_many_clauses(most: usize) -> Refusal {
    Refusal::new(format!("You can combine up to {most} query clauses in a search."))
}

pub fn unsupported_search_operator(operator: Operator, field: &str) -> Refusal {
    Refusal::new(format!("Operator `{operator}` is not supported for field `{field}`."))
}

pub fn substring_too_short(least: usize) -> Refusal {
    Refusal::new(format!("Substrings in a search query must be a minimum of {least} characters."))
}

pub fn not_a_number(value: &str, field: &str) -> Refusal {
    Refusal::new(format!("Field `{field}` is numeric, but its value in the search query is `{value}`."))
}

pub fn search_before(first: &str) -> Refusal {
    Refusal::new(format!("The minimum supported API version to use search is {first}."))
}

// Webhook endpoints.

pub fn too_many_webhook_endpoints(most: usize) -> Refusal {
    Refusal::new(format!("You have reached the maximum of {most} test webhook endpoints."))
}

/// The code is documented.
pub fn invalid_webhook_url() -> Refusal {
    Refusal::new("Invalid URL: URL must be publicly accessible over http or https.")
        .code("url_invalid")
        .at("url")
}

// Coupons, promotion codes, tax rates. Refusals without a parameter are given the one that named the object.

pub fn coupon_deleted(id: &str) -> Refusal {
    Refusal::new(format!("No such coupon: '{id}'")).code("resource_missing")
}

pub fn coupon_used_up(id: &str) -> Refusal {
    Refusal::new(format!("Coupon {id} has been redeemed the maximum number of times."))
}

pub fn coupon_months_without_repeating() -> Refusal {
    Refusal::new(
        "The duration_in_months param can only be set when creating a coupon with a repeating duration",
    )
    .at("duration_in_months")
}

pub fn currency_options_without_amount() -> Refusal {
    Refusal::new("You can only pass `currency_options` for coupons with an `amount_off`.")
        .at("currency_options")
}

pub fn promotion_code_inactive() -> Refusal {
    Refusal::new("This promotion code cannot be redeemed because it is inactive.")
}

pub fn promotion_code_expired(code: &str) -> Refusal {
    Refusal::new(format!("Promotion code expired: {code}")).code("coupon_expired")
}

pub fn promotion_code_used_up() -> Refusal {
    Refusal::new(
        "This promotion code cannot be redeemed because it has been redeemed the maximum number of times.",
    )
}

pub fn promotion_code_of_other_customer() -> Refusal {
    Refusal::new("This promotion code cannot be redeemed because it is restricted to a different customer.")
}

pub fn minimum_amount_in_other_currency(currency: Currency) -> Refusal {
    Refusal::new(format!(
        "This promotion code cannot be redeemed because its minimum amount requirement does not support the currency \
         `{currency}`."
    ))
}

pub fn promotion_code_outlives_coupon() -> Refusal {
    Refusal::new("The promotion code's `expires_at` cannot be after its coupon's `redeem_by`.")
        .at("expires_at")
}

pub fn promotion_code_outnumbers_coupon(most: i64) -> Refusal {
    Refusal::new(format!(
        "The promotion code's `max_redemptions` cannot be greater than its coupon's `max_redemptions` ({most})."
    ))
    .at("max_redemptions")
}

pub fn promotion_code_cannot_be_reactivated() -> Refusal {
    Refusal::new(
        "This promotion code cannot be activated because it, or its coupon, has expired or was redeemed the maximum \
         number of times.",
    )
    .at("active")
}
