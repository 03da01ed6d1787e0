//! The things a session sells: how they are asked for, kept and shown.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::totals::AppliedTax;
use super::{Mode, Session};
use crate::error::{ApiError, At as _, NotFound, inferred, refusal};
use crate::http::expand::{Expandable, Subject};
use crate::http::list::List;
use crate::operation::Output;
use crate::resources::price::{self, Draft, Owner, Price, RecurringParam, UnitAmountParam};
use crate::resources::product::{Product, ProductDraft, TaxDetailsParam};
use crate::resources::tax_behavior::TaxBehavior;
use crate::resources::tax_rate::TaxRate;
use crate::store::Transaction;
use crate::values::{
    Amount, AsSent, Currency, Decimal, Emptyable, Id, Int, Label, Metadata, MetadataParam, Positive, Text,
    UpTo, WebAddress,
};

/// The `object` of a line item.
pub const LINE_ITEM: &str = "item";

pub const LINE_ITEM_EXPAND: &[Expandable] = &[
    Expandable::include_from_list("discounts", discounts),
    Expandable::include_from_list("taxes", taxes),
    Expandable::hash("adjustable_quantity"),
    Expandable::hash("price"),
];

pub const LINE_ITEM_PLAIN: &[&str] = &[
    "id",
    "object",
    "amount_discount",
    "amount_subtotal",
    "amount_tax",
    "amount_total",
    "currency",
    "description",
    "metadata",
    "quantity",
];

/// One line of an order.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct LineItem {
    pub id: Box<str>,
    pub price: Id<Price>,
    /// `None` for a metered price.
    pub quantity: Option<i64>,
    pub adjustable_quantity: Option<AdjustableQuantity>,
    /// The product's name when the item was made.
    pub description: Text,
    pub metadata: Metadata,
    pub amounts: ItemAmounts,
    pub currency: Currency,
    pub tax_rates: Vec<Id<TaxRate>>,
    /// What each of the session's discounts takes off this item.
    pub discounts: Vec<Amount>,
    /// What each rate comes to on this item.
    pub taxes: Vec<AppliedTax>,
    /// What the customer chose to pay, where the price leaves it to them.
    pub custom_amount: Option<Amount>,
    /// Whether the customer added it.
    pub optional: bool,
}

/// The item of a list, found again through the session whose list it is.
fn find<R>(
    tx: &Transaction<'_>,
    item: &Map<String, Value>,
    list: &str,
    read: impl FnOnce(&Session, &LineItem) -> R,
) -> Option<R> {
    let session = list.strip_prefix("/v1/checkout/sessions/")?.strip_suffix("/line_items")?;
    let session = tx.find::<Session>(session)?;
    let id = item.get("id")?.as_str()?;
    let item = session.line_items.iter().find(|item| *item.id == *id)?;
    Some(read(&session, item))
}

fn discounts(tx: &Transaction<'_>, item: &Map<String, Value>, list: &str) -> Value {
    let discounts = find(tx, item, list, |session, item| {
        let pairs = session.discounts.iter().zip(&item.discounts);
        pairs
            .map(|(discount, amount)| json!({"amount": amount, "discount": discount.to_object(session)}))
            .collect()
    });
    discounts.unwrap_or_else(|| json!([]))
}

fn taxes(tx: &Transaction<'_>, item: &Map<String, Value>, list: &str) -> Value {
    let taxes = find(tx, item, list, |_, item| item.taxes.iter().map(|tax| tax.to_json(tx)).collect());
    taxes.unwrap_or_else(|| json!([]))
}

/// What a line comes to, in minor units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct ItemAmounts {
    /// Before discounts and taxes.
    pub subtotal: Amount,
    pub discount: Amount,
    pub tax: Amount,
    /// What is paid for it.
    pub total: Amount,
}

/// Whether and how far the customer may change the quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct AdjustableQuantity {
    pub enabled: bool,
    pub maximum: Option<i64>,
    pub minimum: Option<i64>,
}

