//! Which runs hold events that are older than they may become, and which of these are worth writing anew.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cairn_core::id::ImportId;
use cairn_core::identity::IdentityFact;
use cairn_core::retention::Cuts;
use cairn_core::time::{Span, Time};

use crate::error::StorageError;
use crate::facts::read_facts;
use crate::kept_links::KeptLinks;
use crate::ledger_entities::LedgerEntities;
use crate::locks::ReaderLock;
use crate::low_water::LowWater;
use crate::manifest::Run;
use crate::oldest_times::{Oldest, OldestTimes};
use crate::partition::Partition;
use crate::paths::RunsFolders;
use crate::projection::Columns;
use crate::run_reader::RunReader;
use crate::stream::Stream;
use crate::vfs::Vfs;

/// A run is written anew when at least one in so many of its rows would go, or the oldest of these is late by more
/// than [`LATE`].
///
/// Every day about one in 30 rows of the month that the cut goes through expires. Written anew each day, the rows of
/// that month would be written 14.5 times over until the last has gone (29/30 + 28/30 + …). By this rule it is every
/// other day while more than 20 days are left and every day after that: 10.3 times. That is not much less; what the
/// rule is for are rules of single events: where one event in 100 is kept for 30 days and the rest for ever, no cell
/// is written daily for one row in 3,000, but once in a week.
const ONE_IN: u64 = 20;

/// How long an event may stay beyond its limit because few go with it.
const LATE: Span = Span::from_seconds(7 * 86_400);

/// What a pass took out, or would.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Expiry {
    /// Events that went.
    pub expired: u64,
    /// Events that have expired and stay for at most seven days more, because their runs hold few of them; all that
    /// would have to be written anew, where the disk has no room.
    pub waiting: u64,
    /// Whether only whole runs could go, because there is too little room to write any anew.
    pub lacks_room: bool,
}

/// What is to become of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Kept,
    /// So many rows have expired, which are not worth it yet.
    Waits(u64),
    /// So many rows are to go.
    Partly(u64),
    Whole,
}

/// What was counted of some rows.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Count {
    rows: u64,
    expired: u64,
    /// How far the oldest lies beyond its limit.
    late: Span,
}

/// Runs to be looked through, as of one moment.
pub(crate) struct ExpiryLook {
    pub(crate) vfs: Arc<dyn Vfs>,
    pub(crate) runs_folder: RunsFolders,
    /// Those that may hold something.
    pub(crate) runs: Vec<Run>,
    /// Those of the site's ledger.
    pub(crate) ledger: Vec<Run>,
    pub(crate) cuts: Arc<Cuts>,
    pub(crate) oldest: Arc<OldestTimes>,
    pub(crate) low_water: Arc<LowWater>,
    /// How many rows of runs that were not compacted are written at once.
    pub(crate) rows_at_once: u64,
    /// Keeps the runs from removal.
    pub(crate) _readers: ReaderLock,
}

/// What one step is to do.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Runs all of whose rows have expired.
    pub(crate) dropped: Vec<Run>,
    /// Runs to be written anew together: one that was compacted, or some that were not.
    pub(crate) rewritten: Vec<Run>,
    /// Runs that stay as they are, with their rows that have expired all the same.
    pub(crate) settled: BTreeMap<u64, u64>,
    pub(crate) lacks_room: bool,
    /// What the runs that are dropped say of whose entities are; none if there were no facts about any.
    pub(crate) links: Option<KeptLinks>,
    /// Which entities there were facts about.
    pub(crate) ledger: Arc<LedgerEntities>,
    /// Whether all runs were looked at.
    pub(crate) is_all: bool,
}

impl Count {
    pub(crate) fn add(&mut self, cut: Option<Time>, time: Time) {
        self.rows += 1;
        if let Some(cut) = cut.filter(|cut| time < *cut) {
            self.expired += 1;
            self.late = self.late.max(cut.since(time));
        }
    }

    fn verdict(self) -> Verdict {
        match self.expired {
            0 => Verdict::Kept,
            all if all == self.rows => Verdict::Whole,
            some if some.saturating_mul(ONE_IN) >= self.rows || self.late > LATE => {
                Verdict::Partly(some)
            }
            few => Verdict::Waits(few),
        }
    }
}

impl Found {
    /// Whether nothing goes.
    pub(crate) fn is_nothing(&self) -> bool {
        self.dropped.is_empty() && self.rewritten.is_empty()
    }

    /// The numbers of what goes.
    pub(crate) fn numbers(&self) -> BTreeSet<u64> {
        let gone = self.dropped.iter().chain(&self.rewritten);
        gone.map(|run| run.number).collect()
    }

    /// Whether a run can be written anew together with those chosen.
    fn may_join(&self, run: &Run, rows_at_once: u64) -> bool {
        let rows: u64 = self.rewritten.iter().map(|chosen| chosen.rows).sum();
        let mut all = self.rewritten.iter().chain([run]);
        self.rewritten.is_empty()
            || (all.all(|run| run.cell.is_none()) && rows + run.rows <= rows_at_once)
    }
}

