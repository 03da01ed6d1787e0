//! Invoice payments: what pays an invoice.
//!
//! <https://docs.stripe.com/api/invoice-payment>

mod list;
mod retrieve;

pub use list::ListInvoicePayments;
pub use retrieve::RetrieveInvoicePayment;
use serde::{Serialize, Serializer};

use super::invoice::Invoice;
use super::payment_intent::PaymentIntent;
use crate::http::expand::Expandable;
use crate::values::{Amount, Currency, Id, Object, Timestamp};

/// Money for an invoice.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct InvoicePayment {
    pub id: Id<InvoicePayment>,
    pub amount_paid: Option<Amount>,
    pub amount_requested: Amount,
    pub created: Timestamp,
    pub currency: Currency,
    pub invoice: Id<Invoice>,
    pub paid_at: Option<Timestamp>,
    pub payment_intent: Id<PaymentIntent>,
    pub status: Status,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Open,
    Paid,
}

impl Status {
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Paid => "paid",
        }
    }
}

impl Object for InvoicePayment {
    const NAME: &'static str = "invoice_payment";
    const NOUN: &'static str = "invoice_payment";
    const PREFIX: &'static str = "inpay_1";
    const ID_LENGTH: usize = 23;
    const PATH_PARAM: &'static str = "invoice_payment";
    const EXPAND: &'static [Expandable] = &[
        Expandable::reference::<Invoice>("invoice"),
        Expandable::reference::<PaymentIntent>("payment.payment_intent"),
        Expandable::hash("payment"),
        Expandable::hash("status_transitions"),
    ];
    const PLAIN: &'static [&'static str] = &[
        "id",
        "object",
        "amount_paid",
        "amount_requested",
        "created",
        "currency",
        "is_default",
        "livemode",
        "status",
    ];

    fn id(&self) -> &Id<Self> {
        &self.id
    }

    fn created(&self) -> Timestamp {
        self.created
    }

    fn found_by(&self) -> impl Iterator<Item = &str> {
        [self.invoice.as_str(), self.payment_intent.as_str()].into_iter()
    }
}

impl Serialize for InvoicePayment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Payment<'p> {
            payment_intent: &'p Id<PaymentIntent>,
            r#type: &'static str,
        }

        #[derive(Serialize)]
        struct Transitions {
            canceled_at: (),
            paid_at: Option<Timestamp>,
        }

        #[derive(Serialize)]
        struct View<'p> {
            id: &'p Id<InvoicePayment>,
            object: &'static str,
            amount_paid: Option<Amount>,
            amount_requested: Amount,
            created: Timestamp,
            currency: Currency,
            invoice: &'p Id<Invoice>,
            is_default: bool,
            livemode: bool,
            payment: Payment<'p>,
            status: Status,
            status_transitions: Transitions,
        }

        View {
            id: &self.id,
            object: Self::NAME,
            amount_paid: self.amount_paid,
            amount_requested: self.amount_requested,
            created: self.created,
            currency: self.currency,
            invoice: &self.invoice,
            is_default: true,
            livemode: false,
            payment: Payment { payment_intent: &self.payment_intent, r#type: "payment_intent" },
            status: self.status,
            status_transitions: Transitions { canceled_at: (), paid_at: self.paid_at },
        }
        .serialize(serializer)
    }
}
