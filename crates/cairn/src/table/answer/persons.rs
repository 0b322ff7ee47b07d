//! People as a table.

use cairn_api::{IdWire, PersonWire};

use crate::table::format::{Grid, count};

/// A page of people.
pub(super) fn table(
    (total, sessions): (u64, Option<u64>),
    persons: &[PersonWire],
    next: Option<&str>,
) -> String {
    let mut table = Grid::new(&["person", "user ids", "anonymous ids"], 3);
    for person in persons {
        let mut users = Vec::new();
        let mut devices = Vec::new();
        for id in &person.ids {
            match id {
                IdWire::UserId(id) => users.push(id.as_str()),
                IdWire::AnonymousId(id) => devices.push(id.as_str()),
            }
        }
        table.row([person.person.as_str(), &users.join(" "), &devices.join(" ")]);
    }
    let more = next
        .map(|next| format!("; the next page begins with \"after\": \"{next}\""))
        .unwrap_or_default();
    let sessions = sessions
        .map(|sessions| format!(" with {} sessions", count(sessions)))
        .unwrap_or_default();
    format!(
        "{table}\n{} of {} persons{sessions}{more}\n",
        count(persons.len() as u64),
        count(total)
    )
}
