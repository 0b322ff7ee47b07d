//! Schemas of what is collected.

use serde_json::{Value as Json, json};

use super::step::reference;

/// A message of any type.
pub(super) fn message() -> Json {
    let text = || json!({ "type": ["string", "null"] });
    let object = || json!({ "type": ["object", "null"] });
    json!({
        "type": "object",
        "description": "A message as Segment's and RudderStack's SDKs send it. A route of its own kind needs no `type`.",
        "properties": {
            "type": { "enum": ["track", "identify", "page", "screen", "group", "alias", "fact"] },
            "messageId": text(),
            "userId": text(),
            "anonymousId": text(),
            "previousId": text(),
            "groupId": text(),
            "fact": text(),
            "entityKind": text(),
            "entityId": text(),
            "event": text(),
            "name": text(),
            "properties": object(),
            "traits": object(),
            "context": object(),
            "timestamp": text(),
            "sentAt": text(),
            "writeKey": text(),
        },
    })
}

/// Several messages.
pub(super) fn batch() -> Json {
    json!({
        "type": "object",
        "required": ["batch"],
        "properties": {
            "batch": { "type": "array", "items": reference("Message") },
            "context": { "type": ["object", "null"] },
            "sentAt": { "type": ["string", "null"] },
            "writeKey": { "type": ["string", "null"] },
        },
    })
}
