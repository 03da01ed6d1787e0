//! Shipping rates: what it costs to send a parcel, and how long it takes.
//!
//! <https://docs.stripe.com/api/shipping_rates>

mod create;
mod list;
mod retrieve;
mod update;

pub use create::{CreateShippingRate, ShippingRateParams, create};
pub use list::ListShippingRates;
pub use retrieve::RetrieveShippingRate;
use serde::Serialize;
use serde_json::{Map, Value};
pub use update::UpdateShippingRate;

use super::tax_behavior::TaxBehavior;
use crate::http::expand::Expandable;
use crate::store::Transaction;
use crate::values::{Amount, Choice, Currency, CurrencyMap, Id, Metadata, Object, Text, Timestamp};
use crate::words;

words!(
    /// What kind of rate it is; there is one.
    pub RateTypes: "fixed_amount"
);

words!(
    /// Units of a delivery estimate.
    pub EstimateUnits: "hour" "day" "business_day" "week" "month"
);

/// A rate a session can offer.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct ShippingRate {
    pub id: Id<ShippingRate>,
    pub active: bool,
    pub created: Timestamp,
    pub delivery_estimate: Option<DeliveryEstimate>,
    pub display_name: Text<100>,
    pub amount: Amount,
    pub currency: Currency,
    pub currency_options: CurrencyMap<CurrencyOption>,
    pub metadata: Metadata,
    pub tax_behavior: TaxBehavior,
    pub tax_code: Option<Text>,
}

/// The rate in another currency.
#[derive(Debug, Clone, Copy, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct CurrencyOption {
    pub amount: Amount,
    pub tax_behavior: TaxBehavior,
}

/// How long delivery takes.
#[derive(Debug, Clone, Copy, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct DeliveryEstimate {
    pub maximum: Option<Estimate>,
    pub minimum: Option<Estimate>,
}

#[derive(Debug, Clone, Copy, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Estimate {
    pub unit: Choice<EstimateUnits>,
    pub value: i64,
}

impl ShippingRate {
    /// What it costs in a currency it supports.
    pub fn amount_in(&self, currency: Currency) -> Option<Amount> {
        if currency == self.currency {
            return Some(self.amount);
        }
        self.currency_options.get(currency).map(|option| option.amount)
    }
}

impl ShippingRate {
    /// Whether the amount in a currency includes tax.
    pub fn tax_behavior_in(&self, currency: Currency) -> TaxBehavior {
        let option = if currency == self.currency { None } else { self.currency_options.get(currency) };
        option.map_or(self.tax_behavior, |option| option.tax_behavior)
    }
}

impl Object for ShippingRate {
    const NAME: &'static str = "shipping_rate";
    const NOUN: &'static str = "shipping rate";
    const PREFIX: &'static str = "shr_";
    const ID_LENGTH: usize = 24;
    const PATH_PARAM: &'static str = "shipping_rate_token";
    const EXPAND: &'static [Expandable] = &[
        Expandable::include("fixed_amount.currency_options", currency_options),
        Expandable::opaque("tax_code"),
        Expandable::hash("delivery_estimate"),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "active",
        "created",
        "display_name",
        "livemode",
        "metadata",
        "tax_behavior",
        "type",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }
}

/// The amounts in every currency, the rate's own among them.
fn currency_options(tx: &Transaction<'_>, owner: &Map<String, Value>) -> Value {
    let id = owner.get("id").and_then(Value::as_str).unwrap_or_default();
    let Some(rate) = tx.find::<ShippingRate>(id) else { return Value::Null };
    let mut options = rate.currency_options.clone();
    options.set(rate.currency, CurrencyOption { amount: rate.amount, tax_behavior: rate.tax_behavior });
    options.sorted_json()
}

impl Serialize for ShippingRate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'s> {
            id: &'s Id<ShippingRate>,
            object: &'static str,
            active: bool,
            created: Timestamp,
            delivery_estimate: Option<DeliveryEstimate>,
            display_name: &'s Text<100>,
            fixed_amount: FixedAmount,
            livemode: bool,
            metadata: &'s Metadata,
            tax_behavior: TaxBehavior,
            tax_code: &'s Option<Text>,
            r#type: &'static str,
        }

        #[derive(Serialize)]
        struct FixedAmount {
            amount: Amount,
            currency: Currency,
        }

        View {
            id: &self.id,
            object: Self::NAME,
            active: self.active,
            created: self.created,
            delivery_estimate: self.delivery_estimate,
            display_name: &self.display_name,
            fixed_amount: FixedAmount { amount: self.amount, currency: self.currency },
            livemode: false,
            metadata: &self.metadata,
            tax_behavior: self.tax_behavior,
            tax_code: &self.tax_code,
            r#type: "fixed_amount",
        }
        .serialize(serializer)
    }
}
