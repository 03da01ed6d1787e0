//! Promotion codes: what customers type in to get a coupon's discount.
//!
//! <https://docs.stripe.com/api/promotion_codes>

mod create;
mod list;
mod retrieve;
mod update;

use std::sync::Arc;

pub use create::CreatePromotionCode;
pub use list::ListPromotionCodes;
pub use retrieve::RetrievePromotionCode;
use serde::Serialize;
use serde_json::{Map, Value};
pub use update::UpdatePromotionCode;

use super::checkout::Session;
use super::coupon::{self, Coupon};
use super::customer::Customer;
use crate::error::{ApiError, NotFound, Refusal, inferred, refusal};
use crate::http::expand::Expandable;
use crate::store::Transaction;
use crate::values::{Amount, Currency, CurrencyMap, Id, Metadata, Object, Text, Timestamp};

/// A code for a coupon.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct PromotionCode {
    pub id: Id<PromotionCode>,
    /// Off once it is expired, used up, without its coupon, or switched off.
    pub active: bool,
    /// As it was sent. Of the active codes that one customer could use, no two are alike, whatever their case.
    pub code: Text<500>,
    pub coupon: Id<Coupon>,
    pub created: Timestamp,
    /// The only one who may use it; anybody where there is none.
    pub customer: Option<Id<Customer>>,
    pub customer_account: Option<Text>,
    /// The first second at which it can no longer be used.
    pub expires_at: Option<Timestamp>,
    pub max_redemptions: Option<i64>,
    pub metadata: Metadata,
    pub restrictions: Restrictions,
    /// How many sessions with it were completed.
    pub times_redeemed: i64,
}

/// Who may use a code, and for what.
#[derive(Debug, Clone, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Restrictions {
    /// What the least amount is in other currencies.
    pub currency_options: CurrencyMap<CurrencyOption>,
    /// Only customers who have not paid anything before.
    pub first_time_transaction: bool,
    /// What the purchase must come to before the discount, with the currency of it.
    pub minimum_amount: Option<(Amount, Currency)>,
}

/// The least amount in another currency.
#[derive(Debug, Clone, Copy, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct CurrencyOption {
    pub minimum_amount: Amount,
}

/// A purchase that a code is to be used for.
#[derive(Debug, Clone, Copy)]
pub struct Purchase<'p> {
    /// The customer, where they are known.
    pub customer: Option<&'p Id<Customer>>,
    /// What it comes to before discounts, shipping and taxes.
    pub subtotal: Amount,
    pub currency: Currency,
}

impl PromotionCode {
    /// The coupon the code gives, if it may be used for a purchase. `param` is the parameter that named the code.
    ///
    /// # Errors
    /// It is not active, is another customer's, or the purchase breaks one of its restrictions.
    pub fn check(
        &self,
        tx: &Transaction<'_>,
        purchase: Purchase<'_>,
        param: &str,
    ) -> Result<Arc<Coupon>, ApiError> {
        let refuse = |refusal: Refusal| ApiError::from(refusal.at(param));
        let coupon: Arc<Coupon> =
            tx.last(self.coupon.as_str()).ok_or_else(|| NotFound::of(&self.coupon).at(param))?;
        if self.is_expired(tx.now()) {
            return Err(refuse(inferred::promotion_code_expired(&self.code)));
        }
        if self.is_used_up() {
            return Err(refuse(inferred::promotion_code_used_up()));
        }
        coupon.check().map_err(refuse)?;
        if !self.active {
            return Err(refuse(inferred::promotion_code_inactive()));
        }
        if self.customer.is_some() && self.customer.as_ref() != purchase.customer {
            return Err(refuse(inferred::promotion_code_of_other_customer()));
        }
        if self.restrictions.first_time_transaction
            && purchase.customer.is_some_and(|customer| has_paid(tx, customer))
        {
            return Err(refuse(refusal::prior_transactions()));
        }
        match self.restrictions.minimum_in(purchase.currency) {
            Minimum::None => Ok(coupon),
            Minimum::Amount(least) if purchase.subtotal >= least => Ok(coupon),
            Minimum::Amount(_) => Err(refuse(refusal::minimum_amount_not_met())),
            Minimum::UnknownIn(currency) => Err(refuse(inferred::minimum_amount_in_other_currency(currency))),
        }
    }

    fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|end| end <= now)
    }

    /// Whether every redemption it had was made.
    pub fn is_used_up(&self) -> bool {
        self.max_redemptions.is_some_and(|most| self.times_redeemed >= most)
    }
}

/// The least amount of a purchase in its currency.
enum Minimum {
    None,
    Amount(Amount),
    /// There is one, in other currencies than this.
    UnknownIn(Currency),
}

impl Restrictions {
    fn minimum_in(&self, currency: Currency) -> Minimum {
        match (self.minimum_amount, self.currency_options.get(currency)) {
            (Some((amount, own)), _) if own == currency => Minimum::Amount(amount),
            (_, Some(option)) => Minimum::Amount(option.minimum_amount),
            (None, None) => Minimum::None,
            (Some(_), None) => Minimum::UnknownIn(currency),
        }
    }
}

