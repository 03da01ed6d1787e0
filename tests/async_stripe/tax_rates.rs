//! Tax rates, and what they put on.

use stripe_product::TaxRateTaxType;
use stripe_product::tax_rate::{CreateTaxRate, ListTaxRate, RetrieveTaxRate, UpdateTaxRate};

use crate::support::{Emulator, item, map, paths, payment, refusal, whole};

#[tokio::test]
async fn a_tax_rate_is_made_described_and_archived() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();

    let made = CreateTaxRate::new("Sales tax", false, 8.875)
        .country("US")
        .state("NY")
        .jurisdiction("New York")
        .tax_type(TaxRateTaxType::SalesTax)
        .metadata(map([("office", "nyc")]))
        .send(&stripe)
        .await
        .unwrap();

    let rate = RetrieveTaxRate::new(made.id.clone()).send(&stripe).await.unwrap();
    assert_eq!(whole(&rate), whole(&made));
    assert_eq!((rate.display_name.as_str(), rate.inclusive, rate.active), ("Sales tax", false, true));
    assert_eq!(whole(&(rate.percentage, rate.effective_percentage)), "(8.875, Some(8.875))");
    assert_eq!((rate.country.as_deref(), rate.state.as_deref()), (Some("US"), Some("NY")));
    assert_eq!(rate.jurisdiction.as_deref(), Some("New York"));
    assert_eq!(rate.tax_type, Some(TaxRateTaxType::SalesTax));
    assert_eq!(rate.rate_type.unwrap().as_str(), "percentage");
    assert_eq!(rate.metadata, Some(map([("office", "nyc")])));

    let changed =
        UpdateTaxRate::new(made.id.clone()).active(false).description("Old").send(&stripe).await.unwrap();
    assert!(!changed.active);
    assert_eq!(changed.description.as_deref(), Some("Old"));
    assert!(ListTaxRate::new().active(true).send(&stripe).await.unwrap().data.is_empty());
    assert_eq!(ListTaxRate::new().active(false).send(&stripe).await.unwrap().data[0].id, made.id);
    let missing = refusal(RetrieveTaxRate::new("txr_none").send(&stripe).await);
    assert_eq!((missing.status, missing.message.as_str()), (404, "No such tax rate: 'txr_none'"));
}

#[tokio::test]
async fn a_tax_is_put_on_the_item_that_names_its_rate() {
    let emulator = Emulator::start().await;
    let stripe = emulator.client();
    let rate = CreateTaxRate::new("Sales tax", false, 8.5).send(&stripe).await.unwrap();
    let mut taxed = item("T-shirt", 2000, 1);
    taxed.tax_rates = Some(vec![rate.id.to_string()]);

    let session = payment([taxed, item("Book", 1000, 1)])
        .expand(paths(["line_items.data.taxes", "total_details.breakdown"]))
        .send(&stripe)
        .await
        .unwrap();

    assert_eq!((session.amount_subtotal, session.amount_total), (Some(3000), Some(3170)));
    let details = session.total_details.unwrap();
    assert_eq!(details.amount_tax, 170);
    let [tax] = &details.breakdown.unwrap().taxes[..] else { panic!("one tax") };
    assert_eq!((tax.amount, &tax.rate.id), (170, &rate.id));
    let items = session.line_items.unwrap().data;
    let amounts: Vec<_> =
        items.iter().map(|item| (item.amount_subtotal, item.amount_tax, item.amount_total)).collect();
    assert_eq!(amounts, [(2000, 170, 2170), (1000, 0, 1000)]);
    assert_eq!(items[0].taxes.as_ref().unwrap()[0].rate.id, rate.id);
    assert!(items[1].taxes.as_ref().unwrap().is_empty());
}
