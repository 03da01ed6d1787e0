//! API versions: which there are, and which one an answer speaks.

use checkout_emulator::app::Settings;

use crate::support::{Emulator, PRICE, error};

/// Every version there was, oldest first.
const KNOWN: &[&str] = &[
    "2019-12-03",
    "2020-03-02",
    "2020-08-27",
    "2022-08-01",
    "2022-11-15",
    "2023-08-16",
    "2023-10-16",
    "2024-04-10",
    "2024-06-20",
    "2024-09-30.acacia",
    "2024-10-28.acacia",
    "2024-11-20.acacia",
    "2024-12-18.acacia",
    "2025-01-27.acacia",
    "2025-02-24.acacia",
    "2025-03-31.basil",
    "2025-04-30.basil",
    "2025-05-28.basil",
    "2025-06-30.basil",
    "2025-07-30.basil",
    "2025-08-27.basil",
    "2025-09-30.clover",
    "2025-10-29.clover",
    "2025-11-17.clover",
    "2025-12-15.clover",
    "2026-01-28.clover",
    "2026-02-25.clover",
    "2026-03-25.dahlia",
    "2026-04-22.dahlia",
    "2026-05-27.dahlia",
    "2026-06-24.dahlia",
    "2026-07-29.dahlia",
    "2026-08-26.dahlia",
    "2026-09-30.endive",
    "2026-10-28.endive",
];

#[tokio::test]
async fn every_version_is_accepted_and_said_back() {
    let stripe = Emulator::start().await;
    let price = stripe.shop().price().await;
    for version in KNOWN {
        let client = stripe.shop().version(version);
        let read = client.get(&format!("/v1/prices/{price}"), &[]).await;
        assert_eq!(read.id(), price);
        assert_eq!(read.header("stripe-version"), Some(*version));
        let written = client.post("/v1/prices", PRICE).await;
        written.object();
        assert_eq!(written.header("stripe-version"), Some(*version));
    }
}

#[tokio::test]
async fn a_version_that_never_was_is_refused() {
    let stripe = Emulator::start().await;
    for version in ["2020-13-01", "2025-03-31", "2025-03-31.clover", "latest"] {
        let client = stripe.shop().version(version);
        let message = format!("Invalid Stripe API version: {version}");
        let answer = client.post("/v1/prices", PRICE).await;
        assert_eq!(answer.error(), error("", "", &message));
        // It is refused before the parameters are looked at.
        assert_eq!(client.post("/v1/prices", &[("foo", "1")]).await.error().message, message);
    }
    assert_eq!(stripe.shop().count("/v1/prices").await, 0);
}

#[tokio::test]
async fn betas_may_follow_a_version() {
    let stripe = Emulator::start().await;
    let client = stripe.shop().version("2025-03-31.basil; custom_checkout_beta=v1");
    let answer = client.get("/v1/prices", &[]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("stripe-version"), Some("2025-03-31.basil"));
}

#[tokio::test]
async fn without_a_header_the_emulators_own_version_is_spoken() {
    let newest = Emulator::start().await;
    let answer = newest.shop().get("/v1/prices", &[]).await;
    assert_eq!(answer.header("stripe-version"), KNOWN.last().copied());

    let settings = Settings { api_version: "2024-06-20".parse().unwrap(), ..Settings::default() };
    let older = Emulator::start_with(settings).await;
    let answer = older.shop().get("/v1/prices", &[]).await;
    assert_eq!(answer.header("stripe-version"), Some("2024-06-20"));
}

#[tokio::test]
async fn a_metered_price_needs_a_meter_since_basil() {
    let stripe = Emulator::start().await;
    let metered = [PRICE, &[("recurring[interval]", "month"), ("recurring[usage_type]", "metered")]].concat();
    let answer = stripe.shop().version("2025-03-31.basil").post("/v1/prices", &metered).await;
    let message = "Starting with Stripe version `2025-03-31.basil`, metered prices must be backed by meters.";
    assert_eq!(answer.error().message, message);
    stripe.shop().version("2025-02-24.acacia").post("/v1/prices", &metered).await.object();
}
