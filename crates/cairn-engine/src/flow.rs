//! Answers flows: what people do after or before something.

use std::collections::BTreeSet;

use cairn_core::answer::{AnswerBody, FlowAnswer};
use cairn_core::breakdown::BreakdownValues;
use cairn_core::flow::{Direction, Flow, FlowPlan, FlowSummary, MAX_LINKS, Paths, PathsOf, paths};
use cairn_core::goal::RulePlan;
use cairn_core::journey::JourneyEvent;
use cairn_core::session::DEFAULT_GAP;
use cairn_storage::PersonRows;

use crate::error::AskError;
use crate::notes::{Seen, unseen};
use crate::partition::{Asked, Replied};
use crate::plan::{Plan, RuleMoney};

/// A flow with its rules numbered.
pub(crate) fn plan(asked: &Asked<'_>, flow: &Flow) -> Result<(Plan, FlowPlan), AskError> {
    let mut plan = Plan::new(asked.filters, &[])?;
    plan.add_target(&flow.anchor, asked.definitions, RuleMoney::Ignored)?;
    let mut plan = plan.without_money();
    let Some(anchor) = plan.targets.first().cloned() else {
        return Err(AskError::Internal("a flow without an anchor".to_owned()));
    };
    plan.labels = Some(flow.labels.clone());
    plan.needs_ids = plan.waits();
    if let RulePlan::Event(rule) = anchor.rule {
        plan.requires = Some(rule);
    }
    let is_of_sessions = flow.of == PathsOf::Sessions;
    plan.sessions.is_counted |= is_of_sessions;
    // Bookkeeping is in no path, and lets a session go on.
    plan.needs_every_event = is_of_sessions && flow.direction == Direction::After;
    let flow_plan = FlowPlan {
        anchor,
        range: asked.range,
        direction: flow.direction,
        of: flow.of,
        repeats: flow.repeats,
        columns: flow.columns,
        gap: DEFAULT_GAP,
        now: asked.now,
    };
    Ok((plan, flow_plan))
}

/// A flow, and what it took.
pub(crate) struct Counted {
    pub(crate) answer: FlowAnswer,
    plan: Plan,
    outside: u64,
    rows_scanned: u64,
    seen: Seen,
}

impl Counted {
    /// The names that the answer tells one by one in a column after the anchor.
    pub(crate) fn names(&self, column: usize) -> BTreeSet<String> {
        let column = self.answer.columns.get(column);
        let nodes = column.into_iter().flat_map(|column| &column.nodes);
        nodes.map(|node| node.name.clone()).collect()
    }
}

pub(crate) fn count(asked: &Asked<'_>, flow: &Flow) -> Result<Counted, AskError> {
    let (plan, flow_plan) = plan(asked, flow)?;
    let first_of_order = asked.first_of_order(&plan)?;
    let judge =
        |summary: &mut FlowSummary, rows: &PersonRows<JourneyEvent>, values: &[BreakdownValues]| {
            // Without a person there is neither a session nor a way on (semantics S5).
            if let (Some(_), Some(labels)) = (rows.person, values.first()) {
                let found: Paths = paths(&flow_plan, &rows.rows, &first_of_order);
                summary.add(&found, labels);
            }
        };
    let empty = || FlowSummary::empty(flow.columns, MAX_LINKS);
    let pass = asked.pass(&plan, empty, judge, FlowSummary::merge)?;
    if pass.summary.has_too_many_links() {
        return Err(AskError::TooManyLinks { limit: MAX_LINKS });
    }
    Ok(Counted {
        answer: FlowAnswer::of(flow, &pass.summary)?,
        plan,
        outside: pass.summary.outside,
        rows_scanned: pass.rows_scanned,
        seen: pass.seen,
    })
}

pub(crate) fn answer(asked: &Asked<'_>, flow: &Flow) -> Result<Replied, AskError> {
    let counted = count(asked, flow)?;
    let mut notes = unseen(&counted.plan, &counted.seen);
    notes.extend(outside(&flow.name, counted.outside));
    Ok(Replied {
        body: AnswerBody::Flow(counted.answer),
        rows_scanned: counted.rows_scanned,
        notes,
    })
}

/// Says that some of what a question is about has no part in its answer. The app knows it by "in no session".
fn outside(anchor: &str, conversions: u64) -> Option<String> {
    (conversions > 0).then(|| {
        format!(
            "{conversions} of `{anchor}` are in no session, as those of servers are: flows of sessions leave them out, those of persons do not"
        )
    })
}
