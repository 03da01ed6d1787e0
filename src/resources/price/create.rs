//! `POST /v1/prices`
//!
//! <https://docs.stripe.com/api/prices/create>

use std::sync::Arc;

use serde::{Deserialize, Deserializer, de};

use super::{
    BillingScheme, CurrencyOption, CustomUnitAmount, Interval, Price, Recurring, Round, Tier, TiersMode,
    TransformQuantity, UsageType,
};
use crate::error::{ApiError, At as _, inferred, refusal};
use crate::http::version::Version;
use crate::operation::Operation;
use crate::resources::product::{self, Product, ProductDraft, TaxDetailsParam};
use crate::resources::tax_behavior::TaxBehavior;
use crate::store::Transaction;
use crate::values::{
    Amount, Currency, CurrencyMap, Decimal, Id, Int, Label, Metadata, MetadataParam, Positive,
    StatementDescriptor, Text, ValueError,
};

#[derive(Debug, Deserialize)]
pub struct CreatePrice {
    pub product: Option<Id<Product>>,
    pub product_data: Option<ProductData>,
    pub currency: Currency,
    pub unit_amount: Option<Amount>,
    pub unit_amount_decimal: Option<Decimal>,
    pub custom_unit_amount: Option<CustomUnitAmountParam>,
    pub recurring: Option<FullRecurringParam>,
    pub active: Option<bool>,
    pub billing_scheme: Option<BillingScheme>,
    pub currency_options: Option<CurrencyMap<CurrencyOptionParam>>,
    pub lookup_key: Option<Text<200>>,
    pub transfer_lookup_key: Option<bool>,
    pub nickname: Option<Text>,
    pub tax_behavior: Option<TaxBehavior>,
    pub tiers: Option<Vec<TierParam>>,
    pub tiers_mode: Option<TiersMode>,
    pub transform_quantity: Option<TransformQuantityParam>,
    pub metadata: Option<MetadataParam>,
}

/// A product made with its price.
#[derive(Debug, Deserialize)]
pub struct ProductData {
    pub name: Text,
    pub active: Option<bool>,
    pub id: Option<Text>,
    pub metadata: Option<MetadataParam>,
    pub statement_descriptor: Option<StatementDescriptor>,
    pub tax_code: Option<Text>,
    pub tax_details: Option<TaxDetailsParam>,
    pub unit_label: Option<Label<12>>,
}

#[derive(Debug, Deserialize)]
pub struct FullRecurringParam {
    pub interval: Interval,
    pub interval_count: Option<Positive>,
    pub meter: Option<Text>,
    pub trial_period_days: Option<Positive>,
    pub usage_type: Option<UsageType>,
}

/// The shorter form that sessions and products take.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct RecurringParam {
    pub interval: Interval,
    pub interval_count: Option<Positive>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct CustomUnitAmountParam {
    pub enabled: bool,
    pub maximum: Option<Amount>,
    pub minimum: Option<Amount>,
    pub preset: Option<Amount>,
}

#[derive(Debug, Deserialize)]
pub struct CurrencyOptionParam {
    pub custom_unit_amount: Option<CustomUnitAmountParam>,
    pub tax_behavior: Option<TaxBehavior>,
    pub tiers: Option<Vec<TierParam>>,
    pub unit_amount: Option<Amount>,
    pub unit_amount_decimal: Option<Decimal>,
}

#[derive(Debug, Deserialize)]
pub struct TierParam {
    pub up_to: UpTo,
    pub flat_amount: Option<Amount>,
    pub flat_amount_decimal: Option<Decimal>,
    pub unit_amount: Option<Amount>,
    pub unit_amount_decimal: Option<Decimal>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct TransformQuantityParam {
    pub divide_by: Positive,
    pub round: Round,
}

/// The last quantity of a tier: a number, or `inf`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpTo(pub Option<i64>);

impl<'de> Deserialize<'de> for UpTo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <Text>::deserialize(deserializer)?;
        if text.as_str() == "inf" {
            return Ok(UpTo(None));
        }
        let number = text.parse::<i64>().map_err(|_| {
            de::Error::custom(ValueError::coded(
                "parameter_invalid_integer",
                format!("Invalid integer: {text}"),
            ))
        })?;
        <Int<1>>::try_from(number).map(|last| UpTo(Some(last.get()))).map_err(de::Error::custom)
    }
}

/// Whose price it is.
#[derive(Debug)]
pub enum Owner {
    Existing(Id<Product>),
    New(Box<ProductDraft>),
}

