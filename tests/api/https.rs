//! The program over HTTPS: what it shows, who trusts it, and that it is the same program.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use checkout_emulator::http::{MAX_BODY, MAX_REQUEST_LINE};
use checkout_emulator::outgoing;
use rcgen::{CertificateParams, KeyPair};
use reqwest::{Certificate, ClientBuilder, Version};
use tokio::net::TcpStream;

use crate::command_line::{Program, assert_complaint, program, run, within};
use crate::support::{Client, PRICE, Reaction, Receiver, error};

/// A program that answers HTTPS as well.
struct Secured {
    program: Program,
    https: SocketAddr,
    certificate: String,
}

impl Secured {
    async fn start(arguments: &[&str]) -> Self {
        let mut program = Program::start(&[&["--https-port", "0"], arguments].concat()).await;
        let said = program.complaint().await;
        let said = said.strip_prefix("checkout-emulator: also listening on https://").unwrap();
        let (https, place) = said.split_once("; what clients have to trust is at ").unwrap();
        let path = "/_emulator/certificate.pem";
        assert_eq!(place.trim_end(), format!("http://{}{path}", program.address));
        let certificate = program.client().get(path, &[]).await;
        assert_eq!(certificate.status, 200, "{}", certificate.text);
        assert_eq!(certificate.header("content-type"), Some("application/pem-certificate-chain"));
        Secured { https: https.parse().unwrap(), certificate: certificate.text, program }
    }

    /// Trusts nothing but what the program handed out.
    fn trusting(&self) -> ClientBuilder {
        trusting(&self.certificate)
    }

    fn url(&self, host: &str) -> String {
        format!("https://{host}:{}", self.https.port())
    }

    /// The shop over HTTP/2.
    fn shop(&self) -> Client {
        Client::new(self.trusting().build().unwrap(), self.url("localhost")).key("sk_test_shop")
    }
}

fn trusting(certificate: &str) -> ClientBuilder {
    let certificates = Certificate::from_pem_bundle(certificate.as_bytes()).unwrap();
    outgoing::client().tls_certs_only(certificates)
}

/// A certificate for `shop.test` and its key, each in a file.
fn files(name: &str) -> (PathBuf, PathBuf) {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["shop.test".into()]).unwrap().self_signed(&key).unwrap();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let (certificate_file, key_file) =
        (folder.join(format!("{name}.pem")), folder.join(format!("{name}-key.pem")));
    std::fs::write(&certificate_file, certificate.pem()).unwrap();
    std::fs::write(&key_file, key.serialize_pem()).unwrap();
    (certificate_file, key_file)
}

#[tokio::test]
async fn who_trusts_its_certificate_is_answered_in_http_2_and_1_1() {
    let emulator = Secured::start(&[]).await;
    for (client, version) in [
        (emulator.trusting(), Version::HTTP_2),
        (emulator.trusting().http1_only(), Version::HTTP_11),
        (emulator.trusting().tls_version_max(reqwest::tls::Version::TLS_1_2), Version::HTTP_2),
    ] {
        let client = client.resolve("localhost", emulator.https).build().unwrap();
        for host in ["localhost", "127.0.0.1"] {
            let url = format!("{}/_emulator/health", emulator.url(host));
            let answer = client.get(url).send().await.unwrap();
            assert_eq!((answer.status().as_u16(), answer.version()), (200, version));
            assert!(answer.text().await.unwrap().contains("\"ok\""));
        }
    }
    emulator.shop().price().await;
}

#[tokio::test]
async fn its_certificate_is_for_stripes_names_too() {
    let emulator = Secured::start(&[]).await;
    for (name, trusted) in [
        ("api.stripe.com", true),
        ("checkout.stripe.com", true),
        ("js.stripe.com", true),
        ("stripe.com", false),
        ("example.com", false),
    ] {
        let client = emulator.trusting().resolve(name, emulator.https).build().unwrap();
        let answer = client.get(format!("{}/v1/prices", emulator.url(name))).send().await;
        assert_eq!(answer.is_ok(), trusted, "{name}");
        // A browser that were told so by `localhost` would take no other server there without TLS.
        if let Ok(answer) = answer {
            assert!(answer.headers().contains_key("strict-transport-security"));
        }
    }
    let answer = emulator.shop().get("/v1/prices", &[]).await;
    assert_eq!(answer.header("strict-transport-security"), None);
}

