//! The customer pays, subscribes or leaves a payment method: what the hosted page sends, and
//! `POST /_emulator/checkout/sessions/{session}/complete` in its place.
//!
//! What the customer entered is checked first ([`entries`]), then everything a completed session leaves behind is made, in the
//! order in which Stripe tells of it. A decline leaves its traces and the session open.
//!
//! <https://docs.stripe.com/payments/checkout/how-checkout-works>

mod entries;
mod method;
mod payer;
mod payment;
mod setup;
mod subscription;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::entries::Entries;
use super::adjust::{AdjustSession, ShippingParam};
use super::custom_fields::CustomField;
use super::{Mode, Session, State, check_id, target};
use crate::error::ApiError;
use crate::operation::Operation;
use crate::resources::address::{Address, AddressParam};
use crate::resources::customer::TaxIdTypes;
use crate::resources::invoice::Invoice;
use crate::resources::payment_intent::PaymentIntent;
use crate::resources::payment_intent::attempt::Challenge;
use crate::resources::shipping_rate::ShippingRate;
use crate::resources::subscription::Subscription;
use crate::resources::{coupon, promotion_code};
use crate::store::Transaction;
use crate::values::{Amount, Choice, Email, Emptyable, Id, NonNegative, Text, word};
use crate::words;

words!(
    /// What a customer says to the terms of service.
    pub Acceptances: "accepted"
);

words!(
    /// What a customer says to promotional mail.
    pub Promotions: "opt_in" "opt_out"
);

/// What a customer could enter, all of it optional; what is missing is filled in plausibly where a customer would have to
/// enter it, unless a person entered it [on the page](Self::on_page).
#[derive(Debug, Default, Deserialize)]
pub struct CompleteSession {
    pub acss_debit: Option<AcssDebitParam>,
    pub au_becs_debit: Option<AuBecsDebitParam>,
    pub bacs_debit: Option<BacsDebitParam>,
    pub billing_address: Option<AddressParam>,
    pub business_name: Option<Text<150>>,
    pub card: Option<CardParam>,
    /// Minor units.
    pub custom_unit_amount: Option<Amount>,
    /// By key.
    pub custom_fields: Option<BTreeMap<String, Emptyable<Text<255>>>>,
    pub email: Option<Email>,
    pub individual_name: Option<Text<150>>,
    pub name: Option<Text>,
    /// Whether a person entered it on the page: then nothing is made up for what they left out.
    #[serde(skip)]
    pub on_page: bool,
    pub optional_items: Option<BTreeMap<String, NonNegative>>,
    /// An id of the customer's, a test id such as `pm_card_visa`, or a type such as `sepa_debit`.
    pub payment_method: Option<Text>,
    pub phone: Option<Text<20>>,
    pub promotion_code: Option<Emptyable<Text>>,
    pub promotions: Option<Choice<Promotions>>,
    pub quantities: Option<BTreeMap<String, NonNegative>>,
    /// Whether the customer wants the payment method kept for later.
    pub save_payment_method: Option<bool>,
    pub sepa_debit: Option<SepaDebitParam>,
    pub shipping: Option<ShippingParam>,
    pub shipping_rate: Option<Id<ShippingRate>>,
    pub tax_id: Option<TaxIdParam>,
    pub terms_of_service: Option<Choice<Acceptances>>,
    pub three_d_secure: Option<ThreeDSecure>,
    pub us_bank_account: Option<BankAccountParam>,
}

#[derive(Debug, Deserialize)]
pub struct CardParam {
    pub number: Text<50>,
    pub cvc: Option<Text<10>>,
    pub exp_month: Option<NonNegative>,
    pub exp_year: Option<NonNegative>,
}

#[derive(Debug, Deserialize)]
#[expect(clippy::struct_field_names, reason = "they are called so where they are sent")]
pub struct AcssDebitParam {
    pub account_number: Text<50>,
    pub institution_number: Option<Text<50>>,
    pub transit_number: Option<Text<50>>,
}

#[derive(Debug, Deserialize)]
pub struct AuBecsDebitParam {
    pub account_number: Text<50>,
    pub bsb_number: Option<Text<50>>,
}

#[derive(Debug, Deserialize)]
pub struct BacsDebitParam {
    pub account_number: Text<50>,
    pub sort_code: Option<Text<50>>,
}

#[derive(Debug, Deserialize)]
pub struct SepaDebitParam {
    pub iban: Text<50>,
}

#[derive(Debug, Deserialize)]
pub struct BankAccountParam {
    pub account_number: Text<50>,
    pub routing_number: Option<Text<50>>,
}

#[derive(Debug, Deserialize)]
pub struct TaxIdParam {
    pub r#type: Choice<TaxIdTypes>,
    pub value: Text,
}

/// How the customer answers their bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThreeDSecure {
    Succeed,
    Fail,
    /// They have yet to be asked: the session stays open with a payment that requires action.
    Challenge,
}

/// What is owed of a completed session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    NoPaymentRequired,
    Paid,
    Unpaid,
}

/// What paying left behind.
#[derive(Debug, Clone, Default, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Results {
    /// In `subscription` mode it is the invoice's, and the session does not show it.
    pub payment_intent: Option<Id<PaymentIntent>>,
    pub subscription: Option<Id<Subscription>>,
    pub invoice: Option<Id<Invoice>>,
    pub consent: Option<Consent>,
    /// With the customer's answers.
    pub custom_fields: Option<Vec<CustomField>>,
}

