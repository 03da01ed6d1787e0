//! `POST /v1/shipping_rates`
//!
//! <https://docs.stripe.com/api/shipping_rates/create>

use std::sync::Arc;

use serde::Deserialize;

use super::{CurrencyOption, DeliveryEstimate, Estimate, EstimateUnits, RateTypes, ShippingRate};
use crate::error::{ApiError, inferred};
use crate::operation::Operation;
use crate::resources::tax_behavior::TaxBehavior;
use crate::store::Transaction;
use crate::values::{Amount, Choice, Currency, CurrencyMap, Metadata, MetadataParam, Positive, Text};

#[derive(Debug, Deserialize)]
pub struct CreateShippingRate {
    pub display_name: Text<100>,
    pub r#type: Option<Choice<RateTypes>>,
    pub fixed_amount: Option<FixedAmountParam>,
    pub delivery_estimate: Option<DeliveryEstimateParam>,
    pub metadata: Option<MetadataParam>,
    pub tax_behavior: Option<TaxBehavior>,
    pub tax_code: Option<Text>,
}

/// The same parameters inside a session's `shipping_options[][shipping_rate_data]`.
pub type ShippingRateParams = CreateShippingRate;

#[derive(Debug, Deserialize)]
pub struct FixedAmountParam {
    pub amount: Amount,
    pub currency: Currency,
    pub currency_options: Option<CurrencyMap<CurrencyOptionParam>>,
}

#[derive(Debug, Deserialize)]
pub struct CurrencyOptionParam {
    pub amount: Amount,
    pub tax_behavior: Option<TaxBehavior>,
}

#[derive(Debug, Deserialize)]
pub struct DeliveryEstimateParam {
    pub maximum: Option<EstimateParam>,
    pub minimum: Option<EstimateParam>,
}

#[derive(Debug, Deserialize)]
pub struct EstimateParam {
    pub unit: Choice<EstimateUnits>,
    pub value: Positive,
}

impl Operation for CreateShippingRate {
    type Target = ();
    type Output = Arc<ShippingRate>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<Arc<ShippingRate>, ApiError> {
        create(self, tx, "")
    }
}

/// Makes a rate from parameters that stand at `path`, which is empty at the top of a request.
///
/// # Errors
/// No `fixed_amount`, a currency option of the rate's own currency, an estimate that ends before it begins.
pub fn create(
    params: ShippingRateParams,
    tx: &mut Transaction<'_>,
    path: &str,
) -> Result<Arc<ShippingRate>, ApiError> {
    let at = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}[{name}]") };
    let Some(fixed_amount) = params.fixed_amount else {
        return Err(crate::error::refusal::missing(at("fixed_amount")).into());
    };
    let options = fixed_amount.currency_options.unwrap_or_default();
    if options.get(fixed_amount.currency).is_some() {
        let param = format!("{}[currency_options]", at("fixed_amount"));
        return Err(inferred::option_of_top_level_currency(param).into());
    }
    let currency_options = options.into_iter().map(|(currency, option)| {
        let tax_behavior = option.tax_behavior.unwrap_or_default();
        (currency, CurrencyOption { amount: option.amount, tax_behavior })
    });
    let rate = ShippingRate {
        id: tx.new_id(),
        active: true,
        created: tx.now(),
        delivery_estimate: params
            .delivery_estimate
            .map(|sent| estimate(&sent, &at("delivery_estimate")))
            .transpose()?,
        display_name: params.display_name,
        amount: fixed_amount.amount,
        currency: fixed_amount.currency,
        currency_options: currency_options.collect(),
        metadata: Metadata::new(params.metadata)?,
        tax_behavior: params.tax_behavior.unwrap_or_default(),
        tax_code: params.tax_code,
    };
    Ok(tx.put(rate))
}

fn estimate(sent: &DeliveryEstimateParam, path: &str) -> Result<DeliveryEstimate, ApiError> {
    let read = |sent: &EstimateParam| Estimate { unit: sent.unit, value: sent.value.get() };
    let estimate = DeliveryEstimate {
        maximum: sent.maximum.as_ref().map(read),
        minimum: sent.minimum.as_ref().map(read),
    };
    if let (Some(minimum), Some(maximum)) = (estimate.minimum, estimate.maximum)
        && minimum.unit == maximum.unit
        && minimum.value > maximum.value
    {
        return Err(inferred::estimate_crossed(path).into());
    }
    Ok(estimate)
}
