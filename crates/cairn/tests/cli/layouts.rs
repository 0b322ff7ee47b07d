//! Which properties have columns of their own is a matter of a run's rows, and changes no answer.

use crate::support::Cairn;

const SESSIONS: &str = r#"{"kind": "trend", "event": "*", "interval": "month", "breakdown": {"property": "channel", "of": "session"},
    "range": {"start": "2026-01-01", "end": "2026-02-01"}, "now": "2026-03-01"}"#;

fn row(device: usize, minute: usize, name: &str) -> String {
    let name = match name {
        "" => String::new(),
        _ => format!(r#", "name": "{name}""#),
    };
    format!(
        r#"{{"event": "view", "event_time": "2026-01-05T10:{minute:02}:00Z", "anonymous_id": "d{device}", "message_id": "m{device}-{minute}", "context": {{"campaign": {{"medium": "cpc"{name}, "source": "google"}}, "device": {{"browser": "Safari"}}}}}}"#
    )
}

/// One visit lies in two runs. In the one the campaign's name is frequent and in the other it is rare, so that it lies
/// in a column here and in the map there; the visit is one all the same.
#[test]
fn a_visit_over_runs_of_different_columns_is_one() {
    let cairn = Cairn::new();
    let mut lines: Vec<String> = (1..300).map(|device| row(device, 0, "")).collect();
    lines.push(row(0, 0, "rare"));
    cairn.import(&cairn.file("many.ndjson", lines.join("\n")), &[]);
    cairn.import(&cairn.file("few.ndjson", row(0, 5, "rare")), &[]);
    let answer = cairn.query(SESSIONS);
    let total = &answer["series"][0]["total"];
    assert_eq!(
        (&total["sessions"], &total["persons"]),
        (&300.into(), &300.into()),
        "{answer}"
    );
}
