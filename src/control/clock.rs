//! `GET /_emulator/clock`, `POST /_emulator/clock`

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use serde_json::{Map, Value, json};

use super::{Shared, answer, caller, parameters};
use crate::clock::Clock;
use crate::error::{ApiError, Refusal, refusal};
use crate::values::Timestamp;

/// The account's time.
pub async fn show_clock(app: Shared, request: Request) -> Response<Body> {
    answer(caller(&app, &request).map(|caller| {
        let clock = match caller {
            Some(caller) => caller.account.with_clock(&app.context(&caller.account), |clock| *clock),
            None => app.clock(),
        };
        describe(clock)
    }))
}

/// Advances, sets, freezes or unfreezes the clock. Everything that falls due happens before this answers, attempts to deliver
/// included, one after another at the times they were due; receivers that are slower than ten seconds in all are not waited
/// for.
pub async fn change_clock(app: Shared, request: Request) -> Response<Body> {
    let caller = match caller(&app, &request) {
        Ok(caller) => caller,
        Err(error) => return answer(Err::<Value, _>(error)),
    };
    let change = match parameters(request).await.and_then(|params| Change::read(&params)) {
        Ok(change) => change,
        Err(error) => return answer(Err::<Value, _>(error)),
    };
    let (clock, accounts) = match caller {
        Some(caller) => {
            let accounts = app.family(&caller.account);
            for account in &accounts {
                account.with_clock(&app.context(account), |clock| change.apply(clock));
            }
            (caller.account.with_state(|state| state.clock), accounts)
        }
        None => (app.change_clock(|clock| change.apply(clock)), app.accounts()),
    };
    app.deliver_due(&accounts).await;
    answer(Ok(describe(clock)))
}

fn describe(clock: Clock) -> Value {
    json!({"now": clock.now(), "frozen": clock.is_frozen()})
}

/// What a call asks of the clock, done in this order.
#[derive(Debug, Default)]
struct Change {
    now: Option<Timestamp>,
    advance: Option<i64>,
    frozen: Option<bool>,
}

impl Change {
    fn read(params: &Map<String, Value>) -> Result<Change, ApiError> {
        let mut change = Change::default();
        for (name, value) in params {
            match name.as_str() {
                "now" => change.now = Some(moment(value)?),
                "advance" => change.advance = Some(duration(value)?),
                "frozen" => change.frozen = Some(boolean(value)?),
                other => return Err(refusal::unknown(other, None).into()),
            }
        }
        if params.is_empty() {
            return Err(Refusal::new("Pass `advance`, `now` or `frozen`.").into());
        }
        Ok(change)
    }

    fn apply(&self, clock: &mut Clock) {
        if let Some(time) = self.now {
            *clock = clock.set(time);
        }
        if let Some(seconds) = self.advance {
            *clock = clock.advanced(seconds);
        }
        if let Some(frozen) = self.frozen {
            *clock = clock.freeze(frozen);
        }
    }
}

fn boolean(value: &Value) -> Result<bool, ApiError> {
    match value {
        Value::Bool(frozen) => Ok(*frozen),
        Value::String(text) if text == "true" => Ok(true),
        Value::String(text) if text == "false" => Ok(false),
        other => Err(Refusal::new(format!("Invalid boolean: {}", plain(other))).at("frozen").into()),
    }
}

fn moment(value: &Value) -> Result<Timestamp, ApiError> {
    let text = plain(value);
    parse_moment(&text).ok_or_else(|| {
        Refusal::new(format!(
            "Invalid time: {text}. Use unix seconds or RFC 3339, such as 2026-01-01T00:00:00Z."
        ))
        .at("now")
        .into()
    })
}

/// Unix seconds or RFC 3339.
pub(crate) fn parse_moment(text: &str) -> Option<Timestamp> {
    let seconds = match text.parse::<i64>() {
        Ok(seconds) => seconds,
        Err(_) => text.parse::<jiff::Timestamp>().ok()?.as_second(),
    };
    // The year 9999: nobody's calendar goes further, and sums stay far from overflow.
    (0..=253_402_300_799).contains(&seconds).then(|| Timestamp::from_unix(seconds))
}

fn duration(value: &Value) -> Result<i64, ApiError> {
    let text = plain(value);
    parse_duration(&text).ok_or_else(|| {
        Refusal::new(format!("Invalid duration: {text}. Use seconds or sums such as 90s, 15m, 25h, 2d12h."))
            .at("advance")
            .into()
    })
}

/// Seconds, or sums like `90s`, `15m`, `25h`, `2d12h`; at most a hundred years.
fn parse_duration(text: &str) -> Option<i64> {
    const CENTURY: i64 = 100 * 366 * 86_400;
    let seconds = if let Ok(seconds) = text.parse::<i64>() {
        seconds
    } else {
        let mut total: i64 = 0;
        let mut number = String::new();
        for character in text.chars() {
            if character.is_ascii_digit() {
                number.push(character);
                continue;
            }
            let unit = match character {
                's' => 1,
                'm' => 60,
                'h' => 3_600,
                'd' => 86_400,
                'w' => 604_800,
                _ => return None,
            };
            total = total.checked_add(number.parse::<i64>().ok()?.checked_mul(unit)?)?;
            number.clear();
        }
        (number.is_empty() && !text.is_empty()).then_some(total)?
    };
    (0..=CENTURY).contains(&seconds).then_some(seconds)
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_seconds_or_sums() {
        for (text, seconds) in
            [("90", 90), ("90s", 90), ("15m", 900), ("25h", 90_000), ("2d12h", 216_000), ("0", 0)]
        {
            assert_eq!(parse_duration(text), Some(seconds), "{text}");
        }
        for text in ["", "h", "1x", "1h30", "-5", "9999999999999999999s"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
    }

    #[test]
    fn moments_are_unix_seconds_or_rfc_3339() {
        assert_eq!(parse_moment("1767225600"), Some(Timestamp::from_unix(1_767_225_600)));
        assert_eq!(parse_moment("2026-01-01T00:00:00Z"), Some(Timestamp::from_unix(1_767_225_600)));
        assert_eq!(parse_moment("tomorrow"), None);
    }
}
