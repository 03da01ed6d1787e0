//! API versions: which there are, and which one a request speaks.
//!
//! <https://docs.stripe.com/api/versioning>

use std::fmt;
use std::io;

use borsh::{BorshDeserialize, BorshSerialize};

use crate::error::ApiError;

/// One released version of Stripe's API. Later ones are greater.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(usize);

/// Every version accepted, oldest first.
const RELEASED: &[&str] = &[
    "2019-12-03",
    "2020-03-02",
    "2020-08-27",
    "2022-08-01",
    "2022-11-15",
    "2023-08-16",
    "2023-10-16",
    "2024-04-10",
    "2024-06-20",
    "2024-09-30.acacia",
    "2024-10-28.acacia",
    "2024-11-20.acacia",
    "2024-12-18.acacia",
    "2025-01-27.acacia",
    "2025-02-24.acacia",
    "2025-03-31.basil",
    "2025-04-30.basil",
    "2025-05-28.basil",
    "2025-06-30.basil",
    "2025-07-30.basil",
    "2025-08-27.basil",
    "2025-09-30.clover",
    "2025-10-29.clover",
    "2025-11-17.clover",
    "2025-12-15.clover",
    "2026-01-28.clover",
    "2026-02-25.clover",
    "2026-03-25.dahlia",
    "2026-04-22.dahlia",
    "2026-05-27.dahlia",
    "2026-06-24.dahlia",
    "2026-07-29.dahlia",
    "2026-08-26.dahlia",
    "2026-09-30.endive",
    "2026-10-28.endive",
];

impl Version {
    pub const NEWEST: Version = Version(RELEASED.len() - 1);

    /// The version of this name. Known at compile time, so that a typing error is not found by a user.
    ///
    /// # Panics
    /// At compile time, if there is no such version.
    pub const fn named(name: &str) -> Version {
        let mut index = 0;
        while index < RELEASED.len() {
            if same(RELEASED[index].as_bytes(), name.as_bytes()) {
                return Version(index);
            }
            index += 1;
        }
        panic!("no such version");
    }

    /// The last version released by the date in a name, or the oldest known here.
    pub fn nearest(name: &str) -> Version {
        let later = RELEASED.partition_point(|released| *released <= name);
        Version(later.saturating_sub(1))
    }

    pub fn as_str(self) -> &'static str {
        RELEASED[self.0]
    }

    /// All versions, oldest first.
    pub fn all() -> impl Iterator<Item = Version> {
        (0..RELEASED.len()).map(Version)
    }
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut index = 0;
    while index < one.len() {
        if one[index] != other[index] {
            return false;
        }
        index += 1;
    }
    true
}

impl BorshSerialize for Version {
    fn serialize<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        self.as_str().serialize(writer)
    }
}

impl BorshDeserialize for Version {
    fn deserialize_reader<R: io::Read>(reader: &mut R) -> io::Result<Self> {
        let name = String::deserialize_reader(reader)?;
        name.parse()
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, format!("unknown version {name}")))
    }
}

impl std::str::FromStr for Version {
    type Err = ApiError;

    /// Betas may follow a semicolon (`2025-03-31.basil; custom_checkout_beta=v1`); they change nothing here.
    fn from_str(header: &str) -> Result<Self, ApiError> {
        let name = header.split(';').next().unwrap_or_default().trim();
        let index = RELEASED.iter().position(|released| *released == name);
        index.map(Version).ok_or_else(|| ApiError::UnknownVersion(header.to_owned()))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_in_order() {
        assert!(RELEASED.is_sorted());
        assert!(Version::named("2025-03-31.basil") < Version::NEWEST);
        assert_eq!(Version::NEWEST.as_str(), "2026-10-28.endive");
    }

    #[test]
    fn the_nearest_version_is_the_last_one_released_by_then() {
        for (name, nearest) in [
            ("2025-03-31.basil", "2025-03-31.basil"),
            ("2025-03-01.dashboard", "2025-02-24.acacia"),
            ("2011-01-01", "2019-12-03"),
        ] {
            assert_eq!(Version::nearest(name).as_str(), nearest);
        }
    }

    #[test]
    fn a_version_that_never_was_is_refused() {
        for name in ["2020-13-01", "", "2025-03-31", "2025-03-31.clover", "newest"] {
            assert!(name.parse::<Version>().is_err(), "{name}");
        }
    }
}
