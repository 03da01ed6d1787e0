//! Which payment methods a session offers.
//!
//! Stripe decides by account, currency and country; here every account offers the same, so that tests do not depend on a
//! dashboard: cards and Link, unless the client says otherwise.

use crate::words;

/// What an account offers by itself.
const DEFAULT: &[&str] = &["card", "link"];

words!(
    /// `allowed_payment_method_types`, since `2026-09-30.endive`.
    pub AllowedTypes:
    "acss_debit" "affirm" "afterpay_clearpay" "alipay" "alma" "amazon_pay" "au_becs_debit" "bacs_debit" "bancontact"
    "billie" "bizum" "blik" "boleto" "card" "cashapp" "crypto" "customer_balance" "eps" "fpx" "giropay" "grabpay"
    "ideal" "kakao_pay" "klarna" "konbini" "kr_card" "link" "mb_way" "mobilepay" "multibanco" "naver_pay"
    "nz_bank_account" "oxxo" "p24" "pay_by_bank" "payco" "paynow" "paypal" "paypay" "payto" "pix" "promptpay"
    "revolut_pay" "samsung_pay" "satispay" "scalapay" "sepa_debit" "sequra" "sofort" "sunbit" "swish" "twint" "upi"
    "us_bank_account" "wechat_pay" "zip"
);

words!(
    /// `excluded_payment_method_types`: Link cannot be excluded.
    pub ExcludedTypes:
    "acss_debit" "affirm" "afterpay_clearpay" "alipay" "alma" "amazon_pay" "au_becs_debit" "bacs_debit" "bancontact"
    "billie" "bizum" "blik" "boleto" "card" "cashapp" "crypto" "customer_balance" "eps" "fpx" "giropay" "grabpay"
    "ideal" "kakao_pay" "klarna" "konbini" "kr_card" "mb_way" "mobilepay" "multibanco" "naver_pay" "nz_bank_account"
    "oxxo" "p24" "pay_by_bank" "payco" "paynow" "paypal" "paypay" "payto" "pix" "promptpay" "revolut_pay"
    "samsung_pay" "satispay" "scalapay" "sepa_debit" "sequra" "sofort" "sunbit" "swish" "twint" "upi"
    "us_bank_account" "wechat_pay" "zip"
);

/// Methods that leave the shop's page, so that an in-page session must say where they come back to.
const REDIRECTING: &[&str] = &[
    "affirm",
    "afterpay_clearpay",
    "alipay",
    "alma",
    "amazon_pay",
    "bancontact",
    "billie",
    "blik",
    "cashapp",
    "crypto",
    "eps",
    "fpx",
    "giropay",
    "grabpay",
    "ideal",
    "kakao_pay",
    "klarna",
    "kr_card",
    "mobilepay",
    "multibanco",
    "naver_pay",
    "p24",
    "pay_by_bank",
    "payco",
    "paypal",
    "paypay",
    "revolut_pay",
    "samsung_pay",
    "satispay",
    "scalapay",
    "sequra",
    "sofort",
    "sunbit",
    "swish",
    "twint",
    "wechat_pay",
    "zip",
];

/// The methods of a session: an explicit list, or what the account offers with a filter.
///
/// A method that is allowed by name is taken to be switched on in the account. Empty if nothing is left.
pub(super) fn offered(
    explicit: Option<&[&'static str]>,
    allowed: Option<&[&'static str]>,
    excluded: Option<&[&'static str]>,
) -> Vec<&'static str> {
    let base = explicit.or(allowed).unwrap_or(DEFAULT);
    let mut offered: Vec<&'static str> = Vec::with_capacity(base.len());
    for method in base {
        let left_out = explicit.is_none() && excluded.is_some_and(|excluded| excluded.contains(method));
        if !left_out && !offered.contains(method) {
            offered.push(method);
        }
    }
    offered
}

/// Whether one of the methods leaves the shop's page.
pub(super) fn redirects(methods: &[&str]) -> bool {
    methods.iter().any(|method| REDIRECTING.contains(method))
}
