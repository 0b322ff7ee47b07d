//! Which runs are to be written anew together.
//!
//! Runs of flushes and imports wait until there are some. What one rewrite makes of a month is a group; groups of a
//! month are merged when they are alike in size, so a row is written anew about as often as the month can be
//! doubled. A month whose rows lie too much under wrong keys is written anew alone. Before all of it, once, come runs
//! beside which an earlier version left unsaid whose entities are.

use std::collections::{BTreeMap, BTreeSet};

use cairn_core::time::Month;

use super::CompactionSizes;
use crate::manifest::Run;
use crate::placement::Misplaced;
use crate::stream::Stream;

/// The runs of a month by group, each with what lies under wrong keys in it.
type Groups<'a> = BTreeMap<u64, Vec<(&'a Run, &'a Misplaced)>>;

/// The numbers of the runs of a site that are to be written anew next; none if all is well. `misplaced` has what
/// lies under wrong keys in each of the runs.
pub(crate) fn due(runs: &[Run], misplaced: &[Misplaced], sizes: &CompactionSizes) -> Vec<u64> {
    for stream in Stream::ALL {
        let waiting = runs.iter().filter(|run| run.cell.is_none());
        let waiting: Vec<&Run> = waiting.filter(|run| run.stream == stream).collect();
        if waiting.len() >= sizes.waiting_runs {
            return first_of(&waiting, sizes.rows_at_once);
        }
    }
    let mut months: BTreeMap<(Stream, Month), Groups<'_>> = BTreeMap::new();
    for (run, misplaced) in runs.iter().zip(misplaced) {
        if let Some(cell) = run.cell {
            let groups = months.entry((run.stream, cell.month)).or_default();
            groups.entry(run.group).or_default().push((run, misplaced));
        }
    }
    for groups in months.values() {
        let alike = alike_groups(groups, sizes.alike_groups);
        if !alike.is_empty() {
            return alike;
        }
        let is_disordered = |runs: &&Vec<(&Run, &Misplaced)>| is_disordered(runs, sizes);
        if let Some(runs) = groups.values().find(is_disordered) {
            return runs.iter().map(|(run, _)| run.number).collect();
        }
    }
    Vec::new()
}

/// Which of these runs are to be written anew next because every fold of identity has to read their rows; none if no
/// run is so. Those that were compacted are written one by one, where they lie.
pub(crate) fn next_unfolded(
    runs: &[Run],
    unfolded: &BTreeSet<u64>,
    sizes: &CompactionSizes,
) -> Vec<u64> {
    for stream in Stream::ALL {
        let runs = runs.iter().filter(|run| run.stream == stream);
        let (compacted, waiting): (Vec<&Run>, Vec<&Run>) = runs
            .filter(|run| unfolded.contains(&run.number))
            .partition(|run| run.cell.is_some());
        if !waiting.is_empty() {
            return first_of(&waiting, sizes.rows_at_once);
        }
        if let Some(run) = compacted.first() {
            return vec![run.number];
        }
    }
    Vec::new()
}

/// The oldest that have about so many rows together, at least two.
fn first_of(waiting: &[&Run], rows_at_once: u64) -> Vec<u64> {
    let mut rows = 0;
    let mut chosen = Vec::new();
    for run in waiting {
        if chosen.len() >= 2 && rows + run.rows > rows_at_once {
            break;
        }
        rows += run.rows;
        chosen.push(run.number);
    }
    chosen
}

/// The runs of the smallest groups of a month as far as each is at most twice as large as those before it together,
/// if they are enough.
fn alike_groups(groups: &Groups<'_>, enough: usize) -> Vec<u64> {
    let rows_of = |runs: &[(&Run, &Misplaced)]| runs.iter().map(|(run, _)| run.rows).sum::<u64>();
    let mut by_size: Vec<_> = groups.values().map(|runs| (rows_of(runs), runs)).collect();
    by_size.sort_by_key(|(rows, _)| *rows);
    let mut alike: Vec<&Vec<(&Run, &Misplaced)>> = Vec::new();
    let mut sum = 0;
    for (rows, runs) in by_size {
        if !alike.is_empty() && rows > 2 * sum {
            break;
        }
        sum += rows;
        alike.push(runs);
    }
    if alike.len() < enough {
        return Vec::new();
    }
    let runs = alike.into_iter().flatten();
    runs.map(|(run, _)| run.number).collect()
}

/// Whether so much of a group lies under wrong keys that questions suffer.
fn is_disordered(runs: &[(&Run, &Misplaced)], sizes: &CompactionSizes) -> bool {
    let rows: u64 = runs.iter().map(|(run, _)| run.rows).sum();
    let ids = runs.iter().map(|(_, misplaced)| match misplaced {
        Misplaced::Diverted => 0,
        Misplaced::Under(under) => under.keys.len(),
    });
    let ids = ids.max().unwrap_or(0);
    ids > sizes.misplaced_ids && ids as u64 > rows / sizes.misplaced_of.max(1)
}

#[cfg(test)]
mod tests;
