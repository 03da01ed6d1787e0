//! `POST /_emulator/fixtures`

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use serde_json::{Value, json};

use super::{Shared, answer, caller, parameters};
use crate::app::App;
use crate::error::{ApiError, Refusal};
use crate::fixtures::Document;

/// Applies a fixture document to the key's account, or, without a key, to every account and to those to come. The objects are
/// answered by the names of the entries that made them.
pub async fn apply_fixtures(app: Shared, request: Request) -> Response<Body> {
    answer(apply(&app, request).await)
}

async fn apply(app: &App, request: Request) -> Result<Value, ApiError> {
    let caller = caller(app, &request)?;
    let sent = Value::Object(parameters(request).await?);
    let document = Document::read("fixtures", &sent).map_err(Refusal::new)?;
    if let Some(caller) = caller {
        let objects = app.apply_fixtures(&caller.account, &[document])?;
        return Ok(json!({"objects": objects}));
    }
    let accounts = app.apply_fixtures_everywhere(&document)?;
    Ok(json!({"objects": {}, "accounts": accounts}))
}
