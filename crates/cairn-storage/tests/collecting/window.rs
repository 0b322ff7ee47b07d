//! What must be stored, restated with plain lists: an event is known for a window after it arrived, an import
//! knows all history, an undo takes back what its import brought.

use std::collections::BTreeMap;

use cairn_core::event::{Event, Identity};
use cairn_core::id::{EventId, ImportId, SiteId};
use cairn_core::time::Time;
use cairn_storage::{ImportState, Receipt, Snapshot, Totals};
use cairn_testkit::dice::Dice;

use crate::shop::{NEW_YEAR, events, random_event, site};

const DAY: i64 = 86_400_000_000;

pub(crate) const SITES: [&str; 2] = ["shop", "blog"];

/// A moment of a day, counted from 0.
pub(crate) fn moment(day: i64, micros: i64) -> Time {
    Time::from_micros(NEW_YEAR + day * DAY + micros)
}

/// The event of a name.
pub(crate) fn event_of(name: u32) -> Event {
    let identity = Identity::Message(format!("m-{name}"));
    random_event(&mut Dice::new(name.into()), identity)
}

#[derive(Clone, Copy)]
struct Stored {
    name: u32,
    day: i64,
    import: Option<ImportId>,
}

#[derive(Clone, Default)]
struct SiteModel {
    stored: Vec<Stored>,
    totals: Totals,
    /// With whether they are live.
    imports: Vec<(ImportId, bool)>,
}

#[derive(Clone)]
pub(crate) struct Model {
    sites: BTreeMap<&'static str, SiteModel>,
    /// What arrives always does so in the first moments of a day, so the window is one of whole days.
    window_days: u8,
}

/// What can be seen of a site.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Seen {
    events: BTreeMap<EventId, usize>,
    totals: Totals,
    imports: Vec<(ImportId, bool)>,
}

impl Model {
    pub(crate) fn new(window_days: u8) -> Self {
        Self {
            sites: BTreeMap::new(),
            window_days,
        }
    }

    pub(crate) fn window_days(&self) -> u8 {
        self.window_days
    }

    /// A batch arrives; gives how many are stored, how many are duplicates, and how many of the stored are there
    /// already, from before the window.
    pub(crate) fn receive(&mut self, to: &'static str, names: &[u32], day: i64) -> [u64; 3] {
        let window = i64::from(self.window_days);
        let site = self.sites.entry(to).or_default();
        let [mut stored, mut duplicates, mut again] = [0; 3];
        for name in names {
            let copies = || site.stored.iter().filter(|stored| stored.name == *name);
            if copies().any(|copy| day - copy.day <= window) {
                duplicates += 1;
                continue;
            }
            again += u64::from(copies().count() > 0);
            stored += 1;
            site.stored.push(Stored {
                name: *name,
                day,
                import: None,
            });
        }
        site.totals.received += stored + duplicates;
        site.totals.stored += stored;
        site.totals.duplicates += duplicates;
        [stored, duplicates, again]
    }

    /// A file is imported; gives how many rows are stored.
    pub(crate) fn import(
        &mut self,
        to: &'static str,
        id: ImportId,
        names: &[u32],
        day: i64,
    ) -> u64 {
        let site = self.sites.entry(to).or_default();
        site.imports.push((id, true));
        let before = site.stored.len();
        for name in names {
            if !site.stored.iter().any(|stored| stored.name == *name) {
                site.stored.push(Stored {
                    name: *name,
                    day,
                    import: Some(id),
                });
            }
        }
        (site.stored.len() - before) as u64
    }

    pub(crate) fn undo(&mut self, id: ImportId) {
        for site in self.sites.values_mut() {
            site.stored.retain(|stored| stored.import != Some(id));
            for import in site.imports.iter_mut().filter(|import| import.0 == id) {
                import.1 = false;
            }
        }
    }

    /// The imports that can be undone.
    pub(crate) fn live_imports(&self) -> Vec<ImportId> {
        let imports = self.sites.values().flat_map(|site| &site.imports);
        let live = imports.filter(|(_, is_live)| *is_live);
        live.map(|(id, _)| *id).collect()
    }

    /// What must be seen of each site.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        SITES.map(|name| self.seen_of(name)).into_iter().collect()
    }

    fn seen_of(&self, name: &'static str) -> Seen {
        let nothing = SiteModel::default();
        let model = self.sites.get(name).unwrap_or(&nothing);
        let mut events = BTreeMap::new();
        for stored in &model.stored {
            let id = EventId::of_message(&site(name), &format!("m-{}", stored.name));
            *events.entry(id).or_default() += 1;
        }
        Seen {
            events,
            totals: model.totals,
            imports: model.imports.clone(),
        }
    }
}

/// What is seen of each site.
pub(crate) fn seen_in(snapshot: &Snapshot) -> Vec<Seen> {
    let of_site = |id: SiteId| {
        let mut stored = BTreeMap::new();
        for event in events(snapshot, &id) {
            *stored.entry(event.event_id).or_default() += 1;
        }
        let imports = snapshot.imports(&id).iter();
        Seen {
            events: stored,
            totals: snapshot.totals(&id),
            imports: imports
                .map(|import| (import.id, import.state == ImportState::Live))
                .collect(),
        }
    };
    SITES.map(|name| of_site(site(name))).into_iter().collect()
}

/// Whether a receipt says what was expected.
pub(crate) fn says(receipt: Receipt, [stored, duplicates, _]: [u64; 3]) -> bool {
    (receipt.stored, receipt.duplicates, receipt.dead_lettered) == (stored, duplicates, 0)
}