/// A line item as clients see it, with its price as it is now.
#[derive(Debug, Serialize)]
pub struct LineItemView {
    id: Box<str>,
    object: &'static str,
    adjustable_quantity: Option<AdjustableQuantity>,
    amount_discount: Amount,
    amount_subtotal: Amount,
    amount_tax: Amount,
    amount_total: Amount,
    currency: Currency,
    description: Text,
    metadata: Metadata,
    price: Option<Arc<Price>>,
    quantity: Option<i64>,
}

impl Output for List<LineItemView> {
    const SUBJECT: Subject = Subject::List(LINE_ITEM);
}

impl LineItemView {
    pub(super) fn id(&self) -> &str {
        &self.id
    }
}

impl LineItem {
    /// An item of which only its price and quantity are known, with no amounts yet.
    pub(super) fn of(
        price: &Price,
        quantity: Option<i64>,
        currency: Option<Currency>,
        tx: &mut Transaction<'_>,
    ) -> Self {
        LineItem {
            id: tx.draw("li_", 24).into(),
            price: price.id.clone(),
            quantity,
            adjustable_quantity: None,
            description: description(price, tx),
            metadata: Metadata::default(),
            amounts: ItemAmounts::default(),
            currency: currency.unwrap_or(price.currency),
            tax_rates: Vec::new(),
            discounts: Vec::new(),
            taxes: Vec::new(),
            custom_amount: None,
            optional: false,
        }
    }

    pub(super) fn view(&self, tx: &Transaction<'_>) -> LineItemView {
        LineItemView {
            id: self.id.clone(),
            object: LINE_ITEM,
            adjustable_quantity: self.adjustable_quantity,
            amount_discount: self.amounts.discount,
            amount_subtotal: self.amounts.subtotal,
            amount_tax: self.amounts.tax,
            amount_total: self.amounts.total,
            currency: self.currency,
            description: self.description.clone(),
            metadata: self.metadata.clone(),
            price: tx.find(self.price.as_str()),
            quantity: self.quantity,
        }
    }
}

/// An entry of `line_items` when a session is created.
#[derive(Debug, Deserialize)]
pub struct LineItemParam {
    pub price: Option<Id<Price>>,
    pub price_data: Option<PriceData>,
    pub quantity: Option<Positive>,
    pub adjustable_quantity: Option<AdjustableQuantityParam>,
    pub tax_rates: Option<Vec<Id<TaxRate>>>,
    /// Of versions before `2026-07-29.dahlia`.
    pub dynamic_tax_rates: Option<Vec<Id<TaxRate>>>,
    pub metadata: Option<MetadataParam>,
}

/// An entry of `line_items` when a session is updated.
#[derive(Debug, Deserialize)]
pub struct LineItemUpdate {
    pub id: Option<Text>,
    pub price: Option<Id<Price>>,
    pub price_data: Option<PriceData>,
    pub quantity: Option<Positive>,
    pub adjustable_quantity: Option<AdjustableQuantityParam>,
    pub tax_rates: Option<Emptyable<Vec<Id<TaxRate>>>>,
    pub metadata: Option<Emptyable<MetadataParam>>,
}

/// A price made on the spot.
#[derive(Debug, Deserialize)]
pub struct PriceData {
    pub currency: AsSent<Currency>,
    pub product: Option<Id<Product>>,
    pub product_data: Option<ProductData>,
    pub recurring: Option<RecurringParam>,
    pub tax_behavior: Option<TaxBehavior>,
    pub unit_amount: Option<Amount>,
    pub unit_amount_decimal: Option<Decimal>,
}

/// A product made on the spot.
#[derive(Debug, Deserialize)]
pub struct ProductData {
    pub name: Text,
    pub description: Option<Text<40000>>,
    pub images: Option<UpTo<8, WebAddress>>,
    pub metadata: Option<MetadataParam>,
    pub tax_code: Option<Text>,
    pub tax_details: Option<TaxDetailsParam>,
    pub unit_label: Option<Label<12>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct AdjustableQuantityParam {
    pub enabled: bool,
    /// 99 unless told, at most 999 999.
    pub maximum: Option<Int<1, 999_999>>,
    /// 0 unless told.
    pub minimum: Option<Int<0, 999_999>>,
}

/// An entry of `optional_items`.
#[derive(Debug, Deserialize)]
pub struct OptionalItemParam {
    pub price: Id<Price>,
    pub quantity: Positive,
    pub adjustable_quantity: Option<AdjustableQuantityParam>,
}

/// Something the customer may add.
#[derive(Debug, Clone, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct OptionalItem {
    pub adjustable_quantity: Option<AdjustableQuantity>,
    pub price: Id<Price>,
    pub quantity: i64,
}

