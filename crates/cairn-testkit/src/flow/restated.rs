//! Flow by the rules as they are written: of each unit its whole way, then every column, name and link looked at anew.
//!
//! - A unit is a **session** that begins in the range and holds an anchor, or a **person** with an anchor in the range.
//!   It has one way, from its first anchor by (time, event id).
//! - The way holds the unit's events strictly after the anchor, or strictly before it and backwards; of a person those
//!   at most the window away. Bookkeeping and what the filters leave out is in no way.
//! - An event is called by the property where that calls it and says something, else by its name. What is hidden, or
//!   is not among the only ones, is left out; then names are merged. In a row equal names are one, and the anchor's
//!   event has a name that may repeat itself, unless the anchor is the end of a wait.
//! - A way on is open while its window, or its session with the gap after its last event, runs at `now`.

use std::collections::BTreeSet;

use cairn_core::flow::{Direction, PathsOf, Repeats};
use cairn_core::goal::Conversion;
use cairn_core::journey::JourneyEvent;

use super::{Case, Said};
use crate::goal::{conversions_of_all, distance};

/// What a flow says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Of each person the paths, in the order of their anchors.
    pub paths: Vec<Vec<ToldPath>>,
    /// Anchors in the range in no session, where paths are those of sessions.
    pub outside: u64,
    /// By column from the anchor on, as far as any path comes.
    pub columns: Vec<ToldColumn>,
    /// From each column to the next.
    pub links: Vec<ToldLink>,
}

/// Where a link goes: a name, the others, or an end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum LinkTo {
    /// A name told one by one.
    Name(String),
    /// The others.
    Other,
    /// The end.
    End,
}

/// One whole way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldPath {
    /// All names on it, also beyond the last column.
    pub names: Vec<String>,
    /// Whether it may go on.
    pub open: bool,
}

/// Some paths, and those of them that are open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ToldCell {
    /// All.
    pub count: u64,
    /// Those that are open.
    pub open: u64,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldColumn {
    /// Paths that come so far, and those that end.
    pub whole: [ToldCell; 2],
    /// Names told one by one, with their paths and those that end.
    pub names: Vec<(String, [ToldCell; 2])>,
    /// The others.
    pub other: [ToldCell; 2],
    /// Over all persons the square of their closed paths that come so far.
    pub squares: u128,
}

/// What the question says.
pub fn told(case: &Case) -> Told {
    let (anchors, _) = conversions_of_all(&case.anchor, &case.population, case.now);
    let mut paths = Vec::new();
    let mut outside = 0;
    for (person, anchors) in anchors.iter().enumerate() {
        let firsts = firsts(case, anchors);
        paths.push(
            firsts
                .iter()
                .map(|anchor| path(case, person, anchor))
                .collect(),
        );
        let is_outside =
            |anchor: &&Conversion| anchor.session.is_none() && case.range.contains(anchor.time);
        if case.of == PathsOf::Sessions {
            outside += anchors.iter().filter(is_outside).count() as u64;
        }
    }
    let all: Vec<&ToldPath> = paths.iter().flatten().collect();
    let furthest = all.iter().map(|path| path.names.len()).max().unwrap_or(0);
    let columns: Vec<ToldColumn> = (0..=case.columns.min(furthest))
        .map(|number| column(case, &paths, number))
        .collect();
    let links = links(case, &all, &columns);
    Told {
        paths,
        outside,
        columns,
        links,
    }
}

