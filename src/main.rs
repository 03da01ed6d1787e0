//! Reads the command line, starts logging, runs. The only place that exits.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use checkout_emulator::app::App;
use checkout_emulator::cli::{
    Cli, Command, Fixtures, Healthcheck, LogFormat, Serve, write_completions, write_man_page,
};
use checkout_emulator::fixtures::Document;
use checkout_emulator::outgoing;
use checkout_emulator::server::{Server, told_to_stop, workers};
use checkout_emulator::state::{Keeper, StateFile};
use checkout_emulator::tls::Tls;
use clap::Parser as _;
use serde_json::Value;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refuse_command_line(&error),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers()).enable_all().build();
    let result =
        runtime.map_err(|error| format!("cannot start: {error}")).and_then(|runtime| match cli.command {
            Some(Command::Healthcheck(healthcheck)) => runtime.block_on(check(&healthcheck)),
            Some(Command::Fixtures(fixtures)) => runtime.block_on(apply_fixtures(&fixtures)),
            Some(Command::Completions { shell }) => write(|output| {
                write_completions(shell, output);
                Ok(())
            }),
            Some(Command::Man) => write(|output| write_man_page(output)),
            Some(Command::Serve(serve)) => runtime.block_on(run(&serve)),
            None => runtime.block_on(run(&cli.serve)),
        });
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "checkout-emulator: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Writes a text to standard output, all at once. Whoever reads only its beginning, as `head` does, is content.
fn write(write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Result<(), String> {
    let mut text = Vec::new();
    match write(&mut text).and_then(|()| std::io::stdout().write_all(&text)) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.to_string()),
        _ => Ok(()),
    }
}

/// Help and version as clap writes them; a bad flag as one clear line, exit code 2.
fn refuse_command_line(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let text = error.to_string();
    let sentences =
        text.split("\n\nUsage:").next().unwrap_or_default().split("\n\nFor more").next().unwrap_or_default();
    let line = sentences.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.strip_prefix("error: ").unwrap_or(&line);
    let _ = writeln!(std::io::stderr(), "checkout-emulator: {line} (see --help)");
    ExitCode::from(2)
}

async fn run(serve: &Serve) -> Result<(), String> {
    start_logging(serve.log);
    let fixtures = serve.fixtures.iter().map(|file| read_fixtures(file)).collect::<Result<Vec<_>, _>>()?;
    // `[::1]` is how an address with colons is written beside a port; the system wants it without brackets.
    let host = serve.host.trim_start_matches('[').trim_end_matches(']');
    let mut server = Server::bind(host, serve.port)
        .await
        .map_err(|error| cannot_listen(&serve.host, serve.port, "--port", &error))?;
    let address = server.address();
    let file = serve.state.as_deref().map(StateFile::new);
    let saved = file.as_ref().map(StateFile::load).transpose()?.flatten();
    file.as_ref().map(StateFile::check_writable).transpose()?;
    let mut settings = serve.settings(address.port(), fixtures.clone());
    if let Some(port) = serve.https_port {
        let tls = match serve.tls_cert.as_deref().zip(serve.tls_key.as_deref()) {
            Some((certificate, key)) => Tls::read(certificate, key),
            None => Tls::generate(serve.public_host().as_deref()),
        };
        let tls = tls.map_err(|error| error.to_string())?;
        let https = server
            .bind_https(host, port, &tls)
            .await
            .map_err(|error| cannot_listen(&serve.host, port, "--https-port", &error))?;
        let _ = writeln!(
            std::io::stderr(),
            "checkout-emulator: also listening on https://{https}; what clients have to trust is at \
             http://{address}/_emulator/certificate.pem"
        );
        settings.certificate = Some(tls.certificate);
    }
    let saved_seed =
        saved.as_ref().and_then(|saved| saved.beginning.as_ref()).map(|beginning| beginning.seed);
    settings.seed = settings.seed.or(saved_seed);
    let app = Arc::new(App::new(&settings));
    app.try_fixtures(&fixtures).map_err(|error| error.to_string())?;
    if let (Some(saved), Some(file)) = (saved, &file) {
        let name = file.path().display();
        app.restore_all(saved)
            .map_err(|problem| format!("the state {name} {problem}; the file is left as it is"))?;
    }
    for url in &serve.forward_to {
        let _ = writeln!(
            std::io::stderr(),
            "checkout-emulator: events go to {url}, signed with {}",
            app.webhook_secret
        );
    }
    if matches!(serve.log, LogFormat::Pretty) {
        let _ = std::io::stderr().write_all(banner(&settings.public_url).as_bytes());
    }
    let stop = told_to_stop().map_err(|error| format!("cannot listen for signals: {error}"))?;
    announce(&format!("checkout-emulator listening on http://{address}"))
        .map_err(|error| error.to_string())?;
    let stopped = |error| format!("stopped serving: {error}");
    let Some(file) = file else { return server.serve(app, stop).await.map_err(stopped) };
    let keeper = Keeper::new(Arc::clone(&app), file);
    tokio::select! {
        ended = server.serve(app, stop) => ended.map_err(stopped)?,
        () = keeper.run() => {}
    }
    keeper.save().await.map_err(|error| format!("the state was not saved: {error}"))
}

