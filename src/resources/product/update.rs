//! `POST /v1/products/{id}`
//!
//! <https://docs.stripe.com/api/products/update>

use std::sync::Arc;

use serde::Deserialize;

use super::create::{PackageDimensionsParam, tax_details, trimmed_features, trimmed_name};
use super::{MarketingFeature, Product, TaxDetailsParam};
use crate::error::{ApiError, At as _, inferred};
use crate::operation::Operation;
use crate::resources::price::Price;
use crate::store::Transaction;
use crate::values::{
    Emptyable, EmptyableExt as _, Id, Label, MetadataParam, StatementDescriptor, Text, UpTo, WebAddress,
};

#[derive(Debug, Deserialize)]
pub struct UpdateProduct {
    pub name: Option<Text>,
    pub description: Option<Emptyable<Text<40000>>>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub active: Option<bool>,
    pub images: Option<Emptyable<UpTo<8, WebAddress>>>,
    pub shippable: Option<bool>,
    pub url: Option<Emptyable<WebAddress<800>>>,
    pub package_dimensions: Option<Emptyable<PackageDimensionsParam>>,
    /// An empty one unsets it, as for `default_price` (observed, though the types do not say so).
    pub statement_descriptor: Option<Emptyable<StatementDescriptor>>,
    pub unit_label: Option<Emptyable<Label<12>>>,
    pub marketing_features: Option<Emptyable<UpTo<15, MarketingFeature>>>,
    pub default_price: Option<Emptyable<Id<Price>>>,
    pub tax_code: Option<Emptyable<Text>>,
    pub tax_details: Option<Emptyable<TaxDetailsParam>>,
}

impl Operation for UpdateProduct {
    type Target = Id<Product>;
    type Output = Arc<Product>;

    fn perform(self, id: Id<Product>, tx: &mut Transaction<'_>) -> Result<Arc<Product>, ApiError> {
        let before = tx.target(&id)?;
        let mut product = Product::clone(&before);
        if let Some(name) = self.name {
            product.name = trimmed_name(&name, "name".into())?;
        }
        self.description.apply_to(&mut product.description);
        product.metadata.update(self.metadata)?;
        if let Some(active) = self.active {
            product.active = active;
        }
        if let Some(images) = self.images {
            product.images = images.into_value().unwrap_or_default();
        }
        if self.shippable.is_some() {
            product.shippable = self.shippable;
        }
        self.url.apply_to(&mut product.url);
        if let Some(dimensions) = self.package_dimensions {
            product.package_dimensions = dimensions.into_value().map(Into::into);
        }
        self.statement_descriptor.apply_to(&mut product.statement_descriptor);
        if let Some(label) = self.unit_label {
            product.unit_label = label.into_value().map(Label::into_text);
        }
        if let Some(features) = self.marketing_features {
            product.marketing_features = trimmed_features(features.into_value().unwrap_or_default());
        }
        if let Some(Emptyable::Value(price)) = &self.default_price
            && tx.get(price).at("default_price")?.product != id
        {
            return Err(inferred::price_of_other_product(price.as_str()).into());
        }
        self.default_price.apply_to(&mut product.default_price);
        product.tax_details = tax_details(product.tax_details, self.tax_code, self.tax_details, "")?;
        product.updated = tx.now();
        let product = tx.put(product);
        tx.emit_update("product.updated", &before, &product);
        Ok(product)
    }
}
