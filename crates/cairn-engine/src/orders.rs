//! The part of a plan that the first conversion of each order needs: a pass over all persons by itself.

use cairn_core::goal::TargetPlan;
use cairn_core::journey::{RuleIndex, RuleSet};

use crate::plan::{Alternative, FactNeed, Plan};

/// A plan of the same numbers that knows of events what tells orders, and nothing else: neither values nor
/// filters, which apply after counting, nor what the answer is split by.
pub(crate) fn of_orders(plan: &Plan) -> Plan {
    let facts: Vec<FactNeed> = plan.facts.iter().filter_map(order_alone).collect();
    let has_orders = |target: &&TargetPlan| facts.iter().any(|fact| fact.target == target.target);
    let targets: Vec<TargetPlan> = plan.targets.iter().filter(has_orders).cloned().collect();
    let mut needed = RuleSet::default();
    for rule in targets.iter().flat_map(|target| target.rule.rules()) {
        needed.insert(rule);
    }
    let kept = |(at, rule): (usize, &Vec<Alternative>)| {
        let is_needed = RuleIndex::new(at).is_some_and(|rule| needed.contains(rule));
        // A rule without alternatives fits nothing; the others keep their numbers.
        if is_needed { rule.clone() } else { Vec::new() }
    };
    let rules: Vec<Vec<Alternative>> = plan.rules.iter().enumerate().map(kept).collect();
    let of_session = |alternative: &Alternative| !alternative.conditions.of_session.is_empty();
    let asks_sessions = rules.iter().flatten().any(of_session);
    Plan {
        rules,
        targets,
        facts,
        sessions: plan.sessions.conditions_if(asks_sessions),
        ignores_activity: true,
        ..Plan::default()
    }
}

fn order_alone(fact: &FactNeed) -> Option<FactNeed> {
    fact.order.as_ref().map(|order| FactNeed {
        target: fact.target,
        on: fact.on,
        value: None,
        order: Some(order.clone()),
    })
}
