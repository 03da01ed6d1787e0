//! Tax rates.

use serde_json::json;

use crate::support::{Emulator, NOON, error, not_found};

const VAT: &[(&str, &str)] = &[("display_name", "VAT"), ("percentage", "20"), ("inclusive", "true")];

#[tokio::test]
async fn a_rate_looks_as_recorded() {
    let stripe = Emulator::start().await;
    let params = [
        ("display_name", "CA sales tax"),
        ("jurisdiction", "US-CA"),
        ("percentage", "8.875"),
        ("inclusive", "false"),
        ("country", "us"),
        ("state", "CA"),
    ];
    let made = stripe.shop().post("/v1/tax_rates", &params).await.object();
    assert_eq!(
        made,
        json!({
            "id": made["id"],
            "object": "tax_rate",
            "active": true,
            "country": "US",
            "created": NOON,
            "description": null,
            "display_name": "CA sales tax",
            "effective_percentage": 8.875,
            "flat_amount": null,
            "inclusive": false,
            "jurisdiction": "US-CA",
            "jurisdiction_level": null,
            "livemode": false,
            "metadata": {},
            "percentage": 8.875,
            "rate_type": "percentage",
            "state": "CA",
            "tax_type": null,
        })
    );
    let vat = stripe.shop().post("/v1/tax_rates", VAT).await;
    assert!(vat.text.contains("\"percentage\": 20.0,"), "{}", vat.text);
}

#[tokio::test]
async fn the_percentage_stays_as_it_was_made() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let path = format!("/v1/tax_rates/{}", shop.post("/v1/tax_rates", VAT).await.id());
    let unknown = error("parameter_unknown", "percentage", "Received unknown parameter: percentage");
    assert_eq!(shop.post(&path, &[("percentage", "19")]).await.error(), unknown);

    let update = [("active", "false"), ("description", "archived"), ("tax_type", "vat")];
    let updated = shop.post(&path, &update).await.object();
    assert_eq!(
        (&updated["active"], &updated["description"], &updated["tax_type"], &updated["percentage"]),
        (&json!(false), &json!("archived"), &json!("vat"), &json!(20.0))
    );
}

#[tokio::test]
async fn a_percentage_is_at_most_100_and_exact_to_four_places() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    for (percentage, accepted) in
        [("0", true), ("100", true), ("100.0001", false), ("-1", false), ("1.00001", false)]
    {
        let params = [("display_name", "T"), ("inclusive", "false"), ("percentage", percentage)];
        let answer = shop.post("/v1/tax_rates", &params).await;
        assert_eq!(answer.status == 200, accepted, "{percentage}");
        if !accepted {
            assert_eq!(answer.error().param, "percentage");
        }
    }
}

#[tokio::test]
async fn rates_are_listed_by_what_they_are() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let vat = shop.post("/v1/tax_rates", VAT).await.id();
    let sales =
        [("display_name", "Sales tax"), ("percentage", "5"), ("inclusive", "false"), ("active", "false")];
    let sales = shop.post("/v1/tax_rates", &sales).await.id();
    assert_eq!(shop.get("/v1/tax_rates", &[("inclusive", "true")]).await.ids(), [vat.as_str()]);
    assert_eq!(shop.get("/v1/tax_rates", &[("active", "false")]).await.ids(), [sales.as_str()]);
    assert_eq!(shop.get("/v1/tax_rates", &[]).await.ids(), [sales, vat]);
    let missing = not_found("tax_rate", "No such tax rate: 'txr_nope'");
    assert_eq!(shop.get("/v1/tax_rates/txr_nope", &[]).await.error(), missing);
}
