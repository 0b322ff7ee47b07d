//! The pulse of a site: what came in lately, told without a look at all that is stored.

use cairn_core::event::Trust;
use cairn_core::id::{EventId, PersonKey, SiteId};
use cairn_core::identity::Identities;
use cairn_core::time::Time;

use crate::arrivals::{Arrivals, Minutes, RECENT, counted_since};
use crate::block::Block;
use crate::data_directory::DataDirectory;
use crate::dead_letter_file::read_dead_letters;
use crate::entry::EventHead;
use crate::error::StorageError;
use crate::locks::ReaderLock;
use crate::manifest::{ImportRecord, ImportState, Manifest, Run, SiteRuns};
use crate::partition::Partition;
use crate::paths::{RunsFolders, dead_letters_folder};
use crate::projection::Columns;
use crate::run_reader::RunReader;
use crate::site_identity::SiteIdentity;
use crate::stream::Stream;
use crate::suppression::Suppression;
use crate::tail::entry_fault;

/// Minutes that a pulse shows one by one.
const SHOWN_MINUTES: i64 = 30;

/// What came in lately at one site.
#[derive(Debug, Clone, PartialEq)]
pub struct Pulse {
    /// Live events that were stored in each of the last 30 minutes, oldest first; the last one is not over.
    pub minutes: Vec<PulseMinute>,
    /// The last live events, at most 50, by the time they arrived, newest first.
    pub recent: Vec<RecentEvent>,
    /// Dead letters of this minute and the 59 before it.
    pub dead_letters_last_hour: u64,
    /// The last import whose events are there.
    pub last_import: Option<ImportRecord>,
}

/// The events of one minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PulseMinute {
    /// When it began.
    pub start: Time,
    /// Live events that arrived in it and were stored.
    pub events: u64,
}

/// One live event, briefly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentEvent {
    /// What happened.
    pub event: String,
    /// When it happened.
    pub event_time: Time,
    /// When it arrived.
    pub received_at: Time,
    /// The SDK it came from.
    pub source: String,
    /// Who vouches for it.
    pub trust: Trust,
    /// The device.
    pub anonymous_id: Option<String>,
    /// The known user.
    pub user_id: Option<String>,
    /// Who it is.
    pub person: Option<PersonKey>,
}

/// What came last before a writer started, as far as it lay in runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Earlier {
    /// At most [`RECENT`], newest first; persons are not looked up yet.
    recent: Vec<RecentEvent>,
    minutes: Minutes,
}

/// The last import of a site whose events are there.
pub(crate) fn last_import(manifest: &Manifest, site: &SiteId) -> Option<ImportRecord> {
    let imports = &manifest.sites.get(site)?.imports;
    let mut live = imports
        .iter()
        .filter(|import| import.state == ImportState::Live);
    live.next_back().cloned()
}

impl Pulse {
    pub(crate) fn of(
        arrivals: &Arrivals,
        earlier: &Earlier,
        identities: &Identities,
        last_import: Option<ImportRecord>,
        now: Time,
    ) -> Result<Self, StorageError> {
        let heads = arrivals.recent.iter().rev();
        let mut recent = heads
            .map(|(received_at, head)| RecentEvent::of_head(head, *received_at))
            .collect::<Result<Vec<_>, _>>()?;
        recent.extend(earlier.recent.iter().cloned());
        recent.sort_by_key(|event| std::cmp::Reverse(event.received_at));
        recent.truncate(RECENT);
        for event in &mut recent {
            let own = PersonKey::of(event.user_id.as_deref(), event.anonymous_id.as_deref());
            event.person = own.map(|own| identities.person(own));
        }
        let before = earlier.minutes.events(now, SHOWN_MINUTES);
        let minutes = arrivals.minutes.events(now, SHOWN_MINUTES).zip(before);
        Ok(Self {
            minutes: minutes
                .map(|((start, events), (_, before))| PulseMinute {
                    start,
                    events: events + before,
                })
                .collect(),
            recent,
            dead_letters_last_hour: arrivals.minutes.dead_letters(now)
                + earlier.minutes.dead_letters(now),
            last_import,
        })
    }

    /// The pulse of a data directory that nobody serves.
    pub(crate) fn of_files(
        place: &DataDirectory,
        site: &SiteId,
        now: Time,
    ) -> Result<Self, StorageError> {
        // Before the state is read: from now on no file that a manifest names is removed.
        let readers = ReaderLock::share(&*place.vfs, &place.path)?;
        let (manifest, tail) = place.read_state()?;
        let nothing = SiteRuns::default();
        let runs = manifest.sites.get(site).unwrap_or(&nothing);
        let earlier = Earlier::read(place, site, Some(runs), now)?;
        let mut identity = SiteIdentity::of_runs(&*place.vfs, &place.path, site, runs)?;
        let mut arrivals = Arrivals::default();
        for chunk in tail.chunks.iter().filter(|chunk| chunk.site == *site) {
            identity.add(chunk.identity_facts());
            arrivals.note(chunk.received_at, chunk.arrived(), chunk.heads.clone());
        }
        drop(readers);
        let import = last_import(&manifest, site);
        Self::of(&arrivals, &earlier, &identity.identities, import, now)
    }
}

