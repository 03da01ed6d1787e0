use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::read::read;
use super::{Amount, ValueError};

/// A decimal number with up to twelve places, exact: Stripe's `unit_amount_decimal` in fractions of a minor unit.
///
/// Written as a string without trailing zeros: `"12.5"`, `"2000"`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
pub struct Decimal(i128);

const PLACES: usize = 12;
const ONE: i128 = 1_000_000_000_000;

impl Decimal {
    /// The whole number `units`.
    pub fn from_minor(units: i64) -> Self {
        Decimal(i128::from(units) * ONE)
    }

    /// The same in minor units, if nothing is lost.
    pub fn whole(self) -> Option<i64> {
        if self.0 % ONE == 0 { i64::try_from(self.0 / ONE).ok() } else { None }
    }

    /// This amount `quantity` times, rounded half up to a minor unit only then.
    pub fn times(self, quantity: i64) -> Amount {
        let exact = self.0.saturating_mul(i128::from(quantity));
        let rounded = (exact.saturating_add(ONE / 2)).div_euclid(ONE);
        Amount::from_minor(i64::try_from(rounded).unwrap_or(i64::MAX))
    }
}

impl TryFrom<&str> for Decimal {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        let malformed = || ValueError::new(format!("Invalid decimal: {text}"));
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
            return Err(malformed());
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > PLACES {
            let text = big_decimal(negative, whole, fraction);
            return Err(ValueError::new(format!(
                "Invalid decimal: {text}; must contain at most 12 decimal places."
            )));
        }
        let whole = whole.trim_start_matches('0');
        if whole.len() > 12 {
            return Err(malformed());
        }
        let units: i128 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| malformed())? };
        let parts: i128 = format!("{fraction:0<PLACES$}").parse().map_err(|_| malformed())?;
        let value = units * ONE + parts;
        if negative && value != 0 {
            let text = big_decimal(negative, whole, fraction);
            return Err(ValueError::new(format!(
                "This value must be greater than or equal to 0 (it currently is '{text}')."
            )));
        }
        Ok(Decimal(value))
    }
}

/// A number as Ruby writes a `BigDecimal`, which Stripe's errors show: `0.15e1` for 1.5.
fn big_decimal(negative: bool, whole: &str, fraction: &str) -> String {
    let sign = if negative { "-" } else { "" };
    let whole = whole.trim_start_matches('0');
    let (digits, exponent) = if whole.is_empty() {
        let digits = fraction.trim_start_matches('0');
        (digits.to_owned(), digits.len().cast_signed() - fraction.len().cast_signed())
    } else {
        (format!("{whole}{fraction}"), whole.len().cast_signed())
    };
    format!("{sign}0.{}e{exponent}", digits.trim_end_matches('0'))
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, parts) = (self.0 / ONE, self.0 % ONE);
        if parts == 0 {
            return write!(f, "{whole}");
        }
        let parts = format!("{parts:0>PLACES$}");
        write!(f, "{whole}.{}", parts.trim_end_matches('0'))
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        Decimal::try_from(text).unwrap()
    }

    #[test]
    fn a_decimal_is_written_without_trailing_zeros() {
        for (given, written) in
            [("12.50", "12.5"), ("10.0", "10"), ("0.000000000001", "0.000000000001"), ("-0", "0")]
        {
            assert_eq!(decimal(given).to_string(), written);
        }
    }

    #[test]
    fn quantity_comes_before_rounding() {
        assert_eq!(decimal("0.5").times(1).minor(), 1);
        assert_eq!(decimal("0.4").times(2).minor(), 1);
        assert_eq!(decimal("33.333333333333").times(3).minor(), 100);
        assert_eq!(decimal("123.45").whole(), None);
        assert_eq!(decimal("123").whole(), Some(123));
    }

    #[test]
    fn refusals_show_numbers_as_ruby_does() {
        assert_eq!(big_decimal(true, "1", "5"), "-0.15e1");
        assert_eq!(big_decimal(false, "0", "1234567890123"), "0.1234567890123e0");
        assert_eq!(big_decimal(false, "1", "1234567890123"), "0.11234567890123e1");
        assert_eq!(big_decimal(true, "0", "015"), "-0.15e-1");
        assert_eq!(big_decimal(true, "120", ""), "-0.12e3");
    }

    #[test]
    fn what_is_no_decimal_is_refused() {
        for given in ["", "abc", "1e3", "1.2.3", "0.0000000000001", "-1", "1,5", "9999999999999"] {
            assert!(Decimal::try_from(given).is_err(), "{given}");
        }
    }
}
