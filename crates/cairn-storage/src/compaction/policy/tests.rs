//! Which runs are written anew, by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use cairn_core::id::PersonKey;
use cairn_core::time::Time;

use super::*;
use crate::cell::{Cell, KeyPrefix};
use crate::placement::UnderKeys;
use crate::stream::Stream;

/// Nothing is due.
const NONE: [u64; 0] = [];

const SIZES: CompactionSizes = CompactionSizes {
    waiting_runs: 3,
    rows_at_once: 100,
    alike_groups: 3,
    cell_rows: 0,
    part_rows: 0,
    months: 0,
    row_group_rows: 0,
    misplaced_ids: 2,
    misplaced_of: 10,
};

/// A run of so many rows; of a group of the first month of 1970 if it was compacted.
fn run(number: u64, rows: u64, group: Option<u64>) -> Run {
    let time = Time::from_micros(0);
    Run {
        number,
        stream: Stream::Events,
        cell: group.map(|_| Cell {
            month: Month::of(time),
            prefix: KeyPrefix::ALL,
        }),
        group: group.unwrap_or(number),
        rows,
        imports: BTreeMap::new(),
        ids: 0,
        bytes: 0,
        first_time: time,
        last_time: time,
        last_received: time,
        has_facts: true,
        seals: None,
    }
}

/// What is due of runs in which nothing is misplaced.
fn due_of(runs: &[Run]) -> Vec<u64> {
    let misplaced = vec![Misplaced::Under(Arc::default()); runs.len()];
    due(runs, &misplaced, &SIZES)
}

#[test]
fn runs_wait_until_there_are_some_and_go_as_many_as_fit() {
    let waiting = |rows: &[u64]| {
        let runs: Vec<Run> = (1..)
            .zip(rows)
            .map(|(n, rows)| run(n, *rows, None))
            .collect();
        due_of(&runs)
    };
    assert_eq!(waiting(&[1, 1]), NONE);
    assert_eq!(waiting(&[1, 1, 1]), [1, 2, 3]);
    assert_eq!(waiting(&[60, 40, 1]), [1, 2]);
    // Two at least, or nothing would ever get fewer.
    assert_eq!(waiting(&[500, 500, 1]), [1, 2]);
}

#[test]
fn groups_of_alike_size_are_merged_and_a_large_one_rests() {
    let groups = |rows: &[u64]| {
        let runs: Vec<Run> = (1..)
            .zip(rows)
            .map(|(n, rows)| run(n, *rows, Some(n)))
            .collect();
        due_of(&runs)
    };
    assert_eq!(groups(&[10, 10]), NONE);
    assert_eq!(groups(&[10, 20, 60]), [1, 2, 3]);
    assert_eq!(groups(&[10, 21, 60]), NONE);
    assert_eq!(groups(&[1_000, 10, 10, 10]), [2, 3, 4]);
    // Two runs of one group are one group.
    let parts = [run(1, 5, Some(1)), run(2, 5, Some(1)), run(3, 10, Some(3))];
    assert_eq!(due_of(&parts), NONE);
}

#[test]
fn a_group_with_too_much_under_wrong_keys_is_written_anew_alone() {
    let runs = [run(1, 30, Some(1)), run(2, 30, Some(2))];
    let with = |ids: u128| {
        let under = UnderKeys {
            keys: (0..ids).map(PersonKey).collect(),
            ..UnderKeys::default()
        };
        let misplaced = [
            Misplaced::Under(Arc::default()),
            Misplaced::Under(under.into()),
        ];
        due(&runs, &misplaced, &SIZES)
    };
    // More than two, and more than one in ten rows.
    assert_eq!((with(2), with(3), with(4)), (vec![], vec![], vec![2]));
}
