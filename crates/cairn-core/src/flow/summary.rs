//! A flow's counts: mergeable in any order, by full names, since what is told one by one is chosen of the whole.

use std::collections::HashMap;

use super::{Path, Paths};
use crate::breakdown::{BreakdownCode, BreakdownValues};
use crate::value::Value;

/// The greatest number of distinct links: column, name and next name.
pub const MAX_LINKS: usize = 4_000_000;

/// Paths in a column or on a link.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CellCount {
    /// How many.
    pub paths: u64,
    /// Of these those that are still open.
    pub open: u64,
}

/// Paths in a column.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ColumnCount {
    /// How many.
    pub cell: CellCount,
    /// Over all persons the square of how many of its paths are here and not open.
    pub squares: u128,
}

/// A name of a summary.
type NameCode = u32;

/// From a column to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct LinkCode {
    column: u8,
    /// The anchor has none.
    from: Option<NameCode>,
    /// None where the path ends.
    to: Option<NameCode>,
}

/// From a column to the next, by names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link<'a> {
    /// The column it comes from; the anchor is 0.
    pub column: usize,
    /// What paths are called there; the anchor has no name.
    pub from: Option<&'a str>,
    /// What they are called in the next column; `None` where they end.
    pub to: Option<&'a str>,
}

/// The counts of a flow.
#[derive(Debug, Clone)]
pub struct FlowSummary {
    /// By column from the anchor on.
    pub columns: Vec<ColumnCount>,
    /// Anchors in the range that are in no session, where paths are those of sessions.
    pub outside: u64,
    names: Names,
    links: HashMap<LinkCode, CellCount>,
    most_links: usize,
    has_too_many: bool,
}

/// The names met so far, numbered in the order of meeting.
#[derive(Debug, Clone, Default)]
struct Names {
    codes: HashMap<String, NameCode>,
    names: Vec<String>,
}

impl FlowSummary {
    /// The counts of nobody, of so many columns after the anchor and at most so many links.
    pub fn empty(columns: usize, most_links: usize) -> Self {
        Self {
            columns: vec![ColumnCount::default(); columns + 1],
            outside: 0,
            names: Names::default(),
            links: HashMap::new(),
            most_links,
            has_too_many: false,
        }
    }

    /// Adds what one person brings. `values` are what its labels stand for.
    pub fn add(&mut self, person: &Paths, values: &BreakdownValues) {
        self.outside += person.outside;
        for (column, count) in self.columns.iter_mut().enumerate() {
            let here = person.paths.iter().filter(|path| path.reaches(column));
            let (mut paths, mut open) = (0, 0);
            for path in here {
                paths += 1;
                open += u64::from(path.is_open);
            }
            count.cell.add(CellCount { paths, open });
            count.squares += u128::from(paths - open).pow(2);
        }
        for path in &person.paths {
            self.add_links(path, values);
        }
    }

    fn add_links(&mut self, path: &Path, values: &BreakdownValues) {
        let one = CellCount {
            paths: 1,
            open: u64::from(path.is_open),
        };
        let mut from = None;
        for (column, label) in (0_u8..).zip(&path.labels) {
            let to = self.name_of(*label, values);
            self.add_link(LinkCode { column, from, to }, one);
            from = to;
        }
        if !path.goes_on {
            let column = u8::try_from(path.labels.len()).unwrap_or(u8::MAX);
            let to = None;
            self.add_link(LinkCode { column, from, to }, one);
        }
    }

    fn add_link(&mut self, link: LinkCode, count: CellCount) {
        if let Some(known) = self.links.get_mut(&link) {
            known.add(count);
        } else if self.links.len() < self.most_links {
            self.links.insert(link, count);
        } else {
            self.has_too_many = true;
        }
    }

    /// Labels are texts.
    fn name_of(&mut self, label: BreakdownCode, values: &BreakdownValues) -> Option<NameCode> {
        match values.value(label) {
            Some(Value::String(name)) => self.names.code(name),
            _ => None,
        }
    }

    /// Takes in the counts of other persons, of as many columns.
    pub fn merge(&mut self, other: Self) {
        self.outside += other.outside;
        self.has_too_many |= other.has_too_many;
        for (into, from) in self.columns.iter_mut().zip(other.columns) {
            into.cell.add(from.cell);
            into.squares += from.squares;
        }
        let mut codes = Vec::with_capacity(other.names.names.len());
        for name in &other.names.names {
            codes.push(self.names.code(name));
        }
        let code_of = |code: Option<NameCode>| codes.get(code? as usize).copied().flatten();
        for (link, count) in other.links {
            let link = LinkCode {
                column: link.column,
                from: code_of(link.from),
                to: code_of(link.to),
            };
            self.add_link(link, count);
        }
    }

    /// Whether there are more links than could be counted. That depends on all paths together, not on how they were
    /// parted.
    pub fn has_too_many_links(&self) -> bool {
        self.has_too_many
    }

    /// All links, in no order.
    pub fn links(&self) -> impl Iterator<Item = (Link<'_>, CellCount)> {
        let name = |code: NameCode| self.names.names.get(code as usize).map(String::as_str);
        self.links.iter().map(move |(link, count)| {
            let link = Link {
                column: usize::from(link.column),
                from: link.from.and_then(name),
                to: link.to.and_then(name),
            };
            (link, *count)
        })
    }
}

impl CellCount {
    /// Adds other paths.
    pub fn add(&mut self, other: Self) {
        self.paths += other.paths;
        self.open += other.open;
    }

    /// Those that are not open.
    pub fn closed(self) -> u64 {
        self.paths - self.open
    }
}

impl Names {
    fn code(&mut self, name: &str) -> Option<NameCode> {
        if let Some(code) = self.codes.get(name) {
            return Some(*code);
        }
        let code = NameCode::try_from(self.names.len()).ok()?;
        self.names.push(name.to_owned());
        self.codes.insert(name.to_owned(), code);
        Some(code)
    }
}

#[cfg(test)]
mod tests;
