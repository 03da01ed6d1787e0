//! `payment_method_options`: settings of single payment methods.
//!
//! A method's options are one type for what is sent and what is shown: the session gives them back under the same
//! names. Where it shows more (a default) or less (what only the payment needs), the field says so.
//!
//! <https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-payment_method_options>

mod shown;

use std::sync::Arc;

use serde::ser::SerializeMap as _;
use serde::{Deserialize, Serialize, Serializer};

use self::shown::{
    is_unset, or_automatic, or_none, or_null, or_payment_method, or_payment_method_only, or_three_days,
};
use super::Mode;
use crate::values::{
    Amount, Choice, Country, Currency, Emptyable, Int, NonNegative, Positive, Text, Timestamp, Url, Words,
};
use crate::words;

/// Lists the payment methods that have options, in alphabetical order, each with the type of its options.
macro_rules! methods {
    ($($method:ident: $options:ty,)+) => {
        /// The options sent, by payment method.
        #[derive(Debug, Clone, Deserialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
        pub struct PaymentMethodOptionsParam {
            // Boxed: most of them are absent from most requests.
            $(pub $method: Option<Box<$options>>,)+
        }

        /// The methods of [`PaymentMethodOptionsParam`]; a method's place is its bit in a [`MethodSet`].
        const METHODS: &[&str] = &[$(stringify!($method),)+];

        impl Serialize for PaymentMethodOptions {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut shown = serializer.serialize_map(None)?;
                let sent = self.sent.as_deref();
                let mut left = self.shown;
                $(
                    if left.take_first() {
                        let method = stringify!($method);
                        if let Some(options) = sent.and_then(|sent| sent.$method.as_ref()) {
                            shown.serialize_entry(method, options)?;
                        } else if let Some(options) = <$options>::unsent(self.mode) {
                            shown.serialize_entry(method, &options)?;
                        }
                    }
                )+
                shown.end()
            }
        }
    };
}

methods! {
    acss_debit: AcssDebit,
    affirm: Capturable<Never>,
    afterpay_clearpay: Capturable<Never>,
    alipay: Reusable<Never>,
    alma: Captured,
    amazon_pay: Capturable<OffSession>,
    au_becs_debit: Debit<Never>,
    bacs_debit: MandatedDebit,
    bancontact: Reusable<OffSession>,
    billie: Captured,
    blik: Blik,
    boleto: Boleto,
    card: Card,
    cashapp: Capturable<AnySession>,
    crypto: Reusable<Never>,
    customer_balance: CustomerBalance,
    demo_pay: Reusable<OffSession>,
    eps: Reusable<Never>,
    fpx: Reusable<Never>,
    giropay: Reusable<Never>,
    grabpay: Reusable<Never>,
    ideal: Reusable<Never>,
    kakao_pay: Capturable<OffSession>,
    klarna: Klarna,
    konbini: Konbini,
    kr_card: Capturable<OffSession>,
    link: Capturable<OffSession>,
    mobilepay: Capturable<Never>,
    multibanco: Reusable<Never>,
    naver_pay: Capturable<OffSession>,
    oxxo: Oxxo,
    p24: P24,
    pay_by_bank: PayByBank,
    payco: Capturable<Never>,
    paynow: Reusable<Never>,
    paypal: Paypal,
    payto: Payto,
    pix: Pix,
    revolut_pay: Capturable<OffSession>,
    samsung_pay: Capturable<Never>,
    satispay: Captured,
    scalapay: Captured,
    sepa_debit: MandatedDebit,
    sequra: Captured,
    sofort: Reusable<Never>,
    sunbit: Capturable<Never>,
    swish: Swish,
    twint: Reusable<OffSession>,
    upi: Upi,
    us_bank_account: UsBankAccount,
    wechat_pay: WechatPay,
}

/// The options of the payment methods a session offers, as it shows them.
///
/// Nothing is allocated for a session that was sent none.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct PaymentMethodOptions {
    mode: Mode,
    shown: MethodSet,
    sent: Option<Arc<PaymentMethodOptionsParam>>,
}

/// Methods whose options a session takes and does not show: its published type has no place for them.
const NOT_SHOWN: [&str; 4] = ["blik", "crypto", "demo_pay", "pay_by_bank"];

