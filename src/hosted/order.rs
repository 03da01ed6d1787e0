//! What is bought and what it costs, as the page shows it. Every amount is the session's own; nothing is computed here but
//! sums of what it already holds.

use std::sync::Arc;

use super::locale::{Locale, Texts};
use super::phrase::{Money, Phrase, Piece, fill};
use crate::resources::checkout::session::{AppliedDiscount, LineItem, Mode, Session, Trial, recurring_total};
use crate::resources::coupon::{Deduction, Duration};
use crate::resources::price::{Interval, Price, Recurring};
use crate::resources::product::Product;
use crate::resources::promotion_code::PromotionCode;
use crate::resources::shipping_rate::ShippingRate;
use crate::resources::tax_rate::TaxRate;
use crate::store::Transaction;
use crate::values::{Amount, Currency, Id};

/// The left half of the page.
#[derive(Debug)]
pub(super) struct Order {
    /// "Pay Acme", or what the only item is called.
    pub(super) heading: String,
    /// The big amount; nothing where nothing is paid.
    pub(super) amount: Option<Phrase>,
    /// What stands below it.
    pub(super) description: Phrase,
    pub(super) image: Option<String>,
    pub(super) items: Vec<Item>,
    pub(super) optional: Vec<Optional>,
    /// Nothing in `setup` mode.
    pub(super) bill: Option<Bill>,
}

#[derive(Debug)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) details: Option<String>,
    pub(super) image: Option<String>,
    /// `None` for a metered price.
    pub(super) quantity: Option<i64>,
    /// Nothing where it is fixed.
    pub(super) bounds: Option<(i64, i64)>,
    pub(super) total: Phrase,
    /// Each costs, where there are several; how often it is paid.
    pub(super) notes: Vec<Phrase>,
    pub(super) custom: Option<CustomAmount>,
    /// The price of an optional item, by which it is taken out again.
    pub(super) optional: Option<String>,
}

/// Something the customer names the price of.
#[derive(Debug)]
pub(super) struct CustomAmount {
    pub(super) now: Money,
    pub(super) least: Option<Money>,
    pub(super) most: Option<Money>,
}

/// Something the customer may add.
#[derive(Debug)]
pub(super) struct Optional {
    pub(super) price: String,
    pub(super) name: String,
    pub(super) details: Option<String>,
    pub(super) image: Option<String>,
    pub(super) quantity: i64,
    pub(super) amount: Phrase,
}

#[derive(Debug)]
pub(super) struct Bill {
    pub(super) subtotal: Money,
    pub(super) discounts: Vec<Discount>,
    pub(super) takes_code: bool,
    pub(super) shipping: Option<Row>,
    pub(super) taxes: Vec<Row>,
    pub(super) total_label: &'static str,
    pub(super) total: Money,
    /// What is paid once a trial is over.
    pub(super) after_trial: Option<Row>,
}

#[derive(Debug)]
pub(super) struct Discount {
    /// The code, else the coupon's name; "20% off" where it has none.
    pub(super) label: Phrase,
    /// The same in words, for who takes it off.
    pub(super) name: String,
    /// "20% off", where that is not the label.
    pub(super) details: Option<Phrase>,
    pub(super) amount: Money,
    /// Whether the customer can take it off.
    pub(super) removable: bool,
}

#[derive(Debug)]
pub(super) struct Row {
    pub(super) label: Phrase,
    pub(super) amount: Phrase,
}

impl Order {
    pub(super) fn of(session: &Session, business: &str, locale: &Locale, tx: &Transaction<'_>) -> Self {
        let texts = locale.texts;
        let Some((currency, totals)) = session.settings.currency.zip(session.totals.as_ref()) else {
            return Order {
                heading: texts.save_details.to_string(),
                amount: None,
                description: Phrase::default(),
                image: None,
                items: Vec::new(),
                optional: Vec::new(),
                bill: None,
            };
        };
        let trial = Term::of(session, texts);
        let items: Vec<Item> =
            session.line_items.iter().map(|item| Item::of(item, session, currency, texts, tx)).collect();
        let recurring = Recurrence::of(session, currency, tx);
        let money = |amount| Money::new(amount, currency);
        let only = if let [only] = items.as_slice() { Some(only) } else { None };
        let name = only.map(|item| item.name.as_str());
        let heading = match (session.settings.mode, &trial) {
            (Mode::Subscription, Some(_)) => {
                fill(&texts.try_product, &[("product", name.unwrap_or(business))])
            }
            (Mode::Subscription, None) => fill(&texts.subscribe_to, &[("product", name.unwrap_or(business))]),
            _ => name.map_or_else(|| fill(&texts.pay_business, &[("business", business)]), str::to_owned),
        };
        let due = Phrase(vec![money(totals.total).into()]);
        let (amount, description) = match (&trial, &recurring) {
            (Some(term), Some(recurring)) => (term.phrase.clone(), recurring.then(texts)),
            (Some(term), None) => (term.phrase.clone(), Phrase::default()),
            (None, Some(recurring)) => (due, recurring.after(totals.total, texts)),
            (None, None) => {
                (due, only.and_then(|item| item.details.clone()).map(Phrase::text).unwrap_or_default())
            }
        };
        let later = trial.and(recurring.as_ref()).map(|recurring| Row {
            label: Phrase::text(&*texts.after_trial),
            amount: recurring.phrase(texts),
        });
        Order {
            heading,
            amount: Some(amount),
            description,
            image: only.and_then(|item| item.image.clone()),
            items,
            optional: optional(session, currency, texts, tx),
            bill: Some(Bill {
                subtotal: money(totals.subtotal),
                discounts: discounts(session, currency, texts, tx),
                takes_code: session.settings.allow_promotion_codes == Some(true),
                shipping: shipping(session, currency, texts, tx),
                taxes: taxes(session, currency, texts, tx),
                total_label: if session.settings.mode == Mode::Subscription {
                    &texts.total_today
                } else {
                    &texts.total
                },
                total: money(totals.total),
                after_trial: later,
            }),
        }
    }
}

