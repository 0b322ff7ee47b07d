//! Two known users are merged only by an explicit act with a secret key (semantics S5): what a write key
//! says about it is kept as a dead letter.

use std::collections::HashMap;

use cairn_api::Code;
use cairn_core::event::{ALIAS, Event, Identity, Trust};
use cairn_core::identity::PREVIOUS_ID;
use cairn_core::value::Value;
use cairn_storage::Snapshot;

use crate::app::App;
use crate::errors::Failure;
use crate::key_index::LiveKey;

/// The reason of such dead letters.
pub(crate) const REASON: &str = "alias_of_known_user";

/// Looks at the aliases of one batch.
pub(crate) struct Aliases<'a> {
    app: &'a App,
    key: &'a LiveKey,
    /// Taken with the first alias.
    snapshot: Option<Snapshot>,
    /// Who was looked up already.
    known: HashMap<String, bool>,
}

/// Look-ups for one body: each reads what is stored of one person.
const MOST_LOOKUPS: usize = 100;

/// An alias that a write key may not make.
pub(crate) struct AliasFault {
    pub(crate) detail: String,
    pub(crate) raw: String,
    pub(crate) message_id: Option<String>,
}

/// Whether an event is an alias that a write key can only make of an unknown id.
pub(crate) fn is_in_question(event: &Event) -> bool {
    previous_id(event).is_some()
}

fn previous_id(event: &Event) -> Option<&String> {
    let is_alias = event.event == ALIAS && event.trust == Trust::Client;
    match event.properties.get(PREVIOUS_ID) {
        Some(Value::String(previous)) if is_alias && event.user_id.as_ref() != Some(previous) => {
            Some(previous)
        }
        _ => None,
    }
}

impl<'a> Aliases<'a> {
    pub(crate) fn new(app: &'a App, key: &'a LiveKey) -> Self {
        Self {
            app,
            key,
            snapshot: None,
            known: HashMap::new(),
        }
    }

    /// What is wrong with an event, if it is an alias of a known user that a write key may not make.
    pub(crate) fn fault(&mut self, event: &Event) -> Result<Option<AliasFault>, Failure> {
        let Some(previous) = previous_id(event) else {
            return Ok(None);
        };
        if !self.is_known(previous)? {
            return Ok(None);
        }
        Ok(Some(AliasFault {
            detail: format!(
                "`previousId` is `{previous}`, who is a known user: only a secret key may say that two known users are one"
            ),
            raw: restated(event, previous),
            message_id: match &event.identity {
                Identity::Message(id) => Some(id.clone()),
                Identity::Event(_) | Identity::Content(_) => None,
            },
        }))
    }
}

impl Aliases<'_> {
    fn is_known(&mut self, user_id: &str) -> Result<bool, Failure> {
        if let Some(is_known) = self.known.get(user_id) {
            return Ok(*is_known);
        }
        if self.known.len() == MOST_LOOKUPS {
            return Err(Failure::new(
                Code::BodyTooLarge,
                format!("the batch has aliases of more than {MOST_LOOKUPS} ids"),
            )
            .hint("send them in parts, or from a server with a secret key"));
        }
        let snapshot = match &mut self.snapshot {
            Some(snapshot) => snapshot,
            none => none.insert(self.app.events.snapshot()?),
        };
        let is_known = cairn_engine::is_known_user(snapshot, &self.key.site.id, user_id)?;
        self.known.insert(user_id.to_owned(), is_known);
        Ok(is_known)
    }
}

/// The message as its sender would write it again.
fn restated(event: &Event, previous: &str) -> String {
    let message_id = match &event.identity {
        Identity::Message(id) => Some(id.as_str()),
        Identity::Event(_) | Identity::Content(_) => None,
    };
    serde_json::json!({
        "type": "alias",
        "messageId": message_id,
        "userId": event.user_id,
        "previousId": previous,
        "timestamp": event.event_time.to_string(),
    })
    .to_string()
}
