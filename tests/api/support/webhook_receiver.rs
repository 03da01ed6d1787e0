use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hmac::{Hmac, KeyInit as _, Mac as _};
use parking_lot::Mutex;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// How a receiver takes a delivery.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reaction {
    Answer(u16),
    /// A redirection to the receiver itself.
    Redirect,
    /// Takes the request and says nothing.
    Stall,
    /// Takes the request and hangs up.
    Close,
    /// Answers what is no HTTP.
    Garbage,
}

/// A delivery as it came.
#[derive(Debug, Clone)]
pub(crate) struct Received {
    pub(crate) head: String,
    pub(crate) body: String,
    /// Which of the receiver's connections it came on.
    pub(crate) connection: usize,
}

impl Received {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(crate) fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut fields = self.head.lines().filter_map(|line| line.split_once(": "));
        fields.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// When it was signed.
    pub(crate) fn signed_at(&self) -> i64 {
        let header = self.header("stripe-signature").unwrap();
        header.strip_prefix("t=").unwrap().split_once(',').unwrap().0.parse().unwrap()
    }

    /// Checks the signature over the very bytes that came, and that it was made just now.
    #[track_caller]
    pub(crate) fn assert_signed_with(&self, secret: &str) {
        let time = self.signed_at();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        mac.update(format!("{time}.{}", self.body).as_bytes());
        let expected = format!("t={time},v1={}", hex::encode(mac.finalize().into_bytes()));
        assert_eq!(self.header("stripe-signature"), Some(expected.as_str()));
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        assert!(now.abs_diff(time.unsigned_abs()) < 60, "{time} is not now");
    }
}

#[derive(Debug, Default)]
struct Shared {
    received: Mutex<Vec<Received>>,
    script: Mutex<VecDeque<Reaction>>,
    usual: Mutex<Option<Reaction>>,
    came: Notify,
}

/// A shop's webhook handler: it keeps what comes and reacts as it is told, with a 200 unless told.
#[derive(Debug)]
pub(crate) struct Receiver {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared::default());
        let served = Arc::clone(&shared);
        tokio::spawn(async move {
            for connection in 0.. {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, Arc::clone(&served), connection));
            }
        });
        Receiver { address, shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// How it reacts from now on.
    pub(crate) fn reacts(&self, reaction: Reaction) {
        *self.shared.usual.lock() = Some(reaction);
    }

    /// How it reacts to the next deliveries, one after another.
    pub(crate) fn reacts_once(&self, reactions: &[Reaction]) {
        self.shared.script.lock().extend(reactions);
    }

    /// What has come so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.received.lock().clone()
    }

    pub(crate) fn kinds(&self) -> Vec<String> {
        self.received().iter().map(Received::kind).collect()
    }

    /// Waits until this many have come.
    pub(crate) async fn until(&self, count: usize) -> Vec<Received> {
        let enough = async {
            loop {
                let came = self.shared.came.notified();
                tokio::pin!(came);
                came.as_mut().enable();
                let received = self.received();
                if received.len() >= count {
                    return received;
                }
                came.await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(20), enough).await;
        waited.unwrap_or_else(|_| panic!("{count} were expected, and there are {:?}", self.kinds()))
    }
}

async fn serve(mut stream: TcpStream, shared: Arc<Shared>, connection: usize) {
    let mut unread = Vec::new();
    while let Some((head, body)) = read(&mut stream, &mut unread).await {
        shared.received.lock().push(Received { head, body, connection });
        let scripted = shared.script.lock().pop_front();
        let reaction = scripted.or(*shared.usual.lock()).unwrap_or(Reaction::Answer(200));
        shared.came.notify_waiters();
        let answer = match reaction {
            Reaction::Answer(status) => format!("HTTP/1.1 {status} X\r\ncontent-length: 2\r\n\r\nok"),
            Reaction::Redirect => {
                "HTTP/1.1 302 X\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n".to_owned()
            }
            Reaction::Stall => std::future::pending().await,
            Reaction::Close => return,
            Reaction::Garbage => {
                let _ = stream.write_all(b"\x00\x01 what is this?\r\n\r\n").await;
                return;
            }
        };
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// The next request: its head and its body.
async fn read(stream: &mut TcpStream, unread: &mut Vec<u8>) -> Option<(String, String)> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        if let Some(end) = unread.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8(unread[..end].to_vec()).unwrap();
            let length = head.lines().find_map(|line| {
                line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse::<usize>().ok()
            });
            let whole = end + 4 + length.unwrap_or(0);
            if unread.len() >= whole {
                let request: Vec<u8> = unread.drain(..whole).collect();
                return Some((head, String::from_utf8(request[end + 4..].to_vec()).unwrap()));
            }
        }
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => unread.extend_from_slice(&buffer[..read]),
        }
    }
}