/// How long nothing is paid.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) phrase: Phrase,
}

impl Term {
    pub(super) fn of(session: &Session, texts: &Texts) -> Option<Self> {
        let data = session.settings.subscription_data.as_ref()?;
        let phrase = match data.trial? {
            Trial::Days(1) => Phrase::fill(&texts.free_day, &[("count", Piece::from(1))]),
            Trial::Days(days) => Phrase::fill(&texts.free_days, &[("count", Piece::from(days))]),
            Trial::Until(moment) => Phrase::fill(&texts.free_until, &[("date", Piece::from(moment))]),
        };
        Some(Term { phrase })
    }
}

/// What is paid again and again, where all of it is paid equally often: with its taxes, and with the discounts that last
/// beyond the first payment.
#[derive(Debug)]
pub(super) struct Recurrence {
    pub(super) amount: Money,
    pub(super) every: Recurring,
    /// After how many months a discount ends, and what is paid from then on.
    pub(super) later: Option<(i64, Money)>,
    /// Whether nothing is paid only once.
    is_all: bool,
}

impl Recurrence {
    pub(super) fn of(session: &Session, currency: Currency, tx: &Transaction<'_>) -> Option<Self> {
        let mut every: Option<Recurring> = None;
        let mut is_all = true;
        for item in session.line_items.iter() {
            let price = tx.find::<Price>(item.price.as_str())?;
            let Some(recurring) = &price.recurring else {
                is_all = false;
                continue;
            };
            if every.as_ref().is_some_and(|known| {
                (known.interval, known.interval_count) != (recurring.interval, recurring.interval_count)
            }) {
                return None;
            }
            every.get_or_insert_with(|| recurring.clone());
        }
        let every = every?;
        let total = |kept: fn(&AppliedDiscount) -> bool| {
            Money::new(recurring_total(session, currency, tx, kept), currency)
        };
        let full = total(|discount| discount.coupon.duration == Duration::Forever);
        // One that ends with the first payment has no say in the second.
        let months = session
            .discounts
            .iter()
            .filter(|discount| discount.coupon.duration == Duration::Repeating)
            .filter_map(|discount| discount.coupon.duration_in_months)
            .filter(|months| months_of(&every).is_none_or(|period| *months > period))
            .max();
        Some(match months {
            Some(months) => {
                let amount = total(|discount| discount.coupon.duration != Duration::Once);
                Recurrence { amount, every, later: Some((months, full)), is_all }
            }
            None => Recurrence { amount: full, every, later: None, is_all },
        })
    }

    /// "Then $10.00 per month"
    fn then(&self, texts: &Texts) -> Phrase {
        let every = interval(&self.every, texts);
        self.and_later(
            Phrase::fill(&texts.then, &[("amount", self.amount.into()), ("interval", every.into())]),
            texts,
        )
    }

    /// What stands below the amount that is `due` now: "per month" where it is the same each time.
    fn after(&self, due: Amount, texts: &Texts) -> Phrase {
        if self.is_all && self.amount.minor() == due.minor() {
            self.and_later(Phrase::text(interval(&self.every, texts)), texts)
        } else {
            self.then(texts)
        }
    }

    /// The same, and "After 3 months, $20.00 per month".
    fn and_later(&self, mut phrase: Phrase, texts: &Texts) -> Phrase {
        if let Some((months, amount)) = self.later {
            let every = interval(&self.every, texts);
            let parts =
                [("count", Piece::from(months)), ("amount", amount.into()), ("interval", every.into())];
            phrase.0.push(" · ".into());
            phrase.0.extend(Phrase::fill(&texts.after_months, &parts).0);
        }
        phrase
    }