#[tokio::test]
async fn its_certificate_is_for_the_public_urls_host_too() {
    for (url, name) in
        [("https://checkout-emulator:1", "checkout-emulator"), ("https://127.0.0.2:1", "127.0.0.2")]
    {
        let emulator = Secured::start(&["--host", "0.0.0.0", "--public-url", url]).await;
        let client = emulator.trusting().resolve("checkout-emulator", emulator.https).build().unwrap();
        for name in [name, "localhost"] {
            let url = format!("{}/_emulator/health", emulator.url(name));
            assert_eq!(client.get(url).send().await.unwrap().status(), 200);
        }
    }
}

#[tokio::test]
async fn who_does_not_trust_its_certificate_does_not_speak_to_it() {
    let (emulator, other) = (Secured::start(&[]).await, Secured::start(&[]).await);
    let url = format!("{}/_emulator/health", emulator.url("localhost"));
    let stranger = other.trusting().build().unwrap();
    assert!(stranger.get(&url).send().await.unwrap_err().is_connect());
    let plain = url.replace("https:", "http:");
    assert!(stranger.get(&plain).send().await.is_err());
    // The server minds neither.
    assert_eq!(emulator.shop().get("/_emulator/health", &[]).await.status, 200);
}

#[tokio::test]
async fn a_certificate_of_the_users_own_is_shown() {
    let (certificate, key) = files("given");
    let (certificate, key) = (certificate.to_str().unwrap(), key.to_str().unwrap());
    let emulator = Secured::start(&["--tls-cert", certificate, "--tls-key", key]).await;
    assert_eq!(emulator.certificate, std::fs::read_to_string(certificate).unwrap());
    let client = emulator.trusting().resolve("shop.test", emulator.https).build().unwrap();
    let url = format!("{}/_emulator/health", emulator.url("shop.test"));
    assert_eq!(client.get(url).send().await.unwrap().status(), 200);
    let client = emulator.trusting().build().unwrap();
    assert!(client.get(format!("{}/", emulator.url("localhost"))).send().await.is_err());
}

#[tokio::test]
async fn without_https_there_is_no_certificate() {
    let program = Program::start(&[]).await;
    let answer = program.client().get("/_emulator/certificate.pem", &[]).await;
    let message = "There is no certificate: start the emulator with --https-port.";
    assert_eq!(answer.error(), error("", "", message).status(404));
}

#[tokio::test]
async fn its_flags_are_environment_variables_and_go_together() {
    let (certificate, key) = files("together");
    let (certificate, key) = (certificate.to_str().unwrap(), key.to_str().unwrap());
    for (arguments, about) in [
        (&["--https-port", "many"][..], "--https-port"),
        (&["--https-port", "0", "--tls-cert", certificate], "--tls-key"),
        (&["--https-port", "0", "--tls-key", key], "--tls-cert"),
        (&["--tls-cert", certificate, "--tls-key", key], "--https-port"),
    ] {
        assert_complaint(run(&mut program(arguments)).await, 2, about);
    }
    let outcome = run(program(&[]).env("CHECKOUT_EMULATOR_HTTPS_PORT", "many")).await;
    assert_complaint(outcome, 2, "--https-port");
    let mut configured = program(&["--port", "0", "--log", "off"]);
    configured
        .env("CHECKOUT_EMULATOR_HTTPS_PORT", "0")
        .env("CHECKOUT_EMULATOR_TLS_CERT", certificate)
        .env("CHECKOUT_EMULATOR_TLS_KEY", key);
    let configured = Program::spawn(&mut configured).await;
    let shown = configured.client().get("/_emulator/certificate.pem", &[]).await.text;
    assert_eq!(shown, std::fs::read_to_string(certificate).unwrap());
}