impl AdjustableQuantityParam {
    /// Switching it off removes the bounds.
    fn build(self, path: &str) -> Result<AdjustableQuantity, ApiError> {
        if !self.enabled {
            return Ok(AdjustableQuantity { enabled: false, maximum: None, minimum: None });
        }
        let minimum = self.minimum.map_or(0, Int::get);
        let maximum = self.maximum.map_or(99.max(minimum), Int::get);
        if minimum > maximum {
            return Err(inferred::adjustable_bounds_crossed(format!("{path}[minimum]")).into());
        }
        Ok(AdjustableQuantity { enabled: true, maximum: Some(maximum), minimum: Some(minimum) })
    }
}

/// Builds and changes the line items of one session.
pub(super) struct Items<'s> {
    pub mode: Mode,
    /// The session's currency; the first price decides where none was given.
    pub currency: Option<Currency>,
    /// How the client wrote the currency, where it did.
    pub currency_text: Option<Box<str>>,
    /// Automatic tax leaves no place for rates chosen by hand.
    pub automatic_tax: bool,
    pub existing: &'s [LineItem],
}

impl Items<'_> {
    /// The items of a new session.
    pub(super) fn create(
        &mut self,
        sent: Vec<LineItemParam>,
        tx: &mut Transaction<'_>,
    ) -> Result<Vec<LineItem>, ApiError> {
        let mut items = Vec::with_capacity(sent.len());
        for (index, sent) in sent.into_iter().enumerate() {
            let path = format!("line_items[{index}]");
            let tax_rates = self.tax_rates(sent.tax_rates, &path, "tax_rates", tx)?;
            // What a dynamic rate comes to depends on the customer's place; until one pays, none is due.
            self.tax_rates(sent.dynamic_tax_rates, &path, "dynamic_tax_rates", tx)?;
            let price = self.price(sent.price, sent.price_data, index, tx)?;
            let Some(price) = price else { return Err(refusal::item_without_price(&path).into()) };
            let mut item = self.new_item(&price, sent.quantity, &path, tx)?;
            item.adjustable_quantity = adjustable(sent.adjustable_quantity, &path)?;
            item.metadata = Metadata::new(sent.metadata)?;
            item.tax_rates = tax_rates.unwrap_or_default();
            items.push(item);
        }
        Ok(items)
    }

    /// The items after an update: the array sent is the whole list and its order. An entry with an `id` keeps that item
    /// and overwrites what it names, one without adds an item, and an item that is not named is gone.
    pub(super) fn update(
        &mut self,
        sent: Vec<LineItemUpdate>,
        tx: &mut Transaction<'_>,
    ) -> Result<Vec<LineItem>, ApiError> {
        let mut items: Vec<LineItem> = Vec::with_capacity(sent.len());
        for (index, sent) in sent.into_iter().enumerate() {
            let path = format!("line_items[{index}]");
            let kept = match &sent.id {
                None => None,
                Some(id) => {
                    let param = format!("{path}[id]");
                    let known = self.existing.iter().find(|item| *item.id == **id);
                    let known = known.ok_or_else(|| NotFound::new("line item", id.as_str())).at(&param)?;
                    if items.iter().any(|item| item.id == known.id) {
                        return Err(inferred::duplicate_line_item(id, param).into());
                    }
                    Some(known.clone())
                }
            };
            let tax_rates = sent.tax_rates.map(|sent| sent.into_value().unwrap_or_default());
            let tax_rates = self.tax_rates(tax_rates, &path, "tax_rates", tx)?;
            // An item sent back with the price it has is not given another one: its price may have been made for it alone,
            // or been archived since.
            let same =
                |kept: &LineItem| sent.price.as_ref() == Some(&kept.price) && sent.price_data.is_none();
            let unchanged = kept.as_ref().is_some_and(same);
            let new_price = if unchanged { None } else { sent.price };
            let price = self.price(new_price, sent.price_data, index, tx)?;
            let mut item = match (kept, price) {
                (None, None) => return Err(refusal::item_without_price(&path).into()),
                (None, Some(price)) => self.new_item(&price, sent.quantity, &path, tx)?,
                (Some(mut item), price) => {
                    if let Some(price) = price {
                        item.price = price.id.clone();
                        item.description = description(&price, tx);
                        if price.is_metered() {
                            item.quantity = None;
                        }
                    }
                    if let Some(quantity) = sent.quantity {
                        item.quantity = Some(quantity.get());
                    }
                    let metered =
                        tx.find::<Price>(item.price.as_str()).is_some_and(|price| price.is_metered());
                    if item.quantity.is_none() && !metered {
                        return Err(refusal::item_without_quantity(&path).into());
                    }
                    item
                }
            };
            if let Some(adjustable) = adjustable(sent.adjustable_quantity, &path)? {
                item.adjustable_quantity = Some(adjustable);
            }
            if let Some(rates) = tax_rates {
                item.tax_rates = rates;
            }
            item.metadata.update(sent.metadata)?;
            items.push(item);
        }
        self.check_together(&items, tx)?;
        Ok(items)
    }

    fn new_item(
        &self,
        price: &Price,
        quantity: Option<Positive>,
        path: &str,
        tx: &mut Transaction<'_>,
    ) -> Result<LineItem, ApiError> {
        if quantity.is_none() && !price.is_metered() {
            return Err(refusal::item_without_quantity(path).into());
        }
        Ok(LineItem::of(price, quantity.map(Int::get), self.currency, tx))
    }

    /// The price an entry names or describes, checked against the session.
    fn price(
        &mut self,
        price: Option<Id<Price>>,
        data: Option<PriceData>,
        index: usize,
        tx: &mut Transaction<'_>,
    ) -> Result<Option<Arc<Price>>, ApiError> {
        let path = format!("line_items[{index}]");
        let (price, param) = match (price, data) {
            (Some(_), Some(_)) => return Err(refusal::exclusive(&path, "price", "price_data").into()),
            (None, None) => return Ok(None),
            (Some(id), None) => {
                let param = format!("{path}[price]");
                let price = tx.get(&id).at(&param)?;
                if !price.active {
                    return Err(refusal::inactive("price").at(param).into());
                }
                (price, param)
            }
            (None, Some(data)) => {
                let path = format!("{path}[price_data]");
                self.currency_text.get_or_insert_with(|| data.currency.text.clone());
                (data.create(tx, &path)?, format!("{path}[currency]"))
            }
        };
        match self.currency {
            None => self.currency = Some(price.currency),
            Some(currency) if !price.supports(currency) => {
                return Err(refusal::other_currency("price", price.currency, currency).at(param).into());
            }
            Some(_) => {}
        }
        if self.mode == Mode::Payment && price.recurring.is_some() {
            return Err(refusal::recurring_price_in_payment_mode(&format!("line_items[{index}]")).into());
        }
        Ok(Some(price))
    }

    /// Rules about the items as a whole.
    pub(super) fn check_together(&self, items: &[LineItem], tx: &Transaction<'_>) -> Result<(), ApiError> {
        let price = |item: &LineItem| tx.find::<Price>(item.price.as_str());
        if self.mode == Mode::Subscription {
            let recurring = items
                .iter()
                .filter(|item| price(item).is_some_and(|price| price.recurring.is_some()))
                .count();
            if recurring == 0 {
                return Err(refusal::no_recurring_price().into());
            }
            if recurring > MOST_OF_A_KIND {
                return Err(inferred::subscription_too_many_items("recurring").into());
            }
            if items.len() - recurring > MOST_OF_A_KIND {
                return Err(inferred::subscription_too_many_items("one-time").into());
            }
        }
        for (index, item) in items.iter().enumerate() {
            let custom = price(item).is_some_and(|price| price.custom_unit_amount.is_some());
            if custom && (items.len() > 1 || item.quantity != Some(1)) {
                return Err(inferred::custom_amount_with_others(format!("line_items[{index}]")).into());
            }
        }
        Ok(())
    }

    /// Checks the rates an entry names.
    fn tax_rates(
        &self,
        sent: Option<Vec<Id<TaxRate>>>,
        path: &str,
        name: &str,
        tx: &Transaction<'_>,
    ) -> Result<Option<Vec<Id<TaxRate>>>, ApiError> {
        let Some(sent) = sent else { return Ok(None) };
        if self.automatic_tax && !sent.is_empty() {
            return Err(inferred::tax_rates_with_automatic_tax(format!("{path}[{name}]")).into());
        }
        check_tax_rates(&sent, &format!("{path}[{name}]"), tx)?;
        Ok(Some(sent))
    }
}

