//! `POST /v1/products`
//!
//! <https://docs.stripe.com/api/products/create>

use std::sync::Arc;

use serde::Deserialize;

use super::{MarketingFeature, PackageDimensions, Product, ProductType, TaxDetails};
use crate::error::{ApiError, inferred, refusal};
use crate::form::{ParamError, Problem};
use crate::operation::Operation;
use crate::resources::price::{
    self, CurrencyOptionParam, CustomUnitAmountParam, Draft, Owner, RecurringParam, UnitAmountParam,
};
use crate::resources::tax_behavior::TaxBehavior;
use crate::store::Transaction;
use crate::values::{
    Amount, Currency, CurrencyMap, Decimal, Emptyable, EmptyableExt as _, Id, Label, Metadata, MetadataParam,
    Number, StatementDescriptor, Text, UpTo, WebAddress,
};

#[derive(Debug, Deserialize)]
pub struct CreateProduct {
    pub name: Text,
    pub description: Option<Text<40000>>,
    pub metadata: Option<MetadataParam>,
    pub active: Option<bool>,
    pub images: Option<UpTo<8, WebAddress>>,
    pub shippable: Option<bool>,
    pub url: Option<WebAddress<800>>,
    pub package_dimensions: Option<PackageDimensionsParam>,
    /// May be empty (observed, though the types do not say so).
    pub statement_descriptor: Option<Emptyable<StatementDescriptor>>,
    pub unit_label: Option<Label<12>>,
    pub marketing_features: Option<UpTo<15, MarketingFeature>>,
    pub default_price_data: Option<DefaultPriceData>,
    pub id: Option<Text>,
    pub tax_code: Option<Text>,
    pub tax_details: Option<TaxDetailsParam>,
    pub r#type: Option<ProductType>,
}

