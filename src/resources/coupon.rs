//! Coupons: how much is taken off.
//!
//! <https://docs.stripe.com/api/coupons>

mod create;
mod delete;
mod list;
mod retrieve;
mod update;

use std::sync::Arc;

pub use create::CreateCoupon;
pub use delete::DeleteCoupon;
pub use list::ListCoupons;
pub use retrieve::RetrieveCoupon;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
pub use update::UpdateCoupon;

use super::product::Product;
use super::promotion_code;
use crate::error::{Refusal, inferred, refusal};
use crate::http::expand::Expandable;
use crate::store::Transaction;
use crate::values::{Amount, Currency, CurrencyMap, Id, Metadata, Object, Percent, Text, Timestamp};

/// A share of 0.01 to 100 percent.
pub type PercentOff = Percent<2, 1>;

/// A discount that sessions and promotion codes can be given.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Coupon {
    pub id: Id<Coupon>,
    /// Set unless `percent_off` is, and `currency` with it.
    pub amount_off: Option<Amount>,
    /// The only products it takes off from; from all where it names none.
    pub applies_to: Option<Vec<Id<Product>>>,
    pub created: Timestamp,
    pub currency: Option<Currency>,
    /// What `amount_off` is in other currencies.
    pub currency_options: CurrencyMap<CurrencyOption>,
    pub duration: Duration,
    /// Set if `duration` is [`Duration::Repeating`].
    pub duration_in_months: Option<i64>,
    pub ended: Option<Ended>,
    pub max_redemptions: Option<i64>,
    pub metadata: Metadata,
    pub name: Option<Text<40>>,
    pub percent_off: Option<PercentOff>,
    /// The first second at which it can no longer be redeemed.
    pub redeem_by: Option<Timestamp>,
    /// How many sessions with it were completed.
    pub times_redeemed: i64,
}

/// How long a subscription gets the discount.
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
pub enum Duration {
    Forever,
    #[default]
    Once,
    Repeating,
}

/// Why nobody can redeem a coupon any more, though it may have redemptions left.
///
/// It is set the moment it happens, so that every reading of the coupon agrees with every other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Ended {
    /// `redeem_by` has passed.
    Expired,
    Deleted,
}

/// The amount taken off in another currency.
#[derive(Debug, Clone, Copy, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct CurrencyOption {
    pub amount_off: Amount,
}

/// What a coupon takes off in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deduction {
    /// In hundredths of a percent: 1 to 10000.
    Percent(u16),
    /// In minor units, at most once in a session.
    Amount(Amount),
}

impl Coupon {
    /// What it takes off in a currency, or nothing where its amount is not known in it.
    pub fn deduction_in(&self, currency: Currency) -> Option<Deduction> {
        if let Some(percent) = self.percent_off {
            return Some(Deduction::Percent(percent.hundredths()));
        }
        let amount = if self.currency == Some(currency) {
            self.amount_off
        } else {
            self.currency_options.get(currency).map(|option| option.amount_off)
        };
        amount.map(Deduction::Amount)
    }

    /// Whether it takes off from a product.
    pub fn applies_to_product(&self, product: &Id<Product>) -> bool {
        self.applies_to.as_ref().is_none_or(|products| products.contains(product))
    }

    /// Whether it can be redeemed at this time.
    pub fn is_valid(&self) -> bool {
        self.ended.is_none() && !self.is_used_up()
    }

    /// Whether every redemption it had was made.
    pub fn is_used_up(&self) -> bool {
        self.max_redemptions.is_some_and(|most| self.times_redeemed >= most)
    }

    /// Refuses a coupon that cannot be redeemed at this time.
    ///
    /// # Errors
    /// It has expired, was deleted or is used up. The refusal names no parameter.
    pub fn check(&self) -> Result<(), Refusal> {
        match self.ended {
            Some(Ended::Expired) => Err(refusal::coupon_expired(self.id.as_str())),
            Some(Ended::Deleted) => Err(inferred::coupon_deleted(self.id.as_str())),
            None if self.is_used_up() => Err(inferred::coupon_used_up(self.id.as_str())),
            None => Ok(()),
        }
    }
}

