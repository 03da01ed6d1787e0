use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::sync::LazyLock;

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

use super::read::read;
use super::{Amount, ValueError};

/// A currency of Stripe's list, in lower case.
///
/// The list, digits and least amounts are data in `fixtures/currencies.toml`.
///
/// <https://docs.stripe.com/currencies>
#[derive(Clone, Copy)]
pub struct Currency(&'static Entry);

impl BorshSerialize for Currency {
    fn serialize<W: io::Write>(&self, writer: &mut W) -> io::Result<()> {
        BorshSerialize::serialize(self.code(), writer)
    }
}

impl BorshDeserialize for Currency {
    fn deserialize_reader<R: io::Read>(reader: &mut R) -> io::Result<Self> {
        let code = String::deserialize_reader(reader)?;
        Currency::try_from(code.as_str())
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, format!("unknown currency {code}")))
    }
}

#[derive(Debug, Deserialize)]
struct Entry {
    code: String,
    /// Decimal places of amounts sent to the API.
    #[serde(default = "two")]
    digits: u32,
    /// The least amount a session may charge, in minor units.
    minimum: Option<i64>,
    step: Option<i64>,
    most_digits: Option<u32>,
    #[serde(default)]
    before: String,
    #[serde(default)]
    after: String,
}

fn two() -> u32 {
    2
}

#[derive(Deserialize)]
struct List {
    currency: Vec<Entry>,
}

static LIST: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let list: List = toml::from_str(include_str!("../../fixtures/currencies.toml"))
        .expect("fixtures/currencies.toml is part of the program and tested");
    list.currency
});

impl Currency {
    pub fn code(self) -> &'static str {
        &self.0.code
    }

    /// Decimal places of amounts: 0 for yen, 2 for dollars, 3 for dinars.
    pub fn digits(self) -> u32 {
        self.0.digits
    }

    /// What amounts must be multiples of: 10 for the currencies of three decimals, whose last digit Stripe wants to be 0,
    /// 100 for the króna and the shilling, which have no smaller coins than their unit, else 1.
    pub fn step(self) -> i64 {
        self.0.step.unwrap_or(1)
    }

    /// The greatest amount a session may charge: eight digits for most currencies.
    pub fn maximum(self) -> Amount {
        Amount::from_minor(10_i64.pow(self.0.most_digits.unwrap_or(8)) - 1)
    }

    /// The least amount a session may charge, where Stripe publishes one.
    pub fn minimum(self) -> Option<Amount> {
        self.0.minimum.map(Amount::from_minor)
    }

    /// An amount as Stripe's errors write it: `$0.50`, `175.00 Ft`, `¥50`.
    pub fn format(self, amount: Amount) -> String {
        let base = 10_i64.pow(self.0.digits);
        let (whole, rest) = (amount.minor() / base, (amount.minor() % base).abs());
        let whole = in_thousands(whole);
        let number = match self.0.digits {
            0 => whole,
            digits => format!("{whole}.{rest:0>width$}", width = digits as usize),
        };
        format!("{}{number}{}", self.0.before, self.0.after)
    }

    fn find(code: &str) -> Option<Self> {
        LIST.iter().find(|entry| entry.code == code).map(Currency)
    }
}

/// `999999` → `999,999`.
fn in_thousands(number: i64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && grouped != "-" {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

impl TryFrom<&str> for Currency {
    type Error = ValueError;

    /// Upper case is accepted and lowered.
    fn try_from(code: &str) -> Result<Self, ValueError> {
        Currency::find(code).or_else(|| Currency::find(&code.to_lowercase())).ok_or_else(|| {
            let known: Vec<&str> = LIST.iter().map(|entry| entry.code.as_str()).collect();
            ValueError::new(format!(
                "Invalid currency: {code}. Stripe currently supports these currencies: {}",
                known.join(", ")
            ))
        })
    }
}

impl PartialEq for Currency {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Currency {}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer)
    }
}

