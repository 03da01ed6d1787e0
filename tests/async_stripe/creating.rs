//! `POST /v1/checkout/sessions`: every mode and `ui_mode` the SDK knows.

use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionSetupIntentData,
    CreateCheckoutSessionShippingAddressCollection,
    CreateCheckoutSessionShippingAddressCollectionAllowedCountries as Country,
    CreateCheckoutSessionShippingOptions, CreateCheckoutSessionShippingOptionsShippingRateData,
    CreateCheckoutSessionShippingOptionsShippingRateDataFixedAmount,
};
use stripe_checkout::{
    CheckoutSessionCustomerCreation, CheckoutSessionMode, CheckoutSessionPaymentMethodCollection,
    CheckoutSessionPaymentStatus, CheckoutSessionRedirectOnCompletion, CheckoutSessionStatus,
    CheckoutSessionUiMode,
};
use stripe_core::customer::CreateCustomer;
use stripe_product::price::{
    CreatePrice, CreatePriceProductData, CreatePriceRecurring, CreatePriceRecurringInterval,
};
use stripe_types::Currency;

use crate::support::{DAY, Emulator, NOON, RETURN, THANKS, item, map, paths, payment, payment_in, priced};

#[tokio::test]
async fn a_guest_pays_once_on_the_hosted_page() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();

    let session = payment([item("T-shirt", 2000, 3), item("Mug", 999, 1)])
        .cancel_url("https://shop.test/cart")
        .client_reference_id("order 7")
        .metadata(map([("order", "7"), ("note", "a & b = ü")]))
        .send(&stripe)
        .await
        .unwrap();

    assert_eq!(session.id.len(), 66);
    assert!(session.id.starts_with("cs_test_"), "{}", session.id);
    assert_eq!(session.mode, CheckoutSessionMode::Payment);
    assert_eq!(session.ui_mode, Some(CheckoutSessionUiMode::HostedPage));
    assert_eq!(session.status, Some(CheckoutSessionStatus::Open));
    assert_eq!(session.payment_status, CheckoutSessionPaymentStatus::Unpaid);
    assert_eq!(session.url, Some(format!("{}/c/pay/{}", emulator.pages(), session.id)));
    assert_eq!(session.success_url.as_deref(), Some(THANKS));
    assert_eq!(session.cancel_url.as_deref(), Some("https://shop.test/cart"));
    assert_eq!(session.client_secret, None);
    assert_eq!(session.client_reference_id.as_deref(), Some("order 7"));
    assert_eq!(session.metadata, Some(map([("order", "7"), ("note", "a & b = ü")])));
    assert_eq!((session.created, session.expires_at), (NOON, NOON + DAY));
    assert!(!session.livemode);

    assert_eq!(session.currency, Some(Currency::USD));
    assert_eq!((session.amount_subtotal, session.amount_total), (Some(6999), Some(6999)));
    let details = session.total_details.unwrap();
    assert_eq!((details.amount_discount, details.amount_shipping, details.amount_tax), (0, Some(0), 0));
    assert!(details.breakdown.is_none());

    assert!(session.line_items.is_none(), "they are shown when asked for");
    assert!(session.customer.is_none());
    assert!(session.customer_details.is_none());
    assert!(session.collected_information.is_none());
    assert_eq!(session.customer_creation, Some(CheckoutSessionCustomerCreation::IfRequired));
    assert_eq!(session.payment_method_collection, Some(CheckoutSessionPaymentMethodCollection::IfRequired));
    assert!(session.payment_intent.is_none(), "it is made when the customer pays");
    assert!(session.setup_intent.is_none() && session.subscription.is_none() && session.invoice.is_none());
    assert!(session.shipping_options.is_empty() && session.shipping_cost.is_none());
    assert!(session.saved_payment_method_options.is_none());
    assert!(!session.invoice_creation.unwrap().enabled);
    assert!(session.payment_method_types.contains(&"card".into()));
}

#[tokio::test]
async fn a_known_customer_subscribes() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let customer = CreateCustomer::new().email("jenny@example.com").send(&stripe).await.unwrap();
    let price = CreatePrice::new(Currency::USD)
        .unit_amount(1500)
        .recurring(CreatePriceRecurring::new(CreatePriceRecurringInterval::Month))
        .product_data(CreatePriceProductData::new("Coffee club"))
        .send(&stripe)
        .await
        .unwrap();

    let session = CreateCheckoutSession::new()
        .mode(CheckoutSessionMode::Subscription)
        .customer(customer.id.as_str())
        .line_items([priced(&price.id, 2)])
        .success_url(THANKS)
        .send(&stripe)
        .await
        .unwrap();

    assert_eq!(session.mode, CheckoutSessionMode::Subscription);
    assert_eq!(session.customer.unwrap().id(), &customer.id);
    let details = session.customer_details.unwrap();
    assert_eq!(details.email.as_deref(), Some("jenny@example.com"));
    assert_eq!(details.tax_exempt.unwrap().as_str(), "none");
    assert!(details.address.is_none() && details.name.is_none() && details.tax_ids.is_none());
    assert!(session.collected_information.unwrap().shipping_details.is_none());
    assert_eq!(session.customer_creation, None);
    assert_eq!((session.amount_subtotal, session.amount_total), (Some(3000), Some(3000)));
    assert_eq!(session.payment_method_collection, Some(CheckoutSessionPaymentMethodCollection::Always));
    assert_eq!(session.payment_status, CheckoutSessionPaymentStatus::Unpaid);
    assert!(session.subscription.is_none(), "it begins when the customer has paid");
    assert!(session.invoice_creation.is_none());
    let saved = session.saved_payment_method_options.unwrap();
    let filters: Vec<_> = saved.allow_redisplay_filters.unwrap().iter().map(ToString::to_string).collect();
    assert_eq!(filters, ["always"]);
}

