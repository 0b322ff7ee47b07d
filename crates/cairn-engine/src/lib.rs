//! Asks questions of a snapshot.
//!
//! A question is planned (rules numbered, range resolved), sent through partitions of whole persons whose
//! journeys the kernels of `cairn-core` judge, and the partitions' summaries are merged into the answer.
//! Chart, table, CSV, command line and alerts all come through [`ask`].

mod catalogue;
mod definitions;
mod drop_off;
mod error;
mod extract;
mod flow;
mod funnel;
mod ledger;
mod members;
mod nearest;
mod notes;
mod orders;
mod origin;
mod overview;
mod partition;
mod patience;
mod person;
mod persons;
mod plan;
mod population;
mod properties;
mod returning;
mod row;
mod session_plan;
mod sessions;
mod shared_ids;
mod shortcut;
mod telling;
mod time_to_convert;
mod timeline;
mod trend;
mod walk;
mod walk_names;
mod walk_rows;
mod written;

pub use catalogue::{CatalogueEntry, catalogue};
pub use definitions::Definitions;
pub use error::AskError;
pub use ledger::{
    Account, Entry, Ledger, LedgerFilter, Owner, Total, account, facts_of_person, ledger,
};
pub use patience::{Patience, Waiting};
pub use person::{events_of, is_known_user, person};
pub use properties::{PropertyEntry, PropertyKind, properties};
pub use shared_ids::{SharedId, shared_ids};

use cairn_core::answer::{Answer, SnapshotId};
use cairn_core::ledger::Restatements;
use cairn_core::question::{Question, QuestionKind};
use cairn_core::range::ComparedRange;
use cairn_core::time::Time;
use cairn_storage::Snapshot;

use partition::Asked;

/// Rates of a part are compared with those of as long a part.
const COMPARED_IN_PART: &str = "the range is not over: it is compared with as much of the one before, up to the same time of day";

/// Answers a question about a site.
///
/// `clock` is the `now` of questions that name none. `threads` only changes how long it takes.
pub fn ask(
    snapshot: &Snapshot,
    definitions: &Definitions,
    question: &Question,
    clock: Time,
    threads: usize,
) -> Result<Answer, AskError> {
    let patience = Patience::default();
    ask_within(snapshot, definitions, question, (clock, threads), &patience)
}

/// The same, until its asker's patience is over.
pub fn ask_within(
    snapshot: &Snapshot,
    definitions: &Definitions,
    question: &Question,
    (clock, threads): (Time, usize),
    patience: &Patience,
) -> Result<Answer, AskError> {
    let now = question.now.unwrap_or(clock);
    let site = &definitions.site;
    let zone = question
        .timezone
        .clone()
        .unwrap_or_else(|| site.timezone.clone());
    let range = question.range.resolve(now, &zone)?;
    let restatements = match &question.kind {
        QuestionKind::Timeline(_) => Restatements::default(),
        _ => ledger::restatements(snapshot, &site.id, patience)?,
    };
    let asked = Asked {
        snapshot,
        definitions,
        filters: &question.filters,
        range,
        zone: &zone,
        now,
        threads,
        restatements: &restatements,
        patience,
        members: None,
    };
    let members = question
        .population
        .as_ref()
        .map(|of| population::members(&asked, of));
    let members = members.transpose()?;
    let asked = Asked {
        members: members.as_ref().map(|(members, _, _)| members),
        ..asked
    };
    let compare = question.compare.as_ref();
    let before = compare.map(|compare| compare.resolve(&question.range, now, &zone));
    let before = before.transpose().map_err(AskError::Compare)?;
    let is_of_part = before.is_some_and(|before| before.is_part);
    let before = before.map(|ComparedRange { range, .. }| Asked { range, ..asked });
    let mut replied = match &question.kind {
        QuestionKind::Funnel(funnel) => funnel::answer(&asked, before.as_ref(), funnel),
        QuestionKind::Trend(trend) => trend::answer(&asked, before.as_ref(), trend),
        QuestionKind::Returning(returning) => returning::answer(&asked, returning),
        QuestionKind::Flow(flow) => flow::answer(&asked, flow),
        QuestionKind::Population(size) => population::answer(&asked, size),
        QuestionKind::TimeToConvert(asked_for) => time_to_convert::answer(&asked, asked_for),
        QuestionKind::Persons(persons) => persons::answer(&asked, persons),
        QuestionKind::DropOff(drop_off) => drop_off::answer(&asked, drop_off),
        QuestionKind::Overview => overview::answer(&asked, before.as_ref()),
        QuestionKind::Timeline(timeline) => timeline::answer(&asked, timeline),
    }?;
    if is_of_part {
        replied.notes.push(COMPARED_IN_PART.to_owned());
    }
    let (population, rows_of_members) = match &members {
        Some((_, told, rows)) => (Some(told.clone()), *rows),
        None => (None, 0),
    };
    Ok(Answer {
        snapshot: SnapshotId {
            manifest: snapshot.manifest_sequence(),
            log_position: snapshot.log_position(),
            identity_epoch: snapshot.identity_epoch(&site.id)?,
            definitions: definitions.revision,
        },
        now,
        range: asked.told_range()?,
        timezone: zone.clone(),
        rows_scanned: replied.rows_scanned + rows_of_members,
        population,
        notes: replied.notes,
        body: replied.body,
    })
}
