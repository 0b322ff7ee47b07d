//! People as CSV: one row per person.

use super::cells::{header, text};
use crate::answer::{IdWire, PersonWire};

/// The table of people.
pub(super) fn table(persons: &[PersonWire]) -> Vec<Vec<String>> {
    let header = header(&["person", "user_ids", "anonymous_ids"]);
    let rows = persons.iter().map(person_cells);
    std::iter::once(header).chain(rows).collect()
}

fn person_cells(person: &PersonWire) -> Vec<String> {
    let user = |id: &IdWire| {
        if let IdWire::UserId(id) = id {
            Some(id.clone())
        } else {
            None
        }
    };
    let device = |id: &IdWire| {
        if let IdWire::AnonymousId(id) = id {
            Some(id.clone())
        } else {
            None
        }
    };
    let joined = |ids: Vec<String>| text(&ids.join(" "));
    vec![
        person.person.clone(),
        joined(person.ids.iter().filter_map(user).collect()),
        joined(person.ids.iter().filter_map(device).collect()),
    ]
}
