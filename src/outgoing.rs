//! Requests that the program makes itself: webhooks, and the question whether a server answers.

use std::sync::Once;

/// A client to be set up further, without proxies: what it asks is nearby or meant to be reached directly.
pub fn client() -> reqwest::ClientBuilder {
    static PROVIDER: Once = Once::new();

    PROVIDER.call_once(|| {
        // An error means that there is one already.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder().no_proxy()
}

/// A client for `http` alone: it reads no certificates, of which a small image may have none.
pub fn plain_client() -> reqwest::ClientBuilder {
    client().tls_danger_accept_invalid_certs(true)
}
