//! Where payment methods come from that a client names without having made them: `pm_card_visa` and its like.
//!
//! <https://docs.stripe.com/testing#cards>

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use super::details::{self, Card, Details};
use super::{Account, PaymentMethod};
use crate::error::{ApiError, CardError, NotFound, inferred, refusal};
use crate::payments::{CardNumber, TestAccount, TestCard, is_iban};
use crate::store::Transaction;
use crate::values::{Id, Timestamp};

/// A payment method about to be made.
#[derive(Debug, Clone)]
pub struct PaymentMethodDraft {
    pub kind: &'static str,
    pub details: Details,
}

/// The account numbers that pay, of the methods that have numbers.
const PAYING: &[(&str, &str)] = &[
    ("sepa_debit", "AT611904300234573201"),
    ("us_bank_account", "000123456789"),
    ("bacs_debit", "00012345"),
    ("au_becs_debit", "000123456"),
    ("acss_debit", "000123456789"),
    ("nz_bank_account", "0000000010"),
];

/// Two digits mean this century.
pub(crate) fn century(year: i64) -> i64 {
    if (0..100).contains(&year) { 2000 + year } else { year }
}

/// Refuses a card that cannot be good at a time. `params` are what its month and its year are called.
///
/// # Errors
/// No month, or one that is over: 402.
pub(crate) fn check_expiry(month: i64, year: i64, params: [&str; 2], now: Timestamp) -> Result<(), ApiError> {
    if !(1..=12).contains(&month) {
        return Err(CardError::invalid_expiry_month(params[0]).into());
    }
    let (this_month, this_year) = now.month_and_year();
    if (year, month) < (this_year, this_month) {
        return Err(CardError::invalid_expiry_year(params[1]).into());
    }
    Ok(())
}

impl PaymentMethodDraft {
    /// A card with a number that was checked.
    pub fn card(test: &'static TestCard, tx: &Transaction<'_>) -> Self {
        // A made-up card expires next year, as test PaymentMethods do.
        let (month, year) = tx.now().month_and_year();
        let details = Details::Card(Card {
            test,
            exp_month: month,
            exp_year: year + 1,
            fingerprint: fingerprint(tx, &test.number).into(),
            cvc_given: false,
            line1_given: false,
            postal_code_given: false,
            checked: false,
        });
        PaymentMethodDraft { kind: "card", details }
    }

    /// A card with the number a client sent.
    ///
    /// # Errors
    /// No card's number, or one that could be somebody's card: 402.
    pub fn numbered(number: &str, param: &str, tx: &Transaction<'_>) -> Result<Self, ApiError> {
        match CardNumber::read(number) {
            CardNumber::Test(test) => Ok(PaymentMethodDraft::card(test, tx)),
            CardNumber::Wrong => Err(CardError::incorrect_number(param).into()),
            CardNumber::Live => Err(CardError::live_card().into()),
        }
    }

    /// A method of another type, with the number of an account a client sent, if it did. `param` is what the number is called.
    ///
    /// # Errors
    /// An IBAN that is none.
    pub fn with_account(
        kind: &'static str,
        number: Option<&str>,
        param: &str,
        tx: &Transaction<'_>,
    ) -> Result<Self, ApiError> {
        if kind == "sepa_debit" && number.is_some_and(|number| !is_iban(number)) {
            return Err(inferred::invalid_iban(param).into());
        }
        Ok(PaymentMethodDraft::of_type(kind, number, tx))
    }

    /// A method of another type, with the number of an account if one is known.
    pub fn of_type(kind: &'static str, number: Option<&str>, tx: &Transaction<'_>) -> Self {
        let paying = PAYING.iter().find(|(method, _)| *method == kind).map(|(_, number)| *number);
        let account: Option<Account> = number.and_then(|number| TestAccount::find(kind, number));
        let shown: String = number
            .or(paying)
            .unwrap_or_default()
            .chars()
            .filter(|character| !character.is_whitespace())
            .flat_map(char::to_uppercase)
            .filter(char::is_ascii)
            .collect();
        let fields = details::shown(kind, &shown, &fingerprint(tx, &shown));
        PaymentMethodDraft { kind, details: Details::Other { fields: Box::new(fields), account } }
    }

    /// Makes it.
    pub fn build(self, tx: &mut Transaction<'_>) -> PaymentMethod {
        PaymentMethod::new(self.kind, self.details, tx)
    }
}

/// The payment method with this id; a test id stands for a new one each time.
///
/// # Errors
/// It is neither there nor a test id: 400.
pub fn resolve(
    tx: &mut Transaction<'_>,
    id: &Id<PaymentMethod>,
    param: &str,
) -> Result<Arc<PaymentMethod>, ApiError> {
    if let Some(method) = tx.find::<PaymentMethod>(id.as_str()) {
        return if method.used_up {
            Err(refusal::payment_method_used_up().at(param).into())
        } else {
            Ok(method)
        };
    }
    let Some(draft) = draft_of(tx, id.as_str()) else {
        return Err(NotFound::of(id).at(param));
    };
    let method = draft.build(tx);
    Ok(tx.put(method))
}

/// What a test id stands for.
fn draft_of(tx: &Transaction<'_>, id: &str) -> Option<PaymentMethodDraft> {
    if let Some(card) = id.starts_with("pm_").then(|| TestCard::named(id)).flatten() {
        let mut draft = PaymentMethodDraft::card(card, tx);
        if let Details::Card(card) = &mut draft.details {
            card.cvc_given = true;
        }
        return Some(draft);
    }
    let (kind, number) = match id {
        "pm_usBankAccount" | "pm_usBankAccount_success" => ("us_bank_account", Some("000123456789")),
        "pm_usBankAccount_accountClosed" => ("us_bank_account", Some("000111111113")),
        "pm_usBankAccount_noAccount" => ("us_bank_account", Some("000111111116")),
        "pm_usBankAccount_insufficientFunds" => ("us_bank_account", Some("000222222227")),
        "pm_usBankAccount_debitNotAuthorized" => ("us_bank_account", Some("000333333335")),
        "pm_usBankAccount_invalidCurrency" => ("us_bank_account", Some("000444444440")),
        "pm_bacsDebit_success" => ("bacs_debit", Some("00012345")),
        "pm_sepaDebit_success" => ("sepa_debit", Some("AT611904300234573201")),
        _ => return None,
    };
    Some(PaymentMethodDraft::of_type(kind, number, tx))
}

/// Sixteen letters and digits that are the same for the same number in the same account.
fn fingerprint(tx: &Transaction<'_>, number: &str) -> String {
    let mut hasher = DefaultHasher::new();
    (tx.context().account, number).hash(&mut hasher);
    crate::values::IdSource::new(hasher.finish()).draw("", 16)
}
