use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ValueError;
use super::read::read;

/// A decimal number of 0 or more with up to `PLACES` places, exact. Written as a JSON number with a fraction: `1.0`,
/// `2.25`.
///
/// Up to nine digits may stand before the point.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
pub struct Number<const PLACES: usize> {
    /// In the smallest parts that `PLACES` can write.
    parts: u64,
}

const MAX_DIGITS: usize = 9;

impl<const PLACES: usize> Number<PLACES> {
    /// The number `parts` smallest parts make: 1250 hundredths are 12.5.
    pub(super) const fn from_parts(parts: u64) -> Self {
        Number { parts }
    }

    /// The whole number `units`.
    pub(super) const fn whole(units: u64) -> Self {
        let mut parts = units;
        let mut places = 0;
        while places < PLACES {
            parts *= 10;
            places += 1;
        }
        Number { parts }
    }

    /// How many of the smallest parts it is: 12.5 is 1250 hundredths.
    pub const fn parts(self) -> u64 {
        self.parts
    }

    /// Reads a number from `least` to `most`.
    pub(super) fn between(text: &str, least: Self, most: Option<Self>) -> Result<Self, ValueError> {
        let malformed = || ValueError::new(format!("Invalid decimal: {text}"));
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => ("-", digits),
            None => ("", text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
            return Err(malformed());
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let below_zero = !sign.is_empty() && whole.len() + fraction.len() > 0;
        if !below_zero && fraction.len() > PLACES {
            return Err(ValueError::new(format!(
                "Invalid decimal: {text}; must contain at most {PLACES} decimal places."
            )));
        }
        if whole.len() > MAX_DIGITS {
            return Err(malformed());
        }
        let out_of_bounds = |comparison: &str, bound: Self| {
            let sign = if below_zero { "-" } else { "" };
            ValueError::new(format!(
                "This value must be {comparison} than or equal to {} (it currently is '{sign}{}.{}').",
                bound.to_string().trim_end_matches(".0"),
                or_zero(whole),
                or_zero(fraction),
            ))
        };
        if below_zero {
            return Err(out_of_bounds("greater", least));
        }
        let parts = format!("0{whole}{fraction:0<PLACES$}").parse().map_err(|_| malformed())?;
        let number = Number { parts };
        match most {
            _ if number < least => Err(out_of_bounds("greater", least)),
            Some(most) if number > most => Err(out_of_bounds("less", most)),
            _ => Ok(number),
        }
    }
}

fn or_zero(digits: &str) -> &str {
    if digits.is_empty() { "0" } else { digits }
}

impl<const PLACES: usize> TryFrom<&str> for Number<PLACES> {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        Number::between(text, Number::from_parts(0), None)
    }
}

impl<const PLACES: usize> fmt::Display for Number<PLACES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = format!("{:0>width$}", self.parts, width = PLACES + 1);
        let (whole, fraction) = digits.split_at(digits.len() - PLACES);
        let fraction = fraction.trim_end_matches('0');
        write!(f, "{whole}.{}", if fraction.is_empty() { "0" } else { fraction })
    }
}

impl<const PLACES: usize> Serialize for Number<PLACES> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The float nearest to a number this short is written back as the same number.
        let float = self.to_string().parse().map_err(serde::ser::Error::custom)?;
        serializer.serialize_f64(float)
    }
}

impl<'de, const PLACES: usize> Deserialize<'de> for Number<PLACES> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_written_with_a_fraction() {
        for (given, written) in
            [("1", "1.0"), ("2.50", "2.5"), (".25", "0.25"), ("0", "0.0"), ("-0", "0.0"), ("007.10", "7.1")]
        {
            let number = Number::<2>::try_from(given).unwrap();
            assert_eq!(number.to_string(), written);
            assert_eq!(serde_json::to_string(&number).unwrap(), written);
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for given in ["", ".", "abc", "1e3", "1.2.3", "0.001", "-1", "1,5", "1234567890"] {
            assert!(Number::<2>::try_from(given).is_err(), "{given}");
        }
    }
}
