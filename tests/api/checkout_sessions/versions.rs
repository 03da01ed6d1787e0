//! What callers of older API versions send and see.

use serde_json::{Value, json};

use super::{Opened, SESSIONS, least, with, without};
use crate::support::{Emulator, error};

/// The newest name of a `ui_mode` and the one from before `2026-03-25.dahlia`.
const NAMES: [(&str, &str); 3] =
    [("hosted_page", "hosted"), ("embedded_page", "embedded"), ("elements", "custom")];

const BEFORE: &str = "2026-02-25.clover";
const SINCE: &str = "2026-03-25.dahlia";

#[tokio::test]
async fn each_ui_mode_has_the_name_of_the_callers_version() {
    let stripe = Emulator::start().await;
    let (before, since) = (stripe.shop().version(BEFORE), stripe.shop().version(SINCE));
    for (newer, older) in NAMES {
        let made = before.post(SESSIONS, &with(&least("payment", newer), &[("ui_mode", older)])).await;
        assert_eq!(made.object()["ui_mode"], older);
        let path = format!("{SESSIONS}/{}", made.id());
        assert_eq!(since.get(&path, &[]).await.object()["ui_mode"], newer);
        assert_eq!(stripe.shop().get(&path, &[]).await.object()["ui_mode"], newer);
        assert_eq!(before.post(&path, &[("metadata[a]", "1")]).await.object()["ui_mode"], older);
        assert_eq!(before.get(SESSIONS, &[]).await.object()["data"][0]["ui_mode"], older);
        assert_eq!(since.get(SESSIONS, &[]).await.object()["data"][0]["ui_mode"], newer);
        let over = before.post(&format!("{path}/expire"), &[]).await.object();
        assert_eq!(over["ui_mode"], older);
    }
    // Nothing else tells the two apart.
    let session = Opened::create(&since, &least("payment", "elements")).await;
    let mut older = before.get(&session.path, &[]).await.object();
    older["ui_mode"] = json!("elements");
    assert_eq!(older, since.get(&session.path, &[]).await.object());
}

#[tokio::test]
async fn a_ui_mode_of_another_versions_name_is_refused() {
    let stripe = Emulator::start().await;
    let newest = "Invalid ui_mode: must be one of hosted_page, embedded_page, elements, or form";
    let oldest = "Invalid ui_mode: must be one of hosted, embedded, or custom";
    for (newer, older) in NAMES {
        let params = with(&least("payment", newer), &[("ui_mode", older)]);
        for client in
            [stripe.shop().version(SINCE), stripe.shop().version("2026-10-28.endive"), stripe.shop()]
        {
            assert_eq!(client.post(SESSIONS, &params).await.error(), error("", "ui_mode", newest));
        }
        let answer = stripe.shop().version(BEFORE).post(SESSIONS, &least("payment", newer)).await;
        assert_eq!(answer.error(), error("", "ui_mode", oldest));
    }
    assert_eq!(stripe.shop().count(SESSIONS).await, 0);
}

#[tokio::test]
async fn refusals_name_the_ui_mode_as_the_caller_does() {
    let stripe = Emulator::start().await;
    let before = stripe.shop().version(BEFORE);
    let thanks = ("success_url", "https://shop.example");
    for (newer, older) in &NAMES[1..] {
        let params = with(&least("payment", newer), &[("ui_mode", older), thanks]);
        let message = format!("`success_url` is not supported with `ui_mode: {older}`");
        assert_eq!(before.post(SESSIONS, &params).await.error(), error("", "success_url", &message));
    }
    let session = Opened::create(&stripe.shop(), &least("payment", "hosted_page")).await;
    for (version, name) in [(BEFORE, "hosted"), (SINCE, "hosted_page")] {
        let answer = stripe.shop().version(version).post(&session.path, &[("shipping_options", "")]).await;
        let message =
            format!("`shipping_options` cannot be updated for Checkout Sessions with `ui_mode: {name}`");
        assert_eq!(answer.error(), error("", "shipping_options", &message));
    }
}