    /// "$10.00 per month"
    pub(super) fn phrase(&self, texts: &Texts) -> Phrase {
        Phrase(vec![self.amount.into(), Piece::from(format!(" {}", interval(&self.every, texts)))])
    }
}

/// How many months lie between two payments; nothing where they are weeks or days.
fn months_of(recurring: &Recurring) -> Option<i64> {
    match recurring.interval {
        Interval::Month => Some(recurring.interval_count),
        Interval::Year => Some(recurring.interval_count * 12),
        Interval::Day | Interval::Week => None,
    }
}

/// "per month", "every 3 months".
pub(super) fn interval(recurring: &Recurring, texts: &Texts) -> String {
    let (one, several) = match recurring.interval {
        Interval::Day => (&texts.per_day, &texts.every_days),
        Interval::Week => (&texts.per_week, &texts.every_weeks),
        Interval::Month => (&texts.per_month, &texts.every_months),
        Interval::Year => (&texts.per_year, &texts.every_years),
    };
    match recurring.interval_count {
        1 => one.to_string(),
        count => fill(several, &[("count", &count.to_string())]),
    }
}

impl Item {
    fn of(
        item: &LineItem,
        session: &Session,
        currency: Currency,
        texts: &Texts,
        tx: &Transaction<'_>,
    ) -> Self {
        let price = tx.find::<Price>(item.price.as_str());
        let product = price.as_ref().and_then(|price| product(&price.product, tx));
        let money = |amount| Money::new(amount, currency);
        let recurring = price.as_ref().and_then(|price| price.recurring.as_ref());
        let trial = recurring.and(Term::of(session, texts));
        let mut notes = Vec::new();
        let quantity = item.quantity.filter(|quantity| *quantity > 1);
        if let (Some(_), Some(unit)) =
            (quantity, price.as_ref().and_then(|price| unit_amount(price, currency)))
        {
            notes.push(Phrase::fill(&texts.each, &[("amount", money(unit).into())]));
        }
        if let (Some(price), Some(recurring)) = (&price, recurring) {
            let every = interval(recurring, texts);
            notes.push(if trial.is_some() {
                let later = price.subtotal(currency, item.quantity.unwrap_or_default());
                Phrase::fill(&texts.then, &[("amount", money(later).into()), ("interval", every.into())])
            } else {
                Phrase::text(every)
            });
        }
        let custom =
            price.as_ref().and_then(|price| price.custom_amount_in(currency)).map(|bounds| CustomAmount {
                now: money(item.amounts.subtotal),
                least: bounds.minimum.map(money),
                most: bounds.maximum.map(money),
            });
        let offered = session.settings.optional_items.iter().flatten();
        let offered = offered.filter(|_| item.optional).find(|offered| offered.price == item.price);
        let adjustable = item.adjustable_quantity.or_else(|| offered?.adjustable_quantity);
        let adjustable = adjustable.filter(|adjustable| adjustable.enabled);
        Item {
            id: item.id.to_string(),
            name: item.description.to_string(),
            details: product.as_ref().and_then(|product| product.description.as_deref().map(str::to_owned)),
            image: product.as_deref().and_then(image),
            quantity: item.quantity,
            bounds: adjustable
                .map(|adjustable| (adjustable.minimum.unwrap_or(0), adjustable.maximum.unwrap_or(99))),
            total: trial
                .map_or_else(|| Phrase(vec![money(item.amounts.subtotal).into()]), |term| term.phrase),
            notes,
            custom,
            optional: item.optional.then(|| item.price.to_string()),
        }
    }
}

fn product(id: &Id<Product>, tx: &Transaction<'_>) -> Option<Arc<Product>> {
    tx.last::<Product>(id.as_str())
}

/// A product's first picture, if its address is one that a browser may fetch.
fn image(product: &Product) -> Option<String> {
    let address = product.images.first()?.as_str();
    (address.starts_with("https://") || address.starts_with("http://")).then(|| address.to_owned())
}

/// What one costs, where that is a whole number of minor units.
fn unit_amount(price: &Price, currency: Currency) -> Option<Amount> {
    let amount = match price.currency_options.get(currency) {
        Some(option) if currency != price.currency => option.unit_amount,
        _ => price.unit_amount,
    };
    amount?.whole().map(Amount::from_minor).filter(|_| price.transform_quantity.is_none())
}

