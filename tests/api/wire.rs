//! How a request is encoded and how an answer looks, byte for byte.

use reqwest::Method;
use serde_json::json;

use crate::support::{Emulator, NOON, PRICE, SHIPPING_RATE, encode, error};

const TIERS: &str =
    "currency=usd&product_data[name]=T&billing_scheme=tiered&tiers_mode=volume&recurring[interval]=month";

#[tokio::test]
async fn lists_may_be_written_with_indices_or_without() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let forms = [
        "tiers[0][up_to]=5&tiers[0][unit_amount]=700&tiers[1][up_to]=inf&tiers[1][unit_amount]=600",
        "tiers[][up_to]=5&tiers[][unit_amount]=700&tiers[][up_to]=inf&tiers[][unit_amount]=600",
        "tiers%5B0%5D%5Bup_to%5D=5&tiers%5B0%5D%5Bunit_amount%5D=700&tiers%5B1%5D%5Bup_to%5D=inf&\
         tiers%5B1%5D%5Bunit_amount%5D=600",
        "tiers[7][up_to]=inf&tiers[2][up_to]=5&tiers[7][unit_amount]=600&tiers[2][unit_amount]=700",
        "tiers[10][up_to]=inf&tiers[10][unit_amount]=600&tiers[9][up_to]=5&tiers[9][unit_amount]=700",
    ];
    for form in forms {
        let answer = shop.post_raw("/v1/prices", format!("{TIERS}&{form}&expand[]=tiers")).await;
        let tiers = &answer.object()["tiers"];
        assert_eq!(tiers[0]["up_to"], 5, "{form}");
        assert_eq!(tiers[0]["unit_amount"], 700, "{form}");
        assert_eq!(tiers[1]["up_to"], json!(null), "{form}");
        assert_eq!(tiers[1]["unit_amount"], 600, "{form}");
    }
}

#[tokio::test]
async fn lists_of_scalars_take_both_forms_in_a_query() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    for key in ["a", "b", "c"] {
        shop.post("/v1/prices", &[PRICE, &[("lookup_key", key)]].concat()).await.object();
    }
    let queries = [
        "lookup_keys[]=a&lookup_keys[]=c",
        "lookup_keys[0]=a&lookup_keys[1]=c",
        "lookup_keys%5B%5D=a&lookup_keys%5B%5D=c",
        "lookup_keys[5]=c&lookup_keys[3]=a",
    ];
    for query in queries {
        let list = shop.get(&format!("/v1/prices?{query}"), &[]).await.object();
        let keys: Vec<_> =
            list["data"].as_array().unwrap().iter().map(|price| price["lookup_key"].clone()).collect();
        assert_eq!(keys, [json!("c"), json!("a")], "{query}");
    }
}

#[tokio::test]
async fn booleans_may_be_spelled_as_python_spells_them() {
    let stripe = Emulator::start().await;
    for (sent, read) in [("true", true), ("True", true), ("false", false), ("False", false)] {
        let answer = stripe.shop().post("/v1/prices", &[PRICE, &[("active", sent)]].concat()).await;
        assert_eq!(answer.object()["active"], read, "{sent}");
    }
    let answer = stripe.shop().post("/v1/prices", &[PRICE, &[("active", "TRUE")]].concat()).await;
    assert_eq!(answer.error(), error("", "active", "Invalid boolean: TRUE"));
}

#[tokio::test]
async fn the_last_of_repeated_parameters_wins() {
    let stripe = Emulator::start().await;
    let body = format!("nickname=first&{}&nickname=last", encode(PRICE));
    assert_eq!(stripe.shop().post_raw("/v1/prices", body).await.object()["nickname"], "last");
}

#[tokio::test]
async fn the_body_wins_over_the_query_of_a_post() {
    let stripe = Emulator::start().await;
    let path = "/v1/prices?nickname=query&metadata[from]=query";
    let price = stripe.shop().post(path, &[PRICE, &[("nickname", "body")]].concat()).await.object();
    assert_eq!(price["nickname"], "body");
    assert_eq!(price["metadata"], json!({"from": "query"}));
}

#[tokio::test]
async fn spaces_and_unicode_are_decoded() {
    let stripe = Emulator::start().await;
    let body = format!("{}&metadata[a+b]=one+two%20three&nickname=Caf%C3%A9%20%E2%98%95%2B", encode(PRICE));
    let price = stripe.shop().post_raw("/v1/prices", body).await.object();
    assert_eq!(price["metadata"], json!({"a b": "one two three"}));
    assert_eq!(price["nickname"], "Café ☕+");
}