/// Of each unit the first anchor.
fn firsts(case: &Case, anchors: &[Conversion]) -> Vec<Conversion> {
    let key = |anchor: &&Conversion| (anchor.time, anchor.event_id);
    let mut firsts: Vec<Conversion> = match case.of {
        PathsOf::Persons { .. } => {
            let in_range = anchors
                .iter()
                .filter(|anchor| case.range.contains(anchor.time));
            in_range.min_by_key(key).into_iter().copied().collect()
        }
        PathsOf::Sessions => {
            let sessions: BTreeSet<_> = { anchors.iter() }
                .filter_map(|anchor| anchor.session)
                .filter(|session| case.range.contains(session.start))
                .collect();
            let first = |session| {
                let of_session = anchors
                    .iter()
                    .filter(|anchor| anchor.session == Some(session));
                of_session.min_by_key(key).copied()
            };
            sessions.into_iter().filter_map(first).collect()
        }
    };
    firsts.sort_by_key(|anchor| (anchor.time, anchor.event_id));
    firsts
}

fn path(case: &Case, person: usize, anchor: &Conversion) -> ToldPath {
    let journey = &case.population.persons[person];
    let said = &case.said[person];
    let of_anchor = (anchor.time, anchor.event_id);
    let belongs = |event: &JourneyEvent| match case.of {
        PathsOf::Sessions => event.session == anchor.session,
        PathsOf::Persons { window } => {
            let (early, late) = match case.direction {
                Direction::After => (anchor.time, event.time),
                Direction::Before => (event.time, anchor.time),
            };
            distance(early, late) <= window.micros()
        }
    };
    let lies_there = |event: &JourneyEvent| {
        let of_event = (event.time, event.event_id);
        match case.direction {
            Direction::After => of_event > of_anchor,
            Direction::Before => of_event < of_anchor,
        }
    };
    let mut names = Vec::new();
    for (event, said) in journey.iter().zip(said) {
        if event.is_active && lies_there(event) && belongs(event) {
            names.extend(called(case, said));
        }
    }
    if case.direction == Direction::Before {
        names.reverse();
    }
    if case.repeats == Repeats::Collapsed {
        let of_anchor = journey[anchor.source].is_active && anchor.at_event;
        let of_anchor = of_anchor
            .then(|| called(case, &said[anchor.source]))
            .flatten();
        let has_name = of_anchor.is_some();
        names.splice(0..0, of_anchor);
        names.dedup();
        names.drain(..usize::from(has_name));
    }
    ToldPath {
        names,
        open: case.direction == Direction::After && runs(case, journey, anchor),
    }
}

/// Whether a unit's window, or session, still runs.
fn runs(case: &Case, journey: &[JourneyEvent], anchor: &Conversion) -> bool {
    let end = match case.of {
        PathsOf::Persons { window } => anchor.time.micros() + window.micros(),
        PathsOf::Sessions => {
            let of_session = journey
                .iter()
                .filter(|event| event.session == anchor.session);
            let last = of_session.map(|event| event.time.micros()).max();
            last.unwrap_or(i64::MIN) + case.gap.micros()
        }
    };
    end > case.now.micros()
}

/// What an event is called, if it is not left out.
fn called(case: &Case, said: &Said) -> Option<String> {
    let naming = &case.naming;
    let is_by = naming
        .by
        .as_ref()
        .is_some_and(|names| names.is_empty() || names.contains(&said.name));
    let value = said.value.filter(|value| is_by && *value != " ");
    let name = value.unwrap_or(said.name);
    let is_one_of = |only: &Vec<&'static str>| only.contains(&name);
    if naming.hide.contains(&name) || !naming.only.as_ref().is_none_or(is_one_of) {
        return None;
    }
    let merged = naming.merge.iter().find(|(from, _)| *from == name);
    Some(merged.map_or(name, |(_, to)| to).to_owned())
}

/// Those paths that are counted.
fn cell<'a>(paths: impl Iterator<Item = &'a ToldPath>) -> ToldCell {
    let mut cell = ToldCell::default();
    for path in paths {
        cell.count += 1;
        cell.open += u64::from(path.open);
    }
    cell
}

