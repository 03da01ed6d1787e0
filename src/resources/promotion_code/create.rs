//! `POST /v1/promotion_codes`
//!
//! <https://docs.stripe.com/api/promotion_codes/create>

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, de};

use super::{CurrencyOption, PromotionCode, Restrictions};
use crate::error::{ApiError, At as _, inferred, refusal};
use crate::operation::Operation;
use crate::resources::coupon::{self, Coupon};
use crate::resources::customer::Customer;
use crate::store::{Due, Transaction};
use crate::values::{
    Amount, Choice, Currency, CurrencyMap, Id, Int, Metadata, MetadataParam, Positive, Text, Timestamp,
    ValueError,
};
use crate::versions;
use crate::words;

words!(
    /// What a code gives; there is one kind.
    pub PromotionTypes: "coupon"
);

/// A least amount: at least 1, at most eight digits.
type MinimumAmount = Int<1, 99_999_999>;

/// How many characters a code has that was not given.
const CODE_LENGTH: usize = 8;

#[derive(Debug, Deserialize)]
pub struct CreatePromotionCode {
    pub promotion: PromotionParam,
    pub active: Option<bool>,
    /// Drawn unless it is given: 8 upper-case letters and digits.
    pub code: Option<Code>,
    pub customer: Option<Id<Customer>>,
    pub customer_account: Option<Text>,
    /// Unix seconds, at most five years from now and not after the coupon's `redeem_by`.
    pub expires_at: Option<Timestamp>,
    /// At most the coupon's.
    pub max_redemptions: Option<Positive>,
    pub metadata: Option<MetadataParam>,
    pub restrictions: Option<RestrictionsParam>,
}

#[derive(Debug, Deserialize)]
pub struct PromotionParam {
    pub r#type: Choice<PromotionTypes>,
    pub coupon: Option<Id<Coupon>>,
}

#[derive(Debug, Deserialize)]
pub struct RestrictionsParam {
    pub currency_options: Option<CurrencyMap<CurrencyOptionParam>>,
    pub first_time_transaction: Option<bool>,
    pub minimum_amount: Option<MinimumAmount>,
    /// Goes with `minimum_amount`.
    pub minimum_amount_currency: Option<Currency>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct CurrencyOptionParam {
    pub minimum_amount: Option<MinimumAmount>,
}

/// A code as a customer types it: letters, digits, `-` and `_`.
#[derive(Debug, Clone)]
pub struct Code(Text<500>);

impl TryFrom<&str> for Code {
    type Error = ValueError;

    fn try_from(text: &str) -> Result<Self, ValueError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if !text.bytes().all(allowed) {
            return Err(ValueError::new(format!(
                r"This value must match the regex pattern. (/\A[a-zA-Z0-9\-_]+\z/ does not match for the value {text})."
            )));
        }
        Text::try_from(text).map(Code)
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl de::Visitor<'_> for Visitor {
            type Value = Code;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a code")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Code, E> {
                Code::try_from(text).map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Visitor)
    }
}

impl Operation for CreatePromotionCode {
    type Target = ();
    type Output = Arc<PromotionCode>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<Arc<PromotionCode>, ApiError> {
        let Some(coupon) = self.promotion.coupon else {
            return Err(refusal::needed_with("promotion.coupon", "promotion").into());
        };
        let coupon_param = versions::promoted_coupon_param(tx.version());
        let coupon = tx.get(&coupon).at(coupon_param)?;
        coupon.check().map_err(|refusal| refusal.at(coupon_param))?;
        if let Some(customer) = &self.customer {
            tx.get(customer).at("customer")?;
        }
        if let Some(time) = self.expires_at {
            coupon::check_deadline("expires_at", time, tx.now())?;
            if coupon.redeem_by.is_some_and(|last| time > last) {
                return Err(inferred::promotion_code_outlives_coupon().into());
            }
        }
        if let (Some(sent), Some(most)) = (self.max_redemptions, coupon.max_redemptions)
            && sent.get() > most
        {
            return Err(inferred::promotion_code_outnumbers_coupon(most).into());
        }
        let restrictions = self.restrictions.map(RestrictionsParam::check).transpose()?.unwrap_or_default();
        let metadata = Metadata::new(self.metadata)?;
        let code = match self.code {
            Some(Code(code)) => code,
            None => draw(tx)?,
        };
        let code = PromotionCode {
            id: tx.new_id(),
            active: self.active.unwrap_or(true),
            code,
            coupon: coupon.id.clone(),
            created: tx.now(),
            customer: self.customer,
            customer_account: self.customer_account,
            expires_at: self.expires_at,
            max_redemptions: self.max_redemptions.map(Int::get),
            metadata,
            restrictions,
            times_redeemed: 0,
        };
        if code.active {
            super::check_unique(tx, &code)?;
        }
        let code = tx.put(code);
        if let Some(time) = code.expires_at {
            tx.look_at(time, Due::PromotionCode(code.id.clone()));
        }
        tx.emit("promotion_code.created", &code);
        Ok(code)
    }
}

fn draw(tx: &mut Transaction<'_>) -> Result<Text<500>, ApiError> {
    let code = tx.draw("", CODE_LENGTH).to_uppercase();
    Text::try_from(code.as_str()).map_err(|_| ApiError::Internal)
}

impl RestrictionsParam {
    fn check(self) -> Result<Restrictions, ApiError> {
        let minimum_amount = match (self.minimum_amount, self.minimum_amount_currency) {
            (None, None) => None,
            (Some(amount), Some(currency)) => Some((Amount::from_minor(amount.get()), currency)),
            (Some(_), None) => {
                return Err(refusal::needed_with(
                    "restrictions.minimum_amount_currency",
                    "restrictions.minimum_amount",
                )
                .into());
            }
            (None, Some(_)) => {
                return Err(refusal::needed_with(
                    "restrictions.minimum_amount",
                    "restrictions.minimum_amount_currency",
                )
                .into());
            }
        };
        let mut restrictions = Restrictions {
            currency_options: CurrencyMap::default(),
            first_time_transaction: self.first_time_transaction.unwrap_or(false),
            minimum_amount,
        };
        restrictions.set_options(self.currency_options.unwrap_or_default())?;
        Ok(restrictions)
    }
}

impl Restrictions {
    /// Sets the least amounts in other currencies than the restrictions' own.
    pub(super) fn set_options(&mut self, sent: CurrencyMap<CurrencyOptionParam>) -> Result<(), ApiError> {
        for (currency, option) in sent {
            if self.minimum_amount.is_some_and(|(_, own)| own == currency) {
                let param = format!("restrictions[currency_options][{currency}]");
                return Err(inferred::option_of_top_level_currency(param).into());
            }
            if let Some(amount) = option.minimum_amount {
                let minimum_amount = Amount::from_minor(amount.get());
                self.currency_options.set(currency, CurrencyOption { minimum_amount });
            }
        }
        Ok(())
    }
}