#[tokio::test]
async fn an_empty_body_changes_nothing_and_is_fine() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let price = shop.post("/v1/prices", PRICE).await;
    let path = format!("/v1/prices/{}", price.id());
    assert_eq!(shop.post(&path, &[]).await.text, price.text);
    assert_eq!(shop.send(Method::POST, &path, "").await.text, price.text, "without a content type");
}

#[tokio::test]
async fn a_key_without_an_equals_sign_is_an_empty_string() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let price = shop.post("/v1/prices", &[PRICE, &[("metadata[a]", "1")]].concat()).await.id();
    let answer = shop.post_raw(&format!("/v1/prices/{price}"), "metadata").await;
    assert_eq!(answer.object()["metadata"], json!({}));
}

#[tokio::test]
async fn a_form_needs_no_content_type_and_may_name_a_charset() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    shop.send(Method::POST, "/v1/prices", encode(PRICE)).await.object();
    let charset = shop.with("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    charset.post("/v1/prices", PRICE).await.object();
}

#[tokio::test]
async fn a_body_that_is_no_form_is_refused() {
    let stripe = Emulator::start().await;
    for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x"] {
        let client = stripe.shop().with("content-type", kind);
        assert_eq!(
            client.post_raw("/v1/prices", r#"{"currency":"usd"}"#).await.error(),
            error(
                "",
                "",
                "Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have \
                 any questions, we can help at https://support.stripe.com/."
            ),
            "{kind}"
        );
    }
}

#[tokio::test]
async fn an_object_is_two_space_json_that_begins_with_its_id() {
    let stripe = Emulator::start().await;
    let params = [SHIPPING_RATE, &[("metadata[z]", "1"), ("metadata[a]", "2")]].concat();
    let answer = stripe.shop().post("/v1/shipping_rates", &params).await;
    let id = answer.id();
    assert_eq!(
        answer.text,
        format!(
            r#"{{
  "id": "{id}",
  "object": "shipping_rate",
  "active": true,
  "created": {NOON},
  "delivery_estimate": null,
  "display_name": "Ground shipping",
  "fixed_amount": {{
    "amount": 500,
    "currency": "usd"
  }},
  "livemode": false,
  "metadata": {{
    "z": "1",
    "a": "2"
  }},
  "tax_behavior": "unspecified",
  "tax_code": null,
  "type": "fixed_amount"
}}"#
        )
    );
}

#[tokio::test]
async fn an_empty_list_is_written_on_one_line() {
    let stripe = Emulator::start().await;
    assert_eq!(
        stripe.shop().get("/v1/shipping_rates", &[]).await.text,
        "{\n  \"object\": \"list\",\n  \"data\": [],\n  \"has_more\": false,\n  \"url\": \"/v1/shipping_rates\"\n}"
    );
}

#[tokio::test]
async fn an_error_ends_with_a_line_feed_and_its_keys_are_in_order() {
    let stripe = Emulator::start().await;
    let answer = stripe.shop().post("/v1/shipping_rates", &[]).await;
    let request = answer.header("request-id").unwrap().to_owned();
    let account =
        answer.json()["error"]["request_log_url"].as_str().unwrap().split('/').nth(3).unwrap().to_owned();
    assert_eq!(
        answer.text,
        format!(
            r#"{{
  "error": {{
    "code": "parameter_missing",
    "doc_url": "https://stripe.com/docs/error-codes/parameter-missing",
    "message": "Missing required param: display_name.",
    "param": "display_name",
    "request_log_url": "https://dashboard.stripe.com/{account}/test/workbench/logs?object={request}",
    "type": "invalid_request_error"
  }}
}}
"#
        )
    );
    assert!(account.starts_with("acct_") && account.len() == 21, "{account}");
}

/// Headers that every answer has.
const ALWAYS: &[&str] = &[
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-origin",
    "access-control-expose-headers",
    "access-control-max-age",
    "cache-control",
    "content-length",
    "content-security-policy",
    "content-type",
    "date",
    "server",
    "strict-transport-security",
    "vary",
];

#[track_caller]
fn assert_headers(answer: &crate::support::Answer, beside: &[&str]) {
    let mut expected: Vec<&str> = [ALWAYS, beside].concat();
    expected.sort_unstable();
    let mut names: Vec<&str> = answer.headers.keys().map(reqwest::header::HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, expected);
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-cache, no-store"));
    assert_eq!(answer.header("server"), Some("nginx"));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("vary"), Some("Origin"));
}

