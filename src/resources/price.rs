//! Prices: how much a product costs, how often, in which currencies.
//!
//! <https://docs.stripe.com/api/prices>

mod create;
mod list;
mod plan;
mod retrieve;
mod search;
mod update;

pub use create::{
    CreatePrice, CurrencyOptionParam, CustomUnitAmountParam, Draft, Owner, RecurringParam, UnitAmountParam,
    create, unit_amount,
};
pub use list::ListPrices;
pub use plan::Plan;
pub use retrieve::RetrievePrice;
pub use search::SearchPrices;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
pub use update::UpdatePrice;

use super::product::Product;
use super::tax_behavior::TaxBehavior;
use crate::http::expand::Expandable;
use crate::store::Transaction;
use crate::values::{Amount, Currency, CurrencyMap, Decimal, Id, Metadata, Object, Text, Timestamp};

/// A price of a product.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Price {
    pub id: Id<Price>,
    pub active: bool,
    pub billing_scheme: BillingScheme,
    pub created: Timestamp,
    pub currency: Currency,
    pub currency_options: CurrencyMap<CurrencyOption>,
    pub custom_unit_amount: Option<CustomUnitAmount>,
    pub lookup_key: Option<Text<200>>,
    pub metadata: Metadata,
    pub nickname: Option<Text>,
    pub product: Id<Product>,
    pub recurring: Option<Recurring>,
    pub tax_behavior: TaxBehavior,
    pub tiers: Option<Vec<Tier>>,
    pub tiers_mode: Option<TiersMode>,
    pub transform_quantity: Option<TransformQuantity>,
    /// Fractions of a minor unit are possible; absent with tiers and custom amounts.
    pub unit_amount: Option<Decimal>,
    /// Made inside a session: such a price does not keep its product from being deleted.
    pub inline: bool,
}

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
pub enum BillingScheme {
    #[default]
    PerUnit,
    Tiered,
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum TiersMode {
    Graduated,
    Volume,
}

/// Whether a price is paid once or again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceType {
    OneTime,
    Recurring,
}

impl PriceType {
    pub fn as_str(self) -> &'static str {
        match self {
            PriceType::OneTime => "one_time",
            PriceType::Recurring => "recurring",
        }
    }
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Interval {
    Month,
    Year,
    Week,
    Day,
}

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
pub enum UsageType {
    Metered,
    #[default]
    Licensed,
}

/// How often a recurring price is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Recurring {
    pub interval: Interval,
    pub interval_count: i64,
    pub meter: Option<Text>,
    pub trial_period_days: Option<i64>,
    pub usage_type: UsageType,
}

/// The price in another currency.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct CurrencyOption {
    pub custom_unit_amount: Option<CustomUnitAmount>,
    pub tax_behavior: TaxBehavior,
    pub tiers: Option<Vec<Tier>>,
    pub unit_amount: Option<Decimal>,
}

/// Bounds within which the customer names the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct CustomUnitAmount {
    pub maximum: Option<Amount>,
    pub minimum: Option<Amount>,
    pub preset: Option<Amount>,
}

/// A step of a tiered price.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Tier {
    pub flat_amount: Option<Decimal>,
    pub unit_amount: Option<Decimal>,
    /// The last quantity of this tier; the last tier has none.
    pub up_to: Option<i64>,
}

/// Quantities are divided before they are multiplied by the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct TransformQuantity {
    pub divide_by: i64,
    pub round: Round,
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Round {
    Up,
    Down,
}

impl Price {
    pub fn price_type(&self) -> PriceType {
        if self.recurring.is_some() { PriceType::Recurring } else { PriceType::OneTime }
    }

    /// Whether usage is reported later, so that no quantity is named now.
    pub fn is_metered(&self) -> bool {
        self.recurring.as_ref().is_some_and(|recurring| recurring.usage_type == UsageType::Metered)
    }

    /// Whether it can be paid in a currency.
    pub fn supports(&self, currency: Currency) -> bool {
        currency == self.currency || self.currency_options.get(currency).is_some()
    }

    /// Whether the amount in a currency includes tax.
    pub fn tax_behavior_in(&self, currency: Currency) -> TaxBehavior {
        let option = if currency == self.currency { None } else { self.currency_options.get(currency) };
        option.map_or(self.tax_behavior, |option| option.tax_behavior)
    }

