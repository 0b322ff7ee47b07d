//! Random stores of several imports, with small runs and row groups.

use std::path::Path;

use cairn_core::event::{Event, Identity};
use cairn_core::id::ImportId;
use cairn_core::time::Time;
use cairn_storage::{ImportSizes, Store};
use cairn_testkit::dice::Dice;

use crate::shop::{random_entry, site};

pub(crate) const NOW: Time = Time::from_micros(1_800_000_000_000_000);

pub(crate) fn import(store: &Store, events: Vec<Event>, sizes: ImportSizes) -> ImportId {
    let mut import = store.begin_import_sized(&site("shop"), sizes).unwrap();
    let mut rows = 0;
    for event in events {
        rows += 1;
        import.add(event, rows).unwrap();
    }
    let resolved = import.resolve().unwrap();
    resolved.commit("file", NOW, rows, 0).unwrap().id
}

/// Events with ids of their own.
pub(crate) fn new_events(dice: &mut Dice, count: usize, name: &str) -> Vec<Event> {
    (0..count)
        .map(|number| random_entry(dice, Identity::Message(format!("{name}-{number}"))))
        .collect()
}

/// Three imports of up to 60 events each.
pub(crate) fn random_store(data: &Path, seed: u64) -> Store {
    let mut dice = Dice::new(seed);
    let store = Store::at(data);
    for name in ["first", "second", "third"] {
        let count = dice.below(61);
        let sizes = ImportSizes {
            chunk_rows: 10 + dice.below(60),
            row_group_rows: 1 + dice.below(8),
            ..ImportSizes::default()
        };
        let events = new_events(&mut dice, count, name);
        import(&store, events, sizes);
    }
    store
}
