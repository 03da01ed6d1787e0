//! `invoice_creation`: whether a one-time payment leaves an invoice.
//!
//! <https://docs.stripe.com/payments/checkout/receipts#paid-invoices>

use serde::{Deserialize, Serialize, Serializer};

use super::Mode;
use super::account_reference::{self, AccountReference, AccountReferenceParam};
use crate::error::{ApiError, refusal};
use crate::values::{Choice, Emptyable, EmptyableExt as _, Metadata, MetadataParam, Text, UpTo};
use crate::words;

words!(
    /// How an invoice shows amounts with regard to tax.
    pub AmountTaxDisplays: "exclude_tax" "include_inclusive_tax"
);

#[derive(Debug, Clone, Deserialize)]
pub struct InvoiceCreationParam {
    pub enabled: bool,
    pub invoice_data: Option<InvoiceDataParam>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct InvoiceDataParam {
    pub account_tax_ids: Option<Emptyable<Vec<Text>>>,
    pub custom_fields: Option<Emptyable<InvoiceCustomFields>>,
    pub description: Option<Text<1500>>,
    pub footer: Option<Text>,
    pub issuer: Option<AccountReferenceParam>,
    pub metadata: Option<MetadataParam>,
    pub rendering_options: Option<Emptyable<RenderingOptionsParam>>,
}

/// Lines of the merchant's own at the head of an invoice.
pub type InvoiceCustomFields = UpTo<4, InvoiceCustomField>;

#[derive(
    Debug, Clone, PartialEq, Eq, Deserialize, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize,
)]
pub struct InvoiceCustomField {
    pub name: Text<40>,
    pub value: Text<140>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct RenderingOptionsParam {
    pub amount_tax_display: Option<Emptyable<Choice<AmountTaxDisplays>>>,
    pub template: Option<Text>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct InvoiceCreation {
    pub enabled: bool,
    #[serde(serialize_with = "filled_in")]
    pub invoice_data: Option<Box<InvoiceData>>,
}

/// What the invoice will say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct InvoiceData {
    pub account_tax_ids: Option<Vec<Text>>,
    pub custom_fields: Option<InvoiceCustomFields>,
    pub description: Option<Text<1500>>,
    pub footer: Option<Text>,
    pub issuer: Option<AccountReference>,
    pub metadata: Metadata,
    pub rendering_options: Option<RenderingOptions>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct RenderingOptions {
    pub amount_tax_display: Option<Choice<AmountTaxDisplays>>,
    pub template: Option<Text>,
}

/// Nothing is kept where nothing was sent, but all of it is shown.
#[expect(clippy::ref_option, reason = "serde hands over the field as it is")]
fn filled_in<S: Serializer>(data: &Option<Box<InvoiceData>>, serializer: S) -> Result<S::Ok, S::Error> {
    match data {
        Some(data) => data.serialize(serializer),
        None => InvoiceData::default().serialize(serializer),
    }
}

/// Invoice creation of a session in `payment` mode, off unless it was asked for; nothing in the other modes.
///
/// # Errors
/// It is enabled in another mode, its issuer is not what its type says, or its metadata has too many keys.
pub(super) fn build(
    sent: Option<InvoiceCreationParam>,
    mode: Mode,
) -> Result<Option<InvoiceCreation>, ApiError> {
    let enabled = sent.as_ref().is_some_and(|sent| sent.enabled);
    if mode != Mode::Payment {
        return if enabled { Err(refusal::invoice_creation_in_this_mode().into()) } else { Ok(None) };
    }
    let sent = sent.and_then(|sent| sent.invoice_data);
    if sent.is_none() && !enabled {
        return Ok(Some(InvoiceCreation { enabled, invoice_data: None }));
    }
    let mut data = sent.map(invoice_data).transpose()?.unwrap_or_default();
    if enabled && data.issuer.is_none() {
        data.issuer = Some(AccountReference::ITSELF);
    }
    Ok(Some(InvoiceCreation { enabled, invoice_data: Some(Box::new(data)) }))
}

fn invoice_data(sent: InvoiceDataParam) -> Result<InvoiceData, ApiError> {
    let rendering = |sent: RenderingOptionsParam| RenderingOptions {
        amount_tax_display: sent.amount_tax_display.flatten(),
        template: sent.template,
    };
    Ok(InvoiceData {
        account_tax_ids: sent.account_tax_ids.flatten(),
        custom_fields: sent.custom_fields.flatten(),
        description: sent.description,
        footer: sent.footer,
        issuer: sent
            .issuer
            .map(|issuer| account_reference::build(issuer, "invoice_creation[invoice_data][issuer]"))
            .transpose()?,
        metadata: Metadata::new(sent.metadata)?,
        rendering_options: sent.rendering_options.flatten().map(rendering),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::resources::checkout::session::published::{assert_as_published, decode, json_of};

    #[derive(Debug, Deserialize)]
    struct Params {
        invoice_creation: Option<InvoiceCreationParam>,
    }

    fn build_from(form: &str, mode: Mode) -> Result<Option<InvoiceCreation>, ApiError> {
        build(decode::<Params>(form)?.invoice_creation, mode)
    }

    #[test]
    fn the_parameters_are_those_published() {
        assert_as_published::<Params>();
    }

    #[test]
    fn what_is_not_sent_is_as_recorded() {
        let expected = json!({
            "enabled": false,
            "invoice_data": {
                "account_tax_ids": null,
                "custom_fields": null,
                "description": null,
                "footer": null,
                "issuer": null,
                "metadata": {},
                "rendering_options": null,
            },
        });
        assert_eq!(json_of(&build_from("", Mode::Payment).unwrap()), expected);
        assert_eq!(build_from("", Mode::Setup).unwrap(), None);
        assert_eq!(build_from("", Mode::Subscription).unwrap(), None);
    }

    #[test]
    fn an_invoice_says_what_was_sent() {
        let data = "invoice_creation[invoice_data]";
        let form = format!(
            "invoice_creation[enabled]=true&{data}[custom_fields][0][name]=PO&{data}[custom_fields][0][value]=7\
             &{data}[metadata][a]=b&{data}[rendering_options][amount_tax_display]=exclude_tax\
             &{data}[account_tax_ids]=&{data}[footer]=Thanks"
        );
        let expected = json!({
            "enabled": true,
            "invoice_data": {
                "account_tax_ids": null,
                "custom_fields": [{"name": "PO", "value": "7"}],
                "description": null,
                "footer": "Thanks",
                "issuer": {"type": "self"},
                "metadata": {"a": "b"},
                "rendering_options": {"amount_tax_display": "exclude_tax", "template": null},
            },
        });
        assert_eq!(json_of(&build_from(&form, Mode::Payment).unwrap()), expected);
    }

    #[test]
    fn only_payments_can_have_it_on() {
        let error = build_from("invoice_creation[enabled]=true", Mode::Subscription).unwrap_err();
        assert_eq!(error.param(), Some("invoice_creation"));
        assert!(build_from("invoice_creation[enabled]=false", Mode::Subscription).unwrap().is_none());
    }
}
