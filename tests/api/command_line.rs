//! The program itself, started as its users start it.

mod fixtures;
mod help;
mod state;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use reqwest::Method;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, ChildStdout, Command};

use crate::support::{Client, NOON, PRICE, Reaction, Receiver, SHIPPING_RATE, Wire, encode};

/// The program, not yet started, with none of the variables that the developer may have set.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_checkout-emulator"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CHECKOUT_EMULATOR_")) {
        command.env_remove(name);
    }
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// A server that said that it listens.
pub(crate) struct Program {
    child: Child,
    output: Lines<BufReader<ChildStdout>>,
    pub(crate) address: SocketAddr,
}

impl Program {
    pub(crate) async fn start(arguments: &[&str]) -> Self {
        Self::spawn(&mut program(&[&["--port", "0", "--log", "off"], arguments].concat())).await
    }

    pub(crate) async fn spawn(command: &mut Command) -> Self {
        let mut child = command.spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap()).lines();
        let Some(line) = within(output.next_line()).await.unwrap() else {
            let mut complaint = String::new();
            child.stderr.take().unwrap().read_to_string(&mut complaint).await.unwrap();
            panic!("it did not start: {complaint}");
        };
        let address = line
            .strip_prefix("checkout-emulator listening on http://")
            .unwrap_or_else(|| panic!("{line}"))
            .parse()
            .unwrap();
        Program { child, output, address }
    }

    pub(crate) fn client(&self) -> Client {
        let http = checkout_emulator::outgoing::plain_client().build().unwrap();
        Client::new(http, format!("http://{}", self.address)).key("sk_test_shop")
    }

    pub(crate) async fn signal(&self, signal: &str) {
        let id = self.child.id().unwrap().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().await.unwrap();
        assert!(sent.success());
    }

    /// The next line on standard error.
    pub(crate) async fn complaint(&mut self) -> String {
        let mut line = Vec::new();
        let output = self.child.stderr.as_mut().unwrap();
        while line.last() != Some(&b'\n') {
            line.push(within(output.read_u8()).await.unwrap());
        }
        String::from_utf8(line).unwrap()
    }

    /// Waits for its end and gives back what else it printed.
    pub(crate) async fn end(mut self) -> (ExitStatus, Vec<String>) {
        let mut printed = Vec::new();
        while let Some(line) = within(self.output.next_line()).await.unwrap() {
            printed.push(line);
        }
        (within(self.child.wait()).await.unwrap(), printed)
    }
}

pub(crate) async fn within<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), work).await.unwrap_or_else(|_| panic!("it takes too long"))
}

