//! A request's body and query string → parameters, and `expand` apart from them.

use std::error::Error;
use std::pin::Pin;
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody as _};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use http_body_util::LengthLimitError;

use super::{MAX_BODY, MAX_REQUEST_LINE};
use crate::error::ApiError;
use crate::form::{Branch, Node, ParamError, Problem};

/// How long a body may take.
const SLOWEST_BODY: Duration = Duration::from_secs(30);

/// How much of a body is read although its request is refused already.
const MAX_DISCARDED: usize = 64 * MAX_BODY;

/// How long to wait for more of a body whose request is refused already.
const PATIENCE: Duration = Duration::from_secs(1);

/// Refuses a request line of more than [`MAX_REQUEST_LINE`] bytes, before anything else is looked at.
///
/// # Errors
/// It is longer (414).
pub fn check_request_line(method: &Method, uri: &Uri) -> Result<(), ApiError> {
    let target = uri.path_and_query().map_or(0, |target| target.as_str().len());
    let length = method.as_str().len() + target + "  HTTP/1.1".len();
    if length > MAX_REQUEST_LINE { Err(ApiError::RequestLineTooLong) } else { Ok(()) }
}

/// Reads a body of at most [`MAX_BODY`] bytes.
///
/// # Errors
/// It is larger (413), or the connection broke off.
pub async fn read_body(headers: &HeaderMap, body: Body) -> Result<Bytes, ApiError> {
    let announced =
        headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > MAX_BODY as u64) {
        discard(body).await;
        return Err(ApiError::TooLarge);
    }
    let reading = axum::body::to_bytes(body, MAX_BODY);
    match tokio::time::timeout(SLOWEST_BODY, reading).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(error)) if error.source().is_some_and(<dyn Error>::is::<LengthLimitError>) => {
            Err(ApiError::TooLarge)
        }
        Ok(Err(_)) | Err(_) => Err(ApiError::BodyBrokenOff),
    }
}

/// Reads a body nobody wants, up to [`MAX_DISCARDED`] bytes of it and while it keeps coming: a client that writes before
/// it reads would find a broken connection where the refusal should be.
pub async fn discard(mut body: Body) {
    let mut left = MAX_DISCARDED;
    while let Ok(Some(chunk)) = tokio::time::timeout(PATIENCE, next_chunk(&mut body)).await {
        match left.checked_sub(chunk.len()) {
            Some(rest) => left = rest,
            None => return,
        }
    }
}

/// What comes next of a body; nothing at its end and where it broke off.
async fn next_chunk(body: &mut Body) -> Option<Bytes> {
    loop {
        let frame = std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await?.ok()?;
        if let Ok(chunk) = frame.into_data() {
            return Some(chunk);
        }
    }
}

/// The parameters of a request: of a POST those of its body and its query, else those of its query.
///
/// # Errors
/// A body that is no form, broken encoding, too many or too deep parameters.
pub fn parse<'r>(parts: &'r Parts, body: &'r [u8]) -> Result<Branch<'r>, ApiError> {
    if !body.is_empty() && parts.method == Method::POST && !is_form(&parts.headers) {
        return Err(ApiError::NotAForm);
    }
    let query = parts.uri.query().unwrap_or_default().as_bytes();
    let mut params = Branch::parse(query)?;
    if parts.method == Method::POST {
        params.extend(body)?;
    }
    Ok(params)
}

fn is_form(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE) else { return true };
    let kind = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    kind.is_empty() || kind.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Takes the `expand` paths out of the parameters.
///
/// # Errors
/// `expand` is empty or no list of text.
pub fn take_expand(params: &mut Branch<'_>) -> Result<Vec<String>, ApiError> {
    let Some(node) = params.remove("expand") else { return Ok(Vec::new()) };
    let fail = |path: String, problem| Err(ApiError::Param(ParamError { path, problem }));
    let branch = match &node {
        Node::Text(text) if text.is_empty() => return fail("expand".into(), Problem::Empty),
        Node::Text(_) => return fail("expand".into(), Problem::NotAnArray),
        Node::Branch(branch) => branch,
    };
    let Some(elements) = branch.elements() else { return fail("expand".into(), Problem::NotAnArray) };
    let mut paths = Vec::with_capacity(elements.len());
    for (index, element) in elements.into_iter().enumerate() {
        match element {
            Node::Text(text) if text.is_empty() => return fail(format!("expand[{index}]"), Problem::Empty),
            Node::Text(text) => paths.push(text.clone().into_owned()),
            Node::Branch(branch) => {
                return fail(format!("expand[{index}]"), Problem::NotAString(branch.to_json().to_string()));
            }
        }
    }
    Ok(paths)
}
