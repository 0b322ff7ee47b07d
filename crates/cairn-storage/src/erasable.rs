//! What of an event or a dead letter is an erased person's.

use cairn_core::event::{ALIAS, Event};
use cairn_core::id::{EventId, SiteId};
use cairn_core::identity::{Ids, PREVIOUS_ID};
use cairn_core::time::Time;
use cairn_core::value::Value;

use crate::dead_letter::DeadLetter;
use crate::entry::{Malformed, read_event};
use crate::suppression::{Suppression, Verdict};

/// What became of an event.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every event is kept, and none is held in this form"
)]
pub(crate) enum Judged {
    /// It is kept, without the id of an erased person's device.
    Kept(Event),
    /// It is an erased person's.
    Erased,
}

/// Names of members that hold ids, in the dialects that are understood.
const ID_MEMBERS: [&str; 8] = [
    "userId",
    "user_id",
    "anonymousId",
    "anonymous_id",
    "previousId",
    "previous_id",
    "distinct_id",
    "$device_id",
];

/// What is to become of an encoded event.
pub(crate) fn judge_event(
    suppression: &Suppression,
    site: &SiteId,
    event_id: EventId,
    bytes: &[u8],
) -> Result<Judged, Malformed> {
    // When it arrived stands outside, and nobody asks here.
    let event = read_event(bytes, event_id, Time::MIN)?;
    Ok(judge(suppression, site, event))
}

/// What is to become of an event.
pub(crate) fn judge(suppression: &Suppression, site: &SiteId, mut event: Event) -> Judged {
    if suppression.is_empty(site) {
        return Judged::Kept(event);
    }
    let previous = match event.properties.get(PREVIOUS_ID) {
        Some(Value::String(id)) if event.event == ALIAS => Some(id.as_str()),
        _ => None,
    };
    let ids = Ids {
        event: &event.event,
        user_id: event.user_id.as_deref(),
        anonymous_id: event.anonymous_id.as_deref(),
        previous_id: previous,
        trust: event.trust,
    };
    match suppression.judge(site, ids) {
        Verdict::Erased => return Judged::Erased,
        Verdict::WithoutDevice => forget_ids(suppression, site, &mut event),
        Verdict::Kept => {}
    }
    Judged::Kept(event)
}

/// Takes the ids of erased persons off another person's event, wherever its sender put them.
pub(crate) fn forget_ids(suppression: &Suppression, site: &SiteId, event: &mut Event) {
    let is_erased = |text: &str| suppression.names(site, text);
    event.anonymous_id = None;
    event.session_hint = event.session_hint.take().filter(|hint| !is_erased(hint));
    for values in [&mut event.properties, &mut event.context] {
        values.retain(|_, value| match value {
            Value::String(text) => !is_erased(text),
            _ => true,
        });
    }
}

/// Whether a dead letter names an erased person.
pub(crate) fn names_erased(suppression: &Suppression, site: &SiteId, letter: &DeadLetter) -> bool {
    letter_names(letter, &|text| suppression.names(site, text))
}

/// Whether a dead letter names an id for which this is true.
pub(crate) fn letter_names(letter: &DeadLetter, is_it: &dyn Fn(&str) -> bool) -> bool {
    let is_told = letter.detail.split('`').any(is_it);
    is_told
        || letter.message_id.as_deref().is_some_and(is_it)
        || text_names_erased(&letter.raw, is_it)
}

/// Whether what somebody sent names an erased person. JSON does so by a text anywhere, or by a number where an id
/// belongs; anything else, a line of CSV or JSON that is cut, by what stands between delimiters.
pub(crate) fn text_names_erased(text: &str, is_erased: &dyn Fn(&str) -> bool) -> bool {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(value @ (serde_json::Value::Object(_) | serde_json::Value::Array(_))) => {
            any_text(&value, is_erased)
        }
        _ => {
            let mut parts = text.split(['"', ',', ';', '\t', '|']);
            // A number that stands for an id is not quoted.
            parts.any(|part| is_erased(part.trim())) || bare_numbers(text).any(is_erased)
        }
    }
}

fn any_text(value: &serde_json::Value, is_erased: &dyn Fn(&str) -> bool) -> bool {
    match value {
        serde_json::Value::String(text) => is_erased(text),
        serde_json::Value::Array(values) => values.iter().any(|value| any_text(value, is_erased)),
        serde_json::Value::Object(members) => members.iter().any(|(name, value)| {
            let is_id = ID_MEMBERS.contains(&name.as_str()) && value.is_number();
            (is_id && is_erased(&value.to_string())) || any_text(value, is_erased)
        }),
        _ => false,
    }
}

/// The numbers behind the names of ids in a text that is no JSON.
fn bare_numbers(raw: &str) -> impl Iterator<Item = &str> {
    let members = raw.split('"').collect::<Vec<_>>();
    let mut found = Vec::new();
    for pair in members.windows(2) {
        if let [name, rest] = pair
            && ID_MEMBERS.contains(name)
        {
            let rest = rest.trim_start_matches([' ', ':']);
            let end = rest.find([',', '}', ' ']).unwrap_or(rest.len());
            found.push(&rest[..end]);
        }
    }
    found.into_iter()
}

#[cfg(test)]
mod tests {
    use cairn_core::id::PersonKey;

    use super::*;

    fn letter(raw: &str) -> DeadLetter {
        DeadLetter {
            reason: "bad_time".to_owned(),
            detail: String::new(),
            raw: raw.to_owned(),
            source: "segment".to_owned(),
            message_id: None,
            received_at: Time::from_micros(0),
        }
    }

    #[test]
    fn a_letter_is_found_by_the_ids_in_it() {
        let site = SiteId::new("shop").unwrap();
        let mut list = Suppression::default();
        list.add(&site, ["ann", "7"].map(PersonKey::of_user));
        let named = [
            r#"{"userId": "ann"}"#,
            r#"{"context": {"traits": [{"name": "ann"}]}}"#,
            r#"{"userId": 7}"#,
            r#"{"userId": "7", "cut o"#,
            r#"{"anonymousId":"x","userId":7,"cut o"#,
            r#"{"userId": "\u0061nn"}"#,
            "2026-13-01,ann,view",
            "2026-13-01;view; 7",
            "\"2026-13-01\",\"ann\"",
        ];
        for raw in named {
            assert!(names_erased(&list, &site, &letter(raw)), "{raw}");
        }
        let others = [
            r#"{"userId": "anna", "event": "ann b"}"#,
            r#"{"userId": "bob", "count": 7}"#,
            r#"{"count": 7, "userId": "bo"#,
            "",
            "anna,view",
        ];
        for raw in others {
            assert!(!names_erased(&list, &site, &letter(raw)), "{raw}");
        }
        let told = DeadLetter {
            detail: "user `ann` is known".to_owned(),
            ..letter("{}")
        };
        assert!(names_erased(&list, &site, &told));
        let by_message = DeadLetter {
            message_id: Some("ann".to_owned()),
            ..letter("{}")
        };
        assert!(names_erased(&list, &site, &by_message));
    }
}