/// Exit code, standard output and standard error of a program that ends by itself.
pub(crate) async fn run(command: &mut Command) -> (i32, String, String) {
    let output = within(command.output()).await.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[track_caller]
pub(crate) fn assert_complaint((code, output, complaint): (i32, String, String), expected: i32, about: &str) {
    assert_eq!(code, expected, "{complaint}");
    assert_eq!(output, "");
    assert_eq!(complaint.lines().count(), 1, "{complaint}");
    assert!(complaint.starts_with("checkout-emulator: ") && complaint.contains(about), "{complaint}");
}

#[tokio::test]
async fn it_prints_one_line_and_then_answers() {
    for arguments in [&["--port", "0"][..], &["serve", "--port", "0"]] {
        let program = Program::spawn(&mut program(arguments)).await;
        assert_eq!(program.client().get("/_emulator/health", &[]).await.object()["status"], "ok");
        program.client().price().await;
        program.signal("-TERM").await;
        let (status, printed) = program.end().await;
        assert_eq!((status.code(), printed), (Some(0), vec![]));
    }
}

#[tokio::test]
async fn every_flag_is_an_environment_variable() {
    let mut command = program(&[]);
    for (name, value) in [
        ("HOST", "127.0.0.1"),
        ("PORT", "0"),
        ("LOG", "json"),
        ("SEED", "7"),
        ("NOW", "2026-01-01T12:00:00Z"),
        ("API_VERSION", "2024-06-20"),
        ("PUBLIC_URL", "https://shop.test"),
    ] {
        command.env(format!("CHECKOUT_EMULATOR_{name}"), value);
    }
    let configured = Program::spawn(&mut command).await;
    let price = configured.client().post("/v1/prices", PRICE).await;
    assert_eq!(price.object()["created"], NOON);
    assert_eq!(price.header("stripe-version"), Some("2024-06-20"));
    let flagged = Program::start(&["--seed", "7"]).await;
    assert_eq!(flagged.client().price().await, price.id());
}

#[tokio::test]
async fn a_flag_wins_over_its_variable() {
    let mut command = program(&["--port", "0", "--now", "1767268800"]);
    let program = Program::spawn(command.env("CHECKOUT_EMULATOR_NOW", "1")).await;
    assert_eq!(program.client().get("/_emulator/clock", &[]).await.object()["now"], NOON);
}

#[tokio::test]
async fn the_api_version_is_that_of_requests_without_one() {
    let program = Program::start(&["--api-version", "2025-03-31.basil"]).await;
    let answer = program.client().get("/v1/prices", &[]).await;
    assert_eq!(answer.header("stripe-version"), Some("2025-03-31.basil"));
    let answer = program.client().version("2026-08-26.dahlia").get("/v1/prices", &[]).await;
    assert_eq!(answer.header("stripe-version"), Some("2026-08-26.dahlia"));
}

#[tokio::test]
async fn a_bad_flag_is_one_clear_line_and_exit_code_2() {
    for (arguments, about) in [
        (&["--prot", "1"][..], "--prot"),
        (&["--port", "many"], "--port"),
        (&["--port", "65536"], "--port"),
        (&["--seed", "ten"], "--seed"),
        (&["--now", "tomorrow"], "RFC 3339"),
        (&["--api-version", "2020-13-01"], "no such API version"),
        (&["--public-url", "localhost"], "--public-url"),
        (&["--public-url", "http://[::1"], "--public-url"),
        (&["fixtures", "shop.json", "--api-key", "sk_live_1234"], "test key"),
        (&["--forward-to", "ftp://shop.test"], "--forward-to"),
        (&["--webhook-secret", "secret"], "whsec_"),
        (&["--log", "loud"], "pretty"),
        (&["dance"], "dance"),
    ] {
        assert_complaint(run(&mut program(arguments)).await, 2, about);
    }
    // What Kubernetes sets beside a service of this name is no mistake of anybody's.
    let kubernetes =
        program(&["completions", "bash"]).env("CHECKOUT_EMULATOR_PORT", "tcp://10.0.0.1:12111").spawn();
    assert_eq!(kubernetes.unwrap().wait_with_output().await.unwrap().status.code(), Some(0));
    let outcome = run(program(&[]).env("CHECKOUT_EMULATOR_PORT", "many")).await;
    assert_complaint(outcome, 2, "--port");
}

#[tokio::test]
async fn a_port_in_use_is_one_clear_line_and_exit_code_1() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    assert_complaint(run(&mut program(&["--port", &port])).await, 1, &format!("127.0.0.1:{port}"));
    assert_complaint(run(&mut program(&["--host", "host.invalid", "--port", "0"])).await, 1, "host.invalid");
}

#[tokio::test]
async fn help_and_version_are_no_mistakes() {
    let (code, output, complaint) = run(&mut program(&["--version"])).await;
    assert_eq!((code, complaint.as_str()), (0, ""));
    assert_eq!(output.trim(), concat!("checkout-emulator ", env!("CARGO_PKG_VERSION")));
    let (code, output, complaint) = run(&mut program(&["--help"])).await;
    assert_eq!((code, complaint.as_str()), (0, ""));
    for flag in [
        "--host",
        "--port",
        "--https-port",
        "--tls-cert",
        "--tls-key",
        "--public-url",
        "--api-version",
        "--seed",
        "--now",
        "--forward-to",
        "--webhook-secret",
        "--log",
        "healthcheck",
    ] {
        assert!(output.contains(flag), "{flag} is not in the help");
    }
}

#[tokio::test]
async fn it_ends_well_however_soon_it_is_told_to() {
    for signal in ["-TERM", "-INT"] {
        let program = Program::start(&[]).await;
        program.signal(signal).await;
        assert_eq!(program.end().await.0.code(), Some(0), "{signal}");
    }
}

#[tokio::test]
async fn a_request_in_flight_is_finished_before_it_ends() {
    let program = Program::start(&[]).await;
    let body = encode(PRICE);
    let mut wire = Wire::connect(program.address).await;
    wire.begin_post("/v1/prices", body.len(), "").await;
    program.signal("-TERM").await;
    // Nobody new is let in once it knows that it must stop.
    within(async { while TcpStream::connect(program.address).await.is_ok() {} }).await;
    wire.send(&body).await;
    let answer = within(wire.rest()).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("\"object\": \"price\""), "{answer}");
    assert_eq!(program.end().await.0.code(), Some(0));
}

/// What a program says on standard error until it ends.
pub(crate) async fn complaints(program: &mut Program) -> String {
    let mut text = String::new();
    within(program.child.stderr.take().unwrap().read_to_string(&mut text)).await.unwrap();
    text
}