/// Some of [`METHODS`].
#[derive(Debug, Clone, Copy, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
struct MethodSet(u64);

impl MethodSet {
    /// Those of the methods whose options are shown.
    fn shown(methods: &[&str]) -> Self {
        let shown = methods.iter().filter(|method| !NOT_SHOWN.contains(method));
        let known = shown.filter_map(|method| METHODS.binary_search(method).ok());
        MethodSet(known.fold(0, |set, place| set | 1 << place))
    }

    /// Whether the first of [`METHODS`] is among them; the second is the first from then on.
    fn take_first(&mut self) -> bool {
        let first = self.0 & 1 == 1;
        self.0 >>= 1;
        first
    }
}

/// The options sent, of a session in `mode` that offers the `enabled` methods.
pub(super) fn build(
    sent: Option<PaymentMethodOptionsParam>,
    enabled: &[&'static str],
    mode: Mode,
) -> PaymentMethodOptions {
    PaymentMethodOptions { mode, shown: MethodSet::shown(enabled), sent: sent.map(Arc::new) }
}

impl PaymentMethodOptions {
    /// The options as they were sent, for the payment. Methods that are not offered are among them.
    pub fn sent(&self) -> Option<&PaymentMethodOptionsParam> {
        self.sent.as_deref()
    }
}

impl PaymentMethodOptionsParam {
    /// Those of the parameters sent that a page built of elements does not take, with their full names.
    pub fn not_for_elements(&self) -> impl Iterator<Item = &'static str> {
        let restrictions = self.card.as_ref().is_some_and(|card| card.restrictions.is_some());
        [
            self.acss_debit.is_some().then_some("payment_method_options[acss_debit]"),
            restrictions.then_some("payment_method_options[card][restrictions]"),
        ]
        .into_iter()
        .flatten()
    }
}

/// Options of one payment method.
trait Options: Sized {
    /// What a session in `mode` shows if none were sent for the method: nothing, unless the method says otherwise.
    fn unsent(_mode: Mode) -> Option<Self> {
        None
    }
}

/// The default, for a method whose options are always shown, but for subscriptions.
///
/// Recorded for `us_bank_account` and `wechat_pay`. For the others it is concluded from published fields that are
/// never absent.
fn unless_subscription<O: Default>(mode: Mode) -> Option<O> {
    (mode != Mode::Subscription).then(O::default)
}

// Words.

words!(
    /// The payment is captured later, by request.
    pub Manual: "manual"
);

words!(
    /// For methods that cannot be saved.
    pub Never: "none"
);

words!(
    /// For methods that can be saved for payments without the customer.
    pub OffSession: "none" "off_session"
);

words!(
    /// For methods that can be saved for all payments.
    pub AnySession: "none" "off_session" "on_session"
);

words!(
    pub CardSessions: "off_session" "on_session"
);

words!(
    pub IfAvailable: "if_available" "never"
);

words!(
    pub ThreeDSecure: "any" "automatic" "challenge"
);

words!(
    pub CardBrands: "american_express" "discover_global_network" "mastercard" "visa"
);

words!(
    pub FundingTypes: "credit" "debit" "prepaid"
);

words!(
    pub AcssCurrencies: "cad" "usd"
);

words!(
    pub AcssDefaults: "invoice" "subscription"
);

words!(
    pub AcssSchedules: "combined" "interval" "sporadic"
);

words!(
    pub AcssTransactions: "business" "personal"
);

words!(
    pub AcssVerifications: "automatic" "instant" "microdeposits"
);

words!(
    pub AddressTypes: "aba" "iban" "sepa" "sort_code" "spei" "swift" "zengin"
);

words!(
    pub BankTransfers: "eu_bank_transfer" "gb_bank_transfer" "jp_bank_transfer" "mx_bank_transfer" "us_bank_transfer"
);

words!(
    pub FundingSources: "bank_transfer"
);

words!(
    pub KlarnaIntervals: "day" "month" "week" "year"
);

words!(
    pub PaypalLocales: "cs-CZ" "da-DK" "de-AT" "de-DE" "de-LU" "el-GR" "en-GB" "en-US" "es-ES" "fi-FI" "fr-BE" "fr-FR"
        "fr-LU" "hu-HU" "it-IT" "nl-BE" "nl-NL" "pl-PL" "pt-PT" "sk-SK" "sv-SE"
);

