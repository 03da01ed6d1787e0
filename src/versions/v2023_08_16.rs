//! <https://docs.stripe.com/upgrades#2023-08-16>

use super::{Change, Endpoint};
use crate::form::{Branch, Node, ParamError, Problem};
use crate::http::version::Version;

/// Creating a session took `shipping_rates`, `subscription_data[coupon]` and `subscription_data[trial_from_plan]`.
pub(super) const OLD_SHIPPING_RATES_AND_COUPON_REMOVED: Change = Change {
    since: Version::named("2023-08-16"),
    upgrade: Some(|endpoint, params| {
        if endpoint != Endpoint::CreateSession {
            return Ok(());
        }
        if let Some(rates) = params.remove("shipping_rates") {
            let Some(rates) = rates.branch().and_then(Branch::elements) else {
                return Err(ParamError { path: "shipping_rates".into(), problem: Problem::NotAnArray }.into());
            };
            let mut options = Branch::default();
            for (index, rate) in rates.into_iter().enumerate() {
                options.set(index.to_string(), under("shipping_rate", rate.clone()));
            }
            params.set("shipping_options", Node::Branch(options));
        }
        let Some(Node::Branch(data)) = params.get_mut("subscription_data") else { return Ok(()) };
        // Prices no longer carry a trial of their own.
        data.remove("trial_from_plan");
        if let Some(coupon) = data.remove("coupon") {
            params.set("discounts", under("0", under("coupon", coupon)));
        }
        Ok(())
    }),
    refuse: None,
    tolerate: None,
    downgrade: None,
};

fn under<'a>(name: &'static str, node: Node<'a>) -> Node<'a> {
    let mut branch = Branch::default();
    branch.set(name, node);
    Node::Branch(branch)
}
