//! Products and prices.

use std::collections::HashMap;

use futures_util::TryStreamExt as _;
use stripe_product::price::{
    CreatePrice, CreatePriceCurrencyOptions, CreatePriceProductData, CreatePriceRecurring,
    CreatePriceRecurringInterval, CreatePriceTiers, CreatePriceTiersUpTo, CustomUnitAmount, ListPrice,
    RetrievePrice, UpdatePrice,
};
use stripe_product::product::{
    CreateProduct, CreateProductDefaultPriceData, DeleteProduct, Features, ListProduct,
    PackageDimensionsSpecs, RetrieveProduct, SearchProduct, UpdateProduct,
};
use stripe_product::{PriceBillingScheme, PriceTaxBehavior, PriceTiersMode, PriceType, Product, ProductType};
use stripe_types::Currency;

use crate::support::{Emulator, NOON, invalid, map, paths, refusal, whole};

#[tokio::test]
async fn a_product_is_what_it_was_made_as() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();

    let made = CreateProduct::new("Mug")
        .description("Holds 0.3 l")
        .images(paths(["https://shop.test/mug.png"]))
        .marketing_features([Features::new("Dishwasher safe")])
        .metadata(map([("shelf", "B4")]))
        .package_dimensions(PackageDimensionsSpecs::new(10.5, 12.0, 8.25, 9.0))
        .shippable(true)
        .statement_descriptor("SHOP MUG")
        .tax_code("txcd_99999999")
        .unit_label("mug")
        .url("https://shop.test/mug")
        .send(&stripe)
        .await
        .unwrap();

    assert!(made.id.starts_with("prod_"), "{}", made.id);
    let product = RetrieveProduct::new(made.id.clone()).send(&stripe).await.unwrap();
    assert_eq!(whole(&product), whole(&made));
    assert!(product.active && !product.livemode);
    assert_eq!((product.created, product.updated), (NOON, NOON));
    assert_eq!(product.name, "Mug");
    assert_eq!(product.description.as_deref(), Some("Holds 0.3 l"));
    assert_eq!(product.images, ["https://shop.test/mug.png"]);
    assert_eq!(product.marketing_features[0].name.as_deref(), Some("Dishwasher safe"));
    assert_eq!(product.metadata, map([("shelf", "B4")]));
    let size = product.package_dimensions.unwrap();
    assert_eq!(whole(&size), "PackageDimensions { height: 10.5, length: 12.0, weight: 8.25, width: 9.0 }");
    assert_eq!(product.shippable, Some(true));
    assert_eq!(product.statement_descriptor.as_deref(), Some("SHOP MUG"));
    assert_eq!(product.tax_code.unwrap().id().as_str(), "txcd_99999999");
    assert_eq!(product.type_, ProductType::Service);
    assert_eq!(product.unit_label.as_deref(), Some("mug"));
    assert_eq!(product.url.as_deref(), Some("https://shop.test/mug"));
    assert!(product.default_price.is_none());
}

#[tokio::test]
async fn a_product_may_bring_its_price() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();

    let mut price = CreateProductDefaultPriceData::new(Currency::EUR);
    price.unit_amount = Some(1250);
    let product = CreateProduct::new("Mug")
        .default_price_data(price)
        .expand(paths(["default_price"]))
        .send(&stripe)
        .await
        .unwrap();

    let expanded = product.default_price.unwrap();
    let price = expanded.as_object().unwrap();
    assert_eq!((price.currency.clone(), price.unit_amount), (Currency::EUR, Some(1250)));
    assert_eq!(price.product.id(), &product.id);
    let refused = refusal(DeleteProduct::new(product.id).send(&stripe).await);
    let message = "This product cannot be deleted because it has one or more user-created prices.";
    assert_eq!(refused, invalid(None, message));
}

#[tokio::test]
async fn a_product_is_changed_and_deleted() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let product = CreateProduct::new("Mug")
        .id("mug")
        .description("Blue")
        .metadata(map([("shelf", "B4"), ("row", "2")]))
        .send(&stripe)
        .await
        .unwrap();
    assert_eq!(product.id, "mug");
    emulator.advance("1m").await;

    let changed = UpdateProduct::new("mug")
        .name("Cup")
        .description("")
        .active(false)
        .metadata(map([("row", "")]))
        .send(&stripe)
        .await
        .unwrap();
    assert_eq!((changed.name.as_str(), changed.description, changed.active), ("Cup", None, false));
    assert_eq!(changed.metadata, map([("shelf", "B4")]));
    assert_eq!((changed.created, changed.updated), (NOON, NOON + 60));

    let deleted = DeleteProduct::new("mug").send(&stripe).await.unwrap();
    assert_eq!(deleted.id, "mug");
    let missing = invalid(Some("id"), "No such product: 'mug'").code("resource_missing").status(404);
    assert_eq!(refusal(RetrieveProduct::new("mug").send(&stripe).await), missing);
    assert_eq!(refusal(UpdateProduct::new("mug").name("Bowl").send(&stripe).await), missing);
    assert!(ListProduct::new().send(&stripe).await.unwrap().data.is_empty());
}