#[tokio::test]
async fn the_same_update_is_taken_at_every_version() {
    let stripe = Emulator::start().await;
    let params = with(
        &least("payment", "elements"),
        &[
            ("shipping_address_collection[allowed_countries][]", "US"),
            ("permissions[update_shipping_details]", "server_only"),
        ],
    );
    let session = Opened::create(&stripe.shop(), &params).await;
    let update = [
        ("collected_information[shipping_details][name]", "Ada"),
        ("collected_information[shipping_details][address][line1]", "1 Main Street"),
        ("collected_information[shipping_details][address][country]", "US"),
    ];
    let address = json!({
        "city": null,
        "country": "US",
        "line1": "1 Main Street",
        "line2": null,
        "postal_code": null,
        "state": null,
    });
    let moved = json!({"address": address, "name": "Ada"});
    let whole = json!({
        "address": address,
        "carrier": null,
        "name": "Ada",
        "phone": null,
        "tracking_number": null,
    });
    for (version, outside) in [
        ("2024-06-20", Some(&whole)),
        ("2025-02-24.acacia", Some(&whole)),
        ("2025-03-31.basil", None),
        ("2025-12-15.clover", None),
        ("2026-10-28.endive", None),
    ] {
        let client = stripe.shop().version(version);
        let nothing = session.client.get(&session.path, &[]).await.object();
        let after = client.post(&session.path, &update).await.object();
        assert_eq!(after["collected_information"]["shipping_details"], moved, "{version}");
        assert_eq!(after.get("shipping_details"), outside, "{version}");
        let keys: Vec<&String> = after.as_object().unwrap().keys().skip(2).collect();
        assert!(keys.is_sorted(), "{version}: {keys:?}");
        assert_eq!(nothing.get("shipping_details"), None);
    }
    let nobody = Opened::create(&stripe.shop(), &least("payment", "elements")).await;
    let older = stripe.shop().version("2025-02-24.acacia").get(&nobody.path, &[]).await.object();
    assert_eq!(older.get("shipping_details"), Some(&Value::Null));
}

#[tokio::test]
async fn payment_methods_are_named_by_those_who_still_may() {
    let stripe = Emulator::start().await;
    let types = [("payment_method_types[0]", "card"), ("payment_method_types[1]", "us_bank_account")];
    let params = with(&without(&least("payment", "hosted_page"), &["ui_mode"]), &types);
    // Without a version too, whatever the emulator's own is.
    for client in
        [stripe.shop().version("2026-08-26.dahlia"), stripe.shop().version("2022-11-15"), stripe.shop()]
    {
        let session = client.post(SESSIONS, &params).await.object();
        assert_eq!(session["payment_method_types"], json!(["card", "us_bank_account"]));
        assert_eq!(session["payment_method_configuration_details"], json!(null));
        let bank = json!({
            "financial_connections": {"permissions": ["payment_method"], "prefetch": []},
            "verification_method": "automatic",
        });
        assert_eq!(session["payment_method_options"]["us_bank_account"], bank);
    }
    for version in ["2026-09-30.endive", "2026-10-28.endive"] {
        let fault = stripe.shop().version(version).post(SESSIONS, &params).await.error();
        assert_eq!((fault.status, fault.param.as_str()), (400, "payment_method_types"));
    }
    let allowed = [("allowed_payment_method_types[0]", "card")];
    let session =
        stripe.shop().post(SESSIONS, &with(&least("setup", "hosted_page"), &allowed)).await.object();
    assert_eq!(session["allowed_payment_method_types"], json!(["card"]));
    // A list of methods says enough for a setup.
    let listed = without(&with(&least("setup", "hosted_page"), &allowed), &["currency"]);
    assert_eq!(stripe.shop().post(SESSIONS, &listed).await.object()["currency"], json!(null));
    let excluded =
        [("excluded_payment_method_types[0]", "card"), ("allowed_payment_method_types[0]", "card")];
    let fault =
        stripe.shop().post(SESSIONS, &with(&least("payment", "hosted_page"), &excluded)).await.error();
    assert!(
        fault.message.starts_with("No valid payment method types for this Checkout Session."),
        "{fault:?}"
    );
}

#[tokio::test]
async fn a_guest_who_paid_became_a_customer_before_2022_08_01() {
    let stripe = Emulator::start().await;
    let hosted = without(&least("payment", "hosted_page"), &["ui_mode"]);
    for (version, creation) in [("2020-08-27", "always"), ("2022-08-01", "if_required")] {
        let session = stripe.shop().version(version).post(SESSIONS, &hosted).await.object();
        assert_eq!(session["customer_creation"], creation);
        let wanted = with(&hosted, &[("customer_creation", "if_required")]);
        let session = stripe.shop().version(version).post(SESSIONS, &wanted).await.object();
        assert_eq!(session["customer_creation"], "if_required");
    }
    let customer = stripe.shop().customer().await;
    let known = with(&hosted, &[("customer", customer.as_str())]);
    let session = stripe.shop().version("2020-08-27").post(SESSIONS, &known).await.object();
    assert_eq!(session["customer_creation"], json!(null));
}

