//! The cells of a flow: columns, and what is called so in them.

use cairn_core::flow::{Flow, PathOutcome};
use cairn_core::persons::{Cell, FlowNode};
use serde::Deserialize;

use crate::error::{ApiError, Code};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FlowCellWire {
    column: usize,
    name: Option<String>,
    #[serde(default)]
    other: bool,
    #[serde(default)]
    outcome: PathOutcomeWire,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PathOutcomeWire {
    #[default]
    Reached,
    Ended,
    Open,
    EndedOpen,
}

impl FlowCellWire {
    pub(super) fn into_cell(self, flow: Flow) -> Result<Cell, ApiError> {
        let last = flow.columns;
        if self.column > last {
            let message = format!("the question asks for the columns 0 to {last}");
            return Err(ApiError::new(Code::UnknownCell, message).at("column"));
        }
        Ok(Cell::Flow {
            column: self.column,
            outcome: match self.outcome {
                PathOutcomeWire::Reached => PathOutcome::Reached,
                PathOutcomeWire::Ended => PathOutcome::Ended,
                PathOutcomeWire::Open => PathOutcome::Open,
                PathOutcomeWire::EndedOpen => PathOutcome::EndedOpen,
            },
            node: self.node(&flow)?,
            flow,
        })
    }

    fn node(self, flow: &Flow) -> Result<FlowNode, ApiError> {
        let is_anchor = self.column == 0;
        match (self.name, self.other) {
            (Some(_), true) => Err(ApiError::invalid("other", "other names have no name")
                .hint("give either `name` or `other`")),
            (None, true) if is_anchor => {
                let message = "the first column is the anchor alone";
                Err(ApiError::new(Code::UnknownCell, message).at("other"))
            }
            (None, true) => Ok(FlowNode::Other),
            (None, false) => Ok(FlowNode::All),
            (Some(name), false) if is_anchor && name == flow.name => Ok(FlowNode::All),
            (Some(_), false) if is_anchor => {
                let message = format!("the first column is the anchor, `{}`", flow.name);
                Err(ApiError::new(Code::UnknownCell, message).at("name"))
            }
            (Some(name), false) => Ok(FlowNode::Named(name)),
        }
    }
}
