//! Retention by the rules as they are written: every person, cohort, period and return looked at anew.
//!
//! - A person is in the cohort of the calendar period in which it **started**, by a start in the range and not later
//!   than `now`. `first` asks for the first start of its life, by (time, event id), which must pass the filters; `any`
//!   for the first one in the period.
//! - It **returned** in period n by a return not earlier than that start, by (time, event id), and not later than
//!   `now`: in the n-th calendar period after the cohort's (`on`), in that or a later one (`on_or_after`), or at least
//!   n and less than n + 1 lengths after the start (rolling).
//! - A period has begun if it has for the earliest start a cohort can have, and is complete if it is over for a start
//!   at the cohort's end. Rates are of persons for whom it is over.

use cairn_core::goal::{Conversion, TargetPlan};
use cairn_core::id::EventId;
use cairn_core::returning::{Mode, Starts};
use cairn_core::time::{Span, Time};

use super::Case;
use crate::goal::conversions_of_all;

/// What a retention question says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The cohorts, the earliest first.
    pub cohorts: Vec<ToldCohort>,
    /// Of each person the cohorts it is in, the earliest first.
    pub members: Vec<Vec<ToldMember>>,
}

/// One cohort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldCohort {
    /// Its first day.
    pub label: String,
    /// Persons in it.
    pub size: u64,
    /// By period, as many as have begun.
    pub cells: Vec<ToldCell>,
}

/// One period of a cohort.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToldCell {
    /// Persons who returned.
    pub count: u64,
    /// Persons for whom it is not over.
    pub open: u64,
    /// Persons who returned and for whom it is over, of all for whom it is.
    pub rate: (u64, u64),
    /// Whether it is over for everybody who may be in the cohort.
    pub complete: bool,
}

/// A person in a cohort.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldMember {
    /// The cohort's first day.
    pub label: String,
    /// When the person started.
    pub start: Time,
    /// Of each period from 0 to the last whether it returned in it.
    pub returned: Vec<bool>,
    /// Of each whether it is over.
    pub over: Vec<bool>,
}

type Moment = (Time, EventId);

/// What the question says.
pub fn told(case: &Case) -> Told {
    let starts = starts(case);
    let backs = moments(case, &case.back);
    let numbers = cohorts(case);
    let member = |number: i64, (starts, backs): (&Vec<Moment>, &Vec<Moment>)| {
        let in_cohort = { starts.iter() }.filter(|(time, _)| case.calendar.number(*time) == number);
        let start = in_cohort.min()?;
        let asked = 0..=case.periods;
        Some(ToldMember {
            label: case.calendar.label(number),
            start: start.0,
            returned: { asked.clone() }
                .map(|period| {
                    let mut backs = backs.iter();
                    backs
                        .any(|back| back >= start && lies_in(case, number, start.0, back.0, period))
                })
                .collect(),
            over: asked
                .map(|period| is_over(case, number, start.0, period))
                .collect(),
        })
    };
    let persons: Vec<(&Vec<Moment>, &Vec<Moment>)> = starts.iter().zip(&backs).collect();
    let cohort = |number: &i64| {
        let members: Vec<ToldMember> = { persons.iter() }
            .filter_map(|person| member(*number, *person))
            .collect();
        let begun = (0..=case.periods).filter(|period| has_begun(case, *number, *period));
        let cell = |period: usize| {
            let of =
                |holds: &dyn Fn(&&ToldMember) -> bool| members.iter().filter(holds).count() as u64;
            ToldCell {
                count: of(&|member| member.returned[period]),
                open: of(&|member| !member.over[period]),
                rate: (
                    of(&|member| member.over[period] && member.returned[period]),
                    of(&|member| member.over[period]),
                ),
                complete: is_complete(case, *number, period),
            }
        };
        ToldCohort {
            label: case.calendar.label(*number),
            size: members.len() as u64,
            cells: begun.map(cell).collect(),
        }
    };
    let of_person = |person: &(&Vec<Moment>, &Vec<Moment>)| {
        let cohorts = numbers.iter();
        cohorts
            .filter_map(|number| member(*number, *person))
            .collect()
    };
    Told {
        cohorts: numbers.iter().map(cohort).collect(),
        members: persons.iter().map(of_person).collect(),
    }
}

