//! What queries find.

use crate::support::{Client, Emulator, error};

const UNREADABLE: &str = "We were unable to parse your search query. Try using the format `metadata[\"key\"]:\"value\"` \
                          to query for metadata or key:\"value\" to query for other fields.";

async fn search(client: &Client, resource: &str, query: &str) -> Vec<String> {
    client.get(&format!("/v1/{resource}/search"), &[("query", query)]).await.ids()
}

/// Customers of these addresses, the newest first.
async fn customers(client: &Client, emails: &[&str]) -> Vec<String> {
    let mut ids = Vec::new();
    for email in emails {
        ids.insert(0, client.post("/v1/customers", &[("email", email)]).await.id());
    }
    ids
}

#[tokio::test]
async fn a_page_of_results_has_an_envelope_of_its_own() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let id = shop.customer().await;
    let answer = shop.get("/v1/customers/search", &[("query", "email:'jenny@example.com'")]).await;
    let result = answer.object();
    let names: Vec<&String> = result.as_object().unwrap().keys().collect();
    assert_eq!(names, ["object", "data", "has_more", "next_page", "url"]);
    assert_eq!(result["object"], "search_result");
    assert_eq!(result["data"][0], shop.get(&format!("/v1/customers/{id}"), &[]).await.object());
    assert_eq!(result["has_more"], false);
    assert!(result["next_page"].is_null());
    assert_eq!(result["url"], "/v1/customers/search");
}

#[tokio::test]
async fn results_come_newest_first_and_page_by_page() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let ids =
        customers(&shop, &["a@shop.com", "b@other.com", "c@shop.com", "d@shop.com", "e@shop.com"]).await;
    let wanted = [ids[0].clone(), ids[1].clone(), ids[2].clone(), ids[4].clone()];
    let query = ("query", "email~'shop.com'");

    let first = shop.get("/v1/customers/search", &[query, ("limit", "2")]).await;
    assert_eq!(first.ids(), wanted[..2]);
    assert_eq!(first.object()["has_more"], true);
    let next = first.object()["next_page"].as_str().unwrap().to_owned();

    // What comes and goes in between moves nothing.
    customers(&shop, &["f@shop.com"]).await;
    shop.delete(&format!("/v1/customers/{}", ids[1]), &[]).await.object();
    let second = shop.get("/v1/customers/search", &[query, ("limit", "2"), ("page", &next)]).await;
    assert_eq!(second.ids(), wanted[2..]);
    assert_eq!(second.object()["has_more"], false);
    assert!(second.object()["next_page"].is_null());
}

#[tokio::test]
async fn a_page_has_ten_results_unless_told() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    for _ in 0..11 {
        shop.product().await;
    }
    assert_eq!(search(&shop, "products", "active:'true'").await.len(), 10);
    let params = [("query", "active:'true'"), ("limit", "100")];
    assert_eq!(shop.get("/v1/products/search", &params).await.ids().len(), 11);
}

#[tokio::test]
async fn a_limit_outside_its_bounds_is_refused() {
    let stripe = Emulator::start().await;
    for (limit, message) in [
        ("0", "This value must be greater than or equal to 1."),
        ("101", "This value must be less than or equal to 100 (it currently is '101')."),
        ("abc", "Invalid integer: abc"),
    ] {
        let params = [("query", "active:'true'"), ("limit", limit)];
        let answer = stripe.shop().get("/v1/prices/search", &params).await;
        assert_eq!(answer.error(), error("parameter_invalid_integer", "limit", message));
    }
}

#[tokio::test]
async fn a_page_that_was_never_given_out_is_refused() {
    let stripe = Emulator::start().await;
    let price = stripe.shop().price().await;
    for page in ["2", "%", "cHJvZF8x", &price] {
        let params = [("query", "active:'true'"), ("page", page)];
        let answer = stripe.shop().get("/v1/products/search", &params).await;
        assert_eq!(answer.error(), error("", page, &format!("{page} is an invalid page.")));
    }
}

