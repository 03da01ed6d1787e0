//! Where this program differs from Stripe's published types on purpose, each with its reason.
//!
//! A row that is no longer needed fails the test.

/// A difference in the parameters of an operation.
pub(super) struct Parameter {
    /// As the fixture's file is named: `prices.update`.
    pub(super) operation: &'static str,
    pub(super) path: &'static str,
    pub(super) difference: Difference,
    #[expect(dead_code, reason = "it is for whoever reads the table")]
    pub(super) reason: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Difference {
    /// Stripe takes it, this program does not.
    Missing,
    /// This program takes it, the types do not say so.
    Invented,
    Required,
    Emptyable,
    Kind,
    Words,
}

pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter {
        operation: "paymentIntents.confirm",
        path: "client_secret",
        difference: Difference::Invented,
        reason: "browsers send it with a publishable key; the types are those of server libraries",
    },
    Parameter {
        operation: "setupIntents.confirm",
        path: "client_secret",
        difference: Difference::Invented,
        reason: "browsers send it with a publishable key; the types are those of server libraries",
    },
    Parameter {
        operation: "prices.update",
        path: "lookup_key",
        difference: Difference::Emptyable,
        reason: "an empty one gives the key back (recorded)",
    },
    Parameter {
        operation: "prices.update",
        path: "nickname",
        difference: Difference::Emptyable,
        reason: "an empty one unsets it (recorded)",
    },
    Parameter {
        operation: "products.create",
        path: "statement_descriptor",
        difference: Difference::Emptyable,
        reason: "an empty one unsets it (observed by others against test mode)",
    },
    Parameter {
        operation: "products.update",
        path: "default_price",
        difference: Difference::Emptyable,
        reason: "an empty one unsets it (observed by others against test mode)",
    },
    Parameter {
        operation: "products.update",
        path: "statement_descriptor",
        difference: Difference::Emptyable,
        reason: "an empty one unsets it (observed by others against test mode)",
    },
    Parameter {
        operation: "customers.create",
        path: "name",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.create",
        path: "phone",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.create",
        path: "email",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.create",
        path: "description",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.create",
        path: "invoice_settings[default_payment_method]",
        difference: Difference::Emptyable,
        reason: "an empty one unsets it (observed by others against test mode)",
    },
    Parameter {
        operation: "customers.create",
        path: "invoice_settings[footer]",
        difference: Difference::Emptyable,
        reason: "an empty one unsets it (observed by others against test mode)",
    },
    Parameter {
        operation: "customers.create",
        path: "preferred_locales",
        difference: Difference::Emptyable,
        reason: "an empty one unsets it (observed by others against test mode)",
    },
    Parameter {
        operation: "customers.create",
        path: "address[city]",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.create",
        path: "address[country]",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.create",
        path: "address[line1]",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.create",
        path: "address[line2]",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.create",
        path: "address[postal_code]",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.create",
        path: "address[state]",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.create",
        path: "shipping[phone]",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.update",
        path: "name",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.update",
        path: "phone",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.update",
        path: "email",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.update",
        path: "description",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.update",
        path: "invoice_settings[default_payment_method]",
        difference: Difference::Emptyable,
        reason: "an empty one unsets it (observed by others against test mode)",
    },
    Parameter {
        operation: "customers.update",
        path: "invoice_settings[footer]",
        difference: Difference::Emptyable,
        reason: "an empty one unsets it (observed by others against test mode)",
    },
    Parameter {
        operation: "customers.update",
        path: "preferred_locales",
        difference: Difference::Emptyable,
        reason: "an empty one unsets it (observed by others against test mode)",
    },
    Parameter {
        operation: "customers.update",
        path: "address[city]",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.update",
        path: "address[country]",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.update",
        path: "address[line1]",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.update",
        path: "address[line2]",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.update",
        path: "address[postal_code]",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.update",
        path: "address[state]",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "customers.update",
        path: "shipping[phone]",
        difference: Difference::Emptyable,
        reason: "a form's blank field, which Stripe takes for null (recorded for `name`)",
    },
    Parameter {
        operation: "checkout.sessions.create",
        path: "payment_method_types",
        difference: Difference::Invented,
        reason: "sent by clients of versions before 2026-09-30.endive",
    },
    Parameter {
        operation: "checkout.sessions.create",
        path: "line_items[][dynamic_tax_rates]",
        difference: Difference::Invented,
        reason: "sent by clients of versions before 2026-07-29.dahlia",
    },
];

/// A difference in an object: a field that real answers have and the types do not, or the other way round.
pub(super) struct Field {
    pub(super) object: &'static str,
    pub(super) path: &'static str,
    #[expect(dead_code, reason = "it is for whoever reads the table")]
    pub(super) reason: &'static str,
}

pub(super) const FIELDS: &[Field] = &[
    Field {
        object: "product",
        path: "attributes",
        reason: "in every recorded body, though the types no longer name it",
    },
    Field { object: "charge", path: "destination", reason: "in recorded bodies, always null" },
    Field { object: "charge", path: "dispute", reason: "in recorded bodies, null without a dispute" },
    Field { object: "charge", path: "order", reason: "in recorded bodies, always null" },
    Field { object: "subscription", path: "plan", reason: "real bodies still have it" },
    Field { object: "subscription", path: "quantity", reason: "real bodies still have it" },
];

/// Parts of an address may be sent empty, whatever the types say: SDK callers pass on what a form left blank, and Stripe was
/// seen to take it.
pub(super) fn is_part_of_an_address(path: &str) -> bool {
    const PARTS: [&str; 6] = ["city", "country", "line1", "line2", "postal_code", "state"];
    PARTS.iter().any(|part| path.ends_with(&format!("[address][{part}]")))
}

/// What intents take and the newest types do not name: `payment_method_types` of older versions, which the account's own version
/// still takes, and a card in `payment_method_data`, documented with a token.
pub(super) fn is_of_an_intent(operation: &str, path: &str) -> bool {
    let intent = operation.starts_with("paymentIntents.") || operation.starts_with("setupIntents.");
    intent
        && (path == "payment_method_types"
            || path == "payment_method_data[type]"
            || path.starts_with("payment_method_data[card]"))
}
