//! An emulator inside a program: what Rust tests start instead of a process.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::app::{App, Settings};
use crate::fixtures::Document;
use crate::http::version::Version;
use crate::server::Server;
use crate::values::Timestamp;

/// A running emulator. It stops when it is dropped.
///
/// ```
/// use checkout_emulator::Emulator;
/// use stripe_checkout::checkout_session::{CreateCheckoutSession, CreateCheckoutSessionLineItems};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::builder()
///     .seed(1)
///     .fixtures(include_str!("../fixtures/shop.json"))
///     .start()
///     .await?;
///
/// let stripe = stripe::ClientBuilder::new("sk_test_shop").url(emulator.url()).build()?;
/// let mut mug = CreateCheckoutSessionLineItems::new();
/// mug.price = Some("price_mug".into());
/// mug.quantity = Some(2);
/// let session = CreateCheckoutSession::new()
///     .success_url("https://shop.example/thanks")
///     .line_items(vec![mug])
///     .mode(stripe_checkout::CheckoutSessionMode::Payment)
///     .send(&stripe)
///     .await?;
/// assert_eq!(session.amount_total, Some(3000));
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Emulator {
    address: SocketAddr,
    url: String,
    app: Arc<App>,
    stop: Option<oneshot::Sender<()>>,
    serving: Option<JoinHandle<io::Result<()>>>,
}

/// How an emulator is to be started. What is not said is as on the command line, except for the port: a free one.
#[derive(Debug, Default)]
#[must_use = "nothing is started before `start`"]
pub struct Builder {
    settings: Settings,
    public_url: Option<String>,
    port: u16,
    fixtures: Vec<String>,
    version: Option<String>,
}

impl Builder {
    /// Decides every id and secret: the same seed repeats them.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = Some(seed);
        self
    }

    /// Freezes the clock of every account at this time, in unix seconds.
    pub fn now(mut self, seconds: i64) -> Self {
        self.settings.now = Some(Timestamp::from_unix(seconds));
        self
    }

    /// The port to listen on, on this machine.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// What `session.url` begins with; where the emulator listens unless it is said.
    pub fn public_url(mut self, url: impl Into<String>) -> Self {
        self.public_url = Some(url.into());
        self
    }

    /// The API version of requests that name none: `2026-10-28.endive`.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// What every account begins with: the text of a fixture document. More than one are applied in their order.
    pub fn fixtures(mut self, document: impl Into<String>) -> Self {
        self.fixtures.push(document.into());
        self
    }

    /// Where every event goes besides the accounts' own endpoints.
    pub fn forward_to(mut self, url: impl Into<String>) -> Self {
        self.settings.forward_to.push(url.into());
        self
    }

    /// Signs what is forwarded: `whsec_…`.
    pub fn webhook_secret(mut self, secret: impl Into<String>) -> Self {
        self.settings.webhook_secret = Some(secret.into());
        self
    }

    /// How long a receiver of webhooks may take to answer; ten seconds unless it is said.
    pub fn webhook_timeout(mut self, timeout: Duration) -> Self {
        self.settings.webhook_timeout = timeout;
        self
    }

    /// Starts it on the runtime this is called on; it answers from then on.
    ///
    /// # Errors
    /// The port is in use, a version does not exist, or a fixture document cannot be applied.
    pub async fn start(self) -> io::Result<Emulator> {
        let wrong = |problem: String| io::Error::new(io::ErrorKind::InvalidInput, problem);
        let Builder { mut settings, public_url, port, fixtures, version } = self;
        if let Some(version) = version {
            settings.api_version =
                version.parse::<Version>().map_err(|_| wrong(format!("no such API version: {version}")))?;
        }
        for text in &fixtures {
            settings.fixtures.push(Document::of_file("fixtures", text).map_err(wrong)?);
        }
        let server = Server::bind("127.0.0.1", port).await?;
        let address = server.address();
        let url = format!("http://{address}");
        settings.public_url = public_url.unwrap_or_else(|| url.clone());
        let app = Arc::new(App::new(&settings));
        app.try_fixtures(&settings.fixtures).map_err(|error| wrong(error.to_string()))?;
        let (stop, stopped) = oneshot::channel();
        let told = async {
            // Dropped or told, it ends either way.
            let _ = stopped.await;
        };
        let serving = tokio::spawn(server.serve(Arc::clone(&app), told));
        Ok(Emulator { address, url, app, stop: Some(stop), serving: Some(serving) })
    }
}

impl Emulator {
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// What an SDK's base URL is set to: `http://127.0.0.1:` and the port.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Signs what is forwarded.
    pub fn webhook_secret(&self) -> &str {
        &self.app.webhook_secret
    }

    /// Finishes the requests in flight and ends.
    ///
    /// # Errors
    /// The listener broke.
    pub async fn stop(mut self) -> io::Result<()> {
        drop(self.stop.take());
        match self.serving.take() {
            Some(serving) => serving.await.map_err(io::Error::other)?,
            None => Ok(()),
        }
    }
}
