//! The mutants of times to convert.

use super::mutant::{Mutant, mutant};

const TAKEN: &str = "time_to_convert/taken.rs";
const BINS: &str = "time_to_convert/bins.rs";
const SUMMARY: &str = "time_to_convert/summary.rs";
const ANSWER: &str = "answer/time_to_convert.rs";

/// All of these.
pub(super) const MUTANTS: &[Mutant] = &[
    mutant(
        "who is before the last step has converted",
        TAKEN,
        "entered.depth() == plan.pace.steps",
        "entered.depth() + 1 >= plan.pace.steps",
    ),
    mutant(
        "who converts while its window runs is open",
        TAKEN,
        "if entered.depth() == plan.pace.steps {",
        "if entered.depth() == plan.pace.steps && !entered.is_open {",
    ),
    mutant(
        "who is still open has been watched for the window",
        TAKEN,
        "return Fared::Open(watched);",
        "return Fared::Open(watched.max(plan.pace.window));",
    ),
    mutant(
        "who is still open is lost",
        TAKEN,
        "if entered.is_open {",
        "if entered.is_open && plan.now < entered.start {",
    ),
    mutant(
        "a bar begins after its edge",
        TAKEN,
        "self.from <= took",
        "self.from < took",
    ),
    mutant(
        "a bar holds the edge it ends with",
        TAKEN,
        "is_none_or(|to| took < to)",
        "is_none_or(|to| took <= to)",
    ),
    mutant(
        "a time on an edge is in the bar before",
        BINS,
        "partition_point(|took| *took < edge)",
        "partition_point(|took| *took <= edge)",
    ),
    mutant(
        "who takes the whole window is in no bar",
        BINS,
        "next.map_or(times.len(), below)",
        "below(next.unwrap_or(window))",
    ),
    mutant(
        "those who did not convert are forgotten in merging",
        SUMMARY,
        "self.lost += other.lost;",
        "self.lost = self.lost.max(other.lost);",
    ),
    mutant(
        "who did not convert is left out of the curve",
        ANSWER,
        "censored: taken.lost(),",
        "censored: 0,",
    ),
    mutant(
        "who is still open has converted",
        ANSWER,
        "taken.open().iter().map(|watched| of(watched, 0))",
        "taken.open().iter().map(|watched| of(watched, 1))",
    ),
    mutant(
        "the share within the window is told before it is known",
        ANSWER,
        "let is_known = curve.is_known_at(window.micros());\n    is_known",
        "let is_known = curve.watched_until().is_some();\n    is_known",
    ),
    mutant(
        "percentiles are of all who enter",
        ANSWER,
        "curve.quantile(share, window.micros(), CONFIDENCE_LEVEL)?",
        "curve.quantile(share, window.micros(), CONFIDENCE_LEVEL)?.filter(|found| curve.share_by(found.time) >= share)",
    ),
];
