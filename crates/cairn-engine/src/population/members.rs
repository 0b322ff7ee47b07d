//! Who is in a population: the persons that a question is asked of.

use std::borrow::Cow;

use cairn_core::answer::AskedOf;
use cairn_core::breakdown::BreakdownValues;
use cairn_core::id::PersonKey;
use cairn_core::journey::JourneyEvent;
use cairn_core::population::{
    Membership, Named, Population, PopulationRef, Told, Trait, standings,
};
use cairn_core::time::Time;
use cairn_storage::PersonRows;

use super::plan::{Known, plan};
use super::{as_of_now, resolve};
use crate::error::AskError;
use crate::members::Members;
use crate::partition::Asked;

/// Finds who is in a population, and how the answer tells of it. The question's own filters and range are not for it.
pub(crate) fn members(
    asked: &Asked<'_>,
    of: &PopulationRef,
) -> Result<(Members, AskedOf, u64), AskError> {
    let asked = Asked {
        filters: &[],
        members: None,
        ..*asked
    };
    let population = resolve(asked.definitions, &of.population)?;
    let is = held_to(population, &of.told);
    let now = as_of_now(asked.now);
    // Now holds what happens at this very instant, also where it is named.
    let is_past = |as_of: &Time| *as_of < asked.now;
    let as_of = of.as_of.filter(is_past).unwrap_or(now);
    let (plan, of_population) = plan(&asked, &is, vec![as_of], Known::WhereItDecides)?;
    let first_of_order = asked.first_of_order(&plan)?;
    let judge =
        |found: &mut Vec<PersonKey>, rows: &PersonRows<JourneyEvent>, _: &[BreakdownValues]| {
            let Some(person) = rows.person else { return };
            let standings = standings(&of_population, &rows.rows, &first_of_order);
            if standings.last().is_some_and(|standing| standing.is_member) {
                found.push(person);
            }
        };
    let pass = asked.pass(&plan, Vec::new, judge, |into: &mut Vec<_>, from| {
        into.extend(from);
    })?;
    let keys = pass.summary;
    let told = AskedOf {
        id: match &of.population {
            Named::Saved(id) => Some(id.clone()),
            Named::Here(_) => None,
        },
        name: population.name.clone(),
        as_of: of.as_of.map_or(asked.now, |as_of| as_of.min(asked.now)),
        size: keys.len() as u64,
    };
    Ok((Members::of(keys), told, pass.rows_scanned))
}

/// The conditions of a population, and what must be told of its persons besides.
fn held_to<'a>(population: &'a Population, told: &[Told]) -> Cow<'a, Membership<Trait>> {
    if told.is_empty() {
        return Cow::Borrowed(&population.is);
    }
    let told = told.iter().cloned().map(Trait::Told).map(Membership::Is);
    let all = std::iter::once(population.is.clone()).chain(told);
    Cow::Owned(Membership::All(all.collect()))
}
