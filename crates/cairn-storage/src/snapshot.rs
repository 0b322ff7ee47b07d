//! One state of the events, which stays as it is while the snapshot lives: runs and the log's end.

mod shared;
mod stored;
mod walks;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use cairn_core::id::{PersonKey, SiteId};
use cairn_core::identity::Identities;
use cairn_core::links::Links;
use cairn_core::retention::Retention;
use cairn_core::time::Time;

use crate::block::{Block, StoredEvent};
use crate::data_directory::DataDirectory;
use crate::dead_letter::{DeadLetter, take_letters};
use crate::dead_letter_file::read_dead_letters;
use crate::entry::{EntryError, EventPlace};
use crate::erasable::letter_names;
use crate::erasure_book::{ErasureBook, ErasureRecord};
use crate::error::StorageError;
use crate::expiry::{Count, Expiry, forecast};
use crate::live_state::{LiveSite, LiveState};
use crate::locks::ReaderLock;
use crate::manifest::{ImportRecord, Manifest, SiteRuns};
use crate::partition::Partition;
use crate::paths::{RunsFolders, dead_letters_folder};
use crate::projection::Columns;
use crate::quarantine::{self, Quarantined};
use crate::removed::Removed;
use crate::scan::{PersonScan, SourceRun, Sources, Wanted};
use crate::site_identity::SiteIdentity;
use crate::stream::Stream;
use crate::tail::{Chunk, Tail, entry_fault};
use crate::tail_view::{Pieces, TailView, pieces_of};
use crate::totals::Totals;
use crate::vfs::Vfs;

pub(crate) use shared::Shared;
pub use stored::{RunBytes, Stored, StoredSite};

/// One state of the events.
#[derive(Clone)]
pub struct Snapshot(Arc<Inner>);

struct Inner {
    vfs: Arc<dyn Vfs>,
    data: PathBuf,
    manifest: Arc<Manifest>,
    tail: Tail,
    generation: u64,
    view: Arc<Mutex<TailView>>,
    shared: Arc<Shared>,
    known: Mutex<BTreeMap<SiteId, KnownSite>>,
    _readers: ReaderLock,
}

/// What was made of a site for this snapshot.
#[derive(Clone, Default)]
struct KnownSite {
    identity: Option<SiteIdentity>,
    pieces: BTreeMap<Stream, Pieces>,
}

/// Some dead letters, the newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetterPage {
    /// Each with its number: letters are counted from 1 in the order they were kept.
    pub letters: Vec<(u64, DeadLetter)>,
    /// How many letters are kept in all.
    pub total: u64,
    /// Where the next page begins: before this number.
    pub next: Option<u64>,
}

impl Snapshot {
    /// The state of a data directory that nobody serves.
    pub(crate) fn of_files(place: &DataDirectory) -> Result<Self, StorageError> {
        // Before the state is read: from now on no file that a manifest names is removed.
        let readers = ReaderLock::share(&*place.vfs, &place.path)?;
        let (manifest, tail) = place.read_state()?;
        Ok(Self(Arc::new(Inner {
            vfs: Arc::clone(&place.vfs),
            data: place.path.clone(),
            manifest,
            tail,
            generation: 0,
            view: Arc::default(),
            shared: Arc::default(),
            known: Mutex::default(),
            _readers: readers,
        })))
    }

    /// The state a writer shares.
    pub(crate) fn of_live(
        place: &DataDirectory,
        state: &Mutex<LiveState>,
        view: &Arc<Mutex<TailView>>,
        shared: &Arc<Shared>,
    ) -> Result<Self, StorageError> {
        // Before the state is read: from now on no file that a manifest names is removed.
        let readers = ReaderLock::share(&*place.vfs, &place.path)?;
        let state = state.lock().unwrap_or_else(PoisonError::into_inner);
        shared.forget_removed(&place.path, &state.manifest);
        let known = |site: &LiveSite| KnownSite {
            identity: Some(site.identity.clone()),
            pieces: BTreeMap::new(),
        };
        let sites = state.sites.iter();
        let known = sites.map(|(id, site)| (id.clone(), known(site))).collect();
        Ok(Self(Arc::new(Inner {
            vfs: Arc::clone(&place.vfs),
            data: place.path.clone(),
            manifest: Arc::clone(&state.manifest),
            tail: state.tail.clone(),
            generation: state.generation,
            view: Arc::clone(view),
            shared: Arc::clone(shared),
            known: Mutex::new(known),
            _readers: readers,
        })))
    }

