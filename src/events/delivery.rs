//! Sending: a lane for each receiver, in order within a lane, lanes side by side.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use parking_lot::Mutex;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::sync::mpsc;

use super::outbox::{Delivery, Outcome, Recipient, Tally};
use super::signature;
use crate::outgoing;
use crate::resources::webhook_endpoint::WebhookEndpoint;
use crate::store::{Account, State};
use crate::values::{Id, Timestamp};

/// How long a lane without anything to send stays open.
const IDLE: Duration = Duration::from_secs(60);

/// How much of an answer's body is read, so that the connection can be used again.
const MAX_ANSWER: usize = 64 * 1024;

/// How long to wait for an answer's body. Its status alone decides.
const PATIENCE: Duration = Duration::from_millis(500);

/// Takes events to their receivers. One for all accounts.
#[derive(Debug)]
pub struct Courier {
    forwards: Vec<Forward>,
    timeout: Duration,
    /// Made on first use: reading the system's certificates takes longer than everything else at the start.
    plain: OnceLock<Result<reqwest::Client, Box<str>>>,
    secure: OnceLock<Result<reqwest::Client, Box<str>>>,
}

/// A URL that every event of every account goes to.
#[derive(Debug)]
struct Forward {
    url: Arc<str>,
    secret: Box<str>,
    lane: Mutex<Lane>,
}

impl Default for Courier {
    fn default() -> Self {
        Courier::new(&[], "", Duration::from_secs(10))
    }
}

impl Courier {
    /// Forwards everything to these URLs, signed with one secret; a receiver has `timeout` to answer.
    pub fn new(forward_to: &[String], secret: &str, timeout: Duration) -> Self {
        let forward = |url: &String| Forward {
            url: url.as_str().into(),
            secret: secret.into(),
            lane: Mutex::default(),
        };
        Courier {
            forwards: forward_to.iter().map(forward).collect(),
            timeout,
            plain: OnceLock::new(),
            secure: OnceLock::new(),
        }
    }

    /// How many URLs everything is forwarded to.
    pub fn forwards(&self) -> usize {
        self.forwards.len()
    }

    /// Hands over what is due by `now`. The account's lock is held, so that lanes get it in the order it happened;
    /// nothing here waits.
    pub fn take(self: &Arc<Self>, account: &Arc<Account>, state: &mut State, now: Timestamp) {
        for delivery in state.outbox.take_due(now) {
            let job = Job { account: Arc::clone(account), delivery };
            match &job.delivery.recipient {
                Recipient::Endpoint(id) => {
                    state.outbox.lanes.entry(id.clone()).or_default().send(job, self);
                }
                Recipient::Forward(index) => {
                    if let Some(forward) = self.forwards.get(*index) {
                        forward.lane.lock().send(job, self);
                    }
                }
            }
        }
    }

    /// The client for a URL. Redirects are not followed, so that it stays with the scheme.
    fn client(&self, url: &str) -> Result<&reqwest::Client, Box<str>> {
        let secure = url.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:"));
        let (place, builder): (_, fn() -> reqwest::ClientBuilder) =
            if secure { (&self.secure, outgoing::client) } else { (&self.plain, outgoing::plain_client) };
        let made = place.get_or_init(|| {
            builder()
                .redirect(reqwest::redirect::Policy::none())
                .timeout(self.timeout)
                .default_headers(headers())
                .build()
                .map_err(|error| format!("Webhooks cannot be sent: {}", chain(&error)).into())
        });
        made.as_ref().map_err(Clone::clone)
    }

    /// Sends one request and says what was answered.
    async fn post(&self, url: &str, secret: &str, body: Bytes) -> Outcome {
        // Always the system's time: libraries refuse what is older than five minutes, whatever the account's clock says.
        let signature = signature::header(secret, Timestamp::system(), &body);
        let request = self.client(url)?.post(url).header("stripe-signature", signature).body(body);
        let mut response = request.send().await.map_err(|error| describe(error, self.timeout))?;
        let status = response.status().as_u16();
        let _ = tokio::time::timeout(PATIENCE, async {
            let mut left = MAX_ANSWER;
            while let Ok(Some(chunk)) = response.chunk().await {
                let Some(rest) = left.checked_sub(chunk.len()) else { break };
                left = rest;
            }
        })
        .await;
        Ok(status)
    }

    /// Attempts one delivery.
    async fn attempt(self: &Arc<Self>, Job { account, delivery }: &Job) {
        let Some((url, secret)) = account.with_state(|state| self.begin(state, delivery)) else {
            account.delivered.notify_waiters();
            return;
        };
        let started = Instant::now();
        let outcome = self.post(&url, &secret, delivery.body()).await;
        let seconds = i64::try_from(started.elapsed().as_secs()).unwrap_or(0);
        match &outcome {
            Ok(status) if (200..300).contains(status) => {
                tracing::debug!(event.id = %delivery.event.id, %url, status, "webhook delivered");
            }
            Ok(status) => {
                tracing::info!(event.id = %delivery.event.id, %url, status, "webhook not accepted");
            }
            Err(error) => {
                tracing::info!(event.id = %delivery.event.id, %url, %error, "webhook not delivered");
            }
        }
        account.with_state(|state| {
            let passed = if state.clock.is_frozen() { 0 } else { seconds };
            state.outbox.end(delivery, outcome, passed);
            // The clock may have been moved past the next attempt already.
            let now = state.clock.now();
            if state.outbox.has_due(now) {
                self.take(account, state, now);
            }
        });
        account.changed();
        account.delivered.notify_waiters();
    }