    /// Within which bounds the customer names the price in a currency, if they do.
    pub fn custom_amount_in(&self, currency: Currency) -> Option<CustomUnitAmount> {
        match self.currency_options.get(currency) {
            Some(option) if currency != self.currency => option.custom_unit_amount,
            _ => self.custom_unit_amount,
        }
    }

    /// What a quantity costs in a currency the price supports, before discounts and taxes.
    ///
    /// A metered price costs nothing yet; a custom amount is its preset until the customer names another.
    pub fn subtotal(&self, currency: Currency, quantity: i64) -> Amount {
        if self.is_metered() {
            return Amount::ZERO;
        }
        let option = if currency == self.currency { None } else { self.currency_options.get(currency) };
        let (unit_amount, tiers, custom) = match option {
            Some(option) => (option.unit_amount, option.tiers.as_ref(), option.custom_unit_amount),
            None => (self.unit_amount, self.tiers.as_ref(), self.custom_unit_amount),
        };
        if let Some(custom) = custom {
            return custom.preset.unwrap_or_default();
        }
        let quantity = self.transform_quantity.map_or(quantity, |transform| transform.apply(quantity));
        match (self.tiers_mode, tiers) {
            (Some(mode), Some(tiers)) => tiered(mode, tiers, quantity),
            _ => unit_amount.map_or(Amount::ZERO, |amount| amount.times(quantity)),
        }
    }
}

impl TransformQuantity {
    fn apply(self, quantity: i64) -> i64 {
        match self.round {
            Round::Down => quantity.div_euclid(self.divide_by),
            Round::Up => {
                quantity.div_euclid(self.divide_by) + i64::from(quantity.rem_euclid(self.divide_by) > 0)
            }
        }
    }
}

/// <https://docs.stripe.com/products-prices/pricing-models#tiered-pricing>
fn tiered(mode: TiersMode, tiers: &[Tier], quantity: i64) -> Amount {
    let cost = |tier: &Tier, units: i64| {
        let flat = tier.flat_amount.map_or(Amount::ZERO, |amount| amount.times(1));
        flat.plus(tier.unit_amount.map_or(Amount::ZERO, |amount| amount.times(units)))
    };
    let holds = |tier: &&Tier| tier.up_to.is_none_or(|last| quantity <= last);
    match mode {
        TiersMode::Volume => tiers.iter().find(holds).map_or(Amount::ZERO, |tier| cost(tier, quantity)),
        TiersMode::Graduated => {
            let mut before = 0;
            let mut total = Amount::ZERO;
            for tier in tiers {
                let last = tier.up_to.unwrap_or(i64::MAX).min(quantity);
                if last <= before && before > 0 {
                    break;
                }
                total = total.plus(cost(tier, last - before));
                before = last;
            }
            total
        }
    }
}

impl Object for Price {
    const NAME: &'static str = "price";
    const NOUN: &'static str = "price";
    const PREFIX: &'static str = "price_";
    const ID_LENGTH: usize = 24;
    const PATH_PARAM: &'static str = "price";
    const EXPAND: &'static [Expandable] = &[
        Expandable::include("currency_options", currency_options),
        Expandable::reference::<Product>("product"),
        Expandable::include("tiers", tiers),
        Expandable::hash("custom_unit_amount"),
        Expandable::hash("recurring"),
        Expandable::hash("transform_quantity"),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "active",
        "billing_scheme",
        "created",
        "currency",
        "livemode",
        "lookup_key",
        "metadata",
        "nickname",
        "tax_behavior",
        "tiers_mode",
        "type",
        "unit_amount",
        "unit_amount_decimal",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }

    fn found_by(&self) -> impl Iterator<Item = &str> {
        [self.product.as_str()].into_iter().chain(self.lookup_key.as_deref())
    }
}

fn owner(tx: &Transaction<'_>, owner: &Map<String, Value>) -> Option<std::sync::Arc<Price>> {
    tx.find(owner.get("id")?.as_str()?)
}

/// The amounts in every currency, the price's own among them.
fn currency_options(tx: &Transaction<'_>, map: &Map<String, Value>) -> Value {
    let Some(price) = owner(tx, map) else { return Value::Null };
    let mut options = price.currency_options.clone();
    let own = CurrencyOption {
        custom_unit_amount: price.custom_unit_amount,
        tax_behavior: price.tax_behavior,
        tiers: price.tiers.clone(),
        unit_amount: price.unit_amount,
    };
    options.set(price.currency, own);
    options.sorted_json()
}