/// What the customer agreed to.
#[derive(Debug, Clone, Copy, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct Consent {
    /// `opt_in` or `opt_out`; nothing where they were not asked.
    #[borsh(deserialize_with = "word::optional")]
    pub promotions: Option<&'static str>,
    #[borsh(deserialize_with = "word::optional")]
    pub terms_of_service: Option<&'static str>,
}

/// What became of an attempt.
enum Outcome {
    Done(PaymentStatus),
    /// The customer must prove who they are; the session stays open.
    Challenged,
}

impl Operation for CompleteSession {
    type Target = Id<Session>;
    type Output = Arc<Session>;

    fn check_target(id: &Id<Session>) -> Result<(), ApiError> {
        check_id(id)
    }

    fn perform(self, id: Id<Session>, tx: &mut Transaction<'_>) -> Result<Arc<Session>, ApiError> {
        let before = target(tx, &id)?;
        before.check_open()?;
        let mut session = Session::clone(&before);
        let (mut adjustments, entered) = self.split();
        if adjustments.billing_address.is_none() && !entered.on_page && session.taxes_depend_on_guest() {
            adjustments.billing_address = Some(entries::short_address().into());
        }
        adjustments.apply(&mut session, tx)?;
        let entries = Entries::check(entered, &mut session, tx)?;

        let outcome = match session.settings.mode {
            Mode::Payment => payment::pay(&mut session, &entries, tx)?,
            Mode::Setup => setup::set_up(&mut session, &entries, tx)?,
            Mode::Subscription => subscription::subscribe(&mut session, &entries, tx)?,
        };
        let status = match outcome {
            Outcome::Challenged => return Ok(tx.put(session)),
            Outcome::Done(status) => status,
        };
        entries.write(&mut session, tx);
        session.state = State::Complete(status);
        for discount in &session.discounts {
            match &discount.promotion_code {
                Some(code) => promotion_code::redeem(tx, code),
                None => coupon::redeem(tx, &discount.coupon.id),
            }
        }
        let invoice = payment::invoice(&mut session, tx);
        let session = tx.put(session);
        tx.emit("checkout.session.completed", &session);
        if let Some(draft) = invoice {
            payment::issue(&session, &draft, tx);
        }
        Ok(session)
    }
}

impl Session {
    /// Whether automatic tax waits for a place that only a guest could name.
    fn taxes_depend_on_guest(&self) -> bool {
        let known = self.customer_details.as_ref().is_some_and(|details| details.address.is_some());
        self.automatic_tax.enabled && self.customer.is_none() && !known
    }
}

/// What is entered besides what changes the order.
struct Entered {
    billing_address: Option<Address>,
    business_name: Option<Text<150>>,
    card: Option<CardParam>,
    custom_fields: BTreeMap<String, Emptyable<Text<255>>>,
    email: Option<Email>,
    individual_name: Option<Text<150>>,
    name: Option<Text>,
    on_page: bool,
    payment_method: Option<Text>,
    phone: Option<Text<20>>,
    promotions: Option<Choice<Promotions>>,
    save_payment_method: bool,
    account_number: Option<(&'static str, Text<50>)>,
    tax_id: Option<TaxIdParam>,
    terms_accepted: bool,
    challenge: Challenge,
}

impl CompleteSession {
    /// Takes out of it what changes the order, so that it can be seen what comes of that. The billing address stays: it is
    /// entered as well.
    pub fn take_adjustments(&mut self) -> AdjustSession {
        AdjustSession {
            billing_address: self.billing_address.clone(),
            custom_unit_amount: self.custom_unit_amount.take(),
            optional_items: self.optional_items.take(),
            promotion_code: self.promotion_code.take(),
            quantities: self.quantities.take(),
            shipping: self.shipping.take(),
            shipping_rate: self.shipping_rate.take(),
        }
    }

    fn split(mut self) -> (AdjustSession, Entered) {
        let adjustments = self.take_adjustments();
        let billing_address = self.billing_address.map(Address::from);
        let accounts = [
            self.sepa_debit.map(|sent| ("sepa_debit", sent.iban)),
            self.us_bank_account.map(|sent| ("us_bank_account", sent.account_number)),
            self.acss_debit.map(|sent| ("acss_debit", sent.account_number)),
            self.au_becs_debit.map(|sent| ("au_becs_debit", sent.account_number)),
            self.bacs_debit.map(|sent| ("bacs_debit", sent.account_number)),
        ];
        let entered = Entered {
            billing_address,
            business_name: self.business_name,
            card: self.card,
            custom_fields: self.custom_fields.unwrap_or_default(),
            email: self.email,
            individual_name: self.individual_name,
            name: self.name,
            on_page: self.on_page,
            payment_method: self.payment_method,
            phone: self.phone,
            promotions: self.promotions,
            save_payment_method: self.save_payment_method.unwrap_or(false),
            account_number: accounts.into_iter().flatten().next(),
            tax_id: self.tax_id,
            terms_accepted: self.terms_of_service.is_some(),
            challenge: match self.three_d_secure {
                None | Some(ThreeDSecure::Succeed) => Challenge::Succeed,
                Some(ThreeDSecure::Fail) => Challenge::Fail,
                Some(ThreeDSecure::Challenge) => Challenge::Ask,
            },
        };
        (adjustments, entered)
    }
}
