//! The answer to a flow.

use std::collections::{BTreeMap, HashMap};

use cairn_stats::ProportionError;

use super::rate::Rate;
use crate::flow::{CellCount, ColumnCount, Direction, Flow, FlowSummary, PathsOf};

/// What people do after or before an anchor.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowAnswer {
    /// What a reader calls the anchor.
    pub anchor: String,
    /// Which way paths go from there.
    pub direction: Direction,
    /// Whose they are.
    pub of: PathsOf,
    /// The anchor's, then as many as are asked for and reached.
    pub columns: Vec<FlowColumn>,
    /// From each column to the next, by column and by the order of the nodes there; others and ends come last.
    pub links: Vec<FlowLink>,
}

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowColumn {
    /// All of it.
    pub whole: FlowCell,
    /// What is told one by one: most paths first, then by name. Of the first column the anchor.
    pub nodes: Vec<FlowNode>,
    /// All other names.
    pub other: FlowCell,
}

/// What is called by one name in a column.
#[derive(Debug, Clone, PartialEq)]
pub struct FlowNode {
    /// The name.
    pub name: String,
    /// Its paths.
    pub cell: FlowCell,
}

/// Some paths of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FlowCell {
    /// Paths here.
    pub here: CellCount,
    /// Those that end here, so far.
    pub ended: CellCount,
    /// Of all paths those here, as far as they are closed; `None` for the first column.
    pub rate_from_start: Option<Rate>,
    /// Of the paths in the column before those here, as far as they are closed; `None` for the first column.
    pub rate_from_previous: Option<Rate>,
}

/// From a node to a node of the next column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowLink {
    /// The column it comes from.
    pub column: usize,
    /// The node there; `None` is all other names.
    pub from: Option<String>,
    /// Where it goes.
    pub to: LinkEnd,
    /// Its paths.
    pub count: CellCount,
}

/// Where a link goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkEnd {
    /// To a node of the next column.
    Node(String),
    /// To the other names of the next column.
    Other,
    /// Nowhere: the paths end.
    Ended,
}

/// Paths here and those that end here.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    here: CellCount,
    ended: CellCount,
}

/// A column's names in the order of the answer: the first `rows` are told one by one.
struct Ranked<'a> {
    names: Vec<(&'a str, Counts)>,
    other: Counts,
    places: HashMap<&'a str, usize>,
}

/// A place behind all nodes.
const OTHER: usize = usize::MAX - 1;
/// The place of an end.
const ENDED: usize = usize::MAX;

impl FlowAnswer {
    /// The answer of counts.
    pub fn of(asked: &Flow, summary: &FlowSummary) -> Result<Self, ProportionError> {
        let (ranked, ended) = rank(asked.rows, summary);
        let reached = { summary.columns.iter().enumerate() }
            .take_while(|(column, count)| *column == 0 || count.cell.paths > 0);
        let shares = |column: usize| Shares::of(asked.of, &summary.columns, column);
        let mut columns = Vec::new();
        for (column, count) in reached {
            let shares = shares(column);
            let whole = Counts {
                here: count.cell,
                ended: ended.get(column).copied().unwrap_or_default(),
            };
            let whole = shares.cell(whole)?;
            let (mut nodes, mut other) = (Vec::new(), shares.cell(Counts::default())?);
            if column == 0 {
                let name = asked.name.clone();
                nodes.push(FlowNode { name, cell: whole });
            }
            if let Some(ranked) = ranked.get(column) {
                for (name, counts) in &ranked.names {
                    nodes.push(FlowNode {
                        name: (*name).to_owned(),
                        cell: shares.cell(*counts)?,
                    });
                }
                other = shares.cell(ranked.other)?;
            }
            columns.push(FlowColumn {
                whole,
                nodes,
                other,
            });
        }
        Ok(Self {
            anchor: asked.name.clone(),
            direction: asked.direction,
            of: asked.of,
            links: links(&columns, &ranked, summary),
            columns,
        })
    }
}

