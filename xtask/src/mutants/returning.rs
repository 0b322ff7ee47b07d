//! The mutants of retention.

use super::mutant::{Mutant, mutant};

const GRID: &str = "returning/grid.rs";
const MEMBERS: &str = "returning/members.rs";
const SUMMARY: &str = "returning/summary.rs";
const ANSWER: &str = "answer/returning.rs";

/// All of these.
pub(super) const MUTANTS: &[Mutant] = &[
    mutant(
        "what happens at now does not count",
        GRID,
        "time <= self.now",
        "time < self.now",
    ),
    mutant(
        "the period that begins at the range's end is a cohort",
        GRID,
        "buckets.start_of(*bucket) < range.end",
        "buckets.start_of(*bucket) <= range.end",
    ),
    mutant(
        "a calendar period has a cell before it begins",
        GRID,
        "cohort + period < self.buckets.len(),",
        "cohort + period <= self.buckets.len(),",
    ),
    mutant(
        "a calendar period is over when it begins",
        GRID,
        "self.has_happened(self.buckets.end_of(bucket))",
        "self.has_happened(self.buckets.start_of(bucket))",
    ),
    mutant(
        "a rolling period is over when it begins",
        GRID,
        "self.has_happened(after(start, length, period + 1))",
        "self.has_happened(after(start, length, period))",
    ),
    mutant(
        "a rolling cell is complete when the first are",
        GRID,
        "self.is_over(cohort, self.buckets.end_of(cohort), period)",
        "self.is_over(cohort, self.buckets.start_of(cohort), period)",
    ),
    mutant(
        "rolling periods run from the cohort's beginning",
        GRID,
        "time.since(start)",
        "time.since(self.buckets.start_of(cohort))",
    ),
    mutant(
        "returns after now count",
        MEMBERS,
        "returns.retain(|back| grid.has_happened(back.time));",
        "returns.retain(|_| true);",
    ),
    mutant(
        "what starts is not its own return",
        MEMBERS,
        "order(back) < order(start)",
        "order(back) <= order(start)",
    ),
    mutant(
        "a return at the start's time is later whatever its id",
        MEMBERS,
        "order(back) < order(start)",
        "back.time < start.time",
    ),
    mutant(
        "returns before the start count",
        MEMBERS,
        "let later = &returns[earlier..];",
        "let later = &returns[earlier * 0..];",
    ),
    mutant(
        "each start of a period counts",
        MEMBERS,
        "starts.dedup_by_key(|(cohort, _)| *cohort);",
        "",
    ),
    mutant(
        "filters do not touch the first start",
        MEMBERS,
        "target.keep.is_none_or(is_kept).then_some(first)",
        "target.keep.is_none_or(is_kept).then_some(first).or(Some(first))",
    ),
    mutant("filters promote a later start", MEMBERS, "keep: None,", ""),
    mutant(
        "the last start counts as the first",
        MEMBERS,
        ".next()?",
        ".last()?",
    ),
    mutant(
        "on or after looks at the first return",
        MEMBERS,
        "later.last()",
        "later.first()",
    ),
    mutant(
        "rates count who returned while the period was open",
        SUMMARY,
        "u64::from(is_over && has_returned)",
        "u64::from(has_returned)",
    ),
    mutant(
        "merging forgets who returned",
        SUMMARY,
        "into.returned += from.returned;",
        "",
    ),
    mutant(
        "all cohorts count, complete or not",
        ANSWER,
        "grid.is_complete(*cohort, period)",
        "grid.is_complete(*cohort, period) || true",
    ),
];
