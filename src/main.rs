//! Reads the command line, starts logging, runs. The only place that exits.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use checkout_emulator::app::App;
use checkout_emulator::cli::{Cli, Command, Healthcheck, LogFormat, Serve};
use checkout_emulator::outgoing;
use checkout_emulator::server::{Server, told_to_stop, workers};
use checkout_emulator::tls::Tls;
use clap::Parser as _;

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
    // `[::1]` is how an address with colons is written beside a port; the system wants it without brackets.
    let host = serve.host.trim_start_matches('[').trim_end_matches(']');
    let mut server = Server::bind(host, serve.port)
        .await
        .map_err(|error| cannot_listen(&serve.host, serve.port, "--port", &error))?;
    let address = server.address();
    let mut settings = serve.settings(address.port());
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
    let app = Arc::new(App::new(&settings));
    for url in &serve.forward_to {
        let _ = writeln!(
            std::io::stderr(),
            "checkout-emulator: events go to {url}, signed with {}",
            app.webhook_secret
        );
    }
    let stop = told_to_stop().map_err(|error| format!("cannot listen for signals: {error}"))?;
    announce(&format!("checkout-emulator listening on http://{address}"))
        .map_err(|error| error.to_string())?;
    server.serve(app, stop).await.map_err(|error| format!("stopped serving: {error}"))
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

async fn check(healthcheck: &Healthcheck) -> Result<(), String> {
    let url = healthcheck.url.clone().unwrap_or_else(|| format!("http://127.0.0.1:{}", healthcheck.port));
    let url = format!("{}/_emulator/health", url.trim_end_matches('/'));
    let client = outgoing::plain_client()
        .timeout(Duration::from_secs(5))
        .build()
        .map_err(|error| error.to_string())?;
    let response =
        client.get(&url).send().await.map_err(|error| format!("{url} does not answer: {error}"))?;
    if response.status().is_success() { Ok(()) } else { Err(format!("{url} answers {}", response.status())) }
}
