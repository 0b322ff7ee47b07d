//! Which events a site has: the first thing to know before a question.

use std::collections::{BTreeMap, BTreeSet};

use cairn_core::id::SiteId;
use cairn_storage::{Block, Columns, Partition, Snapshot};

use crate::error::AskError;

/// One event name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueEntry {
    /// The name.
    pub event: String,
    /// Events of that name.
    pub events: u64,
    /// Persons with such an event.
    pub persons: u64,
}

/// All event names of a site, most frequent first.
pub fn catalogue(snapshot: &Snapshot, site: &SiteId) -> Result<Vec<CatalogueEntry>, AskError> {
    let numbers = std::cell::RefCell::new(BTreeMap::<String, usize>::new());
    let extract = |block: &Block| -> Result<Vec<usize>, AskError> {
        let mut numbers = numbers.borrow_mut();
        let mut number_of = |name: &str| {
            let next = numbers.len();
            *numbers.entry(name.to_owned()).or_insert(next)
        };
        let codes: Vec<usize> = block.event_names().map(&mut number_of).collect();
        Ok((0..block.len())
            .map(|row| codes[block.event_code(row)])
            .collect())
    };
    let mut counts: Vec<(u64, u64)> = Vec::new();
    let mut scan = snapshot.scan(site, &Columns::default(), Partition::ALL, extract)?;
    while let Some(person) = scan.next_person()? {
        counts.resize(counts.len().max(numbers.borrow().len()), (0, 0));
        for number in &person.rows {
            counts[*number].0 += 1;
        }
        if person.person.is_some() {
            let distinct: BTreeSet<usize> = person.rows.iter().copied().collect();
            for number in distinct {
                counts[number].1 += 1;
            }
        }
    }
    drop(scan);
    let mut entries: Vec<CatalogueEntry> = numbers
        .into_inner()
        .into_iter()
        .map(|(event, number)| {
            let (events, persons) = counts.get(number).copied().unwrap_or_default();
            CatalogueEntry {
                event,
                events,
                persons,
            }
        })
        .filter(|entry| entry.events > 0)
        .collect();
    entries.sort_by(|a, b| b.events.cmp(&a.events).then_with(|| a.event.cmp(&b.event)));
    Ok(entries)
}
