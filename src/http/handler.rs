//! The one handler: caller, version, parameters, idempotency, transaction, expansion, answer.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, Response, StatusCode};

use super::answer::{Trail, to_json};
use super::caller::Caller;
use super::idempotency::{self, Claim, Stored};
use super::version::Version;
use super::{browser_view, expand, params, request_log};
use crate::app::App;
use crate::error::{ApiError, Unauthenticated};
use crate::form::{self, Branch, TreeError};
use crate::operation::{Operation, Output, Target};
use crate::store::{Account, Context, Request as Cause};
use crate::versions;

/// Answers one operation.
pub async fn operation<O: Operation>(
    State(app): State<Arc<App>>,
    path: Result<RawPathParams, RawPathParamsRejection>,
    request: Request,
) -> Response<Body> {
    let began = Instant::now();
    let (parts, body) = request.into_parts();
    let mut trail = Trail::default();
    let mut read = Bytes::new();
    let answered = match enter(&app, &parts, O::PUBLISHABLE, &mut trail) {
        Ok(entered) => match params::read_body(&parts.headers, body).await {
            Ok(bytes) => {
                read = bytes;
                match &path {
                    Ok(path) => {
                        let id = path.iter().next().map(|(_, id)| id);
                        run::<O>(&app, &parts, &read, id, &entered, &mut trail)
                    }
                    Err(_) => Err(ApiError::Unreadable(TreeError::Utf8)),
                }
            }
            Err(error) => Err(error),
        },
        Err(error) => {
            params::discard(body).await;
            Err(error)
        }
    };
    let (status, body) = answered.unwrap_or_else(|error| (error.status(), trail.error_body(&error)));
    request_log::note(&app, &parts, &read, &trail, (status, &body), began);
    trail.answer(status, body)
}

/// Who calls, and at which version.
struct Entered {
    account: Arc<Account>,
    version: Version,
    /// Whether the caller named the version.
    explicit: bool,
    /// Whether the caller's key is a browser's.
    publishable: bool,
    idempotency_key: Option<String>,
}

/// Everything that is decided before the body is read. `browsers` may do it with a publishable key, or not.
fn enter(app: &App, parts: &Parts, browsers: bool, trail: &mut Trail) -> Result<Entered, ApiError> {
    params::check_request_line(&parts.method, &parts.uri)?;
    let caller = Caller::identify(app, &parts.headers)?;
    trail.account = Some(Arc::clone(&caller.account));
    if caller.publishable && !browsers {
        // Like every 401, it has no request id.
        return Err(ApiError::Unauthenticated(Unauthenticated::PublishableKey));
    }
    trail.connected = caller.connected;
    trail.request_id = Some(caller.account.next_request_id());

    let sent = parts.headers.get("stripe-version");
    trail.version = sent.cloned();
    let version = match sent {
        Some(sent) => sent.to_str().unwrap_or_default().parse()?,
        None => app.api_version,
    };
    trail.spoke(version);

    let key = parts.headers.get("idempotency-key").cloned();
    let mut idempotency_key = None;
    if let Some(value) = key {
        if parts.method == Method::POST {
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            trail.original_request = trail.request_id.as_deref().map(Into::into);
            idempotency::check_key(&text)?;
            idempotency_key = Some(text);
        }
        if parts.method != Method::GET {
            trail.idempotency_key = Some(value);
        }
    }
    Ok(Entered {
        account: caller.account,
        version,
        explicit: sent.is_some(),
        publishable: caller.publishable,
        idempotency_key,
    })
}

fn run<O: Operation>(
    app: &App,
    parts: &Parts,
    body: &[u8],
    id: Option<&str>,
    entered: &Entered,
    trail: &mut Trail,
) -> Result<(StatusCode, Bytes), ApiError> {
    let account = &entered.account;
    let request_id = trail.request_id.clone().unwrap_or_default();
    let mut context = Context {
        account: &account.id,
        version: entered.version,
        public_url: &app.public_url,
        count_total: false,
        any_shipping_details: app.any_shipping_details,
        own_version: app.api_version,
        connected: account.platform.is_some(),
        publishable: entered.publishable,
        request: Some(Cause {
            id: &request_id,
            idempotency_key: entered.idempotency_key.as_deref(),
            is_post: parts.method == Method::POST,
        }),
    };
    let mut params = params::parse(parts, body)?;

    let running = match &entered.idempotency_key {
        None => None,
        Some(key) => {
            let now = account.with_clock(&context, |clock| clock.now());
            match idempotency::claim(account, key, parts.uri.path(), &params, now)? {
                Claim::Run(running) => Some(running),
                Claim::Replay(stored) => {
                    trail.replayed = true;
                    trail.original_request = Some(stored.request_id);
                    trail.spoke(stored.version);
                    return Ok((stored.status, stored.body));
                }
            }
        }
    };

    // Until here and in these lines nothing has begun to execute: what is refused leaves the key new.
    let mut paths = if O::EXPANDS { params::take_expand(&mut params)? } else { Vec::new() };
    let target = O::Target::from_path(id);
    let operation = read::<O>(parts, params, entered)?;
    context.count_total = paths.iter().any(|path| path == "total_count");
    expand::check(O::Output::SUBJECT, &mut paths, entered.version)?;
    O::check_target(&target)?;

    let (status, body) = match perform(operation, target, account, &context, &paths) {
        Ok(body) => (StatusCode::OK, body),
        Err(error) => (error.status(), trail.error_body(&error)),
    };
    if let Some(running) = running {
        let request_id = request_id.as_str().into();
        running.finish(Stored { status, body: body.clone(), request_id, version: entered.version });
    }
    Ok((status, body))
}

/// Parameters of the caller's version → typed params.
fn read<O: Operation>(parts: &Parts, mut params: Branch<'_>, entered: &Entered) -> Result<O, ApiError> {
    versions::upgrade_request(
        &parts.method,
        parts.uri.path(),
        &mut params,
        entered.version,
        entered.explicit,
    )?;
    Ok(form::decode(&params)?)
}

/// Runs the operation and writes its answer, at the caller's version.
fn perform<O: Operation>(
    operation: O,
    target: O::Target,
    account: &Arc<Account>,
    context: &Context<'_>,
    paths: &[String],
) -> Result<Bytes, ApiError> {
    let plain = paths.is_empty() && context.version == Version::NEWEST && !context.publishable;
    if plain {
        let output = account.transact(context, |tx| operation.perform(target, tx))?;
        return to_json(&output);
    }
    let value = account.transact(context, |tx| {
        let output = operation.perform(target, tx)?;
        let mut value = serde_json::to_value(&output).map_err(|_| ApiError::Internal)?;
        expand::apply(tx, &mut value, paths);
        versions::downgrade_response(tx, &mut value, context.version);
        if context.publishable {
            browser_view::reduce(&mut value);
        }
        Ok::<_, ApiError>(value)
    })?;
    to_json(&value)
}
