//! Events that are stored twice.
//!
//! A live event is held against the last days only (semantics S3), at least seven and since when it is on record as
//! many as were set, so one that was sent again later is rightly there twice. Any other event that is there twice is a fault.

use std::collections::BTreeMap;

use cairn_core::id::{EventId, ImportId};
use cairn_core::time::{Span, Time};

use crate::error::StorageError;
use crate::ids::each_repeated;
use crate::manifest::Run;
use crate::partition::Partition;
use crate::paths::RunsFolders;
use crate::projection::Columns;
use crate::received_day::WindowSince;
use crate::run_reader::RunReader;
use crate::vfs::Vfs;

/// When an event arrives and when it is decided about are not the same moment.
const SLACK: Span = Span::from_seconds(3_600);

/// How many faults are told one by one.
const TOLD: usize = 10;

struct Copy {
    received_at: Time,
    import: Option<ImportId>,
    run: u64,
}

/// The events that are stored twice in these runs and should not be, in words.
pub(super) fn find(
    vfs: &dyn Vfs,
    folder: &RunsFolders,
    runs: &[&Run],
    longer: Option<WindowSince>,
) -> Result<Vec<String>, StorageError> {
    let files: Vec<_> = runs.iter().map(|run| run.id_file(folder)).collect();
    let mut copies: BTreeMap<EventId, Vec<Copy>> = BTreeMap::new();
    let mut has_repeated = vec![false; runs.len()];
    each_repeated(vfs, &files, |id, holders| {
        copies.entry(id).or_default();
        for holder in holders {
            has_repeated[*holder] = true;
        }
    })?;
    for (run, _) in runs.iter().zip(has_repeated).filter(|(_, has)| *has) {
        let path = run.events_path(folder);
        let mut reader = RunReader::open(vfs, &path, &Columns::ALL, Partition::ALL)?;
        while let Some(block) = reader.next_block()? {
            for row in 0..block.len() {
                let Some(copies) = copies.get_mut(&block.event_id(row)) else {
                    continue;
                };
                if let Some(stored) = block.stored_event(row) {
                    copies.push(Copy {
                        received_at: stored.event.received_at,
                        import: stored.event.import_id,
                        run: run.number,
                    });
                }
            }
        }
    }
    let mut faults = Vec::new();
    let mut more = 0;
    for (id, mut copies) in copies {
        copies.sort_by_key(|copy| copy.received_at);
        let is_right = |pair: &[Copy]| {
            let arrived = pair[1].received_at;
            let window = WindowSince::of(longer, arrived.minus(SLACK));
            let first_known = arrived.minus(window.span());
            pair[1].import.is_none() && first_known > pair[0].received_at.minus(SLACK)
        };
        let Some(pair) = copies.windows(2).find(|pair| !is_right(pair)) else {
            continue;
        };
        if faults.len() < TOLD {
            faults.push(format!(
                "event {id} is stored twice, in the runs {} and {}",
                pair[0].run, pair[1].run
            ));
        } else {
            more += 1;
        }
    }
    if more > 0 {
        faults.push(format!("{more} more events are stored twice"));
    }
    Ok(faults)
}
