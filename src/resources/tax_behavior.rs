//! Whether a price includes tax: a word that prices and shipping rates share.

use serde::{Deserialize, Serialize};

/// Whether tax is part of an amount or comes on top of it.
///
/// <https://docs.stripe.com/tax/products-prices-tax-codes-tax-behavior#tax-behavior>
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
pub enum TaxBehavior {
    Inclusive,
    Exclusive,
    #[default]
    Unspecified,
}
