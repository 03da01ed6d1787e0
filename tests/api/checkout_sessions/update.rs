//! What may be updated when; metadata, collected information, payment intent data. A refused update changes nothing.

use serde_json::{Value, json};

use super::{MODES, Opened, Params, SESSIONS, UI_MODES, assert_conforms, least, with, without};
use crate::support::{Emulator, Fault, NOON, error};

/// The four parameters besides `metadata`, each with a value that is in order.
const ADDRESS: &[(&str, &str)] = &[
    ("collected_information[shipping_details][name]", "Ada"),
    ("collected_information[shipping_details][address][line1]", "1 Main Street"),
    ("collected_information[shipping_details][address][country]", "US"),
];
const OPTION: &[(&str, &str)] = &[
    ("shipping_options[0][shipping_rate_data][display_name]", "Ground"),
    ("shipping_options[0][shipping_rate_data][fixed_amount][amount]", "500"),
    ("shipping_options[0][shipping_rate_data][fixed_amount][currency]", "usd"),
];
const INTENT: &[(&str, &str)] = &[("payment_intent_data[description]", "Order 7")];

/// A session whose address the server writes.
fn addressed(mode: &'static str, ui_mode: &'static str) -> Params<'static> {
    let mut params = least(mode, ui_mode);
    if mode != "setup" {
        params.extend([
            ("shipping_address_collection[allowed_countries][0]", "US"),
            ("shipping_address_collection[allowed_countries][1]", "CA"),
        ]);
    }
    if ["embedded_page", "elements"].contains(&ui_mode) {
        params.push(("permissions[update_shipping_details]", "server_only"));
    }
    params
}

/// The parameters under a name, sent to a session whose first item is this.
fn sent<'p>(param: &str, item: &'p str) -> Params<'p> {
    match param {
        "collected_information" => ADDRESS.to_vec(),
        "shipping_options" => OPTION.to_vec(),
        "payment_intent_data" => INTENT.to_vec(),
        _ => vec![("line_items[0][id]", item), ("line_items[0][quantity]", "3")],
    }
}

const PARAMS: [&str; 4] = ["collected_information", "line_items", "payment_intent_data", "shipping_options"];

/// The `ui_mode`s and modes in which a parameter can be updated.
fn allowed(param: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match param {
        "collected_information" => (&["embedded_page", "elements"], &["payment", "subscription"]),
        "line_items" => (&["elements", "form"], &["payment", "subscription"]),
        "payment_intent_data" => (&["elements"], &["payment"]),
        _ => (&["embedded_page", "elements", "form"], &["payment"]),
    }
}

fn wrong_mode(param: &str, mode: &str) -> Fault {
    let message = match param {
        "line_items" => "You cannot pass `line_items` in `setup` mode".to_owned(),
        "shipping_options" => "`shipping_options` can only be used in payment mode.".to_owned(),
        _ => format!("You can not pass `{param}` in `{mode}` mode."),
    };
    error("", param, &message)
}

fn wrong_ui_mode(param: &str, ui_mode: &str) -> Fault {
    let message = format!("`{param}` cannot be updated for Checkout Sessions with `ui_mode: {ui_mode}`");
    error("", param, &message)
}

#[tokio::test]
async fn each_parameter_is_taken_in_some_modes_and_ui_modes_only() {
    let stripe = Emulator::start().await;
    for (mode, ui_mode) in MODES.into_iter().flat_map(|mode| UI_MODES.map(|ui_mode| (mode, ui_mode))) {
        let session = Opened::create(&stripe.shop(), &addressed(mode, ui_mode)).await;
        let item = session.item_ids().await.pop().unwrap_or_else(|| "li_none".to_owned());
        for param in PARAMS {
            let (ui_modes, modes) = allowed(param);
            let params = sent(param, &item);
            match (ui_modes.contains(&ui_mode), modes.contains(&mode)) {
                (true, true) => drop(session.updated(&params).await),
                (true, false) => session.refused(&params, &wrong_mode(param, mode)).await,
                (false, true) => session.refused(&params, &wrong_ui_mode(param, ui_mode)).await,
                (false, false) => {
                    let fault = session.update(&params).await.error();
                    assert_eq!((fault.status, fault.param.as_str()), (400, param));
                }
            }
        }
        // Metadata is for every session, and an empty body for none.
        let metadata = session.updated(&[("metadata[a]", "1")]).await;
        assert_eq!(metadata["metadata"], json!({"a": "1"}));
        assert_eq!(session.updated(&[]).await, metadata);
    }
}