#[tokio::test]
async fn a_query_is_required() {
    let stripe = Emulator::start().await;
    let missing = error("parameter_missing", "query", "Missing required param: query.");
    let url = "/v1/customers/search";
    assert_eq!(stripe.shop().get(url, &[]).await.error(), missing);
    assert_eq!(stripe.shop().get(url, &[("query", " ")]).await.error(), missing);
    let empty = stripe.shop().get(url, &[("query", "")]).await.error();
    assert_eq!((empty.code.as_str(), empty.param.as_str()), ("parameter_invalid_empty", "query"));
}

#[tokio::test]
async fn a_query_that_cannot_be_read_is_refused() {
    let stripe = Emulator::start().await;
    for query in ["asdf", "email:jenny", "email:'jenny", "metadata:'a'", "name['a']:'b'", "(email:'a')"] {
        let answer = stripe.shop().get("/v1/customers/search", &[("query", query)]).await;
        assert_eq!(answer.error(), error("", "", UNREADABLE), "{query}");
    }
}

#[tokio::test]
async fn a_field_that_cannot_be_searched_is_refused() {
    let stripe = Emulator::start().await;
    for (resource, field) in [("customers", "foo"), ("products", "id"), ("prices", "unit_amount")] {
        let query = format!("{field}:'bar'");
        let answer = stripe.shop().get(&format!("/v1/{resource}/search"), &[("query", &query)]).await;
        let message = format!(
            "Field `{field}` is an unsupported search field for resource `{resource}`. See \
             http://stripe.com/docs/search#query-fields-for-{resource} for a list of supported fields."
        );
        assert_eq!(answer.error(), error("", "", &message));
    }
}

#[tokio::test]
async fn an_operator_that_a_field_does_not_have_is_refused() {
    let stripe = Emulator::start().await;
    for query in [
        "email>'a'",
        "metadata['a']~'abc'",
        "created~'123'",
        "created>null",
        "name~null",
        "name~'ab'",
        "created>'soon'",
        "created:1.5",
    ] {
        let refused = stripe.shop().get("/v1/customers/search", &[("query", query)]).await.error();
        assert_eq!(refused.kind, "invalid_request_error", "{query}");
    }
}

#[tokio::test]
async fn customers_are_found_by_their_fields() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let amy = [
        ("email", "Amy@RocketRides.io"),
        ("name", "Amy One Two"),
        ("phone", "+19999999999"),
        ("metadata[donation-id]", "ASDF-jkl"),
    ];
    let amy = shop.post("/v1/customers", &amy).await.id();
    shop.advance("1h").await;
    let bob = shop.post("/v1/customers", &[("email", "bob@example.com")]).await;
    let (created, bob) = (bob.object()["created"].as_i64().unwrap(), bob.id());

    for query in [
        "email:'amy@rocketrides.io'",
        "email~'ROCKET'",
        "name:'one two'",
        "name~'y on'",
        "phone:'+19999999999'",
        "metadata['donation-id']:'asdf-JKL'",
        "-metadata['donation-id']:null",
        "-email:'bob@example.com'",
        "-name:null",
        "email:'amy@rocketrides.io' name:'amy'",
        "email~'rocket' AND -phone:null",
        &format!("created<{created}"),
        &format!("created<='{}'", created - 1),
        &format!("-created:{created}"),
    ] {
        assert_eq!(search(&shop, "customers", query).await, [amy.as_str()], "{query}");
    }
    for query in [
        "name:null",
        "metadata['donation-id']:null",
        "-metadata['donation-id']:'asdf-jkl'",
        &format!("created:{created}"),
        &format!("created>={created}"),
        &format!("created>{}", created - 1),
    ] {
        assert_eq!(search(&shop, "customers", query).await, [bob.as_str()], "{query}");
    }
    let either = "email:'amy@rocketrides.io' OR email:'bob@example.com' OR name:'nobody'";
    assert_eq!(search(&shop, "customers", either).await, [bob, amy]);
    for query in
        ["name:'one three'", "metadata['Donation-Id']:'asdf-jkl'", "email:'amy@rocketrides.io' name:null"]
    {
        assert_eq!(search(&shop, "customers", query).await, Vec::<String>::new(), "{query}");
    }
}

