//! `POST /v1/checkout/sessions/{session}`

use stripe::Client;
use stripe_checkout::checkout_session::{
    CreateCheckoutSessionPermissions, CreateCheckoutSessionPermissionsUpdateShippingDetails,
    CreateCheckoutSessionShippingAddressCollection,
    CreateCheckoutSessionShippingAddressCollectionAllowedCountries as Country, ExpireCheckoutSession,
    ListLineItemsCheckoutSession, ProductData, RetrieveCheckoutSession, UpdateCheckoutSession,
    UpdateCheckoutSessionCollectedInformation, UpdateCheckoutSessionCollectedInformationShippingDetails,
    UpdateCheckoutSessionCollectedInformationShippingDetailsAddress, UpdateCheckoutSessionLineItems,
    UpdateCheckoutSessionLineItemsPriceData, UpdateCheckoutSessionShippingOptions,
    UpdateCheckoutSessionShippingOptionsShippingRateData,
    UpdateCheckoutSessionShippingOptionsShippingRateDataDeliveryEstimate,
    UpdateCheckoutSessionShippingOptionsShippingRateDataDeliveryEstimateMaximum,
    UpdateCheckoutSessionShippingOptionsShippingRateDataDeliveryEstimateMaximumUnit,
    UpdateCheckoutSessionShippingOptionsShippingRateDataFixedAmount,
};
use stripe_checkout::{CheckoutSessionId, CheckoutSessionUiMode};
use stripe_product::shipping_rate::{
    CreateShippingRate, CreateShippingRateFixedAmount, RetrieveShippingRate,
};
use stripe_types::Currency;

use crate::support::{Emulator, invalid, item, map, paths, payment, payment_in, refusal, whole};

#[tokio::test]
async fn metadata_is_merged_and_an_empty_value_takes_a_key_away() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let session = payment([item("Mug", 999, 1)])
        .metadata(map([("order", "7"), ("gift", "yes")]))
        .send(&stripe)
        .await
        .unwrap();
    let update = |metadata| UpdateCheckoutSession::new(session.id.clone()).metadata(metadata);

    let merged =
        update(map([("gift", ""), ("source", "web"), ("never was", "")])).send(&stripe).await.unwrap();
    assert_eq!(merged.metadata, Some(map([("order", "7"), ("source", "web")])));
    assert_eq!((merged.id, merged.url), (session.id.clone(), session.url.clone()));

    // The SDK sends an empty map as `metadata=`.
    let cleared = update(map([])).send(&stripe).await.unwrap();
    assert_eq!(cleared.metadata, Some(map([])));
}

#[tokio::test]
async fn an_update_of_nothing_changes_nothing() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let session = payment([item("Mug", 999, 1)]).metadata(map([("order", "7")])).send(&stripe).await.unwrap();

    let same = UpdateCheckoutSession::new(session.id.clone()).send(&stripe).await.unwrap();

    assert_eq!(whole(&same), whole(&session));
}

#[tokio::test]
async fn metadata_can_be_changed_after_a_session_has_expired_but_nothing_else() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let session =
        payment_in(CheckoutSessionUiMode::Elements, [item("Mug", 999, 1)]).send(&stripe).await.unwrap();
    ExpireCheckoutSession::new(session.id.clone()).send(&stripe).await.unwrap();
    let update = || UpdateCheckoutSession::new(session.id.clone());

    let noted = update().metadata(map([("why", "too slow")])).send(&stripe).await.unwrap();
    assert_eq!(noted.metadata, Some(map([("why", "too slow")])));
    let both =
        update().metadata(map([("why", "sold out")])).shipping_options([express()]).send(&stripe).await;
    let refused = refusal(both);
    assert_eq!((refused.status, refused.kind.as_str()), (400, "invalid_request_error"));
    let after = RetrieveCheckoutSession::new(session.id.clone()).send(&stripe).await.unwrap();
    assert_eq!(after.metadata, Some(map([("why", "too slow")])), "a refused update leaves no trace");
}

