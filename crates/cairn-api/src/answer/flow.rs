//! Flows on the wire.

use cairn_core::answer::{FlowAnswer, FlowCell, FlowColumn, FlowLink, FlowNode, LinkEnd};
use cairn_core::flow::{Direction, PathsOf};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::number::{RateWire, rate};

/// Which way paths go from the anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlowDirectionWire {
    /// On, in time.
    After,
    /// Back, in time.
    Before,
}

/// Whose paths they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlowCountWire {
    /// Those of sessions.
    Sessions,
    /// Those of persons.
    Persons,
}

/// One column of a flow.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FlowColumnWire {
    /// Which one; the anchor is 0.
    pub column: usize,
    /// Paths that come so far: those of the column before that do not end there.
    pub total: u64,
    /// Of these those that are still open at `now`.
    pub open: u64,
    /// Paths that end here, so far.
    pub ended: u64,
    /// Of these those that are still open at `now`.
    pub ended_open: u64,
    /// Of all closed paths those that come so far; null for the anchor.
    pub rate_from_start: Option<RateWire>,
    /// Of the closed paths of the column before those that come so far; null for the anchor.
    pub rate_from_previous: Option<RateWire>,
    /// The names of most paths.
    pub nodes: Vec<FlowNodeWire>,
    /// Paths of all other names.
    pub other: u64,
}

/// What is called by one name in a column.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FlowNodeWire {
    /// The name.
    pub name: String,
    /// Its paths.
    pub count: u64,
    /// Of these those that are still open at `now`.
    pub open: u64,
    /// Paths that end here, so far.
    pub ended: u64,
    /// Of these those that are still open at `now`.
    pub ended_open: u64,
    /// Of all closed paths those here; null for the anchor.
    pub rate_from_start: Option<RateWire>,
    /// Of the closed paths of the column before those here; null for the anchor.
    pub rate_from_previous: Option<RateWire>,
}

/// Paths from a node to one of the next column.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FlowLinkWire {
    /// Where they come from.
    pub from: FlowEndWire,
    /// Where they go; null where they end.
    pub to: Option<FlowEndWire>,
    /// How many.
    pub count: u64,
    /// Of these those that are still open at `now`.
    pub open: u64,
}

/// A column and a name in it; null is all other names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FlowEndWire(pub usize, pub Option<String>);

pub(super) fn direction(answer: &FlowAnswer) -> FlowDirectionWire {
    match answer.direction {
        Direction::After => FlowDirectionWire::After,
        Direction::Before => FlowDirectionWire::Before,
    }
}

pub(super) fn count(answer: &FlowAnswer) -> FlowCountWire {
    match answer.of {
        PathsOf::Sessions => FlowCountWire::Sessions,
        PathsOf::Persons { .. } => FlowCountWire::Persons,
    }
}

pub(super) fn columns(answer: &FlowAnswer) -> Vec<FlowColumnWire> {
    let column = |(number, column): (usize, &FlowColumn)| {
        let FlowCell { here, ended, .. } = column.whole;
        FlowColumnWire {
            column: number,
            total: here.paths,
            open: here.open,
            ended: ended.paths,
            ended_open: ended.open,
            rate_from_start: column.whole.rate_from_start.map(rate),
            rate_from_previous: column.whole.rate_from_previous.map(rate),
            nodes: column.nodes.iter().map(node).collect(),
            other: column.other.here.paths,
        }
    };
    answer.columns.iter().enumerate().map(column).collect()
}

fn node(node: &FlowNode) -> FlowNodeWire {
    let FlowCell { here, ended, .. } = node.cell;
    FlowNodeWire {
        name: node.name.clone(),
        count: here.paths,
        open: here.open,
        ended: ended.paths,
        ended_open: ended.open,
        rate_from_start: node.cell.rate_from_start.map(rate),
        rate_from_previous: node.cell.rate_from_previous.map(rate),
    }
}

pub(super) fn links(answer: &FlowAnswer) -> Vec<FlowLinkWire> {
    let link = |link: &FlowLink| FlowLinkWire {
        from: FlowEndWire(link.column, link.from.clone()),
        to: match &link.to {
            LinkEnd::Node(name) => Some(FlowEndWire(link.column + 1, Some(name.clone()))),
            LinkEnd::Other => Some(FlowEndWire(link.column + 1, None)),
            LinkEnd::Ended => None,
        },
        count: link.count.paths,
        open: link.count.open,
    };
    answer.links.iter().map(link).collect()
}
