//! What a publishable key sees of an object: less than a secret one.
//!
//! <https://docs.stripe.com/keys> and, for intents, the fields that the API reference marks as "retrievable with publishable
//! key": <https://docs.stripe.com/api/payment_intents/object>

use serde_json::Value;

const PAYMENT_INTENT: &[&str] = &[
    "allowed_payment_method_types",
    "amount",
    "amount_details",
    "automatic_payment_methods",
    "canceled_at",
    "cancellation_reason",
    "capture_method",
    "client_secret",
    "confirmation_method",
    "created",
    "currency",
    "description",
    "id",
    "last_payment_error",
    "livemode",
    "next_action",
    "object",
    "payment_method",
    "payment_method_configuration_details",
    "payment_method_types",
    "processing",
    "receipt_email",
    "setup_future_usage",
    "shipping",
    "status",
];

const SETUP_INTENT: &[&str] = &[
    "allowed_payment_method_types",
    "automatic_payment_methods",
    "cancellation_reason",
    "client_secret",
    "created",
    "description",
    "id",
    "last_setup_error",
    "livemode",
    "next_action",
    "object",
    "payment_method",
    "payment_method_configuration_details",
    "payment_method_types",
    "status",
    "usage",
];

/// Leaves of an intent what browsers may see. Other objects that they reach at all, they see whole.
pub(super) fn reduce(value: &mut Value) {
    let Some(object) = value.as_object_mut() else { return };
    let shown = match object.get("object").and_then(Value::as_str) {
        Some("payment_intent") => PAYMENT_INTENT,
        Some("setup_intent") => SETUP_INTENT,
        _ => return,
    };
    object.retain(|name, _| shown.contains(&name.as_str()));
}