/// The names of each column and what ends in it.
fn rank(rows: usize, summary: &FlowSummary) -> (Vec<Ranked<'_>>, Vec<CellCount>) {
    let columns = summary.columns.len();
    let mut ended = vec![CellCount::default(); columns];
    let mut by_name: Vec<BTreeMap<&str, Counts>> = vec![BTreeMap::new(); columns];
    for (link, count) in summary.links() {
        let (column, name) = match link.to {
            Some(to) => (link.column + 1, Some(to)),
            None => (link.column, link.from),
        };
        if let (None, Some(ended)) = (link.to, ended.get_mut(column)) {
            ended.add(count);
        }
        let (Some(name), Some(names)) = (name, by_name.get_mut(column)) else {
            continue;
        };
        let counts = names.entry(name).or_default();
        match link.to {
            Some(_) => counts.here.add(count),
            None => counts.ended.add(count),
        }
    }
    let ranked = by_name.into_iter().map(|names| Ranked::of(rows, names));
    (ranked.collect(), ended)
}

impl<'a> Ranked<'a> {
    fn of(rows: usize, names: BTreeMap<&'a str, Counts>) -> Self {
        let mut names: Vec<(&str, Counts)> = names.into_iter().collect();
        // They come by name, and stay so where as many paths are.
        names.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.here.paths));
        let mut other = Counts::default();
        for (_, counts) in names.split_off(rows.min(names.len())) {
            other.here.add(counts.here);
            other.ended.add(counts.ended);
        }
        let numbered = { names.iter().enumerate() }.map(|(place, (name, _))| (*name, place));
        Self {
            places: numbered.collect(),
            names,
            other,
        }
    }

    fn place(&self, name: &str) -> usize {
        self.places.get(name).copied().unwrap_or(OTHER)
    }
}

/// The links between nodes.
fn links(columns: &[FlowColumn], ranked: &[Ranked<'_>], summary: &FlowSummary) -> Vec<FlowLink> {
    let place = |column: usize, name: &str| {
        let ranked = ranked.get(column);
        ranked.map_or(OTHER, |ranked| ranked.place(name))
    };
    let mut by_place: BTreeMap<(usize, usize, usize), CellCount> = BTreeMap::new();
    for (link, count) in summary.links() {
        // The anchor is the only node of its column.
        let from = link.from.map_or(0, |from| place(link.column, from));
        let to = link.to.map_or(ENDED, |to| place(link.column + 1, to));
        let of_places = by_place.entry((link.column, from, to)).or_default();
        of_places.add(count);
    }
    let name = |column: usize, place: usize| {
        let node = columns.get(column)?.nodes.get(place)?;
        Some(node.name.clone())
    };
    let link = |((column, from, to), count): ((usize, usize, usize), CellCount)| FlowLink {
        column,
        from: name(column, from),
        to: match to {
            ENDED => LinkEnd::Ended,
            to => name(column + 1, to).map_or(LinkEnd::Other, LinkEnd::Node),
        },
        count,
    };
    by_place.into_iter().map(link).collect()
}

/// What a column's cells are shares of.
struct Shares {
    of: PathsOf,
    start: ColumnCount,
    previous: Option<ColumnCount>,
}

impl Shares {
    fn of(of: PathsOf, columns: &[ColumnCount], column: usize) -> Self {
        let previous = column.checked_sub(1);
        Self {
            of,
            start: columns.first().copied().unwrap_or_default(),
            previous: previous.and_then(|previous| columns.get(previous)).copied(),
        }
    }

    fn cell(&self, counts: Counts) -> Result<FlowCell, ProportionError> {
        let here = counts.here.closed();
        let share = |column: ColumnCount| match self.of {
            PathsOf::Sessions => Rate::of_persons_units(here, column.cell.closed(), column.squares),
            PathsOf::Persons { .. } => Rate::of(here, column.cell.closed()),
        };
        let from_previous = self.previous.map(share).transpose()?.flatten();
        let from_start = { self.previous }.map(|_| share(self.start)).transpose()?;
        Ok(FlowCell {
            here: counts.here,
            ended: counts.ended,
            rate_from_start: from_start.flatten(),
            rate_from_previous: from_previous,
        })
    }
}