/// What somebody who starts it by hand wants to know next.
fn banner(url: &str) -> String {
    format!(
        "checkout-emulator {}: Stripe Checkout on your own machine, where no money moves\n  \
         keys: any of the test mode; sk_test_shop opens the account `shop`\n  \
         open: {url}/_emulator/\n  \
         next: curl {url}/v1/checkout/sessions -u sk_test_shop: -d mode=setup -d currency=usd \
         -d success_url=https://example.com/thanks\n",
        env!("CARGO_PKG_VERSION")
    )
}

fn cannot_listen(host: &str, port: u16, flag: &str, error: &std::io::Error) -> String {
    let advice = match error.kind() {
        std::io::ErrorKind::AddrInUse => format!("Choose another with {flag}, or 0 for a free one"),
        std::io::ErrorKind::PermissionDenied => format!("Choose a port above 1023 with {flag}"),
        _ => "Choose an address of this machine with --host".to_owned(),
    };
    format!("cannot listen on {host}:{port}: {error}. {advice}")
}

/// The one line on standard output: connections are accepted from here on.
fn announce(line: &str) -> std::io::Result<()> {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{line}")?;
    output.flush()
}

fn start_logging(format: LogFormat) {
    let subscriber =
        tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(tracing::Level::INFO);
    match format {
        LogFormat::Off => {}
        LogFormat::Json => subscriber.json().init(),
        LogFormat::Pretty => subscriber.with_ansi(std::io::stderr().is_terminal()).with_target(false).init(),
    }
}

/// Reads a fixture document.
fn read_fixtures(file: &Path) -> Result<Document, String> {
    let name = file.display().to_string();
    let text =
        std::fs::read_to_string(file).map_err(|error| format!("cannot read fixtures {name}: {error}"))?;
    Document::of_file(&name, &text)
}

/// Has a running server apply a document, and says what came of it: a line for each entry.
async fn apply_fixtures(fixtures: &Fixtures) -> Result<(), String> {
    let name = fixtures.file.display().to_string();
    let text = if name == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(&fixtures.file)
    };
    let text = text.map_err(|error| format!("cannot read fixtures {name}: {error}"))?;
    let document = Document::of_file(&name, &text)?.text;

    let url = format!("{}/_emulator/fixtures", fixtures.url);
    let client = outgoing::client().build().map_err(|error| error.to_string())?;
    let mut request =
        client.post(&url).header("content-type", "application/json").body(document.into_string());
    if let Some(key) = &fixtures.api_key {
        request = request.bearer_auth(key);
    }
    let response = request.send().await.map_err(|error| unanswered(&url, &error))?;
    let succeeded = response.status().is_success();
    let body = response.text().await.map_err(|error| format!("{url} broke off: {error}"))?;
    let answer: Value = serde_json::from_str(&body).map_err(|_| format!("{url} is no checkout-emulator"))?;
    if !succeeded {
        let message = answer.pointer("/error/message").and_then(Value::as_str).unwrap_or(&body);
        return Err(message
            .strip_prefix("fixtures: ")
            .map_or_else(|| message.to_owned(), |rest| format!("{name}: {rest}")));
    }
    write(|output| {
        let mut print = |account: &str, objects: &Value| {
            for (entry, object) in objects.as_object().into_iter().flatten() {
                let id = object.get("id").and_then(Value::as_str).unwrap_or("-");
                writeln!(output, "{account}{entry} {id}")?;
            }
            Ok::<(), std::io::Error>(())
        };
        print("", &answer["objects"])?;
        for (account, applied) in answer["accounts"].as_object().into_iter().flatten() {
            print(&format!("{account}: "), &applied["objects"])?;
        }
        Ok(())
    })
}

/// Why a request was not answered, down to what the system says.
fn unanswered(url: &str, error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    let mut text = String::new();
    while let Some(inner) = cause.source() {
        cause = inner;
        text = cause.to_string();
    }
    let advice = if text.contains("certificate") {
        "; a certificate that is not known is trusted with SSL_CERT_FILE=emulator.pem"
    } else {
        ""
    };
    let text = if text.is_empty() { error.to_string() } else { text };
    format!("{url} does not answer: {text}{advice}")
}

async fn check(healthcheck: &Healthcheck) -> Result<(), String> {
    let url = healthcheck.url.clone().unwrap_or_else(|| format!("http://127.0.0.1:{}", healthcheck.port));
    let url = format!("{}/_emulator/health", url.trim_end_matches('/'));
    let client = outgoing::plain_client()
        .timeout(Duration::from_secs(5))
        .build()
        .map_err(|error| error.to_string())?;
    let response = client.get(&url).send().await.map_err(|error| unanswered(&url, &error))?;
    if response.status().is_success() { Ok(()) } else { Err(format!("{url} answers {}", response.status())) }
}
