//! The ways to pay that the page shows: what they are called, what is asked for, and what the customer left before.

use super::locale::Texts;
use super::phrase::fill;
use crate::payments::{Flow, flow_of};
use crate::resources::checkout::Session;
use crate::resources::payment_method::{Details, PaymentMethod};
use crate::store::Transaction;

/// A way to pay.
#[derive(Debug)]
pub(super) struct Method {
    /// `sepa_debit`
    pub(super) kind: &'static str,
    pub(super) label: String,
    pub(super) pay_with: String,
    pub(super) note: String,
    /// What is asked for besides the name of who pays.
    pub(super) fields: Vec<BankField>,
}

/// A part of a bank account's number.
#[derive(Debug)]
pub(super) struct BankField {
    pub(super) id: &'static str,
    /// What it is sent as: `sepa_debit[iban]`.
    pub(super) param: &'static str,
    pub(super) label: &'static str,
    pub(super) placeholder: &'static str,
    /// A number that pays.
    pub(super) example: &'static str,
}

/// A payment method the customer left before.
#[derive(Debug)]
pub(super) struct Saved {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) expires: Option<String>,
    /// Whether its owner's whole address is known.
    pub(super) billed: bool,
}

/// The ways to pay besides cards that the page can show: Link and wallets have windows of their own.
pub(super) fn methods(session: &Session, texts: &'static Texts) -> Vec<Method> {
    let kinds = session.settings.payment_method_types.iter().copied();
    let shown = kinds.filter(|kind| !matches!(*kind, "card" | "link"));
    shown
        .map(|kind| {
            let label = method_name(kind);
            let note = match flow_of(kind) {
                Flow::Redirect => &texts.redirect_note,
                Flow::Delayed => &texts.delayed_note,
                Flow::Voucher => &texts.voucher_note,
            };
            Method {
                kind,
                pay_with: fill(&texts.pay_with, &[("method", &label)]),
                note: fill(note, &[("method", &label)]),
                fields: bank_fields(kind, texts),
                label,
            }
        })
        .collect()
}

/// What a bank account is known by, with how it looks and the examples that pay. The ids of the first two are those that
/// browser tests know.
///
/// <https://docs.stripe.com/testing#bank-debits>
fn bank_fields(kind: &str, texts: &'static Texts) -> Vec<BankField> {
    let field =
        |id, param, label, placeholder| BankField { id, param, label, placeholder, example: placeholder };
    let account = &*texts.account_number;
    match kind {
        "sepa_debit" => vec![BankField {
            example: "AT611904300234573201",
            ..field("iban", "sepa_debit[iban]", &texts.iban, "AT00 0000 0000 0000 0000")
        }],
        "us_bank_account" => vec![
            field("routingNumber", "us_bank_account[routing_number]", &texts.routing_number, "110000000"),
            field("accountNumber", "us_bank_account[account_number]", account, "000123456789"),
        ],
        "bacs_debit" => vec![
            field("bacs_debit.sortCode", "bacs_debit[sort_code]", &texts.sort_code, "10-88-00"),
            field("bacs_debit.accountNumber", "bacs_debit[account_number]", account, "00012345"),
        ],
        "au_becs_debit" => vec![
            field("au_becs_debit.bsbNumber", "au_becs_debit[bsb_number]", &texts.bsb_number, "000-000"),
            field("au_becs_debit.accountNumber", "au_becs_debit[account_number]", account, "000123456"),
        ],
        "acss_debit" => vec![
            field(
                "acss_debit.institutionNumber",
                "acss_debit[institution_number]",
                &texts.institution_number,
                "000",
            ),
            field("acss_debit.transitNumber", "acss_debit[transit_number]", &texts.transit_number, "11000"),
            field("acss_debit.accountNumber", "acss_debit[account_number]", account, "000123456789"),
        ],
        _ => Vec::new(),
    }
}

/// The field of a bank account's number that a parameter comes from.
pub(super) fn bank_field_of(param: &str) -> Option<String> {
    let kind = param.split('[').next()?;
    let fields = bank_fields(kind, super::locale::english());
    fields.into_iter().find(|field| field.param == param).map(|field| field.id.to_owned())
}

/// `sepa_debit` → "SEPA Debit"; a name that is not known is written with capitals.
pub(super) fn method_name(kind: &str) -> String {
    let known = match kind {
        "acss_debit" => "Pre-authorized debit (ACSS)",
        "afterpay_clearpay" => "Afterpay / Clearpay",
        "au_becs_debit" => "BECS Direct Debit",
        "bacs_debit" => "Bacs Direct Debit",
        "blik" => "BLIK",
        "cashapp" => "Cash App Pay",
        "customer_balance" => "Bank transfer",
        "eps" => "EPS",
        "fpx" => "FPX",
        "ideal" => "iDEAL",
        "mb_way" => "MB WAY",
        "mobilepay" => "MobilePay",
        "nz_bank_account" => "BECS Direct Debit NZ",
        "oxxo" => "OXXO",
        "p24" => "Przelewy24",
        "paynow" => "PayNow",
        "paypal" => "PayPal",
        "paypay" => "PayPay",
        "payto" => "PayTo",
        "promptpay" => "PromptPay",
        "sepa_debit" => "SEPA Debit",
        "twint" => "TWINT",
        "upi" => "UPI",
        "us_bank_account" => "US bank account",
        "wechat_pay" => "WeChat Pay",
        other => {
            let words = other.split('_').map(|word| {
                let (first, rest) = word.split_at(word.len().min(1));
                first.to_uppercase() + rest
            });
            return words.collect::<Vec<_>>().join(" ");
        }
    };
    known.to_owned()
}

/// What a returning customer may pay with again.
pub(super) fn saved(session: &Session, texts: &Texts, tx: &Transaction<'_>) -> Vec<Saved> {
    let (Some(customer), Some(options)) = (&session.customer, &session.settings.saved_payment_method_options)
    else {
        return Vec::new();
    };
    let theirs = tx.collection::<PaymentMethod>().filed(customer.as_str()).rev().filter(|method| {
        method.customer.as_ref() == Some(customer)
            && options.show(method.allow_redisplay)
            && session.settings.payment_method_types.contains(&method.kind)
    });
    theirs
        .take(10)
        .map(|method| (method, method.billing_details.address.line1.is_some()))
        .map(|(method, billed)| match &method.details {
            Details::Card(card) => Saved {
                billed,
                id: method.id.to_string(),
                label: fill(
                    &texts.ending_in,
                    &[("brand", brand_name(card.test.brand.as_str())), ("last4", card.test.last4())],
                ),
                expires: Some(format!("{:02} / {:02}", card.exp_month, card.exp_year % 100)),
            },
            Details::Other { fields, .. } => {
                let name = method_name(method.kind);
                let last4 = fields.get("last4").and_then(serde_json::Value::as_str);
                Saved {
                    billed,
                    id: method.id.to_string(),
                    label: match last4 {
                        Some(last4) => fill(&texts.ending_in, &[("brand", &name), ("last4", last4)]),
                        None => name,
                    },
                    expires: None,
                }
            }
        })
        .collect()
}

pub(super) fn brand_name(brand: &str) -> &str {
    match brand {
        "amex" => "American Express",
        "diners" => "Diners Club",
        "discover" => "Discover",
        "jcb" => "JCB",
        "mastercard" => "Mastercard",
        "unionpay" => "UnionPay",
        "visa" => "Visa",
        other => other,
    }
}
