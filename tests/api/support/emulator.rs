use std::net::SocketAddr;
use std::sync::Arc;

use checkout_emulator::app::{App, Settings};
use checkout_emulator::server::Server;
use checkout_emulator::values::Timestamp;
use tokio::sync::oneshot;

use super::{Client, Wire};

/// The frozen time of a test's emulator: 2026-01-01T12:00:00Z.
pub(crate) const NOON: i64 = 1_767_268_800;

/// Seconds of a day.
pub(crate) const DAY: i64 = 24 * 60 * 60;

/// A running emulator of a test's own. It stops when it is dropped.
#[derive(Debug)]
pub(crate) struct Emulator {
    pub(crate) address: SocketAddr,
    http: reqwest::Client,
    _running: oneshot::Sender<()>,
}

impl Emulator {
    /// Seeded, at noon, with nothing in it.
    pub(crate) async fn start() -> Self {
        let now = Some(Timestamp::from_unix(NOON));
        Self::start_with(Settings { seed: Some(1), now, ..Settings::default() }).await
    }

    pub(crate) async fn start_with(settings: Settings) -> Self {
        let server = Server::bind("127.0.0.1", 0).await.unwrap();
        let address = server.address();
        let (running, stopped) = oneshot::channel();
        let stop = async {
            let _ = stopped.await;
        };
        tokio::spawn(server.serve(Arc::new(App::new(&settings)), stop));
        let to_nowhere = reqwest::redirect::Policy::none();
        let http = checkout_emulator::outgoing::plain_client().redirect(to_nowhere).build().unwrap();
        Emulator { address, http, _running: running }
    }

    /// A client without a key.
    pub(crate) fn stranger(&self) -> Client {
        Client::new(self.http.clone(), format!("http://{}", self.address))
    }

    /// A client of an account of its own.
    pub(crate) fn client(&self, account: &str) -> Client {
        self.stranger().key(&format!("sk_test_{account}"))
    }

    /// The client of the shop, which most tests are.
    pub(crate) fn shop(&self) -> Client {
        self.client("shop")
    }

    /// A connection of its own, for bytes that no client library would send.
    pub(crate) async fn connect(&self) -> Wire {
        Wire::connect(self.address).await
    }
}
