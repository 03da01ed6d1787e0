//! The whole program under load, beside a bare axum handler that reads the same body and answers as many bytes.
//!
//! `cargo bench --bench load` runs both as processes of their own, in turn, and prints throughput, latency and CPU of each
//! and their ratios, then start-up time and memory. Every phase is bounded in time, traffic stays on the loopback
//! interface. Nothing is asserted: timings never decide a test.

#![expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a report for people; the figures are far from these limits"
)]

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::header;
use axum::routing::any;
use checkout_emulator::server::workers;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 4;
const ROUND: Duration = Duration::from_secs(2);
const MANY_SESSIONS: usize = 100_000;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--bare") {
        return bare(arguments.get(at + 1).and_then(|size| size.parse().ok()).unwrap_or(0));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    println!("{CONNECTIONS} connections, {ROUNDS} rounds of {} s each, interleaved", ROUND.as_secs());
    let emulator = Server::emulator()?;
    let shop = Shop::open(emulator.address)?;
    for (name, request) in shop.requests() {
        let answer = exchange(emulator.address, &request)?;
        let bare = Server::bare(body_length(&answer))?;
        let mut ours = Figures::default();
        let mut theirs = Figures::default();
        for _ in 0..ROUNDS {
            ours.add(runtime.block_on(load(&emulator, &request))?);
            theirs.add(runtime.block_on(load(&bare, &request))?);
        }
        println!("\n{name}: {} bytes in, {} bytes out", request.len(), answer.len());
        ours.print("emulator");
        theirs.print("bare axum");
        println!(
            "  ratio      {:>9.2} throughput {:>9.2} p99 {:>9.2} CPU",
            ours.throughput() / theirs.throughput(),
            ours.percentile(0.99) / theirs.percentile(0.99),
            ours.cpu() / theirs.cpu()
        );
    }
    drop(emulator);
    footprint()
}

/// Start-up and memory of a fresh process.
fn footprint() -> io::Result<()> {
    let mut first_answers: Vec<f64> = Vec::new();
    for _ in 0..10 {
        let started = Instant::now();
        let server = Server::emulator()?;
        exchange(server.address, &request("GET", "/v1/checkout/sessions", ""))?;
        first_answers.push(started.elapsed().as_secs_f64() * 1e3);
    }
    first_answers.sort_by(f64::total_cmp);
    println!(
        "\nfirst answer after process start: median {:.1} ms, worst {:.1} ms",
        first_answers[5], first_answers[9]
    );

    let server = Server::emulator()?;
    exchange(server.address, &request("GET", "/v1/checkout/sessions", ""))?;
    let idle = server.resident_kib()?;
    println!("resident when idle: {:.1} MiB", idle as f64 / 1024.0);
    let shop = Shop::open(server.address)?;
    let before = server.resident_kib()?;
    let create = request("POST", "/v1/checkout/sessions", &shop.create);
    let started = Instant::now();
    let mut stream = connect(server.address)?;
    for _ in 0..MANY_SESSIONS {
        stream.write_all(&create)?;
        read_answer(&mut stream)?;
    }
    let grown = server.resident_kib()?.saturating_sub(before);
    println!(
        "{MANY_SESSIONS} sessions in {:.1} s over one connection: {:.2} KiB each",
        started.elapsed().as_secs_f64(),
        grown as f64 / MANY_SESSIONS as f64
    );
    Ok(())
}

/// The reference: the same server library, the same threads, no work.
fn bare(size: usize) -> io::Result<()> {
    let answer = Bytes::from(vec![b'x'; size]);
    let handler = move |_body: Bytes| {
        let answer = answer.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], answer) }
    };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(workers()).enable_all().build()?;
    runtime.block_on(async {
        use axum::serve::ListenerExt as _;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let mut output = io::stdout();
        writeln!(output, "listening on http://{}", listener.local_addr()?)?;
        output.flush()?;
        let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
        axum::serve(listener, Router::new().fallback(any(handler))).await
    })
}