#[tokio::test]
async fn shipping_options_take_the_place_of_those_before() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let ground = CreateShippingRate::new("Ground")
        .fixed_amount(CreateShippingRateFixedAmount::new(500, Currency::USD))
        .send(&stripe)
        .await
        .unwrap();

    for ui_mode in
        [CheckoutSessionUiMode::EmbeddedPage, CheckoutSessionUiMode::Elements, CheckoutSessionUiMode::Form]
    {
        let session = payment_in(ui_mode, [item("Mug", 999, 2)]).send(&stripe).await.unwrap();
        let update =
            |options: Vec<_>| UpdateCheckoutSession::new(session.id.clone()).shipping_options(options);
        let existing = || {
            let mut option = UpdateCheckoutSessionShippingOptions::new();
            option.shipping_rate = Some(ground.id.to_string());
            option
        };

        let two = update(vec![express(), existing()]).send(&stripe).await.unwrap();
        let amounts: Vec<_> = two.shipping_options.iter().map(|option| option.shipping_amount).collect();
        assert_eq!(amounts, [1500, 500]);
        let cost = two.shipping_cost.unwrap();
        assert_eq!((cost.amount_subtotal, cost.amount_tax, cost.amount_total), (1500, 0, 1500));
        assert_eq!(cost.shipping_rate.unwrap().id(), two.shipping_options[0].shipping_rate.id());
        assert_eq!((two.amount_subtotal, two.amount_total), (Some(1998), Some(3498)));
        assert_eq!(two.total_details.unwrap().amount_shipping, Some(1500));
        let rate = two.shipping_options[0].shipping_rate.id().clone();
        let rate = RetrieveShippingRate::new(rate).send(&stripe).await.unwrap();
        assert_eq!(rate.display_name.as_deref(), Some("Express"));
        let longest = rate.delivery_estimate.unwrap().maximum.unwrap();
        assert_eq!((longest.unit.as_str(), longest.value), ("business_day", 2));

        let one = update(vec![existing()]).send(&stripe).await.unwrap();
        let ids: Vec<_> = one.shipping_options.iter().map(|option| option.shipping_rate.id()).collect();
        assert_eq!(ids, [&ground.id]);
        assert_eq!(one.shipping_cost.unwrap().amount_total, 500);
        assert_eq!(one.amount_total, Some(2498));

        // The SDK sends an empty list as `shipping_options=`.
        let none = update(vec![]).send(&stripe).await.unwrap();
        assert!(none.shipping_options.is_empty());
        assert!(none.shipping_cost.is_none());
        assert_eq!(none.total_details.unwrap().amount_shipping, Some(0));
        assert_eq!(none.amount_total, Some(1998));
    }
}

#[tokio::test]
async fn a_hosted_page_keeps_its_shipping_options() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let session = payment([item("Mug", 999, 1)]).send(&stripe).await.unwrap();

    let update = UpdateCheckoutSession::new(session.id.clone()).shipping_options([express()]);
    let refused = refusal(update.send(&stripe).await);

    assert_eq!((refused.status, refused.param.as_deref()), (400, Some("shipping_options")));
    let after = RetrieveCheckoutSession::new(session.id.clone()).send(&stripe).await.unwrap();
    assert_eq!(whole(&after), whole(&session));
}

#[tokio::test]
async fn a_shipping_option_needs_a_rate_that_exists() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let session =
        payment_in(CheckoutSessionUiMode::Elements, [item("Mug", 999, 1)]).send(&stripe).await.unwrap();
    let update =
        |option| UpdateCheckoutSession::new(session.id.clone()).shipping_options([express(), option]);

    let mut unknown = UpdateCheckoutSessionShippingOptions::new();
    unknown.shipping_rate = Some("shr_none".into());
    let refused = refusal(update(unknown).send(&stripe).await);
    let expected = invalid(Some("shipping_options[1][shipping_rate]"), "No such shipping rate: 'shr_none'");
    assert_eq!(refused, expected.code("resource_missing"));

    let mut both = express();
    both.shipping_rate = Some("shr_none".into());
    let refused = refusal(update(both).send(&stripe).await);
    assert_eq!(
        refused.message,
        "You may only specify one of these parameters: shipping_rate, shipping_rate_data."
    );

    let mut nameless = express();
    nameless.shipping_rate_data.as_mut().unwrap().fixed_amount = None;
    let refused = refusal(update(nameless).send(&stripe).await);
    assert_eq!(refused.code.as_deref(), Some("parameter_missing"));
    assert_eq!(refused.param.as_deref(), Some("shipping_options[1][shipping_rate_data][fixed_amount]"));

    let six = UpdateCheckoutSession::new(session.id.clone()).shipping_options(vec![express(); 6]);
    let message = "Array shipping_options exceeded maximum 5 allowed elements.";
    assert_eq!(refusal(six.send(&stripe).await), invalid(Some("shipping_options"), message));
}