/// Checks the time after which a coupon or a code can no longer be redeemed.
///
/// # Errors
/// It has passed, or is more than five years ahead.
pub(super) fn check_deadline(param: &str, time: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    /// Five years of 365¼ days, in seconds.
    const FIVE_YEARS: i64 = 157_788_000;

    if time <= now {
        return Err(refusal::time_in_the_past(param, time));
    }
    if time > now.plus(FIVE_YEARS) {
        return Err(refusal::over_five_years_ahead(param));
    }
    Ok(())
}

/// Counts a redemption: a session with the coupon was completed.
pub fn redeem(tx: &mut Transaction<'_>, id: &Id<Coupon>) {
    let Some(coupon) = tx.find::<Coupon>(id.as_str()) else { return };
    let times_redeemed = coupon.times_redeemed + 1;
    let coupon = tx.put(Coupon { times_redeemed, ..Coupon::clone(&coupon) });
    if !coupon.is_valid() {
        promotion_code::deactivate_all(tx, id);
    }
}

/// Ends a coupon whose `redeem_by` has come.
pub(super) fn expire(tx: &mut Transaction<'_>, id: &Id<Coupon>) {
    let Some(coupon) = tx.find::<Coupon>(id.as_str()) else { return };
    // Another one may have been given the id of a coupon that was deleted.
    if coupon.redeem_by.is_some_and(|end| end <= tx.now()) {
        end(tx, &coupon, Ended::Expired);
    }
}

/// Nobody can redeem the coupon from here on, nor its promotion codes.
fn end(tx: &mut Transaction<'_>, coupon: &Coupon, why: Ended) -> Arc<Coupon> {
    let coupon = tx.put(Coupon { ended: Some(why), ..coupon.clone() });
    promotion_code::deactivate_all(tx, &coupon.id);
    coupon
}

impl Object for Coupon {
    const NAME: &'static str = "coupon";
    const NOUN: &'static str = "coupon";
    const PREFIX: &'static str = "";
    const ID_LENGTH: usize = 8;
    const PATH_PARAM: &'static str = "coupon";
    const EXPAND: &'static [Expandable] = &[
        Expandable::include("applies_to", applies_to),
        Expandable::include("currency_options", currency_options),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "amount_off",
        "created",
        "currency",
        "duration",
        "duration_in_months",
        "livemode",
        "max_redemptions",
        "metadata",
        "name",
        "percent_off",
        "redeem_by",
        "times_redeemed",
        "valid",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }
}

fn owner(tx: &Transaction<'_>, owner: &Map<String, Value>) -> Option<std::sync::Arc<Coupon>> {
    tx.last(owner.get("id")?.as_str()?)
}

fn applies_to(tx: &Transaction<'_>, map: &Map<String, Value>) -> Value {
    let products = owner(tx, map).and_then(|coupon| coupon.applies_to.clone()).unwrap_or_default();
    json!({ "products": products })
}

/// The amounts in every currency, the coupon's own among them.
fn currency_options(tx: &Transaction<'_>, map: &Map<String, Value>) -> Value {
    let Some(coupon) = owner(tx, map) else { return Value::Null };
    let mut options = coupon.currency_options.clone();
    if let (Some(currency), Some(amount_off)) = (coupon.currency, coupon.amount_off) {
        options.set(currency, CurrencyOption { amount_off });
    }
    options.sorted_json()
}

