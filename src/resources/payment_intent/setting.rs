//! What creating, updating and confirming a payment intent have in common.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::attempt::{Attempt, Challenge, attempt};
use super::{AutomaticPaymentMethods, PaymentIntent, Status};
use crate::error::{ApiError, NotFound, inferred, refusal};
use crate::http::version::Version;
use crate::resources::customer::Customer;
use crate::resources::payment_method::{self, MethodData, PaymentMethod};
use crate::store::Transaction;
use crate::values::{Amount, Choice, Currency, Id, IdSource, Text, Words};
use crate::words;

words!(pub Redirects: "always" "never");
words!(pub ConfirmationMethods: "automatic" "manual");

#[derive(Debug, Clone, Copy, Deserialize)]
pub struct AutomaticPaymentMethodsParam {
    pub allow_redirects: Option<Choice<Redirects>>,
    pub enabled: bool,
}

/// Words as they are kept.
pub(crate) fn all<W: Words>(sent: Option<Vec<Choice<W>>>) -> Option<Vec<&'static str>> {
    sent.map(|sent| sent.into_iter().map(Choice::as_str).collect())
}

/// What an intent may be paid or set up with.
pub(crate) struct Methods {
    pub(crate) automatic: Option<AutomaticPaymentMethods>,
    pub(crate) types: Vec<&'static str>,
}

impl Methods {
    /// The types that were named, or what the account offers, less what was excluded. Named ones leave no choice to Stripe.
    ///
    /// Before `2023-08-16` nothing said meant cards.
    pub(crate) fn choose(
        version: Version,
        automatic: Option<AutomaticPaymentMethodsParam>,
        explicit: Option<Vec<&'static str>>,
        allowed: Option<&Vec<&'static str>>,
        excluded: Option<&Vec<&'static str>>,
    ) -> Self {
        let unsaid = automatic.is_none() && explicit.is_none() && allowed.is_none();
        let explicit =
            if unsaid && version < Version::named("2023-08-16") { Some(vec!["card"]) } else { explicit };
        let automatic = match automatic {
            Some(sent) if !sent.enabled => None,
            sent => Some(AutomaticPaymentMethods {
                allow_redirects: sent.and_then(|sent| sent.allow_redirects).map_or("always", Choice::as_str),
                enabled: true,
            }),
        };
        let automatic = automatic.filter(|_| explicit.is_none());
        let mut types = explicit.or_else(|| allowed.cloned()).unwrap_or_else(|| vec!["card", "link"]);
        types.retain(|kind| !excluded.is_some_and(|excluded| excluded.contains(kind)));
        Methods { automatic, types }
    }
}

/// The account's own configuration of methods, `pmc_…`: what Stripe chooses from. It is named and cannot be retrieved.
pub(crate) fn own_configuration(tx: &Transaction<'_>) -> Box<str> {
    let mut hasher = DefaultHasher::new();
    (tx.context().account, "payment_method_configuration").hash(&mut hasher);
    IdSource::new(hasher.finish()).draw("pmc_1", 23).into()
}

/// The transfer of a payment to a connected account.
#[derive(Debug, Deserialize)]
pub struct TransferDataParam {
    pub amount: Option<Amount>,
    pub description: Option<serde::de::IgnoredAny>,
    pub destination: Text,
    pub metadata: Option<serde::de::IgnoredAny>,
    pub payment_data: Option<serde::de::IgnoredAny>,
}

/// What an intent shows of the options of its methods where nothing was sent.
pub(crate) fn default_options(types: &[&str]) -> Value {
    let mut options = Map::new();
    if types.contains(&"card") {
        let card = json!({
            "installments": null,
            "mandate_options": null,
            "network": null,
            "request_three_d_secure": "automatic",
        });
        options.insert("card".into(), card);
    }
    if types.contains(&"link") {
        options.insert("link".into(), json!({"persistent_token": null}));
    }
    Value::Object(options)
}

/// Refuses what no card can be charged.
///
/// # Errors
/// Nothing, less than the currency's least charge or more than its greatest.
pub(super) fn check_amount(amount: Amount, currency: Currency) -> Result<(), ApiError> {
    if amount == Amount::ZERO {
        return Err(refusal::nothing_to_pay().into());
    }
    if let Some(least) = currency.minimum()
        && amount < least
    {
        return Err(inferred::amount_too_small(least, currency).into());
    }
    if amount > currency.maximum() {
        return Err(inferred::amount_too_large(currency).into());
    }
    Ok(())
}

/// What a method is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    Payment,
    Setup,
}

