//! The amounts of a session, computed from what it sells, takes off, taxes and sends.
//!
//! Whatever changes an input computes all amounts anew through [`compute`]; no amount is ever adjusted in place. The
//! arithmetic itself is in [`calculation`]; this file gathers its inputs and keeps its results.

mod automatic_tax;
mod calculation;

use std::sync::Arc;

use serde_json::{Value, json};

use self::calculation::{Bill, Order, OrderDiscount, OrderItem, OrderShipping, Rate, calculate};
use super::automatic_tax::AutomaticTaxStatus;
use super::discounts::AppliedDiscount;
use super::line_item::{ItemAmounts, LineItem};
use super::{Session, Settings};
use crate::error::{ApiError, inferred, refusal};
use crate::resources::coupon::Deduction;
use crate::resources::price::Price;
use crate::resources::tax_rate::TaxRate;
use crate::store::Transaction;
use crate::values::{Amount, Currency, Id, word};

/// The amounts of a session, in minor units of its currency.
#[derive(Debug, Clone, Default, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Totals {
    /// The items without discounts, taxes and shipping.
    pub subtotal: Amount,
    pub discount: Amount,
    /// What the chosen shipping option costs, without tax that comes on top.
    pub shipping: Amount,
    pub shipping_taxes: Vec<AppliedTax>,
    /// What is paid for shipping.
    pub shipping_total: Amount,
    /// Taxes of items and shipping, inclusive ones too.
    pub tax: Amount,
    /// What is due.
    pub total: Amount,
}

/// What one rate comes to on an item or on shipping.
#[derive(Debug, Clone, PartialEq, Eq, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct AppliedTax {
    pub rate: Id<TaxRate>,
    pub amount: Amount,
    #[borsh(deserialize_with = "word::optional")]
    pub reason: Option<&'static str>,
    /// What it was computed on, without inclusive tax.
    pub taxable: Amount,
}

impl AppliedTax {
    /// As an item's or shipping's `taxes` show it.
    pub(super) fn to_json(&self, tx: &Transaction<'_>) -> Value {
        json!({
            "amount": self.amount,
            "rate": tx.render::<TaxRate>(self.rate.as_str()),
            "taxability_reason": self.reason,
            "taxable_amount": self.taxable,
        })
    }
}

/// A rate that applies, and what it is to the arithmetic.
#[derive(Debug, Clone)]
struct Applicable {
    rate: Arc<TaxRate>,
    /// Why automatic tax is what it is; nothing for a rate the client chose.
    reason: Option<&'static str>,
    /// Whether the amount is taxed at all.
    taxed: bool,
}

impl Applicable {
    fn to_rate(&self) -> Rate {
        Rate { parts: self.rate.percentage_parts(), inclusive: self.rate.inclusive }
    }
}