#[tokio::test]
async fn a_session_that_is_over_takes_metadata_only() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let message = "Only Checkout Sessions with a status in [\"open\"] can be updated. This Checkout Session has a status \
                   of `expired`.";
    let told = Opened::create(&shop, &addressed("payment", "elements")).await;
    told.expire().await;
    let timed = Opened::create(&shop, &addressed("payment", "elements")).await;
    shop.advance("24h").await;
    for session in [told, timed] {
        let item = session.item_ids().await.remove(0);
        for param in PARAMS {
            let params = with(&sent(param, &item), &[("metadata[a]", "1")]);
            session.refused(&params, &error("", "", message)).await;
        }
        session.refused(&[("shipping_options", "")], &error("", "", message)).await;
        let after = session.updated(&[("metadata[a]", "1"), ("metadata[b]", "")]).await;
        assert_eq!((&after["metadata"], &after["status"]), (&json!({"a": "1"}), &json!("expired")));
        session.updated(&[]).await;
    }
}

#[tokio::test]
async fn metadata_is_merged_unset_and_cleared() {
    let stripe = Emulator::start().await;
    for (mode, ui_mode) in
        [("payment", "hosted_page"), ("subscription", "embedded_page"), ("setup", "elements")]
    {
        let params = with(&least(mode, ui_mode), &[("metadata[a]", "1"), ("metadata[b]", "2")]);
        let session = Opened::create(&stripe.shop(), &params).await;
        let before = session.read().await;
        for (params, expected) in [
            (vec![], json!({"a": "1", "b": "2"})),
            (vec![("metadata[b]", "two"), ("metadata[c]", "3")], json!({"a": "1", "b": "two", "c": "3"})),
            (vec![("metadata[a]", "")], json!({"b": "two", "c": "3"})),
            (vec![("metadata[nothing]", "")], json!({"b": "two", "c": "3"})),
            (vec![("metadata[b]", ""), ("metadata[0]", "0")], json!({"c": "3", "0": "0"})),
            (vec![("metadata", "")], json!({})),
            (vec![("metadata", "")], json!({})),
            (vec![("metadata[d]", " ")], json!({"d": " "})),
        ] {
            let after = session.updated(&params).await;
            assert_eq!(after["metadata"], expected, "{params:?}");
            // Everything else is as it was.
            let mut rest = after.clone();
            rest["metadata"] = before["metadata"].clone();
            assert_eq!(rest, before);
        }
    }
}

#[tokio::test]
async fn metadata_is_counted_when_it_is_merged() {
    let stripe = Emulator::start().await;
    let session = Opened::create(&stripe.shop(), &least("payment", "hosted_page")).await;
    let names: Vec<String> = (0..60).map(|number| format!("metadata[k{number}]")).collect();
    let set = |range: std::ops::Range<usize>, value: &'static str| -> Params<'_> {
        names[range].iter().map(|name| (name.as_str(), value)).collect()
    };
    session.updated(&set(0..50, "1")).await;
    let too_many =
        |count: usize| error("", "", &format!("Metadata can have up to 50 keys, but you've set {count}."));
    session.refused(&set(50..51, "1"), &too_many(51)).await;
    session.refused(&set(48..54, "2"), &too_many(54)).await;
    // One goes, one comes; those that are there already do not count twice.
    session.updated(&[set(0..1, ""), set(50..51, "1"), set(1..50, "2")].concat()).await;
    session.updated(&[("metadata", "")]).await;
    session.refused(&set(0..51, "1"), &too_many(51)).await;
    let (key, value) = (format!("metadata[{}]", "k".repeat(40)), "é".repeat(500));
    session.updated(&[(key.as_str(), value.as_str())]).await;
    let long_key = format!("metadata[{}]", "k".repeat(41));
    let message = "Metadata keys can have up to 40 characters, but you passed in a key that is 41 characters. Invalid \
                   key: ";
    let message = format!("{message}{}", "k".repeat(41));
    session.refused(&[(long_key.as_str(), "1")], &error("", "", &message)).await;
    let long_value = "v".repeat(501);
    let message = "Metadata values can have up to 500 characters, but you passed in a value that is 501 characters. \
                   Invalid value: ";
    let message = format!("{message}{long_value}");
    session.refused(&[("metadata[a]", long_value.as_str())], &error("", "", &message)).await;
    session.refused(&[("metadata", "x")], &error("", "metadata", "Invalid object")).await;
}