    /// The manifest's sequence number.
    pub fn manifest_sequence(&self) -> u64 {
        self.0.manifest.sequence
    }

    /// The sequence number of the last log record in it.
    pub fn log_position(&self) -> u64 {
        self.0.tail.position.max(self.0.manifest.flushed)
    }

    /// How often an id of a site came to lead to another person.
    pub fn identity_epoch(&self, site: &SiteId) -> Result<u64, StorageError> {
        self.identity(site).map(|identity| identity.epoch)
    }

    /// Who is who at a site.
    pub fn identities(&self, site: &SiteId) -> Result<Arc<Identities>, StorageError> {
        self.identity(site).map(|identity| identity.identities)
    }

    /// All imports of a site, oldest first; undone ones stay on record.
    pub fn imports(&self, site: &SiteId) -> &[ImportRecord] {
        self.runs(site).map_or(&[], |runs| &runs.imports)
    }

    /// Events of a site.
    pub fn rows(&self, site: &SiteId) -> u64 {
        self.count(site, Stream::Events)
    }

    /// Facts of a site.
    pub fn facts(&self, site: &SiteId) -> u64 {
        self.count(site, Stream::Ledger)
    }

    fn count(&self, site: &SiteId, stream: Stream) -> u64 {
        let runs = self.runs(site).into_iter();
        let in_runs = runs.flat_map(|runs| runs.of_stream(stream));
        let in_tail = self.chunks(site).map(|chunk| chunk.count(stream));
        in_runs.map(|run| run.rows).sum::<u64>() + in_tail.sum::<u64>()
    }

    /// Bytes of a site on disk: its runs and its share of the log's end.
    pub fn bytes(&self, site: &SiteId) -> u64 {
        let in_runs = self.runs(site).into_iter().flat_map(|runs| &runs.runs);
        let in_tail = self.chunks(site).map(|chunk| chunk.payload().len() as u64);
        in_runs.map(|run| run.bytes).sum::<u64>() + in_tail.sum::<u64>()
    }

