//! What is different for a request that came over TLS, and how long ago a connection's last one was.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::http::header::{HOST, STRICT_TRANSPORT_SECURITY};
use axum::http::{HeaderMap, HeaderValue, Request, Response};
use hyper::service::Service;

/// An extension of requests that came over TLS: links back to this server begin with `https`.
#[derive(Debug, Clone, Copy)]
pub struct Secure;

/// A service as it is over TLS.
///
/// - HTTP/2 has no `Host`, but `:authority`: whoever looks for the host finds it all the same.
/// - `Strict-Transport-Security`, which Stripe sends and browsers ignore over plain HTTP, goes out under Stripe's names only.
///   From `localhost` it would make browsers refuse every other plain HTTP server on the machine.
#[derive(Debug, Clone)]
pub(super) struct OverTls<S> {
    inner: S,
    activity: Arc<Activity>,
}

impl<S> OverTls<S> {
    pub(super) fn new(inner: S) -> Self {
        OverTls { inner, activity: Arc::default() }
    }

    pub(super) fn activity(&self) -> Arc<Activity> {
        Arc::clone(&self.activity)
    }
}

impl<S, B, A> Service<Request<B>> for OverTls<S>
where
    S: Service<Request<B>, Response = Response<A>>,
    S::Future: Send + 'static,
{
    type Response = Response<A>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<A>, S::Error>> + Send>>;

    fn call(&self, mut request: Request<B>) -> Self::Future {
        let authority = request.uri().authority().and_then(|name| HeaderValue::from_str(name.as_str()).ok());
        if let Some(authority) = authority {
            request.headers_mut().insert(HOST, authority);
        }
        let stripe = is_stripe(request.headers());
        request.extensions_mut().insert(Secure);
        let answer = self.inner.call(request);
        let asking = Arc::clone(&self.activity).begin();
        Box::pin(async move {
            let mut answer = answer.await;
            if let Ok(answer) = &mut answer
                && !stripe
            {
                answer.headers_mut().remove(STRICT_TRANSPORT_SECURITY);
            }
            drop(asking);
            answer
        })
    }
}

fn is_stripe(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = host.split_once(':').map_or(host, |(name, _)| name);
    name.ends_with(".stripe.com")
}

/// The requests of one connection.
#[derive(Debug, Default)]
pub(super) struct Activity {
    begun: AtomicUsize,
    ended: AtomicUsize,
}

impl Activity {
    fn begin(self: Arc<Self>) -> Asking {
        self.begun.fetch_add(1, Ordering::Relaxed);
        Asking(self)
    }

    /// Resolves once nothing was asked for as long as this, or up to twice as long, and nothing waits for its answer.
    pub(super) async fn pause(&self, length: Duration) {
        loop {
            let begun = self.begun.load(Ordering::Relaxed);
            tokio::time::sleep(length).await;
            let unchanged = self.begun.load(Ordering::Relaxed) == begun;
            if unchanged && self.ended.load(Ordering::Relaxed) == begun {
                return;
            }
        }
    }
}

/// A request that is being answered.
struct Asking(Arc<Activity>);

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_transport_is_for_stripes_names() {
        for (host, stripe) in [
            ("api.stripe.com", true),
            ("js.stripe.com:443", true),
            ("localhost:1", false),
            ("[::1]:1", false),
        ] {
            let headers = HeaderMap::from_iter([(HOST, HeaderValue::from_static(host))]);
            assert_eq!(is_stripe(&headers), stripe, "{host}");
        }
    }

    #[tokio::test]
    async fn a_connection_is_idle_only_when_nothing_waits_for_its_answer() {
        let activity = Arc::<Activity>::default();
        let asking = Arc::clone(&activity).begin();
        let millisecond = Duration::from_millis(1);
        assert!(tokio::time::timeout(20 * millisecond, activity.pause(millisecond)).await.is_err());
        drop(asking);
        activity.pause(millisecond).await;
    }
}
