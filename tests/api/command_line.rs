//! The program itself, started as its users start it.

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
    command.env_remove("STRIPE_API_KEY");
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
        (&["--forward-to", "ftp://shop.test"], "--forward-to"),
        (&["--webhook-secret", "secret"], "whsec_"),
        (&["--log", "loud"], "pretty"),
        (&["dance"], "dance"),
    ] {
        assert_complaint(run(&mut program(arguments)).await, 2, about);
    }
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

const SHOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/shop.json");

#[tokio::test]
async fn fixtures_are_applied_from_the_start() {
    let server = Program::start(&["--fixtures", SHOP]).await;
    assert_eq!(server.client().get("/v1/prices/price_mug", &[]).await.object()["unit_amount"], 1500);
}

#[tokio::test]
async fn fixtures_that_cannot_be_applied_stop_the_start_with_one_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let missing = folder.path().join("none.json").to_str().unwrap().to_owned();
    let price =
        r#"{"fixtures":[{"name":"mug","path":"/v1/prices","method":"post","params":{"unit_amount":1}}]}"#;
    for (path, complaint) in [
        (missing, "none.json: No such file or directory"),
        (file("text.json", "mugs"), "text.json: this is no JSON: expected value at line 1 column 1"),
        (
            file("price.json", price),
            "price.json: entry 1 `mug` (POST /v1/prices): Missing required param: currency.",
        ),
    ] {
        let (code, output, errors) = run(&mut program(&["--port", "0", "--fixtures", &path])).await;
        assert_eq!((code, output.as_str()), (1, ""), "{errors}");
        assert!(errors.lines().count() == 1 && errors.contains(complaint), "{errors}");
    }
}

#[tokio::test]
async fn fixtures_are_applied_to_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".env"), "CUP_NAME=Cup\n").unwrap();
    let document = r#"{"fixtures":[
        {"name":"cup","id":"prod_cup","path":"/v1/products","method":"post","params":{"name":"${.env:CUP_NAME}"}},
        {"name":"price","path":"/v1/prices","method":"post",
         "params":{"product":"${cup:id}","currency":"usd","unit_amount":900}}]}"#;
    std::fs::write(folder.path().join("cups.json"), document).unwrap();
    let server = Program::start(&[]).await;
    let url = format!("http://{}", server.address);
    let of_shop = ["fixtures", "cups.json", "--url", &url, "--api-key", "sk_test_shop"];
    let (code, output, errors) = run(program(&of_shop).current_dir(&folder)).await;
    assert_eq!((code, errors.as_str()), (0, ""));
    let lines: Vec<&str> = output.lines().collect();
    assert_eq!(lines[0], "cup prod_cup");
    assert!(lines[1].starts_with("price price_"), "{output}");
    assert_eq!(server.client().get("/v1/products/prod_cup", &[]).await.object()["name"], "Cup");
    assert_eq!(server.client().key("sk_test_other").get("/v1/products/prod_cup", &[]).await.status, 404);

    // Again, the id is taken.
    let (code, output, errors) = run(program(&of_shop).current_dir(&folder)).await;
    assert_eq!((code, output.as_str()), (1, ""));
    assert!(
        errors.starts_with("checkout-emulator: cups.json: entry 1 `cup` (POST /v1/products): "),
        "{errors}"
    );
    assert_eq!(errors.lines().count(), 1);

    let nowhere = ["fixtures", "cups.json", "--url", "http://127.0.0.1:9"];
    let (code, _, errors) = run(program(&nowhere).current_dir(&folder)).await;
    assert_eq!(code, 1);
    assert!(errors.contains("http://127.0.0.1:9/_emulator/fixtures does not answer"), "{errors}");
}

#[tokio::test]
async fn a_state_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json").to_str().unwrap().to_owned();
    let server = Program::start(&["--state", &file]).await;
    let shop = server.client();
    let price = shop.idempotent("k").post("/v1/prices", PRICE).await;
    let id = price.id();
    server.signal("-TERM").await;
    assert!(server.end().await.0.success());

    let server = Program::start(&["--state", &file]).await;
    let shop = server.client();
    assert_eq!(shop.get(&format!("/v1/prices/{id}"), &[]).await.object()["unit_amount"], 1000);
    let again = shop.idempotent("k").post("/v1/prices", PRICE).await;
    assert_eq!((again.id(), again.header("idempotent-replayed")), (id, Some("true")));
    // Ids go on where they were.
    assert_ne!(shop.post("/v1/prices", PRICE).await.id(), again.id());
    server.signal("-TERM").await;
    assert!(server.end().await.0.success());
    let left: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["state.json"]);
}

#[tokio::test]
async fn a_killed_server_leaves_a_whole_state() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json").to_str().unwrap().to_owned();
    let server = Program::start(&["--state", &file]).await;
    let shop = server.client();
    let first = shop.post("/v1/prices", PRICE).await.id();
    let mut written = 1;
    // Not before something was saved, and in the middle of it.
    while written < 1000 || !std::path::Path::new(&file).exists() {
        shop.post("/v1/prices", PRICE).await.object();
        written += 1;
        assert!(written < 1_000_000, "nothing was ever saved");
    }
    server.signal("-KILL").await;
    assert!(!server.end().await.0.success());

    let whole: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let saved = whole["accounts"]["shop"]["objects"]["price"].as_u64().unwrap();
    assert!((1..=written).contains(&saved), "{saved} of {written}");
    let server = Program::start(&["--state", &file]).await;
    assert_eq!(server.client().get(&format!("/v1/prices/{first}"), &[]).await.status, 200);
}

#[tokio::test]
async fn a_state_that_must_not_be_touched_stops_the_start_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.json").to_str().unwrap().to_owned();
    let server = Program::start(&["--state", &good]).await;
    server.client().post("/v1/prices", PRICE).await.object();
    server.signal("-TERM").await;
    server.end().await;
    let good = std::fs::read_to_string(good).unwrap();
    let changed = |pointer: &str, value: serde_json::Value| {
        let mut state: serde_json::Value = serde_json::from_str(&good).unwrap();
        *state.pointer_mut(pointer).unwrap() = value;
        state.to_string()
    };
    for (text, complaint) in [
        (String::new(), "is truncated"),
        (good[..good.len() - 50].to_owned(), "is truncated"),
        ("mugs".to_owned(), "is no state of checkout-emulator"),
        ("{\"object\":\"list\"}".to_owned(), "is no state of checkout-emulator"),
        (changed("/format", 2.into()), "was saved by a newer checkout-emulator (0.1.0, format 2)"),
        (changed("/accounts/shop/data", "eJwDAAAAAAE=".into()), "is damaged"),
    ] {
        let file = folder.path().join("state.json");
        std::fs::write(&file, &text).unwrap();
        let path = file.to_str().unwrap();
        let (code, output, errors) = run(&mut program(&["--port", "0", "--state", path])).await;
        assert_eq!((code, output.as_str()), (1, ""), "{errors}");
        assert!(errors.lines().count() == 1 && errors.contains(complaint), "{errors}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text, "{complaint}");
    }
    let nowhere = folder.path().join("none/state.json");
    let (code, _, errors) = run(&mut program(&["--port", "0", "--state", nowhere.to_str().unwrap()])).await;
    assert!(code == 1 && errors.contains("there is no folder"), "{errors}");
}