#[tokio::test]
async fn products_are_listed_newest_first_and_narrowed() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    for id in ["cap", "mug", "pen"] {
        CreateProduct::new(id).id(id).active(id != "mug").send(&stripe).await.unwrap();
    }
    let listed = async |list: ListProduct| -> Vec<String> {
        let products: Vec<Product> = list.limit(2).paginate().stream(&stripe).try_collect().await.unwrap();
        products.iter().map(|product| product.id.to_string()).collect()
    };

    assert_eq!(listed(ListProduct::new()).await, ["pen", "mug", "cap"]);
    assert_eq!(listed(ListProduct::new().active(true)).await, ["pen", "cap"]);
    assert_eq!(listed(ListProduct::new().starting_after("pen")).await, ["mug", "cap"]);
    let some = ListProduct::new().ids(paths(["cap", "pen", "none"])).send(&stripe).await.unwrap();
    assert_eq!(some.data.iter().map(|product| product.id.as_str()).collect::<Vec<_>>(), ["pen", "cap"]);
}

#[tokio::test]
async fn products_are_found_page_by_page() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let mut mugs = Vec::new();
    for colour in ["blue", "red", "white"] {
        mugs.push(CreateProduct::new(format!("Mug, {colour}")).send(&stripe).await.unwrap().id.to_string());
        CreateProduct::new(format!("Cap, {colour}")).send(&stripe).await.unwrap();
    }

    let found: Vec<Product> = SearchProduct::new("active:'true' AND name~'mug'")
        .limit(2)
        .paginate()
        .stream(&stripe)
        .try_collect()
        .await
        .unwrap();
    let mut ids: Vec<_> = found.iter().map(|product| product.id.to_string()).collect();
    ids.sort();
    mugs.sort();
    assert_eq!(ids, mugs);

    let page = SearchProduct::new("name~'mug'").limit(2).send(&stripe).await.unwrap();
    assert_eq!((page.data.len(), page.has_more, page.url.as_str()), (2, true, "/v1/products/search"));
    assert!(page.next_page.is_some());
}

#[tokio::test]
async fn a_price_is_one_time_unless_it_recurs() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let product = CreateProduct::new("Mug").send(&stripe).await.unwrap();

    let once = CreatePrice::new(Currency::USD)
        .product(product.id.as_str())
        .unit_amount(999)
        .nickname("Summer")
        .lookup_key("mug")
        .tax_behavior(PriceTaxBehavior::Exclusive)
        .metadata(map([("season", "summer")]))
        .send(&stripe)
        .await
        .unwrap();
    assert_eq!(
        (once.type_.clone(), once.billing_scheme.clone()),
        (PriceType::OneTime, PriceBillingScheme::PerUnit)
    );
    assert_eq!((once.unit_amount, once.unit_amount_decimal.as_deref()), (Some(999), Some("999")));
    assert_eq!(once.product.id(), &product.id);
    assert_eq!((once.nickname.as_deref(), once.lookup_key.as_deref()), (Some("Summer"), Some("mug")));
    assert_eq!(once.tax_behavior, Some(PriceTaxBehavior::Exclusive));
    assert_eq!(once.metadata, map([("season", "summer")]));
    assert!(once.active && once.recurring.is_none() && once.tiers_mode.is_none());
    let again = RetrievePrice::new(once.id.clone()).send(&stripe).await.unwrap();
    assert_eq!(whole(&again), whole(&once));

    let mut yearly = CreatePriceRecurring::new(CreatePriceRecurringInterval::Year);
    yearly.interval_count = Some(2);
    let recurs = CreatePrice::new(Currency::JPY)
        .product(product.id.as_str())
        .unit_amount_decimal("1234.5")
        .recurring(yearly)
        .send(&stripe)
        .await
        .unwrap();
    assert_eq!((recurs.type_, recurs.currency), (PriceType::Recurring, Currency::JPY));
    assert_eq!((recurs.unit_amount, recurs.unit_amount_decimal.as_deref()), (None, Some("1234.5")));
    let recurring = recurs.recurring.unwrap();
    assert_eq!((recurring.interval.as_str(), recurring.interval_count), ("year", 2));
    assert_eq!(recurring.usage_type.as_str(), "licensed");
    assert_eq!((recurring.meter, recurring.trial_period_days), (None, None));
}

