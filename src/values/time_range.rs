use std::fmt;

use serde::{Deserialize, Deserializer, de};

use super::Timestamp;
use crate::form::SCALAR_OR_STRUCT;

/// A filter on a time: one moment, or bounds. Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeRange {
    At(Timestamp),
    Between { gt: Option<Timestamp>, gte: Option<Timestamp>, lt: Option<Timestamp>, lte: Option<Timestamp> },
}

impl TimeRange {
    pub fn contains(&self, time: Timestamp) -> bool {
        match *self {
            TimeRange::At(moment) => time == moment,
            TimeRange::Between { gt, gte, lt, lte } => {
                gt.is_none_or(|bound| time > bound)
                    && gte.is_none_or(|bound| time >= bound)
                    && lt.is_none_or(|bound| time < bound)
                    && lte.is_none_or(|bound| time <= bound)
            }
        }
    }
}

impl<'de> Deserialize<'de> for TimeRange {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;

        impl<'de> de::Visitor<'de> for Visitor {
            type Value = TimeRange;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("unix seconds, or bounds")
            }

            fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<TimeRange, E> {
                Ok(TimeRange::At(Timestamp::from_unix(seconds)))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut entries: A) -> Result<TimeRange, A::Error> {
                let (mut gt, mut gte, mut lt, mut lte) = (None, None, None, None);
                while let Some(bound) = entries.next_key::<String>()? {
                    let target = match bound.as_str() {
                        "gt" => &mut gt,
                        "gte" => &mut gte,
                        "lt" => &mut lt,
                        _ => &mut lte,
                    };
                    *target = entries.next_value::<Option<Timestamp>>()?;
                }
                Ok(TimeRange::Between { gt, gte, lt, lte })
            }
        }

        deserializer.deserialize_struct(SCALAR_OR_STRUCT, &["gt", "gte", "lt", "lte"], Visitor)
    }
}
