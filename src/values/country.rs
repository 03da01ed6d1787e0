use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::ValueError;
use super::read::read;

/// A country by its two letters of ISO 3166-1, kept in upper case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Country([u8; 2]);

/// The officially assigned codes, and `XK`, which Stripe serves as well.
const CODES: &str = "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCN\
COCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIR\
ISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONP\
NRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTW\
TZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZWXKACTA";

impl Country {
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl TryFrom<&str> for Country {
    type Error = ValueError;

    fn try_from(code: &str) -> Result<Self, ValueError> {
        let upper = match code.as_bytes() {
            [first, second] => Some([first.to_ascii_uppercase(), second.to_ascii_uppercase()]),
            _ => None,
        };
        match upper {
            Some(code) if CODES.as_bytes().chunks_exact(2).any(|known| known == code) => Ok(Country(code)),
            _ => Err(ValueError::new(format!(
                "Country '{code}' is unknown. Try using a 2-character alphanumeric country code instead, such as \
                 'US', 'EG', or 'GB'. A full list of country codes is available at \
                 https://en.wikipedia.org/wiki/ISO_3166-1_alpha-2#Officially_assigned_code_elements"
            ))),
        }
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Country {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}
