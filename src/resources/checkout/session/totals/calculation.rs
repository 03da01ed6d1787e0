//! The arithmetic of an order, pure: amounts in, amounts out.
//!
//! All numbers are integers of minor units; a share of an amount is computed exactly and rounded once, half up, to what
//! the currency can pay: a minor unit, or more where Stripe wants the last digits to be zero. Discounts come before taxes,
//! each on what the ones before left over, and never below zero.

use crate::values::{Amount, Currency};

/// What an order is made of.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub currency: Currency,
    pub items: Vec<OrderItem>,
    pub discounts: Vec<OrderDiscount>,
    pub shipping: Option<OrderShipping>,
}

#[derive(Debug, Clone)]
pub(super) struct OrderItem {
    pub subtotal: Amount,
    pub rates: Vec<Rate>,
    /// For each discount of the order, whether it applies to this item.
    pub discountable: Vec<bool>,
}

#[derive(Debug, Clone)]
pub(super) struct OrderShipping {
    pub amount: Amount,
    pub rates: Vec<Rate>,
}

/// What a discount takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OrderDiscount {
    /// In hundredths of a percent, of each item by itself.
    Percent(u32),
    /// Spread over the items in proportion to what they cost.
    Amount(Amount),
}

/// A tax rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rate {
    /// In ten-thousandths of a percent: 8.25 % is 82 500.
    pub parts: u64,
    /// Whether the tax is part of the amount already.
    pub inclusive: bool,
}

/// 100 % in the unit of [`Rate::parts`].
const WHOLE: i128 = 1_000_000;

/// What an order comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bill {
    pub items: Vec<BillItem>,
    pub shipping: Option<BillShipping>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BillItem {
    pub subtotal: Amount,
    /// What each discount of the order takes off this item.
    pub discounts: Vec<Amount>,
    /// What each of the item's rates comes to.
    pub taxes: Vec<Tax>,
    pub total: Amount,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BillShipping {
    pub subtotal: Amount,
    pub taxes: Vec<Tax>,
    pub total: Amount,
}

/// One rate's tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tax {
    pub amount: Amount,
    /// What it was computed on, without inclusive tax.
    pub taxable: Amount,
}

impl BillItem {
    pub(super) fn discount(&self) -> Amount {
        self.discounts.iter().copied().sum()
    }

    pub(super) fn tax(&self) -> Amount {
        self.taxes.iter().map(|tax| tax.amount).sum()
    }
}

impl BillShipping {
    pub(super) fn tax(&self) -> Amount {
        self.taxes.iter().map(|tax| tax.amount).sum()
    }
}

impl Bill {
    /// The items without discounts, taxes and shipping.
    pub(super) fn subtotal(&self) -> Amount {
        self.items.iter().map(|item| item.subtotal).sum()
    }

    pub(super) fn discount(&self) -> Amount {
        self.items.iter().map(BillItem::discount).sum()
    }

    /// Taxes of items and shipping, inclusive ones too.
    pub(super) fn tax(&self) -> Amount {
        let shipping = self.shipping.as_ref().map_or(Amount::ZERO, BillShipping::tax);
        self.items.iter().map(BillItem::tax).sum::<Amount>().plus(shipping)
    }

    /// What is due.
    pub(super) fn total(&self) -> Amount {
        let shipping = self.shipping.as_ref().map_or(Amount::ZERO, |shipping| shipping.total);
        self.items.iter().map(|item| item.total).sum::<Amount>().plus(shipping)
    }
}

/// Computes an order's bill.
pub(super) fn calculate(order: &Order) -> Bill {
    let step = i128::from(order.currency.step());
    let discounts = discounts(order, step);
    let items = order.items.iter().zip(discounts).map(|(item, discounts)| {
        let net = item.subtotal.minus(discounts.iter().copied().sum());
        let (taxes, added) = taxes(net, &item.rates, step);
        BillItem { subtotal: item.subtotal, discounts, taxes, total: net.plus(added) }
    });
    let shipping = order.shipping.as_ref().map(|shipping| {
        let (taxes, added) = taxes(shipping.amount, &shipping.rates, step);
        BillShipping { subtotal: shipping.amount, taxes, total: shipping.amount.plus(added) }
    });
    Bill { items: items.collect(), shipping }
}

