use std::collections::HashMap;
use std::io;
use std::sync::LazyLock;

use borsh::{BorshDeserialize as _, BorshSerialize as _};
use serde::Deserialize;

/// What happens once the owner of a payment method confirms a payment with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    /// The money arrives, or does not, days later.
    Delayed,
    /// The customer is told how to pay, and pays later.
    Voucher,
    /// The customer approves on another page; then it is paid.
    Redirect,
}

/// A bank account of which it is known how a payment from it ends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestAccount {
    method: Box<str>,
    number: Box<str>,
    /// Seconds from the payment to its end.
    settles_after: i64,
    /// The code it fails with.
    failure: Option<Box<str>>,
}

/// A test account in a snapshot: its method and number.
#[expect(clippy::trivially_copy_pass_by_ref, clippy::ref_option_ref, reason = "the derive calls it so")]
pub(crate) fn write<W: io::Write>(account: &Option<&'static TestAccount>, writer: &mut W) -> io::Result<()> {
    account.map(|account| (account.method.clone(), account.number.clone())).serialize(writer)
}

pub(crate) fn read<R: io::Read>(reader: &mut R) -> io::Result<Option<&'static TestAccount>> {
    let Some((method, number)) = Option::<(String, String)>::deserialize_reader(reader)? else {
        return Ok(None);
    };
    let known = TestAccount::find(&method, &number);
    known
        .map(Some)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("unknown test account {number}")))
}

/// How and when a payment that is under way ends by itself.
#[derive(Debug, Clone, Copy)]
pub struct Settlement {
    /// Seconds from now.
    pub after: i64,
    /// The code it fails with, and what is said of it.
    pub failure: Option<(&'static str, &'static str)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Method {
    flow: Flow,
    settles_after: i64,
}

#[derive(Deserialize)]
struct File {
    methods: HashMap<Box<str>, Method>,
    accounts: Vec<TestAccount>,
    failures: HashMap<Box<str>, Box<str>>,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    toml::from_str(include_str!("../../fixtures/payment_methods.toml"))
        .expect("fixtures/payment_methods.toml is checked by a test")
});

/// What a type of payment method does; one that is not in the table sends its owner to another page.
pub fn flow_of(method: &str) -> Flow {
    FILE.methods.get(method).map_or(Flow::Redirect, |method| method.flow)
}

/// How many seconds a payment of this type takes where nothing else is known.
pub fn settles_after(method: &str) -> i64 {
    FILE.methods.get(method).map_or(0, |method| method.settles_after)
}

impl TestAccount {
    /// The account with this number, which is an IBAN or what a bank calls it. Spaces do not matter.
    pub fn find(method: &str, number: &str) -> Option<&'static TestAccount> {
        let number: String = number.chars().filter(|character| !character.is_whitespace()).collect();
        FILE.accounts
            .iter()
            .find(|account| *account.method == *method && account.number.eq_ignore_ascii_case(&number))
    }

    pub fn settlement(&'static self) -> Settlement {
        let failure = self.failure.as_deref().map(|code| (code, failure_message(code)));
        Settlement { after: self.settles_after, failure }
    }
}

/// What is said of a debit that failed.
pub fn failure_message(code: &str) -> &'static str {
    FILE.failures.get(code).map_or("This payment could not be processed.", |message| message)
}

/// Whether a text is an IBAN by its form and its check digits. Spaces do not matter.
///
/// <https://en.wikipedia.org/wiki/International_Bank_Account_Number#Validating_the_IBAN>
pub fn is_iban(text: &str) -> bool {
    let iban: String =
        text.chars().filter(|character| !character.is_whitespace()).flat_map(char::to_uppercase).collect();
    let form = (15..=34).contains(&iban.len())
        && iban.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && iban.bytes().take(2).all(|byte| byte.is_ascii_alphabetic())
        && iban.bytes().skip(2).take(2).all(|byte| byte.is_ascii_digit());
    if !form {
        return false;
    }
    let (head, tail) = iban.split_at(4);
    let digits = tail.chars().chain(head.chars()).filter_map(|character| character.to_digit(36));
    digits.fold(0, |rest, digit| (rest * if digit > 9 { 100 } else { 10 } + digit) % 97) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_iban_has_the_right_check_digits() {
        for account in FILE.accounts.iter().filter(|account| &*account.method == "sepa_debit") {
            assert!(is_iban(&account.number), "{}", account.number);
        }
        assert!(is_iban("gb82 west 1234 5698 7654 32"));
        for wrong in [
            "",
            "XX00",
            "AT611904300234573202",
            "AT61-1904-3002-3457-3201",
            "6111904300234573201",
            "ÄT611904300234573201",
        ] {
            assert!(!is_iban(wrong), "{wrong}");
        }
    }

    #[test]
    fn accounts_are_found_by_their_number_and_fail_in_known_ways() {
        let failing = TestAccount::find("sepa_debit", "at86 1904 3002 3547 3202").unwrap().settlement();
        assert_eq!(failing.failure.unwrap().0, "debit_not_authorized");
        assert!(TestAccount::find("us_bank_account", "AT861904300235473202").is_none());
        for account in &FILE.accounts {
            let code = account.failure.as_deref();
            assert!(code.is_none_or(|code| FILE.failures.contains_key(code)), "{}", account.number);
            assert_eq!(flow_of(&account.method), Flow::Delayed);
        }
    }
}