#[tokio::test]
async fn shipping_details_are_replaced_as_a_whole() {
    let stripe = Emulator::start().await;
    for (mode, ui_mode) in
        [("payment", "embedded_page"), ("payment", "elements"), ("subscription", "embedded_page")]
    {
        let session = Opened::create(&stripe.shop(), &addressed(mode, ui_mode)).await;
        let full = with(
            ADDRESS,
            &[
                ("collected_information[shipping_details][address][line2]", "Flat 2"),
                ("collected_information[shipping_details][address][city]", "Springfield"),
                ("collected_information[shipping_details][address][state]", "IL"),
                ("collected_information[shipping_details][address][postal_code]", "62701"),
            ],
        );
        let after = session.updated(&full).await;
        let address = json!({
            "city": "Springfield",
            "country": "US",
            "line1": "1 Main Street",
            "line2": "Flat 2",
            "postal_code": "62701",
            "state": "IL",
        });
        let collected = json!({
            "business_name": null,
            "individual_name": null,
            "shipping_details": {"address": address, "name": "Ada"},
        });
        assert_eq!(after["collected_information"], collected);

        let country = "collected_information[shipping_details][address][country]";
        let after = session.updated(&with(ADDRESS, &[(country, "CA")])).await;
        let address = json!({
            "city": null,
            "country": "CA",
            "line1": "1 Main Street",
            "line2": null,
            "postal_code": null,
            "state": null,
        });
        let details = &after["collected_information"]["shipping_details"];
        assert_eq!(*details, json!({"address": address, "name": "Ada"}));
        // What is not sent stays.
        let kept = session.updated(&[("metadata[a]", "1")]).await;
        assert_eq!(kept["collected_information"], after["collected_information"]);
    }
}

#[tokio::test]
async fn shipping_details_need_a_name_a_street_and_a_country_the_session_ships_to() {
    let stripe = Emulator::start().await;
    let session = Opened::create(&stripe.shop(), &addressed("payment", "embedded_page")).await;
    let details = "collected_information[shipping_details]";
    let param = |name: &str| format!("{details}{name}");
    for name in ["[name]", "[address][line1]", "[address][country]"] {
        let missing = format!("Missing required param: {}.", param(name));
        let fault = error("parameter_missing", &param(name), &missing);
        session.refused(&without(ADDRESS, &[&param(name)]), &fault).await;
    }
    let no_address = without(ADDRESS, &[&param("[address][line1]"), &param("[address][country]")]);
    let missing = format!("Missing required param: {}.", param("[address]"));
    session.refused(&no_address, &error("parameter_missing", &param("[address]"), &missing)).await;
    for name in ["[name]", "[address][line1]", "[address][line2]", "[address][city]", "[address][country]"] {
        let param = param(name);
        let message = format!(
            "You passed an empty string for '{param}'. We assume empty values are an attempt to unset a parameter; \
             however '{param}' cannot be unset. You should remove '{param}' from your request or supply a non-empty \
             value."
        );
        let fault = error("parameter_invalid_empty", &param, &message);
        session.refused(&with(ADDRESS, &[(&param, "")]), &fault).await;
    }
    let country = param("[address][country]");
    let message = "The shipping country `DE` is not in the list of allowed countries.";
    session.refused(&with(ADDRESS, &[(&country, "DE")]), &error("", &country, message)).await;
    let name = param("[name]");
    let (longest, longer) = ("n".repeat(255), "n".repeat(256));
    session.updated(&with(ADDRESS, &[(&name, &longest)])).await;
    let message = "Invalid string: nnnn...nnnn; must be at most 255 characters";
    session.refused(&with(ADDRESS, &[(&name, &longer)]), &error("", &name, message)).await;
    session
        .refused(&[("collected_information", "x")], &error("", "collected_information", "Invalid object"))
        .await;
    let own = [("collected_information[business_name]", "Ada Ltd")];
    let message = "Received unknown parameter: collected_information[business_name]";
    session.refused(&own, &error("parameter_unknown", own[0].0, message)).await;
}

#[tokio::test]
async fn shipping_details_are_the_servers_only_if_the_session_says_so() {
    let stripe = Emulator::start().await;
    let permission = "permissions[update_shipping_details]";
    let base = addressed("payment", "elements");
    for params in [without(&base, &[permission]), with(&base, &[(permission, "client_only")])] {
        let session = Opened::create(&stripe.shop(), &params).await;
        let fault = session.update(ADDRESS).await.error();
        assert_eq!((fault.status, fault.param.as_str()), (400, "collected_information[shipping_details]"));
        // The options are the server's all the same.
        session.updated(OPTION).await;
    }
    let nowhere = with(&least("payment", "elements"), &[(permission, "server_only")]);
    let session = Opened::create(&stripe.shop(), &nowhere).await;
    let fault = session.update(ADDRESS).await.error();
    assert_eq!((fault.status, fault.param.as_str()), (400, "collected_information"));
}

