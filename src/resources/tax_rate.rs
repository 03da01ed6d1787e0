//! Tax rates: shares of a price that are owed as tax.
//!
//! <https://docs.stripe.com/api/tax_rates>

mod create;
mod list;
mod retrieve;
mod update;

pub use create::CreateTaxRate;
pub use list::ListTaxRates;
pub use retrieve::RetrieveTaxRate;
use std::sync::Arc;

use serde::Serialize;
pub use update::UpdateTaxRate;

use crate::http::expand::Expandable;
use crate::store::Transaction;
use crate::values::{Choice, Country, Id, Metadata, Object, Percent, Text, Timestamp};
use crate::words;

words!(
    /// What kind of tax it is.
    pub TaxTypes:
        "amusement_tax" "communications_tax" "gst" "hst" "igst" "jct" "lease_tax" "pst" "qst" "retail_delivery_fee"
        "rst" "sales_tax" "service_tax" "vat" "admissions_tax" "attendance_tax" "digital_excise_tax"
        "entertainment_tax" "get_fund" "gross_receipts_tax" "hospitality_tax" "luxury_tax"
        "mass_transit_parking_tax" "nhil" "parking_tax" "resort_tax" "tourism_tax" "utility_users_tax"
);

/// A rate that line items can be taxed at.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct TaxRate {
    pub id: Id<TaxRate>,
    pub active: bool,
    pub country: Option<Country>,
    pub created: Timestamp,
    pub description: Option<Text>,
    pub display_name: Text<50>,
    /// Whether prices include the tax, so that it does not come on top.
    pub inclusive: bool,
    pub jurisdiction: Option<Text<50>>,
    pub metadata: Metadata,
    /// From 0 to 100, exact to four places.
    pub percentage: Percent<4>,
    pub state: Option<Text>,
    pub tax_type: Option<Choice<TaxTypes>>,
    /// Made by automatic tax, not by a client.
    pub automatic: bool,
}

/// The rate automatic tax uses for a place, made on first use.
pub(super) fn automatic(
    tx: &mut Transaction<'_>,
    country: Country,
    state: Option<&Text>,
    percentage: Percent<4>,
    inclusive: bool,
) -> Arc<TaxRate> {
    let rates = tx.collection::<TaxRate>();
    let known = rates.all().rev().find(|rate| {
        rate.automatic
            && rate.country == Some(country)
            && rate.state.as_ref() == state
            && rate.percentage == percentage
            && rate.inclusive == inclusive
    });
    if let Some(known) = known {
        return Arc::clone(known);
    }
    let (name, kind) = if country.as_str() == "US" { ("Sales Tax", "sales_tax") } else { ("VAT", "vat") };
    let rate = TaxRate {
        id: tx.new_id(),
        // Made for this one purpose: nobody is to choose it for an item.
        active: false,
        automatic: true,
        country: Some(country),
        created: tx.now(),
        description: None,
        display_name: Text::try_from(name).expect("a short name is a text"),
        inclusive,
        jurisdiction: None,
        metadata: Metadata::default(),
        percentage,
        state: state.cloned(),
        tax_type: Choice::new(kind),
    };
    tx.put(rate)
}

impl TaxRate {
    /// In ten-thousandths of a percent: 88750 is 8.875 %.
    pub fn percentage_parts(&self) -> u64 {
        self.percentage.parts()
    }
}

impl Object for TaxRate {
    const NAME: &'static str = "tax_rate";
    const NOUN: &'static str = "tax rate";
    const PREFIX: &'static str = "txr_";
    const ID_LENGTH: usize = 24;
    const PATH_PARAM: &'static str = "tax_rate";
    const EXPAND: &'static [Expandable] = &[Expandable::hash("flat_amount")];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "active",
        "country",
        "created",
        "description",
        "display_name",
        "effective_percentage",
        "inclusive",
        "jurisdiction",
        "jurisdiction_level",
        "livemode",
        "metadata",
        "percentage",
        "rate_type",
        "state",
        "tax_type",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }
}

impl Serialize for TaxRate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // `()` is written as `null`: only rates that Stripe computes have these.
        #[derive(Serialize)]
        struct View<'t> {
            id: &'t Id<TaxRate>,
            object: &'static str,
            active: bool,
            country: Option<Country>,
            created: Timestamp,
            description: &'t Option<Text>,
            display_name: &'t Text<50>,
            effective_percentage: Percent<4>,
            flat_amount: (),
            inclusive: bool,
            jurisdiction: &'t Option<Text<50>>,
            jurisdiction_level: (),
            livemode: bool,
            metadata: &'t Metadata,
            percentage: Percent<4>,
            rate_type: &'static str,
            state: &'t Option<Text>,
            tax_type: Option<Choice<TaxTypes>>,
        }

        View {
            id: &self.id,
            object: Self::NAME,
            active: self.active,
            country: self.country,
            created: self.created,
            description: &self.description,
            display_name: &self.display_name,
            effective_percentage: self.percentage,
            flat_amount: (),
            inclusive: self.inclusive,
            jurisdiction: &self.jurisdiction,
            jurisdiction_level: (),
            livemode: false,
            metadata: &self.metadata,
            percentage: self.percentage,
            rate_type: "percentage",
            state: &self.state,
            tax_type: self.tax_type,
        }
        .serialize(serializer)
    }
}
