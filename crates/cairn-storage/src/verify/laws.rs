//! The laws of counting: received = stored + duplicates + dead-lettered + suppressed, read = stored + duplicates +
//! rejected + suppressed, and stored = in runs + in the log + quarantined + erased + expired + undone.

use std::collections::BTreeMap;

use cairn_core::id::{ImportId, SiteId};

use crate::manifest::{ImportRecord, ImportState, SiteRuns};
use crate::tail::Tail;

/// What a site's counts break, in words.
pub(super) fn broken(site: &SiteId, runs: &SiteRuns, tail: &Tail) -> Vec<String> {
    let mut faults = Vec::new();
    let mut totals = runs.totals;
    let (mut events_in_log, mut letters_in_log) = (0, 0);
    for chunk in tail.chunks.iter().filter(|chunk| chunk.site == *site) {
        totals.add(chunk.counts);
        events_in_log += chunk.counts.stored;
        letters_in_log += chunk.counts.dead_lettered;
    }
    if !totals.is_conserved() {
        let (received, stored) = (totals.received, totals.stored);
        let (duplicates, letters) = (totals.duplicates, totals.dead_lettered);
        let suppressed = totals.suppressed;
        faults.push(format!(
            "{received} messages received are not {stored} stored + {duplicates} duplicates + {letters} dead-lettered + {suppressed} suppressed"
        ));
    }
    for import in runs
        .imports
        .iter()
        .filter(|import| !import.tally.is_conserved())
    {
        faults.push(format!("the rows of {} are unaccounted for", import.id));
    }
    let imported: u64 = live(&runs.imports).map(|import| import.tally.stored).sum();
    let stored = totals.stored + imported;
    let in_runs: u64 = runs.runs.iter().map(|run| run.rows).sum();
    let quarantined: u64 = runs.quarantined.iter().map(|of| of.run.rows).sum();
    let mut removed = runs.removed;
    for import in live(&runs.imports) {
        removed.add(import.removed);
    }
    if stored != in_runs + events_in_log + quarantined + removed.all() {
        let (erased, expired) = (removed.erased, removed.expired);
        faults.push(format!(
            "{stored} events stored are not {in_runs} in runs + {events_in_log} in the log + {quarantined} quarantined + {erased} erased + {expired} expired"
        ));
    }
    let kept: u64 = runs.dead_letters.iter().map(|file| file.count).sum();
    let lost = runs.quarantined_letters.iter();
    let lost: u64 = lost.map(|of| of.file.count).sum();
    let erased = runs.erased_letters;
    if totals.dead_lettered != kept + letters_in_log + lost + erased {
        let letters = totals.dead_lettered;
        faults.push(format!(
            "{letters} dead letters are not {kept} in files + {letters_in_log} in the log + {lost} quarantined + {erased} erased"
        ));
    }
    faults
}

/// What the rows of whole runs break of the imports' records, in words.
pub(super) fn of_imports(
    runs: &SiteRuns,
    rows_by_import: &BTreeMap<Option<ImportId>, u64>,
) -> Vec<String> {
    let mut faults = Vec::new();
    for (import, rows) in rows_by_import {
        let Some(id) = import else { continue };
        if !live(&runs.imports).any(|import| import.id == *id) {
            faults.push(format!("{rows} events are of {id}, which is not there"));
        }
    }
    for import in live(&runs.imports) {
        let rows = rows_by_import.get(&Some(import.id)).copied().unwrap_or(0);
        let stored = import.tally.stored - import.removed.all().min(import.tally.stored);
        // Of a quarantined run it is not known which import each of its rows came from.
        let is_right = match runs.quarantined.is_empty() {
            true => rows == stored,
            false => rows <= stored,
        };
        if !is_right {
            let id = import.id;
            faults.push(format!(
                "{id} should have {stored} events, and {rows} are there"
            ));
        }
    }
    faults
}

fn live(imports: &[ImportRecord]) -> impl Iterator<Item = &ImportRecord> {
    let mut imports = imports.iter();
    std::iter::from_fn(move || imports.find(|import| import.state == ImportState::Live))
}
