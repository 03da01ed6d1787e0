//! The command line. Every flag is an environment variable too: `CHECKOUT_EMULATOR_` and the flag's name.

use std::io;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::app::Settings;
use crate::control::parse_moment;
use crate::fixtures::Document;
use crate::http::version::Version;
use crate::values::Timestamp;

/// What `--help` ends with.
const EXAMPLES: &str = "\
Examples:
  checkout-emulator
      serves on http://127.0.0.1:12111; any key such as sk_test_shop opens an account of that name
  checkout-emulator --seed 1 --now 2026-01-01T00:00:00Z
      the same ids and times in every run
  checkout-emulator --fixtures shop.json --forward-to localhost:3000/webhook
      begins with a shop and sends its events to your application, signed
  checkout-emulator --state .stripe-state.json
      goes on where it ended

  curl http://127.0.0.1:12111/v1/products -u sk_test_shop: -d name=Mug
  curl -X POST http://127.0.0.1:12111/_emulator/clock -u sk_test_shop: -d advance=25h

Every flag is an environment variable too: CHECKOUT_EMULATOR_PORT for --port.";

/// Stripe Checkout on your own machine.
///
/// Point your Stripe SDK's base URL at this server and use any test key: `sk_test_<name>` opens the account `<name>`.
#[derive(Debug, Parser)]
#[command(name = "checkout-emulator", version, args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub serve: Serve,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answer requests until stopped (this is the default).
    Serve(Serve),
    /// Exit 0 if a server answers, 1 if not.
    Healthcheck(Healthcheck),
    /// Apply a fixture document to a running server.
    Fixtures(Fixtures),
    /// Write completions for a shell to standard output.
    Completions { shell: Shell },
    /// Write the man page to standard output.
    Man,
}

/// Writes the completions of a shell: `source <(checkout-emulator completions bash)`.
pub fn write_completions(shell: Shell, output: &mut dyn io::Write) {
    clap_complete::generate(shell, &mut Cli::command(), "checkout-emulator", output);
}

/// Writes the man page: `checkout-emulator man | man -l -`.
///
/// # Errors
/// Those of the output.
pub fn write_man_page(output: &mut dyn io::Write) -> io::Result<()> {
    clap_mangen::Man::new(Cli::command()).render(output)
}

#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// Address to listen on.
    #[arg(long, env = "CHECKOUT_EMULATOR_HOST", default_value = "127.0.0.1")]
    pub host: String,
    /// Port to listen on; 0 picks a free one.
    #[arg(long, env = "CHECKOUT_EMULATOR_PORT", default_value_t = DEFAULT_PORT, value_parser = port)]
    pub port: u16,
    /// Port to answer HTTPS on as well; 0 picks a free one. Clients trust /_emulator/certificate.pem, made at each start.
    #[arg(long, env = "CHECKOUT_EMULATOR_HTTPS_PORT", value_name = "PORT", value_parser = port)]
    pub https_port: Option<u16>,
    /// A certificate of your own for HTTPS, in PEM, followed by what it is signed with.
    #[arg(long, env = "CHECKOUT_EMULATOR_TLS_CERT", value_name = "FILE", requires_all = ["https_port", "tls_key"])]
    pub tls_cert: Option<PathBuf>,
    /// Its private key, in PEM, without a passphrase.
    #[arg(long, env = "CHECKOUT_EMULATOR_TLS_KEY", value_name = "FILE", requires_all = ["https_port", "tls_cert"])]
    pub tls_key: Option<PathBuf>,
    /// What session URLs begin with; `http://localhost:` and the port unless told.
    #[arg(long, env = "CHECKOUT_EMULATOR_PUBLIC_URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// API version of requests without a Stripe-Version header.
    #[arg(long, env = "CHECKOUT_EMULATOR_API_VERSION", default_value_t = Version::NEWEST, value_parser = version)]
    pub api_version: Version,
    /// Make ids and secrets repeat: the same seed gives the same ones.
    #[arg(long, env = "CHECKOUT_EMULATOR_SEED", allow_hyphen_values = true, value_parser = seed)]
    pub seed: Option<u64>,
    /// Freeze the clock at this unix second or RFC 3339 time.
    #[arg(long, env = "CHECKOUT_EMULATOR_NOW", allow_hyphen_values = true, value_parser = moment)]
    pub now: Option<Timestamp>,
    /// Let an update write shipping details without `permissions[update_shipping_details]=server_only`.
    #[arg(long, env = "CHECKOUT_EMULATOR_ANY_SHIPPING_DETAILS")]
    pub any_shipping_details: bool,
    /// Load the state from this file if it is there, and save it there within seconds of a change and at the end.
    #[arg(long, env = "CHECKOUT_EMULATOR_STATE", value_name = "FILE")]
    pub state: Option<PathBuf>,
    /// Begin every account with what this fixture document says; repeatable.
    #[arg(long, env = "CHECKOUT_EMULATOR_FIXTURES", value_name = "FILE", value_delimiter = ',')]
    pub fixtures: Vec<PathBuf>,
    /// Deliver every event there, as `stripe listen --forward-to` does; repeatable. A port or a path is enough.
    #[arg(long, env = "CHECKOUT_EMULATOR_FORWARD_TO", value_name = "URL", value_parser = forward_to, value_delimiter = ',')]
    pub forward_to: Vec<String>,
    /// Signs what `--forward-to` delivers [default: made from the seed, printed at the start].
    #[arg(long, env = "CHECKOUT_EMULATOR_WEBHOOK_SECRET", hide_env_values = true, value_parser = webhook_secret)]
    pub webhook_secret: Option<String>,
    /// How to log, on standard error.
    #[arg(long, env = "CHECKOUT_EMULATOR_LOG", value_enum, default_value_t = LogFormat::Pretty)]
    pub log: LogFormat,
}