impl ExpiryLook {
    /// Finds what one step is to do.
    pub(crate) fn find(&self) -> Result<Found, StorageError> {
        // A run that is written anew lies beside what it was until that can go.
        let has_room = self.low_water.check_now().is_ok();
        let mut found = Found::default();
        for run in &self.runs {
            let verdict = verdict(&*self.vfs, &self.runs_folder, run, &self.cuts, &self.oldest)?;
            match verdict {
                Verdict::Kept => drop(found.settled.insert(run.number, 0)),
                Verdict::Waits(rows) => drop(found.settled.insert(run.number, rows)),
                Verdict::Whole => found.dropped.push(run.clone()),
                Verdict::Partly(rows) if !has_room => {
                    found.settled.insert(run.number, rows);
                    found.lacks_room = true;
                }
                Verdict::Partly(_) if found.may_join(run, self.rows_at_once) => {
                    found.rewritten.push(run.clone());
                }
                // The rest is for the steps after this one.
                Verdict::Partly(_) => return Ok(found),
            }
        }
        found.is_all = true;
        Ok(found)
    }

    /// Looks up, before anything goes, which entities there are facts about, and what is said of them by runs that are
    /// dropped. `known` is what earlier steps found.
    pub(crate) fn look_up_links(
        &self,
        found: &mut Found,
        known: &mut Arc<LedgerEntities>,
    ) -> Result<(), StorageError> {
        let entities = Arc::make_mut(known);
        for run in &self.ledger {
            entities.add_run(&*self.vfs, &self.runs_folder, run)?;
        }
        found.ledger = Arc::clone(known);
        if !known.is_empty() {
            let mut links = KeptLinks::default();
            for run in &found.dropped {
                links_of_run(&*self.vfs, &self.runs_folder, run, &mut links)?;
            }
            found.links = Some(links);
        }
        Ok(())
    }
}

/// What a pass would take out of runs and of what waits in the log.
pub(crate) fn forecast(
    vfs: &dyn Vfs,
    folder: &RunsFolders,
    runs: &[Run],
    in_log: Count,
    cuts: &Cuts,
) -> Result<Expiry, StorageError> {
    let mut expiry = Expiry::default();
    let mut add = |rows: u64, verdict: Verdict| match verdict {
        Verdict::Kept => {}
        Verdict::Waits(few) => expiry.waiting += few,
        Verdict::Partly(some) => expiry.expired += some,
        Verdict::Whole => expiry.expired += rows,
    };
    let nothing_known = OldestTimes::default();
    for run in runs.iter().filter(|run| run.stream == Stream::Events) {
        add(run.rows, verdict(vfs, folder, run, cuts, &nothing_known)?);
    }
    add(in_log.rows, in_log.verdict());
    Ok(expiry)
}

/// Notes what a run says of whose entities are: by what lies beside it, if one import has brought all of it or none any.
fn links_of_run(
    vfs: &dyn Vfs,
    folder: &RunsFolders,
    run: &Run,
    links: &mut KeptLinks,
) -> Result<(), StorageError> {
    if run.has_facts {
        let beside = read_facts(vfs, &run.facts_path(folder))?;
        let is_link = |fact: &IdentityFact| matches!(fact, IdentityFact::Belongs { .. });
        let says_nothing = !beside.facts.iter().any(is_link);
        if beside.are_all && says_nothing {
            return Ok(());
        }
        if let Some(import) = only_import(run).filter(|_| beside.are_all) {
            beside
                .facts
                .iter()
                .for_each(|fact| links.note(fact, import));
            return Ok(());
        }
    }
    let path = run.events_path(folder);
    let mut reader = RunReader::open(vfs, &path, &Columns::ALL, Partition::ALL)?;
    while let Some(block) = reader.next_block()? {
        (0..block.len()).for_each(|row| links.note_row(&block, row));
    }
    Ok(())
}

/// The import that brought all rows of a run, or none if all came live; nothing if they came in several ways.
fn only_import(run: &Run) -> Option<Option<ImportId>> {
    let mut imports = run.imports.iter();
    match (imports.next(), imports.next()) {
        (None, _) => Some(None),
        (Some((import, rows)), None) if *rows == run.rows => Some(Some(*import)),
        _ => None,
    }
}

/// What is to become of a run: by the manifest alone if that tells, else by names and times of its rows.
fn verdict(
    vfs: &dyn Vfs,
    folder: &RunsFolders,
    run: &Run,
    cuts: &Cuts,
    oldest: &OldestTimes,
) -> Result<Verdict, StorageError> {
    if run.first_time >= cuts.all_kept_from() {
        return Ok(Verdict::Kept);
    }
    if run.last_time < cuts.all_gone_before() {
        return Ok(Verdict::Whole);
    }
    let has_expired =
        |(name, oldest): (&String, &Time)| cuts.of(name).is_some_and(|cut| *oldest < cut);
    if let Some(known) = oldest.of(run.number)
        && !known.iter().any(has_expired)
    {
        return Ok(Verdict::Kept);
    }
    let path = run.events_path(folder);
    let mut reader = RunReader::open(vfs, &path, &Columns::default(), Partition::ALL)?;
    let mut count = Count::default();
    let mut seen = Oldest::new();
    while let Some(block) = reader.next_block()? {
        let names: Vec<&str> = block.event_names().collect();
        let cuts: Vec<Option<Time>> = names.iter().map(|name| cuts.of(name)).collect();
        let mut firsts = vec![Time::MAX; names.len()];
        for row in 0..block.len() {
            let (code, time) = (block.event_code(row), block.time(row));
            count.add(cuts[code], time);
            firsts[code] = firsts[code].min(time);
        }
        for (name, first) in names.into_iter().zip(firsts) {
            match seen.get_mut(name) {
                Some(oldest) => *oldest = first.min(*oldest),
                None => drop(seen.insert(name.to_owned(), first)),
            }
        }
    }
    oldest.keep(run.number, seen);
    Ok(count.verdict())
}
