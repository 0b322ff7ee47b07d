//! The mutants of flows.

use super::mutant::{Mutant, mutant};

const LABELS: &str = "flow/labels.rs";
const PATHS: &str = "flow/paths.rs";
const SUMMARY: &str = "flow/summary.rs";
const ANSWER: &str = "answer/flow.rs";

/// All of these.
pub(super) const MUTANTS: &[Mutant] = &[
    mutant(
        "a property calls events of every name",
        LABELS,
        "is_meant.then_some(&by.property)",
        "(is_meant || true).then_some(&by.property)",
    ),
    mutant(
        "a blank value is a name",
        LABELS,
        "(!text.trim().is_empty()).then_some(Cow::Borrowed(text))",
        "Some(Cow::Borrowed(text))",
    ),
    mutant(
        "what is hidden goes by merged names",
        LABELS,
        "if self.leaves_out(&label) {",
        "if self.leaves_out(self.merge.get(&*label).map_or(&*label, String::as_str)) {",
    ),
    mutant(
        "names are not merged",
        LABELS,
        "Some(merged.map_or(label, Cow::Borrowed))",
        "Some(merged.map_or(label.clone(), |_| label))",
    ),
    mutant(
        "only what is named is left out",
        LABELS,
        "!only.contains(label)",
        "only.contains(label)",
    ),
    mutant(
        "a path beyond the last column ends in it",
        PATHS,
        "self.labels.len() == column && !self.goes_on",
        "self.labels.len() == column",
    ),
    mutant(
        "whoever reaches a column ends there",
        PATHS,
        "Self::Ended => path.ends_in(column),",
        "Self::Ended => path.reaches(column),",
    ),
    mutant(
        "who is behind open ones are all",
        PATHS,
        "Self::Open => path.reaches(column) && path.is_open,",
        "Self::Open => path.reaches(column),",
    ),
    mutant(
        "a person's last anchor is taken",
        PATHS,
        "paths: { anchors.iter() }\n                .find(",
        "paths: { anchors.iter() }\n                .rfind(",
    ),
    mutant(
        "the range does not bound a person's anchor",
        PATHS,
        ".find(|anchor| plan.range.contains(anchor.time))",
        ".find(|_| true)",
    ),
    mutant(
        "the window's last instant is outside",
        PATHS,
        "event.time.since(anchor.time) <= window",
        "event.time.since(anchor.time) < window",
    ),
    mutant(
        "backwards the window's last instant is outside",
        PATHS,
        "anchor.time.since(event.time) <= window",
        "anchor.time.since(event.time) < window",
    ),
    mutant(
        "a window that ends at now is open",
        PATHS,
        "anchor.time.plus(window) > plan.now",
        "anchor.time.plus(window) >= plan.now",
    ),
    mutant(
        "a session belongs to where its anchor lies",
        PATHS,
        "!plan.range.contains(session.start) ||",
        "!plan.range.contains(anchor.time) ||",
    ),
    mutant(
        "each anchor of a session has a path",
        PATHS,
        "|| !told.insert(session.number)",
        "|| (!told.insert(session.number) && false)",
    ),
    mutant(
        "paths of sessions cross into others",
        PATHS,
        "event.session.is_some_and(|of| of.number == session.number);",
        "event.session.is_some() || event.time == session.start;",
    ),
    mutant(
        "a session is over with its last event",
        PATHS,
        "last.plus(plan.gap) > plan.now",
        "last > plan.now",
    ),
    mutant(
        "what lies before an anchor may be open",
        PATHS,
        "follow(plan, journey, anchor, since_start.filter(is_of_session))",
        "Path { is_open: last > plan.now, ..follow(plan, journey, anchor, since_start.filter(is_of_session)) }",
    ),
    mutant(
        "backwards a session ends after its first instant",
        PATHS,
        "event.time >= session.start",
        "event.time > session.start",
    ),
    mutant(
        "bookkeeping lets no session go on",
        PATHS,
        "Some((event.session?.number, event.time))",
        "Some((event.session.filter(|_| event.is_active)?.number, event.time))",
    ),
    mutant(
        "an anchor is on its own path",
        PATHS,
        "(event.time, event.event_id) <= of_anchor",
        "(event.time, event.event_id) < of_anchor",
    ),
    mutant(
        "what happens at the anchor's time lies before it",
        PATHS,
        "(event.time, event.event_id) < of_anchor",
        "event.time <= anchor.time",
    ),
    mutant(
        "the anchor has no name to repeat",
        PATHS,
        "true => label_of(&journey[anchor.source]),",
        "true => None,",
    ),
    mutant(
        "the end of a wait has a name to repeat",
        PATHS,
        "false => None,\n    };",
        "false => label_of(&journey[anchor.source]),\n    };",
    ),
    mutant(
        "repeats that are kept are collapsed",
        PATHS,
        "plan.repeats == Repeats::Collapsed && last == Some(label)",
        "last == Some(label)",
    ),
    mutant(
        "a name that comes again later is a repeat",
        PATHS,
        "last == Some(label) {",
        "(last == Some(label) || path.labels.contains(&label)) {",
    ),
    mutant(
        "a path has one column too many",
        PATHS,
        "path.labels.len() == plan.columns",
        "path.labels.len() > plan.columns",
    ),
    mutant(
        "only the anchor is repeated",
        PATHS,
        "        last = Some(label);\n",
        "",
    ),
    mutant(
        "bookkeeping is on paths",
        PATHS,
        "event.breakdowns.get(0).filter(|_| event.is_active)",
        "event.breakdowns.get(0)",
    ),
    mutant(
        "open paths are taken for closed",
        SUMMARY,
        "open += u64::from(path.is_open);",
        "",
    ),
    mutant(
        "squares are of open paths too",
        SUMMARY,
        "u128::from(paths - open).pow(2)",
        "u128::from(paths).pow(2)",
    ),
    mutant(
        "paths of a person are independent",
        SUMMARY,
        "u128::from(paths - open).pow(2)",
        "u128::from(paths - open)",
    ),
    mutant(
        "a path beyond the last column has an end",
        SUMMARY,
        "if !path.goes_on {",
        "if true {",
    ),
    mutant(
        "merging takes the other's numbers for its own",
        SUMMARY,
        "from: code_of(link.from),",
        "from: link.from,",
    ),
    mutant(
        "merging forgets the columns' open paths",
        SUMMARY,
        "into.cell.add(from.cell);",
        "into.cell.paths += from.cell.paths;",
    ),
    mutant(
        "equally frequent names come by chance of their last",
        ANSWER,
        "names.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.here.paths));",
        "names.reverse(); names.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.here.paths));",
    ),
    mutant(
        "names are ranked by who ends",
        ANSWER,
        "std::cmp::Reverse(counts.here.paths)",
        "std::cmp::Reverse(counts.ended.paths)",
    ),
    mutant(
        "the others forget who ends",
        ANSWER,
        "other.ended.add(counts.ended);",
        "",
    ),
    mutant(
        "one name too many is told",
        ANSWER,
        "names.split_off(rows.min(names.len()))",
        "names.split_off((rows + 1).min(names.len()))",
    ),
    mutant(
        "rates count open paths",
        ANSWER,
        "let here = counts.here.closed();",
        "let here = counts.here.paths.min(self.start.cell.closed());",
    ),
    mutant(
        "shares of the start are of the column before",
        ANSWER,
        "share(self.start)",
        "share(self.previous.unwrap_or(self.start))",
    ),
];
