//! `GET /_emulator/tax_rates`, `PUT /_emulator/tax_rates`: the rates of automatic tax.

use axum::body::Body;
use axum::extract::Request;
use axum::http::Response;
use serde_json::{Map, Value};

use super::{Shared, answer, caller, parameters};
use crate::app::App;
use crate::error::{ApiError, Refusal};
use crate::store::TaxTable;
use crate::values::{Country, Percent};

/// The account's table: `{"DE": 19.0, "US-CA": 8.25}`.
pub async fn show_tax_rates(app: Shared, request: Request) -> Response<Body> {
    answer(caller(&app, &request).map(|caller| match caller {
        Some(caller) => caller.account.with_tax_table(|table| describe(table)),
        None => describe(&app.tax_table()),
    }))
}

/// Replaces the table, of every account and of those to come where no key is given. Sessions that are there already keep
/// their amounts until they change.
pub async fn replace_tax_rates(app: Shared, request: Request) -> Response<Body> {
    let caller = match caller(&app, &request) {
        Ok(caller) => caller,
        Err(error) => return answer(Err::<Value, _>(error)),
    };
    let table = match parameters(request).await.and_then(|params| read(&params)) {
        Ok(table) => table,
        Err(error) => return answer(Err::<Value, _>(error)),
    };
    let shown = describe(&table);
    match caller {
        Some(caller) => caller.account.with_tax_table(|own| *own = table),
        None => App::replace_tax_table(&app, &table),
    }
    answer(Ok(shown))
}

fn describe(table: &TaxTable) -> Value {
    let rates =
        table.iter().map(|(place, rate)| (place.to_owned(), serde_json::to_value(rate).unwrap_or_default()));
    Value::Object(rates.collect())
}

fn read(params: &Map<String, Value>) -> Result<TaxTable, ApiError> {
    let mut table = TaxTable::default();
    for (place, rate) in params {
        let country = place.split('-').next().unwrap_or_default();
        let upper = country.chars().all(|letter| letter.is_ascii_uppercase());
        if !upper || Country::try_from(country).is_err() || place.ends_with('-') {
            let text = format!(
                "Invalid place: {place}. Use a country such as DE, or a country and a state such as US-CA."
            );
            return Err(Refusal::new(text).at(place.as_str()).into());
        }
        let text = match rate {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let rate = Percent::try_from(text.as_str()).map_err(|_| {
            Refusal::new(format!(
                "Invalid percentage: {text}. Use a number from 0 to 100 with up to four decimals."
            ))
            .at(place.as_str())
        })?;
        table.set(place, rate);
    }
    Ok(table)
}
