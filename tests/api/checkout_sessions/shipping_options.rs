//! `shipping_options`: the list an update replaces, which option is paid for, and the amounts that follow.

use serde_json::{Value, json};

use super::{Opened, Params, SESSIONS, assert_amounts, assert_conforms, least, with};
use crate::support::{Emulator, SHIPPING_RATE, error, not_found};

const SHOWN: [&str; 3] = ["embedded_page", "elements", "form"];

/// A rate described on the spot, in place `index`.
fn described(index: usize, amount: &str) -> Vec<(String, String)> {
    let data = format!("shipping_options[{index}][shipping_rate_data]");
    vec![
        (format!("{data}[display_name]"), format!("Rate {amount}")),
        (format!("{data}[fixed_amount][amount]"), amount.to_owned()),
        (format!("{data}[fixed_amount][currency]"), "usd".to_owned()),
    ]
}

/// Rates described on the spot, one for each amount.
fn rates(amounts: &[&str]) -> Vec<(String, String)> {
    amounts.iter().enumerate().flat_map(|(index, amount)| described(index, amount)).collect()
}

fn borrowed(params: &[(String, String)]) -> Params<'_> {
    params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

fn amounts(session: &Value) -> Vec<i64> {
    let options = session["shipping_options"].as_array().unwrap();
    options.iter().map(|option| option["shipping_amount"].as_i64().unwrap()).collect()
}

fn rate(session: &Value, index: usize) -> &str {
    session["shipping_options"][index]["shipping_rate"].as_str().unwrap()
}

#[tokio::test]
async fn the_list_sent_is_the_whole_list_and_the_first_is_chosen() {
    let stripe = Emulator::start().await;
    for ui_mode in SHOWN {
        let session = Opened::create(&stripe.shop(), &least("payment", ui_mode)).await;
        assert_amounts(&session.read().await, 2000, 0);
        let two = session.updated(&borrowed(&rates(&["500", "900"]))).await;
        assert_eq!(amounts(&two), [500, 900]);
        assert_amounts(&two, 2000, 500);
        assert_eq!(two["shipping_cost"]["shipping_rate"]["id"], rate(&two, 0));
        assert_eq!(two["shipping_cost"]["amount_tax"], 0);

        let one = session.updated(&borrowed(&rates(&["1"]))).await;
        assert_eq!(amounts(&one), [1]);
        assert_amounts(&one, 2000, 1);

        let five = session.updated(&borrowed(&rates(&["5", "4", "3", "2", "1"]))).await;
        assert_eq!(amounts(&five), [5, 4, 3, 2, 1]);
        assert_amounts(&five, 2000, 5);

        let none = session.updated(&[("shipping_options", "")]).await;
        assert_eq!((&none["shipping_options"], &none["shipping_cost"]), (&json!([]), &json!(null)));
        assert_amounts(&none, 2000, 0);
    }
}

#[tokio::test]
async fn a_new_session_has_its_options_at_once() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let known = shop.shipping_rate().await;
    let params =
        [described(0, "700"), vec![("shipping_options[1][shipping_rate]".into(), known.clone())]].concat();
    for ui_mode in ["hosted_page", "embedded_page", "elements", "form"] {
        let params = with(&least("payment", ui_mode), &borrowed(&params));
        let session = Opened::create(&shop, &params).await.read().await;
        assert_eq!(amounts(&session), [700, 500]);
        assert_eq!(rate(&session, 1), known);
        assert_amounts(&session, 2000, 700);
    }
}

#[tokio::test]
async fn a_sixth_option_is_refused() {
    let stripe = Emulator::start().await;
    let six = rates(&["1", "2", "3", "4", "5", "6"]);
    let message = "Array shipping_options exceeded maximum 5 allowed elements.";
    let fault = error("", "shipping_options", message);
    for ui_mode in SHOWN {
        let session = Opened::create(&stripe.shop(), &least("payment", ui_mode)).await;
        session.updated(&borrowed(&rates(&["500"]))).await;
        session.refused(&borrowed(&six), &fault).await;
        let created = with(&least("payment", ui_mode), &borrowed(&six));
        assert_eq!(stripe.shop().post(SESSIONS, &created).await.error(), fault);
    }
}

