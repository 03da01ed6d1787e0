//! `POST /v1/products`
//!
//! <https://docs.stripe.com/api/products/create>

use std::sync::Arc;

use serde::Deserialize;

use super::Product;
use crate::error::ApiError;
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Emptyable, Id, Metadata, MetadataParam, Object as _, Text, UpTo, Url};

#[derive(Debug, Deserialize)]
pub struct CreateProduct {
    pub name: Text,
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
    pub images: Option<UpTo<8, Url<2048>>>,
    pub metadata: Option<MetadataParam>,
    pub statement_descriptor: Option<Text<22>>,
    pub tax_code: Option<Text>,
    pub tax_details: Option<TaxDetailsParam>,
    pub unit_label: Option<Text<12>>,
}

impl ProductDraft {
    pub fn named(name: Text) -> Self {
        ProductDraft {
            id: None,
            name,
            active: None,
            description: None,
            images: None,
            metadata: None,
            statement_descriptor: None,
            tax_code: None,
            tax_details: None,
            unit_label: None,
        }
    }
}

impl Operation for CreateProduct {
    type Target = ();
    type Output = Arc<Product>;

    fn perform(self, (): (), tx: &mut Transaction<'_>) -> Result<Arc<Product>, ApiError> {
        create(ProductDraft::named(self.name), tx, "")
    }
}

pub fn create(draft: ProductDraft, tx: &mut Transaction<'_>, _path: &str) -> Result<Arc<Product>, ApiError> {
    let product = Product {
        id: draft.id.map_or_else(|| tx.new_id(), |id| Id::new(id.as_str())),
        object: Product::NAME,
        active: draft.active.unwrap_or(true),
        created: tx.now(),
        default_price: None,
        livemode: false,
        metadata: Metadata::new(draft.metadata)?,
        name: draft.name,
    };
    Ok(tx.put(product))
}