#[tokio::test]
async fn shipping_had_other_names_before_2022_08_01() {
    let stripe = Emulator::start().await;
    let rate = stripe.shop().shipping_rate().await;
    let hosted = without(&least("payment", "hosted_page"), &["ui_mode"]);
    let params = with(&hosted, &[("shipping_rates[0]", rate.as_str())]);
    let older = stripe.shop().version("2020-08-27").post(SESSIONS, &params).await.object();
    assert_eq!((&older["shipping_rate"], &older["shipping"]), (&json!(rate), &json!(null)));
    assert_eq!((older.get("shipping_cost"), older.get("shipping_details")), (None, None));
    assert_eq!(older["amount_total"], 2500);
    let path = format!("{SESSIONS}/{}", older["id"].as_str().unwrap());
    let newer = stripe.shop().version("2022-08-01").get(&path, &[]).await.object();
    assert_eq!(newer["shipping_cost"]["shipping_rate"], rate.as_str());
    assert_eq!((newer.get("shipping_rate"), newer.get("shipping")), (None, None));
    let scalar = with(&hosted, &[("shipping_rates", rate.as_str())]);
    let fault = stripe.shop().version("2020-08-27").post(SESSIONS, &scalar).await.error();
    assert_eq!(fault, error("", "shipping_rates", "Invalid array"));
    // The parameter is gone since 2023-08-16.
    let fault = stripe.shop().version("2023-08-16").post(SESSIONS, &params).await.error();
    assert_eq!((fault.code.as_str(), fault.param.as_str()), ("parameter_unknown", "shipping_rates"));
}

#[tokio::test]
async fn items_had_an_amount_before_2022_11_15() {
    let stripe = Emulator::start().await;
    let session = Opened::create(&stripe.shop(), &least("payment", "hosted_page")).await;
    let path = format!("{}/line_items", session.path);
    for (version, amount) in [("2022-08-01", Some(&json!(2000))), ("2022-11-15", None)] {
        let client = stripe.shop().version(version);
        assert_eq!(client.get(&path, &[]).await.object()["data"][0].get("amount"), amount);
        let expanded = client.get(&session.path, &[("expand[]", "line_items")]).await.object();
        assert_eq!(expanded["line_items"]["data"][0].get("amount"), amount);
    }
}

#[tokio::test]
async fn tax_rates_were_dynamic_until_2026_07_29() {
    let stripe = Emulator::start().await;
    let params = with(&least("payment", "hosted_page"), &[("line_items[0][dynamic_tax_rates][0]", "txr_x")]);
    let param = "line_items[0][dynamic_tax_rates]";
    let fault = stripe.shop().version("2026-07-29.dahlia").post(SESSIONS, &params).await.error();
    assert_eq!((fault.code.as_str(), fault.param.as_str()), ("parameter_unknown", param));
    let fault = stripe.shop().version("2026-06-24.dahlia").post(SESSIONS, &params).await.error();
    assert_eq!(
        (fault.code.as_str(), fault.message.as_str()),
        ("resource_missing", "No such tax rate: 'txr_x'")
    );
}

#[tokio::test]
async fn a_list_counted_all_it_has_before_basil() {
    let stripe = Emulator::start().await;
    for _ in 0..3 {
        stripe.shop().post(SESSIONS, &least("payment", "hosted_page")).await.object();
    }
    let params = [("expand[]", "total_count"), ("limit", "1"), ("status", "open")];
    let older = stripe.shop().version("2025-02-24.acacia").get(SESSIONS, &params).await.object();
    assert_eq!((&older["total_count"], older["data"].as_array().unwrap().len()), (&json!(3), 1));
    let newer = stripe.shop().version("2025-03-31.basil").get(SESSIONS, &params).await.error();
    assert_eq!(newer, error("", "", "This property cannot be included (total_count)"));
}

#[tokio::test]
async fn metadata_is_nobodys_object_whatever_it_says() {
    let stripe = Emulator::start().await;
    let metadata = [
        ("metadata[object]", "checkout.session"),
        ("metadata[ui_mode]", "elements"),
        ("metadata[amount_total]", "7"),
        ("line_items[0][metadata][object]", "item"),
        ("line_items[0][metadata][amount_total]", "7"),
    ];
    let session = Opened::create(&stripe.shop(), &with(&least("payment", "elements"), &metadata)).await;
    let newest = session.read().await;
    let client = stripe.shop().version("2020-08-27");
    let oldest = client.get(&session.path, &[("expand[]", "line_items")]).await.object();
    assert_eq!(oldest["metadata"], newest["metadata"]);
    let item = |session: &Value| session["line_items"]["data"][0]["metadata"].clone();
    assert_eq!(item(&oldest), item(&newest));
    assert_eq!(oldest["ui_mode"], "custom");
}