#[tokio::test]
async fn an_option_chosen_before_stays_chosen_while_it_is_there() {
    let stripe = Emulator::start().await;
    let session = Opened::create(&stripe.shop(), &least("payment", "elements")).await;
    let two = session.updated(&borrowed(&rates(&["500", "900"]))).await;
    let (chosen, other) = (rate(&two, 0), rate(&two, 1));
    let name = |index| format!("shipping_options[{index}][shipping_rate]");
    let (first, second) = (name(0), name(1));
    let turned = session.updated(&[(&first, other), (&second, chosen)]).await;
    assert_eq!(amounts(&turned), [900, 500]);
    assert_eq!(turned["shipping_cost"]["shipping_rate"]["id"], chosen);
    assert_amounts(&turned, 2000, 500);
    let without = session.updated(&[(&first, other)]).await;
    assert_eq!(without["shipping_cost"]["shipping_rate"]["id"], other);
    assert_amounts(&without, 2000, 900);
}

#[tokio::test]
async fn a_rate_described_on_the_spot_is_a_real_one() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let session = Opened::create(&shop, &least("payment", "embedded_page")).await;
    let members = [
        ("[display_name]", "Express"),
        ("[type]", "fixed_amount"),
        ("[fixed_amount][amount]", "1500"),
        ("[fixed_amount][currency]", "USD"),
        ("[fixed_amount][currency_options][eur][amount]", "1400"),
        ("[delivery_estimate][minimum][unit]", "hour"),
        ("[delivery_estimate][minimum][value]", "24"),
        ("[delivery_estimate][maximum][unit]", "business_day"),
        ("[delivery_estimate][maximum][value]", "2"),
        ("[metadata][carrier]", "DHL"),
        ("[tax_behavior]", "inclusive"),
        ("[tax_code]", "txcd_92010001"),
    ];
    let owned: Vec<(String, String)> = members
        .iter()
        .map(|(name, value)| (format!("shipping_options[0][shipping_rate_data]{name}"), (*value).to_owned()))
        .collect();
    let updated = session.updated(&borrowed(&owned)).await;
    let id = rate(&updated, 0).to_owned();
    let path = format!("/v1/shipping_rates/{id}");
    let kept = shop.get(&path, &[("expand[]", "fixed_amount.currency_options")]).await.object();
    assert_conforms(&kept, "shipping_rate");
    assert_eq!(kept["active"], true);
    assert_eq!(kept["display_name"], "Express");
    assert_eq!(kept["metadata"], json!({"carrier": "DHL"}));
    assert_eq!(kept["tax_behavior"], "inclusive");
    assert_eq!(kept["tax_code"], "txcd_92010001");
    assert_eq!(kept["delivery_estimate"]["maximum"], json!({"unit": "business_day", "value": 2}));
    assert_eq!(kept["fixed_amount"]["currency_options"]["eur"]["amount"], 1400);
    assert_eq!(shop.get("/v1/shipping_rates", &[]).await.ids(), std::slice::from_ref(&id));
    let expand =
        [("expand[]", "shipping_options.shipping_rate"), ("expand[]", "shipping_cost.shipping_rate")];
    let expanded = shop.get(&session.path, &expand).await.object();
    assert_conforms(&expanded, "checkout.session");
    assert_eq!(expanded["shipping_options"][0]["shipping_rate"]["id"], id.as_str());
    assert_eq!(expanded["shipping_cost"]["shipping_rate"]["display_name"], "Express");
    // What does not fit is refused where it stands.
    let estimate = "shipping_options[0][shipping_rate_data][delivery_estimate]";
    let unit = format!("{estimate}[minimum][unit]");
    let message = format!("Missing required param: {unit}.");
    let params = owned.iter().filter(|(name, _)| *name != unit).cloned().collect::<Vec<_>>();
    session.refused(&borrowed(&params), &error("parameter_missing", &unit, &message)).await;
}

