//! Whether a browser sent a request for a page of somebody else's.

use axum::http::{HeaderMap, header};

/// Whether a request comes from a page of our own, or from no page at all.
///
/// Browsers say for which page they ask (`Sec-Fetch-Site`), or at least of which origin it is. Other programs say neither.
/// <https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site>
pub(crate) fn is_own(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let site = headers.get("sec-fetch-site").map(|value| value.to_str().unwrap_or("?"));
    match (site, text(header::ORIGIN)) {
        // Whatever stands between them and us. `none` is what a person asks for by hand.
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, None) => true,
        (None, Some(origin)) => {
            let authority = origin.split_once("://").map_or(origin, |(_, authority)| authority);
            text(header::HOST) == Some(authority) || origin == public_url
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_our_own_page_may_send_and_who_is_no_page() {
        let own = |pairs: &[(&'static str, &'static str)]| {
            let pairs = pairs.iter();
            let headers =
                pairs.map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect();
            is_own(&headers, "https://pay.example")
        };
        assert!(own(&[]));
        assert!(own(&[("sec-fetch-site", "none")]));
        assert!(own(&[("sec-fetch-site", "same-origin"), ("origin", "https://anything.example")]));
        assert!(own(&[("host", "localhost:12111"), ("origin", "http://localhost:12111")]));
        assert!(own(&[("host", "inner:1"), ("origin", "https://pay.example")]));
        assert!(!own(&[("sec-fetch-site", "cross-site"), ("host", "a"), ("origin", "http://a")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
        assert!(!own(&[("host", "localhost:12111"), ("origin", "https://evil.example")]));
        assert!(!own(&[("host", "localhost:12111"), ("origin", "null")]));
    }
}