/// A map with currencies as its keys: `currency_options[eur][unit_amount]`.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct CurrencyMap<T>(Vec<(Currency, T)>);

impl<T> Default for CurrencyMap<T> {
    fn default() -> Self {
        CurrencyMap(Vec::new())
    }
}

impl<T> CurrencyMap<T> {
    pub fn get(&self, currency: Currency) -> Option<&T> {
        self.0.iter().find(|(known, _)| *known == currency).map(|(_, value)| value)
    }

    /// Sets the value of a currency, in the place it has or at the end.
    pub fn set(&mut self, currency: Currency, value: T) {
        match self.0.iter_mut().find(|(known, _)| *known == currency) {
            Some(entry) => entry.1 = value,
            None => self.0.push((currency, value)),
        }
    }

    pub fn remove(&mut self, currency: Currency) {
        self.0.retain(|(known, _)| *known != currency);
    }

    pub fn iter(&self) -> impl Iterator<Item = (Currency, &T)> {
        self.0.iter().map(|(currency, value)| (*currency, value))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T: Serialize> CurrencyMap<T> {
    /// As JSON, currencies in alphabetical order.
    pub fn sorted_json(&self) -> Value {
        let mut sorted: Vec<(Currency, &T)> = self.iter().collect();
        sorted.sort_by_key(|(currency, _)| currency.code());
        let entries = sorted.into_iter().map(|(currency, value)| {
            (currency.code().to_owned(), serde_json::to_value(value).unwrap_or_default())
        });
        Value::Object(entries.collect())
    }
}

impl<T> IntoIterator for CurrencyMap<T> {
    type Item = (Currency, T);
    type IntoIter = std::vec::IntoIter<(Currency, T)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<T> FromIterator<(Currency, T)> for CurrencyMap<T> {
    fn from_iter<I: IntoIterator<Item = (Currency, T)>>(entries: I) -> Self {
        CurrencyMap(entries.into_iter().collect())
    }
}

impl<T: Serialize> Serialize for CurrencyMap<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(currency, value)| (currency, value)))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for CurrencyMap<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> de::Visitor<'de> for Visitor<T> {
            type Value = CurrencyMap<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of currencies")
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut entries: A) -> Result<CurrencyMap<T>, A::Error> {
                let mut map = Vec::with_capacity(entries.size_hint().unwrap_or_default());
                while let Some(code) = entries.next_key::<String>()? {
                    let value = entries.next_value()?;
                    map.push((key(&code).map_err(de::Error::custom)?, value));
                }
                Ok(CurrencyMap(map))
            }
        }

        deserializer.deserialize_map(Visitor(PhantomData))
    }
}

fn key(code: &str) -> Result<Currency, ValueError> {
    let lower = code.to_lowercase();
    if lower != code && Currency::find(&lower).is_some() {
        return Err(ValueError::new(format!(
            "Currencies must be lowercase when used as keys in a map. Use `{lower}` instead of `{code}`."
        )));
    }
    Currency::try_from(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_reads_and_begins_as_stripes_does() {
        assert_eq!(LIST[0].code, "usd");
        assert_eq!(LIST[1].code, "aed");
        let error = Currency::try_from("xyz").unwrap_err().to_string();
        assert!(
            error.contains(
                "Invalid currency: xyz. Stripe currently supports these currencies: usd, aed, afn, "
            )
        );
    }

    #[test]
    fn amounts_are_written_as_in_recorded_errors() {
        let written = |code: &str| {
            let currency = Currency::try_from(code).unwrap();
            currency.format(currency.minimum().unwrap())
        };
        assert_eq!(written("usd"), "$0.50");
        assert_eq!(written("GBP"), "£0.30");
        assert_eq!(written("huf"), "175.00 Ft");
        assert_eq!(written("hkd"), "$4.00");
        assert_eq!(written("jpy"), "¥50");
        let usd = Currency::try_from("usd").unwrap();
        assert_eq!(usd.format(usd.maximum()), "$999,999.99");
    }
}
