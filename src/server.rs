//! Listening, serving, and stopping without breaking off what is under way.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

use crate::app::App;
use crate::router::router;

/// How long requests in flight may take once the server is told to stop: well within the ten seconds that container
/// engines wait before they kill.
const GRACE: Duration = Duration::from_secs(5);

/// How long a connection may say nothing, or take for the head of a request.
const IDLE: Duration = Duration::from_secs(75);

/// How long webhooks may take after that.
const DELIVERY_GRACE: Duration = Duration::from_secs(3);

/// How often the clock is looked at. It counts whole seconds.
const TICK: Duration = Duration::from_secs(1);

/// A bound address that does not serve yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Binds an address; port 0 picks a free one.
    ///
    /// # Errors
    /// The address is in use or not this machine's.
    pub async fn bind(host: &str, port: u16) -> io::Result<Server> {
        let listener = TcpListener::bind((host, port)).await?;
        let address = listener.local_addr()?;
        Ok(Server { listener, address })
    }

    /// The address actually bound.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` resolves, then finishes what is in flight.
    ///
    /// # Errors
    /// The listener broke.
    pub async fn serve(
        self,
        app: Arc<App>,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let ticking = tokio::spawn(tick(Arc::clone(&app)));
        let service = TowerToHyperService::new(router(Arc::clone(&app)));
        let mut protocol = http1::Builder::new();
        protocol.timer(TokioTimer::new()).header_read_timeout(IDLE);
        let connections = GracefulShutdown::new();
        tokio::pin!(stop);
        loop {
            let stream = tokio::select! {
                accepted = self.listener.accept() => match accepted {
                    Ok((stream, _)) => stream,
                    Err(error) => {
                        // Out of descriptors, mostly: others will be given back.
                        tracing::warn!(%error, "a connection was not accepted");
                        tokio::time::sleep(Duration::from_millis(50)).await;
                        continue;
                    }
                },
                () = &mut stop => break,
            };
            // Small answers must not wait for the next packet.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection kept its delay");
            }
            let connection = protocol.serve_connection(TokioIo::new(stream), service.clone());
            let connection = connections.watch(connection);
            tokio::spawn(async move {
                if let Err(error) = connection.await {
                    tracing::debug!(%error, "a connection ended early");
                }
            });
        }
        drop(self.listener);
        tokio::select! {
            () = connections.shutdown() => {}
            () = tokio::time::sleep(GRACE) => {
                tracing::warn!(seconds = GRACE.as_secs(), "requests were still in flight and are broken off");
            }
        }
        ticking.abort();
        app.deliver_the_rest(DELIVERY_GRACE).await;
        Ok(())
    }
}

/// Lets happen what falls due while nobody asks: sessions that expire, deliveries that are tried again.
async fn tick(app: Arc<App>) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        app.run_due();
    }
}

/// How many threads serve: one for each core but one, at least one.
///
/// A request takes microseconds and waits for nothing, and the client needs a core as well. Measured on two cores with 16
/// connections, a second thread brought a seventh more updates a second for two fifths more processor time, at the same
/// p99.
pub fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get().saturating_sub(1).max(1))
}

/// Resolves on Ctrl-C and on SIGTERM. Both are heeded from the call on, not only once the result is awaited: a signal
/// that comes right after the start must not end the program as if nobody had listened.
///
/// # Errors
/// The system does not let the program listen.
#[cfg(unix)]
pub fn told_to_stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Resolves on Ctrl-C.
///
/// # Errors
/// Never; other systems have reasons to.
#[cfg(not(unix))]
pub fn told_to_stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