/// Checks that rates exist and are active. `path` is where they stand.
///
/// # Errors
/// An unknown rate, or an inactive one.
pub(super) fn check_tax_rates(
    rates: &[Id<TaxRate>],
    path: &str,
    tx: &Transaction<'_>,
) -> Result<(), ApiError> {
    for (index, id) in rates.iter().enumerate() {
        let param = format!("{path}[{index}]");
        let rate = tx.get(id).at(&param)?;
        if !rate.active {
            return Err(inferred::inactive_tax_rate(param).into());
        }
    }
    Ok(())
}

/// Most recurring, and most one-time items of a subscription.
const MOST_OF_A_KIND: usize = 20;

fn adjustable(
    sent: Option<AdjustableQuantityParam>,
    path: &str,
) -> Result<Option<AdjustableQuantity>, ApiError> {
    sent.map(|sent| sent.build(&format!("{path}[adjustable_quantity]"))).transpose()
}

fn description(price: &Price, tx: &Transaction<'_>) -> Text {
    let product = tx.find::<Product>(price.product.as_str());
    let unnamed = || Text::try_from("Product").expect("a short word is a text");
    product.map_or_else(unnamed, |product| product.name.clone())
}

impl PriceData {
    /// Makes the price, and the product if it comes with one; both are made for this session only.
    fn create(self, tx: &mut Transaction<'_>, path: &str) -> Result<Arc<Price>, ApiError> {
        let owner = match (self.product, self.product_data) {
            (Some(_), Some(_)) => return Err(refusal::exclusive(path, "product", "product_data").into()),
            (None, None) => return Err(refusal::price_without_product().into()),
            (Some(product), None) => Owner::Existing(product),
            (None, Some(data)) => Owner::New(Box::new(ProductDraft {
                active: Some(false),
                description: data.description,
                images: data.images,
                metadata: data.metadata,
                tax_code: data.tax_code,
                tax_details: data.tax_details,
                unit_label: data.unit_label.map(Label::into_text),
                ..ProductDraft::named(data.name)
            })),
        };
        let amount =
            UnitAmountParam { unit_amount: self.unit_amount, unit_amount_decimal: self.unit_amount_decimal };
        let recurring = self.recurring.map(|sent| sent.check(path)).transpose()?;
        let draft = Draft {
            recurring,
            tax_behavior: self.tax_behavior,
            active: false,
            inline: true,
            ..Draft::new(owner, self.currency.value, amount)
        };
        price::create(draft, tx, path)
    }
}

/// The optional items of a new session.
pub(super) fn optional_items(
    sent: Vec<OptionalItemParam>,
    mode: Mode,
    currency: Option<Currency>,
    tx: &Transaction<'_>,
) -> Result<Vec<OptionalItem>, ApiError> {
    let build = |(index, sent): (usize, OptionalItemParam)| {
        let path = format!("optional_items[{index}]");
        let param = format!("{path}[price]");
        let price = tx.get(&sent.price).at(&param)?;
        if !price.active {
            return Err(refusal::inactive("price").at(param).into());
        }
        if let Some(currency) = currency
            && !price.supports(currency)
        {
            return Err(refusal::other_currency("price", price.currency, currency).at(param).into());
        }
        if mode == Mode::Payment && price.recurring.is_some() {
            return Err(refusal::recurring_price_in_payment_mode(&path).into());
        }
        Ok(OptionalItem {
            adjustable_quantity: adjustable(sent.adjustable_quantity, &path)?,
            price: sent.price,
            quantity: sent.quantity.get(),
        })
    };
    sent.into_iter().enumerate().map(build).collect()
}
