//! `DELETE /v1/products/{id}`
//!
//! <https://docs.stripe.com/api/products/delete>

use std::sync::Arc;

use serde::Deserialize;

use super::Product;
use crate::error::{ApiError, At as _, refusal};
use crate::operation::{Deleted, Operation};
use crate::resources::price::Price;
use crate::store::Transaction;
use crate::values::Id;

#[derive(Debug, Deserialize)]
pub struct DeleteProduct {}

impl Operation for DeleteProduct {
    type Target = Id<Product>;
    type Output = Deleted<Product>;

    const EXPANDS: bool = false;

    fn perform(self, id: Id<Product>, tx: &mut Transaction<'_>) -> Result<Deleted<Product>, ApiError> {
        let product = tx.target(&id)?;
        let prices = tx.collection::<Price>();
        if prices.filed(id.as_str()).any(|price| price.product == id && !price.inline) {
            return Err(refusal::product_has_prices().into());
        }
        tx.delete(&id).at("id")?;
        tx.emit("product.deleted", &Arc::new(Product { active: false, ..Product::clone(&product) }));
        Ok(Deleted::new(id))
    }
}