/// An amount in a request, in whole minor units or with decimals.
#[derive(Debug, Clone, Copy)]
pub struct UnitAmountParam {
    pub unit_amount: Option<Amount>,
    pub unit_amount_decimal: Option<Decimal>,
}

/// Everything a price can be made of, whichever request it comes from.
#[derive(Debug)]
pub struct Draft {
    pub owner: Owner,
    pub currency: Currency,
    pub amount: UnitAmountParam,
    pub custom_unit_amount: Option<CustomUnitAmountParam>,
    pub recurring: Option<Recurring>,
    pub active: bool,
    pub billing_scheme: BillingScheme,
    pub currency_options: CurrencyMap<CurrencyOptionParam>,
    pub nickname: Option<Text>,
    pub tax_behavior: Option<TaxBehavior>,
    pub tiers: Option<Vec<TierParam>>,
    pub tiers_mode: Option<TiersMode>,
    pub transform_quantity: Option<TransformQuantityParam>,
    pub metadata: Option<MetadataParam>,
    pub lookup_key: Option<LookupKey>,
    pub inline: bool,
}

/// A key that a new price is to hold.
#[derive(Debug)]
pub struct LookupKey {
    pub key: Text<200>,
    /// Whether it is taken from a price that holds it.
    pub transfer: bool,
}

impl Draft {
    /// A plain price: an amount, once or recurring.
    pub fn new(owner: Owner, currency: Currency, amount: UnitAmountParam) -> Self {
        Draft {
            owner,
            currency,
            amount,
            custom_unit_amount: None,
            recurring: None,
            active: true,
            billing_scheme: BillingScheme::PerUnit,
            currency_options: CurrencyMap::default(),
            nickname: None,
            tax_behavior: None,
            tiers: None,
            tiers_mode: None,
            transform_quantity: None,
            metadata: None,
            lookup_key: None,
            inline: false,
        }
    }
}

impl Operation for CreatePrice {
    type Target = ();
    type Output = Arc<Price>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<Arc<Price>, ApiError> {
        let owner = match (self.product, self.product_data) {
            (Some(_), Some(_)) => return Err(refusal::exclusive("", "product", "product_data").into()),
            (None, None) => return Err(refusal::price_without_product().into()),
            (Some(product), None) => Owner::Existing(product),
            (None, Some(data)) => Owner::New(Box::new(data.into())),
        };
        let recurring = self.recurring.map(|sent| sent.check("", tx.version())).transpose()?;
        let amount =
            UnitAmountParam { unit_amount: self.unit_amount, unit_amount_decimal: self.unit_amount_decimal };
        let draft = Draft {
            custom_unit_amount: self.custom_unit_amount,
            recurring,
            active: self.active.unwrap_or(true),
            billing_scheme: self.billing_scheme.unwrap_or_default(),
            currency_options: self.currency_options.unwrap_or_default(),
            nickname: self.nickname.as_ref().and_then(Text::trimmed),
            tax_behavior: self.tax_behavior,
            tiers: self.tiers,
            tiers_mode: self.tiers_mode,
            transform_quantity: self.transform_quantity,
            metadata: self.metadata,
            lookup_key: self
                .lookup_key
                .map(|key| LookupKey { key, transfer: self.transfer_lookup_key.unwrap_or(false) }),
            ..Draft::new(owner, self.currency, amount)
        };
        create(draft, tx, "")
    }
}

impl From<ProductData> for ProductDraft {
    fn from(data: ProductData) -> Self {
        ProductDraft {
            id: data.id,
            active: data.active,
            metadata: data.metadata,
            statement_descriptor: data.statement_descriptor,
            tax_code: data.tax_code,
            tax_details: data.tax_details,
            unit_label: data.unit_label.map(Label::into_text),
            ..ProductDraft::named(data.name)
        }
    }
}

impl FullRecurringParam {
    fn check(self, path: &str, version: Version) -> Result<Recurring, ApiError> {
        let interval_count = check_interval(self.interval, self.interval_count, path)?;
        let usage_type = self.usage_type.unwrap_or_default();
        if usage_type == UsageType::Metered
            && self.meter.is_none()
            && version >= Version::named("2025-03-31.basil")
        {
            return Err(refusal::metered_without_meter().into());
        }
        Ok(Recurring {
            interval: self.interval,
            interval_count,
            meter: self.meter,
            trial_period_days: self.trial_period_days.map(Int::get),
            usage_type,
        })
    }
}