#[tokio::test]
async fn events_are_forwarded_and_the_secret_is_the_seeds() {
    let receiver = Receiver::start().await;
    let url = receiver.url();
    let mut secrets = Vec::new();
    for arguments in [&["--forward-to", &url][..], &["--forward-to", &url, "--webhook-secret", "whsec_mine"]]
    {
        let mut forwarding = Program::start(&[&["--seed", "1"], arguments].concat()).await;
        forwarding.client().product().await;
        let drained = forwarding.client().post("/_emulator/webhooks/drain", &[]).await.object();
        assert_eq!(drained["delivered"], 1);
        forwarding.signal("-TERM").await;
        let said = complaints(&mut forwarding).await;
        let said =
            said.strip_prefix(&format!("checkout-emulator: events go to {url}, signed with ")).unwrap();
        let secret = said.trim_end().to_owned();
        receiver.received().last().unwrap().assert_signed_with(&secret);
        secrets.push(secret);
    }
    assert_eq!((secrets[0].len(), secrets[1].as_str()), (6 + 64, "whsec_mine"));

    let mut command = program(&["--port", "0", "--seed", "1", "--log", "off"]);
    command.env("CHECKOUT_EMULATOR_FORWARD_TO", format!("{url},{url}"));
    let mut twice = Program::spawn(&mut command).await;
    twice.client().product().await;
    receiver.until(4).await;
    twice.signal("-TERM").await;
    assert_eq!(complaints(&mut twice).await.matches(&secrets[0]).count(), 2);
}

#[tokio::test]
async fn what_was_not_delivered_at_its_end_is_said() {
    let receiver = Receiver::start().await;
    receiver.reacts(Reaction::Answer(500));
    let url = receiver.url();
    let mut command = program(&["--port", "0", "--now", "1767268800", "--forward-to", &url]);
    let mut program = Program::spawn(&mut command).await;
    program.client().price().await;
    receiver.until(2).await;
    program.signal("-TERM").await;
    let said = complaints(&mut program).await;
    assert!(
        said.contains("webhooks were not delivered and are lost") && said.contains("webhooks=2"),
        "{said}"
    );
    assert_eq!(program.end().await.0.code(), Some(0));
}

#[tokio::test]
async fn the_same_seed_and_time_give_the_same_bytes() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let program = Program::start(&["--seed", "42", "--now", "1767268800"]).await;
        let shop = program.client();
        let mut bytes = String::new();
        let price =
            shop.idempotent("k").post("/v1/prices", &[PRICE, &[("expand[]", "product")]].concat()).await;
        let path = format!("/v1/prices/{}", price.id());
        for answer in [
            price,
            shop.post("/v1/shipping_rates", SHIPPING_RATE).await,
            shop.post("/v1/prices", &[]).await,
            shop.idempotent("k").post("/v1/prices", &[PRICE, &[("expand[]", "product")]].concat()).await,
            shop.get(&path, &[]).await,
            shop.get("/v1/prices/price_1", &[]).await,
            shop.key("sk_test_other").post("/v1/prices", PRICE).await,
            shop.post("/_emulator/clock", &[("advance", "1h")]).await,
            shop.post("/v1/prices", PRICE).await,
            shop.send(Method::POST, "/_emulator/reset", "").await,
            shop.post("/v1/prices", PRICE).await,
        ] {
            for (name, value) in answer.headers.iter().filter(|(name, _)| *name != "date") {
                writeln!(bytes, "{name}: {}", value.to_str().unwrap()).unwrap();
            }
            writeln!(bytes, "{}\n{}", answer.status, answer.text).unwrap();
        }
        runs.push(bytes);
    }
    assert_eq!(runs[0], runs[1]);
    let other = Program::start(&["--seed", "43", "--now", "1767268800"]).await;
    assert!(!runs[0].contains(&other.client().price().await), "another seed gives the same ids");
}

#[tokio::test]
async fn without_a_seed_ids_differ_from_run_to_run() {
    let (one, other) = (Program::start(&[]).await, Program::start(&[]).await);
    assert_ne!(one.client().price().await, other.client().price().await);
}

#[tokio::test]
async fn the_health_check_asks_a_server() {
    let server = Program::start(&[]).await;
    let port = server.address.port().to_string();
    let url = format!("http://{}/", server.address);
    let (code, output, complaint) = run(&mut program(&["healthcheck", "--port", &port])).await;
    assert_eq!((code, output.as_str(), complaint.as_str()), (0, "", ""));
    assert_eq!(run(&mut program(&["healthcheck", "--url", &url])).await.0, 0);
    assert_eq!(run(program(&["healthcheck"]).env("CHECKOUT_EMULATOR_PORT", &port)).await.0, 0);
    server.signal("-TERM").await;
    server.end().await;
    assert_complaint(run(&mut program(&["healthcheck", "--url", &url])).await, 1, "does not answer");
}