impl Serialize for Coupon {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'c> {
            id: &'c Id<Coupon>,
            object: &'static str,
            amount_off: Option<Amount>,
            created: Timestamp,
            currency: Option<Currency>,
            duration: Duration,
            duration_in_months: Option<i64>,
            livemode: bool,
            max_redemptions: Option<i64>,
            metadata: &'c Metadata,
            name: &'c Option<Text<40>>,
            percent_off: Option<PercentOff>,
            redeem_by: Option<Timestamp>,
            times_redeemed: i64,
            valid: bool,
        }

        View {
            id: &self.id,
            object: Self::NAME,
            amount_off: self.amount_off,
            created: self.created,
            currency: self.currency,
            duration: self.duration,
            duration_in_months: self.duration_in_months,
            livemode: false,
            max_redemptions: self.max_redemptions,
            metadata: &self.metadata,
            name: &self.name,
            percent_off: self.percent_off,
            redeem_by: self.redeem_by,
            times_redeemed: self.times_redeemed,
            valid: self.is_valid(),
        }
        .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coupon() -> Coupon {
        Coupon {
            id: Id::new("SPRING"),
            amount_off: None,
            applies_to: None,
            created: Timestamp::from_unix(0),
            currency: None,
            currency_options: CurrencyMap::default(),
            duration: Duration::Once,
            duration_in_months: None,
            ended: None,
            max_redemptions: None,
            metadata: Metadata::default(),
            name: None,
            percent_off: PercentOff::try_from("22.5").ok(),
            redeem_by: None,
            times_redeemed: 0,
        }
    }

    fn currency(code: &str) -> Currency {
        Currency::try_from(code).unwrap()
    }

    #[test]
    fn a_share_is_taken_off_in_every_currency_and_an_amount_in_its_own() {
        assert_eq!(coupon().deduction_in(currency("jpy")), Some(Deduction::Percent(2250)));
        let amount = Amount::from_minor;
        let five = Coupon {
            percent_off: None,
            amount_off: Some(amount(500)),
            currency: Some(currency("usd")),
            currency_options: [(currency("eur"), CurrencyOption { amount_off: amount(400) })]
                .into_iter()
                .collect(),
            ..coupon()
        };
        assert_eq!(five.deduction_in(currency("usd")), Some(Deduction::Amount(amount(500))));
        assert_eq!(five.deduction_in(currency("eur")), Some(Deduction::Amount(amount(400))));
        assert_eq!(five.deduction_in(currency("gbp")), None);
    }

    #[test]
    fn a_coupon_without_products_is_for_all() {
        let shirt = Id::new("prod_shirt");
        assert!(coupon().applies_to_product(&shirt));
        let mugs = Coupon { applies_to: Some(vec![Id::new("prod_mug")]), ..coupon() };
        assert!(!mugs.applies_to_product(&shirt));
        assert!(mugs.applies_to_product(&Id::new("prod_mug")));
    }

    #[test]
    fn a_coupon_is_valid_until_it_ends_or_is_used_up() {
        assert_eq!(coupon().check(), Ok(()));
        let once = Coupon { max_redemptions: Some(1), ..coupon() };
        assert!(once.is_valid());
        assert!(!Coupon { times_redeemed: 1, ..once }.is_valid());
        let expired = Coupon { ended: Some(Ended::Expired), ..coupon() };
        let refused = expired.check().unwrap_err();
        assert_eq!(
            (refused.code, refused.message.as_str()),
            (Some("coupon_expired"), "Coupon expired: SPRING")
        );
    }

    #[test]
    fn a_deadline_is_ahead_by_up_to_five_years() {
        let now = Timestamp::from_unix(1_767_268_800);
        let check =
            |seconds| check_deadline("redeem_by", now.plus(seconds), now).map_err(|error| error.message);
        assert_eq!(check(1), Ok(()));
        assert_eq!(check(5 * 365 * 24 * 60 * 60), Ok(()));
        assert!(
            check(0).unwrap_err().ends_with("You specified the value `1767268800` which is in the past.")
        );
        assert!(check(6 * 365 * 24 * 60 * 60).is_err());
    }
}
