//! What a fact is about: the entity it names, and whether what it says can be said of one.

use cairn_core::entity::{Entity, EntityKind};
use cairn_core::event::{Event, Trust};
use cairn_core::ledger::FactKind;

use crate::placeholder::is_placeholder_in_files;
use crate::rejection::{RejectReason, Rejection, quoted};

/// The entity of a row or message that names a sort and an id of one; `None` if it names neither and so is an event.
pub(crate) fn entity(
    kind: Option<String>,
    id: Option<String>,
) -> Result<Option<Entity>, Rejection> {
    let refused = |fault: String| Err(Rejection::new(RejectReason::BadFact, fault));
    let kinds = || format!("it is one of {}", EntityKind::names());
    let (kind, id) = match (kind, id) {
        (None, None) => return Ok(None),
        (Some(kind), Some(id)) => (kind, id),
        (Some(_), None) => return refused("a fact without the id of what it is about".to_owned()),
        (None, Some(_)) => {
            return refused(format!("a fact about an id of no sort: {}", kinds()));
        }
    };
    let Some(kind) = EntityKind::parse(kind.trim()) else {
        let fault = format!("{} is no sort of entity: {}", quoted(&kind), kinds());
        return refused(fault);
    };
    if is_placeholder_in_files(&id) {
        let fault = format!("{} is no id, programs write it for none", quoted(&id));
        return refused(fault);
    }
    Ok(Some(Entity { kind, id }))
}

/// The event, unless it is a fact that can't be: one of a kind that is unknown, or with an amount that means nothing.
pub(crate) fn checked(event: Event) -> Result<Event, Rejection> {
    if event.entity.is_none() {
        return Ok(event);
    }
    let Some(kind) = FactKind::parse(&event.event) else {
        let fault = format!(
            "{} is nothing that a fact says: it is one of {}",
            quoted(&event.event),
            FactKind::names()
        );
        return Err(Rejection::new(RejectReason::BadFact, fault));
    };
    let bad_value = |fault: &str| {
        let fault = format!("a fact `{}` {fault}", kind.as_str());
        Err(Rejection::new(RejectReason::BadValue, fault))
    };
    match event.value {
        Some(value) if value.minor < 0 => bad_value(
            "has an amount below nought: what was given back is `refunded`, and counts up",
        ),
        None if kind.needs_value() => bad_value("needs an amount in `value`"),
        _ => Ok(event),
    }
}

/// Who vouches for a row of a file that does not say so: for a fact whoever has the file.
pub(crate) fn trust_of_file(entity: Option<&Entity>) -> Trust {
    match entity {
        Some(_) => Trust::Server,
        None => Trust::default(),
    }
}