#[tokio::test]
async fn what_it_cannot_use_is_one_clear_line_and_exit_code_1() {
    let (certificate, key) = files("usable");
    let (_, other) = files("other");
    let (certificate, key, other) =
        (certificate.to_str().unwrap(), key.to_str().unwrap(), other.to_str().unwrap());
    let missing = concat!(env!("CARGO_TARGET_TMPDIR"), "/no/such.pem");
    for (certificate, key, about) in [
        (missing, key, "such.pem: No such file or directory (os error 2). Make it first"),
        (certificate, missing, "leave out --tls-cert and --tls-key"),
        (key, key, "usable-key.pem holds no certificate in PEM"),
        (certificate, certificate, "usable.pem holds no private key without a passphrase in PEM"),
        (certificate, other, "do not work together"),
    ] {
        let arguments = ["--port", "0", "--https-port", "0", "--tls-cert", certificate, "--tls-key", key];
        assert_complaint(run(&mut program(&arguments)).await, 1, about);
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let outcome = run(&mut program(&["--port", "0", "--https-port", &port])).await;
    assert_complaint(outcome, 1, "Choose another with --https-port");
}

#[tokio::test]
async fn limits_are_the_same() {
    let emulator = Secured::start(&[]).await;
    let shop = emulator.shop();
    let answer = shop.get(&format!("/v1/prices?{}", "a".repeat(MAX_REQUEST_LINE)), &[]).await;
    assert_eq!(answer.status, 414, "{}", answer.text);
    let answer = shop.post_raw("/v1/prices", "a".repeat(MAX_BODY + 1)).await;
    assert_eq!(answer.status, 413, "{}", answer.text);
    let answer = shop.with("x-large", &"a".repeat(300 * 1024)).get("/v1/prices", &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    shop.price().await;
}

#[tokio::test]
async fn many_requests_share_a_connection() {
    let emulator = Secured::start(&[]).await;
    let shop = emulator.shop();
    let asking = (0..300).map(|_| shop.post("/v1/prices", PRICE));
    let answers = futures_util::future::join_all(asking).await;
    let ids: std::collections::HashSet<_> = answers.iter().map(crate::support::Answer::id).collect();
    assert_eq!(ids.len(), 300);
}

#[tokio::test]
async fn pages_know_where_they_are() {
    let emulator = Secured::start(&[]).await;
    let shop = emulator.shop();
    let start = shop.get("/_emulator/", &[]).await;
    let url = emulator.url("localhost");
    assert!(start.text.contains(&format!("<code>{url}</code>")), "{}", start.text);

    // The page's own requests are told apart from others' by the host, which HTTP/2 sends under another name.
    let session = shop
        .post(
            "/v1/checkout/sessions",
            &[("mode", "setup"), ("currency", "usd"), ("success_url", "https://shop.test/")],
        )
        .await
        .id();
    let adjust = format!("/c/pay/{session}/adjust");
    assert_eq!(shop.with("origin", "https://evil.test").post(&adjust, &[]).await.status, 403);
    let own = shop.with("origin", &url).post(&adjust, &[]).await;
    assert_ne!(own.status, 403, "{}", own.text);
}

#[tokio::test]
async fn what_is_in_flight_is_finished_and_what_says_nothing_is_not_waited_for() {
    let receiver = Receiver::start().await;
    receiver.reacts(Reaction::Stall);
    let emulator = Secured::start(&["--forward-to", &receiver.url()]).await;
    let silent = TcpStream::connect(emulator.https).await.unwrap();
    let shop = emulator.shop();
    shop.product().await;
    receiver.until(1).await;

    let drain = shop.post("/_emulator/webhooks/drain", &[("timeout_ms", "1500")]);
    tokio::pin!(drain);
    // Asked for in this order on one connection: when the second is answered, the first is being answered.
    tokio::select! {
        biased;
        answer = &mut drain => panic!("{answer:?}"),
        health = shop.get("/_emulator/health", &[]) => assert_eq!(health.status, 200),
    }
    let told = Instant::now();
    emulator.program.signal("-TERM").await;
    within(async { while TcpStream::connect(emulator.https).await.is_ok() {} }).await;
    assert_eq!(drain.await.object()["pending"], 1);
    let (status, _) = emulator.program.end().await;
    assert_eq!(status.code(), Some(0));
    // The rest is the time that the delivery had left.
    assert!(told.elapsed() < Duration::from_secs(9), "{:?}", told.elapsed());
    drop(silent);
}

#[tokio::test]
async fn a_client_that_says_nothing_does_not_hold_up_the_end() {
    let emulator = Secured::start(&[]).await;
    let silent = TcpStream::connect(emulator.https).await.unwrap();
    emulator.shop().price().await;
    let told = Instant::now();
    emulator.program.signal("-TERM").await;
    assert_eq!(emulator.program.end().await.0.code(), Some(0));
    assert!(told.elapsed() < Duration::from_secs(4), "{:?}", told.elapsed());
    drop(silent);
}

#[tokio::test]
async fn the_health_check_asks_over_https_without_being_told_whom_to_trust() {
    let emulator = Secured::start(&[]).await;
    let url = emulator.url("localhost");
    let outcome = run(&mut program(&["healthcheck", "--url", &url])).await;
    assert_eq!(outcome, (0, String::new(), String::new()));
}