#[derive(Debug, Clone, Args)]
pub struct Healthcheck {
    /// The server to ask; the port below on this machine unless told.
    #[arg(long, env = "CHECKOUT_EMULATOR_URL", value_parser = public_url)]
    pub url: Option<String>,
    /// The port to ask on this machine, if no URL is given.
    #[arg(long, env = "CHECKOUT_EMULATOR_PORT", default_value_t = DEFAULT_PORT, value_parser = port)]
    pub port: u16,
}

#[derive(Debug, Clone, Args)]
pub struct Fixtures {
    /// The document; `-` reads it from standard input.
    pub file: PathBuf,
    /// The server.
    #[arg(long, env = "CHECKOUT_EMULATOR_URL", default_value = "http://127.0.0.1:12111", value_parser = public_url)]
    pub url: String,
    /// The key of the account it is for [default: every account, and those to come].
    #[arg(long, env = "CHECKOUT_EMULATOR_API_KEY", hide_env_values = true, value_parser = api_key)]
    pub api_key: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Pretty,
    Json,
    Off,
}

impl Serve {
    /// The emulator's settings, once the port is known.
    pub fn settings(&self, port: u16, fixtures: Vec<Document>) -> Settings {
        Settings {
            fixtures,
            public_url: self.public_url.clone().unwrap_or_else(|| format!("http://localhost:{port}")),
            api_version: self.api_version,
            seed: self.seed,
            now: self.now,
            any_shipping_details: self.any_shipping_details,
            forward_to: self.forward_to.clone(),
            webhook_secret: self.webhook_secret.clone(),
            ..Settings::default()
        }
    }

    /// The host that page links name, if it was given: without the brackets of an address with colons.
    pub fn public_host(&self) -> Option<String> {
        let url = reqwest::Url::parse(self.public_url.as_deref()?).ok()?;
        Some(url.host_str()?.trim_start_matches('[').trim_end_matches(']').to_owned())
    }
}

/// The port that stand-ins for Stripe listen on.
const DEFAULT_PORT: u16 = 12111;

fn port(text: &str) -> Result<u16, String> {
    // Kubernetes sets CHECKOUT_EMULATOR_PORT=tcp://10.0.0.1:12111 beside a service called checkout-emulator, and Docker's
    // links do: that is an address of another, and says nothing of this one.
    if text.starts_with("tcp://") {
        return Ok(DEFAULT_PORT);
    }
    text.parse().map_err(|_| "a port is a number from 0 to 65535".to_owned())
}

fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("a seed is a whole number from 0 to {}", u64::MAX))
}

fn api_key(text: &str) -> Result<String, String> {
    let known = ["sk_test_", "rk_test_"].iter().any(|prefix| text.starts_with(prefix));
    let word = text.bytes().all(|byte| byte.is_ascii_graphic());
    if known && word { Ok(text.to_owned()) } else { Err("use a test key such as sk_test_shop".to_owned()) }
}

fn version(text: &str) -> Result<Version, String> {
    text.parse().map_err(|_| format!("no such API version; the newest is {}", Version::NEWEST))
}

fn moment(text: &str) -> Result<Timestamp, String> {
    parse_moment(text).ok_or_else(|| "use unix seconds or RFC 3339, such as 2026-01-01T00:00:00Z".to_owned())
}

/// `4242` → `http://localhost:4242`, `/hook` → `http://localhost/hook`, `shop.test/hook` → `http://shop.test/hook`.
fn forward_to(text: &str) -> Result<String, String> {
    let url = if text.bytes().all(|byte| byte.is_ascii_digit()) {
        format!("http://localhost:{text}")
    } else if text.starts_with('/') {
        format!("http://localhost{text}")
    } else if text.contains("://") {
        text.to_owned()
    } else {
        format!("http://{text}")
    };
    let parsed = reqwest::Url::parse(&url).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    match parsed {
        Some(parsed) if !text.is_empty() && parsed.has_host() && parsed.port() != Some(0) => Ok(url),
        _ => Err("use an address such as http://localhost:3000/webhook".to_owned()),
    }
}

fn webhook_secret(text: &str) -> Result<String, String> {
    if text.strip_prefix("whsec_").is_some_and(|rest| !rest.is_empty()) {
        Ok(text.to_owned())
    } else {
        Err("a secret begins with whsec_".to_owned())
    }
}

fn public_url(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    match rest {
        Some(rest) if !rest.is_empty() && !rest.starts_with('/') && reqwest::Url::parse(text).is_ok() => {
            Ok(text.trim_end_matches('/').to_owned())
        }
        _ => Err("use an address such as http://localhost:12111".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_forward_to_is_read_as_the_stripe_cli_reads_it() {
        for (text, url) in [
            ("4242", "http://localhost:4242"),
            ("/hook", "http://localhost/hook"),
            ("localhost:3000/hook", "http://localhost:3000/hook"),
            ("https://shop.test/hook", "https://shop.test/hook"),
        ] {
            assert_eq!(forward_to(text).as_deref(), Ok(url));
        }
        for text in ["", "0", "ftp://shop.test", "http://"] {
            assert!(forward_to(text).is_err(), "{text}");
        }
    }
}