impl RecurringParam {
    /// Checks that the interval is at most three years; `path` is where the parameters stand.
    pub fn check(self, path: &str) -> Result<Recurring, ApiError> {
        Ok(Recurring {
            interval: self.interval,
            interval_count: check_interval(self.interval, self.interval_count, path)?,
            meter: None,
            trial_period_days: None,
            usage_type: UsageType::Licensed,
        })
    }
}

fn check_interval(interval: Interval, count: Option<Positive>, path: &str) -> Result<i64, ApiError> {
    let count = count.map_or(1, Int::get);
    let (adverb, most) = match interval {
        Interval::Day => ("daily", 1095),
        Interval::Week => ("weekly", 156),
        Interval::Month => ("monthly", 36),
        Interval::Year => ("yearly", 3),
    };
    if count > most {
        let param = at(path, "recurring");
        return Err(refusal::interval_too_long(adverb, most, format!("{param}[interval_count]")).into());
    }
    Ok(count)
}

fn at(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}[{name}]") }
}

/// Makes a price, and its product if it comes with one. `path` is where the parameters stand in the request.
///
/// # Errors
/// An unknown product, no amount or two, tiers that do not fit together, an option in the price's own currency.
pub fn create(draft: Draft, tx: &mut Transaction<'_>, path: &str) -> Result<Arc<Price>, ApiError> {
    let product = match draft.owner {
        Owner::Existing(id) => tx.get(&id).at(at(path, "product"))?.id.clone(),
        Owner::New(data) => product::create(*data, tx, &at(path, "product_data"))?.id.clone(),
    };
    let tiered = draft.billing_scheme == BillingScheme::Tiered;
    if tiered && draft.recurring.is_none() {
        return Err(refusal::tiered_one_time_price().into());
    }
    let custom_unit_amount = custom(draft.custom_unit_amount, &at(path, "custom_unit_amount"))?;
    if custom_unit_amount.is_some() && draft.recurring.is_some() {
        return Err(inferred::recurring_custom_amount(&at(path, "custom_unit_amount")).into());
    }
    let unit_amount = unit_amount(draft.amount, path)?;
    let kinds = [unit_amount.is_some(), custom_unit_amount.is_some()].iter().filter(|given| **given).count();
    if tiered && kinds > 0 {
        let param = if unit_amount.is_some() { "unit_amount" } else { "custom_unit_amount" };
        return Err(inferred::amount_with_tiers(&at(path, param)).into());
    }
    if tiered && draft.transform_quantity.is_some() {
        return Err(inferred::amount_with_tiers(&at(path, "transform_quantity")).into());
    }
    if kinds > 1 {
        return Err(refusal::exclusive(path, "custom_unit_amount", "unit_amount").into());
    }
    if !tiered && kinds == 0 {
        return Err(refusal::price_without_amount().into());
    }
    let tiers = match (tiered, draft.tiers) {
        (true, Some(sent)) if !sent.is_empty() => {
            if draft.tiers_mode.is_none() {
                return Err(refusal::missing(at(path, "tiers_mode")).into());
            }
            Some(check_tiers(sent, &at(path, "tiers"))?)
        }
        (true, _) => return Err(inferred::tiers_missing().into()),
        (false, Some(_)) => return Err(inferred::tiers_without_scheme(&at(path, "tiers")).into()),
        (false, None) if draft.tiers_mode.is_some() => {
            return Err(inferred::tiers_without_scheme(&at(path, "tiers_mode")).into());
        }
        (false, None) => None,
    };
    let options_path = at(path, "currency_options");
    let mut currency_options = CurrencyMap::default();
    for (currency, sent) in draft.currency_options {
        let option_path = format!("{options_path}[{currency}]");
        if currency == draft.currency {
            return Err(inferred::option_of_top_level_currency(option_path).into());
        }
        currency_options.set(currency, option(sent, tiered, &option_path)?);
    }
    let mut price = Price {
        id: tx.new_id(),
        active: draft.active,
        billing_scheme: draft.billing_scheme,
        created: tx.now(),
        currency: draft.currency,
        currency_options,
        custom_unit_amount,
        lookup_key: None,
        metadata: Metadata::new(draft.metadata)?,
        nickname: draft.nickname,
        product,
        recurring: draft.recurring,
        tax_behavior: draft.tax_behavior.unwrap_or_default(),
        tiers,
        tiers_mode: draft.tiers_mode,
        transform_quantity: draft
            .transform_quantity
            .map(|sent| TransformQuantity { divide_by: sent.divide_by.get(), round: sent.round }),
        unit_amount,
        inline: draft.inline,
    };
    if let Some(LookupKey { key, transfer }) = draft.lookup_key {
        super::update::take_lookup_key(tx, &price, &key, transfer)?;
        price.lookup_key = Some(key);
    }
    let price = tx.put(price);
    super::plan::emit_created(tx, &price);
    Ok(price)
}