#[tokio::test]
async fn payment_intent_data_is_kept_out_of_sight() {
    let stripe = Emulator::start().await;
    let session = Opened::create(&stripe.shop(), &least("payment", "elements")).await;
    let before = session.read().await;
    let prefixed = |members: &[(&str, &'static str)]| -> Vec<(String, &'static str)> {
        members.iter().map(|(name, value)| (format!("payment_intent_data{name}"), *value)).collect()
    };
    let longest = "SHOP SHOP SHOP SHOP 22";
    for members in [
        &[
            ("[description]", "Order 7"),
            ("[metadata][a]", "1"),
            ("[setup_future_usage]", "off_session"),
            ("[statement_descriptor]", longest),
            ("[statement_descriptor_suffix]", "CAP"),
        ][..],
        &[("[metadata][a]", ""), ("[metadata][b]", "2"), ("[setup_future_usage]", "on_session")],
        &[
            ("[description]", ""),
            ("[metadata]", ""),
            ("[setup_future_usage]", ""),
            ("[statement_descriptor]", ""),
            ("[statement_descriptor_suffix]", ""),
        ],
    ] {
        let params = prefixed(members);
        let params: Params<'_> = params.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        assert_eq!(session.updated(&params).await, before);
    }
    let param = "payment_intent_data[statement_descriptor]";
    let message = "The statement descriptor must be at most 22 characters. SHOP SHOP SHOP SHOP 223 is 23 characters long.";
    session.refused(&[(param, "SHOP SHOP SHOP SHOP 223")], &error("", param, message)).await;
    let param = "payment_intent_data[setup_future_usage]";
    let message = format!("Invalid {param}: must be one of off_session or on_session");
    session.refused(&[(param, "never")], &error("", param, &message)).await;
    let param = "payment_intent_data[capture_method]";
    let message = format!("Received unknown parameter: {param}");
    session.refused(&[(param, "manual")], &error("parameter_unknown", param, &message)).await;
}

#[tokio::test]
async fn nothing_else_can_be_updated() {
    let stripe = Emulator::start().await;
    let session = Opened::create(&stripe.shop(), &least("payment", "elements")).await;
    for (name, value) in [
        ("mode", "setup"),
        ("ui_mode", "form"),
        ("customer_email", "a@example.com"),
        ("success_url", "https://shop.example"),
        ("expires_at", "1800000000"),
        ("locale", "de"),
        ("allow_promotion_codes", "true"),
        ("status", "complete"),
    ] {
        let fault = session.update(&[(name, value), ("metadata[a]", "1")]).await.error();
        assert_eq!((fault.code.as_str(), fault.param.as_str()), ("parameter_unknown", name));
        let message = format!("Received unknown parameter: {name}");
        assert!(fault.message.starts_with(&message), "{}", fault.message);
    }
    assert_eq!(session.read().await["metadata"], json!({}));
}

#[tokio::test]
async fn time_does_not_show_in_an_updated_session() {
    let stripe = Emulator::start().await;
    let session = Opened::create(&stripe.shop(), &addressed("payment", "elements")).await;
    let before = session.read().await;
    stripe.shop().advance("1h").await;
    let after = session.updated(&[ADDRESS, OPTION].concat()).await;
    for fixed in ["created", "expires_at", "url", "client_secret", "status", "payment_status"] {
        assert_eq!(after[fixed], before[fixed], "{fixed}");
    }
    assert_eq!(after["created"], NOON);
}

/// Updates that fail late: after rates, prices, products or items were made, or fields were set.
const LATE: [&[(&str, &str)]; 6] = [
    &[
        ("shipping_options[1][shipping_rate]", "shr_unknown"),
        ("shipping_options[0][shipping_rate_data][display_name]", "Ground"),
        ("shipping_options[0][shipping_rate_data][fixed_amount][amount]", "500"),
        ("shipping_options[0][shipping_rate_data][fixed_amount][currency]", "usd"),
    ],
    &[
        ("shipping_options[0][shipping_rate_data][display_name]", "Ground"),
        ("shipping_options[0][shipping_rate_data][fixed_amount][amount]", "500"),
        ("shipping_options[0][shipping_rate_data][fixed_amount][currency]", "eur"),
    ],
    &[
        ("line_items[0][price_data][currency]", "usd"),
        ("line_items[0][price_data][unit_amount]", "700"),
        ("line_items[0][price_data][product_data][name]", "Cap"),
        ("line_items[0][quantity]", "1"),
        ("line_items[1][id]", "li_unknown"),
    ],
    // Less than the least charge.
    &[
        ("line_items[0][price_data][currency]", "usd"),
        ("line_items[0][price_data][unit_amount]", "1"),
        ("line_items[0][price_data][product_data][name]", "Cap"),
        ("line_items[0][quantity]", "1"),
    ],
    &[
        ("line_items[0][price_data][currency]", "usd"),
        ("line_items[0][price_data][unit_amount]", "700"),
        ("line_items[0][price_data][product_data][name]", "Cap"),
        ("line_items[0][price_data][recurring][interval]", "month"),
        ("line_items[0][quantity]", "1"),
    ],
    &[("expand[]", "nonsense")],
];

#[tokio::test]
async fn a_refused_update_changes_nothing_however_far_it_got() {
    let (plain, refused) = (Emulator::start().await, Emulator::start().await);
    let params = addressed("payment", "elements");
    let untouched = Opened::create(&plain.shop(), &params).await;
    let session = Opened::create(&refused.shop(), &params).await;
    assert_eq!(session.path, untouched.path);
    let good = [ADDRESS, INTENT, &[("metadata[a]", "1")]].concat();
    for late in LATE {
        let fault = session.update(&with(&good, late)).await.error();
        session.refused(&with(&good, late), &fault).await;
    }
    assert_eq!(session.read().await, untouched.read().await);
    assert_eq!(session.account().await, untouched.account().await);
    // What comes next is as if nothing had been.
    let items = [LATE[3], &[("line_items[0][quantity]", "100")]].concat();
    let next = with(&[&good[..], OPTION].concat(), &with(&items, &[]));
    let next = with(&next, &[("line_items[0][quantity]", "100")]);
    assert_eq!(session.updated(&next).await, untouched.updated(&next).await);
    assert_eq!(session.account().await, untouched.account().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_updates_of_a_session_never_mix() {
    let stripe = Emulator::start().await;
    let session = Opened::create(&stripe.shop(), &addressed("payment", "elements")).await;
    let check = |session: &Value| {
        let amount = session["metadata"]["amount"].as_str().unwrap().to_owned();
        assert_eq!(session["metadata"]["same"], amount.as_str());
        assert_eq!(session["collected_information"]["shipping_details"]["name"], amount.as_str());
        assert_eq!(session["shipping_options"].as_array().unwrap().len(), 1);
        assert_eq!(session["shipping_options"][0]["shipping_amount"].to_string(), amount);
        assert_eq!(session["total_details"]["amount_shipping"].to_string(), amount);
        assert_eq!(session["amount_total"], 2000 + amount.parse::<i64>().unwrap());
        amount
    };
    let running: Vec<_> = (100..140)
        .map(|amount: i64| {
            let (client, path) = (session.client.clone(), session.path.clone());
            tokio::spawn(async move {
                let amount = amount.to_string();
                let own = [
                    ("metadata[amount]", amount.as_str()),
                    ("metadata[same]", amount.as_str()),
                    (ADDRESS[0].0, amount.as_str()),
                    (OPTION[1].0, amount.as_str()),
                ];
                let params = with(&[ADDRESS, OPTION].concat(), &own);
                (amount.clone(), client.post(&path, &params).await.object())
            })
        })
        .collect();
    for task in running {
        let (amount, answer) = task.await.unwrap();
        assert_eq!(check(&answer), amount);
    }
    check(&session.read().await);
    assert_eq!(stripe.shop().count("/v1/shipping_rates").await, 40);
}

#[tokio::test]
async fn an_update_is_repeated_for_the_same_key() {
    let stripe = Emulator::start().await;
    let session = Opened::create(&stripe.shop(), &least("payment", "elements")).await;
    let client = stripe.shop().idempotent("options");
    let first = client.post(&session.path, OPTION).await;
    assert_conforms(&first.object(), "checkout.session");
    session.updated(&[("shipping_options", "")]).await;
    let again = client.post(&session.path, OPTION).await;
    assert_eq!(again.text, first.text);
    assert_eq!(stripe.shop().count("/v1/shipping_rates").await, 1);
    assert_eq!(session.read().await["shipping_options"], json!([]));
    assert_eq!(stripe.shop().count(SESSIONS).await, 1);
}
