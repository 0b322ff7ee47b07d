use std::collections::BTreeMap;

use super::{CellCount, FlowSummary, Link};
use crate::breakdown::{BreakdownCode, BreakdownValues};
use crate::flow::{Path, Paths};
use crate::value::Value;

/// Names numbered in this order.
fn values(names: &[&str]) -> BreakdownValues {
    let mut values = BreakdownValues::default();
    for name in names {
        values.code(Value::String((*name).to_owned())).unwrap();
    }
    values
}

fn person(paths: &[&[u32]]) -> Paths {
    let path = |codes: &&[u32]| Path {
        labels: codes.iter().map(|code| BreakdownCode(*code)).collect(),
        ..Path::default()
    };
    Paths {
        paths: paths.iter().map(path).collect(),
        outside: 0,
    }
}

fn links(summary: &FlowSummary) -> BTreeMap<Link<'_>, u64> {
    let counts = summary.links();
    counts.map(|(link, count)| (link, count.paths)).collect()
}

fn link<'a>(column: usize, from: Option<&'a str>, to: Option<&'a str>) -> Link<'a> {
    Link { column, from, to }
}

/// Parts number names as they meet them; what is merged goes by the names.
#[test]
fn parts_merge_by_name_in_any_order() {
    let (one, two) = (values(&["a", "b"]), values(&["b", "a"]));
    let merged = |first: (&Paths, &BreakdownValues), second: (&Paths, &BreakdownValues)| {
        let mut summary = FlowSummary::empty(2, 100);
        summary.add(first.0, first.1);
        let mut other = FlowSummary::empty(2, 100);
        other.add(second.0, second.1);
        summary.merge(other);
        summary
    };
    let (ab, a_twice) = (person(&[&[0, 1]]), person(&[&[1], &[]]));
    let summary = merged((&ab, &one), (&a_twice, &two));
    let expected = [
        (link(0, None, None), 1),
        (link(0, None, Some("a")), 2),
        (link(1, Some("a"), None), 1),
        (link(1, Some("a"), Some("b")), 1),
        (link(2, Some("b"), None), 1),
    ];
    assert_eq!(links(&summary), BTreeMap::from(expected));
    let other_way = merged((&a_twice, &two), (&ab, &one));
    assert_eq!(links(&other_way), links(&summary));
    let columns = { summary.columns.iter() }.map(|column| (column.cell.paths, column.squares));
    // Two persons, one of them with two paths, of which one comes to column 1.
    assert_eq!(columns.collect::<Vec<_>>(), [(3, 5), (2, 2), (1, 1)]);
    assert_eq!(summary.columns, other_way.columns);
}

#[test]
fn too_many_links_are_told_however_they_were_parted() {
    let values = values(&["a", "b", "c"]);
    let persons: Vec<Paths> = (0..3).map(|code| person(&[&[code]])).collect();
    for (most, is_too_many) in [(6, false), (5, true)] {
        let mut whole = FlowSummary::empty(1, most);
        let mut merged = FlowSummary::empty(1, most);
        for person in &persons {
            whole.add(person, &values);
            let mut part = FlowSummary::empty(1, most);
            part.add(person, &values);
            merged.merge(part);
        }
        assert_eq!(whole.has_too_many_links(), is_too_many, "{most}");
        assert_eq!(merged.has_too_many_links(), is_too_many, "{most}");
    }
}

#[test]
fn open_paths_are_told_apart() {
    let mut paths = person(&[&[0], &[0]]);
    paths.paths[0].is_open = true;
    paths.paths[1].goes_on = true;
    let mut summary = FlowSummary::empty(1, 10);
    summary.add(&paths, &values(&["a"]));
    let both = CellCount { paths: 2, open: 1 };
    assert_eq!(summary.columns[1].cell, both);
    assert_eq!((both.closed(), summary.columns[1].squares), (1, 1));
    let ended = summary.links().filter(|(link, _)| link.to.is_none());
    let ended: Vec<CellCount> = ended.map(|(_, count)| count).collect();
    assert_eq!(ended, [CellCount { paths: 1, open: 1 }]);
}