/// Paths that come to a column in some way, and those of them that end there.
fn cells(paths: &[&ToldPath], column: usize, is_one: impl Fn(&ToldPath) -> bool) -> [ToldCell; 2] {
    let here = |path: &&&ToldPath| path.names.len() >= column && is_one(path);
    let ended = |path: &&&ToldPath| path.names.len() == column && is_one(path);
    [
        cell(paths.iter().filter(here).copied()),
        cell(paths.iter().filter(ended).copied()),
    ]
}

fn column(case: &Case, paths: &[Vec<ToldPath>], number: usize) -> ToldColumn {
    let all: Vec<&ToldPath> = paths.iter().flatten().collect();
    let here = |path: &&ToldPath| path.names.len() >= number && number > 0;
    let names: BTreeSet<&String> = { all.iter().copied() }
        .filter(here)
        .map(|path| &path.names[number - 1])
        .collect();
    let is_called = |path: &ToldPath, name: &String| number > 0 && path.names[number - 1] == *name;
    let mut ranked: Vec<(String, [ToldCell; 2])> = { names.iter() }
        .map(|name| {
            (
                (*name).clone(),
                cells(&all, number, |path| is_called(path, name)),
            )
        })
        .collect();
    ranked.sort_by(|(a, [a_here, _]), (b, [b_here, _])| {
        b_here.count.cmp(&a_here.count).then_with(|| a.cmp(b))
    });
    ranked.truncate(case.rows);
    let is_told = |path: &ToldPath| ranked.iter().any(|(name, _)| is_called(path, name));
    let other = match number {
        0 => Default::default(),
        _ => cells(&all, number, |path| !is_told(path)),
    };
    let closed = |of_person: &Vec<ToldPath>| {
        let closed = of_person
            .iter()
            .filter(|path| path.names.len() >= number && !path.open);
        (closed.count() as u128).pow(2)
    };
    ToldColumn {
        whole: cells(&all, number, |_| true),
        other,
        squares: paths.iter().map(closed).sum(),
        names: ranked,
    }
}

/// A link: its column, the name there (none for the others), where it goes, and its paths.
pub type ToldLink = (usize, Option<String>, LinkTo, ToldCell);

/// Every pair of what may follow one another, in the order of the columns and their names, without those of no path.
fn links(case: &Case, all: &[&ToldPath], columns: &[ToldColumn]) -> Vec<ToldLink> {
    let told = |column: usize| -> Vec<String> {
        let names = columns.get(column).map(|column| &column.names);
        names
            .into_iter()
            .flatten()
            .map(|(name, _)| name.clone())
            .collect()
    };
    let place = |column: usize, path: &ToldPath| -> LinkTo {
        match column.checked_sub(1).map(|at| path.names.get(at)) {
            None => LinkTo::Name("the anchor".to_owned()),
            Some(None) => LinkTo::End,
            Some(Some(name)) if told(column).contains(name) => LinkTo::Name(name.clone()),
            Some(Some(_)) => LinkTo::Other,
        }
    };
    let mut links = Vec::new();
    for column in 0..columns.len() {
        let mut froms: Vec<LinkTo> = told(column).into_iter().map(LinkTo::Name).collect();
        match column {
            0 => froms.push(LinkTo::Name("the anchor".to_owned())),
            _ => froms.push(LinkTo::Other),
        }
        let mut tos: Vec<LinkTo> = Vec::new();
        if column < case.columns {
            tos.extend(told(column + 1).into_iter().map(LinkTo::Name));
            tos.push(LinkTo::Other);
        }
        tos.push(LinkTo::End);
        for from in &froms {
            for to in &tos {
                let goes = |path: &&&ToldPath| {
                    place(column, path) == *from && place(column + 1, path) == *to
                };
                let count = cell(all.iter().filter(goes).copied());
                let name = match from {
                    LinkTo::Name(name) => Some(name.clone()),
                    LinkTo::Other | LinkTo::End => None,
                };
                if count.count > 0 {
                    links.push((column, name, to.clone(), count));
                }
            }
        }
    }
    links
}
