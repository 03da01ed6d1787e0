//! What a session shows for a field of a payment method's options: itself, or what stands for its absence.

#![expect(clippy::ref_option, reason = "serde hands over fields as they are")]

use serde::{Serialize, Serializer};

use super::FinancialConnections;
use crate::values::Emptyable;

pub(super) fn is_unset<T>(field: &Option<Emptyable<T>>) -> bool {
    field.as_ref().and_then(Emptyable::value).is_none()
}

pub(super) fn or_null<T: Serialize, S: Serializer>(
    field: &Option<Emptyable<T>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    field.as_ref().and_then(Emptyable::value).serialize(serializer)
}

pub(super) fn or_automatic<T: Serialize, S: Serializer>(
    field: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    or("automatic", field, serializer)
}

pub(super) fn or_three_days<T: Serialize, S: Serializer>(
    field: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    or(3, field, serializer)
}

pub(super) fn or_payment_method_only<S: Serializer>(
    field: &Option<FinancialConnections>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    or(FinancialConnections::default(), field, serializer)
}

pub(super) fn or_payment_method<T: Serialize, S: Serializer>(
    field: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    or(["payment_method"], field, serializer)
}

pub(super) fn or_none<T: Serialize, S: Serializer>(
    field: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    or([(); 0], field, serializer)
}

fn or<D: Serialize, T: Serialize, S: Serializer>(
    default: D,
    field: &Option<T>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match field {
        Some(value) => value.serialize(serializer),
        None => default.serialize(serializer),
    }
}
