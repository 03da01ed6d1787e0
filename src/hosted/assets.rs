//! The page's script and stylesheets, which are part of the program.
//!
//! Their addresses carry a digest of what they hold, so that a browser may keep them for ever.

use std::io::Write as _;
use std::sync::{LazyLock, OnceLock};

use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use super::brand;

/// The page's script: one module in several files, each of which may use what those before it define.
const SCRIPT: &str = concat!(
    include_str!("assets/checkout/page.js"),
    include_str!("assets/checkout/amounts.js"),
    include_str!("assets/checkout/places.js"),
    include_str!("assets/checkout/addresses.js"),
    include_str!("assets/checkout/phone.js"),
    include_str!("assets/checkout/cards.js"),
    include_str!("assets/checkout/methods.js"),
    include_str!("assets/checkout/checks.js"),
    include_str!("assets/checkout/sending.js"),
    include_str!("assets/checkout/order.js"),
    include_str!("assets/checkout/paying.js"),
    include_str!("assets/checkout/test_data.js"),
    include_str!("assets/checkout/agents.js"),
    include_str!("assets/checkout/memory.js"),
    include_str!("assets/checkout/beginning.js"),
);

const FILES: [(&str, &str, &str); 5] = [
    ("checkout", "js", SCRIPT),
    ("checkout", "css", include_str!("assets/checkout.css")),
    ("test-page", "js", include_str!("assets/test-page.js")),
    ("start", "css", include_str!("assets/start.css")),
    ("icon", "svg", include_str!("assets/icon.svg")),
];

struct Asset {
    /// `checkout-1a2b3c4d5e6f.js`.
    name: String,
    kind: &'static str,
    text: &'static str,
    /// The same, compressed when it is first asked for.
    packed: OnceLock<Bytes>,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let named = |(stem, kind, text): (&str, &'static str, &'static str)| {
        let digest = hex::encode(Sha256::digest(text));
        Asset { name: format!("{stem}-{}.{kind}", &digest[..12]), kind, text, packed: OnceLock::new() }
    };
    FILES.into_iter().map(named).collect()
});

/// Where a file is found: `/c/assets/checkout-1a2b3c4d5e6f.js`.
fn path(position: usize) -> String {
    format!("/c/assets/{}", ASSETS[position].name)
}

pub(super) fn script() -> String {
    path(0)
}

pub(super) fn stylesheet() -> String {
    path(1)
}

pub(super) fn test_page_script() -> String {
    path(2)
}

pub(super) fn start_stylesheet() -> String {
    path(3)
}

pub(super) fn icon() -> String {
    path(4)
}

fn pack(text: &str) -> Bytes {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    let written = packed.write_all(text.as_bytes()).and_then(|()| packed.finish());
    written.expect("writing into memory does not fail").into()
}

/// `GET /c/assets/{file}`
pub async fn asset(Path(file): Path<String>, headers: HeaderMap) -> Response<Body> {
    if let Some(asset) = ASSETS.iter().find(|asset| asset.name == file) {
        let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
        let mut response = answer(asset.kind, asset.text, "public, max-age=31536000, immutable");
        response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if accepted.is_some_and(|accepted| accepted.contains("gzip")) {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            *response.body_mut() = Body::from(asset.packed.get_or_init(|| pack(asset.text)).clone());
        }
        return response;
    }
    let look = file.strip_prefix("brand-").and_then(|rest| rest.strip_suffix(".css"));
    if let Some(look) = look.and_then(brand::Look::read) {
        return answer("css", look.to_string(), "public, max-age=31536000, immutable");
    }
    if file == "trusted-types-checker.js" {
        // Public tests wait for a request of this name after they have filled the form.
        return answer("js", "// Nothing to check.\n", "no-store");
    }
    let mut response = answer("txt", "There is no such file.\n", "no-store");
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn answer(kind: &str, text: impl Into<Body>, caching: &'static str) -> Response<Body> {
    let mut response = Response::new(text.into());
    let kind = match kind {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "text/plain; charset=utf-8",
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
