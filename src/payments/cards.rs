use std::collections::HashMap;
use std::io;
use std::sync::LazyLock;

use borsh::BorshDeserialize as _;
use serde::{Deserialize, Serialize};

/// A card number that ends a payment in a certain way.
#[derive(Debug, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of the table")]
#[serde(deny_unknown_fields)]
pub struct TestCard {
    pub number: Box<str>,
    pub brand: Brand,
    #[serde(default = "credit")]
    pub funding: Box<str>,
    #[serde(default = "united_states")]
    pub country: Box<str>,
    /// The ids of the test payment methods that stand for it.
    #[serde(default)]
    pub payment_methods: Vec<Box<str>>,
    #[serde(default)]
    pub tokens: Vec<Box<str>>,
    /// The name of the decline it is met with.
    decline: Option<Box<str>>,
    #[serde(default)]
    pub authentication: Authentication,
    /// Whether it can be saved although it is declined.
    #[serde(default)]
    attaches: bool,
    /// Whether it counts as set up for payments without the customer.
    #[serde(default)]
    pub set_up: bool,
    #[serde(default)]
    pub refund: RefundFate,
    #[serde(default)]
    pub risk: Risk,
    #[serde(default)]
    failed_checks: Vec<Check>,
    /// Whether its bank checks no address.
    #[serde(default)]
    unchecked: bool,
    #[serde(default)]
    pub available_now: bool,
    pub dispute: Option<Dispute>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Brand {
    Amex,
    Diners,
    Discover,
    Jcb,
    Mastercard,
    Unionpay,
    Visa,
}

impl Brand {
    pub fn as_str(self) -> &'static str {
        match self {
            Brand::Amex => "amex",
            Brand::Diners => "diners",
            Brand::Discover => "discover",
            Brand::Jcb => "jcb",
            Brand::Mastercard => "mastercard",
            Brand::Unionpay => "unionpay",
            Brand::Visa => "visa",
        }
    }
}

/// When a card's owner must prove who they are.
///
/// <https://docs.stripe.com/payments/3d-secure>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authentication {
    #[default]
    Never,
    Required,
    /// Not any more once it was set up for payments without the customer.
    UntilSetUp,
    /// The challenge cannot be made: declined before it.
    ChallengeFails,
}

/// What becomes of money that is given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundFate {
    #[default]
    Succeeds,
    Pending,
    Fails,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    #[default]
    Normal,
    Elevated,
    Highest,
}

