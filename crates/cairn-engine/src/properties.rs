//! Which properties a site's events carry, and with what values: what editors of questions suggest.

use std::collections::{BTreeMap, HashMap};

use cairn_core::event::is_system_event;
use cairn_core::id::SiteId;
use cairn_core::value::{Number, Value, ValueRef};
use cairn_storage::{Block, Columns, PropertyNames, Snapshot};

use crate::error::AskError;

/// Properties that are told.
const MOST_PROPERTIES: usize = 200;
/// Names that are counted, of properties and of context each. Later ones are left out.
const MOST_NAMES: usize = 1_000;
/// Distinct values of one property that are counted. Where there are more, none is told.
const MOST_DISTINCT: usize = 1_000;
/// Distinct values of all properties that are held at once.
const MOST_HELD: usize = 100_000;
/// Bytes of a text that is told as a value.
const MOST_BYTES: usize = 200;
/// Values that are told.
const MOST_VALUES: usize = 20;

/// One property.
#[derive(Debug, Clone, PartialEq)]
pub struct PropertyEntry {
    /// Its address: `price`, `context.device.browser`.
    pub property: String,
    /// What most of its values are.
    pub kind: PropertyKind,
    /// Events that have it set.
    pub events: u64,
    /// The most frequent values of its kind, each with its events; none for times and JSON, and none where there
    /// are many different ones.
    pub values: Vec<(Value, u64)>,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PropertyKind {
    /// Text.
    String,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// An instant.
    Time,
    /// A list or an object.
    Json,
}

impl PropertyKind {
    const ALL: [Self; 5] = [
        Self::String,
        Self::Number,
        Self::Boolean,
        Self::Time,
        Self::Json,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Time => "time",
            Self::Json => "json",
        }
    }
}

/// The properties of all events of a name, or of all but bookkeeping, the most frequent first. Reads every event of
/// the site.
pub fn properties(
    snapshot: &Snapshot,
    site: &SiteId,
    event: Option<&str>,
) -> Result<Vec<PropertyEntry>, AskError> {
    let is_wanted = |name: &str| match event {
        Some(event) => name == event,
        None => !is_system_event(name),
    };
    let columns = Columns {
        properties: PropertyNames::All,
        context: PropertyNames::All,
        ..Columns::default()
    };
    let mut counting = Counting {
        room: MOST_HELD,
        ..Counting::default()
    };
    snapshot.each_block(site, &columns, |block| -> Result<(), AskError> {
        let wanted: Vec<bool> = block.event_names().map(is_wanted).collect();
        let is_wanted = |row: &usize| wanted.get(block.event_code(*row)).copied() == Some(true);
        for row in (0..block.len()).filter(is_wanted) {
            counting.row(block, row);
        }
        Ok(())
    })?;
    Ok(counting.entries())
}

#[derive(Default)]
struct Counting {
    properties: HashMap<String, Counted>,
    context: HashMap<String, Counted>,
    /// How many more distinct values may be held.
    room: usize,
}

/// What is known of one property.
#[derive(Default)]
struct Counted {
    /// By [`PropertyKind::ALL`].
    kinds: [u64; 5],
    texts: Distinct<HashMap<String, u64>>,
    numbers: Distinct<BTreeMap<Number, u64>>,
    /// Events with false and with true.
    booleans: [u64; 2],
}

/// Values with their events; `None` once there were too many.
struct Distinct<T>(Option<T>);

impl<T: Default> Default for Distinct<T> {
    fn default() -> Self {
        Self(Some(T::default()))
    }
}

impl Counting {
    fn row(&mut self, block: &Block, row: usize) {
        for (name, value) in block.properties(row) {
            // Under this name a question would find the context.
            if !name.starts_with("context.") {
                count(&mut self.properties, &mut self.room, name, value);
            }
        }
        for (name, value) in block.context_under(row, "") {
            count(&mut self.context, &mut self.room, name, value);
        }
    }