#[tokio::test]
async fn the_control_api_is_read_by_no_page_of_another_origin() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop().with("origin", "https://elsewhere.example");
    for path in ["/_emulator/health", "/_emulator/state", "/_emulator/requests"] {
        assert_eq!(shop.get(path, &[]).await.header("access-control-allow-origin"), None, "{path}");
    }
    let asked = shop.with("access-control-request-headers", "authorization");
    let answer = asked.send(reqwest::Method::OPTIONS, "/_emulator/state", "").await;
    assert_eq!(answer.header("access-control-allow-origin"), None);
    assert_eq!(answer.header("access-control-allow-headers"), None);
}

#[tokio::test]
async fn every_answer_has_the_headers_of_stripes() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();

    let read = shop.get("/v1/prices", &[]).await;
    assert_eq!(read.status, 200);
    assert_headers(&read, &["request-id", "stripe-version"]);

    let missing = shop.get("/v1/prices/price_1", &[]).await;
    assert_eq!(missing.status, 404);
    assert_headers(&missing, &["request-id", "stripe-version"]);

    let written = shop.idempotent("k").post("/v1/prices", PRICE).await;
    assert_eq!(written.status, 200);
    let keyed =
        ["idempotency-key", "original-request", "request-id", "stripe-should-retry", "stripe-version"];
    assert_headers(&written, &keyed);
    assert_eq!(written.header("idempotency-key"), Some("k"));
    assert_eq!(written.header("original-request"), written.header("request-id"));
    assert_eq!(written.header("stripe-should-retry"), Some("false"));

    let refused = shop.idempotent("l").post("/v1/prices", &[]).await;
    assert_eq!(refused.status, 400);
    assert_headers(&refused, &keyed);

    let nobody = stripe.stranger().get("/v1/prices", &[]).await;
    assert_eq!(nobody.status, 401);
    assert_headers(&nobody, &["www-authenticate"]);
    assert_eq!(nobody.header("www-authenticate"), Some("Bearer realm=\"Stripe\""));

    let nowhere = shop.get("/v1/nowhere", &[]).await;
    assert_eq!(nowhere.status, 404);
    assert_headers(&nowhere, &[]);
}

#[tokio::test]
async fn a_request_id_is_fourteen_characters_and_new_each_time() {
    let stripe = Emulator::start().await;
    let mut seen = std::collections::HashSet::new();
    for _ in 0..20 {
        let answer = stripe.shop().get("/v1/prices", &[]).await;
        let id = answer.header("request-id").unwrap().to_owned();
        let body = id.strip_prefix("req_").unwrap();
        assert!(body.len() == 14 && body.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{id}");
        assert!(seen.insert(id));
    }
}

#[tokio::test]
async fn ids_have_stripes_prefixes_and_lengths() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    for (id, prefix, length) in [
        (shop.price().await, "price_", 24),
        (shop.shipping_rate().await, "shr_", 24),
        (shop.product().await, "prod_", 14),
        (shop.customer().await, "cus_", 14),
    ] {
        let body = id.strip_prefix(prefix).unwrap_or_else(|| panic!("{id}"));
        assert!(body.len() == length && body.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{id}");
    }
}

#[tokio::test]
async fn a_path_or_method_nobody_serves_is_explained() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let see = "Please see https://stripe.com/docs or we can help at https://support.stripe.com/.";
    let unrecognized =
        |what: &str| error("", "", &format!("Unrecognized request URL ({what}). {see}")).status(404);

    assert_eq!(shop.get("/v1/foo", &[]).await.error(), unrecognized("GET: /v1/foo"));
    assert_eq!(shop.delete("/v1/prices", &[]).await.error(), unrecognized("DELETE: /v1/prices"));
    assert_eq!(shop.get("/", &[]).await.error(), unrecognized("GET: /"));
    assert_eq!(
        shop.get("/v1/prices/", &[]).await.error().message,
        format!(
            "Unrecognized request URL (GET: /v1/prices/). If you are trying to list objects, remove the trailing slash. \
             If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code. \
             {see}"
        )
    );
}

#[tokio::test]
async fn a_browser_may_ask_before_it_calls() {
    let stripe = Emulator::start().await;
    let client = stripe.stranger().with("access-control-request-headers", "authorization, stripe-version");
    let answer = client.send(Method::OPTIONS, "/v1/prices", "").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("access-control-allow-headers"), Some("authorization, stripe-version"));
    assert_eq!(answer.text, "");
}