/// Whether a customer completed a session before.
fn has_paid(tx: &Transaction<'_>, customer: &Id<Customer>) -> bool {
    tx.collection::<Session>()
        .filed(customer.as_str())
        .any(|session| session.customer.as_ref() == Some(customer) && session.state.as_str() == "complete")
}

/// Counts a redemption of the code and of its coupon: a session with it was completed.
pub fn redeem(tx: &mut Transaction<'_>, id: &Id<PromotionCode>) {
    let Some(code) = tx.find::<PromotionCode>(id.as_str()) else { return };
    let mut code = PromotionCode::clone(&code);
    code.times_redeemed += 1;
    code.active &= !code.is_used_up();
    let coupon = code.coupon.clone();
    tx.put(code);
    coupon::redeem(tx, &coupon);
}

/// Switches a code off whose `expires_at` has come.
pub(super) fn expire(tx: &mut Transaction<'_>, id: &Id<PromotionCode>) {
    let Some(code) = tx.find::<PromotionCode>(id.as_str()) else { return };
    if code.active && code.is_expired(tx.now()) {
        tx.put(PromotionCode { active: false, ..PromotionCode::clone(&code) });
    }
}

/// Switches off the codes of a coupon that nobody can redeem any more.
pub(super) fn deactivate_all(tx: &mut Transaction<'_>, coupon: &Id<Coupon>) {
    let codes = tx.collection::<PromotionCode>();
    let active: Vec<Arc<PromotionCode>> =
        codes.filed(coupon.as_str()).filter(|code| code.active && code.coupon == *coupon).cloned().collect();
    for code in active {
        tx.put(PromotionCode { active: false, ..PromotionCode::clone(&code) });
    }
}

/// Refuses a code that a customer could not tell from another active one.
///
/// # Errors
/// Another code reads the same, and one of the two is for anybody or both are for the same customer.
fn check_unique(tx: &Transaction<'_>, code: &PromotionCode) -> Result<(), ApiError> {
    let confused = |other: &Arc<PromotionCode>| {
        let same_customer = match (&code.customer, &other.customer) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        other.active && same_customer && other.id != code.id && other.code.eq_ignore_ascii_case(&code.code)
    };
    if tx.collection::<PromotionCode>().filed(&code.code).any(confused) {
        return Err(refusal::promotion_code_taken(&code.code).into());
    }
    Ok(())
}

impl Object for PromotionCode {
    const NAME: &'static str = "promotion_code";
    const NOUN: &'static str = "promotion code";
    const PREFIX: &'static str = "promo_";
    const ID_LENGTH: usize = 24;
    const PATH_PARAM: &'static str = "promotion_code";
    const EXPAND: &'static [Expandable] = &[
        Expandable::reference::<Customer>("customer"),
        Expandable::hash("promotion"),
        Expandable::lasting_reference::<Coupon>("promotion.coupon"),
        Expandable::hash("restrictions"),
        Expandable::include("restrictions.currency_options", currency_options),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "active",
        "code",
        "created",
        "customer_account",
        "expires_at",
        "livemode",
        "max_redemptions",
        "metadata",
        "times_redeemed",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }

    fn found_by(&self) -> impl Iterator<Item = &str> {
        let customer = self.customer.as_ref().map(Id::as_str);
        [&*self.code, self.coupon.as_str()].into_iter().chain(customer)
    }
}

/// The least amounts in every currency, the code's own among them.
fn currency_options(tx: &Transaction<'_>, owner: &Map<String, Value>) -> Value {
    let id = owner.get("id").and_then(Value::as_str).unwrap_or_default();
    let Some(code) = tx.find::<PromotionCode>(id) else { return Value::Null };
    let mut options = code.restrictions.currency_options.clone();
    if let Some((minimum_amount, currency)) = code.restrictions.minimum_amount {
        options.set(currency, CurrencyOption { minimum_amount });
    }
    options.sorted_json()
}

