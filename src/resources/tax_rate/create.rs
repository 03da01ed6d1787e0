//! `POST /v1/tax_rates`
//!
//! <https://docs.stripe.com/api/tax_rates/create>

use std::sync::Arc;

use serde::Deserialize;

use super::{TaxRate, TaxTypes};
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Choice, Country, Metadata, MetadataParam, Percent, Text};

#[derive(Debug, Deserialize)]
pub struct CreateTaxRate {
    /// What customers see.
    pub display_name: Text<50>,
    /// Whether prices include the tax.
    pub inclusive: bool,
    /// From 0 to 100, up to four decimal places.
    pub percentage: Percent<4>,
    pub active: Option<bool>,
    pub country: Option<Country>,
    pub description: Option<Text>,
    pub jurisdiction: Option<Text<50>>,
    pub metadata: Option<MetadataParam>,
    pub state: Option<Text>,
    pub tax_type: Option<Choice<TaxTypes>>,
}

impl Operation for CreateTaxRate {
    type Target = ();
    type Output = Arc<TaxRate>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<Arc<TaxRate>, ApiError> {
        let rate = TaxRate {
            automatic: false,
            id: tx.new_id(),
            active: self.active.unwrap_or(true),
            country: self.country,
            created: tx.now(),
            description: self.description,
            display_name: self.display_name,
            inclusive: self.inclusive,
            jurisdiction: self.jurisdiction,
            metadata: Metadata::new(self.metadata)?,
            percentage: self.percentage,
            state: self.state,
            tax_type: self.tax_type,
        };
        let rate = tx.put(rate);
        tx.emit("tax_rate.created", &rate);
        Ok(rate)
    }
}
