//! Listening, serving, and stopping without breaking off what is under way.

mod secure;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulConnection, GracefulShutdown};
use hyper_util::service::TowerToHyperService;
use rustls::ServerConfig;
use secure::OverTls;
pub use secure::Secure;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::app::App;
use crate::router::router;
use crate::tls::Tls;

/// How long requests in flight may take once the server is told to stop: well within the ten seconds that container
/// engines wait before they kill.
const GRACE: Duration = Duration::from_secs(5);

/// How long a connection may say nothing, or take for the head of a request.
const IDLE: Duration = Duration::from_secs(75);

/// How long webhooks may take after that.
const DELIVERY_GRACE: Duration = Duration::from_secs(3);

/// How often the clock is looked at. It counts whole seconds.
const TICK: Duration = Duration::from_secs(1);

/// How long the head of a request may be over HTTP/2, in bytes. Over HTTP/1.1 hyper stops at about the same.
const MAX_HEAD: u32 = 400 * 1024;

/// A bound address that does not serve yet, or two.
#[derive(Debug)]
pub struct Server {
    plain: TcpListener,
    address: SocketAddr,
    secure: Option<(TcpListener, Arc<ServerConfig>)>,
}

impl Server {
    /// Binds an address; port 0 picks a free one.
    ///
    /// # Errors
    /// The address is in use or not this machine's.
    pub async fn bind(host: &str, port: u16) -> io::Result<Server> {
        let plain = TcpListener::bind((host, port)).await?;
        let address = plain.local_addr()?;
        Ok(Server { plain, address, secure: None })
    }

    /// Binds another address, where the same is served over HTTPS, and gives it back.
    ///
    /// # Errors
    /// The address is in use or not this machine's.
    pub async fn bind_https(&mut self, host: &str, port: u16, tls: &Tls) -> io::Result<SocketAddr> {
        let listener = TcpListener::bind((host, port)).await?;
        let address = listener.local_addr()?;
        self.secure = Some((listener, Arc::clone(&tls.config)));
        Ok(address)
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
        let connections = Connections::new(&app);
        // Those that do not speak TLS yet are in the middle of nothing: they are let go when it stops.
        let mut handshakes = JoinSet::new();
        tokio::pin!(stop);
        loop {
            tokio::select! {
                stream = accept(&self.plain) => connections.serve(stream),
                (stream, config) = accept_secure(self.secure.as_ref()) => {
                    let acceptor = TlsAcceptor::from(Arc::clone(config));
                    handshakes.spawn(tokio::time::timeout(IDLE, acceptor.accept(stream)));
                }
                Some(shaken) = handshakes.join_next() => match shaken {
                    Ok(Ok(Ok(stream))) => connections.serve_secure(stream),
                    Ok(Ok(Err(error))) => tracing::debug!(%error, "a client and this server did not agree on TLS"),
                    Ok(Err(_)) | Err(_) => tracing::debug!("a client said nothing"),
                },
                () = &mut stop => break,
            }
        }
        drop((self.plain, self.secure, handshakes));
        tokio::select! {
            () = connections.open.shutdown() => {}
            () = tokio::time::sleep(GRACE) => {
                tracing::warn!(seconds = GRACE.as_secs(), "requests were still in flight and are broken off");
            }
        }
        ticking.abort();
        app.deliver_the_rest(DELIVERY_GRACE).await;
        Ok(())
    }
}

/// The next connection.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                // Small answers must not wait for the next packet.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "a connection kept its delay");
                }
                return stream;
            }
            Err(error) => {
                // Out of descriptors, mostly: others will be given back.
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// The next connection to speak TLS on, and how; none ever comes where nobody listens for them.
async fn accept_secure(secure: Option<&(TcpListener, Arc<ServerConfig>)>) -> (TcpStream, &Arc<ServerConfig>) {
    match secure {
        Some((listener, config)) => (accept(listener).await, config),
        None => std::future::pending().await,
    }
}

/// What serves connections, and those that are open.
struct Connections {
    service: TowerToHyperService<axum::Router>,
    http1: http1::Builder,
    http2: http2::Builder<TokioExecutor>,
    open: GracefulShutdown,
}

impl Connections {
    fn new(app: &Arc<App>) -> Self {
        let mut http1 = http1::Builder::new();
        http1.timer(TokioTimer::new()).header_read_timeout(IDLE);
        let mut http2 = http2::Builder::new(TokioExecutor::new());
        http2.timer(TokioTimer::new()).max_header_list_size(MAX_HEAD);
        let service = TowerToHyperService::new(router(Arc::clone(app)));
        Connections { service, http1, http2, open: GracefulShutdown::new() }
    }

    fn serve(&self, stream: TcpStream) {
        let connection = self.http1.serve_connection(TokioIo::new(stream), self.service.clone());
        self.finish(connection, std::future::pending());
    }

    /// Serves in the protocol that was agreed upon.
    fn serve_secure(&self, stream: TlsStream<TcpStream>) {
        let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        let service = OverTls::new(self.service.clone());
        let stream = TokioIo::new(stream);
        if http2 {
            let activity = service.activity();
            let connection = self.http2.serve_connection(stream, service);
            self.finish(connection, async move { activity.pause(IDLE).await });
        } else {
            self.finish(self.http1.serve_connection(stream, service), std::future::pending());
        }
    }

    /// Lets a connection run to its end, and ends it itself once it is `idle`.
    fn finish<C>(&self, connection: C, idle: impl Future<Output = ()> + Send + 'static)
    where
        C: GracefulConnection<Error = hyper::Error> + Send + 'static,
    {
        let connection = self.open.watch(connection);
        tokio::spawn(async move {
            tokio::select! {
                ended = connection => if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                },
                () = idle => tracing::debug!("a connection was idle"),
            }
        });
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