#[tokio::test]
async fn the_server_fills_in_the_shipping_address_where_only_it_may() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let mut permissions = CreateCheckoutSessionPermissions::new();
    permissions.update_shipping_details =
        Some(CreateCheckoutSessionPermissionsUpdateShippingDetails::ServerOnly);
    let session = payment_in(CheckoutSessionUiMode::EmbeddedPage, [item("Mug", 999, 1)])
        .permissions(permissions)
        .shipping_address_collection(CreateCheckoutSessionShippingAddressCollection::new([Country::De]))
        .send(&stripe)
        .await
        .unwrap();
    let allowed = session.permissions.unwrap().update_shipping_details.unwrap();
    assert_eq!(allowed.as_str(), "server_only");
    let update = |country: &str| {
        let mut address =
            UpdateCheckoutSessionCollectedInformationShippingDetailsAddress::new(country, "Torstraße 1");
        address.city = Some("Berlin".into());
        address.postal_code = Some("10119".into());
        let mut collected = UpdateCheckoutSessionCollectedInformation::new();
        collected.shipping_details =
            Some(UpdateCheckoutSessionCollectedInformationShippingDetails::new(address, "Jenny Rosen"));
        UpdateCheckoutSession::new(session.id.clone()).collected_information(collected)
    };

    let filled = update("DE").shipping_options([express()]).send(&stripe).await.unwrap();
    let details = filled.collected_information.unwrap().shipping_details.unwrap();
    assert_eq!(details.name, "Jenny Rosen");
    let address = details.address;
    assert_eq!(address.line1.as_deref(), Some("Torstraße 1"));
    assert_eq!(address.line2, None);
    assert_eq!(address.city.as_deref(), Some("Berlin"));
    assert_eq!(address.postal_code.as_deref(), Some("10119"));
    assert_eq!(address.state, None);
    assert_eq!(address.country.as_deref(), Some("DE"));
    assert_eq!(filled.amount_total, Some(2499));

    let refused = refusal(update("FR").send(&stripe).await);
    let param = "collected_information[shipping_details][address][country]";
    assert_eq!((refused.status, refused.param.as_deref()), (400, Some(param)));
    let after = RetrieveCheckoutSession::new(session.id.clone()).send(&stripe).await.unwrap();
    let country = after.collected_information.unwrap().shipping_details.unwrap().address.country;
    assert_eq!(country.as_deref(), Some("DE"));
}

#[tokio::test]
async fn line_items_are_kept_changed_added_removed_and_ordered_by_sending_them_all() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let session = payment_in(
        CheckoutSessionUiMode::Elements,
        [item("T-shirt", 2000, 1), item("Mug", 999, 2), item("Poster", 1500, 1)],
    )
    .send(&stripe)
    .await
    .unwrap();
    let [shirt, mug, poster] = ids(&stripe, &session.id).await.try_into().unwrap();

    let kept = |id: &str| {
        let mut item = UpdateCheckoutSessionLineItems::new();
        item.id = Some(id.into());
        item
    };
    let mut more_mugs = kept(&mug);
    more_mugs.quantity = Some(5);
    more_mugs.metadata = Some(map([("colour", "blue")]));
    let mut cap = UpdateCheckoutSessionLineItems::new();
    let mut price = UpdateCheckoutSessionLineItemsPriceData::new(Currency::USD);
    price.product_data = Some(ProductData::new("Cap"));
    price.unit_amount = Some(1200);
    cap.price_data = Some(price);
    cap.quantity = Some(1);
    let updated = UpdateCheckoutSession::new(session.id.clone())
        .line_items([kept(&poster), more_mugs, cap])
        .expand(paths(["line_items"]))
        .send(&stripe)
        .await
        .unwrap();

    let items = updated.line_items.unwrap();
    let shown: Vec<_> = items
        .data
        .iter()
        .map(|item| (item.description.as_deref().unwrap(), item.quantity.unwrap(), item.amount_total))
        .collect();
    assert_eq!(shown, [("Poster", 1, 1500), ("Mug", 5, 4995), ("Cap", 1, 1200)]);
    assert_eq!(items.data[0].id, poster);
    assert_eq!(items.data[1].id, mug);
    assert_eq!(items.data[1].metadata, Some(map([("colour", "blue")])));
    assert_ne!(items.data[2].id, shirt);
    assert_eq!((updated.amount_subtotal, updated.amount_total), (Some(7695), Some(7695)));

    let gone = UpdateCheckoutSession::new(session.id.clone()).line_items([kept(&shirt)]).send(&stripe).await;
    let expected = invalid(Some("line_items[0][id]"), &format!("No such line item: '{shirt}'"));
    assert_eq!(refusal(gone), expected.code("resource_missing"));
}

async fn ids(stripe: &Client, session: &CheckoutSessionId) -> Vec<String> {
    let list = ListLineItemsCheckoutSession::new(session.clone()).send(stripe).await.unwrap();
    list.data.iter().map(|item| item.id.to_string()).collect()
}

/// $15.00, within two business days.
fn express() -> UpdateCheckoutSessionShippingOptions {
    let mut estimate = UpdateCheckoutSessionShippingOptionsShippingRateDataDeliveryEstimate::new();
    estimate.maximum =
        Some(UpdateCheckoutSessionShippingOptionsShippingRateDataDeliveryEstimateMaximum::new(
            UpdateCheckoutSessionShippingOptionsShippingRateDataDeliveryEstimateMaximumUnit::BusinessDay,
            2,
        ));
    let mut rate = UpdateCheckoutSessionShippingOptionsShippingRateData::new("Express");
    rate.delivery_estimate = Some(estimate);
    rate.fixed_amount =
        Some(UpdateCheckoutSessionShippingOptionsShippingRateDataFixedAmount::new(1500, Currency::USD));
    let mut option = UpdateCheckoutSessionShippingOptions::new();
    option.shipping_rate_data = Some(rate);
    option
}
