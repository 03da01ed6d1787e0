//! What no client should send: it is answered or hung up on, and the server lives on.

use checkout_emulator::http::MAX_BODY;

use crate::support::{Emulator, PRICE, encode, error};

#[track_caller]
fn assert_large(answer: &crate::support::Answer) {
    let message = format!("The request's body is larger than {MAX_BODY} bytes.");
    assert_eq!(answer.error(), error("", "", &message).status(413));
}

#[tokio::test]
async fn a_body_over_a_mebibyte_is_refused() {
    let stripe = Emulator::start().await;
    assert_large(&stripe.shop().post_raw("/v1/prices", "a".repeat(MAX_BODY + 1)).await);
    assert_large(&stripe.shop().post_raw("/v1/prices", "a".repeat(8 * MAX_BODY)).await);
    stripe.shop().price().await;
}

#[tokio::test]
async fn a_body_of_unknown_length_over_a_mebibyte_is_refused() {
    let stripe = Emulator::start().await;
    let mut wire = stripe.connect().await;
    wire.send(
        "POST /v1/prices HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk_test_shop\r\n\
         Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n",
    )
    .await;
    let chunk = format!("10000\r\n{}\r\n", "a".repeat(0x1_0000));
    for _ in 0..17 {
        wire.send(&chunk).await;
    }
    assert!(wire.head().await.starts_with("HTTP/1.1 413 "));
    stripe.shop().price().await;
}

#[tokio::test]
async fn a_client_that_writes_before_it_reads_gets_its_refusal() {
    let stripe = Emulator::start().await;
    for (path, key, status) in [
        ("/v1/prices", "sk_test_shop", "413"),
        ("/v1/prices", "sk_live_shop", "401"),
        ("/v1/nowhere", "sk_test_shop", "404"),
    ] {
        let mut wire = stripe.connect().await;
        wire.send(format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\nContent-Length: {}\r\n\r\n",
            16 * MAX_BODY
        ))
        .await;
        for _ in 0..16 {
            wire.send("a".repeat(MAX_BODY)).await;
        }
        // The connection can be used again.
        wire.send("GET /_emulator/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await;
        let said = wire.rest().await;
        assert!(said.starts_with(&format!("HTTP/1.1 {status} ")), "{path} {status}: {said}");
        assert!(said.contains("HTTP/1.1 200 OK"), "{said}");
    }
}

#[tokio::test]
async fn a_form_of_exactly_a_mebibyte_is_read() {
    let stripe = Emulator::start().await;
    let mut body = encode(PRICE);
    let filler = format!("&nickname={}", "n".repeat(150));
    while body.len() + 2 * filler.len() < MAX_BODY {
        body.push_str(&filler);
    }
    let nickname = "n".repeat(MAX_BODY - body.len() - "&nickname=".len());
    body.push_str("&nickname=");
    body.push_str(&nickname);
    assert_eq!(body.len(), MAX_BODY);
    assert_eq!(stripe.shop().post_raw("/v1/prices", body).await.object()["nickname"], nickname);
}

#[tokio::test]
async fn parameters_too_deep_or_too_many_are_refused() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let deep = error("", "", "Parameters may be nested up to 32 levels deep.");
    let many = error("", "", "A request may have up to 10000 parameters.");
    for (body, fault) in [
        (format!("metadata{}=1", "[a]".repeat(100)), &deep),
        (format!("metadata{}=1", "[a]".repeat(300_000)), &deep),
        (format!("a{}=1", "[]".repeat(500_000)), &deep),
        ("&".repeat(MAX_BODY), &many),
        ("a=1&".repeat(200_000), &many),
        (std::iter::repeat_n("tiers[]=1", 10_001).collect::<Vec<_>>().join("&"), &many),
    ] {
        assert_eq!(shop.post_raw("/v1/prices", body).await.error(), *fault);
    }
    shop.price().await;
}

#[tokio::test]
async fn as_many_parameters_as_are_allowed_are_answered() {
    let stripe = Emulator::start().await;
    let lists = std::iter::repeat_n("lookup_keys[]=a", 9_999).collect::<Vec<_>>().join("&");
    let tiers = std::iter::repeat_n("tiers[][up_to]=1", 9_999).collect::<Vec<_>>().join("&");
    let names = (0..9_999).map(|number| format!("a{number}=1")).collect::<Vec<_>>().join("&");
    let metadata = (0..9_999).map(|number| format!("metadata[{number}]=1")).collect::<Vec<_>>().join("&");
    for body in [lists, tiers, names, metadata] {
        assert_eq!(stripe.shop().post_raw("/v1/prices", body).await.status, 400);
    }
}