/// The numbers of the periods that are cohorts: those with an instant in the range that have begun.
fn cohorts(case: &Case) -> Vec<i64> {
    let (start, end) = (case.range.start, case.range.end);
    let (first, last) = (case.calendar.number(start), case.calendar.number(end));
    let is_cohort = |number: &i64| {
        let begin = case.calendar.begin(*number);
        start < end && begin < end && begin <= case.now && start <= case.now
    };
    (first..=last).filter(is_cohort).collect()
}

/// Of each person the starts that may put it into a cohort.
fn starts(case: &Case) -> Vec<Vec<Moment>> {
    let counts = |(time, _): &Moment| {
        case.range.start <= *time && *time < case.range.end && *time <= case.now
    };
    let mut starts = match case.starts {
        Starts::Any => moments(case, &case.start),
        Starts::First => firsts(case),
    };
    for starts in &mut starts {
        starts.retain(counts);
    }
    starts
}

/// Of each person its first start, if it passes the filters.
fn firsts(case: &Case) -> Vec<Vec<Moment>> {
    let unfiltered = TargetPlan {
        keep: None,
        ..case.start.clone()
    };
    let (all, _) = conversions_of_all(&unfiltered, &case.population, case.now);
    let persons = all.iter().zip(&case.population.persons);
    persons
        .map(|(starts, journey)| {
            let first = starts.iter().min_by_key(|start| moment(start));
            let is_kept = |start: &&Conversion| {
                let rules = journey[start.source].rules;
                case.start.keep.is_none_or(|keep| rules.contains(keep))
            };
            first.filter(is_kept).map(moment).into_iter().collect()
        })
        .collect()
}

/// Of each person when a target converted, up to `now`.
fn moments(case: &Case, target: &TargetPlan) -> Vec<Vec<Moment>> {
    let (all, _) = conversions_of_all(target, &case.population, case.now);
    let of_person = |conversions: &Vec<Conversion>| {
        let moments = conversions.iter().map(moment);
        moments.filter(|(time, _)| *time <= case.now).collect()
    };
    all.iter().map(of_person).collect()
}

fn moment(conversion: &Conversion) -> Moment {
    (conversion.time, conversion.event_id)
}

/// Whether a return lies in a period of a person of the cohort, or later where that counts too.
fn lies_in(case: &Case, cohort: i64, start: Time, back: Time, period: usize) -> bool {
    let wanted = cohort + whole(period);
    match case.mode {
        Mode::On => case.calendar.number(back) == wanted,
        Mode::OnOrAfter => case.calendar.number(back) >= wanted,
        Mode::Rolling { length } => {
            let begin = later(start, length, period);
            begin <= back && back < later(start, length, period + 1)
        }
    }
}

fn is_over(case: &Case, cohort: i64, start: Time, period: usize) -> bool {
    match case.mode {
        Mode::On | Mode::OnOrAfter => case.calendar.number(case.now) > cohort + whole(period),
        Mode::Rolling { length } => later(start, length, period + 1) <= case.now,
    }
}

fn has_begun(case: &Case, cohort: i64, period: usize) -> bool {
    match case.mode {
        Mode::On | Mode::OnOrAfter => case.calendar.number(case.now) >= cohort + whole(period),
        Mode::Rolling { length } => later(case.calendar.begin(cohort), length, period) <= case.now,
    }
}

fn is_complete(case: &Case, cohort: i64, period: usize) -> bool {
    is_over(case, cohort, case.calendar.begin(cohort + 1), period)
}

fn later(start: Time, length: Span, times: usize) -> Time {
    Time::from_micros(start.micros() + whole(times) * length.micros())
}

fn whole(period: usize) -> i64 {
    i64::try_from(period).unwrap_or_else(|_| unreachable!("periods are few"))
}