#[tokio::test]
async fn a_price_has_tiers_and_other_currencies_when_asked_for() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let mut first = CreatePriceTiers::new(CreatePriceTiersUpTo::I64(10));
    first.unit_amount = Some(500);
    let mut beyond = CreatePriceTiers::new(CreatePriceTiersUpTo::Inf);
    beyond.unit_amount = Some(400);
    beyond.flat_amount = Some(100);
    let tiered = CreatePrice::new(Currency::USD)
        .product_data(CreatePriceProductData::new("Seat"))
        .recurring(CreatePriceRecurring::new(CreatePriceRecurringInterval::Month))
        .billing_scheme(PriceBillingScheme::Tiered)
        .tiers_mode(PriceTiersMode::Graduated)
        .tiers([first, beyond])
        .send(&stripe)
        .await
        .unwrap();
    let mut euros = CreatePriceCurrencyOptions::new();
    euros.unit_amount = Some(900);
    let foreign = CreatePrice::new(Currency::USD)
        .product_data(CreatePriceProductData::new("Mug"))
        .unit_amount(999)
        .currency_options(HashMap::from([(Currency::EUR, euros)]))
        .send(&stripe)
        .await
        .unwrap();
    assert!(tiered.tiers.is_none() && foreign.currency_options.is_none());
    assert_eq!((tiered.unit_amount, tiered.unit_amount_decimal), (None, None));

    let tiered = RetrievePrice::new(tiered.id).expand(paths(["tiers"])).send(&stripe).await.unwrap();
    let tiers: Vec<_> =
        tiered.tiers.unwrap().iter().map(|tier| (tier.up_to, tier.unit_amount, tier.flat_amount)).collect();
    assert_eq!(tiers, [(Some(10), Some(500), None), (None, Some(400), Some(100))]);
    assert_eq!(tiered.tiers_mode, Some(PriceTiersMode::Graduated));
    let foreign =
        RetrievePrice::new(foreign.id).expand(paths(["currency_options"])).send(&stripe).await.unwrap();
    let options = foreign.currency_options.unwrap();
    assert_eq!(options[&Currency::EUR].unit_amount, Some(900));
    assert_eq!(options[&Currency::USD].unit_amount, Some(999), "its own currency is one of them");
}

#[tokio::test]
async fn a_customer_may_name_the_price() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let mut amount = CustomUnitAmount::new(true);
    amount.minimum = Some(500);
    amount.maximum = Some(5000);
    amount.preset = Some(1000);

    let price = CreatePrice::new(Currency::USD)
        .product_data(CreatePriceProductData::new("Donation"))
        .custom_unit_amount(amount)
        .send(&stripe)
        .await
        .unwrap();

    let amount = price.custom_unit_amount.unwrap();
    assert_eq!((amount.minimum, amount.maximum, amount.preset), (Some(500), Some(5000), Some(1000)));
    assert_eq!((price.unit_amount, price.unit_amount_decimal), (None, None));
}

#[tokio::test]
async fn a_price_is_archived_and_hands_on_its_lookup_key() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let price = |amount: i64| {
        CreatePrice::new(Currency::USD)
            .product_data(CreatePriceProductData::new("Mug"))
            .unit_amount(amount)
            .lookup_key("mug")
    };
    let old = price(999).send(&stripe).await.unwrap();
    let archived = UpdatePrice::new(old.id.clone())
        .active(false)
        .nickname("Old")
        .metadata(map([("until", "May")]))
        .send(&stripe)
        .await
        .unwrap();
    assert!(!archived.active);
    assert_eq!(archived.nickname.as_deref(), Some("Old"));
    assert_eq!(archived.metadata, map([("until", "May")]));

    let taken = refusal(price(1099).send(&stripe).await);
    let message = format!("A price (`{}`) already uses that lookup key.", old.id);
    assert_eq!(taken, invalid(Some("lookup_key"), &message));
    let new = price(1099).transfer_lookup_key(true).send(&stripe).await.unwrap();

    let found = ListPrice::new().lookup_keys(paths(["mug"])).send(&stripe).await.unwrap();
    assert_eq!(found.data.iter().map(|price| price.id.as_str()).collect::<Vec<_>>(), [new.id.as_str()]);
    assert_eq!(RetrievePrice::new(old.id.clone()).send(&stripe).await.unwrap().lookup_key, None);
    let active = ListPrice::new().active(true).send(&stripe).await.unwrap();
    assert_eq!(active.data.iter().map(|price| price.id.as_str()).collect::<Vec<_>>(), [new.id.as_str()]);
    let missing = refusal(RetrievePrice::new("price_none").send(&stripe).await);
    let expected = invalid(Some("price"), "No such price: 'price_none'").code("resource_missing").status(404);
    assert_eq!(missing, expected);
}