/// Computes the amounts of each item and of the whole. `currency_text` is the currency as the client wrote it, which an
/// error says back.
///
/// # Errors
/// An amount due that is more than nothing and less than the currency's least charge, more than its greatest, or no
/// multiple of what it can pay.
pub(super) fn compute(
    session: &mut Session,
    currency: Currency,
    currency_text: &str,
    tx: &mut Transaction<'_>,
) -> Result<(), ApiError> {
    let location = if session.automatic_tax.enabled { automatic_tax::location(session, tx) } else { None };
    if session.automatic_tax.enabled {
        session.automatic_tax.status = Some(match location {
            Some(_) => AutomaticTaxStatus::Complete,
            None => AutomaticTaxStatus::RequiresLocationInputs,
        });
    }
    let prices: Vec<Option<Arc<Price>>> =
        session.line_items.iter().map(|item| tx.find(item.price.as_str())).collect();
    let mut item_rates = Vec::with_capacity(prices.len());
    for (item, price) in session.line_items.iter().zip(&prices) {
        let rates = match (&location, price) {
            (Some(location), Some(price)) => location.rates(price.tax_behavior_in(currency), tx),
            _ => manual_rates(item, price.as_deref(), &session.settings, tx),
        };
        item_rates.push(rates);
    }
    let shipping = session.selected_option().cloned();
    let shipping_rates = match (&location, &shipping) {
        (Some(location), Some(option)) => location.shipping_rates(&option.shipping_rate, currency, tx),
        _ => Vec::new(),
    };
    let trial = session.settings.has_trial();
    let order = Order {
        currency,
        items: prices
            .iter()
            .zip(session.line_items.iter())
            .zip(&item_rates)
            .map(|((price, item), rates)| OrderItem {
                subtotal: price.as_ref().map_or(Amount::ZERO, |price| subtotal(price, item, currency, trial)),
                rates: rates.iter().map(Applicable::to_rate).collect(),
                discountable: session
                    .discounts
                    .iter()
                    .map(|discount| {
                        price.as_ref().is_some_and(|price| discount.coupon.applies_to_product(&price.product))
                    })
                    .collect(),
            })
            .collect(),
        discounts: session.discounts.iter().map(|discount| deduction(discount, currency)).collect(),
        shipping: shipping.as_ref().map(|option| OrderShipping {
            amount: option.shipping_amount,
            rates: shipping_rates.iter().map(Applicable::to_rate).collect(),
        }),
    };
    let bill = calculate(&order);
    check_total(&bill, currency, currency_text)?;

    let applied = |taxes: &[calculation::Tax], rates: &[Applicable]| {
        let pairs = taxes.iter().zip(rates);
        pairs
            .map(|(tax, applicable)| AppliedTax {
                rate: applicable.rate.id.clone(),
                amount: tax.amount,
                reason: applicable.reason,
                taxable: if applicable.taxed { tax.taxable } else { Amount::ZERO },
            })
            .collect::<Vec<_>>()
    };
    let items =
        session.line_items.iter().zip(&bill.items).zip(&item_rates).map(|((item, billed), rates)| LineItem {
            amounts: ItemAmounts {
                subtotal: billed.subtotal,
                discount: billed.discount(),
                tax: billed.tax(),
                total: billed.total,
            },
            discounts: billed.discounts.clone(),
            taxes: applied(&billed.taxes, rates),
            ..item.clone()
        });
    session.line_items = items.collect::<Vec<_>>().into();
    session.totals = Some(Totals {
        subtotal: bill.subtotal(),
        discount: bill.discount(),
        shipping: bill.shipping.as_ref().map_or(Amount::ZERO, |shipping| shipping.subtotal),
        shipping_taxes: bill
            .shipping
            .as_ref()
            .map_or_else(Vec::new, |shipping| applied(&shipping.taxes, &shipping_rates)),
        shipping_total: bill.shipping.as_ref().map_or(Amount::ZERO, |shipping| shipping.total),
        tax: bill.tax(),
        total: bill.total(),
    });
    Ok(())
}

/// What an item costs today, before discounts and taxes.
pub(super) fn subtotal(price: &Price, item: &LineItem, currency: Currency, trial: bool) -> Amount {
    if trial && price.recurring.is_some() {
        // Nothing is due for a subscription while its trial lasts.
        return Amount::ZERO;
    }
    if let Some(amount) = item.custom_amount {
        return amount;
    }
    price.subtotal(currency, item.quantity.unwrap_or_default())
}

/// The rates a client gave an item; those of the subscription where a recurring item has none.
fn manual_rates(
    item: &LineItem,
    price: Option<&Price>,
    settings: &Settings,
    tx: &Transaction<'_>,
) -> Vec<Applicable> {
    let recurring = price.is_some_and(|price| price.recurring.is_some());
    let rates =
        if item.tax_rates.is_empty() && recurring { &settings.default_tax_rates } else { &item.tax_rates };
    let found = rates.iter().filter_map(|id| tx.find::<TaxRate>(id.as_str()));
    found.map(|rate| Applicable { rate, reason: None, taxed: true }).collect()
}