#[tokio::test]
async fn a_session_that_sets_up_has_its_setup_intent_at_once() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();

    let mut intent = CreateCheckoutSessionSetupIntentData::new();
    intent.description = Some("Card on file".into());
    let session = CreateCheckoutSession::new()
        .mode(CheckoutSessionMode::Setup)
        .currency(Currency::EUR)
        .setup_intent_data(intent)
        .success_url(THANKS)
        .send(&stripe)
        .await
        .unwrap();

    assert_eq!(session.mode, CheckoutSessionMode::Setup);
    assert!(session.setup_intent.unwrap().id().starts_with("seti_"));
    assert_eq!(session.payment_status, CheckoutSessionPaymentStatus::NoPaymentRequired);
    assert_eq!(session.currency, Some(Currency::EUR));
    assert_eq!((session.amount_subtotal, session.amount_total), (None, None));
    assert!(session.total_details.is_none() && session.discounts.is_none());
    assert_eq!(session.payment_method_collection, Some(CheckoutSessionPaymentMethodCollection::Always));
}

#[tokio::test]
async fn a_page_inside_the_shop_has_a_secret_instead_of_a_url() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();

    for ui_mode in
        [CheckoutSessionUiMode::EmbeddedPage, CheckoutSessionUiMode::Elements, CheckoutSessionUiMode::Form]
    {
        let session = payment_in(ui_mode.clone(), [item("Mug", 999, 1)]).send(&stripe).await.unwrap();

        assert_eq!(session.ui_mode, Some(ui_mode));
        let secret = session.client_secret.unwrap();
        assert_eq!(secret.split("_secret_").next(), Some(session.id.as_str()));
        assert_eq!((session.url, session.success_url), (None, None));
        assert_eq!(session.return_url.as_deref(), Some(RETURN));
    }
}

#[tokio::test]
async fn an_embedded_page_may_stay_when_it_is_done() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let embedded = |redirect: Option<CheckoutSessionRedirectOnCompletion>| {
        let create = CreateCheckoutSession::new()
            .mode(CheckoutSessionMode::Payment)
            .ui_mode(CheckoutSessionUiMode::EmbeddedPage)
            .line_items([item("Mug", 999, 1)]);
        match redirect {
            Some(redirect) => create.redirect_on_completion(redirect),
            None => create.return_url(RETURN),
        }
    };

    let stays = embedded(Some(CheckoutSessionRedirectOnCompletion::Never)).send(&stripe).await.unwrap();
    let returns = embedded(None).send(&stripe).await.unwrap();

    assert_eq!(stays.redirect_on_completion, Some(CheckoutSessionRedirectOnCompletion::Never));
    assert_eq!(stays.return_url, None);
    assert_eq!(returns.redirect_on_completion, Some(CheckoutSessionRedirectOnCompletion::Always));
}

#[tokio::test]
async fn the_first_shipping_option_is_part_of_the_total() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();

    let option = |name: &str, amount: i64| {
        let mut rate = CreateCheckoutSessionShippingOptionsShippingRateData::new(name);
        rate.fixed_amount =
            Some(CreateCheckoutSessionShippingOptionsShippingRateDataFixedAmount::new(amount, Currency::USD));
        let mut option = CreateCheckoutSessionShippingOptions::new();
        option.shipping_rate_data = Some(rate);
        option
    };
    let session = payment([item("Mug", 999, 2)])
        .shipping_address_collection(CreateCheckoutSessionShippingAddressCollection::new([
            Country::De,
            Country::Us,
        ]))
        .shipping_options([option("Ground", 500), option("Express", 1500)])
        .expand(paths(["shipping_options.shipping_rate"]))
        .send(&stripe)
        .await
        .unwrap();

    let countries = session.shipping_address_collection.unwrap().allowed_countries;
    assert_eq!(countries.iter().map(ToString::to_string).collect::<Vec<_>>(), ["DE", "US"]);
    let names: Vec<_> = session
        .shipping_options
        .iter()
        .map(|option| {
            let rate = option.shipping_rate.as_object().unwrap();
            (option.shipping_amount, rate.display_name.as_deref().unwrap())
        })
        .collect();
    assert_eq!(names, [(500, "Ground"), (1500, "Express")]);
    let cost = session.shipping_cost.unwrap();
    assert_eq!((cost.amount_subtotal, cost.amount_tax, cost.amount_total), (500, 0, 500));
    assert_eq!(cost.shipping_rate.unwrap().id(), session.shipping_options[0].shipping_rate.id());
    assert_eq!((session.amount_subtotal, session.amount_total), (Some(1998), Some(2498)));
    assert_eq!(session.total_details.unwrap().amount_shipping, Some(500));
}