#[tokio::test]
async fn an_option_is_one_known_active_rate_in_the_sessions_currency() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let of = |currency| with(SHIPPING_RATE, &[("fixed_amount[currency]", currency)]);
    let euros = shop.post("/v1/shipping_rates", &of("eur")).await.id();
    let offered = with(&of("eur"), &[("fixed_amount[currency_options][usd][amount]", "600")]);
    let offered = shop.post("/v1/shipping_rates", &offered).await.id();
    let retired = shop.shipping_rate().await;
    shop.post(&format!("/v1/shipping_rates/{retired}"), &[("active", "false")]).await.object();
    let session = Opened::create(&shop, &least("payment", "elements")).await;

    let param = "shipping_options[0][shipping_rate]";
    let missing = "No such shipping rate: 'shr_x'";
    session.refused(&[(param, "shr_x")], &error("resource_missing", param, missing)).await;
    let inactive = "The shipping rate specified is inactive. This field only accepts active shipping rates.";
    session.refused(&[(param, &retired)], &error("", param, inactive)).await;
    let other =
        "The shipping rate specified only supports `eur`. This doesn't match the expected currency: `usd`.";
    session.refused(&[(param, &euros)], &error("", param, other)).await;
    let data = described(0, "1");
    let in_euros = with(&borrowed(&data), &[(&data[2].0, "eur")]);
    session.refused(&in_euros, &error("", &data[2].0, other)).await;
    let both = with(&borrowed(&data), &[(param, &offered)]);
    let message = "You may only specify one of these parameters: shipping_rate, shipping_rate_data.";
    session.refused(&both, &error("", param, message)).await;
    let named = &data[..1];
    let amount = "shipping_options[0][shipping_rate_data][fixed_amount]";
    let message = format!("Missing required param: {amount}.");
    session.refused(&borrowed(named), &error("parameter_missing", amount, &message)).await;
    let long = "n".repeat(101);
    let message = "Invalid string: nnnn...nnnn; must be at most 100 characters";
    let too_long = with(&borrowed(&data), &[(&data[0].0, &long)]);
    session.refused(&too_long, &error("", &data[0].0, message)).await;
    let message = "Invalid array";
    session.refused(&[("shipping_options", "x")], &error("", "shipping_options", message)).await;

    // One that can be paid in the session's currency too is in order, at that currency's amount.
    let after = session.updated(&[(param, &offered)]).await;
    assert_eq!(amounts(&after), [600]);
    assert_amounts(&after, 2000, 600);
    let gone = not_found("shipping_rate_token", missing);
    assert_eq!(shop.get("/v1/shipping_rates/shr_x", &[]).await.error(), gone);
}

#[tokio::test]
async fn an_entry_of_neither_rate_nor_data_is_refused() {
    let stripe = Emulator::start().await;
    let session = Opened::create(&stripe.shop(), &least("payment", "elements")).await;
    let params =
        [("shipping_options[0][shipping_rate_data][display_name]", "x"), ("shipping_options[1][x]", "1")];
    let fault = session.update(&params).await.error();
    assert_eq!((fault.code.as_str(), fault.param.as_str()), ("parameter_unknown", "shipping_options[1][x]"));
    let empty = session.update(&[("shipping_options[0]", "")]).await.error();
    assert_eq!((empty.status, empty.param.as_str()), (400, "shipping_options[0]"));
}

#[tokio::test]
async fn options_are_read_in_the_order_of_their_numbers() {
    let stripe = Emulator::start().await;
    let session = Opened::create(&stripe.shop(), &least("payment", "elements")).await;
    let params = [described(10, "3"), described(2, "2"), described(1, "1")].concat();
    assert_eq!(amounts(&session.updated(&borrowed(&params)).await), [1, 2, 3]);
}

#[tokio::test]
async fn shipping_counts_towards_the_least_charge() {
    let stripe = Emulator::start().await;
    let free = with(&least("payment", "elements"), &[("line_items[0][price_data][unit_amount]", "0")]);
    let session = Opened::create(&stripe.shop(), &free).await;
    let message = "The Checkout Session's total amount due must add up to at least $0.50 usd";
    session.refused(&borrowed(&rates(&["49"])), &error("amount_too_small", "", message)).await;
    assert_amounts(&session.updated(&borrowed(&rates(&["50"]))).await, 0, 50);
    assert_amounts(&session.updated(&borrowed(&rates(&["0"]))).await, 0, 0);
}
