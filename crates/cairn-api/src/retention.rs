//! How long events are kept, on the wire.

use std::collections::BTreeMap;

use cairn_core::retention::{KeptDays, Retention, RetentionError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::ApiError;

/// How long a site keeps its events, counted from the time they happened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RetentionWire {
    /// For how many days: 1 to 36,525; null for ever.
    pub keep_days: Option<u64>,
    /// The same for the events of a name, whatever the site's own rule is. At most 200.
    #[serde(default)]
    pub by_event: BTreeMap<String, Option<u64>>,
}

/// A pass over a site's events that takes out what has expired.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct NewExpiryWire {
    /// Whether events are only counted.
    pub dry_run: bool,
    /// Rules to count by instead of the site's; in a dry run alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retention: Option<RetentionWire>,
}

/// What a pass took out, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExpiryWire {
    /// Whether events were only counted.
    pub dry_run: bool,
    /// Events that went, or would.
    pub expired: u64,
    /// Events that have expired and stay a few days more, because their runs hold few of them.
    pub waiting: u64,
    /// Whether only whole runs went, because the disk has too little room to write any anew.
    pub lacks_room: bool,
    /// The first day, in UTC, of which everything stays that has no rule of its own; null for ever.
    pub kept_from: Option<String>,
    /// The same for events that have one, by name.
    pub kept_from_by_event: BTreeMap<String, Option<String>>,
}

impl RetentionWire {
    /// As the API shows it.
    pub fn of(retention: &Retention) -> Self {
        let days = |kept: Option<KeptDays>| kept.map(|kept| u64::from(kept.number()));
        let by_event = retention.by_event().iter();
        Self {
            keep_days: days(retention.all()),
            by_event: by_event
                .map(|(event, kept)| (event.clone(), days(*kept)))
                .collect(),
        }
    }

    /// The rules it says.
    pub fn parse(&self) -> Result<Retention, ApiError> {
        let refused =
            |field: &'static str| move |error: RetentionError| ApiError::invalid(field, error);
        let all = self.keep_days.map(KeptDays::new).transpose();
        let all = all.map_err(refused("retention.keep_days"))?;
        let mut by_event = BTreeMap::new();
        for (event, days) in &self.by_event {
            let days = days.map(KeptDays::new).transpose();
            by_event.insert(event.clone(), days.map_err(refused("retention.by_event"))?);
        }
        Retention::new(all, by_event).map_err(refused("retention.by_event"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_go_there_and_back_and_bad_ones_are_told() {
        let read = |text: &str| serde_json::from_str::<RetentionWire>(text).unwrap();
        let wire = read(r#"{"keep_days": 400, "by_event": {"view": 30, "purchase": null}}"#);
        assert_eq!(RetentionWire::of(&wire.parse().unwrap()), wire);
        for (text, field, told) in [
            (r#"{"keep_days": 0}"#, "retention.keep_days", "0 days"),
            (
                r#"{"keep_days": 36526}"#,
                "retention.keep_days",
                "1 to 36525",
            ),
            (
                r#"{"keep_days": null, "by_event": {"": 3}}"#,
                "retention.by_event",
                "name",
            ),
            (
                r#"{"keep_days": null, "by_event": {"a": 0}}"#,
                "retention.by_event",
                "0 days",
            ),
        ] {
            let error = read(text).parse().unwrap_err();
            let error = serde_json::to_string(&error).unwrap();
            assert!(error.contains(field) && error.contains(told), "{error}");
        }
    }
}