    /// Where a delivery goes now and what signs it; nothing if there is nobody any more.
    fn begin(&self, state: &mut State, delivery: &Delivery) -> Option<(Arc<str>, Box<str>)> {
        let place = match &delivery.recipient {
            Recipient::Endpoint(id) => {
                let endpoint = find(state, id).filter(|endpoint| endpoint.enabled);
                endpoint.map(|endpoint| (Arc::clone(&endpoint.address), endpoint.secret.clone()))
            }
            Recipient::Forward(index) => {
                self.forwards.get(*index).map(|forward| (Arc::clone(&forward.url), forward.secret.clone()))
            }
        };
        let Some((url, secret)) = place else {
            state.outbox.give_up(delivery);
            return None;
        };
        state.outbox.begin(delivery, &url).then_some((url, secret))
    }

    fn url_of(&self, state: &State, recipient: &Recipient) -> Arc<str> {
        match recipient {
            Recipient::Endpoint(id) => {
                find(state, id).map_or_else(|| id.shared(), |endpoint| Arc::clone(&endpoint.address))
            }
            Recipient::Forward(index) => {
                self.forwards.get(*index).map_or_else(|| "".into(), |forward| Arc::clone(&forward.url))
            }
        }
    }
}

/// An endpoint of the account, or one of its platform's that listens to connected accounts.
fn find(state: &State, id: &Id<WebhookEndpoint>) -> Option<Arc<WebhookEndpoint>> {
    state.find::<WebhookEndpoint>(id.as_str()).or_else(|| {
        let listeners = state.platform.as_ref()?.listeners.read();
        listeners.iter().find(|endpoint| endpoint.id == *id).cloned()
    })
}

/// The headers of every delivery, as recorded.
fn headers() -> HeaderMap {
    [
        ("content-type", "application/json; charset=utf-8"),
        ("user-agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)"),
        ("accept", "*/*; q=0.5, application/xml"),
        ("accept-encoding", "gzip"),
        ("cache-control", "no-cache"),
    ]
    .into_iter()
    .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
    .collect()
}

fn describe(error: reqwest::Error, timeout: Duration) -> Box<str> {
    if error.is_timeout() {
        return format!("The receiver did not answer within {timeout:?}.").into();
    }
    chain(&error.without_url()).into()
}

/// An error and its causes in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

/// A delivery to be attempted, and whose it is.
#[derive(Debug)]
struct Job {
    account: Arc<Account>,
    delivery: Arc<Delivery>,
}

/// The way to one receiver: one attempt at a time, in the order they were handed over. It closes when it is idle and
/// opens again when it is needed.
#[derive(Debug, Default)]
pub struct Lane(Option<mpsc::UnboundedSender<Job>>);

impl Lane {
    fn send(&mut self, job: Job, courier: &Arc<Courier>) {
        let refused = match &self.0 {
            Some(lane) => lane.send(job).err().map(|mpsc::error::SendError(job)| job),
            None => Some(job),
        };
        let Some(job) = refused else { return };
        let Ok(runtime) = tokio::runtime::Handle::try_current() else {
            tracing::error!("webhooks cannot be sent outside of the server");
            return;
        };
        let (sender, jobs) = mpsc::unbounded_channel();
        runtime.spawn(run(jobs, Arc::clone(courier)));
        // The other end is alive: it was made just now.
        let _ = sender.send(job);
        self.0 = Some(sender);
    }
}

async fn run(mut jobs: mpsc::UnboundedReceiver<Job>, courier: Arc<Courier>) {
    while let Ok(Some(job)) = tokio::time::timeout(IDLE, jobs.recv()).await {
        courier.attempt(&job).await;
    }
    // What came in between is still sent; whoever comes now opens another lane.
    jobs.close();
    while let Some(job) = jobs.recv().await {
        courier.attempt(&job).await;
    }
}

/// Which retries are waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retries {
    /// None: only what is under way.
    None,
    /// Those that are due by now.
    Due,
    /// Those whose time comes before the waiting ends.
    Coming,
}

/// Waits until every delivery caused so far has been acknowledged or given up, for `timeout` at the most. What waits for
/// another attempt is waited for as `retries` says.
pub async fn drain(account: &Account, timeout: Duration, retries: Retries) -> Tally {
    let deadline = Instant::now() + timeout;
    let last = account.with_state(|state| state.outbox.last());
    loop {
        let changed = account.delivered.notified();
        tokio::pin!(changed);
        changed.as_mut().enable();
        let left = deadline.saturating_duration_since(Instant::now());
        let (settled, tally) = account.with_state(|state| {
            let seconds = i64::try_from(left.as_millis().div_ceil(1000)).unwrap_or(0);
            let ahead = if state.clock.is_frozen() { 0 } else { seconds };
            let until = match retries {
                Retries::None => Timestamp::from_unix(i64::MIN),
                Retries::Due => state.clock.now(),
                Retries::Coming => state.clock.now().plus(ahead),
            };
            (state.outbox.is_settled(last, until), state.outbox.tally())
        });
        if settled || left.is_zero() || tokio::time::timeout(left, changed).await.is_err() {
            return if settled { tally } else { account.with_state(|state| state.outbox.tally()) };
        }
    }
}

/// Says in the log what an account could not deliver before the program ends.
pub fn lost(account: &Account, courier: &Courier) {
    let lost = account.with_state(|state| {
        let mut lost: BTreeMap<Arc<str>, u64> = BTreeMap::new();
        for recipient in state.outbox.undelivered() {
            *lost.entry(courier.url_of(state, recipient)).or_default() += 1;
        }
        lost
    });
    for (url, webhooks) in lost {
        tracing::warn!(account = %account.id, %url, webhooks, "webhooks were not delivered and are lost");
    }
}
