//! Funnels without journeys: most persons are told by how deep they get.

use std::collections::HashMap;

use cairn_core::breakdown::Take;
use cairn_core::funnel::{Depth, Depths, FunnelPlan, FunnelSummary, PlainStep, depth_of};
use cairn_core::id::PersonKey;
use cairn_core::journey::RuleSet;
use cairn_core::time::Time;
use cairn_core::value::Value;
use cairn_storage::{Part, name_bit};

use crate::error::AskError;
use crate::shortcut::Shortcut;
use crate::walk_names::NamesOfSource;
use crate::walk_rows::{Frame, Place};

/// What of a funnel can be told of persons without making journeys of them.
struct DepthsOfPersons<'a> {
    plan: FunnelPlan,
    frame: Frame<'a>,
    /// The steps whose conversions are simply events, and bring no money.
    plain: Vec<Option<PlainStep>>,
    names: Vec<StepsOfSource>,
    overall: Depths,
    by_value: Vec<DepthsByValue>,
    /// What fits steps of the person at hand.
    events: Vec<(Place, u32)>,
}

/// What is found of one breakdown property.
struct DepthsByValue {
    /// The place of its column.
    column: Option<usize>,
    /// By source and code, if there is a value.
    depths: HashMap<(usize, Option<u32>), Depths>,
}

/// What is known of the names of one source.
struct StepsOfSource {
    /// By code.
    by_code: Vec<StepsOfName>,
    /// The bits of names that may fit steps which only journeys tell.
    journeys_alone: u64,
}

/// What is known of a name.
#[derive(Clone, Copy)]
enum StepsOfName {
    /// All its events fit these steps.
    Are(u32),
    /// Each event is to be looked at.
    Vary,
}

/// The shortcut of a funnel on plain terms that is split by nothing but properties of the event it is entered by.
pub(super) fn shortcut<'a>(
    frame: Frame<'a>,
    plan: &FunnelPlan,
) -> Option<Box<dyn Shortcut<FunnelSummary> + 'a>> {
    let of_plan = frame.extractor.plan;
    let is_of_entry = plan.breakdowns == 0 || plan.take == Take::Entry;
    let is_told = plan.pace.terms.are_plain() && is_of_entry && !of_plan.sessions.asks_properties();
    if !is_told {
        return None;
    }
    let brings_money = |target: usize| of_plan.facts.iter().any(|fact| fact.target == target);
    let plain: Vec<Option<PlainStep>> = { plan.steps.iter() }
        .map(|step| PlainStep::of(step).filter(|_| !brings_money(step.target)))
        .collect();
    let names = frame.names.iter();
    let names = names.map(|names| StepsOfSource::of(plan, &plain, names));
    Some(Box::new(DepthsOfPersons {
        names: names.collect(),
        by_value: { of_plan.breakdowns.iter() }
            .map(|property| DepthsByValue {
                column: frame.column(property),
                depths: HashMap::new(),
            })
            .collect(),
        plan: plan.clone(),
        frame,
        plain,
        overall: Depths::default(),
        events: Vec::new(),
    }))
}

impl StepsOfSource {
    fn of(plan: &FunnelPlan, plain: &[Option<PlainStep>], names: &NamesOfSource<'_>) -> Self {
        let mut journeys_alone = 0;
        let mut by_code = Vec::with_capacity(names.by_code.len());
        for (code, name) in (0_u32..).zip(&names.by_code) {
            let fitting = name.fit.rules();
            let needs_journey = plan.steps.iter().zip(plain).any(|(step, plain)| {
                plain.is_none()
                    && step
                        .rule
                        .rules()
                        .into_iter()
                        .any(|rule| fitting.contains(rule))
            });
            if needs_journey {
                journeys_alone |= name_bit(code);
            }
            by_code.push(match name.fit.settled() {
                Some(rules) => StepsOfName::Are(steps_of(plain, rules)),
                None if steps_of(plain, fitting) == 0 => StepsOfName::Are(0),
                None => StepsOfName::Vary,
            });
        }
        Self {
            by_code,
            journeys_alone,
        }
    }
}

/// The steps, by bits, of an event that fits these rules.
fn steps_of(plain: &[Option<PlainStep>], rules: RuleSet) -> u32 {
    let numbered = plain.iter().enumerate();
    let fitting = numbered.filter(|(_, step)| step.is_some_and(|step| step.takes(rules)));
    fitting.fold(0, |steps, (step, _)| steps | 1 << step)
}

impl DepthsOfPersons<'_> {
    /// Gathers the events that fit steps, in order of time.
    fn gather(&mut self, parts: &[Part<'_>]) {
        self.events.clear();
        for (at, part) in parts.iter().enumerate() {
            let names = &self.names[part.source];
            for row in part.segment.rows(part.person) {
                let code = part.segment.code(row) as usize;
                let of_name = names.by_code[code];
                if matches!(of_name, StepsOfName::Are(0)) {
                    continue;
                }
                let place = Place {
                    time: part.segment.time(row),
                    part: at,
                    row,
                };
                let steps = match of_name {
                    StepsOfName::Are(steps) => steps,
                    StepsOfName::Vary => {
                        let view = self.frame.row(parts, place, 0);
                        let fit = &self.frame.names[part.source].by_code[code].fit;
                        // No rule waits for its session: these are not asked of.
                        steps_of(&self.plain, fit.rules_of(&view, |_, _| {}))
                    }
                };
                if steps != 0 {
                    self.events.push((place, steps));
                }
            }
        }
        if parts.len() > 1 {
            self.events.sort_by_key(|(place, _)| place.time);
        }
    }

    fn add(&mut self, person: PersonKey, parts: &[Part<'_>], (depth, start): (usize, Time)) {
        let is_open = start.plus(self.plan.pace.window) > self.plan.now;
        self.overall.add(person, depth, is_open);
        if self.by_value.is_empty() {
            return;
        }
        let entry = self.events.iter().find(|(place, _)| place.time == start);
        let Some((entry, _)) = entry else { return };
        let part = &parts[entry.part];
        for by_value in &mut self.by_value {
            let code = by_value
                .column
                .and_then(|column| part.code(column, entry.row));
            let depths = by_value.depths.entry((part.source, code)).or_default();
            depths.add(person, depth, is_open);
        }
    }
}

impl Shortcut<FunnelSummary> for DepthsOfPersons<'_> {
    fn take(&mut self, person: PersonKey, parts: &[Part<'_>]) -> Result<bool, AskError> {
        let needs_journey = |part: &Part<'_>| {
            part.segment.names(part.person) & self.names[part.source].journeys_alone != 0
        };
        if parts.iter().any(needs_journey) {
            return Ok(false);
        }
        self.gather(parts);
        let events = self.events.iter();
        let events = events.map(|(place, steps)| (place.time, *steps));
        match depth_of(&self.plan.pace, events) {
            Depth::Outside => {}
            Depth::Reached(depth, start) => self.add(person, parts, (depth, start)),
            Depth::Tied => return Ok(false),
        }
        Ok(true)
    }

    fn finish(self: Box<Self>, summary: &mut FunnelSummary) {
        summary.add_depths(&self.overall);
        for (at, by_value) in self.by_value.iter().enumerate() {
            for ((source, code), depths) in &by_value.depths {
                let word = |code: u32| {
                    let words = self.frame.words(*source, by_value.column?)?;
                    words.value(code as usize).cloned().map(Value::plain)
                };
                summary.add_depths_of(at, code.and_then(word), depths);
            }
        }
    }
}

#[cfg(test)]
mod tests;
