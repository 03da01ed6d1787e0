//! What a customer changes on the page before they pay: the shipping option, the promotion code, quantities, what is added,
//! and the addresses that taxes depend on.
//!
//! <https://docs.stripe.com/payments/checkout/customization>

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::line_item::LineItem;
use super::{AppliedDiscount, Session, ShippingDetails, check_id, target, totals};
use crate::error::{ApiError, NotFound, inferred, refusal};
use crate::operation::Operation;
use crate::resources::address::{Address, AddressParam};
use crate::resources::price::Price;
use crate::resources::promotion_code::{PromotionCode, Purchase};
use crate::resources::shipping_rate::ShippingRate;
use crate::store::Transaction;
use crate::values::{Amount, Emptyable, Id, NonNegative, Object as _, Text};

#[derive(Debug, Deserialize)]
pub struct AdjustSession {
    pub billing_address: Option<AddressParam>,
    /// What the customer pays where they name the price, in minor units.
    pub custom_unit_amount: Option<Amount>,
    /// By the id of the optional item's price; 0 takes it out again.
    pub optional_items: Option<BTreeMap<String, NonNegative>>,
    /// The text a customer types; an empty one takes the discount off.
    pub promotion_code: Option<Emptyable<Text>>,
    /// By the id of the line item.
    pub quantities: Option<BTreeMap<String, NonNegative>>,
    pub shipping: Option<ShippingParam>,
    pub shipping_rate: Option<Id<ShippingRate>>,
}

/// Who receives the order, and where, as far as it was typed.
#[derive(Debug, Deserialize)]
pub struct ShippingParam {
    pub address: AddressParam,
    pub name: Option<Text<255>>,
}

impl Operation for AdjustSession {
    type Target = Id<Session>;
    type Output = Arc<Session>;

    fn check_target(id: &Id<Session>) -> Result<(), ApiError> {
        check_id(id)
    }

    fn perform(self, id: Id<Session>, tx: &mut Transaction<'_>) -> Result<Arc<Session>, ApiError> {
        let before = target(tx, &id)?;
        before.check_open()?;
        let mut session = Session::clone(&before);
        self.apply(&mut session, tx)?;
        Ok(tx.put(session))
    }
}

impl Session {
    /// # Errors
    /// It was completed, or has expired.
    pub(super) fn check_open(&self) -> Result<(), ApiError> {
        if self.is_open() { Ok(()) } else { Err(inferred::session_not_payable(self.state.as_str()).into()) }
    }
}

impl AdjustSession {
    /// Changes a session, which is not put back into the account; its amounts are computed anew.
    ///
    /// # Errors
    /// An option, item or code that the session does not offer, a quantity out of its bounds, an amount or an address that
    /// is not allowed.
    pub(super) fn apply(self, session: &mut Session, tx: &mut Transaction<'_>) -> Result<(), ApiError> {
        if let Some(rate) = self.shipping_rate {
            let position = session.shipping_options.iter().position(|option| option.shipping_rate == rate);
            session.selected_shipping = position.ok_or_else(|| {
                inferred::not_an_option(&ShippingRate::NOUN.replace(' ', "_"), rate.as_str())
            })?;
        }
        if let Some(quantities) = self.quantities {
            change_quantities(session, quantities)?;
        }
        if let Some(items) = self.optional_items {
            add_optional_items(session, items, tx)?;
        }
        if let Some(amount) = self.custom_unit_amount {
            name_price(session, amount, tx)?;
        }
        if let Some(address) = self.billing_address {
            session.customer_details.get_or_insert_default().address = Some(Address::from(address));
        }
        if let Some(shipping) = self.shipping {
            take_address(session, shipping)?;
        }
        let Some(currency) = session.settings.currency.filter(|_| session.totals.is_some()) else {
            return Ok(());
        };
        if let Some(code) = self.promotion_code {
            // What a code may be used for depends on what is in the order now.
            session.discounts = match code {
                Emptyable::Empty => Vec::new(),
                Emptyable::Value(code) => vec![session.redeemable(&code, tx)?],
            };
        }
        totals::compute(session, currency, currency.code(), tx)
    }
}

fn change_quantities(session: &mut Session, sent: BTreeMap<String, NonNegative>) -> Result<(), ApiError> {
    let mut items: Vec<LineItem> = session.line_items.to_vec();
    for (id, quantity) in sent {
        let param = format!("quantities[{id}]");
        let Some(position) = items.iter().position(|item| *item.id == *id) else {
            return Err(NotFound::new("line item", id.as_str()).at(param));
        };
        let quantity = quantity.get();
        let bounds = items[position].adjustable_quantity.filter(|adjustable| adjustable.enabled);
        let Some(bounds) = bounds else { return Err(inferred::quantity_fixed(&param).into()) };
        let (least, most) = (bounds.minimum.unwrap_or(0), bounds.maximum.unwrap_or(99));
        if !(least..=most).contains(&quantity) {
            return Err(inferred::quantity_out_of_bounds(&param, least, most).into());
        }
        if quantity == 0 {
            items.remove(position);
        } else {
            items[position].quantity = Some(quantity);
        }
    }
    if items.is_empty() {
        return Err(inferred::nothing_left_to_buy().into());
    }
    session.line_items = items.into();
    Ok(())
}

