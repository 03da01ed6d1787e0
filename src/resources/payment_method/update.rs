//! `POST /v1/payment_methods/{payment_method}`
//!
//! <https://docs.stripe.com/api/payment_methods/update>

use std::sync::Arc;

use serde::Deserialize;

use super::described::{AccountTypes, BillingDetailsParam, HolderTypes, PreferredNetworks, Redisplays};
use super::{Details, PaymentMethod, century, check_expiry, retrieve};
use crate::error::{ApiError, inferred};
use crate::operation::Operation;
use crate::store::Transaction;
use crate::values::{Choice, Emptyable, Id, Int, MetadataParam};

#[derive(Debug, Deserialize)]
pub struct UpdatePaymentMethod {
    pub allow_redisplay: Option<Choice<Redisplays>>,
    pub billing_details: Option<BillingDetailsParam>,
    pub card: Option<CardUpdate>,
    pub metadata: Option<Emptyable<MetadataParam>>,
    pub us_bank_account: Option<UsBankAccountUpdate>,
}

#[derive(Debug, Deserialize)]
pub struct CardUpdate {
    pub exp_month: Option<Int>,
    pub exp_year: Option<Int>,
    pub networks: Option<NetworksUpdate>,
}

#[derive(Debug, Deserialize)]
pub struct NetworksUpdate {
    pub preferred: Option<Emptyable<Choice<PreferredNetworks>>>,
}

#[derive(Debug, Deserialize)]
pub struct UsBankAccountUpdate {
    pub account_holder_type: Option<Choice<HolderTypes>>,
    pub account_type: Option<Choice<AccountTypes>>,
}

impl Operation for UpdatePaymentMethod {
    type Target = Id<PaymentMethod>;
    type Output = Arc<PaymentMethod>;

    fn perform(
        self,
        id: Id<PaymentMethod>,
        tx: &mut Transaction<'_>,
    ) -> Result<Arc<PaymentMethod>, ApiError> {
        let before = retrieve::target(tx, &id)?;
        let mut after = PaymentMethod::clone(&before);
        if let Some(choice) = self.allow_redisplay {
            after.allow_redisplay = choice.as_str();
        }
        if let Some(details) = self.billing_details {
            details.apply(&mut after.billing_details);
        }
        after.metadata.update(self.metadata)?;
        let kind = after.kind;
        match (self.card, &mut after.details) {
            (None, _) => {}
            (Some(sent), Details::Card(card)) => {
                let month = sent.exp_month.map_or(card.exp_month, Int::get);
                let year = sent.exp_year.map_or(card.exp_year, |year| century(year.get()));
                check_expiry(month, year, ["exp_month", "exp_year"], tx.now())?;
                (card.exp_month, card.exp_year) = (month, year);
            }
            (Some(_), Details::Other { .. }) => {
                return Err(inferred::hash_of_other_type("card", kind, "card".into()).into());
            }
        }
        match (self.us_bank_account, &mut after.details) {
            (Some(sent), Details::Other { fields, .. }) if kind == "us_bank_account" => {
                let words = [
                    ("account_holder_type", sent.account_holder_type.map(Choice::as_str)),
                    ("account_type", sent.account_type.map(Choice::as_str)),
                ];
                for (name, word) in words {
                    if let Some(word) = word {
                        fields.insert(name.into(), word.into());
                    }
                }
            }
            (Some(_), _) => {
                let param = "us_bank_account".into();
                return Err(inferred::hash_of_other_type("us_bank_account", kind, param).into());
            }
            (None, _) => {}
        }
        let after = tx.put(after);
        tx.emit_update("payment_method.updated", &before, &after);
        Ok(after)
    }
}