    fn entries(self) -> Vec<PropertyEntry> {
        let properties = self.properties.into_iter();
        let context = self.context.into_iter();
        let context = context.map(|(path, counted)| (format!("context.{path}"), counted));
        let mut counted: Vec<(u64, String, Counted)> = properties
            .chain(context)
            .map(|(property, counted)| (counted.kinds.iter().sum(), property, counted))
            .collect();
        counted.sort_by(|(a, a_name, _), (b, b_name, _)| b.cmp(a).then_with(|| a_name.cmp(b_name)));
        counted.truncate(MOST_PROPERTIES);
        let entry = |(events, property, counted): (u64, String, Counted)| PropertyEntry {
            property,
            events,
            kind: counted.kind(),
            values: counted.values(),
        };
        counted.into_iter().map(entry).collect()
    }
}

fn count(names: &mut HashMap<String, Counted>, room: &mut usize, name: &str, value: ValueRef<'_>) {
    if let Some(counted) = names.get_mut(name) {
        counted.add(value, room);
    } else if names.len() < MOST_NAMES {
        names.entry(name.to_owned()).or_default().add(value, room);
    }
}

impl Counted {
    fn add(&mut self, value: ValueRef<'_>, room: &mut usize) {
        let kind = match value {
            ValueRef::String(text) => {
                self.add_text(text, room);
                0
            }
            ValueRef::Number(number) => {
                self.add_number(number, room);
                1
            }
            ValueRef::Boolean(is_true) => {
                self.booleans[usize::from(is_true)] += 1;
                2
            }
            ValueRef::Time(_) => 3,
            ValueRef::Json(_) => 4,
        };
        self.kinds[kind] += 1;
    }

    fn add_text(&mut self, text: &str, room: &mut usize) {
        let Some(texts) = &mut self.texts.0 else {
            return;
        };
        if let Some(events) = texts.get_mut(text) {
            *events += 1;
        } else if text.len() <= MOST_BYTES {
            if texts.len() < MOST_DISTINCT && *room > 0 {
                *room -= 1;
                texts.insert(text.to_owned(), 1);
            } else {
                *room += texts.len();
                self.texts.0 = None;
            }
        }
    }

    fn add_number(&mut self, number: Number, room: &mut usize) {
        let Some(numbers) = &mut self.numbers.0 else {
            return;
        };
        if let Some(events) = numbers.get_mut(&number) {
            *events += 1;
        } else if numbers.len() < MOST_DISTINCT && *room > 0 {
            *room -= 1;
            numbers.insert(number, 1);
        } else {
            *room += numbers.len();
            self.numbers.0 = None;
        }
    }

    /// The kind of most values; of equally frequent ones the first of [`PropertyKind::ALL`].
    fn kind(&self) -> PropertyKind {
        let mut most = (PropertyKind::String, 0);
        for (kind, events) in PropertyKind::ALL.into_iter().zip(self.kinds) {
            if events > most.1 {
                most = (kind, events);
            }
        }
        most.0
    }

    fn values(self) -> Vec<(Value, u64)> {
        let mut values: Vec<(Value, u64)> = match self.kind() {
            PropertyKind::String => {
                let texts = self.texts.0.into_iter().flatten();
                texts
                    .map(|(text, events)| (Value::String(text), events))
                    .collect()
            }
            PropertyKind::Number => {
                let numbers = self.numbers.0.into_iter().flatten();
                numbers
                    .map(|(number, events)| (Value::Number(number), events))
                    .collect()
            }
            PropertyKind::Boolean => {
                let booleans = [false, true].into_iter().zip(self.booleans);
                let occur = booleans.filter(|(_, events)| *events > 0);
                occur
                    .map(|(is_true, events)| (Value::Boolean(is_true), events))
                    .collect()
            }
            PropertyKind::Time | PropertyKind::Json => Vec::new(),
        };
        values
            .sort_by(|(a, a_events), (b, b_events)| b_events.cmp(a_events).then_with(|| a.cmp(b)));
        values.truncate(MOST_VALUES);
        values
    }
}