fn add_optional_items(
    session: &mut Session,
    sent: BTreeMap<String, NonNegative>,
    tx: &mut Transaction<'_>,
) -> Result<(), ApiError> {
    let settings = Arc::clone(&session.settings);
    let mut items: Vec<LineItem> = session.line_items.to_vec();
    for (id, quantity) in sent {
        let param = format!("optional_items[{id}]");
        let offered = settings.optional_items.iter().flatten().find(|item| item.price.as_str() == id);
        let Some(offered) = offered else {
            return Err(NotFound::new("optional item", id.as_str()).at(param));
        };
        let quantity = quantity.get();
        let bounds = offered.adjustable_quantity.filter(|adjustable| adjustable.enabled);
        let allowed = match bounds {
            Some(bounds) => bounds.minimum.unwrap_or(0)..=bounds.maximum.unwrap_or(99),
            None => offered.quantity..=offered.quantity,
        };
        if quantity != 0 && !allowed.contains(&quantity) {
            return Err(inferred::quantity_out_of_bounds(&param, *allowed.start(), *allowed.end()).into());
        }
        let known = items.iter().position(|item| item.optional && item.price == offered.price);
        match (known, quantity) {
            (Some(position), 0) => {
                items.remove(position);
            }
            (None, 0) => {}
            (Some(position), quantity) => items[position].quantity = Some(quantity),
            (None, quantity) => {
                let Some(price) = tx.find::<Price>(id.as_str()) else {
                    return Err(NotFound::new("optional item", id.as_str()).at(param));
                };
                let item = LineItem::of(&price, Some(quantity), settings.currency, tx);
                items.push(LineItem { optional: true, ..item });
            }
        }
    }
    session.line_items = items.into();
    Ok(())
}

/// The customer names what they pay.
fn name_price(session: &mut Session, amount: Amount, tx: &Transaction<'_>) -> Result<(), ApiError> {
    let mut items: Vec<LineItem> = session.line_items.to_vec();
    let item = items.first_mut().zip(session.settings.currency).and_then(|(item, currency)| {
        let price = tx.find::<Price>(item.price.as_str())?;
        Some((price.custom_amount_in(currency)?, item))
    });
    let Some((bounds, item)) = item else { return Err(inferred::price_is_fixed().into()) };
    let least = bounds.minimum.unwrap_or(Amount::ZERO);
    if amount < least || bounds.maximum.is_some_and(|most| amount > most) {
        return Err(inferred::custom_amount_out_of_bounds(bounds.minimum, bounds.maximum).into());
    }
    item.custom_amount = Some(amount);
    session.line_items = items.into();
    Ok(())
}

/// Where the order goes, as far as it was typed: enough to know taxes by.
fn take_address(session: &mut Session, sent: ShippingParam) -> Result<(), ApiError> {
    let Some(allowed) = session.settings.shipping_countries.as_deref() else {
        return Err(inferred::no_shipping_address_asked_for().into());
    };
    if session.settings.update_shipping_details == Some(super::Permission::ServerOnly) {
        return Err(inferred::shipping_details_belong_to_the_server().into());
    }
    let address = Address::from(sent.address);
    let Some(country) = address.country else {
        return Err(refusal::missing("shipping[address][country]").into());
    };
    if !allowed.contains(&country.as_str()) {
        return Err(inferred::country_not_allowed(country, "shipping[address][country]").into());
    }
    let before = session.collected.get_or_insert_default();
    let known = before.shipping_details.as_ref().map(|details| details.name.clone());
    let unnamed = || Text::try_from("").unwrap_or_else(|_| unreachable!("an empty text is short enough"));
    let name = sent.name.or(known).unwrap_or_else(unnamed);
    before.shipping_details = Some(Arc::new(ShippingDetails { address, name }));
    Ok(())
}

impl Session {
    /// The discount of a code a customer types, if it may be used for this order.
    fn redeemable(&self, typed: &str, tx: &mut Transaction<'_>) -> Result<AppliedDiscount, ApiError> {
        const PARAM: &str = "promotion_code";
        if self.settings.allow_promotion_codes != Some(true) {
            return Err(inferred::promotion_codes_not_allowed().into());
        }
        let currency = self.settings.currency;
        let typed = typed.trim();
        let codes = tx.collection::<PromotionCode>().filed(typed).rev();
        let matching = |code: &&Arc<PromotionCode>| code.code.eq_ignore_ascii_case(typed);
        // Of codes that share their text, the one that can be used counts.
        let found: Vec<Arc<PromotionCode>> = codes.filter(matching).cloned().collect();
        let for_this_customer = |code: &&Arc<PromotionCode>| code.customer == self.customer;
        let code = found
            .iter()
            .filter(|code| code.active)
            .find(for_this_customer)
            .or_else(|| found.iter().find(|code| code.active))
            .or_else(|| found.first());
        let (Some(code), Some(currency)) = (code, currency) else {
            return Err(inferred::unknown_promotion_code().into());
        };
        let purchase =
            Purchase { customer: self.customer.as_ref(), subtotal: self.items_subtotal(tx), currency };
        let coupon = code.check(tx, purchase, PARAM)?;
        let fits = coupon.deduction_in(currency).is_some()
            && self.line_items.iter().any(|item| {
                tx.find::<Price>(item.price.as_str())
                    .is_some_and(|price| coupon.applies_to_product(&price.product))
            });
        if !fits {
            return Err(inferred::promotion_code_does_not_fit().into());
        }
        let promotion_code = Some(code.id.clone());
        Ok(AppliedDiscount { id: tx.new_unstored_id(), coupon, promotion_code, start: tx.now() })
    }

    /// What the items come to before discounts and taxes, as they are now.
    fn items_subtotal(&self, tx: &Transaction<'_>) -> Amount {
        let Some(currency) = self.settings.currency else { return Amount::ZERO };
        let trial = self.settings.has_trial();
        let subtotal = |item: &LineItem| {
            let price = tx.find::<Price>(item.price.as_str())?;
            Some(totals::subtotal(&price, item, currency, trial))
        };
        self.line_items.iter().filter_map(subtotal).sum()
    }
}