words!(
    /// Whether a mandate is for one amount or for amounts up to it.
    pub AmountTypes: "fixed" "maximum"
);

words!(
    pub PaytoSchedules: "adhoc" "annual" "daily" "fortnightly" "monthly" "quarterly" "semi_annual" "weekly"
);

words!(
    pub PaytoPurposes: "dependant_support" "government" "loan" "mortgage" "other" "pension" "personal" "retail" "salary"
        "tax" "utility"
);

words!(
    pub PixSchedules: "halfyearly" "monthly" "quarterly" "weekly" "yearly"
);

words!(
    pub AlwaysOrNever: "always" "never"
);

words!(
    pub ConnectionPermissions: "balances" "ownership" "payment_method" "transactions"
);

words!(
    pub ConnectionPrefetches: "balances" "ownership" "transactions"
);

words!(
    pub UsVerifications: "automatic" "instant"
);

// Methods that differ in their words only.

/// A method whose payments can be captured later.
#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Captured {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capture_method: Option<Choice<Manual>>,
}

/// A method that may be saved for later.
#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(bound = "")]
pub struct Reusable<Sessions: Words> {
    #[borsh(bound(serialize = "", deserialize = ""))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<Sessions>>,
}

/// A method whose payments can be captured later, and that may be saved.
#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(bound = "")]
pub struct Capturable<Sessions: Words> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capture_method: Option<Choice<Manual>>,
    #[borsh(bound(serialize = "", deserialize = ""))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<Sessions>>,
}

/// A debit of a bank account.
#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(bound = "")]
pub struct Debit<Sessions: Words> {
    #[borsh(bound(serialize = "", deserialize = ""))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<Sessions>>,
    /// `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_date: Option<Text>,
}

/// A debit of a bank account under a mandate with a reference.
#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct MandatedDebit {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandate_options: Option<ReferencePrefix>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<AnySession>>,
    /// `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_date: Option<Text>,
}

#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct ReferencePrefix {
    #[serde(skip_serializing_if = "is_unset", serialize_with = "or_null")]
    pub reference_prefix: Option<Emptyable<Text<12>>>,
}

impl Options for Captured {}
impl<Sessions: Words> Options for Reusable<Sessions> {}
impl<Sessions: Words> Options for Capturable<Sessions> {}
impl<Sessions: Words> Options for Debit<Sessions> {}
impl Options for MandatedDebit {}

// Methods with options of their own.

#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct AcssDebit {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Choice<AcssCurrencies>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandate_options: Option<AcssMandate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<AnySession>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_date: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification_method: Option<Choice<AcssVerifications>>,
}

#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct AcssMandate {
    #[serde(skip_serializing_if = "is_unset", serialize_with = "or_null")]
    pub custom_mandate_url: Option<Emptyable<Url>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_for: Option<Vec<Choice<AcssDefaults>>>,
    pub interval_description: Option<Text<500>>,
    pub payment_schedule: Option<Choice<AcssSchedules>>,
    pub transaction_type: Option<Choice<AcssTransactions>>,
}

impl Options for AcssDebit {}

/// Sessions do not show it.
#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Blik {
    #[serde(skip_serializing)]
    pub mandate_options: Option<BlikMandate>,
    #[serde(skip_serializing)]
    pub setup_future_usage: Option<Emptyable<Choice<OffSession>>>,
}

#[derive(Debug, Clone, Deserialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct BlikMandate {
    pub expires_at: Option<Timestamp>,
}

impl Options for Blik {}

#[derive(Debug, Clone, Default, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Boleto {
    #[serde(serialize_with = "or_three_days")]
    pub expires_after_days: Option<Positive>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<AnySession>>,
}

impl Options for Boleto {
    fn unsent(mode: Mode) -> Option<Self> {
        unless_subscription(mode)
    }
}

#[derive(Debug, Clone, Default, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Card {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capture_method: Option<Choice<Manual>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub installments: Option<Installments>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_extended_authorization: Option<Choice<IfAvailable>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_incremental_authorization: Option<Choice<IfAvailable>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_multicapture: Option<Choice<IfAvailable>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_overcapture: Option<Choice<IfAvailable>>,
    #[serde(serialize_with = "or_automatic")]
    pub request_three_d_secure: Option<Choice<ThreeDSecure>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restrictions: Option<Restrictions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<CardSessions>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement_descriptor_suffix_kana: Option<Text<22>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement_descriptor_suffix_kanji: Option<Text<17>>,
}