/// For each item, what each discount takes off it.
fn discounts(order: &Order, step: i128) -> Vec<Vec<Amount>> {
    let mut taken: Vec<Vec<Amount>> =
        order.items.iter().map(|_| Vec::with_capacity(order.discounts.len())).collect();
    let mut left: Vec<Amount> = order.items.iter().map(|item| item.subtotal).collect();
    for (position, discount) in order.discounts.iter().enumerate() {
        let applies = |item: &OrderItem| item.discountable.get(position).copied().unwrap_or(false);
        let eligible: Vec<Amount> = order
            .items
            .iter()
            .zip(&left)
            .map(|(item, left)| if applies(item) { *left } else { Amount::ZERO })
            .collect();
        let shares = match *discount {
            OrderDiscount::Percent(hundredths) => {
                let share = |amount: &Amount| {
                    let exact = i128::from(amount.minor()) * i128::from(hundredths);
                    // A coarse step may round up past what is there.
                    to_amount(round(exact, 10_000, step)).min(*amount)
                };
                eligible.iter().map(share).collect()
            }
            OrderDiscount::Amount(amount) => spread(amount, &eligible, step),
        };
        for ((taken, left), share) in taken.iter_mut().zip(&mut left).zip(shares) {
            *left = left.minus(share);
            taken.push(share);
        }
    }
    taken
}

/// Spreads an amount in proportion to `weights`, never more than each weight, the shares summing to the whole: each gets
/// the share rounded down, and what is left over goes to the largest remainders, earlier items first.
fn spread(amount: Amount, weights: &[Amount], step: i128) -> Vec<Amount> {
    let total: i128 = weights.iter().map(|weight| i128::from(weight.minor())).sum();
    let whole = i128::from(amount.minor()).min(total);
    if total == 0 || whole <= 0 {
        return vec![Amount::ZERO; weights.len()];
    }
    let mut shares: Vec<i128> = Vec::with_capacity(weights.len());
    let mut remainders: Vec<(i128, usize)> = Vec::with_capacity(weights.len());
    for (index, weight) in weights.iter().enumerate() {
        let exact = whole * i128::from(weight.minor());
        let share = exact / (total * step) * step;
        shares.push(share);
        remainders.push((exact - share * total, index));
    }
    remainders.sort_by_key(|(remainder, index)| (-remainder, *index));
    let mut rest = whole - shares.iter().sum::<i128>();
    while rest > 0 {
        let before = rest;
        for (_, index) in &remainders {
            let room = i128::from(weights[*index].minor()) - shares[*index];
            let more = rest.min(step).min(room);
            shares[*index] += more;
            rest -= more;
        }
        if rest == before {
            break;
        }
    }
    shares.into_iter().map(to_amount).collect()
}

/// The taxes on an amount, and how much of them comes on top.
fn taxes(amount: Amount, rates: &[Rate], step: i128) -> (Vec<Tax>, Amount) {
    let inclusive: i128 = rates.iter().filter(|rate| rate.inclusive).map(|rate| i128::from(rate.parts)).sum();
    let units = i128::from(amount.minor());
    // The amount without the taxes it contains is units × WHOLE ÷ (WHOLE + inclusive).
    let denominator = WHOLE + inclusive;
    let mut taxes: Vec<Tax> = Vec::with_capacity(rates.len());
    let mut contained = Amount::ZERO;
    for rate in rates {
        let parts = i128::from(rate.parts);
        let exact = if rate.inclusive { (units * parts, denominator) } else { (0, 1) };
        let tax = to_amount(round(exact.0, exact.1, step)).min(amount.minus(contained));
        contained = contained.plus(tax);
        taxes.push(Tax { amount: tax, taxable: Amount::ZERO });
    }
    let base = amount.minus(contained);
    let mut added = Amount::ZERO;
    for (tax, rate) in taxes.iter_mut().zip(rates) {
        tax.taxable = base;
        if !rate.inclusive {
            tax.amount = to_amount(round(i128::from(base.minor()) * i128::from(rate.parts), WHOLE, step));
            added = added.plus(tax.amount);
        }
    }
    (taxes, added)
}

/// `numerator ÷ denominator` to the nearest multiple of `step`, half up. Nothing here is negative.
fn round(numerator: i128, denominator: i128, step: i128) -> i128 {
    let unit = denominator * step;
    (numerator * 2 + unit) / (unit * 2) * step
}

