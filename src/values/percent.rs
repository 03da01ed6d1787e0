use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::read::read;
use super::{Number, ValueError};

/// A share from 0 to 100, exact to `PLACES` places. `LEAST` is in the smallest parts that many places can write, for
/// shares that may not be 0.
///
/// Written as a number: `12.5`, `20.0`.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
#[serde(transparent)]
pub struct Percent<const PLACES: usize = 2, const LEAST: u64 = 0>(Number<PLACES>);

impl<const PLACES: usize> Percent<PLACES> {
    pub const ZERO: Self = Percent(Number::from_parts(0));
}

impl<const PLACES: usize, const LEAST: u64> Percent<PLACES, LEAST> {
    /// In the smallest parts of a percent that are kept: 125000 is 12.5 % with four places.
    pub const fn parts(self) -> u64 {
        self.0.parts()
    }
}

impl<const LEAST: u64> Percent<2, LEAST> {
    /// In hundredths of a percent: 1250 is 12.5 %.
    pub fn hundredths(self) -> u16 {
        // At most 100 percent.
        u16::try_from(self.parts()).unwrap_or(u16::MAX)
    }
}

impl<const PLACES: usize, const LEAST: u64> TryFrom<&str> for Percent<PLACES, LEAST> {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        Number::between(text, Number::from_parts(LEAST), Some(Number::whole(100))).map(Percent)
    }
}

impl<const PLACES: usize, const LEAST: u64> fmt::Display for Percent<PLACES, LEAST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.to_string().trim_end_matches(".0"))
    }
}

impl<'de, const PLACES: usize, const LEAST: u64> Deserialize<'de> for Percent<PLACES, LEAST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
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
            let percent = <Percent>::try_from(given).unwrap();
            assert_eq!(percent.hundredths(), hundredths);
            assert_eq!(percent.to_string(), written);
            assert_eq!(serde_json::to_string(&percent).unwrap(), json);
        }
        assert_eq!(Percent::<4>::try_from("8.875").unwrap().parts(), 88_750);
    }

    #[test]
    fn what_is_no_percentage_is_refused() {
        for given in ["", ".", "abc", "-1", "100.01", "101", "1.234", "99999999999", "1e1"] {
            assert!(<Percent>::try_from(given).is_err(), "{given}");
        }
    }

    #[test]
    fn a_bound_is_named_as_recorded() {
        let refusal = |given: &str| Percent::<2, 1>::try_from(given).unwrap_err().to_string();
        for (given, expected) in [
            ("0", "This value must be greater than or equal to 0.01 (it currently is '0.0')."),
            ("-5", "This value must be greater than or equal to 0.01 (it currently is '-5.0')."),
            ("100.5", "This value must be less than or equal to 100 (it currently is '100.5')."),
        ] {
            assert!(refusal(given).ends_with(expected), "{}", refusal(given));
        }
    }
}
