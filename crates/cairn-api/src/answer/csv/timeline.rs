//! Timelines as CSV: one row per event, with its session in front.

use super::cells::{header, money_cells, optional, optional_text, text};
use crate::answer::{BlockWire, EventWire};

const COLUMNS: [&str; 28] = [
    "session",
    "session_start",
    "session_end",
    "channel",
    "session_source",
    "medium",
    "campaign",
    "referrer",
    "entry_path",
    "device_browser",
    "device_os",
    "device_type",
    "event_id",
    "event",
    "event_time",
    "received_at",
    "source",
    "trust",
    "import_id",
    "anonymous_id",
    "user_id",
    "page_path",
    "page_url",
    "value_minor",
    "value_currency",
    "order_id",
    "goals",
    "joined",
];

/// The table of a page of blocks, with the properties as one JSON object at the end.
pub(super) fn table(blocks: &[BlockWire]) -> Vec<Vec<String>> {
    let mut columns = header(&COLUMNS);
    columns.push("properties".to_owned());
    let rows = blocks.iter().flat_map(|block| {
        let in_front = block_cells(block);
        let row = move |event| [in_front.clone(), event_cells(event)].concat();
        block.events.iter().map(row)
    });
    std::iter::once(columns).chain(rows).collect()
}

fn block_cells(block: &BlockWire) -> Vec<String> {
    let told = [
        &block.channel,
        &block.source,
        &block.medium,
        &block.campaign,
        &block.referrer,
        &block.entry_path,
        &block.device.browser,
        &block.device.os,
        &block.device.device_type,
    ];
    let mut cells = vec![
        block.session.to_string(),
        block.start.clone(),
        block.end.clone(),
    ];
    cells.extend(told.map(|told| optional_text(told.as_ref())));
    cells
}

fn event_cells(event: &EventWire) -> Vec<String> {
    let page = event.page.as_ref();
    let [minor, currency, _] = money_cells(event.value.as_ref(), &[]);
    let properties = serde_json::to_string(&event.properties).unwrap_or_default();
    vec![
        event.event_id.clone(),
        text(&event.event),
        event.event_time.clone(),
        event.received_at.clone(),
        text(&event.source),
        event.trust.clone(),
        optional(event.import_id.as_ref()),
        optional_text(event.anonymous_id.as_ref()),
        optional_text(event.user_id.as_ref()),
        optional_text(page.and_then(|page| page.path.as_ref())),
        optional_text(page.and_then(|page| page.url.as_ref())),
        minor,
        currency,
        optional_text(event.order_id.as_ref()),
        text(&event.goals.join(" ")),
        event.joined.to_string(),
        properties,
    ]
}
