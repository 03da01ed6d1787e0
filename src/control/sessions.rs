//! `POST /_emulator/checkout/sessions/{session}/…`: what a customer or their bank does, without a browser.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request};
use axum::http::{HeaderValue, Response, StatusCode, header};
use serde_json::{Map, Value};

use super::{Shared, answer, caller, parameters};
use crate::app::App;
use crate::error::{ApiError, NotFound};
use crate::form::{self, Branch};
use crate::http::expand;
use crate::http::version::Version;
use crate::operation::{Operation, Output};
use crate::resources::checkout::Session;
use crate::resources::checkout::session::RecoverSession;
use crate::store::{Account, Context};
use crate::values::{Id, Object as _};
use crate::versions;

/// Does to a session what `O` says. Without an API key the session is looked for in every account.
pub async fn session_operation<O>(app: Shared, Path(id): Path<String>, request: Request) -> Response<Body>
where
    O: Operation<Target = Id<Session>>,
{
    answer(run::<O>(&app, &Id::new(id), request).await)
}

async fn run<O>(app: &App, id: &Id<Session>, request: Request) -> Result<Value, ApiError>
where
    O: Operation<Target = Id<Session>>,
{
    let caller = caller(app, &request)?;
    let version = match request.headers().get("stripe-version") {
        Some(sent) => sent.to_str().unwrap_or_default().parse()?,
        None => app.api_version,
    };
    let mut params = parameters(request).await?;
    let mut paths = expand_paths(&mut params);
    let encoded = form::encode_json(&params);
    let operation: O = form::decode(&Branch::parse(encoded.as_bytes())?)?;
    expand::check(O::Output::SUBJECT, &mut paths, version)?;
    O::check_target(id)?;
    let account = match caller {
        Some(caller) => caller.account,
        None => owner(app, id)?,
    };
    perform(app, &account, version, operation, id, &paths)
}

/// `GET /r/{session}`: the link that an expired session leaves behind leads to a new one like it.
pub async fn recover_session(app: Shared, Path(id): Path<String>) -> Response<Body> {
    let id = Id::new(id);
    let recovered = owner(&app, &id).and_then(|account| {
        let context = app.context(&account);
        account.transact(&context, |tx| RecoverSession {}.perform(id.clone(), tx))
    });
    let page = |session: &Arc<Session>| HeaderValue::from_str(session.settings.urls.page.as_deref()?).ok();
    match recovered.map(|session| page(&session)) {
        Ok(Some(page)) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::SEE_OTHER;
            response.headers_mut().insert(header::LOCATION, page);
            response
        }
        Ok(None) => answer(Err::<Value, _>(ApiError::Internal)),
        Err(error) => answer(Err::<Value, _>(error)),
    }
}

fn perform<O>(
    app: &App,
    account: &Arc<Account>,
    version: Version,
    operation: O,
    id: &Id<Session>,
    paths: &[String],
) -> Result<Value, ApiError>
where
    O: Operation<Target = Id<Session>>,
{
    let context = Context { version, ..app.context(account) };
    account.transact(&context, |tx| {
        let output = operation.perform(id.clone(), tx)?;
        let mut value = serde_json::to_value(&output).map_err(|_| ApiError::Internal)?;
        expand::apply(tx, &mut value, paths);
        versions::downgrade_response(tx, &mut value, version);
        Ok(value)
    })
}

/// The account that has a session.
fn owner(app: &App, id: &Id<Session>) -> Result<Arc<Account>, ApiError> {
    app.account_of::<Session>(id.as_str()).ok_or_else(|| ApiError::TargetNotFound {
        missing: NotFound::unquoted(Session::NAME, id.as_str()),
        param: None,
    })
}

/// `expand`, which is no parameter of the operation itself.
fn expand_paths(params: &mut Map<String, Value>) -> Vec<String> {
    match params.shift_remove("expand").or_else(|| params.shift_remove("expand[]")) {
        Some(Value::Array(paths)) => paths.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(path)) => vec![path],
        Some(Value::Object(paths)) => paths.values().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