/// The method that was named or described, if one was. A described one is made.
///
/// # Errors
/// Both, or one that is not there or another customer's.
pub(crate) fn method(
    named: Option<&Id<PaymentMethod>>,
    described: Option<MethodData>,
    confirmation_token: Option<&Text>,
    customer: Option<&Id<Customer>>,
    intent: Intent,
    tx: &mut Transaction<'_>,
) -> Result<Option<Arc<PaymentMethod>>, ApiError> {
    if let Some(token) = confirmation_token {
        return Err(NotFound::new("confirmation_token", token.as_str()).at("confirmation_token"));
    }
    let method = match (named, described) {
        (Some(_), Some(_)) => {
            return Err(refusal::exclusive("", "payment_method", "payment_method_data").into());
        }
        (Some(id), None) => payment_method::resolve(tx, id, "payment_method")?,
        (None, Some(mut data)) => {
            let kind = Some(data.r#type.as_str());
            let method = data.described(kind).build("payment_method_data", tx)?;
            tx.put(method)
        }
        (None, None) => return Ok(None),
    };
    if method.customer.is_some() && method.customer.as_ref() != customer {
        return Err(refusal::method_of_customer(&method, customer, intent).into());
    }
    Ok(Some(method))
}

/// Whether a customer may be sent to another page, and nothing says where they come back to. Stripe's own scripts, which
/// stay on the page, need not say it.
pub(crate) fn lacks_return_url(
    automatic: Option<AutomaticPaymentMethods>,
    return_url: Option<&str>,
    use_stripe_sdk: Option<bool>,
    tx: &Transaction<'_>,
) -> bool {
    let by_script = tx.context().publishable && use_stripe_sdk == Some(true);
    automatic.is_some_and(|automatic| automatic.allow_redirects == "always")
        && return_url.is_none()
        && !by_script
}

/// Confirms an intent with its method.
///
/// # Errors
/// It has none, the type is none of the intent's, or the method is declined: 402.
pub(super) fn confirm(
    tx: &mut Transaction<'_>,
    intent: &PaymentIntent,
    off_session: bool,
    error_on_requires_action: bool,
    use_stripe_sdk: Option<bool>,
) -> Result<Arc<PaymentIntent>, ApiError> {
    let Some(method) = intent.payment_method.as_ref().and_then(|id| tx.find::<PaymentMethod>(id.as_str()))
    else {
        return Err(refusal::confirm_without_method(intent).into());
    };
    if lacks_return_url(intent.automatic_payment_methods, intent.return_url.as_deref(), use_stripe_sdk, tx) {
        return Err(refusal::nowhere_to_return(Intent::Payment).into());
    }
    if !intent.payment_method_types.contains(&method.kind) && intent.automatic_payment_methods.is_none() {
        return Err(inferred::method_type_not_allowed(method.kind, &intent.payment_method_types).into());
    }
    let challenge = Challenge::Ask;
    let tried = Attempt { method, challenge, off_session };
    if error_on_requires_action
        && matches!(super::attempt::obstacle(&tried, false), Some(super::attempt::Obstacle::Challenge))
    {
        let tried = Attempt { challenge: Challenge::Fail, ..tried };
        return attempt(tx, intent, &tried);
    }
    go_on(tx, intent, &tried)
}

/// Tries to pay an intent of the API's own, and keeps the method where that was asked for.
///
/// # Errors
/// The method is declined, or its owner did not approve: 402.
pub(super) fn go_on(
    tx: &mut Transaction<'_>,
    intent: &PaymentIntent,
    tried: &Attempt,
) -> Result<Arc<PaymentIntent>, ApiError> {
    let method = &tried.method;
    let confirmed = attempt(tx, intent, tried)?;
    let keeps = intent.setup_future_usage.is_some();
    if let Some(customer) =
        intent.customer.as_ref().filter(|_| keeps && confirmed.status != Status::RequiresAction)
    {
        let off = intent.setup_future_usage == Some(super::SetupFutureUsage::OffSession);
        let method = tx.get(&method.id).unwrap_or_else(|_| Arc::clone(method));
        let ready = tx.put(PaymentMethod { set_up: method.set_up || off, ..PaymentMethod::clone(&method) });
        PaymentMethod::attach(tx, &ready, customer);
    } else if intent.customer.is_none() && method.customer.is_none() && confirmed.status == Status::Succeeded
    {
        // Once paid with, a method that is nobody's cannot be used again.
        let method = tx.get(&method.id).unwrap_or_else(|_| Arc::clone(method));
        tx.put(PaymentMethod { used_up: true, ..PaymentMethod::clone(&method) });
    }
    Ok(confirmed)
}
