//! Products: what is sold.
//!
//! <https://docs.stripe.com/api/products>

mod create;
mod delete;
mod list;
mod retrieve;
mod search;
mod update;

pub use create::{CreateProduct, ProductDraft, TaxDetailsParam, create};
pub use delete::DeleteProduct;
pub use list::ListProducts;
pub use retrieve::RetrieveProduct;
pub use search::SearchProducts;
use serde::{Deserialize, Serialize};
pub use update::UpdateProduct;

use super::price::Price;
use crate::http::expand::Expandable;
use crate::values::{Id, Metadata, Number, Object, StatementDescriptor, Text, Timestamp, UpTo, WebAddress};

/// Something that is sold.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Product {
    pub id: Id<Product>,
    pub active: bool,
    pub created: Timestamp,
    pub default_price: Option<Id<Price>>,
    pub description: Option<Text<40000>>,
    pub images: UpTo<8, WebAddress>,
    /// Up to 15.
    pub marketing_features: Vec<MarketingFeature>,
    pub metadata: Metadata,
    pub name: Text,
    pub package_dimensions: Option<PackageDimensions>,
    /// Whether it is sent by post; unknown unless the caller said so.
    pub shippable: Option<bool>,
    pub statement_descriptor: Option<StatementDescriptor>,
    /// The wire's `tax_code` is read off it.
    pub tax_details: Option<TaxDetails>,
    pub kind: ProductType,
    pub unit_label: Option<Text<12>>,
    pub updated: Timestamp,
    pub url: Option<WebAddress<800>>,
}

/// What a product is, from the time when goods were sold otherwise than services.
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
pub enum ProductType {
    Good,
    #[default]
    Service,
}

/// A line in a pricing table.
#[derive(
    Debug, Clone, PartialEq, Eq, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
pub struct MarketingFeature {
    pub name: Text<80>,
}

/// The size of a parcel, in inches, and its weight, in ounces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct PackageDimensions {
    pub height: Number<2>,
    pub length: Number<2>,
    pub weight: Number<2>,
    pub width: Number<2>,
}

/// How a product is taxed. One of the two is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct TaxDetails {
    pub performance_location: Option<Text>,
    pub tax_code: Option<Text>,
}

impl Product {
    pub fn tax_code(&self) -> Option<&Text> {
        self.tax_details.as_ref().and_then(|details| details.tax_code.as_ref())
    }
}

impl Object for Product {
    const NAME: &'static str = "product";
    const NOUN: &'static str = "product";
    const PREFIX: &'static str = "prod_";
    const ID_LENGTH: usize = 14;
    const EXPAND: &'static [Expandable] = &[
        Expandable::reference::<Price>("default_price"),
        Expandable::opaque("tax_code"),
        Expandable::hash("package_dimensions"),
        Expandable::hash("tax_details"),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "active",
        "created",
        "description",
        "images",
        "livemode",
        "marketing_features",
        "metadata",
        "name",
        "shippable",
        "statement_descriptor",
        "type",
        "unit_label",
        "updated",
        "url",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }
}

impl Serialize for Product {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct View<'p> {
            id: &'p Id<Product>,
            object: &'static str,
            active: bool,
            /// Recorded in every body, though no longer documented.
            attributes: [&'static str; 0],
            created: Timestamp,
            default_price: &'p Option<Id<Price>>,
            description: &'p Option<Text<40000>>,
            images: &'p UpTo<8, WebAddress>,
            livemode: bool,
            marketing_features: &'p [MarketingFeature],
            metadata: &'p Metadata,
            name: &'p Text,
            package_dimensions: Option<PackageDimensions>,
            shippable: Option<bool>,
            statement_descriptor: &'p Option<StatementDescriptor>,
            tax_code: Option<&'p Text>,
            tax_details: &'p Option<TaxDetails>,
            r#type: ProductType,
            unit_label: &'p Option<Text<12>>,
            updated: Timestamp,
            url: &'p Option<WebAddress<800>>,
        }

        View {
            id: &self.id,
            object: Self::NAME,
            active: self.active,
            attributes: [],
            created: self.created,
            default_price: &self.default_price,
            description: &self.description,
            images: &self.images,
            livemode: false,
            marketing_features: &self.marketing_features,
            metadata: &self.metadata,
            name: &self.name,
            package_dimensions: self.package_dimensions,
            shippable: self.shippable,
            statement_descriptor: &self.statement_descriptor,
            tax_code: self.tax_code(),
            tax_details: &self.tax_details,
            r#type: self.kind,
            unit_label: &self.unit_label,
            updated: self.updated,
            url: &self.url,
        }
        .serialize(serializer)
    }
}