#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Installments {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// Cards that are not taken.
#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Restrictions {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brands_blocked: Option<Vec<Choice<CardBrands>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub funding_types_blocked: Option<Vec<Choice<FundingTypes>>>,
}

impl Options for Card {
    /// Recorded in all modes.
    fn unsent(_: Mode) -> Option<Self> {
        Some(Card::default())
    }
}

#[derive(Debug, Clone, Default, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct CustomerBalance {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bank_transfer: Option<BankTransfer>,
    pub funding_type: Option<Choice<FundingSources>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<Never>>,
}

#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[expect(clippy::struct_field_names, reason = "Stripe's names")]
pub struct BankTransfer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eu_bank_transfer: Option<EuBankTransfer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_address_types: Option<Vec<Choice<AddressTypes>>>,
    pub r#type: Choice<BankTransfers>,
}

#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct EuBankTransfer {
    pub country: Country,
}

impl Options for CustomerBalance {
    fn unsent(mode: Mode) -> Option<Self> {
        unless_subscription(mode)
    }
}

#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Klarna {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capture_method: Option<Choice<Manual>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<Never>>,
    /// For the payment only; the session does not show it.
    #[serde(skip_serializing)]
    pub subscriptions: Option<Emptyable<Vec<KlarnaSubscription>>>,
}

#[derive(Debug, Clone, Deserialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct KlarnaSubscription {
    pub interval: Choice<KlarnaIntervals>,
    pub interval_count: Option<Positive>,
    pub name: Option<Text>,
    pub next_billing: KlarnaBilling,
    pub reference: Text,
}

#[derive(Debug, Clone, Deserialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct KlarnaBilling {
    pub amount: Amount,
    /// `YYYY-MM-DD`.
    pub date: Text,
}

impl Options for Klarna {}

#[derive(Debug, Clone, Default, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Konbini {
    pub expires_after_days: Option<Int<1, 60>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<Never>>,
}

impl Options for Konbini {
    fn unsent(mode: Mode) -> Option<Self> {
        unless_subscription(mode)
    }
}

#[derive(Debug, Clone, Default, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Oxxo {
    #[serde(serialize_with = "or_three_days")]
    pub expires_after_days: Option<Positive>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<Never>>,
}

impl Options for Oxxo {
    fn unsent(mode: Mode) -> Option<Self> {
        unless_subscription(mode)
    }
}

#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct P24 {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<Never>>,
    /// For the payment only; the session does not show it.
    #[serde(skip_serializing)]
    pub tos_shown_and_accepted: Option<bool>,
}

impl Options for P24 {}

#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct PayByBank {}

impl Options for PayByBank {}

#[derive(Debug, Clone, Default, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Paypal {
    #[serde(skip_serializing_if = "is_unset", serialize_with = "or_null")]
    pub capture_method: Option<Emptyable<Choice<Manual>>>,
    pub preferred_locale: Option<Choice<PaypalLocales>>,
    pub reference: Option<Text>,
    /// For the payment only; the session does not show it.
    #[serde(skip_serializing)]
    pub risk_correlation_id: Option<Text>,
    #[serde(skip_serializing_if = "is_unset", serialize_with = "or_null")]
    pub setup_future_usage: Option<Emptyable<Choice<OffSession>>>,
}

impl Options for Paypal {
    fn unsent(mode: Mode) -> Option<Self> {
        unless_subscription(mode)
    }
}

#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Payto {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandate_options: Option<PaytoMandate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<OffSession>>,
}

#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct PaytoMandate {
    #[serde(serialize_with = "or_null")]
    pub amount: Option<Emptyable<Amount>>,
    #[serde(serialize_with = "or_null")]
    pub amount_type: Option<Emptyable<Choice<AmountTypes>>>,
    /// `YYYY-MM-DD`, as `start_date`.
    #[serde(serialize_with = "or_null")]
    pub end_date: Option<Emptyable<Text>>,
    #[serde(serialize_with = "or_null")]
    pub payment_schedule: Option<Emptyable<Choice<PaytoSchedules>>>,
    #[serde(serialize_with = "or_null")]
    pub payments_per_period: Option<Emptyable<Positive>>,
    #[serde(serialize_with = "or_null")]
    pub purpose: Option<Emptyable<Choice<PaytoPurposes>>>,
    #[serde(serialize_with = "or_null")]
    pub start_date: Option<Emptyable<Text>>,
}