#[tokio::test]
async fn products_are_found_by_their_fields() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let shirt = [
        ("name", "Dinosaur T-shirt"),
        ("description", "The story called \"The Sky and the Sea.\""),
        ("shippable", "true"),
        ("url", "https://example.com/dinosaur_swag"),
        ("metadata[order_id]", "6735"),
    ];
    let shirt = shop.post("/v1/products", &shirt).await.id();
    let book = shop.post("/v1/products", &[("name", "Book"), ("active", "false")]).await.id();

    for query in [
        "active:'true'",
        "active:'TRUE' AND metadata['order_id']:'6735'",
        "metadata['order_id']:6735",
        "name:'t-shirt'",
        "name~'saur'",
        r#"description:"the story called \"The Sky and the Sea.\"""#,
        "shippable:'true'",
        "url~'/dinosaur_swag'",
        "-url:null",
    ] {
        assert_eq!(search(&shop, "products", query).await, [shirt.as_str()], "{query}");
    }
    for query in ["active:'false'", "shippable:null", "description:null", "-name~'shirt'"] {
        assert_eq!(search(&shop, "products", query).await, [book.as_str()], "{query}");
    }
}

#[tokio::test]
async fn prices_are_found_by_their_fields() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let product = shop.product().await;
    let monthly = [
        ("product", product.as_str()),
        ("currency", "eur"),
        ("unit_amount", "900"),
        ("recurring[interval]", "month"),
        ("lookup_key", "standard_monthly"),
        ("metadata[plan]", "standard"),
    ];
    let monthly = shop.post("/v1/prices", &monthly).await.id();
    let once = shop.price().await;
    shop.post(&format!("/v1/prices/{once}"), &[("active", "false")]).await.object();

    for query in [
        "active:'true'",
        "currency:'EUR'",
        "lookup_key:'standard_monthly'",
        "lookup_key~'standard'",
        "metadata['plan']:'standard'",
        "type:'recurring'",
        &format!("product:'{product}'"),
    ] {
        assert_eq!(search(&shop, "prices", query).await, [monthly.as_str()], "{query}");
    }
    for query in ["active:'false'", "currency:'usd'", "lookup_key:null", "type:'one_time'"] {
        assert_eq!(search(&shop, "prices", query).await, [once.as_str()], "{query}");
    }
}

#[tokio::test]
async fn what_was_changed_or_deleted_is_found_as_it_is_now() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let id = shop.customer().await;
    shop.post(&format!("/v1/customers/{id}"), &[("email", "new@example.com")]).await.object();
    assert_eq!(search(&shop, "customers", "email:'jenny@example.com'").await, Vec::<String>::new());
    assert_eq!(search(&shop, "customers", "email:'new@example.com'").await, [id.as_str()]);
    shop.delete(&format!("/v1/customers/{id}"), &[]).await.object();
    assert_eq!(search(&shop, "customers", "email:'new@example.com'").await, Vec::<String>::new());
}

#[tokio::test]
async fn results_and_their_number_can_be_expanded() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    shop.price().await;
    shop.price().await;
    let query = ("query", "active:'true'");
    let params = [query, ("limit", "1"), ("expand[]", "data.product"), ("expand[]", "total_count")];
    let result = shop.get("/v1/prices/search", &params).await.object();
    assert_eq!(result["data"][0]["product"]["object"], "product");
    assert_eq!(result["total_count"], 2);

    let answer = shop.get("/v1/prices/search", &[query, ("expand[]", "product")]).await;
    let message =
        "This property cannot be expanded (product). You may want to try expanding 'data.product' instead.";
    assert_eq!(answer.error(), error("", "", message));
}

#[tokio::test]
async fn an_account_finds_its_own_objects_only() {
    let stripe = Emulator::start().await;
    stripe.shop().customer().await;
    let other = stripe.shop().key("sk_test_other");
    assert_eq!(search(&other, "customers", "email~'jenny'").await, Vec::<String>::new());
}

#[tokio::test]
async fn versions_before_search_cannot_search() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let query = [("query", "active:'true'")];
    shop.version("2020-08-27").get("/v1/products/search", &query).await.object();
    assert_eq!(shop.version("2020-03-02").get("/v1/products/search", &query).await.error().status, 400);
}
