//! `POST /v1/tax_rates/{tax_rate}`
//!
//! The percentage cannot be changed, nor whether prices include it.
//!
//! <https://docs.stripe.com/api/tax_rates/update>

use std::sync::Arc;

use serde::Deserialize;

use super::{TaxRate, TaxTypes};
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Choice, Country, Emptyable, Id, MetadataParam, Text};

#[derive(Debug, Deserialize)]
pub struct UpdateTaxRate {
    pub active: Option<bool>,
    pub country: Option<Country>,
    pub description: Option<Text>,
    pub display_name: Option<Text<50>>,
    pub jurisdiction: Option<Text<50>>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub state: Option<Text>,
    pub tax_type: Option<Choice<TaxTypes>>,
}

impl Operation for UpdateTaxRate {
    type Target = Id<TaxRate>;
    type Output = Arc<TaxRate>;

    fn perform(self, id: Id<TaxRate>, tx: &mut Transaction<'_>) -> Result<Arc<TaxRate>, ApiError> {
        let before = tx.target(&id)?;
        let mut rate = TaxRate::clone(&before);
        if let Some(active) = self.active {
            rate.active = active;
        }
        if self.country.is_some() {
            rate.country = self.country;
        }
        if self.description.is_some() {
            rate.description = self.description;
        }
        if let Some(name) = self.display_name {
            rate.display_name = name;
        }
        if self.jurisdiction.is_some() {
            rate.jurisdiction = self.jurisdiction;
        }
        if self.state.is_some() {
            rate.state = self.state;
        }
        if self.tax_type.is_some() {
            rate.tax_type = self.tax_type;
        }
        rate.metadata.update(self.metadata)?;
        let rate = tx.put(rate);
        tx.emit_update("tax_rate.updated", &before, &rate);
        Ok(rate)
    }
}