fn tiers(tx: &Transaction<'_>, map: &Map<String, Value>) -> Value {
    owner(tx, map).map_or(Value::Null, |price| serde_json::to_value(&price.tiers).unwrap_or_default())
}

impl Serialize for Price {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'p> {
            id: &'p Id<Price>,
            object: &'static str,
            active: bool,
            billing_scheme: BillingScheme,
            created: Timestamp,
            currency: Currency,
            custom_unit_amount: Option<CustomUnitAmount>,
            livemode: bool,
            lookup_key: &'p Option<Text<200>>,
            metadata: &'p Metadata,
            nickname: &'p Option<Text>,
            product: &'p Id<Product>,
            recurring: &'p Option<Recurring>,
            tax_behavior: TaxBehavior,
            tiers_mode: Option<TiersMode>,
            transform_quantity: Option<TransformQuantity>,
            r#type: PriceType,
            unit_amount: Option<i64>,
            unit_amount_decimal: Option<Decimal>,
        }

        View {
            id: &self.id,
            object: Self::NAME,
            active: self.active,
            billing_scheme: self.billing_scheme,
            created: self.created,
            currency: self.currency,
            custom_unit_amount: self.custom_unit_amount,
            livemode: false,
            lookup_key: &self.lookup_key,
            metadata: &self.metadata,
            nickname: &self.nickname,
            product: &self.product,
            recurring: &self.recurring,
            tax_behavior: self.tax_behavior,
            tiers_mode: self.tiers_mode,
            transform_quantity: self.transform_quantity,
            r#type: self.price_type(),
            unit_amount: self.unit_amount.and_then(Decimal::whole),
            unit_amount_decimal: self.unit_amount,
        }
        .serialize(serializer)
    }
}

impl Serialize for CurrencyOption {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'o> {
            custom_unit_amount: Option<CustomUnitAmount>,
            tax_behavior: TaxBehavior,
            #[serde(skip_serializing_if = "Option::is_none")]
            tiers: &'o Option<Vec<Tier>>,
            unit_amount: Option<i64>,
            unit_amount_decimal: Option<Decimal>,
        }

        View {
            custom_unit_amount: self.custom_unit_amount,
            tax_behavior: self.tax_behavior,
            tiers: &self.tiers,
            unit_amount: self.unit_amount.and_then(Decimal::whole),
            unit_amount_decimal: self.unit_amount,
        }
        .serialize(serializer)
    }
}

impl Serialize for Tier {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View {
            flat_amount: Option<i64>,
            flat_amount_decimal: Option<Decimal>,
            unit_amount: Option<i64>,
            unit_amount_decimal: Option<Decimal>,
            up_to: Option<i64>,
        }

        View {
            flat_amount: self.flat_amount.and_then(Decimal::whole),
            flat_amount_decimal: self.flat_amount,
            unit_amount: self.unit_amount.and_then(Decimal::whole),
            unit_amount_decimal: self.unit_amount,
            up_to: self.up_to,
        }
        .serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tier(up_to: Option<i64>, unit: i64, flat: i64) -> Tier {
        Tier {
            flat_amount: Some(Decimal::from_minor(flat)),
            unit_amount: Some(Decimal::from_minor(unit)),
            up_to,
        }
    }

    #[test]
    fn graduated_tiers_are_filled_one_after_another() {
        let tiers = [tier(Some(5), 700, 0), tier(Some(10), 650, 0), tier(None, 600, 100)];
        assert_eq!(tiered(TiersMode::Graduated, &tiers, 1).minor(), 700);
        assert_eq!(tiered(TiersMode::Graduated, &tiers, 6).minor(), 5 * 700 + 650);
        assert_eq!(tiered(TiersMode::Graduated, &tiers, 20).minor(), 5 * 700 + 5 * 650 + 100 + 10 * 600);
    }

    #[test]
    fn volume_tiers_price_the_whole_quantity() {
        let tiers = [tier(Some(5), 700, 0), tier(Some(10), 650, 50), tier(None, 600, 0)];
        assert_eq!(tiered(TiersMode::Volume, &tiers, 5).minor(), 3500);
        assert_eq!(tiered(TiersMode::Volume, &tiers, 6).minor(), 6 * 650 + 50);
    }

    #[test]
    fn quantities_are_transformed_as_the_price_says() {
        let up = TransformQuantity { divide_by: 10, round: Round::Up };
        let down = TransformQuantity { divide_by: 10, round: Round::Down };
        assert_eq!((up.apply(11), down.apply(19)), (2, 1));
    }
}
