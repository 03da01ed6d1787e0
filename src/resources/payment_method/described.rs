//! A payment method as clients describe it: when they make one, and inside the intents it is to be used for.

use serde::Deserialize;

use super::{Details, PaymentMethod, PaymentMethodDraft, century, check_expiry};
use crate::error::{ApiError, NotFound, inferred, refusal};
use crate::payments::TestCard;
use crate::resources::address::{Address, AddressParam};
use crate::resources::billing_details::BillingDetails;
use crate::store::Transaction;
use crate::values::{Choice, Email, Emptyable, EmptyableExt as _, Int, Metadata, MetadataParam, Text};
use crate::words;

words!(
    /// What a payment method can be.
    pub Types:
        "acss_debit" "affirm" "afterpay_clearpay" "alipay" "alma" "amazon_pay" "au_becs_debit" "bacs_debit" "bancontact"
        "billie" "bizum" "blik" "boleto" "card" "cashapp" "crypto" "custom" "customer_balance" "eps" "fpx" "giropay"
        "grabpay" "ideal" "kakao_pay" "klarna" "konbini" "kr_card" "link" "mb_way" "mobilepay" "multibanco" "naver_pay"
        "nz_bank_account" "oxxo" "p24" "pay_by_bank" "payco" "paynow" "paypal" "paypay" "payto" "pix" "promptpay"
        "revolut_pay" "samsung_pay" "satispay" "scalapay" "sepa_debit" "sequra" "sofort" "sunbit" "swish" "twint" "upi"
        "us_bank_account" "wechat_pay" "zip"
);

words!(
    /// What an intent can be restricted to: methods of partners, too.
    pub AllowedTypes:
        "acss_debit" "affirm" "afterpay_clearpay" "alipay" "alma" "amazon_pay" "au_becs_debit" "bacs_debit"
        "bancontact" "billie" "bizum" "blik" "boku_promptpay" "boleto" "capchase_pay" "card" "card_present" "cashapp"
        "check_scan" "click_to_pay" "crypto" "customer_balance" "demo_pay" "duitnow" "dummy_auth_push"
        "dummy_passthrough_card" "edenred" "eps" "fpx" "gcash" "getbalance" "gift_card" "giropay" "gopay" "grabpay"
        "id_bank_transfer" "ideal" "interac_present" "kakao_pay" "klarna" "knet" "konbini" "kr_card" "kr_market"
        "kriya" "link" "mb_way" "mobilepay" "momo" "mondu" "multibanco" "naver_pay" "netbanking" "ng_bank"
        "ng_bank_transfer" "ng_card" "ng_market" "ng_ussd" "ng_wallet" "nz_bank_account" "octopus" "oxxo" "p24"
        "paper_check" "pay_by_bank" "payco" "paynow" "paypal" "paypay" "payto" "pix" "promptpay" "qris" "rechnung"
        "revolut_pay" "samsung_pay" "satispay" "scalapay" "sepa_debit" "sequra" "shop_pay" "shopeepay" "sofort"
        "south_korea_market" "stripe_balance" "sunbit" "swish" "tamara" "test_pay" "touch_n_go" "truemoney" "twint"
        "upi" "us_bank_account" "us_cash_voucher" "vipps" "wechat_pay" "wero" "zip"
);

words!(
    /// What an intent can be kept from.
    pub ExcludedTypes:
        "acss_debit" "affirm" "afterpay_clearpay" "alipay" "alma" "amazon_pay" "au_becs_debit" "bacs_debit"
        "bancontact" "billie" "bizum" "blik" "boleto" "card" "cashapp" "crypto" "customer_balance" "eps" "fpx"
        "giropay" "grabpay" "ideal" "kakao_pay" "klarna" "konbini" "kr_card" "mb_way" "mobilepay" "multibanco"
        "naver_pay" "nz_bank_account" "oxxo" "p24" "pay_by_bank" "payco" "paynow" "paypal" "paypay" "payto" "pix"
        "promptpay" "revolut_pay" "samsung_pay" "satispay" "scalapay" "sepa_debit" "sequra" "sofort" "sunbit" "swish"
        "twint" "upi" "us_bank_account" "wechat_pay" "zip"
);

words!(
    /// What a method that is made for an intent can be.
    pub DataTypes:
        "acss_debit" "affirm" "afterpay_clearpay" "alipay" "alma" "amazon_pay" "au_becs_debit" "bacs_debit"
        "bancontact" "billie" "bizum" "blik" "boleto" "card" "cashapp" "crypto" "customer_balance" "eps" "fpx" "giropay"
        "grabpay" "ideal" "kakao_pay" "klarna" "konbini" "kr_card" "link" "mb_way" "mobilepay" "multibanco"
        "naver_pay" "nz_bank_account" "oxxo" "p24" "pay_by_bank" "payco" "paynow" "paypal" "paypay" "payto" "pix"
        "promptpay" "revolut_pay" "samsung_pay" "satispay" "scalapay" "sepa_debit" "sequra" "sofort" "sunbit" "swish"
        "twint" "upi" "us_bank_account" "wechat_pay" "zip"
);

