use std::collections::BTreeMap;

use crate::values::{Country, Percent};

/// The rates automatic tax uses, by country or by country and state: `DE`, `US-CA`. Empty until a test fills it, so that
/// taxes are zero.
#[derive(Debug, Clone, Default, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct TaxTable {
    rates: BTreeMap<Box<str>, Percent<4>>,
}

impl TaxTable {
    /// The rate of a place: its state's, else its country's.
    pub fn rate(&self, country: Country, state: Option<&str>) -> Option<Percent<4>> {
        let of_state =
            state.and_then(|state| self.rates.get(format!("{}-{state}", country.as_str()).as_str()));
        of_state.or_else(|| self.rates.get(country.as_str())).copied()
    }

    /// Sets the rate of a place, whose name is a country or a country and a state with a hyphen between.
    pub fn set(&mut self, place: &str, rate: Percent<4>) {
        self.rates.insert(place.into(), rate);
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, Percent<4>)> {
        self.rates.iter().map(|(place, rate)| (place.as_ref(), *rate))
    }
}
