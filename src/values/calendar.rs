//! Months and years have no fixed length: what billing counts in.

use jiff::tz::TimeZone;
use jiff::{Span, Zoned};

use super::Timestamp;

/// A unit that time is billed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Day,
    Week,
    Month,
    Year,
}

fn zoned(time: Timestamp) -> Option<Zoned> {
    Some(jiff::Timestamp::from_second(time.unix()).ok()?.to_zoned(TimeZone::UTC))
}

impl Timestamp {
    /// So many units later by the calendar, at the same time of day (UTC). A day a month does not have becomes its last: a
    /// month after January 31 is February 28, two months after it March 31.
    #[must_use]
    pub fn later(self, count: i64, unit: Unit) -> Timestamp {
        let span = match unit {
            Unit::Day => Span::new().try_days(count),
            Unit::Week => Span::new().try_weeks(count),
            Unit::Month => Span::new().try_months(count),
            Unit::Year => Span::new().try_years(count),
        };
        let later = zoned(self).zip(span.ok()).and_then(|(from, span)| from.checked_add(span).ok());
        later.map_or(self, |later| Timestamp::from_unix(later.timestamp().as_second()))
    }

    /// The month, from 1, and the year.
    pub fn month_and_year(self) -> (i64, i64) {
        zoned(self).map_or((1, 1970), |date| (i64::from(date.month()), i64::from(date.year())))
    }

    /// The next moment after this one that falls on a day of the month, or on its last day where it has no such day; at the
    /// same time of day unless told.
    #[must_use]
    pub fn next_on(self, day: i64, month: Option<i64>, time: [Option<i64>; 3]) -> Timestamp {
        let Some(from) = zoned(self) else { return self };
        let [hour, minute, second] = time;
        let narrow =
            |value: Option<i64>, usual: i8| value.and_then(|value| i8::try_from(value).ok()).unwrap_or(usual);
        for ahead in 0..=24 {
            let candidate = from
                .first_of_month()
                .ok()
                .and_then(|first| first.checked_add(Span::new().months(ahead)).ok())
                .filter(|first| month.is_none_or(|month| i64::from(first.month()) == month));
            let Some(first) = candidate else { continue };
            let day = i8::try_from(day).unwrap_or(31).min(first.days_in_month());
            let moment = first
                .with()
                .day(day)
                .hour(narrow(hour, from.hour()))
                .minute(narrow(minute, from.minute()))
                .second(narrow(second, from.second()))
                .subsec_nanosecond(0)
                .build();
            if let Ok(moment) = moment
                && moment.timestamp().as_second() > self.unix()
            {
                return Timestamp::from_unix(moment.timestamp().as_second());
            }
        }
        self
    }

    /// A day as invoices write it: `Jan 31, 2026`.
    pub fn day(self) -> String {
        zoned(self).map(|date| date.strftime("%b %-d, %Y").to_string()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_unix(text.parse::<jiff::Timestamp>().unwrap().as_second())
    }

    #[test]
    fn months_end_where_they_end() {
        let from = at("2026-01-31T12:00:00Z");
        assert_eq!(from.later(1, Unit::Month), at("2026-02-28T12:00:00Z"));
        assert_eq!(from.later(2, Unit::Month), at("2026-03-31T12:00:00Z"));
        assert_eq!(from.later(2, Unit::Week), at("2026-02-14T12:00:00Z"));
        assert_eq!(at("2028-02-29T00:00:00Z").later(1, Unit::Year), at("2029-02-28T00:00:00Z"));
    }

    #[test]
    fn a_day_of_the_month_is_the_next_there_is() {
        let from = at("2026-01-20T12:00:00Z");
        assert_eq!(from.next_on(31, None, [None; 3]), at("2026-01-31T12:00:00Z"));
        assert_eq!(from.next_on(15, None, [None; 3]), at("2026-02-15T12:00:00Z"));
        assert_eq!(from.next_on(31, Some(2), [Some(0), Some(0), Some(0)]), at("2026-02-28T00:00:00Z"));
        assert_eq!(from.next_on(20, None, [None; 3]), at("2026-02-20T12:00:00Z"));
    }

    #[test]
    fn invoices_write_days() {
        assert_eq!(at("2026-01-05T12:00:00Z").day(), "Jan 5, 2026");
    }
}