fn optional(session: &Session, currency: Currency, texts: &Texts, tx: &Transaction<'_>) -> Vec<Optional> {
    let chosen =
        |price: &Id<Price>| session.line_items.iter().any(|item| item.optional && item.price == *price);
    let offered = session.settings.optional_items.iter().flatten().filter(|item| !chosen(&item.price));
    offered
        .filter_map(|item| {
            let price = tx.find::<Price>(item.price.as_str())?;
            let product = product(&price.product, tx)?;
            let mut amount = vec![Money::new(price.subtotal(currency, item.quantity), currency).into()];
            if let Some(recurring) = &price.recurring {
                amount.push(Piece::from(format!(" {}", interval(recurring, texts))));
            }
            Some(Optional {
                price: item.price.to_string(),
                name: product.name.to_string(),
                details: product.description.as_deref().map(str::to_owned),
                image: image(&product),
                quantity: item.quantity,
                amount: Phrase(amount),
            })
        })
        .collect()
}

fn discounts(session: &Session, currency: Currency, texts: &Texts, tx: &Transaction<'_>) -> Vec<Discount> {
    let discount = |(position, discount): (usize, &AppliedDiscount)| {
        let code = discount.promotion_code.as_ref();
        let code = code.and_then(|id| tx.find::<PromotionCode>(id.as_str()));
        let name = discount.coupon.name.as_deref().map(str::to_owned);
        let amount: Amount =
            session.line_items.iter().filter_map(|item| item.discounts.get(position).copied()).sum();
        let details = match discount.coupon.deduction_in(currency) {
            Some(Deduction::Percent(hundredths)) => Phrase::fill(
                &texts.percent_off,
                &[("percent", Piece::Number(percent(u64::from(hundredths), 100)))],
            ),
            Some(Deduction::Amount(amount)) => {
                Phrase::fill(&texts.amount_off, &[("amount", Money::new(amount, currency).into())])
            }
            None => Phrase::default(),
        };
        let name = code.map(|code| code.code.to_string()).or(name);
        Discount {
            label: name.clone().map_or_else(|| details.clone(), Phrase::text),
            details: name.is_some().then_some(details),
            name: name.unwrap_or_else(|| texts.discount.to_string()),
            amount: Money::new(amount, currency).negative(),
            removable: session.settings.allow_promotion_codes == Some(true),
        }
    };
    session.discounts.iter().enumerate().map(discount).collect()
}

/// `825`, `100` → "8.25".
fn percent(parts: u64, whole: u64) -> String {
    let digits = whole.ilog10() as usize;
    let written = format!("{}.{:0>digits$}", parts / whole, parts % whole);
    written.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn shipping(session: &Session, currency: Currency, texts: &Texts, tx: &Transaction<'_>) -> Option<Row> {
    let option = session.selected_option()?;
    let totals = session.totals.as_ref()?;
    let rate = tx.find::<ShippingRate>(option.shipping_rate.as_str())?;
    Some(Row {
        label: Phrase::text(format!("{} ({})", texts.shipping, rate.display_name)),
        amount: or_free(Money::new(totals.shipping, currency), texts),
    })
}

/// Nothing is "Free".
pub(super) fn or_free(money: Money, texts: &Texts) -> Phrase {
    if money.is_zero() { Phrase::text(texts.free.to_string()) } else { Phrase(vec![money.into()]) }
}

/// Each rate once, with what it comes to in all.
fn taxes(session: &Session, currency: Currency, texts: &Texts, tx: &Transaction<'_>) -> Vec<Row> {
    if session.automatic_tax.waits_for_address() {
        return vec![Row {
            label: Phrase::text(&*texts.tax),
            amount: Phrase::text(texts.tax_needs_address.to_string()),
        }];
    }
    let shipping = session.totals.iter().flat_map(|totals| &totals.shipping_taxes);
    let mut rates: Vec<(&Id<TaxRate>, Amount)> = Vec::new();
    for tax in session.line_items.iter().flat_map(|item| &item.taxes).chain(shipping) {
        match rates.iter_mut().find(|(known, _)| **known == tax.rate) {
            Some((_, amount)) => *amount = amount.plus(tax.amount),
            None => rates.push((&tax.rate, tax.amount)),
        }
    }
    let row = |(id, amount): (&Id<TaxRate>, Amount)| {
        let rate = tx.find::<TaxRate>(id.as_str())?;
        let words = if rate.inclusive { &texts.tax_included } else { &texts.tax_rate };
        let share = Piece::Number(percent(rate.percentage_parts(), 10_000));
        let label = Phrase::fill(words, &[("name", (&*rate.display_name).into()), ("percent", share)]);
        Some(Row { label, amount: Phrase(vec![Money::new(amount, currency).into()]) })
    };
    rates.into_iter().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_percentage_has_the_places_it_needs() {
        assert_eq!(percent(2000, 100), "20");
        assert_eq!(percent(1250, 100), "12.5");
        assert_eq!(percent(88_750, 10_000), "8.875");
        assert_eq!(percent(5, 100), "0.05");
    }
}
