//! Circles of imports.
//!
//! A parent and its own children may use each other. Everything else goes one way: with every file that
//! has children counted as one thing with them, the imports among the children of one parent (and among
//! the files at the top) make no circle.

use std::collections::{BTreeMap, BTreeSet};

use super::modules::{Edge, ModulePath, Modules};
use crate::finding::Finding;

pub(super) fn check(modules: &Modules) -> Vec<Finding> {
    let mut siblings: BTreeMap<ModulePath, Graph> = BTreeMap::new();
    let mut findings = Vec::new();
    for edge in modules.edges() {
        let shared = edge
            .from
            .iter()
            .zip(&edge.to)
            .take_while(|(a, b)| a == b)
            .count();
        if let (Some(from), Some(to)) = (edge.from.get(shared), edge.to.get(shared)) {
            let graph = siblings.entry(edge.from[..shared].to_vec()).or_default();
            graph.add(from.clone(), to.clone(), edge);
        } else if edge.from.len() > edge.to.len() + 1 {
            findings.push(past_the_parent(&edge));
        }
    }
    findings.extend(siblings.values().flat_map(Graph::circles));
    findings
}

fn past_the_parent(edge: &Edge) -> Finding {
    let name = |module: &ModulePath| match module.last() {
        Some(name) => format!("`{name}`"),
        None => "the crate's root".to_owned(),
    };
    Finding {
        path: edge.path.clone(),
        line: edge.line,
        rule: "circle",
        reason: format!("reaches past its parent, up to {}", name(&edge.to)),
    }
}

/// Siblings with one import for each pair.
#[derive(Default)]
struct Graph {
    edges: BTreeMap<String, BTreeMap<String, Edge>>,
}

impl Graph {
    fn add(&mut self, from: String, to: String, edge: Edge) {
        let targets = self.edges.entry(from).or_default();
        targets.entry(to).or_insert(edge);
    }

    /// One finding for every set of siblings that reach each other.
    fn circles(&self) -> Vec<Finding> {
        let mut told: BTreeSet<&str> = BTreeSet::new();
        let mut findings = Vec::new();
        for start in self.edges.keys() {
            if told.contains(start.as_str()) {
                continue;
            }
            let Some(circle) = self.shortest_circle(start) else {
                continue;
            };
            told.extend(circle.iter().flat_map(|edge| self.names_of(edge)));
            findings.push(finding(&circle));
        }
        findings
    }

    fn names_of<'a>(&'a self, edge: &'a Edge) -> impl Iterator<Item = &'a str> {
        edge.from.iter().map(String::as_str)
    }

    /// The imports that lead from `start` back to it by the fewest files, by breadth-first search.
    fn shortest_circle(&self, start: &str) -> Option<Vec<&Edge>> {
        let mut reached_by: BTreeMap<&str, &str> = BTreeMap::new();
        let mut queue = std::collections::VecDeque::from([start]);
        while let Some(name) = queue.pop_front() {
            for target in self.edges.get(name).into_iter().flat_map(BTreeMap::keys) {
                if reached_by.contains_key(target.as_str()) {
                    continue;
                }
                reached_by.insert(target, name);
                queue.push_back(target);
            }
        }
        let mut circle = Vec::new();
        let mut name = start;
        loop {
            let before = *reached_by.get(name)?;
            circle.push(self.edges.get(before)?.get(name)?);
            name = before;
            if name == start {
                circle.reverse();
                return Some(circle);
            }
        }
    }
}

fn finding(circle: &[&Edge]) -> Finding {
    let steps: Vec<String> = circle
        .iter()
        .map(|edge| format!("{}:{}", edge.path, edge.line))
        .collect();
    Finding {
        path: circle[0].path.clone(),
        line: circle[0].line,
        rule: "circle",
        reason: format!("imports go in a circle: {}", steps.join(" → ")),
    }
}

#[cfg(test)]
mod tests;
