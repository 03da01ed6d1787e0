use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::ValueError;

/// A share from 0 to 100, exact to two places.
///
/// Written as a number: `12.5`, `20.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent {
    hundredths: u16,
}

const PLACES: usize = 2;
const MOST: u16 = 100;

impl Percent {
    /// In hundredths of a percent: 1250 is 12.5 %.
    pub fn hundredths(self) -> u16 {
        self.hundredths
    }
}

impl TryFrom<&str> for Percent {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        let malformed = || ValueError::new(format!("Invalid decimal: {text}"));
        // Of one pattern with the texts that were recorded for decimals of prices and coupons.
        let too_big = || {
            ValueError::new(format!(
                "This value must be less than or equal to {MOST} (it currently is '{text}')."
            ))
        };
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
            return Err(malformed());
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        if negative && !(whole.is_empty() && fraction.is_empty()) {
            return Err(ValueError::new(format!(
                "This value must be greater than or equal to 0 (it currently is '{text}')."
            )));
        }
        if fraction.len() > PLACES {
            return Err(ValueError::new(format!(
                "Invalid decimal: {text}; must contain at most {PLACES} decimal places."
            )));
        }
        let whole: u16 = match whole {
            "" => 0,
            whole => whole.parse().ok().filter(|whole| *whole <= MOST).ok_or_else(too_big)?,
        };
        let fraction: u16 = format!("{fraction:0<PLACES$}").parse().map_err(|_| malformed())?;
        let hundredths = whole * 100 + fraction;
        if hundredths > MOST * 100 { Err(too_big()) } else { Ok(Percent { hundredths }) }
    }
}

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.hundredths / 100, self.hundredths % 100);
        if fraction == 0 {
            return write!(f, "{whole}");
        }
        write!(f, "{whole}.{}", format!("{fraction:0>PLACES$}").trim_end_matches('0'))
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // Two places survive: the shortest text that reads back as this number is written.
        serializer.serialize_f64(f64::from(self.hundredths) / 100.0)
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Percent;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a percentage")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Percent, E> {
                Percent::try_from(text).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentage_is_exact() {
        for (given, hundredths, written, json) in [
            ("0", 0, "0", "0.0"),
            ("12.50", 1250, "12.5", "12.5"),
            ("100", 10_000, "100", "100.0"),
            ("0.07", 7, "0.07", "0.07"),
            (".5", 50, "0.5", "0.5"),
        ] {
            let percent = Percent::try_from(given).unwrap();
            assert_eq!(percent.hundredths(), hundredths);
            assert_eq!(percent.to_string(), written);
            assert_eq!(serde_json::to_string(&percent).unwrap(), json);
        }
    }

    #[test]
    fn what_is_no_percentage_is_refused() {
        for given in ["", ".", "abc", "-1", "100.01", "101", "1.234", "99999999999", "1e1"] {
            assert!(Percent::try_from(given).is_err(), "{given}");
        }
    }
}
