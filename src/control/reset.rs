//! `POST /_emulator/reset`

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use serde_json::json;

use super::{Shared, answer, caller};

/// Forgets the account's objects, events, deliveries, logs and idempotency keys, and those of the accounts connected to it; ids
/// begin anew and the clock is as at the start.
pub async fn reset(app: Shared, request: Request) -> Response<Body> {
    answer(caller(&app, &request).map(|caller| {
        match caller {
            Some(caller) => app.family(&caller.account).iter().for_each(|account| app.reset(account)),
            None => app.reset_all(),
        }
        json!({"reset": true})
    }))
}
