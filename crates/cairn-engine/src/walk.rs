//! Journeys by sidecars: no Parquet is decoded for what their columns tell.
//!
//! Persons whom sidecars can't tell, and those with events of one instant in several runs, whose order only their ids
//! know, are scanned after it.

mod journeys;

use std::collections::BTreeSet;
use std::sync::Arc;

use cairn_core::breakdown::BreakdownValues;
use cairn_core::id::PersonKey;
use cairn_core::journey::JourneyEvent;
use cairn_storage::{ColumnOf, Part, Partition, PersonRows, Walk};

use crate::error::AskError;
use crate::extract::Extractor;
use crate::partition::{Asked, Done};
use crate::patience::Checking;
use crate::plan::{FactNeed, OrderSource, Plan};
use crate::shortcut::ShortcutOf;
use crate::walk_names::NamesOfSource;
use crate::walk_rows::{Acquired, Frame, WordsOfSource};
use journeys::Journeys;

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
        let words: Vec<WordsOfSource> = (0..walk.names().count()).map(of_source).collect();
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
        let mut checking = Checking::of(self.patience);
        while let Some(person) = walk.next_person()? {
            checking.at(walk.rows_scanned())?;
            if !journeys.may_matter(&walk) || !self.is_of(person) {
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
    (columns, words): (&[ColumnOf], &[WordsOfSource]),
    extractor: &Extractor<'_>,
) {
    let mut seen = extractor.seen.borrow_mut();
    seen.has_sessions |= walk.has_sessions();
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
