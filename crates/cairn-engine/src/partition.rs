//! Partitions of whole persons, each on its own thread.

use std::sync::Arc;

use cairn_core::answer::AnswerBody;
use cairn_core::breakdown::BreakdownValues;
use cairn_core::filter::Filter;
use cairn_core::goal::{FirstOfOrder, RulePlan, note_orders};
use cairn_core::id::PersonKey;
use cairn_core::journey::JourneyEvent;
use cairn_core::ledger::Restatements;
use cairn_core::range::TimeRange;
use cairn_core::session::DEFAULT_GAP;
use cairn_core::time::{Span, Time, Zone};
use cairn_storage::{Block, Columns, Partition, PersonRows, PersonScan, Snapshot, partitions};

use crate::definitions::Definitions;
use crate::error::AskError;
use crate::extract::Extractor;
use crate::members::Members;
use crate::notes::Seen;
use crate::orders::of_orders;
use crate::patience::Patience;
use crate::plan::Plan;
use crate::sessions::with_sessions;
use crate::shortcut::ShortcutOf;

/// A question's surroundings, resolved.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) definitions: &'a Definitions,
    pub(crate) filters: &'a [Filter],
    pub(crate) range: TimeRange,
    pub(crate) zone: &'a Zone,
    pub(crate) now: Time,
    pub(crate) threads: usize,
    /// What the ledger says otherwise than the events.
    pub(crate) restatements: &'a Restatements,
    pub(crate) patience: &'a Patience,
    /// The persons whose events count; `None` is everybody, and events of nobody.
    pub(crate) members: Option<&'a Members>,
}

/// What a kind of question replies.
pub(crate) struct Replied {
    pub(crate) body: AnswerBody,
    pub(crate) rows_scanned: u64,
    pub(crate) notes: Vec<String>,
}

/// What one pass over a site's events found.
pub(crate) struct Pass<S> {
    pub(crate) summary: S,
    pub(crate) rows_scanned: u64,
    pub(crate) seen: Seen,
}

/// What is done of a pass, but for what its extractor has met.
pub(crate) struct Done<S> {
    pub(crate) summary: S,
    pub(crate) rows_scanned: u64,
}

impl<S> Done<S> {
    fn pass(self, extractor: Extractor<'_>) -> Pass<S> {
        Pass {
            summary: self.summary,
            rows_scanned: self.rows_scanned,
            seen: extractor.seen.into_inner(),
        }
    }
}

