use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A bare connection.
pub(crate) struct Wire {
    stream: TcpStream,
    unread: Vec<u8>,
}

impl Wire {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Wire { stream: TcpStream::connect(address).await.unwrap(), unread: Vec::new() }
    }

    /// Sends bytes. A server that has hung up already is not an error: what it said can still be read.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let _ = self.stream.write_all(bytes.as_ref()).await;
    }

    /// Says that nothing more will come.
    pub(crate) async fn end(&mut self) {
        self.stream.shutdown().await.unwrap();
    }

    /// The head of the next answer, or what came before the connection was closed.
    pub(crate) async fn head(&mut self) -> String {
        let mut buffer = [0; 4096];
        loop {
            if let Some(end) = self.unread.windows(4).position(|window| window == b"\r\n\r\n") {
                let head: Vec<u8> = self.unread.drain(..end + 4).collect();
                return String::from_utf8(head).unwrap();
            }
            match self.stream.read(&mut buffer).await {
                Ok(0) | Err(_) => return String::from_utf8_lossy(&std::mem::take(&mut self.unread)).into(),
                Ok(read) => self.unread.extend_from_slice(&buffer[..read]),
            }
        }
    }

    /// Everything until the server closes the connection.
    pub(crate) async fn rest(&mut self) -> String {
        let mut bytes = std::mem::take(&mut self.unread);
        let _ = self.stream.read_to_end(&mut bytes).await;
        String::from_utf8_lossy(&bytes).into()
    }

    /// Begins a request of the shop's with a body of `length` bytes and waits until the server asks for the body: from
    /// here on the request is being answered.
    pub(crate) async fn begin_post(&mut self, path: &str, length: usize, headers: &str) {
        self.send(format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sk_test_shop\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\nConnection: close\r\n\
             {headers}Expect: 100-continue\r\n\r\n"
        ))
        .await;
        assert!(self.head().await.starts_with("HTTP/1.1 100 "), "the body is not asked for");
    }
}
