//! Errors as the SDK types them: status, type, code, param, message.

use stripe::{ApiErrorsCode, StripeError};
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionDiscounts, CreateCheckoutSessionLineItems,
    CreateCheckoutSessionLineItemsPriceData, ExpireCheckoutSession, ListCheckoutSession, ProductData,
    RetrieveCheckoutSession, UpdateCheckoutSession,
};
use stripe_checkout::{CheckoutSessionMode, CheckoutSessionUiMode};
use stripe_core::customer::{CreateCustomer, RetrieveCustomer};
use stripe_product::price::{
    CreatePrice, CreatePriceProductData, CreatePriceRecurring, CreatePriceRecurringInterval, UpdatePrice,
};
use stripe_types::Currency;

use crate::support::{
    Emulator, NOON, THANKS, invalid, item, map, paths, payment, payment_in, priced, refusal,
};

#[tokio::test]
async fn a_missing_session_is_a_404_wherever_it_is_named() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let id = format!("cs_test_a1{}", "x".repeat(56));

    let expected =
        invalid(None, &format!("No such checkout.session: {id}")).code("resource_missing").status(404);
    assert_eq!(refusal(RetrieveCheckoutSession::new(id.as_str()).send(&stripe).await), expected);
    assert_eq!(refusal(UpdateCheckoutSession::new(id.as_str()).send(&stripe).await), expected);
    assert_eq!(refusal(ExpireCheckoutSession::new(id.as_str()).send(&stripe).await), expected);

    let malformed = refusal(RetrieveCheckoutSession::new("foo").send(&stripe).await);
    assert_eq!(malformed, invalid(None, "Invalid checkout.session id: foo"));
}

#[tokio::test]
async fn an_error_has_a_code_the_sdk_knows_and_a_page_about_it() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();

    let error = RetrieveCustomer::new("cus_none").send(&stripe).await.err().unwrap();

    let StripeError::Stripe(error, status) = error else { panic!("{error}") };
    assert_eq!(status, 404);
    assert_eq!(error.code, Some(ApiErrorsCode::ResourceMissing));
    assert_eq!(error.param.as_deref(), Some("id"));
    assert_eq!(error.message.as_deref(), Some("No such customer: 'cus_none'"));
    assert_eq!(error.doc_url.as_deref(), Some("https://stripe.com/docs/error-codes/resource-missing"));
    assert!(error.request_log_url.unwrap().contains("req_"));
    assert!(error.charge.is_none() && error.decline_code.is_none() && error.payment_intent.is_none());
}

#[tokio::test]
async fn what_a_session_needs_depends_on_its_mode_and_ui_mode() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let refused = async |create: CreateCheckoutSession| refusal(create.send(&stripe).await);
    let session = CreateCheckoutSession::new;
    let missing = |param: &str| {
        invalid(Some(param), &format!("Missing required param: {param}.")).code("parameter_missing")
    };

    assert_eq!(refused(session()).await, missing("mode"));
    let no_url = session().mode(CheckoutSessionMode::Payment).line_items([item("Mug", 999, 1)]);
    assert_eq!(refused(no_url).await, missing("success_url"));
    let no_items = session().mode(CheckoutSessionMode::Payment).success_url(THANKS);
    let expected = invalid(Some("line_items"), "The `line_items` parameter is required in payment mode.");
    assert_eq!(refused(no_items).await, expected);
    let items_in_setup =
        payment([item("Mug", 999, 1)]).mode(CheckoutSessionMode::Setup).currency(Currency::USD);
    let expected = invalid(Some("line_items"), "You cannot pass `line_items` in `setup` mode");
    assert_eq!(refused(items_in_setup).await, expected);
    let embedded = payment_in(CheckoutSessionUiMode::EmbeddedPage, [item("Mug", 999, 1)]).success_url(THANKS);
    let expected =
        invalid(Some("success_url"), "`success_url` is not supported with `ui_mode: embedded_page`");
    assert_eq!(refused(embedded).await, expected);
    let soon = payment([item("Mug", 999, 1)]).expires_at(NOON + 1799);
    let message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.";
    assert_eq!(refused(soon).await, invalid(Some("expires_at"), message));
    let late = payment([item("Mug", 999, 1)]).expires_at(NOON + 86_401);
    let message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.";
    assert_eq!(refused(late).await, invalid(Some("expires_at"), message));
    let listed = ListCheckoutSession::new().send(&stripe).await.unwrap();
    assert!(listed.data.is_empty(), "a refused request leaves no trace");
}

#[tokio::test]
async fn prices_have_to_fit_the_session_they_are_in() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let price = |currency| {
        CreatePrice::new(currency).unit_amount(1500).product_data(CreatePriceProductData::new("Thing"))
    };
    let monthly = price(Currency::USD)
        .recurring(CreatePriceRecurring::new(CreatePriceRecurringInterval::Month))
        .send(&stripe)
        .await
        .unwrap();
    let once = price(Currency::USD).send(&stripe).await.unwrap();
    let archived = price(Currency::USD).send(&stripe).await.unwrap();
    UpdatePrice::new(archived.id.clone()).active(false).send(&stripe).await.unwrap();
    let refused = async |create: CreateCheckoutSession| refusal(create.send(&stripe).await);

    let expected = invalid(
        Some("line_items[0]"),
        "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only \
         one-time prices.",
    );
    assert_eq!(refused(payment([priced(&monthly.id, 1)])).await, expected);
    let subscription = payment([priced(&once.id, 1)]).mode(CheckoutSessionMode::Subscription);
    let message = "You must provide at least one recurring price in `subscription` mode when using prices.";
    assert_eq!(refused(subscription).await, invalid(Some("line_items"), message));
    let message = "The price specified is inactive. This field only accepts active prices.";
    let two = payment([priced(&once.id, 1), priced(&archived.id, 1)]);
    assert_eq!(refused(two).await, invalid(Some("line_items[1][price]"), message));
    let expected =
        invalid(Some("line_items[0][price]"), "No such price: 'price_none'").code("resource_missing");
    assert_eq!(refused(payment([priced("price_none", 1)])).await, expected);
    let message = "The Checkout Session's total amount due must add up to at least $0.50 usd";
    assert_eq!(
        refused(payment([item("Sticker", 49, 1)])).await,
        invalid(None, message).code("amount_too_small")
    );
}