fn to_amount(units: i128) -> Amount {
    Amount::from_minor(i64::try_from(units).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        Currency::try_from(code).unwrap()
    }

    fn amount(units: i64) -> Amount {
        Amount::from_minor(units)
    }

    /// Cents, and the currencies whose amounts are coarser or finer.
    fn currencies() -> impl Strategy<Value = Currency> {
        prop::sample::select(vec!["usd", "jpy", "kwd", "isk", "huf"]).prop_map(currency)
    }

    fn amounts() -> impl Strategy<Value = Amount> {
        prop_oneof![0..5_000_i64, 0..=999_999_999_999_i64].prop_map(amount)
    }

    fn rates() -> impl Strategy<Value = Vec<Rate>> {
        let rate =
            (0..=1_000_000_u64, any::<bool>()).prop_map(|(parts, inclusive)| Rate { parts, inclusive });
        prop::collection::vec(rate, 0..4)
    }

    fn discounts() -> impl Strategy<Value = Vec<OrderDiscount>> {
        let discount = prop_oneof![
            (1..=10_000_u32).prop_map(OrderDiscount::Percent),
            amounts().prop_map(OrderDiscount::Amount),
        ];
        prop::collection::vec(discount, 0..3)
    }

    fn orders() -> impl Strategy<Value = Order> {
        let item = (amounts(), rates(), prop::collection::vec(any::<bool>(), 3))
            .prop_map(|(subtotal, rates, discountable)| OrderItem { subtotal, rates, discountable });
        let shipping = (amounts(), rates()).prop_map(|(amount, rates)| OrderShipping { amount, rates });
        (currencies(), prop::collection::vec(item, 0..8), discounts(), prop::option::of(shipping))
            .prop_map(|(currency, items, discounts, shipping)| Order { currency, items, discounts, shipping })
    }

    fn exclusive(taxes: &[Tax], rates: &[Rate]) -> Amount {
        taxes.iter().zip(rates).filter(|(_, rate)| !rate.inclusive).map(|(tax, _)| tax.amount).sum()
    }

    proptest! {
        #[test]
        fn the_parts_sum_to_the_totals(order in orders()) {
            let bill = calculate(&order);
            prop_assert_eq!(bill.items.len(), order.items.len());
            let mut added = Amount::ZERO;
            for (item, billed) in order.items.iter().zip(&bill.items) {
                let on_top = exclusive(&billed.taxes, &item.rates);
                added = added.plus(on_top);
                prop_assert_eq!(billed.total, billed.subtotal.minus(billed.discount()).plus(on_top));
            }
            let mut shipping_amount = Amount::ZERO;
            if let (Some(shipping), Some(billed)) = (&order.shipping, &bill.shipping) {
                added = added.plus(exclusive(&billed.taxes, &shipping.rates));
                shipping_amount = billed.subtotal;
            }
            prop_assert_eq!(bill.total(), bill.subtotal().minus(bill.discount()).plus(shipping_amount).plus(added));
        }

        #[test]
        fn nothing_is_negative_and_no_discount_exceeds_its_item(order in orders()) {
            let bill = calculate(&order);
            for item in &bill.items {
                prop_assert!(item.discount() <= item.subtotal);
                prop_assert!(item.total >= Amount::ZERO);
                prop_assert!(item.discounts.iter().all(|discount| *discount >= Amount::ZERO));
                prop_assert!(item.taxes.iter().all(|tax| tax.amount >= Amount::ZERO && tax.taxable >= Amount::ZERO));
            }
            prop_assert!(bill.total() >= Amount::ZERO);
        }

        #[test]
        fn an_amount_off_is_taken_off_whole_if_there_is_enough(
            off in amounts(),
            subtotals in prop::collection::vec(amounts(), 1..8),
            currency in currencies(),
        ) {
            let items = subtotals.iter().map(|subtotal| OrderItem {
                subtotal: *subtotal,
                rates: Vec::new(),
                discountable: vec![true],
            });
            let discounts = vec![OrderDiscount::Amount(off)];
            let order = Order { currency, items: items.collect(), discounts, shipping: None };
            let bill = calculate(&order);
            prop_assert_eq!(bill.discount(), off.min(bill.subtotal()));
        }

        #[test]
        fn an_order_computed_again_comes_to_the_same(order in orders()) {
            prop_assert_eq!(calculate(&order), calculate(&order.clone()));
        }

        #[test]
        fn amounts_stay_payable_in_coarse_currencies(
            counts in prop::collection::vec(0..100_000_i64, 1..6),
            rates in rates(),
            percent in 1..=10_000_u32,
        ) {
            for code in ["kwd", "isk"] {
                let currency = currency(code);
                let items = counts.iter().map(|count| OrderItem {
                    subtotal: amount(count * currency.step()),
                    rates: rates.clone(),
                    discountable: vec![true],
                });
                let order = Order {
                    currency,
                    items: items.collect(),
                    discounts: vec![OrderDiscount::Percent(percent)],
                    shipping: None,
                };
                prop_assert_eq!(calculate(&order).total().minor() % currency.step(), 0);
            }
        }
    }
}
