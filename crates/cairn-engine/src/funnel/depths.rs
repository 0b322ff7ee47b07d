//! Funnels without journeys: most persons are told by how deep they get.

use std::collections::HashMap;

use cairn_core::breakdown::Take;
use cairn_core::funnel::{
    Depth, Depths, FunnelPlan, FunnelSummary, PlainStep, StepEvent, depth_of,
};
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
    /// The steps whose conversions are simply events, and bring no money; what ends attempts.
    plain: Plain,
    names: Vec<StepsOfSource>,
    overall: Depths,
    by_value: Vec<DepthsByValue>,
    /// What fits steps of the person at hand.
    events: Vec<(Place, Fits)>,
}

/// What of a funnel is simply events.
struct Plain {
    /// The steps; those that are more only journeys tell.
    steps: Vec<Option<PlainStep>>,
    exclusions: Vec<Option<PlainStep>>,
}

/// What an event fits, by bits.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Fits {
    steps: u32,
    excludes: u32,
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
    /// All its events fit the same.
    Are(Fits),
    /// Each event is to be looked at.
    Vary,
}

/// The shortcut of a funnel that is told by depth, split by nothing but properties of the event it is entered by.
pub(super) fn shortcut<'a>(
    frame: Frame<'a>,
    plan: &FunnelPlan,
) -> Option<Box<dyn Shortcut<FunnelSummary> + 'a>> {
    let of_plan = frame.extractor.plan;
    let is_of_entry = plan.breakdowns == 0 || plan.take == Take::Entry;
    let is_told =
        plan.pace.terms.are_told_by_depth() && is_of_entry && !of_plan.sessions.asks_properties();
    if !is_told {
        return None;
    }
    let brings_money = |target: usize| of_plan.facts.iter().any(|fact| fact.target == target);
    let steps = plan.steps.iter();
    let plain = Plain {
        steps: steps
            .map(|step| PlainStep::of(step).filter(|_| !brings_money(step.target)))
            .collect(),
        exclusions: plan.exclusions.iter().map(PlainStep::of).collect(),
    };
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
    fn of(plan: &FunnelPlan, plain: &Plain, names: &NamesOfSource<'_>) -> Self {
        let mut journeys_alone = 0;
        let mut by_code = Vec::with_capacity(names.by_code.len());
        for (code, name) in (0_u32..).zip(&names.by_code) {
            let fitting = name.fit.rules();
            let needs_journey = plan.steps.iter().zip(&plain.steps).any(|(step, plain)| {
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
                Some(rules) => StepsOfName::Are(plain.fits(rules)),
                // Who fits no more than this fits nothing.
                None if plain.fits(fitting) == Fits::NOTHING => StepsOfName::Are(Fits::NOTHING),
                None => StepsOfName::Vary,
            });
        }
        Self {
            by_code,
            journeys_alone,
        }
    }
}

impl Plain {
    /// What an event fits that fits these rules.
    fn fits(&self, rules: RuleSet) -> Fits {
        let bits = |plain: &[Option<PlainStep>]| {
            let numbered = plain.iter().enumerate();
            let fitting = numbered.filter(|(_, one)| one.is_some_and(|one| one.takes(rules)));
            fitting.fold(0, |bits, (bit, _)| bits | 1 << bit)
        };
        Fits {
            steps: bits(&self.steps),
            excludes: bits(&self.exclusions),
        }
    }
}

impl Fits {
    const NOTHING: Self = Self {
        steps: 0,
        excludes: 0,
    };
}

impl DepthsOfPersons<'_> {
    /// Gathers the events that fit steps or exclusions, in order of time.
    fn gather(&mut self, parts: &[Part<'_>]) {
        self.events.clear();
        for (at, part) in parts.iter().enumerate() {
            let names = &self.names[part.source];
            for row in part.segment.rows(part.person) {
                let code = part.segment.code(row) as usize;
                let of_name = names.by_code[code];
                if matches!(of_name, StepsOfName::Are(Fits::NOTHING)) {
                    continue;
                }
                let place = Place {
                    time: part.segment.time(row),
                    part: at,
                    row,
                };
                let fits = match of_name {
                    StepsOfName::Are(fits) => fits,
                    StepsOfName::Vary => {
                        let view = self.frame.row(parts, place, 0);
                        let fit = &self.frame.names[part.source].by_code[code].fit;
                        // No rule waits for its session: these are not asked of.
                        self.plain.fits(fit.rules_of(&view, |_, _| {}))
                    }
                };
                if fits != Fits::NOTHING {
                    self.events.push((place, fits));
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
        let events = events.map(|(place, fits)| StepEvent {
            time: place.time,
            steps: fits.steps,
            excludes: fits.excludes,
        });
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
