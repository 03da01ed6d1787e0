use std::fmt;
use std::iter::Sum;

use serde::{Deserialize, Deserializer, Serialize, de};

use super::ValueError;

/// Money in minor units of a currency that is known from where the amount stands: 500 is $5.00 or ¥500.
///
/// Amounts in requests are from 0 to twelve digits, the most Stripe charges in any currency; what a session may charge is
/// less in most ([`super::Currency::maximum`]). Sums are kept in 64 bits and saturate instead of wrapping.
///
/// <https://docs.stripe.com/currencies#minor-units>
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Default,
    Serialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
#[serde(transparent)]
pub struct Amount(i64);

impl Amount {
    pub const ZERO: Amount = Amount(0);
    /// The greatest amount a parameter may be.
    pub const MAX: Amount = Amount(999_999_999_999);

    /// An amount that was computed, not sent.
    pub const fn from_minor(units: i64) -> Self {
        Amount(units)
    }

    pub fn minor(self) -> i64 {
        self.0
    }

    /// Whether a sum was too great for 64 bits.
    pub fn is_saturated(self) -> bool {
        self.0 == i64::MAX
    }

    #[must_use]
    pub fn plus(self, other: Amount) -> Amount {
        Amount(self.0.saturating_add(other.0))
    }

    #[must_use]
    pub fn minus(self, other: Amount) -> Amount {
        Amount(self.0.saturating_sub(other.0))
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Amount>>(amounts: I) -> Amount {
        amounts.fold(Amount::ZERO, Amount::plus)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Amount;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount in minor units")
            }

            fn visit_i64<E: de::Error>(self, units: i64) -> Result<Amount, E> {
                if units < 0 {
                    // Recorded for prices.
                    let error =
                        ValueError::coded("parameter_invalid_integer", "Invalid non-negative integer");
                    return Err(E::custom(error));
                }
                if units > Amount::MAX.0 {
                    return Err(E::custom(ValueError::too_big(Amount::MAX.0, units)));
                }
                Ok(Amount(units))
            }
        }

        deserializer.deserialize_i64(Visitor)
    }
}
