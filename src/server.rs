//! Listening, serving, and stopping without breaking off what is under way.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::app::App;
use crate::router::router;

/// How long requests in flight may take once the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// How long webhooks may take after that.
const DELIVERY_GRACE: Duration = Duration::from_secs(5);

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
        use axum::serve::ListenerExt as _;

        let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
        // Small answers must not wait for the next packet.
        let listener = self.listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection kept its delay");
            }
        });
        let ticking = tokio::spawn(tick(Arc::clone(&app)));
        let serving = axum::serve(listener, router(Arc::clone(&app))).with_graceful_shutdown(async move {
            stop.await;
            drop(stopping);
        });
        let result = tokio::select! {
            result = async { serving.await } => result,
            () = async {
                let _ = stopped.await;
                tokio::time::sleep(GRACE).await;
            } => {
                tracing::warn!(seconds = GRACE.as_secs(), "requests were still in flight and are broken off");
                Ok(())
            }
        };
        ticking.abort();
        app.deliver_the_rest(DELIVERY_GRACE).await;
        result
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
/// A request takes microseconds and waits for nothing, so threads only help where cores are free; on two cores, which the
/// client shares, a second thread costs latency and brings no throughput (`benches/load.rs` measures it).
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
