use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ValueError;
use super::read::read;

/// A colour as `#rgb` or `#rrggbb`, kept as it was sent.
#[derive(Clone, Copy, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct HexColor {
    digits: [u8; 6],
    /// 3 or 6.
    length: u8,
}

impl HexColor {
    /// A colour known in advance, of six digits.
    pub const fn new(digits: [u8; 6]) -> Self {
        HexColor { digits, length: 6 }
    }
}

impl TryFrom<&str> for HexColor {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        let given = text.strip_prefix('#').unwrap_or_default().as_bytes();
        if !matches!(given.len(), 3 | 6) || !given.iter().all(u8::is_ascii_hexdigit) {
            // The text is a guess: no answer of Stripe's to this is known.
            return Err(ValueError::new(format!("Invalid hex color: {text}")));
        }
        let mut digits = [0; 6];
        digits[..given.len()].copy_from_slice(given);
        Ok(HexColor { digits, length: if given.len() == 3 { 3 } else { 6 } })
    }
}

impl fmt::Display for HexColor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("#")?;
        f.write_str(std::str::from_utf8(&self.digits[..self.length.into()]).unwrap_or_default())
    }
}

impl fmt::Debug for HexColor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for HexColor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for HexColor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_three_or_six_digits_after_a_hash() {
        for good in ["#fff", "#FFFFFF", "#0074d4"] {
            assert_eq!(HexColor::try_from(good).unwrap().to_string(), good);
        }
        for bad in ["fff", "#", "#ff", "#ffff", "#gggggg", "#ffffff0", "red", "#é12"] {
            assert!(HexColor::try_from(bad).is_err(), "{bad}");
        }
    }
}
