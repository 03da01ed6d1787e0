//! Products: what is sold.
//!
//! <https://docs.stripe.com/api/products>

mod create;
mod delete;
mod list;
mod retrieve;
mod update;

pub use create::{CreateProduct, ProductDraft, TaxDetailsParam, create};
pub use delete::DeleteProduct;
pub use list::ListProducts;
pub use retrieve::RetrieveProduct;
use serde::Serialize;
pub use update::UpdateProduct;

use super::price::Price;
use crate::http::expand::Expandable;
use crate::values::{Id, Metadata, Object, Text, Timestamp};

/// Something that is sold.
#[derive(Debug, Clone, Serialize)]
pub struct Product {
    pub id: Id<Product>,
    pub object: &'static str,
    pub active: bool,
    pub created: Timestamp,
    pub default_price: Option<Id<Price>>,
    pub livemode: bool,
    pub metadata: Metadata,
    pub name: Text,
}

impl Object for Product {
    const NAME: &'static str = "product";
    const NOUN: &'static str = "product";
    const PREFIX: &'static str = "prod_";
    const ID_LENGTH: usize = 14;
    const EXPAND: &'static [Expandable] = &[Expandable::reference::<Price>("default_price")];
    const PLAIN: &'static [&'static str] = &["id", "object", "active"];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }
}