/// The price a product is sold at unless another is named.
#[derive(Debug, Deserialize)]
pub struct DefaultPriceData {
    pub currency: Currency,
    pub unit_amount: Option<Amount>,
    pub unit_amount_decimal: Option<Decimal>,
    pub custom_unit_amount: Option<CustomUnitAmountParam>,
    pub recurring: Option<RecurringParam>,
    pub currency_options: Option<CurrencyMap<CurrencyOptionParam>>,
    pub tax_behavior: Option<TaxBehavior>,
    pub metadata: Option<MetadataParam>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct PackageDimensionsParam {
    pub width: Number<2>,
    pub height: Number<2>,
    pub length: Number<2>,
    pub weight: Number<2>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct TaxDetailsParam {
    pub performance_location: Option<Text>,
    pub tax_code: Option<Emptyable<Text>>,
}

/// Everything a product can be made of, whichever request it comes from.
#[derive(Debug)]
pub struct ProductDraft {
    pub id: Option<Text>,
    pub name: Text,
    pub active: Option<bool>,
    pub description: Option<Text<40000>>,
    pub images: Option<UpTo<8, WebAddress>>,
    pub marketing_features: Option<UpTo<15, MarketingFeature>>,
    pub metadata: Option<MetadataParam>,
    pub package_dimensions: Option<PackageDimensionsParam>,
    pub shippable: Option<bool>,
    pub statement_descriptor: Option<StatementDescriptor>,
    pub tax_code: Option<Text>,
    pub tax_details: Option<TaxDetailsParam>,
    pub kind: Option<ProductType>,
    pub unit_label: Option<Text<12>>,
    pub url: Option<WebAddress<800>>,
}

impl ProductDraft {
    /// A product of which nothing but the name is known.
    pub fn named(name: Text) -> Self {
        ProductDraft {
            id: None,
            name,
            active: None,
            description: None,
            images: None,
            marketing_features: None,
            metadata: None,
            package_dimensions: None,
            shippable: None,
            statement_descriptor: None,
            tax_code: None,
            tax_details: None,
            kind: None,
            unit_label: None,
            url: None,
        }
    }
}

impl Operation for CreateProduct {
    type Target = ();
    type Output = Arc<Product>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<Arc<Product>, ApiError> {
        let draft = ProductDraft {
            id: self.id,
            active: self.active,
            description: self.description,
            images: self.images,
            marketing_features: self.marketing_features,
            metadata: self.metadata,
            package_dimensions: self.package_dimensions,
            shippable: self.shippable,
            statement_descriptor: self.statement_descriptor.flatten(),
            tax_code: self.tax_code,
            tax_details: self.tax_details,
            kind: self.r#type,
            unit_label: self.unit_label.map(Label::into_text),
            url: self.url,
            ..ProductDraft::named(self.name)
        };
        let product = create(draft, tx, "")?;
        match self.default_price_data {
            None => Ok(product),
            Some(data) => {
                let path = "default_price_data";
                let price = price::create(data.draft(product.id.clone(), path)?, tx, path)?;
                let default_price = Some(price.id.clone());
                let sold = tx.put(Product { default_price, ..Product::clone(&product) });
                tx.emit_update("product.updated", &product, &sold);
                Ok(sold)
            }
        }
    }
}

impl DefaultPriceData {
    fn draft(self, product: Id<Product>, path: &str) -> Result<Draft, ApiError> {
        let amount =
            UnitAmountParam { unit_amount: self.unit_amount, unit_amount_decimal: self.unit_amount_decimal };
        Ok(Draft {
            custom_unit_amount: self.custom_unit_amount,
            recurring: self.recurring.map(|sent| sent.check(path)).transpose()?,
            currency_options: self.currency_options.unwrap_or_default(),
            tax_behavior: self.tax_behavior,
            metadata: self.metadata,
            ..Draft::new(Owner::Existing(product), self.currency, amount)
        })
    }
}

/// Makes a product from parameters that stand at `path`, which is empty at the top of a request.
///
/// # Errors
/// A blank name, an id that was given away before, two tax codes that disagree.
pub fn create(draft: ProductDraft, tx: &mut Transaction<'_>, path: &str) -> Result<Arc<Product>, ApiError> {
    let at = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}[{name}]") };
    let name = trimmed_name(&draft.name, at("name"))?;
    let metadata = Metadata::new(draft.metadata)?;
    let code = draft.tax_code.map(Emptyable::Value);
    let id = match draft.id {
        None => tx.new_id(),
        Some(id) if tx.find::<Product>(&id).is_some() || tx.is_deleted::<Product>(&id) => {
            return Err(refusal::product_exists().at(at("id")).into());
        }
        Some(id) => Id::new(id.as_str()),
    };
    let product = Product {
        id,
        active: draft.active.unwrap_or(true),
        created: tx.now(),
        default_price: None,
        description: draft.description,
        images: draft.images.unwrap_or_default(),
        marketing_features: trimmed_features(draft.marketing_features.unwrap_or_default()),
        metadata,
        name,
        package_dimensions: draft.package_dimensions.map(Into::into),
        shippable: draft.shippable,
        statement_descriptor: draft.statement_descriptor,
        tax_details: tax_details(None, code, draft.tax_details.map(Emptyable::Value), path)?,
        kind: draft.kind.unwrap_or_default(),
        unit_label: draft.unit_label,
        updated: tx.now(),
        url: draft.url,
    };
    let product = tx.put(product);
    tx.emit("product.created", &product);
    Ok(product)
}

/// A name without white space around it.
///
/// # Errors
/// There is nothing else.
pub(super) fn trimmed_name(name: &Text, param: String) -> Result<Text, ApiError> {
    name.trimmed().ok_or_else(|| ParamError { path: param, problem: Problem::Empty }.into())
}

pub(super) fn trimmed_features(sent: UpTo<15, MarketingFeature>) -> Vec<MarketingFeature> {
    let trimmed = |feature: MarketingFeature| match feature.name.trimmed() {
        Some(name) => MarketingFeature { name },
        None => feature,
    };
    sent.into_iter().map(trimmed).collect()
}

/// Tax details after what was sent: a tax code may come by itself or inside the details.
///
/// # Errors
/// It comes both ways and the two disagree.
pub(super) fn tax_details(
    before: Option<TaxDetails>,
    code: Option<Emptyable<Text>>,
    details: Option<Emptyable<TaxDetailsParam>>,
    path: &str,
) -> Result<Option<TaxDetails>, ApiError> {
    let mut after = before.unwrap_or(TaxDetails { performance_location: None, tax_code: None });
    match details {
        None => {}
        Some(Emptyable::Empty) => after = TaxDetails { performance_location: None, tax_code: None },
        Some(Emptyable::Value(sent)) => {
            if let (Some(code), Some(inner)) = (&code, &sent.tax_code)
                && code != inner
            {
                return Err(inferred::two_tax_codes(path).into());
            }
            if sent.performance_location.is_some() {
                after.performance_location = sent.performance_location;
            }
            sent.tax_code.apply_to(&mut after.tax_code);
        }
    }
    code.apply_to(&mut after.tax_code);
    let known = after.performance_location.is_some() || after.tax_code.is_some();
    Ok(known.then_some(after))
}

impl From<PackageDimensionsParam> for PackageDimensions {
    fn from(sent: PackageDimensionsParam) -> Self {
        PackageDimensions { height: sent.height, length: sent.length, weight: sent.weight, width: sent.width }
    }
}