fn deduction(discount: &AppliedDiscount, currency: Currency) -> OrderDiscount {
    match discount.coupon.deduction_in(currency) {
        Some(Deduction::Percent(hundredths)) => OrderDiscount::Percent(u32::from(hundredths)),
        Some(Deduction::Amount(amount)) => OrderDiscount::Amount(amount),
        // Refused when the discount was given.
        None => OrderDiscount::Amount(Amount::ZERO),
    }
}

fn check_total(bill: &Bill, currency: Currency, text: &str) -> Result<(), ApiError> {
    let total = bill.total();
    if let Some(minimum) = currency.minimum()
        && total > Amount::ZERO
        && total < minimum
    {
        return Err(refusal::total_too_small(minimum, currency, text).into());
    }
    // However little is due: a sum that was too great to be counted is not shown.
    if total > currency.maximum() || bill.subtotal().is_saturated() {
        return Err(refusal::total_too_large(currency).into());
    }
    if total.minor() % currency.step() != 0 {
        return Err(inferred::total_not_payable(currency).into());
    }
    Ok(())
}

/// `total_details.breakdown`: each discount and each rate once, with what it comes to in all.
pub(super) fn breakdown(session: &Session, tx: &Transaction<'_>) -> Value {
    let discounts = session.discounts.iter().enumerate().map(|(position, discount)| {
        let amounts = session.line_items.iter().filter_map(|item| item.discounts.get(position).copied());
        json!({"amount": amounts.sum::<Amount>(), "discount": discount.to_object(session)})
    });
    let shipping = session.totals.iter().flat_map(|totals| &totals.shipping_taxes);
    let mut taxes: Vec<AppliedTax> = Vec::new();
    for tax in session.line_items.iter().flat_map(|item| &item.taxes).chain(shipping) {
        match taxes.iter_mut().find(|known| known.rate == tax.rate) {
            Some(known) => {
                known.amount = known.amount.plus(tax.amount);
                known.taxable = known.taxable.plus(tax.taxable);
            }
            None => taxes.push(tax.clone()),
        }
    }
    json!({
        "discounts": discounts.collect::<Vec<_>>(),
        "taxes": taxes.iter().map(|tax| tax.to_json(tx)).collect::<Vec<_>>(),
    })
}

/// What the recurring items come to each time they are paid, with the taxes that are known and with the discounts that are
/// `kept`: those of later invoices are fewer than those of the first.
pub(crate) fn recurring_total(
    session: &Session,
    currency: Currency,
    tx: &Transaction<'_>,
    kept: impl Fn(&AppliedDiscount) -> bool,
) -> Amount {
    let discounts: Vec<&AppliedDiscount> =
        session.discounts.iter().filter(|discount| kept(discount)).collect();
    let items = session.line_items.iter().filter_map(|item| {
        let price = tx.find::<Price>(item.price.as_str()).filter(|price| price.recurring.is_some())?;
        let rates = item.taxes.iter().filter_map(|tax| tx.find::<TaxRate>(tax.rate.as_str()));
        Some(OrderItem {
            subtotal: subtotal(&price, item, currency, false),
            rates: rates
                .map(|rate| Rate { parts: rate.percentage_parts(), inclusive: rate.inclusive })
                .collect(),
            discountable: discounts
                .iter()
                .map(|discount| discount.coupon.applies_to_product(&price.product))
                .collect(),
        })
    });
    let order = Order {
        currency,
        items: items.collect(),
        discounts: discounts.iter().map(|discount| deduction(discount, currency)).collect(),
        shipping: None,
    };
    calculate(&order).total()
}

impl Settings {
    pub(crate) fn has_trial(&self) -> bool {
        self.subscription_data.as_ref().is_some_and(|data| data.trial.is_some())
    }

    pub(crate) fn collects_tax_ids(&self) -> bool {
        self.tax_id_collection.is_some_and(|collection| collection.enabled)
    }
}
