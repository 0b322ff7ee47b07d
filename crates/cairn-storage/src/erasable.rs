//! What of an event or a dead letter is an erased person's.

use cairn_core::entity::EntityKind;
use cairn_core::event::{ALIAS, Event};
use cairn_core::id::{EventId, PersonKey, SiteId};
use cairn_core::identity::Ids;
use cairn_core::time::Time;
use cairn_core::value::Value;

use crate::dead_letter::DeadLetter;
use crate::entry::{EventHead, Malformed, read_event};
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

/// What may stand between the values of a row, or around them.
const DELIMITERS: [char; 5] = ['"', ',', ';', '\t', '|'];

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

/// Names of members that hold the id of an entity, each with the one that holds its sort.
const ENTITY_MEMBERS: [(&str, &str); 2] =
    [("entityId", "entityKind"), ("entity_id", "entity_kind")];

/// What is to become of an encoded event; `None` if it has nothing to do with erased persons, which its head tells of
/// nearly all.
pub(crate) fn judge_event(
    suppression: &Suppression,
    site: &SiteId,
    event_id: EventId,
    bytes: &[u8],
) -> Result<Option<Judged>, Malformed> {
    let head = EventHead::of(bytes)?;
    let is_about = |(kind, id): (EntityKind, &str)| suppression.holds(site, kind.key(id));
    let is_named = suppression.holds_any(site, head.user_id, head.anonymous_id)
        || head.entity.is_some_and(is_about);
    if !is_named && head.event != ALIAS {
        return Ok(None);
    }
    // When it arrived stands outside, and nobody asks here.
    let event = read_event(bytes, event_id, Time::MIN)?;
    Ok(Some(judge(suppression, site, event)))
}

/// What is to become of an event.
pub(crate) fn judge(suppression: &Suppression, site: &SiteId, mut event: Event) -> Judged {
    if suppression.is_empty(site) {
        return Judged::Kept(event);
    }
    match suppression.judge(site, Ids::of(&event)) {
        Verdict::Erased => return Judged::Erased,
        Verdict::WithoutDevice => forget_device(&mut event),
        Verdict::Kept => {}
    }
    Judged::Kept(event)
}

/// Takes the id of its device off an event, wherever its sender put it.
pub(crate) fn forget_device(event: &mut Event) {
    let Some(device) = event.anonymous_id.take() else {
        return;
    };
    event.session_hint = event.session_hint.take().filter(|hint| *hint != device);
    for values in [&mut event.properties, &mut event.context] {
        values.retain(|_, value| match value {
            Value::String(text) => *text != device,
            Value::Json(text) => !text_names_erased(text, &|part| part == device),
            _ => true,
        });
    }
}

/// Whether a text that somebody sent, which may be a row of a file, names one of those whose keys these are: a person, or
/// an entity.
pub fn text_names(text: &str, holds: &dyn Fn(PersonKey) -> bool) -> bool {
    let is_id = |id: &str| names_id(id, holds);
    let is_entity = |kind: Option<EntityKind>, id: &str| match kind {
        Some(kind) => holds(kind.key(id)),
        None => EntityKind::ALL.iter().any(|kind| holds(kind.key(id))),
    };
    if let Some(value) = json_of(text) {
        return any_text(&value, &is_id) || any_entity(&value, &is_entity);
    }
    let is_cut_json = text.trim_start().starts_with(['{', '[']);
    let is_number_of_entity =
        |part: &str| (is_cut_json || !is_short_number(part)) && is_entity(None, part);
    any_part(text, &|part| is_id(part) || is_number_of_entity(part))
}

/// The object or list that a text is.
fn json_of(text: &str) -> Option<serde_json::Value> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    (value.is_object() || value.is_array()).then_some(value)
}