impl Options for Payto {}

#[derive(Debug, Clone, Default, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Pix {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_includes_iof: Option<Choice<AlwaysOrNever>>,
    /// From a minute to two weeks.
    pub expires_after_seconds: Option<Int<60, 1_209_600>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandate_options: Option<PixMandate>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<OffSession>>,
}

#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct PixMandate {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_includes_iof: Option<Choice<AlwaysOrNever>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_type: Option<Choice<AmountTypes>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// `YYYY-MM-DD`, as `start_date`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payment_schedule: Option<Choice<PixSchedules>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<Text>,
}

impl Options for Pix {
    fn unsent(mode: Mode) -> Option<Self> {
        unless_subscription(mode)
    }
}

#[derive(Debug, Clone, Default, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Swish {
    pub reference: Option<Text>,
}

impl Options for Swish {
    fn unsent(mode: Mode) -> Option<Self> {
        unless_subscription(mode)
    }
}

#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Upi {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandate_options: Option<UpiMandate>,
    #[serde(skip_serializing_if = "is_unset", serialize_with = "or_null")]
    pub setup_future_usage: Option<Emptyable<Choice<AnySession>>>,
}

#[derive(Debug, Clone, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct UpiMandate {
    pub amount: Option<NonNegative>,
    pub amount_type: Option<Choice<AmountTypes>>,
    pub description: Option<Text<20>>,
    pub end_date: Option<Timestamp>,
}

impl Options for Upi {}

#[derive(Debug, Clone, Default, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct UsBankAccount {
    #[serde(serialize_with = "or_payment_method_only")]
    pub financial_connections: Option<FinancialConnections>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<AnySession>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_date: Option<Text>,
    #[serde(serialize_with = "or_automatic")]
    pub verification_method: Option<Choice<UsVerifications>>,
}

#[derive(Debug, Clone, Default, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct FinancialConnections {
    #[serde(serialize_with = "or_payment_method")]
    pub permissions: Option<Vec<Choice<ConnectionPermissions>>>,
    #[serde(serialize_with = "or_none")]
    pub prefetch: Option<Vec<Choice<ConnectionPrefetches>>>,
}

impl Options for UsBankAccount {
    fn unsent(mode: Mode) -> Option<Self> {
        unless_subscription(mode)
    }
}

#[derive(Debug, Clone, Default, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct WechatPay {
    pub app_id: Option<Text>,
    pub client: WechatClient,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub setup_future_usage: Option<Choice<Never>>,
}

/// Where the customer pays.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Default,
    Deserialize,
    Serialize,
    borsh::BorshSerialize,
    borsh::BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum WechatClient {
    Android,
    Ios,
    #[default]
    Web,
}

