//! Lines of an invoice.
//!
//! <https://docs.stripe.com/api/invoice-line-item>

use serde::{Serialize, Serializer};

use super::{Invoice, InvoiceTax};
use crate::http::expand::{Expandable, Subject};
use crate::http::list::List;
use crate::operation::Output;
use crate::resources::discount::Discount;
use crate::resources::price::Price;
use crate::resources::product::Product;
use crate::resources::subscription::Subscription;
use crate::resources::subscription_item::SubscriptionItem;
use crate::values::{Amount, Currency, Decimal, Id, Metadata, Timestamp};

/// The `object` of a line.
pub const INVOICE_LINE: &str = "line_item";

pub const INVOICE_LINE_EXPAND: &[Expandable] = &[
    Expandable::reference::<Discount>("discounts"),
    Expandable::reference::<Discount>("discount_amounts.discount"),
    Expandable::reference::<Price>("pricing.price_details.price"),
    Expandable::reference::<Subscription>("subscription"),
    Expandable::hash("parent"),
    Expandable::hash("period"),
    Expandable::hash("pricing"),
    Expandable::hash("taxes"),
];

pub const INVOICE_LINE_PLAIN: &[&str] = &[
    "id",
    "object",
    "amount",
    "currency",
    "description",
    "discountable",
    "invoice",
    "livemode",
    "metadata",
    "quantity",
    "quantity_decimal",
    "subtotal",
];

/// One line of an invoice.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct InvoiceLine {
    /// `il_…`
    pub id: Box<str>,
    /// Before discounts and taxes that come on top.
    pub amount: Amount,
    pub currency: Currency,
    pub description: Box<str>,
    pub discounts: Vec<(Id<Discount>, Amount)>,
    pub invoice: Id<Invoice>,
    pub metadata: Metadata,
    pub parent: Parent,
    pub period: Period,
    pub price: Id<Price>,
    pub product: Id<Product>,
    pub quantity: Option<i64>,
    pub subscription: Option<Id<Subscription>>,
    pub taxes: Vec<InvoiceTax>,
    pub unit_amount: Option<Decimal>,
}

/// What a line is for.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub enum Parent {
    /// Something paid once: `ii_…`.
    InvoiceItem(Box<str>),
    SubscriptionItem(Id<SubscriptionItem>),
}

/// The time a line pays for.
#[derive(Debug, Clone, Copy, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Period {
    pub end: Timestamp,
    pub start: Timestamp,
}

#[derive(Serialize)]
struct DiscountAmount<'l> {
    amount: Amount,
    discount: &'l Id<Discount>,
}

#[derive(Serialize)]
struct PretaxCredit<'l> {
    amount: Amount,
    discount: &'l Id<Discount>,
    r#type: &'static str,
}

#[derive(Serialize)]
struct ParentView<'l> {
    invoice_item_details: Option<InvoiceItemDetails<'l>>,
    subscription_item_details: Option<SubscriptionItemDetails<'l>>,
    r#type: &'static str,
}

#[derive(Serialize)]
struct InvoiceItemDetails<'l> {
    invoice_item: &'l str,
    proration: bool,
    proration_details: ProrationDetails,
    subscription: Option<&'l Id<Subscription>>,
}

#[derive(Serialize)]
struct SubscriptionItemDetails<'l> {
    invoice_item: (),
    proration: bool,
    proration_details: ProrationDetails,
    subscription: Option<&'l Id<Subscription>>,
    subscription_item: &'l Id<SubscriptionItem>,
}

#[derive(Serialize)]
struct ProrationDetails {
    credited_items: (),
}

#[derive(Serialize)]
struct Pricing<'l> {
    price_details: PriceDetails<'l>,
    r#type: &'static str,
    unit_amount_decimal: Option<Decimal>,
}

#[derive(Serialize)]
struct PriceDetails<'l> {
    price: &'l Id<Price>,
    product: &'l Id<Product>,
}

#[derive(Serialize)]
struct View<'l> {
    id: &'l str,
    object: &'static str,
    amount: Amount,
    currency: Currency,
    description: &'l str,
    discount_amounts: Vec<DiscountAmount<'l>>,
    discountable: bool,
    discounts: [(); 0],
    invoice: &'l Id<Invoice>,
    livemode: bool,
    metadata: &'l Metadata,
    parent: ParentView<'l>,
    period: Period,
    pretax_credit_amounts: Vec<PretaxCredit<'l>>,
    pricing: Pricing<'l>,
    quantity: Option<i64>,
    quantity_decimal: Option<String>,
    subscription: &'l Option<Id<Subscription>>,
    subtotal: Amount,
    taxes: &'l [InvoiceTax],
}

impl Serialize for InvoiceLine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let subscription = self.subscription.as_ref();
        let details = || ProrationDetails { credited_items: () };
        let parent = match &self.parent {
            Parent::InvoiceItem(item) => ParentView {
                invoice_item_details: Some(InvoiceItemDetails {
                    invoice_item: item,
                    proration: false,
                    proration_details: details(),
                    subscription,
                }),
                subscription_item_details: None,
                r#type: "invoice_item_details",
            },
            Parent::SubscriptionItem(item) => ParentView {
                invoice_item_details: None,
                subscription_item_details: Some(SubscriptionItemDetails {
                    invoice_item: (),
                    proration: false,
                    proration_details: details(),
                    subscription,
                    subscription_item: item,
                }),
                r#type: "subscription_item_details",
            },
        };
        View {
            id: &self.id,
            object: INVOICE_LINE,
            amount: self.amount,
            currency: self.currency,
            description: &self.description,
            discount_amounts: self
                .discounts
                .iter()
                .map(|(discount, amount)| DiscountAmount { amount: *amount, discount })
                .collect(),
            discountable: true,
            discounts: [],
            invoice: &self.invoice,
            livemode: false,
            metadata: &self.metadata,
            parent,
            period: self.period,
            pretax_credit_amounts: self
                .discounts
                .iter()
                .map(|(discount, amount)| PretaxCredit { amount: *amount, discount, r#type: "discount" })
                .collect(),
            pricing: Pricing {
                price_details: PriceDetails { price: &self.price, product: &self.product },
                r#type: "price_details",
                unit_amount_decimal: self.unit_amount,
            },
            quantity: self.quantity,
            quantity_decimal: self.quantity.map(|quantity| quantity.to_string()),
            subscription: &self.subscription,
            subtotal: self.amount,
            taxes: &self.taxes,
        }
        .serialize(serializer)
    }
}

impl Output for List<InvoiceLine> {
    const SUBJECT: Subject = Subject::List(INVOICE_LINE);
}
