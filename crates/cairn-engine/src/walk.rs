//! Journeys by sidecars: no Parquet is decoded for what their columns tell.
//!
//! Persons whom sidecars can't tell, and those with events of one instant in several runs, whose order only their ids
//! know, are scanned after it.

mod journeys;
mod names;
mod rows;

use std::collections::BTreeSet;
use std::sync::Arc;

use cairn_core::breakdown::BreakdownValues;
use cairn_core::event::PropertyRef;
use cairn_core::id::PersonKey;
use cairn_core::journey::JourneyEvent;
use cairn_storage::{ColumnOf, Part, Partition, PersonRows, Walk, Words};

use crate::error::AskError;
use crate::extract::Extractor;
use crate::partition::{Asked, Done};
use crate::plan::{FactNeed, OrderSource, Plan};
use journeys::Journeys;
pub(crate) use names::NamesOfSource;
use rows::Acquired;
pub(crate) use rows::{Place, WalkRow};

/// What a walk goes by.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub(crate) extractor: &'a Extractor<'a>,
    /// By source.
    pub(crate) names: &'a [NamesOfSource<'a>],
    columns: &'a [ColumnOf],
    /// By source and column the values by code; `None` where no row has any.
    words: &'a [Vec<Option<Arc<Words>>>],
    acquired: &'a Acquired,
}

/// A shorter way to a summary than by journeys.
pub(crate) trait Shortcut<S> {
    /// Takes in a person; `false` where only its journey tells, and then nothing was taken in.
    fn take(&mut self, person: PersonKey, parts: &[Part<'_>]) -> Result<bool, AskError>;

    /// Adds what was taken in to a summary.
    fn finish(self: Box<Self>, summary: &mut S);
}

/// Makes the shortcut of each partition, where there is one.
pub(crate) type ShortcutOf<'s, S> =
    dyn for<'a> Fn(Frame<'a>) -> Option<Box<dyn Shortcut<S> + 'a>> + Sync + 's;

impl Asked<'_> {
    /// Whether sidecars may tell all that a plan needs of events.
    pub(crate) fn is_walkable(&self, plan: &Plan) -> bool {
        // Of an order that a property names, no sidecar has the event's id.
        let knows = |fact: &FactNeed| !matches!(fact.order, Some(OrderSource::Property(_)));
        !plan.needs_ids && plan.facts.iter().all(knows)
    }

    /// Sends the journeys of a partition to `judge`; `None` if there are not sidecars for all runs, or not all of them
    /// have the columns that the plan needs.
    pub(crate) fn walk_partition<S>(
        &self,
        extractor: &Extractor<'_>,
        partition: Partition,
        mut summary: S,
        (judge, shortcut): (
            &impl Fn(&mut S, &PersonRows<JourneyEvent>, &[BreakdownValues]),
            &ShortcutOf<'_, S>,
        ),
    ) -> Result<Option<Done<S>>, AskError> {
        let plan = extractor.plan;
        let site = &self.definitions.site.id;
        let columns = plan.sidecar_columns();
        let Some(mut walk) = self.snapshot.walk(site, partition, &columns)? else {
            return Ok(None);
        };
        let of_source = |source: usize| {
            let columns = 0..columns.len();
            columns
                .map(|column| walk.words(source, column).cloned())
                .collect()
        };
        let words: Vec<Vec<Option<Arc<Words>>>> =
            (0..walk.names().count()).map(of_source).collect();
        note_seen(&walk, (&columns, &words), extractor);
        let names: Vec<NamesOfSource<'_>> = { walk.names() }
            .map(|of_source| NamesOfSource::of(extractor, of_source))
            .collect::<Result<_, AskError>>()?;
        let mut tied: BTreeSet<PersonKey> = BTreeSet::new();
        let mut rows_of_tied = 0;
        let frame = Frame {
            extractor,
            names: &names,
            columns: &columns,
            words: &words,
            acquired: &Acquired::default(),
        };
        let mut journeys = Journeys::new(frame);
        let mut shortcut = shortcut(frame);
        let mut rows = PersonRows {
            person: None,
            rows: Vec::new(),
        };
        while let Some(person) = walk.next_person()? {
            if !journeys.may_matter(&walk) {
                continue;
            }
            let parts: Vec<Part<'_>> = walk.parts().collect();
            if let Some((person, shortcut)) = person.zip(shortcut.as_mut())
                && shortcut.take(person, &parts)?
            {
                continue;
            }
            if !journeys.find_order(&parts, person) {
                tied.extend(person);
                rows_of_tied += walk.rows_here();
                continue;
            }
            rows.person = person;
            rows.rows.clear();
            journeys.read(&parts, &mut rows)?;
            judge(&mut summary, &rows, &extractor.values.borrow());
        }
        if let Some(shortcut) = shortcut {
            shortcut.finish(&mut summary);
        }
        let rows_scanned = walk.rows_scanned() - rows_of_tied;
        tied.extend(walk.left_out());
        if tied.is_empty() {
            return Ok(Some(Done {
                summary,
                rows_scanned,
            }));
        }
        let only: Arc<[PersonKey]> = tied.into_iter().collect();
        let rest = self.scan_partition(extractor, (partition, Some(&only)), summary, judge)?;
        Ok(Some(Done {
            summary: rest.summary,
            rows_scanned: rows_scanned + rest.rows_scanned,
        }))
    }
}

/// Notes the names and properties that there are.
fn note_seen(
    walk: &Walk,
    (columns, words): (&[ColumnOf], &[Vec<Option<Arc<Words>>>]),
    extractor: &Extractor<'_>,
) {
    let mut seen = extractor.seen.borrow_mut();
    for names in walk.names() {
        seen.names.extend(names.iter().cloned());
    }
    for of_source in words {
        for (column, words) in columns.iter().zip(of_source) {
            if let (ColumnOf::Property(property), Some(words)) = (column, words)
                && !words.is_empty()
            {
                seen.properties.insert(property.clone());
            }
        }
    }
}

impl<'a> Frame<'a> {
    /// A row of a person, as plans read it; the n-th of those that are read.
    pub(crate) fn row<'b>(&self, parts: &'b [Part<'b>], at: Place, number: usize) -> WalkRow<'b>
    where
        'a: 'b,
    {
        WalkRow {
            frame: *self,
            part: &parts[at.part],
            at,
            number,
        }
    }

    /// The values of a property in one source, by code; `None` if no row there has any.
    pub(crate) fn words(&self, source: usize, property: &PropertyRef) -> Option<&'a Words> {
        self.words_at(source, self.column(property)?)
    }

    fn words_at(&self, source: usize, column: usize) -> Option<&'a Words> {
        self.words.get(source)?.get(column)?.as_deref()
    }

    /// The code of a row's value of a property.
    pub(crate) fn code(&self, part: &Part<'_>, row: usize, property: &PropertyRef) -> Option<u32> {
        part.code(self.column(property)?, row)
    }

    fn column(&self, property: &PropertyRef) -> Option<usize> {
        let is_it = |column: &ColumnOf| matches!(column, ColumnOf::Property(of) if of == property);
        self.columns.iter().position(is_it)
    }
}