impl Options for WechatPay {
    fn unsent(mode: Mode) -> Option<Self> {
        unless_subscription(mode)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::resources::checkout::session::published::{assert_as_published, decode, json_of};

    #[derive(Debug, Deserialize)]
    struct Params {
        payment_method_options: Option<PaymentMethodOptionsParam>,
    }

    const RECORDED: &[&str] =
        &["card", "afterpay_clearpay", "alipay", "klarna", "link", "us_bank_account", "wechat_pay"];

    /// What is shown; `form` is what stands after `payment_method_options`, one parameter an element.
    fn shown(form: &[&str], enabled: &[&'static str], mode: Mode) -> Value {
        let form: Vec<String> = form.iter().map(|part| format!("payment_method_options{part}")).collect();
        let sent: Params = decode(&form.join("&")).unwrap();
        json_of(&build(sent.payment_method_options, enabled, mode))
    }

    #[test]
    fn the_parameters_are_those_published() {
        assert_as_published::<Params>();
    }

    #[test]
    fn methods_are_found_by_their_names() {
        assert!(METHODS.is_sorted());
        assert!(METHODS.len() <= 64);
    }

    #[test]
    fn what_is_not_sent_is_as_recorded() {
        let us_bank_account = json!({
            "financial_connections": {"permissions": ["payment_method"], "prefetch": []},
            "verification_method": "automatic",
        });
        let payment = json!({
            "card": {"request_three_d_secure": "automatic"},
            "us_bank_account": us_bank_account,
            "wechat_pay": {"app_id": null, "client": "web"},
        });
        assert_eq!(shown(&[], RECORDED, Mode::Payment), payment);
        let setup =
            json!({"card": {"request_three_d_secure": "automatic"}, "us_bank_account": us_bank_account});
        assert_eq!(shown(&[], &["card", "klarna", "link", "us_bank_account"], Mode::Setup), setup);
        let subscription = json!({"card": {"request_three_d_secure": "automatic"}});
        assert_eq!(shown(&[], RECORDED, Mode::Subscription), subscription);
        assert_eq!(shown(&[], &["promptpay"], Mode::Payment), json!({}));
    }

    #[test]
    fn defaults_stand_for_what_is_missing() {
        let expected = json!({
            "boleto": {"expires_after_days": 3},
            "customer_balance": {"funding_type": null},
            "konbini": {"expires_after_days": null},
            "oxxo": {"expires_after_days": 5},
            "paypal": {"preferred_locale": null, "reference": null},
            "pix": {"expires_after_seconds": null},
            "swish": {"reference": null},
            "us_bank_account": {
                "financial_connections": {"permissions": ["payment_method"], "prefetch": ["balances"]},
                "verification_method": "instant",
            },
        });
        let form = [
            "[oxxo][expires_after_days]=5",
            "[us_bank_account][verification_method]=instant",
            "[us_bank_account][financial_connections][prefetch][]=balances",
            "[paypal][setup_future_usage]=",
        ];
        let enabled =
            ["swish", "us_bank_account", "pix", "paypal", "oxxo", "konbini", "customer_balance", "boleto"];
        assert_eq!(shown(&form, &enabled, Mode::Payment), expected);
    }

    #[test]
    fn what_is_sent_is_shown_for_methods_on_offer() {
        let form = [
            "[card][capture_method]=manual",
            "[card][restrictions][brands_blocked][]=visa",
            "[link][setup_future_usage]=off_session",
            "[payto][mandate_options][amount]=500",
            "[payto][mandate_options][purpose]=",
            "[klarna][subscriptions]=",
            "[affirm][capture_method]=manual",
        ];
        let expected = json!({
            "card": {
                "capture_method": "manual",
                "request_three_d_secure": "automatic",
                "restrictions": {"brands_blocked": ["visa"]},
            },
            "klarna": {},
            "link": {"setup_future_usage": "off_session"},
            "payto": {
                "mandate_options": {
                    "amount": 500,
                    "amount_type": null,
                    "end_date": null,
                    "payment_schedule": null,
                    "payments_per_period": null,
                    "purpose": null,
                    "start_date": null,
                },
            },
        });
        assert_eq!(shown(&form, &["card", "klarna", "link", "payto"], Mode::Subscription), expected);
    }

    #[test]
    fn elements_do_not_take_all_of_them() {
        let sent: Params = decode(
            "payment_method_options[card][restrictions][brands_blocked][]=visa\
             &payment_method_options[acss_debit][currency]=cad",
        )
        .unwrap();
        let refused: Vec<&str> = sent.payment_method_options.as_ref().unwrap().not_for_elements().collect();
        let expected = ["payment_method_options[acss_debit]", "payment_method_options[card][restrictions]"];
        assert_eq!(refused, expected);
    }

    #[test]
    fn what_breaks_a_limit_is_named() {
        for (form, param) in [
            ("[konbini][expires_after_days]=61", "[konbini][expires_after_days]"),
            ("[pix][expires_after_seconds]=59", "[pix][expires_after_seconds]"),
            ("[wechat_pay][app_id]=a", "[wechat_pay][client]"),
            ("[card][capture_method]=automatic", "[card][capture_method]"),
        ] {
            let error = decode::<Params>(&format!("payment_method_options{form}")).unwrap_err();
            assert_eq!(error.param(), Some(format!("payment_method_options{param}").as_str()), "{form}");
        }
    }
}