impl Serialize for PromotionCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'p> {
            id: &'p Id<PromotionCode>,
            object: &'static str,
            active: bool,
            code: &'p Text<500>,
            created: Timestamp,
            customer: &'p Option<Id<Customer>>,
            customer_account: &'p Option<Text>,
            expires_at: Option<Timestamp>,
            livemode: bool,
            max_redemptions: Option<i64>,
            metadata: &'p Metadata,
            promotion: Promotion<'p>,
            restrictions: RestrictionsView,
            times_redeemed: i64,
        }

        #[derive(Serialize)]
        struct Promotion<'p> {
            coupon: &'p Id<Coupon>,
            r#type: &'static str,
        }

        #[derive(Serialize)]
        struct RestrictionsView {
            first_time_transaction: bool,
            minimum_amount: Option<Amount>,
            minimum_amount_currency: Option<Currency>,
        }

        let (minimum_amount, minimum_amount_currency) = self.restrictions.minimum_amount.unzip();
        View {
            id: &self.id,
            object: Self::NAME,
            active: self.active,
            code: &self.code,
            created: self.created,
            customer: &self.customer,
            customer_account: &self.customer_account,
            expires_at: self.expires_at,
            livemode: false,
            max_redemptions: self.max_redemptions,
            metadata: &self.metadata,
            promotion: Promotion { coupon: &self.coupon, r#type: "coupon" },
            restrictions: RestrictionsView {
                first_time_transaction: self.restrictions.first_time_transaction,
                minimum_amount,
                minimum_amount_currency,
            },
            times_redeemed: self.times_redeemed,
        }
        .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::http::version::Version;
    use crate::resources::coupon::{Duration, PercentOff};
    use crate::store::{Account, Context};

    const NOW: Timestamp = Timestamp::from_unix(1_767_268_800);

    fn currency(code: &str) -> Currency {
        Currency::try_from(code).unwrap()
    }

    /// Runs `work` in an account with a coupon of which two redemptions are left, and a code of it.
    fn with_code(work: impl FnOnce(&mut Transaction<'_>, PromotionCode)) {
        let account = Arc::new(Account::new("acct_1", 1, Clock::Frozen { at: NOW }, Arc::default(), None));
        let context = Context {
            account: "acct_1",
            version: Version::NEWEST,
            public_url: "",
            count_total: false,
            any_shipping_details: false,
            own_version: Version::NEWEST,
            connected: false,
            publishable: false,
            request: None,
        };
        let ran: Result<(), ApiError> = account.transact(&context, |tx| {
            let coupon = tx.put(Coupon {
                id: Id::new("SPRING"),
                amount_off: None,
                applies_to: None,
                created: NOW,
                currency: None,
                currency_options: CurrencyMap::default(),
                duration: Duration::Once,
                duration_in_months: None,
                ended: None,
                max_redemptions: Some(2),
                metadata: Metadata::default(),
                name: None,
                percent_off: PercentOff::try_from("10").ok(),
                redeem_by: None,
                times_redeemed: 0,
            });
            let code = tx.put(PromotionCode {
                id: Id::new("promo_1"),
                active: true,
                code: Text::try_from("HELLO").unwrap(),
                coupon: coupon.id.clone(),
                created: NOW,
                customer: None,
                customer_account: None,
                expires_at: None,
                max_redemptions: None,
                metadata: Metadata::default(),
                restrictions: Restrictions::default(),
                times_redeemed: 0,
            });
            work(tx, PromotionCode::clone(&code));
            Ok(())
        });
        ran.unwrap();
    }

    fn purchase(units: i64, code: &str) -> Purchase<'static> {
        Purchase { customer: None, subtotal: Amount::from_minor(units), currency: currency(code) }
    }

    fn refusal(checked: Result<Arc<Coupon>, ApiError>) -> String {
        let error = checked.unwrap_err();
        assert_eq!(error.param(), Some("code"));
        error.to_string()
    }

    #[test]
    fn a_purchase_comes_to_the_least_amount_in_its_own_currency() {
        with_code(|tx, mut code| {
            code.restrictions.minimum_amount = Some((Amount::from_minor(1000), currency("usd")));
            let minimum_amount = Amount::from_minor(900);
            code.restrictions.currency_options.set(currency("eur"), CurrencyOption { minimum_amount });
            let check = |units, currency| code.check(tx, purchase(units, currency), "code");
            assert!(check(1000, "usd").is_ok());
            assert!(check(900, "eur").is_ok());
            let too_little = "This promotion code cannot be redeemed because the associated purchase does not meet the \
                              minimum amount requirement.";
            assert_eq!(refusal(check(999, "usd")), too_little);
            assert_eq!(refusal(check(899, "eur")), too_little);
            assert!(check(99_999, "gbp").is_err());
        });
    }

    #[test]
    fn a_code_of_one_customer_is_nobody_elses() {
        with_code(|tx, mut code| {
            let (one, other) = (Id::new("cus_1"), Id::new("cus_2"));
            code.customer = Some(one.clone());
            let check =
                |customer| code.check(tx, Purchase { customer, ..purchase(1000, "usd") }, "code").is_ok();
            assert!(check(Some(&one)));
            assert!(!check(Some(&other)));
            assert!(!check(None));
        });
    }

    #[test]
    fn a_coupon_that_is_used_up_takes_its_codes_with_it() {
        with_code(|tx, code| {
            redeem(tx, &code.id);
            let once = tx.get(&code.id).unwrap();
            assert!(once.active && once.check(tx, purchase(1, "usd"), "code").is_ok());
            redeem(tx, &code.id);
            let twice = tx.get(&code.id).unwrap();
            assert_eq!((twice.active, twice.times_redeemed), (false, 2));
            assert!(!tx.get(&code.coupon).unwrap().is_valid());
            assert!(twice.check(tx, purchase(1, "usd"), "code").is_err());
        });
    }
}