impl RecentEvent {
    fn of_head(head: &[u8], received_at: Time) -> Result<Self, StorageError> {
        let head = EventHead::of(head).map_err(|error| entry_fault(error.into()))?;
        Ok(Self {
            event: head.event.to_owned(),
            event_time: head.event_time,
            received_at,
            source: head.source.to_owned(),
            trust: head.trust(),
            anonymous_id: head.anonymous_id.map(str::to_owned),
            user_id: head.user_id.map(str::to_owned),
            person: None,
        })
    }

    fn of_row(block: &Block, row: usize, received_at: Time) -> Self {
        let name = block.event_names().nth(block.event_code(row));
        Self {
            event: name.unwrap_or_default().to_owned(),
            event_time: block.time(row),
            received_at,
            source: block.source(row).unwrap_or_default().to_owned(),
            trust: block.trust(row),
            anonymous_id: block.anonymous_id(row).map(str::to_owned),
            user_id: block.user_id(row).map(str::to_owned),
            person: None,
        }
    }
}

impl Earlier {
    /// The same without events that name an erased person.
    pub(crate) fn without_erased(&self, site: &SiteId, suppression: &Suppression) -> Self {
        let mut kept = self.clone();
        kept.recent.retain(|event| {
            let (user, device) = (event.user_id.as_deref(), event.anonymous_id.as_deref());
            !suppression.holds_any(site, user, device)
        });
        kept
    }

    /// Reads the newest runs of live events until they have given enough, and the newest dead letters.
    pub(crate) fn read(
        place: &DataDirectory,
        site: &SiteId,
        runs: Option<&SiteRuns>,
        now: Time,
    ) -> Result<Self, StorageError> {
        let Some(runs) = runs else {
            return Ok(Self::default());
        };
        let since = counted_since(now);
        let mut newest = Newest::default();
        let mut minutes = Minutes::default();
        let folder = RunsFolders::of(&place.path, site);
        let live = runs.of_stream(Stream::Events);
        let mut live: Vec<&Run> = live.filter(|run| run.live_rows() > 0).collect();
        live.sort_by_key(|run| std::cmp::Reverse(run.last_received));
        for run in live {
            if newest.is_full() && run.last_received < since {
                break;
            }
            let path = run.events_path(&folder);
            let columns = Columns {
                ids: true,
                trust: true,
                all: true,
                ..Columns::default()
            };
            let mut reader = RunReader::open(&*place.vfs, &path, &columns, Partition::ALL)?;
            while let Some(block) = reader.next_block()? {
                for row in (0..block.len()).filter(|row| block.import_id(*row).is_none()) {
                    let received_at = block
                        .received_at(row)
                        .ok_or_else(|| StorageError::damaged(&path, "a row lacks columns"))?;
                    if received_at >= since {
                        minutes.add(received_at, 1, 0);
                    }
                    newest.offer(&block, row, received_at);
                }
            }
        }
        let folder = dead_letters_folder(&place.path, site);
        let files = runs.dead_letters.iter().rev();
        for file in files.take_while(|file| file.last_received >= since) {
            for letter in read_dead_letters(&*place.vfs, &file.path(&folder))? {
                if letter.received_at >= since {
                    minutes.add(letter.received_at, 0, 1);
                }
            }
        }
        Ok(Self {
            recent: newest.take(),
            minutes,
        })
    }
}

/// The newest of the events that are offered.
#[derive(Default)]
struct Newest {
    found: Vec<((Time, Time, EventId), RecentEvent)>,
    /// When the oldest of enough events arrived: earlier ones are of no use.
    least: Option<Time>,
}

impl Newest {
    fn is_full(&self) -> bool {
        self.found.len() >= RECENT
    }

    fn offer(&mut self, block: &Block, row: usize, received_at: Time) {
        if self.least.is_some_and(|least| received_at < least) {
            return;
        }
        let order = (received_at, block.time(row), block.event_id(row));
        let event = RecentEvent::of_row(block, row, received_at);
        self.found.push((order, event));
        if self.found.len() >= 4 * RECENT {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.found
            .sort_by_key(|(order, _)| std::cmp::Reverse(*order));
        self.found.truncate(RECENT);
        if self.is_full() {
            self.least = self.found.last().map(|(order, _)| order.0);
        }
    }

    fn take(mut self) -> Vec<RecentEvent> {
        self.cut();
        self.found.into_iter().map(|(_, event)| event).collect()
    }
}