impl Risk {
    /// From 0 to 100, as Radar shows it.
    pub fn score(self) -> u32 {
        match self {
            Risk::Normal => 20,
            Risk::Elevated => 65,
            Risk::Highest => 90,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    Cvc,
    Line1,
    PostalCode,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dispute {
    Dispute,
    Inquiry,
}

/// Why a bank refuses a payment.
///
/// <https://docs.stripe.com/declines/codes>
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decline {
    /// `insufficient_funds`.
    #[serde(skip)]
    pub decline_code: Box<str>,
    /// `card_declined`.
    pub code: Box<str>,
    pub message: Box<str>,
    /// What the hosted page says instead.
    pub page: Box<str>,
    pub param: Option<Box<str>>,
    pub advice_code: Option<Box<str>>,
    pub network_advice_code: Option<Box<str>>,
    pub network_decline_code: Option<Box<str>>,
    /// Whether the payment was stopped before the bank saw it.
    #[serde(default)]
    pub blocked: bool,
}

fn credit() -> Box<str> {
    "credit".into()
}

fn united_states() -> Box<str> {
    "US".into()
}

/// What a number is, as a client sent it.
#[derive(Debug, Clone, Copy)]
pub enum CardNumber {
    Test(&'static TestCard),
    /// Could be somebody's real card.
    Live,
    /// No card has this number: its check digit is wrong, or its length.
    Wrong,
}

impl CardNumber {
    /// Reads a number; spaces and dashes do not matter.
    pub fn read(sent: &str) -> Self {
        let number: String =
            sent.chars().filter(|character| !matches!(character, ' ' | '-' | '\u{a0}')).collect();
        if let Some(card) = TABLE.by_number.get(number.as_str()) {
            return CardNumber::Test(card);
        }
        if is_card_number(&number) { CardNumber::Live } else { CardNumber::Wrong }
    }
}

/// Whether a number has a card's length and a right check digit.
fn is_card_number(number: &str) -> bool {
    if !(12..=19).contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let digits = number.bytes().rev().map(|byte| u32::from(byte - b'0')).enumerate();
    let sum: u32 = digits
        .map(|(place, digit)| match (place % 2, digit) {
            (0, digit) => digit,
            (_, digit) if digit > 4 => digit * 2 - 9,
            (_, digit) => digit * 2,
        })
        .sum();
    sum.is_multiple_of(10)
}

#[derive(Deserialize)]
struct File {
    declines: HashMap<Box<str>, Decline>,
    cards: Vec<TestCard>,
}

struct Table {
    declines: HashMap<Box<str>, Decline>,
    by_number: HashMap<&'static str, &'static TestCard>,
    /// By the ids of test payment methods and tokens.
    by_name: HashMap<&'static str, &'static TestCard>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut file: File = toml::from_str(include_str!("../../fixtures/cards.toml"))
        .expect("fixtures/cards.toml is checked by a test");
    for (name, decline) in &mut file.declines {
        decline.decline_code.clone_from(name);
    }
    let cards: &'static [TestCard] = Vec::leak(file.cards);
    let names = |card: &'static TestCard| {
        card.payment_methods.iter().chain(&card.tokens).map(move |name| (&**name, card))
    };
    Table {
        declines: file.declines,
        by_number: cards.iter().map(|card| (&*card.number, card)).collect(),
        by_name: cards.iter().flat_map(names).collect(),
    }
});

/// A test card in a snapshot: what it is called, or else its number.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the derive calls it so")]
pub(crate) fn write<W: io::Write>(card: &&'static TestCard, writer: &mut W) -> io::Result<()> {
    let name = card.payment_methods.first().or(card.tokens.first()).unwrap_or(&card.number);
    borsh::BorshSerialize::serialize(name, writer)
}

pub(crate) fn read<R: io::Read>(reader: &mut R) -> io::Result<&'static TestCard> {
    let name = String::deserialize_reader(reader)?;
    let known = TestCard::named(&name).or_else(|| TABLE.by_number.get(name.as_str()).copied());
    known.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("unknown test card {name}")))
}

/// The decline of this name.
pub fn decline(name: &str) -> Option<&'static Decline> {
    TABLE.declines.get(name)
}

impl TestCard {
    /// The card that pays.
    ///
    /// # Panics
    /// Never: the table has it, which a test checks.
    pub fn visa() -> &'static TestCard {
        TestCard::named("pm_card_visa").expect("fixtures/cards.toml has it")
    }

    /// The card a test payment method or a test token stands for.
    pub fn named(name: &str) -> Option<&'static TestCard> {
        TABLE.by_name.get(name).copied()
    }

    /// Every one of them, in no order.
    pub fn all() -> impl Iterator<Item = &'static TestCard> {
        TABLE.by_number.values().copied()
    }

    pub fn last4(&self) -> &str {
        &self.number[self.number.len() - 4..]
    }

    /// How its payments are declined, if they are.
    pub fn decline(&self) -> Option<&'static Decline> {
        decline(self.decline.as_deref()?)
    }

    /// How saving it is declined, if it is.
    pub fn decline_when_saved(&self) -> Option<&'static Decline> {
        if self.attaches { None } else { self.decline() }
    }

    /// What comes of checking something of the card, if it was given.
    pub fn check(&self, what: Check) -> &'static str {
        if self.failed_checks.contains(&what) {
            "fail"
        } else if self.unchecked && what != Check::Cvc {
            "unavailable"
        } else {
            "pass"
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_card_is_a_card_and_names_a_decline_that_exists() {
        for card in TestCard::all() {
            assert!(is_card_number(&card.number), "{}", card.number);
            assert_eq!(card.decline.is_some(), card.decline().is_some(), "{}", card.number);
        }
    }

    #[test]
    fn a_number_is_read_however_it_is_grouped() {
        for number in ["4242424242424242", "4242 4242 4242 4242", "4242-4242-4242-4242"] {
            assert!(matches!(CardNumber::read(number), CardNumber::Test(card) if card.last4() == "4242"));
        }
        assert!(matches!(CardNumber::read("4242424242424241"), CardNumber::Wrong));
        assert!(matches!(CardNumber::read("4111111111111111"), CardNumber::Live));
        assert!(matches!(CardNumber::read("4242"), CardNumber::Wrong));
        assert!(matches!(CardNumber::read(""), CardNumber::Wrong));
    }
}