    /// The first and last event times of a site, if it has events.
    pub fn time_span(&self, site: &SiteId) -> Result<Option<(Time, Time)>, StorageError> {
        let runs = self.runs(site).into_iter();
        let in_runs = runs.flat_map(|runs| runs.of_stream(Stream::Events));
        let mut span = in_runs
            .map(|run| (run.first_time, run.last_time))
            .reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)));
        for chunk in self.chunks(site) {
            for (_, bytes) in chunk.parts()?.events {
                let place = EventPlace::of(bytes).map_err(EntryError::from);
                let EventPlace { stream, time, .. } = place.map_err(entry_fault)?;
                if stream != Stream::Events {
                    continue;
                }
                let (first, last) = span.unwrap_or((time, time));
                span = Some((first.min(time), last.max(time)));
            }
        }
        Ok(span)
    }

    /// What became of all live messages of a site that were acknowledged.
    pub fn totals(&self, site: &SiteId) -> Totals {
        let mut totals = self.runs(site).map(|runs| runs.totals).unwrap_or_default();
        for chunk in self.chunks(site) {
            totals.add(chunk.counts);
        }
        totals
    }

    /// What of a site can't be read and was set aside: its events are in no answer.
    pub fn quarantined(&self, site: &SiteId) -> Vec<Quarantined> {
        let runs = self.runs(site);
        runs.map(|runs| quarantine::of_site(&self.0.data, site, runs))
            .unwrap_or_default()
    }

    /// What is on record about erasures of persons of a site, oldest first.
    pub fn erasures(&self, site: &SiteId) -> Result<Vec<ErasureRecord>, StorageError> {
        let (vfs, file) = (&*self.0.vfs, self.0.manifest.erasures);
        let records = ErasureBook::read(vfs, &self.0.data, file)?.records;
        let of_site = records.into_iter().filter(|record| record.site == *site);
        Ok(of_site.collect())
    }

    /// Which state of the book of erasures it has: what was made of another one may name somebody who was erased.
    pub fn erasure_book(&self) -> u64 {
        self.0.manifest.erasures.map_or(0, |file| file.number)
    }

    /// What of a site's stored live events was taken out since.
    pub fn removed(&self, site: &SiteId) -> Removed {
        self.runs(site).map(|runs| runs.removed).unwrap_or_default()
    }

    /// What a pass would take out of a site's events by these rules. Changes nothing.
    pub fn expiry(
        &self,
        site: &SiteId,
        retention: &Retention,
        now: Time,
    ) -> Result<Expiry, StorageError> {
        let cuts = retention.cuts(now);
        let mut in_log = Count::default();
        for chunk in self.chunks(site) {
            let events = chunk.events()?.into_iter();
            for (_, event) in events.filter(|(_, event)| event.entity.is_none()) {
                in_log.add(cuts.of(&event.event), event.event_time);
            }
        }
        let runs = self.runs(site).map_or(&[][..], |runs| &runs.runs);
        let folder = RunsFolders::of(&self.0.data, site);
        forecast(&*self.0.vfs, &folder, runs, in_log, &cuts)
    }

    /// The same of all sites.
    pub fn all_quarantined(&self) -> Vec<(SiteId, Quarantined)> {
        let sites = self.0.manifest.sites.keys();
        sites
            .flat_map(|site| {
                let of_site = self.quarantined(site).into_iter();
                of_site.map(|quarantined| (site.clone(), quarantined))
            })
            .collect()
    }

    /// Dead letters of a site, the newest first, from before the given number on.
    pub fn dead_letters(
        &self,
        site: &SiteId,
        before: Option<u64>,
        limit: usize,
    ) -> Result<DeadLetterPage, StorageError> {
        let files = self.runs(site).map_or(&[][..], |runs| &runs.dead_letters);
        let flushed: u64 = files.iter().map(|file| file.count).sum();
        let in_tail: u64 = self
            .chunks(site)
            .map(|chunk| chunk.counts.dead_lettered)
            .sum();
        let total = flushed + in_tail;
        let end = before.map_or(total, |before| before.saturating_sub(1).min(total));
        let mut page = Vec::new();
        let mut last = total;
        let recent: Vec<&Arc<Chunk>> = self.chunks(site).collect();
        for chunk in recent.into_iter().rev() {
            let first = last - chunk.counts.dead_lettered;
            if first < end && first < last && page.len() < limit {
                take_letters(&mut page, chunk.parts()?.dead_letters, first, end, limit);
            }
            last = first;
        }
        let folder = dead_letters_folder(&self.0.data, site);
        for file in files.iter().rev() {
            let first = last - file.count;
            if first < end && page.len() < limit {
                let letters = read_dead_letters(&*self.0.vfs, &file.path(&folder))?;
                take_letters(&mut page, letters, first, end, limit);
            }
            last = first;
        }
        let next = page
            .last()
            .map(|(number, _)| *number)
            .filter(|number| *number > 1);
        Ok(DeadLetterPage {
            letters: page,
            total,
            next,
        })
    }

    /// The keys by which something is found to be a person's: of all its ids, and of what is its.
    pub fn keys_of(
        &self,
        site: &SiteId,
        person: PersonKey,
    ) -> Result<BTreeSet<PersonKey>, StorageError> {
        let identity = self.identity(site)?;
        let ids = identity.ids_of(person).into_iter();
        Ok(ids.chain(identity.entities_of(person)).collect())
    }

    /// All dead letters of a site that name one of those whose keys these are, oldest first, with their numbers.
    pub fn dead_letters_naming(
        &self,
        site: &SiteId,
        keys: &BTreeSet<PersonKey>,
    ) -> Result<Vec<(u64, DeadLetter)>, StorageError> {
        let names = |letter: &DeadLetter| letter_names(letter, &|key| keys.contains(&key));
        let folder = dead_letters_folder(&self.0.data, site);
        let mut found = Vec::new();
        let mut number = 0;
        let mut look = |letters: Vec<DeadLetter>| {
            for letter in letters {
                number += 1;
                if names(&letter) {
                    found.push((number, letter));
                }
            }
        };
        for file in self.runs(site).map_or(&[][..], |runs| &runs.dead_letters) {
            look(read_dead_letters(&*self.0.vfs, &file.path(&folder))?);
        }
        for chunk in self.chunks(site) {
            look(chunk.parts()?.dead_letters);
        }
        Ok(found)
    }

    /// Visits all events of a site block by block, each event once and in no order that means anything.
    pub fn each_block<E: From<StorageError>>(
        &self,
        site: &SiteId,
        columns: &Columns,
        mut visit: impl FnMut(&Block) -> Result<(), E>,
    ) -> Result<(), E> {
        for mut blocks in self
            .sources(site, Stream::Events)?
            .open(columns, &Wanted::all_of(Partition::ALL))?
        {
            while let Some(block) = blocks.next_block()? {
                visit(&block)?;
            }
        }
        Ok(())
    }

    /// Goes through a partition of a site's persons.
    pub fn scan<T, E, F>(
        &self,
        site: &SiteId,
        columns: &Columns,
        partition: Partition,
        extract: F,
    ) -> Result<PersonScan<T, F>, E>
    where
        F: FnMut(&Block) -> Result<Vec<T>, E>,
        E: From<StorageError>,
    {
        PersonScan::open(
            &self.sources(site, Stream::Events)?,
            columns,
            Wanted::all_of(partition),
            extract,
        )
    }

    /// Goes through all that the ledger of a site has, entity by entity, the facts of each in order of (time, event
    /// id).
    pub fn ledger<T, E, F>(
        &self,
        site: &SiteId,
        columns: &Columns,
        extract: F,
    ) -> Result<PersonScan<T, F>, E>
    where
        F: FnMut(&Block) -> Result<Vec<T>, E>,
        E: From<StorageError>,
    {
        let sources = self.sources(site, Stream::Ledger)?;
        PersonScan::open(&sources, columns, Wanted::all_of(Partition::ALL), extract)
    }

    /// The facts about one entity, by its key, in order of (time, event id). Reads no more than may hold some.
    pub fn facts_about(
        &self,
        site: &SiteId,
        entity: PersonKey,
    ) -> Result<Vec<StoredEvent>, StorageError> {
        let sources = self.sources(site, Stream::Ledger)?;
        let wanted = Wanted::all_of(Partition::of_one(entity));
        let mut facts = Vec::new();
        for mut blocks in sources.open(&Columns::ALL, &wanted)? {
            while let Some(block) = blocks.next_block()? {
                for row in (0..block.len()).filter(|row| block.own_key(*row) == Some(entity)) {
                    let missing = || StorageError::Internal("a fact lacks columns".to_owned());
                    facts.push(block.stored_event(row).ok_or_else(missing)?);
                }
            }
        }
        facts.sort_by_key(|fact| (fact.event.event_time, fact.event_id));
        Ok(facts)
    }

    /// Whose what is at a site.
    pub fn links(&self, site: &SiteId) -> Result<Links, StorageError> {
        self.identity(site).map(|identity| identity.links)
    }

    fn sources(&self, site: &SiteId, stream: Stream) -> Result<Sources<'_>, StorageError> {
        let (vfs, folder) = (&*self.0.vfs, RunsFolders::of(&self.0.data, site));
        let runs = self.runs(site).map_or(&[][..], |runs| &runs.runs);
        let identity = self.identity(site)?;
        let placements = &self.0.shared.placements;
        let misplaced = placements.of_runs(vfs, &folder, site, runs, &identity)?;
        let runs = SourceRun::all_of(&folder, runs, misplaced).into_iter();
        Ok(Sources {
            vfs,
            runs: runs.filter(|run| run.stream == stream).collect(),
            pieces: self.pieces(site, stream)?,
            identities: identity.identities,
        })
    }

    /// The person behind the key of an id.
    pub fn person(&self, site: &SiteId, key: PersonKey) -> Result<PersonKey, StorageError> {
        Ok(self.identities(site)?.person(key))
    }

    fn runs(&self, site: &SiteId) -> Option<&SiteRuns> {
        self.0.manifest.sites.get(site)
    }

    fn chunks(&self, site: &SiteId) -> impl Iterator<Item = &Arc<Chunk>> {
        self.0
            .tail
            .chunks
            .iter()
            .filter(move |chunk| chunk.site == *site)
    }

    fn identity(&self, site: &SiteId) -> Result<SiteIdentity, StorageError> {
        let mut known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.entry(site.clone()).or_default();
        if let Some(identity) = &known.identity {
            return Ok(identity.clone());
        }
        let nothing = SiteRuns::default();
        let runs = self.runs(site).unwrap_or(&nothing);
        let mut identity = SiteIdentity::of_runs(&*self.0.vfs, &self.0.data, site, runs)?;
        for chunk in self.chunks(site) {
            identity.add(chunk.identity_facts());
        }
        known.identity = Some(identity.clone());
        Ok(identity)
    }

    fn pieces(&self, site: &SiteId, stream: Stream) -> Result<Pieces, StorageError> {
        let mut known = self.0.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.entry(site.clone()).or_default();
        if let Some(pieces) = known.pieces.get(&stream) {
            return Ok(pieces.clone());
        }
        let of = (site, stream);
        let pieces = pieces_of(&self.0.view, &self.0.tail, self.0.generation, of)?;
        known.pieces.insert(stream, pieces.clone());
        Ok(pieces)
    }

    /// Where the data lies.
    pub fn data(&self) -> &Path {
        &self.0.data
    }
}
