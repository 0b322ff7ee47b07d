//! Timelines as tables.

use cairn_api::{BlockWire, EventWire, PersonDetailsWire};

use crate::table::format::{Grid, count, money, plain};

/// A person, and below it the sessions of a page with their events.
pub(super) fn table(
    person: &PersonDetailsWire,
    blocks: &[BlockWire],
    next: Option<&str>,
) -> String {
    let mut table = Grid::new(&["time", "event", "page", "value", "goals", ""], 6);
    for block in blocks {
        table.row([block.start.as_str(), &told(block), "", "", "", ""]);
        for event in &block.events {
            table.row(event_cells(event));
        }
    }
    let more = next
        .map(|next| format!("; older ones begin with \"after\": \"{next}\""))
        .unwrap_or_default();
    format!(
        "{}\n{table}\n{} blocks{more}\n",
        who(person),
        count(blocks.len() as u64)
    )
}

fn who(person: &PersonDetailsWire) -> String {
    let devices = person.devices.iter();
    let devices: Vec<&str> = devices.map(|device| device.anonymous_id.as_str()).collect();
    plain(&format!(
        "person {}: users {}; devices {}; {} events, {} to {}",
        person.key,
        list(&person.user_ids),
        list(&devices),
        count(person.events),
        person.first_seen,
        person.last_seen
    ))
}

fn list(ids: &[impl AsRef<str>]) -> String {
    let ids: Vec<&str> = ids.iter().map(AsRef::as_ref).collect();
    if ids.is_empty() {
        "none".to_owned()
    } else {
        ids.join(" ")
    }
}

fn told(block: &BlockWire) -> String {
    if !block.session {
        return "outside of sessions".to_owned();
    }
    let parts = [
        &block.channel,
        &block.source,
        &block.campaign,
        &block.device.browser,
        &block.device.os,
    ];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    format!("session: {}", parts.join(", "))
}

fn event_cells(event: &EventWire) -> Vec<String> {
    let page = event.page.as_ref().and_then(|page| page.path.clone());
    vec![
        event.event_time.clone(),
        format!("  {}", event.event),
        page.unwrap_or_default(),
        money(event.value.as_ref(), &[]),
        event.goals.join(" "),
        if event.joined {
            "joined the device".to_owned()
        } else {
            String::new()
        },
    ]
}
