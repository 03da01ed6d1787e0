//! Shipping rates.

use std::collections::HashMap;

use stripe_product::ShippingRateTaxBehavior;
use stripe_product::shipping_rate::{
    CreateShippingRate, CreateShippingRateDeliveryEstimate, CreateShippingRateDeliveryEstimateMaximum,
    CreateShippingRateDeliveryEstimateMaximumUnit, CreateShippingRateDeliveryEstimateMinimum,
    CreateShippingRateDeliveryEstimateMinimumUnit, CreateShippingRateFixedAmount,
    CreateShippingRateFixedAmountCurrencyOptions, ListShippingRate, RetrieveShippingRate, UpdateShippingRate,
    UpdateShippingRateFixedAmount, UpdateShippingRateFixedAmountCurrencyOptions,
};
use stripe_types::Currency;

use crate::support::{Emulator, NOON, map, paths, refusal, whole};

#[tokio::test]
async fn a_shipping_rate_is_what_it_was_made_as() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let mut estimate = CreateShippingRateDeliveryEstimate::new();
    estimate.minimum = Some(CreateShippingRateDeliveryEstimateMinimum::new(
        CreateShippingRateDeliveryEstimateMinimumUnit::Day,
        2,
    ));
    estimate.maximum = Some(CreateShippingRateDeliveryEstimateMaximum::new(
        CreateShippingRateDeliveryEstimateMaximumUnit::Week,
        1,
    ));

    let made = CreateShippingRate::new("Ground")
        .fixed_amount(CreateShippingRateFixedAmount::new(500, Currency::USD))
        .delivery_estimate(estimate)
        .tax_behavior(ShippingRateTaxBehavior::Inclusive)
        .tax_code("txcd_92010001")
        .metadata(map([("carrier", "bike")]))
        .send(&stripe)
        .await
        .unwrap();

    assert!(made.id.starts_with("shr_"), "{}", made.id);
    let rate = RetrieveShippingRate::new(made.id.clone()).send(&stripe).await.unwrap();
    assert_eq!(whole(&rate), whole(&made));
    assert!(rate.active && !rate.livemode);
    assert_eq!(rate.created, NOON);
    assert_eq!(rate.display_name.as_deref(), Some("Ground"));
    let estimate = rate.delivery_estimate.unwrap();
    let (minimum, maximum) = (estimate.minimum.unwrap(), estimate.maximum.unwrap());
    assert_eq!((minimum.unit.as_str(), minimum.value), ("day", 2));
    assert_eq!((maximum.unit.as_str(), maximum.value), ("week", 1));
    let amount = rate.fixed_amount.unwrap();
    assert_eq!((amount.amount, amount.currency), (500, Currency::USD));
    assert!(amount.currency_options.is_none());
    assert_eq!(rate.tax_behavior, Some(ShippingRateTaxBehavior::Inclusive));
    assert_eq!(rate.tax_code.unwrap().id().as_str(), "txcd_92010001");
    assert_eq!(rate.metadata, map([("carrier", "bike")]));
}

#[tokio::test]
async fn a_shipping_rate_is_changed_archived_and_listed() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let mut amount = CreateShippingRateFixedAmount::new(500, Currency::USD);
    amount.currency_options =
        Some(HashMap::from([(Currency::EUR, CreateShippingRateFixedAmountCurrencyOptions::new(450))]));
    let ground = CreateShippingRate::new("Ground").fixed_amount(amount).send(&stripe).await.unwrap();
    assert_eq!(ground.tax_behavior, Some(ShippingRateTaxBehavior::Unspecified));
    let express = CreateShippingRate::new("Express")
        .fixed_amount(CreateShippingRateFixedAmount::new(1500, Currency::EUR))
        .send(&stripe)
        .await
        .unwrap();

    let mut euros = UpdateShippingRateFixedAmountCurrencyOptions::new();
    euros.amount = Some(475);
    let mut amount = UpdateShippingRateFixedAmount::new();
    amount.currency_options = Some(HashMap::from([(Currency::EUR, euros)]));
    let changed = UpdateShippingRate::new(ground.id.clone())
        .active(false)
        .fixed_amount(amount)
        .metadata(map([("carrier", "bike")]))
        .expand(paths(["fixed_amount.currency_options"]))
        .send(&stripe)
        .await
        .unwrap();
    assert!(!changed.active);
    assert_eq!(changed.metadata, map([("carrier", "bike")]));
    let options = changed.fixed_amount.unwrap().currency_options.unwrap();
    assert_eq!(options[&Currency::EUR].amount, 475);
    assert_eq!(options[&Currency::USD].amount, 500, "its own currency is one of them");

    let listed = async |list: ListShippingRate| -> Vec<_> {
        let list = list.send(&stripe).await.unwrap();
        list.data.iter().map(|rate| rate.id.clone()).collect()
    };
    assert_eq!(listed(ListShippingRate::new()).await, [express.id.as_str(), ground.id.as_str()]);
    assert_eq!(listed(ListShippingRate::new().active(true)).await, [express.id.as_str()]);
    assert_eq!(listed(ListShippingRate::new().currency(Currency::USD)).await, [ground.id.as_str()]);
    let refused = refusal(RetrieveShippingRate::new("shr_none").send(&stripe).await);
    assert_eq!((refused.status, refused.code.as_deref()), (404, Some("resource_missing")));
    assert_eq!(refused.message, "No such shipping rate: 'shr_none'");
}