#[tokio::test]
async fn a_line_item_names_one_price_and_one_product() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let refused = async |item: CreateCheckoutSessionLineItems| refusal(payment([item]).send(&stripe).await);

    let mut none = CreateCheckoutSessionLineItems::new();
    none.quantity = Some(1);
    let message = "You must provide one of `price` or `price_data` for each line item when using prices.";
    assert_eq!(refused(none).await, invalid(Some("line_items[0]"), message));
    let mut both = item("Mug", 999, 1);
    both.price = Some("price_none".into());
    let message = "You may only specify one of these parameters: price, price_data.";
    assert_eq!(refused(both).await, invalid(Some("line_items[0][price]"), message));
    let mut uncounted = item("Mug", 999, 1);
    uncounted.quantity = None;
    let message = "Quantity is required. Add `quantity` to `line_items[0]`";
    assert_eq!(refused(uncounted).await, invalid(Some("line_items[0]"), message));
    let mut no_product = item("Mug", 999, 1);
    no_product.price_data = Some(CreateCheckoutSessionLineItemsPriceData::new(Currency::USD));
    let message = "You must specify either `product` or `product_data` when creating a price.";
    let refusal = refused(no_product).await;
    assert_eq!((refusal.status, refusal.code, refusal.message.as_str()), (400, None, message));
    let mut nameless = item("Mug", 999, 1);
    nameless.price_data.as_mut().unwrap().product_data = Some(ProductData::new(""));
    let refusal = refused(nameless).await;
    assert_eq!(refusal.code.as_deref(), Some("parameter_invalid_empty"));
    assert_eq!(refusal.param.as_deref(), Some("line_items[0][price_data][product_data][name]"));
}

#[tokio::test]
async fn some_parameters_rule_each_other_out() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let jenny = CreateCustomer::new().email("jenny@example.com").send(&stripe).await.unwrap();
    let refused = async |create: CreateCheckoutSession| refusal(create.send(&stripe).await);
    let session = || payment([item("Mug", 999, 1)]);

    let two_customers = session().customer(jenny.id.as_str()).customer_email("jenny@example.com");
    let message = "You may only specify one of these parameters: customer, customer_email.";
    assert_eq!(refused(two_customers).await, invalid(Some("customer"), message));
    let mut discount = CreateCheckoutSessionDiscounts::new();
    discount.coupon = Some("SALE".into());
    let message = "You may only specify one of these parameters: allow_promotion_codes, discounts.";
    let two_discounts = session().allow_promotion_codes(true).discounts([discount]);
    assert_eq!(refused(two_discounts).await, invalid(Some("allow_promotion_codes"), message));
    let expected = invalid(Some("customer"), "No such customer: 'cus_none'").code("resource_missing");
    assert_eq!(refused(session().customer("cus_none")).await, expected);
    let expected = invalid(Some("customer_email"), "Invalid email address: nobody").code("email_invalid");
    assert_eq!(refused(session().customer_email("nobody")).await, expected);
    let expected = invalid(None, "This property cannot be expanded (metadata).");
    assert_eq!(refused(session().expand(paths(["metadata"]))).await, expected);
}

#[tokio::test]
async fn metadata_has_limits() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let refused = async |metadata| {
        refusal(payment([item("Mug", 999, 1)]).metadata(metadata).send(&stripe).await).message
    };

    let key = "k".repeat(41);
    assert_eq!(
        refused(map([(key.as_str(), "v")])).await,
        format!(
            "Metadata keys can have up to 40 characters, but you passed in a key that is 41 characters. Invalid key: {key}"
        )
    );
    let value = "ü".repeat(501);
    assert_eq!(
        refused(map([("k", value.as_str())])).await,
        format!(
            "Metadata values can have up to 500 characters, but you passed in a value that is 501 characters. Invalid \
             value: {value}"
        )
    );
}

#[tokio::test]
async fn only_a_secret_test_key_opens_the_shop() {
    let emulator = Emulator::start().await;
    let refused = async |key: &str| refusal(ListCheckoutSession::new().send(&emulator.client_of(key)).await);

    let live = refused("sk_live_shop").await;
    assert_eq!((live.status, live.kind.as_str()), (401, "invalid_request_error"));
    let publishable = refused("pk_test_shop").await;
    assert_eq!((publishable.status, publishable.code.as_deref()), (401, Some("secret_key_required")));
    let nonsense = refused("nonsense").await;
    assert_eq!(nonsense.status, 401);
    assert!(nonsense.message.starts_with("Invalid API Key provided: "), "{}", nonsense.message);
}