/// Whether a part of a row is as likely a quantity as the number of an order.
fn is_short_number(part: &str) -> bool {
    const SHORT: usize = 5;
    part.len() <= SHORT && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a member says so of an entity, whose sort the member beside it says, if it is one.
fn any_entity(value: &serde_json::Value, is_it: &dyn Fn(Option<EntityKind>, &str) -> bool) -> bool {
    let members = match value {
        serde_json::Value::Array(values) => {
            return values.iter().any(|value| any_entity(value, is_it));
        }
        serde_json::Value::Object(members) => members,
        _ => return false,
    };
    let is_named = |(id, kind): &(&str, &str)| {
        let kind = members.get(*kind).and_then(serde_json::Value::as_str);
        let kind = kind.and_then(EntityKind::parse);
        match members.get(*id) {
            Some(serde_json::Value::String(id)) => is_it(kind, id),
            Some(id @ serde_json::Value::Number(_)) => is_it(kind, &id.to_string()),
            _ => false,
        }
    };
    ENTITY_MEMBERS.iter().any(is_named) || members.values().any(|value| any_entity(value, is_it))
}

/// Whether a text is an id of a user or a device that is one of these.
fn names_id(text: &str, holds: &dyn Fn(PersonKey) -> bool) -> bool {
    holds(PersonKey::of_user(text)) || holds(PersonKey::of_device(text))
}

/// Whether a dead letter names an erased person.
pub(crate) fn names_erased(suppression: &Suppression, site: &SiteId, letter: &DeadLetter) -> bool {
    letter_names(letter, &|key| suppression.holds(site, key))
}

/// Whether a dead letter names one of those whose keys these are.
pub(crate) fn letter_names(letter: &DeadLetter, holds: &dyn Fn(PersonKey) -> bool) -> bool {
    let is_it = |text: &str| names_id(text, holds);
    let is_told = letter.detail.split('`').any(is_it);
    is_told || letter.message_id.as_deref().is_some_and(is_it) || text_names(&letter.raw, holds)
}

/// Whether what somebody sent names an erased person. JSON does so by a text anywhere, or by a number where an id
/// belongs; anything else, a line of CSV or JSON that is cut, by what stands between delimiters.
fn text_names_erased(text: &str, is_erased: &dyn Fn(&str) -> bool) -> bool {
    match json_of(text) {
        Some(value) => any_text(&value, is_erased),
        None => any_part(text, is_erased),
    }
}

/// Whether something that stands between delimiters is it.
fn any_part(text: &str, is_it: &dyn Fn(&str) -> bool) -> bool {
    let is_named = |part: &str| is_it(part.trim());
    // An id may hold what elsewhere is a delimiter, so each is also taken alone.
    let alone = DELIMITERS
        .iter()
        .any(|delimiter| text.split(*delimiter).any(is_named));
    // A number that stands for an id is not quoted.
    alone || text.split(DELIMITERS).any(is_named) || bare_numbers(text).any(is_it)
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
            && (ID_MEMBERS.contains(name) || ENTITY_MEMBERS.iter().any(|(id, _)| id == name))
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
    use super::*;
    use cairn_core::event::{Delivery, Identity, Trust};

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
    fn a_device_goes_from_an_event_wherever_it_stands_and_nothing_else_does() {
        let text = |text: &str| Value::String(text.to_owned());
        let json = |text: &str| Value::Json(text.to_owned());
        let named = |(name, value): (&str, Value)| (name.to_owned(), value);
        let mut event = Event {
            event: "view".to_owned(),
            entity: None,
            event_time: Time::from_micros(0),
            received_at: Time::from_micros(0),
            identity: Identity::Event(EventId(1)),
            user_id: Some("bob".to_owned()),
            context: [("device.id", text("phone"))].map(named).into(),
            value: None,
            currency: None,
            order_id: None,
            group_ids: std::collections::BTreeMap::new(),
            source: "sdk".to_owned(),
            import_id: None,
            trust: Trust::Client,
            delivery: Delivery::default(),
            anonymous_id: Some("phone".to_owned()),
            session_hint: Some("phone".to_owned()),
            properties: [
                ("seen_on", text("phone")),
                ("plan", text("gold")),
                ("all", json(r#"["phone", 1]"#)),
                ("other", json(r#"["laptop"]"#)),
            ]
            .map(named)
            .into(),
        };
        forget_device(&mut event);
        let names: Vec<&str> = event.properties.keys().map(String::as_str).collect();
        assert_eq!(names, ["other", "plan"]);
        assert_eq!((event.anonymous_id, event.session_hint), (None, None));
        assert_eq!(event.context.len(), 0);
        assert_eq!(event.user_id.as_deref(), Some("bob"));
    }

    #[test]
    fn a_letter_is_found_by_what_is_an_erased_persons_in_it() {
        let site = SiteId::new("shop").unwrap();
        let mut list = Suppression::default();
        let theirs = [("o-1", EntityKind::Order), ("77", EntityKind::Lead)];
        list.add(&site, theirs.map(|(id, kind)| kind.key(id)));
        let named = [
            r#"{"type": "fact", "entityKind": "order", "entityId": "o-1"}"#,
            r#"[{"entity_kind": "order", "entity_id": "o-1"}]"#,
            r#"{"batch": [{"x": {"entityKind": "parcel", "entityId": "o-1"}}]}"#,
            r#"{"entityId": 77}"#,
            r#"{"entityKind": "lead", "entity_kind": "lead", "entity_id": 77}"#,
            r#"{"entityId": "o-1", "cut o"#,
            r#"{"entityId":77,"cut o"#,
            "2026-02-02,shipped,o-1,",
        ];
        for raw in named {
            assert!(names_erased(&list, &site, &letter(raw)), "{raw}");
        }
        let others = [
            r#"{"entityKind": "lead", "entityId": "o-1"}"#,
            r#"{"entityKind": "order", "entityId": "o-2"}"#,
            r#"{"order_id": "o-1", "userId": "bob"}"#,
            r#"{"count": 77, "name": "o-1"}"#,
            "2026-02-02,shipped,o-10,",
            // As likely a quantity as the lead's number.
            "2026-02-02,shipped,77,",
        ];
        for raw in others {
            assert!(!names_erased(&list, &site, &letter(raw)), "{raw}");
        }
        let blog = SiteId::new("blog").unwrap();
        assert!(!names_erased(&list, &blog, &letter(named[0])));
    }

    #[test]
    fn a_letter_is_found_by_the_ids_in_it() {
        let site = SiteId::new("shop").unwrap();
        let mut list = Suppression::default();
        list.add(&site, ["ann", "7", "auth0|5f7c"].map(PersonKey::of_user));
        let named = [
            r#"{"userId": "ann"}"#,
            r#"{"context": {"traits": [{"name": "ann"}]}}"#,
            r#"{"userId": 7}"#,
            r#"{"userId": "7", "cut o"#,
            r#"{"anonymousId":"x","userId":7,"cut o"#,
            r#"{"userId": "\u0061nn"}"#,
            "2026-13-01,ann,view",
            "2026-13-01,auth0|5f7c,view",
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