/// A child process that serves.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    fn emulator() -> io::Result<Server> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_checkout-emulator"));
        command.args(["--port", "0", "--log", "off", "--seed", "1"]);
        Server::start(command)
    }

    fn bare(size: usize) -> io::Result<Server> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--bare", &size.to_string()]);
        Server::start(command)
    }

    fn start(mut command: Command) -> io::Result<Server> {
        let mut child = command.stdout(Stdio::piped()).stdin(Stdio::null()).spawn()?;
        let output = child.stdout.take().ok_or_else(|| io::Error::other("no output"))?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let address = line.trim().rsplit('/').next().and_then(|address| address.parse().ok());
        let address = address.ok_or_else(|| io::Error::other(format!("not an address: {line}")))?;
        Ok(Server { child, address })
    }

    /// Nanoseconds the process has run on a processor, all threads together.
    fn cpu_ns(&self) -> io::Result<u64> {
        let mut total = 0;
        for thread in std::fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let text = std::fs::read_to_string(thread?.path().join("schedstat"))?;
            total += text.split(' ').next().and_then(|ns| ns.parse::<u64>().ok()).unwrap_or(0);
        }
        Ok(total)
    }

    fn resident_kib(&self) -> io::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
        Ok(line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What the requests need: a price, a rate, an open session.
struct Shop {
    create: String,
    session: String,
    item: String,
}

impl Shop {
    fn open(address: SocketAddr) -> io::Result<Shop> {
        let post = |path: &str, body: &str| -> io::Result<String> {
            let answer = exchange(address, &request("POST", path, body))?;
            let text = String::from_utf8_lossy(&answer).into_owned();
            if text.starts_with("HTTP/1.1 200") { Ok(text) } else { Err(io::Error::other(text)) }
        };
        let price = post("/v1/prices", "currency=usd&unit_amount=1500&product_data[name]=Mug")?;
        let create = format!(
            "mode=payment&ui_mode=elements&line_items[0][price]={}&line_items[0][quantity]=2\
             &shipping_address_collection[allowed_countries][0]=US&permissions[update_shipping_details]=server_only\
             &metadata[order]=6735",
            field(&price, "id")
        );
        let session = field(&post("/v1/checkout/sessions", &create)?, "id");
        let items =
            exchange(address, &request("GET", &format!("/v1/checkout/sessions/{session}/line_items"), ""))?;
        let item = field(&String::from_utf8_lossy(&items), "id");
        Ok(Shop { create, session, item })
    }

    fn requests(&self) -> Vec<(&'static str, Vec<u8>)> {
        let path = format!("/v1/checkout/sessions/{}", self.session);
        let update = format!(
            "collected_information[shipping_details][name]=Jenny%20Rosen\
             &collected_information[shipping_details][address][line1]=27%20Fredrick%20Ave\
             &collected_information[shipping_details][address][city]=Brothers\
             &collected_information[shipping_details][address][postal_code]=97712\
             &collected_information[shipping_details][address][state]=OR\
             &collected_information[shipping_details][address][country]=US\
             &line_items[0][id]={}&line_items[0][quantity]=3&metadata[step]=shipping",
            self.item
        );
        vec![
            ("update", request("POST", &path, &update)),
            ("retrieve", request("GET", &path, "")),
            ("create", request("POST", "/v1/checkout/sessions", &self.create)),
        ]
    }
}

fn request(method: &str, path: &str, body: &str) -> Vec<u8> {
    let content = if body.is_empty() {
        String::new()
    } else {
        format!("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n", body.len())
    };
    format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk_test_load\r\n{content}\r\n{body}")
        .into_bytes()
}

/// The first value of a field in a JSON answer.
fn field(text: &str, name: &str) -> String {
    let start = text.find(&format!("\"{name}\": \"")).map_or(text.len(), |at| at + name.len() + 5);
    text[start..].split('"').next().unwrap_or_default().to_owned()
}

fn connect(address: SocketAddr) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn exchange(address: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = connect(address)?;
    stream.write_all(request)?;
    read_answer(&mut stream)
}

fn read_answer(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut answer = Vec::with_capacity(8192);
    let mut chunk = [0; 16_384];
    loop {
        if let Some(length) = whole_length(&answer)
            && answer.len() >= length
        {
            return Ok(answer);
        }
        let read = stream.read(&mut chunk)?;
        if read == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        answer.extend_from_slice(&chunk[..read]);
    }
}

/// Head and body together, once the head is there.
fn whole_length(answer: &[u8]) -> Option<usize> {
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&answer[..head]).ok()?.to_ascii_lowercase();
    let length = text.split("content-length: ").nth(1)?.split("\r\n").next()?.parse::<usize>().ok()?;
    Some(head + length)
}

fn body_length(answer: &[u8]) -> usize {
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n").map_or(0, |at| at + 4);
    answer.len() - head
}

/// One round of load on one server.
struct Round {
    latencies: Vec<u32>,
    elapsed: Duration,
    cpu_ns: u64,
}

async fn load(server: &Server, request: &[u8]) -> io::Result<Round> {
    let request: Arc<[u8]> = request.into();
    let cpu = server.cpu_ns()?;
    let started = Instant::now();
    let mut clients = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let request = Arc::clone(&request);
        let address = server.address;
        clients.spawn(async move {
            let mut stream = tokio::net::TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            let mut latencies: Vec<u32> = Vec::with_capacity(100_000);
            let mut buffer = vec![0_u8; 64 * 1024];
            while started.elapsed() < ROUND {
                let sent = Instant::now();
                stream.write_all(&request).await?;
                let mut filled = 0;
                let mut expected = None;
                loop {
                    let read = stream.read(&mut buffer[filled..]).await?;
                    if read == 0 {
                        return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
                    }
                    filled += read;
                    expected = expected.or_else(|| whole_length(&buffer[..filled]));
                    if expected.is_some_and(|expected| filled >= expected) {
                        break;
                    }
                }
                latencies.push(u32::try_from(sent.elapsed().as_nanos()).unwrap_or(u32::MAX));
            }
            Ok(latencies)
        });
    }
    let mut latencies = Vec::new();
    while let Some(client) = clients.join_next().await {
        latencies.extend(client.map_err(io::Error::other)??);
    }
    Ok(Round { latencies, elapsed: started.elapsed(), cpu_ns: server.cpu_ns()? - cpu })
}

/// All rounds of one server.
#[derive(Default)]
struct Figures {
    latencies: Vec<u32>,
    elapsed: Duration,
    cpu_ns: u64,
}

impl Figures {
    fn add(&mut self, round: Round) {
        self.latencies.extend(round.latencies);
        self.latencies.sort_unstable();
        self.elapsed += round.elapsed;
        self.cpu_ns += round.cpu_ns;
    }

    fn throughput(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }

    /// Microseconds.
    fn percentile(&self, share: f64) -> f64 {
        let last = self.latencies.len().saturating_sub(1);
        self.latencies.get((last as f64 * share) as usize).map_or(0.0, |ns| f64::from(*ns) / 1e3)
    }

    /// Microseconds of processor time for one request.
    fn cpu(&self) -> f64 {
        self.cpu_ns as f64 / 1e3 / self.latencies.len().max(1) as f64
    }

    fn print(&self, name: &str) {
        println!(
            "  {name:<10} {:>9.0} requests/s  p50 {:>7.1} µs  p99 {:>7.1} µs  CPU {:>6.2} µs/request",
            self.throughput(),
            self.percentile(0.5),
            self.percentile(0.99),
            self.cpu()
        );
    }
}