/// The one amount of the two that may be sent.
///
/// # Errors
/// Both were sent.
pub fn unit_amount(sent: UnitAmountParam, path: &str) -> Result<Option<Decimal>, ApiError> {
    match (sent.unit_amount, sent.unit_amount_decimal) {
        (Some(_), Some(_)) => Err(refusal::exclusive(path, "unit_amount", "unit_amount_decimal").into()),
        (Some(amount), None) => Ok(Some(Decimal::from_minor(amount.minor()))),
        (None, decimal) => Ok(decimal),
    }
}

/// The bounds of an amount the customer names.
fn custom(sent: Option<CustomUnitAmountParam>, path: &str) -> Result<Option<CustomUnitAmount>, ApiError> {
    let Some(sent) = sent.filter(|sent| sent.enabled) else { return Ok(None) };
    let (minimum, maximum) = (sent.minimum.unwrap_or(Amount::ZERO), sent.maximum.unwrap_or(Amount::MAX));
    if minimum > maximum {
        return Err(inferred::custom_amount_bounds_crossed(&format!("{path}[minimum]")).into());
    }
    if sent.preset.is_some_and(|preset| preset < minimum || preset > maximum) {
        return Err(inferred::custom_amount_preset(&format!("{path}[preset]")).into());
    }
    Ok(Some(CustomUnitAmount { maximum: sent.maximum, minimum: sent.minimum, preset: sent.preset }))
}

/// A price's amount in another currency.
///
/// # Errors
/// No amount where the price has one, both forms of it, tiers that do not fit together.
pub(super) fn option(
    sent: CurrencyOptionParam,
    tiered: bool,
    path: &str,
) -> Result<CurrencyOption, ApiError> {
    let amount =
        UnitAmountParam { unit_amount: sent.unit_amount, unit_amount_decimal: sent.unit_amount_decimal };
    let unit_amount = unit_amount(amount, path)?;
    let custom_unit_amount = custom(sent.custom_unit_amount, &format!("{path}[custom_unit_amount]"))?;
    let tiers = sent.tiers.map(|tiers| check_tiers(tiers, &format!("{path}[tiers]"))).transpose()?;
    if !tiered && unit_amount.is_none() && custom_unit_amount.is_none() {
        return Err(refusal::currency_option_without_amount().into());
    }
    if tiered && tiers.is_none() {
        return Err(refusal::missing(format!("{path}[tiers]")).into());
    }
    Ok(CurrencyOption {
        custom_unit_amount,
        tax_behavior: sent.tax_behavior.unwrap_or_default(),
        tiers,
        unit_amount,
    })
}

fn check_tiers(sent: Vec<TierParam>, path: &str) -> Result<Vec<Tier>, ApiError> {
    let last = sent.len().saturating_sub(1);
    let mut before = 0;
    let mut tiers = Vec::with_capacity(sent.len());
    for (index, tier) in sent.into_iter().enumerate() {
        let path = format!("{path}[{index}]");
        match tier.up_to.0 {
            None if index < last => return Err(inferred::tiers_must_rise(format!("{path}[up_to]")).into()),
            Some(_) if index == last => {
                return Err(inferred::last_tier_must_be_open(format!("{path}[up_to]")).into());
            }
            Some(up_to) if up_to <= before => {
                return Err(inferred::tiers_must_rise(format!("{path}[up_to]")).into());
            }
            Some(up_to) => before = up_to,
            None => {}
        }
        let unit =
            UnitAmountParam { unit_amount: tier.unit_amount, unit_amount_decimal: tier.unit_amount_decimal };
        let flat_amount = match (tier.flat_amount, tier.flat_amount_decimal) {
            (Some(_), Some(_)) => {
                return Err(refusal::exclusive(&path, "flat_amount", "flat_amount_decimal").into());
            }
            (Some(amount), None) => Some(Decimal::from_minor(amount.minor())),
            (None, decimal) => decimal,
        };
        let unit_amount = unit_amount(unit, &path)?;
        if unit_amount.is_none() && flat_amount.is_none() {
            return Err(refusal::missing(format!("{path}[unit_amount]")).into());
        }
        tiers.push(Tier { flat_amount, unit_amount, up_to: tier.up_to.0 });
    }
    Ok(tiers)
}