#[tokio::test]
async fn broken_encodings_are_refused() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    let percent = error("", "", "Invalid percent-encoding in the request's parameters.");
    let utf8 = error("", "", "The request's URL and parameters must be encoded as UTF-8.");
    for body in ["nickname=%", "nickname=%4", "nickname=%zz", "nick%gname=1", "nickname=%%30"] {
        assert_eq!(shop.post_raw("/v1/prices", body).await.error(), percent, "{body}");
        assert_eq!(shop.get(&format!("/v1/prices?{body}"), &[]).await.error(), percent, "{body}");
    }
    for body in ["nickname=%ff", "nickname=%c3", "nickname=%c3&active=%a9", "%ed%a0%80=1"] {
        assert_eq!(shop.post_raw("/v1/prices", body).await.error(), utf8, "{body}");
    }
    assert_eq!(shop.post_raw("/v1/prices", b"nickname=\xff\xfe".to_vec()).await.error(), utf8);
    assert_eq!(shop.get("/v1/customers/%ff", &[]).await.error(), utf8);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_taken_for_a_large_one() {
    let stripe = Emulator::start().await;
    let head = "POST /v1/prices HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk_test_shop\r\n";
    for broken in ["Content-Length: 10\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\nzz\r\n"] {
        let mut wire = stripe.connect().await;
        wire.send(format!("{head}{broken}")).await;
        wire.end().await;
        let said = wire.rest().await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 400 "), "{said}");
        assert!(said.is_empty() || said.contains("The request's body broke off."), "{said}");
    }
    stripe.shop().price().await;
}

#[tokio::test]
async fn a_nul_is_a_character_like_any_other() {
    let stripe = Emulator::start().await;
    let body = format!("{}&nickname=a%00b", encode(PRICE));
    assert_eq!(stripe.shop().post_raw("/v1/prices", body).await.object()["nickname"], "a\0b");
}

#[tokio::test]
async fn odd_ids_in_the_path_are_not_found() {
    let stripe = Emulator::start().await;
    for id in ["%00", "%F0%9F%92%A9", "a%2Fb", "%27%22", "%E2%80%AE", &"x".repeat(4000)] {
        let answer = stripe.shop().get(&format!("/v1/prices/{id}"), &[]).await;
        assert_eq!(answer.status, 404, "{id}");
        assert_eq!(answer.error().code, "resource_missing", "{id}");
    }
}

#[tokio::test]
async fn a_request_line_over_16_kib_is_refused() {
    let stripe = Emulator::start().await;
    let shop = stripe.shop();
    // `GET `, the path with its question mark, ` HTTP/1.1`: 16 KiB to the byte.
    let query = "a".repeat(16 * 1024 - "GET /v1/prices? HTTP/1.1".len());
    let longest = shop.get(&format!("/v1/prices?{query}"), &[]).await;
    assert_eq!(longest.error().code, "parameter_unknown");
    let expected = error("", "", "The request line is longer than 16384 bytes.").status(414);
    assert_eq!(shop.get(&format!("/v1/prices?{query}a"), &[]).await.error(), expected);
    assert_eq!(shop.get(&format!("/v1/nowhere?{query}"), &[]).await.error(), expected);
    // It comes before the key.
    assert_eq!(stripe.stranger().get(&format!("/v1/prices?{query}a"), &[]).await.error(), expected);

    let mut wire = stripe.connect().await;
    wire.send(format!("GET /v1/prices?{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(300_000))).await;
    assert!(wire.head().await.starts_with("HTTP/1.1 414 "));
}

#[tokio::test]
async fn garbage_is_hung_up_on() {
    let stripe = Emulator::start().await;
    for garbage in [
        &b"\x00\x01\x02\x03\r\n\r\n"[..],
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS hello \r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /v1/prices HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/prices HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"POST /v1/prices HTTP/1.1\r\nTransfer-Encoding: chunked\r\nAuthorization: Bearer sk_test_a\r\n\r\nzz\r\n",
    ] {
        let mut wire = stripe.connect().await;
        wire.send(garbage).await;
        let said = wire.rest().await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 4"), "{said}");
    }
    stripe.shop().price().await;
}

#[tokio::test]
async fn requests_broken_off_anywhere_leave_nothing_behind() {
    let stripe = Emulator::start().await;
    let body = encode(PRICE);
    let request = format!(
        "POST /v1/prices HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk_test_shop\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    for end in (1..request.len()).step_by(7) {
        let mut wire = stripe.connect().await;
        wire.send(&request[..end]).await;
    }
    assert_eq!(stripe.shop().count("/v1/prices").await, 0);
    stripe.shop().price().await;
    assert_eq!(stripe.shop().count("/v1/prices").await, 1);
}

#[tokio::test]
async fn a_slow_body_holds_nobody_up() {
    let stripe = Emulator::start().await;
    let body = encode(PRICE);
    let mut slow = stripe.connect().await;
    slow.begin_post("/v1/prices", body.len(), "").await;
    for byte in body.bytes() {
        slow.send([byte]).await;
        // Others are answered between any two bytes.
        if byte == b'&' {
            stripe.shop().shipping_rate().await;
        }
    }
    assert!(slow.head().await.starts_with("HTTP/1.1 200 "));
    assert_eq!(stripe.shop().count("/v1/prices").await, 1);
}

#[tokio::test]
async fn requests_may_follow_each_other_without_waiting() {
    let stripe = Emulator::start().await;
    let mut wire = stripe.connect().await;
    let get = |path: &str, last: &str| {
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk_test_shop\r\n{last}\r\n")
    };
    wire.send(format!(
        "{}{}{}",
        get("/v1/prices", ""),
        get("/v1/prices/price_1", ""),
        get("/v1/shipping_rates", "Connection: close\r\n")
    ))
    .await;
    let said = wire.rest().await;
    let statuses: Vec<&str> =
        said.match_indices("HTTP/1.1 ").map(|(at, line)| &said[at + line.len()..][..3]).collect();
    assert_eq!(statuses, ["200", "404", "200"]);
}