words!(
    /// To whom a saved method is shown again.
    pub Redisplays: "always" "limited" "unspecified"
);

words!(pub HolderTypes: "company" "individual");
words!(pub AccountTypes: "checking" "savings");
words!(pub PreferredNetworks: "cartes_bancaires" "mastercard" "visa");

#[derive(Debug, Deserialize)]
pub struct BillingDetailsParam {
    pub address: Option<Emptyable<AddressParam>>,
    pub email: Option<Emptyable<Email>>,
    pub name: Option<Emptyable<Text>>,
    pub phone: Option<Emptyable<Text>>,
    pub tax_id: Option<Text>,
}

impl BillingDetailsParam {
    pub(super) fn apply(self, details: &mut BillingDetails) {
        if let Some(address) = self.address {
            details.address = address.into_value().map(Address::from).unwrap_or_default();
        }
        self.email.apply_to(&mut details.email);
        self.name.apply_to(&mut details.name);
        self.phone.apply_to(&mut details.phone);
        if self.tax_id.is_some() {
            details.tax_id = self.tax_id;
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct CardParam {
    pub cvc: Option<Text<10>>,
    pub exp_month: Option<Int>,
    pub exp_year: Option<Int>,
    pub networks: Option<NetworksParam>,
    pub number: Option<Text<50>>,
    pub token: Option<Text>,
}

#[derive(Debug, Deserialize)]
pub struct NetworksParam {
    pub preferred: Option<Choice<PreferredNetworks>>,
}

#[derive(Debug, Deserialize)]
pub struct SepaDebitParam {
    pub iban: Text<50>,
}

#[derive(Debug, Deserialize)]
pub struct UsBankAccountParam {
    pub account_holder_type: Option<Choice<HolderTypes>>,
    pub account_number: Option<Text<50>>,
    pub account_type: Option<Choice<AccountTypes>>,
    pub financial_connections_account: Option<Text>,
    pub routing_number: Option<Text<50>>,
}

#[derive(Debug, Deserialize)]
pub struct BacsDebitParam {
    pub account_number: Option<Text<50>>,
    pub sort_code: Option<Text<50>>,
}

#[derive(Debug, Deserialize)]
pub struct AuBecsDebitParam {
    pub account_number: Text<50>,
    pub bsb_number: Text<50>,
}

#[derive(Debug, Deserialize)]
#[expect(clippy::struct_field_names, reason = "Stripe's names")]
pub struct AcssDebitParam {
    pub account_number: Text<50>,
    pub institution_number: Text<50>,
    pub transit_number: Text<50>,
}

/// What the parameters say, whichever operation took them.
#[derive(Debug)]
pub(crate) struct Described {
    kind: Option<&'static str>,
    allow_redisplay: Option<&'static str>,
    billing_details: Option<BillingDetailsParam>,
    metadata: Option<MetadataParam>,
    card: Option<CardParam>,
    /// The account number of a method that has one.
    number: Option<Text<50>>,
    /// The types whose hash was sent.
    sent: Vec<&'static str>,
}

/// Declares a struct that describes a payment method, with parameters of its own besides.
macro_rules! describing {
    ($(#[$meta:meta])* $name:ident { $($field:ident: $kind:ty,)* } plain: $($plain:ident)+) => {
        $(#[$meta])*
        #[derive(Debug, serde::Deserialize)]
        pub struct $name {
            $(pub $field: $kind,)*
            pub acss_debit: Option<$crate::resources::payment_method::described::AcssDebitParam>,
            pub allow_redisplay: Option<$crate::values::Choice<$crate::resources::payment_method::described::Redisplays>>,
            pub au_becs_debit: Option<$crate::resources::payment_method::described::AuBecsDebitParam>,
            pub bacs_debit: Option<$crate::resources::payment_method::described::BacsDebitParam>,
            pub billing_details: Option<$crate::resources::payment_method::described::BillingDetailsParam>,
            pub card: Option<$crate::resources::payment_method::described::CardParam>,
            pub metadata: Option<$crate::values::MetadataParam>,
            pub radar_options: Option<serde::de::IgnoredAny>,
            pub sepa_debit: Option<$crate::resources::payment_method::described::SepaDebitParam>,
            pub us_bank_account: Option<$crate::resources::payment_method::described::UsBankAccountParam>,
            $(pub $plain: Option<serde::de::IgnoredAny>,)+
        }

        impl $name {
            /// Takes out what describes the method. `kind` is its type, if the client said so.
            pub(crate) fn described(&mut self, kind: Option<&'static str>) -> $crate::resources::payment_method::described::Described {
                let named = [
                    ("acss_debit", self.acss_debit.is_some()),
                    ("au_becs_debit", self.au_becs_debit.is_some()),
                    ("bacs_debit", self.bacs_debit.is_some()),
                    ("card", self.card.is_some()),
                    ("sepa_debit", self.sepa_debit.is_some()),
                    ("us_bank_account", self.us_bank_account.is_some()),
                    $((stringify!($plain), self.$plain.is_some()),)+
                ];
                let number = self.acss_debit.take().map(|sent| sent.account_number)
                    .or_else(|| self.au_becs_debit.take().map(|sent| sent.account_number))
                    .or_else(|| self.bacs_debit.take().and_then(|sent| sent.account_number))
                    .or_else(|| self.sepa_debit.take().map(|sent| sent.iban))
                    .or_else(|| self.us_bank_account.take().and_then(|sent| sent.account_number));
                $crate::resources::payment_method::described::Described::new(
                    kind,
                    self.allow_redisplay.map($crate::values::Choice::as_str),
                    self.billing_details.take(),
                    self.metadata.take(),
                    self.card.take(),
                    number,
                    named.into_iter().filter(|(_, sent)| *sent).map(|(name, _)| name).collect(),
                )
            }
        }
    };
}
pub(crate) use describing;

describing! {
    /// `payment_method_data`: a method made for one intent.
    MethodData {
        r#type: Choice<DataTypes>,
    }
    plain: affirm afterpay_clearpay alipay alma amazon_pay bancontact billie bizum blik boleto cashapp crypto
        customer_balance eps fpx giropay grabpay ideal interac_present kakao_pay klarna konbini kr_card link mb_way
        mobilepay multibanco naver_pay nz_bank_account oxxo p24 pay_by_bank payco paynow paypal paypay payto pix
        promptpay revolut_pay samsung_pay satispay scalapay sequra sofort sunbit swish twint upi wechat_pay zip
}

impl Described {
    pub(crate) fn new(
        kind: Option<&'static str>,
        allow_redisplay: Option<&'static str>,
        billing_details: Option<BillingDetailsParam>,
        metadata: Option<MetadataParam>,
        card: Option<CardParam>,
        number: Option<Text<50>>,
        sent: Vec<&'static str>,
    ) -> Self {
        Described { kind, allow_redisplay, billing_details, metadata, card, number, sent }
    }

    /// Makes the method, which is not put into the account. `path` is where it was described: empty at the top.
    ///
    /// # Errors
    /// No type, a hash of another type, no number where one is needed, a card that is none, has expired or could be
    /// somebody's.
    pub(crate) fn build(self, path: &str, tx: &mut Transaction<'_>) -> Result<PaymentMethod, ApiError> {
        let at = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}[{name}]") };
        let kind = match (self.kind, self.sent.as_slice()) {
            (Some(kind), _) => kind,
            (None, [only]) => only,
            (None, _) => return Err(refusal::missing(at("type")).into()),
        };
        if let Some(other) = self.sent.iter().find(|sent| **sent != kind) {
            return Err(inferred::hash_of_other_type(other, kind, at(other)).into());
        }
        let draft = if kind == "card" {
            let Some(card) = self.card else { return Err(refusal::missing(at("card")).into()) };
            card.draft(&at("card"), tx)?
        } else {
            let needed = matches!(kind, "sepa_debit" | "au_becs_debit" | "acss_debit");
            if needed && self.number.is_none() {
                return Err(refusal::missing(at(kind)).into());
            }
            let param = format!("{}[iban]", at(kind));
            PaymentMethodDraft::with_account(kind, self.number.as_deref(), &param, tx)?
        };
        let mut method = draft.build(tx);
        method.metadata = Metadata::new(self.metadata)?;
        method.allow_redisplay = self.allow_redisplay.unwrap_or("unspecified");
        if let Some(details) = self.billing_details {
            details.apply(&mut method.billing_details);
        }
        if let Details::Card(card) = &mut method.details {
            card.line1_given = method.billing_details.address.line1.is_some();
            card.postal_code_given = method.billing_details.address.postal_code.is_some();
        }
        Ok(method)
    }
}

impl CardParam {
    fn draft(self, path: &str, tx: &Transaction<'_>) -> Result<PaymentMethodDraft, ApiError> {
        if let Some(token) = &self.token {
            let card = token.starts_with("tok_").then(|| TestCard::named(token)).flatten();
            let card =
                card.ok_or_else(|| NotFound::new("token", token.as_str()).at(format!("{path}[token]")))?;
            let mut draft = PaymentMethodDraft::card(card, tx);
            if let Details::Card(card) = &mut draft.details {
                card.cvc_given = true;
            }
            return Ok(draft);
        }
        let Some(number) = &self.number else {
            return Err(refusal::missing(format!("{path}[number]")).into());
        };
        let Some(month) = self.exp_month else {
            return Err(refusal::missing(format!("{path}[exp_month]")).into());
        };
        let Some(year) = self.exp_year else {
            return Err(refusal::missing(format!("{path}[exp_year]")).into());
        };
        let mut draft = PaymentMethodDraft::numbered(number, "number", tx)?;
        let (month, year) = (month.get(), century(year.get()));
        check_expiry(month, year, ["exp_month", "exp_year"], tx.now())?;
        if let Details::Card(card) = &mut draft.details {
            (card.exp_month, card.exp_year) = (month, year);
            card.cvc_given = self.cvc.is_some();
        }
        Ok(draft)
    }
}
