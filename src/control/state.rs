//! `GET /_emulator/state`, `PUT /_emulator/state`

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use serde_json::{Value, json};

use super::{Shared, answer, caller};
use crate::app::App;
use crate::error::{ApiError, Refusal};
use crate::state::State;

/// Largest snapshot that is taken back, in bytes.
const MAX_SNAPSHOT: usize = 1024 * 1024 * 1024;

/// A snapshot of the key's account and of those connected to it, or of everything.
pub async fn show_state(app: Shared, request: Request) -> Response<Body> {
    answer(match caller(&app, &request) {
        Ok(caller) => {
            let state = app.snapshot(caller.as_ref().map(|caller| &caller.account));
            // Other requests go on meanwhile.
            let written = tokio::task::spawn_blocking(move || state.to_json()).await;
            written.ok().and_then(Result::ok).ok_or(ApiError::Internal)
        }
        Err(error) => Err(error),
    })
}

/// Puts a snapshot in the place of what is there. One that cannot be restored changes nothing.
pub async fn restore_state(app: Shared, request: Request) -> Response<Body> {
    answer(restore(&app, request).await)
}

async fn restore(app: &App, request: Request) -> Result<Value, ApiError> {
    let refuse = |problem: String| ApiError::from(Refusal::new(format!("The snapshot {problem}.")));
    let caller = caller(app, &request)?;
    let body = axum::body::to_bytes(request.into_body(), MAX_SNAPSHOT);
    let bytes = body.await.map_err(|_| ApiError::TooLarge)?;
    let read = tokio::task::spawn_blocking(move || {
        let value = serde_json::from_slice(&bytes).map_err(|error| format!("is no JSON: {error}"))?;
        State::from_json(value)
    });
    let state = read.await.map_err(|_| ApiError::Internal)?.map_err(refuse)?;
    match caller {
        Some(caller) => app.restore(&caller.account, state),
        None => app.restore_all(state),
    }
    .map_err(refuse)?;
    Ok(json!({"restored": true}))
}
