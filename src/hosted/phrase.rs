//! Sentences with amounts, dates and links in them.
//!
//! Amounts and dates are written as plainly as every browser can show them; the script writes them anew in the customer's
//! language, from the numbers beside them. So nothing here knows how a language writes money.

use crate::values::{Amount, Currency, Timestamp};

/// An amount on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Money {
    amount: Amount,
    currency: Currency,
}

impl Money {
    pub(super) fn new(amount: Amount, currency: Currency) -> Self {
        Money { amount, currency }
    }

    /// Minor units.
    pub(super) fn minor(self) -> i64 {
        self.amount.minor()
    }

    pub(super) fn is_zero(self) -> bool {
        self.minor() == 0
    }

    /// `usd`.
    pub(super) fn code(self) -> &'static str {
        self.currency.code()
    }

    /// Decimal places of the minor units.
    pub(super) fn digits(self) -> u32 {
        self.currency.digits()
    }

    /// For those who see the page without its script: `$20.00`, `AMD 20.00`, `-$5.00`.
    pub(super) fn plain(self) -> String {
        let sign = if self.minor() < 0 { "-" } else { "" };
        let written = self.currency.format(Amount::from_minor(self.minor().saturating_abs()));
        let bare = written.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
        if bare {
            format!("{sign}{} {written}", self.currency.code().to_uppercase())
        } else {
            format!("{sign}{written}")
        }
    }

    /// The same with the opposite sign.
    #[must_use]
    pub(super) fn negative(self) -> Self {
        Money { amount: Amount::ZERO.minus(self.amount), ..self }
    }
}

/// A part of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Money(Money),
    Date(Timestamp),
    /// A number that every language writes in its own way, with a point here: `12.5`.
    Number(String),
    /// To another page of the merchant's.
    Link {
        text: String,
        url: String,
    },
}

impl From<&str> for Piece {
    fn from(text: &str) -> Self {
        Piece::Text(text.to_owned())
    }
}

impl From<String> for Piece {
    fn from(text: String) -> Self {
        Piece::Text(text)
    }
}

impl From<i64> for Piece {
    fn from(number: i64) -> Self {
        Piece::Text(number.to_string())
    }
}

impl From<Money> for Piece {
    fn from(money: Money) -> Self {
        Piece::Money(money)
    }
}

impl From<Timestamp> for Piece {
    fn from(moment: Timestamp) -> Self {
        Piece::Date(moment)
    }
}

/// A sentence in pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Phrase(pub(super) Vec<Piece>);

impl Phrase {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Phrase(vec![Piece::Text(text.into())])
    }

    /// Puts `parts` where a text has their names in braces. What is put in is not looked through again, so that a
    /// merchant's braces stay braces.
    pub(super) fn fill(text: &str, parts: &[(&str, Piece)]) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            let after = &rest[start + 1..];
            let found = after.split_once('}').and_then(|(name, after)| {
                parts.iter().find(|(known, _)| *known == name).map(|(_, piece)| (piece, after))
            });
            let Some((piece, after)) = found else { break };
            if start > 0 {
                pieces.push(Piece::Text(rest[..start].to_owned()));
            }
            pieces.push(piece.clone());
            rest = after;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Phrase(pieces)
    }

    /// A merchant's own text, in which `[words](https://…)` is a link; any other brackets are only brackets.
    pub(super) fn with_links(text: &str) -> Self {
        let mut pieces = Vec::new();
        let (mut plain, mut rest) = (String::new(), text);
        while let Some(start) = rest.find('[') {
            plain.push_str(&rest[..start]);
            if let Some((text, url, after)) = link(&rest[start..]) {
                if !plain.is_empty() {
                    pieces.push(Piece::Text(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Link { text: text.to_owned(), url: url.to_owned() });
                rest = after;
            } else {
                plain.push('[');
                rest = &rest[start + 1..];
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Phrase(pieces)
    }
}

/// `[words](https://…)rest`.
fn link(text: &str) -> Option<(&str, &str, &str)> {
    let (words, after) = text.strip_prefix('[')?.split_once("](")?;
    let (url, after) = after.split_once(')')?;
    let web = url.starts_with("https://") || url.starts_with("http://");
    let whole = !words.is_empty() && !words.contains(['[', '\n']) && !url.contains(char::is_whitespace);
    (web && whole).then_some((words, url, after))
}

/// A text with words put into it.
pub(super) fn fill(text: &str, parts: &[(&str, &str)]) -> String {
    let pieces: Vec<(&str, Piece)> = parts.iter().map(|(name, words)| (*name, Piece::from(*words))).collect();
    let mut filled = String::with_capacity(text.len());
    for piece in Phrase::fill(text, &pieces).0 {
        if let Piece::Text(text) = piece {
            filled.push_str(&text);
        }
    }
    filled
}

/// A text with one word put into it, for templates.
pub(super) fn put(text: impl AsRef<str>, name: &str, word: &impl ToString) -> String {
    fill(text.as_ref(), &[(name, &word.to_string())])
}

/// `2026-01-31`, for those who see the page without its script.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand it over so")]
pub(super) fn plain_date(moment: &Timestamp) -> String {
    jiff::Timestamp::from_second(moment.unix())
        .map_or_else(|_| moment.to_string(), |moment| moment.strftime("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(minor: i64, code: &str) -> Money {
        Money::new(Amount::from_minor(minor), Currency::try_from(code).unwrap())
    }

    #[test]
    fn amounts_are_plain_and_never_bare() {
        assert_eq!(money(2000, "usd").plain(), "$20.00");
        assert_eq!(money(-500, "usd").plain(), "-$5.00");
        assert_eq!(money(1500, "jpy").plain(), "¥1,500");
        assert_eq!(money(1230, "bhd").plain(), "BHD 1.230");
    }

    #[test]
    fn what_is_put_in_is_not_looked_through_again() {
        assert_eq!(fill("Pay {business}", &[("business", "{business}")]), "Pay {business}");
        assert_eq!(fill("{a}{b}", &[("a", "1"), ("b", "{a}")]), "1{a}");
        assert_eq!(fill("a { b", &[]), "a { b");
    }

    #[test]
    fn only_web_addresses_become_links() {
        let phrase = Phrase::with_links("Our [terms](https://shop.example/t) and [x](javascript:alert(1)) [");
        let link = Piece::Link { text: "terms".into(), url: "https://shop.example/t".into() };
        let expected = [Piece::from("Our "), link, Piece::from(" and [x](javascript:alert(1)) [")];
        assert_eq!(phrase.0, expected);
    }
}