impl Asked<'_> {
    /// Whether what a person did counts, or what nobody did.
    pub(crate) fn is_of(&self, person: Option<PersonKey>) -> bool {
        let have = |members: &Members| person.is_some_and(|person| members.have(person));
        self.members.is_none_or(have)
    }

    /// The range as the answer tells it: all history is from the first event to just after the last.
    pub(crate) fn told_range(&self) -> Result<Option<TimeRange>, AskError> {
        if self.range != TimeRange::ALL {
            return Ok(Some(self.range));
        }
        let span = self.snapshot.time_span(&self.definitions.site.id)?;
        Ok(span.map(|(first, last)| TimeRange {
            start: first,
            end: last.plus(Span::from_micros(1)),
        }))
    }

    /// Sends every person's journey, with the values of each breakdown so far, to `judge` and merges the partitions' summaries in order of keys.
    pub(crate) fn pass<S: Send>(
        &self,
        plan: &Plan,
        empty: impl Fn() -> S + Sync,
        judge: impl Fn(&mut S, &PersonRows<JourneyEvent>, &[BreakdownValues]) + Sync,
        merge: impl Fn(&mut S, S),
    ) -> Result<Pass<S>, AskError> {
        self.pass_by(plan, empty, (judge, &|_| None), merge)
    }

    /// The same, but for persons whom a shortcut takes.
    pub(crate) fn pass_by<S: Send>(
        &self,
        plan: &Plan,
        empty: impl Fn() -> S + Sync,
        (judge, shortcut): (
            impl Fn(&mut S, &PersonRows<JourneyEvent>, &[BreakdownValues]) + Sync,
            &ShortcutOf<'_, S>,
        ),
        merge: impl Fn(&mut S, S),
    ) -> Result<Pass<S>, AskError> {
        let by = (&judge, shortcut);
        let run = |partition: Partition| self.run_partition_by(plan, partition, &empty, by);
        let passes: Vec<Result<Pass<S>, AskError>> = std::thread::scope(|scope| {
            let spawned: Vec<_> = partitions(self.threads)
                .into_iter()
                .map(|partition| scope.spawn(move || run(partition)))
                .collect();
            let join = |thread: std::thread::ScopedJoinHandle<'_, Result<Pass<S>, AskError>>| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err(AskError::Internal("a partition panicked".to_owned())))
            };
            spawned.into_iter().map(join).collect()
        });
        let mut merged: Option<Pass<S>> = None;
        for pass in passes {
            let pass = pass?;
            merged = Some(match merged {
                None => pass,
                Some(mut before) => {
                    merge(&mut before.summary, pass.summary);
                    before.rows_scanned += pass.rows_scanned;
                    before.seen.merge(pass.seen);
                    before
                }
            });
        }
        merged.ok_or_else(|| AskError::Internal("there was no partition".to_owned()))
    }

    /// Sends the journeys of one partition to `judge`: by sidecars where these tell enough, else by scanning runs.
    pub(crate) fn run_partition<S>(
        &self,
        plan: &Plan,
        partition: Partition,
        empty: impl Fn() -> S,
        judge: &impl Fn(&mut S, &PersonRows<JourneyEvent>, &[BreakdownValues]),
    ) -> Result<Pass<S>, AskError> {
        self.run_partition_by(plan, partition, empty, (judge, &|_| None))
    }

    fn run_partition_by<S>(
        &self,
        plan: &Plan,
        partition: Partition,
        empty: impl Fn() -> S,
        (judge, shortcut): (
            &impl Fn(&mut S, &PersonRows<JourneyEvent>, &[BreakdownValues]),
            &ShortcutOf<'_, S>,
        ),
    ) -> Result<Pass<S>, AskError> {
        let site = &self.definitions.site;
        let new = || Extractor::new(plan, site.currency, self.restatements);
        if self.is_walkable(plan) {
            let extractor = new();
            match self.walk_partition(&extractor, partition, empty(), (judge, shortcut)) {
                Ok(Some(done)) => return Ok(done.pass(extractor)),
                Ok(None) => {}
                Err(AskError::Storage(error))
                    if self.snapshot.gives_up_sidecar(&site.id, &error) => {}
                Err(error) => return Err(error),
            }
        }
        let extractor = new();
        let done = self.scan_partition(&extractor, (partition, None), empty(), judge)?;
        Ok(done.pass(extractor))
    }

    /// Sends the journeys of a partition, or of some of its persons, whose keys ascend, to `judge`.
    pub(crate) fn scan_partition<S>(
        &self,
        extractor: &Extractor<'_>,
        whom: (Partition, Option<&Arc<[PersonKey]>>),
        mut summary: S,
        judge: &impl Fn(&mut S, &PersonRows<JourneyEvent>, &[BreakdownValues]),
    ) -> Result<Done<S>, AskError> {
        let plan = extractor.plan;
        let mut columns = plan.columns();
        // By its order an event is known to the ledger.
        columns.order_id |= !self.restatements.is_empty() && plan.has_money();
        let mut judge = |rows: &PersonRows<JourneyEvent>| {
            if self.is_of(rows.person) {
                judge(&mut summary, rows, &extractor.values.borrow());
            }
        };
        let rows_scanned = if plan.sessions.is_needed() {
            let extract = |block: &Block| {
                self.patience.check()?;
                extractor.extract_with_sessions(block)
            };
            let mut scan = self.scan(&columns, whom, extract)?;
            while let Some(rows) = scan.next_person()? {
                let rows = with_sessions(rows, plan, DEFAULT_GAP);
                extractor.note_sessions(&rows.rows);
                judge(&rows);
            }
            scan.rows_scanned()
        } else {
            let extract = |block: &Block| {
                self.patience.check()?;
                extractor.extract(block)
            };
            let mut scan = self.scan(&columns, whom, extract)?;
            while let Some(rows) = scan.next_person()? {
                judge(&rows);
            }
            scan.rows_scanned()
        };
        Ok(Done {
            summary,
            rows_scanned,
        })
    }

    fn scan<T, F>(
        &self,
        columns: &Columns,
        (partition, only): (Partition, Option<&Arc<[PersonKey]>>),
        extract: F,
    ) -> Result<PersonScan<T, F>, AskError>
    where
        F: FnMut(&Block) -> Result<Vec<T>, AskError>,
    {
        let site = &self.definitions.site.id;
        match only {
            None => self.snapshot.scan(site, columns, partition, extract),
            Some(only) => {
                let whom = (partition, only);
                self.snapshot.scan_persons(site, columns, whom, extract)
            }
        }
    }

    /// The first conversion of each order over all persons, if a target counts once per order.
    pub(crate) fn first_of_order(&self, plan: &Plan) -> Result<FirstOfOrder, AskError> {
        if !plan.counts_orders() {
            return Ok(FirstOfOrder::default());
        }
        let plan = of_orders(plan);
        // An order is first whoever of its persons the question is of.
        let asked = Asked {
            members: None,
            ..*self
        };
        let note = |first: &mut FirstOfOrder,
                    rows: &PersonRows<JourneyEvent>,
                    _: &[BreakdownValues]| {
            for target in &plan.targets {
                let can_count = rows.person.is_some() || matches!(target.rule, RulePlan::Event(_));
                if can_count {
                    note_orders(target, &rows.rows, self.now, first);
                }
            }
        };
        let pass = asked.pass(&plan, FirstOfOrder::default, note, FirstOfOrder::merge)?;
        Ok(pass.summary)
    }
}
