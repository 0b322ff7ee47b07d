//! Semantics S3 and S5 restated: what batches, imports, their undoing and erasures leave behind, and who is who, with
//! plain maps and loops.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use cairn_core::event::{ALIAS, Event, Identity, Trust};
use cairn_core::id::{ContentHash, EventId, ImportId, SiteId};
use cairn_core::identity::PREVIOUS_ID;
use cairn_core::time::Time;
use cairn_core::value::Value;
use cairn_storage::Outcome;

use crate::shop::gone::{Gone, Known};

/// A row of a file: its event and its number.
pub(crate) type Row = (Event, u64);

/// What must be stored.
#[derive(Default, Clone)]
pub(crate) struct Model {
    /// With the import that brought it, if it did not come live.
    stored: BTreeMap<(SiteId, EventId), (Option<ImportId>, Event)>,
    imports: Vec<Committed>,
    gone: BTreeMap<SiteId, Gone>,
    erasures: BTreeMap<SiteId, usize>,
}

#[derive(Clone)]
struct Committed {
    site: SiteId,
    outcome: Outcome,
    is_live: bool,
}

/// An import that was decided about.
pub(crate) struct Decided {
    pub(crate) outcome: Outcome,
    new: BTreeMap<EventId, Event>,
}

impl Model {
    pub(crate) fn next_import(&self) -> ImportId {
        ImportId::new(self.imports.len() as u64 + 1)
    }

    /// An event is stored once; of several rows of a file the first stays. Rows that say nothing but their
    /// content are told apart by how often it stood in the file before. Where such a repeated row and a
    /// row that gives the same event id as such meet in one file, the latter stays.
    pub(crate) fn decide(&self, site: &SiteId, rows: &[Row]) -> Decided {
        let gone = self.gone.get(site).cloned().unwrap_or_default();
        let left = rows
            .iter()
            .filter_map(|(event, number)| Some((gone.left_of(event)?, *number)));
        let left: Vec<Row> = left.collect();
        let mut seen: HashMap<ContentHash, u64> = HashMap::new();
        let (mut first, mut repeated) = (Vec::new(), Vec::new());
        for (event, _) in &left {
            match &event.identity {
                Identity::Message(id) => first.push((event.id_of_message(site, id), event)),
                Identity::Event(id) => first.push((*id, event)),
                Identity::Content(content) => {
                    let occurrence = seen.entry(*content).or_default();
                    *occurrence += 1;
                    let id = EventId::of_content(site, *content, *occurrence);
                    let rows = if *occurrence == 1 {
                        &mut first
                    } else {
                        &mut repeated
                    };
                    rows.push((id, event));
                }
            }
        }
        let mut decided = Decided {
            outcome: Outcome::default(),
            new: BTreeMap::new(),
        };
        decided.outcome.suppressed = (rows.len() - left.len()) as u64;
        for (id, event) in first.into_iter().chain(repeated) {
            if let Some((import, _)) = self.stored.get(&(site.clone(), id)) {
                decided.outcome.duplicates += 1;
                if let Some(import) = import {
                    *decided.outcome.duplicates_of.entry(*import).or_default() += 1;
                }
            } else if decided.new.contains_key(&id) {
                decided.outcome.duplicates += 1;
            } else {
                decided.outcome.stored += 1;
                let import = Some(self.next_import());
                decided.new.insert(id, as_stored(id, event, import));
            }
        }
        decided
    }

    /// A batch arrives; gives how many are stored, duplicates, suppressed. All ids are within the window.
    pub(crate) fn receive(
        &mut self,
        site: &SiteId,
        batch: &[Event],
        received_at: Time,
    ) -> [u64; 3] {
        let gone = self.gone.get(site).cloned().unwrap_or_default();
        let [mut stored, mut duplicates, mut suppressed] = [0; 3];
        for event in batch {
            let Some(mut left) = gone.left_of(event) else {
                suppressed += 1;
                continue;
            };
            let id = match &event.identity {
                Identity::Message(id) => event.id_of_message(site, id),
                Identity::Event(id) => *id,
                Identity::Content(_) => panic!("rows of files have contents"),
            };
            let place = (site.clone(), id);
            if self.stored.contains_key(&place) {
                duplicates += 1;
                continue;
            }
            stored += 1;
            left.received_at = received_at;
            self.stored
                .insert(place, (None, as_stored(id, &left, None)));
        }
        [stored, duplicates, suppressed]
    }

    pub(crate) fn commit(&mut self, site: &SiteId, decided: Decided) {
        let import = self.next_import();
        for (id, event) in decided.new {
            self.stored
                .insert((site.clone(), id), (Some(import), event));
        }
        self.imports.push(Committed {
            site: site.clone(),
            outcome: decided.outcome,
            is_live: true,
        });
    }

    pub(crate) fn live_imports(&self) -> Vec<ImportId> {
        let numbered = (1..).map(ImportId::new).zip(&self.imports);
        numbered
            .filter(|(_, import)| import.is_live)
            .map(|(id, _)| id)
            .collect()
    }

    pub(crate) fn undone_imports(&self) -> Vec<ImportId> {
        let numbered = (1..).map(ImportId::new).zip(&self.imports);
        numbered
            .filter(|(_, import)| !import.is_live)
            .map(|(id, _)| id)
            .collect()
    }

    /// Forgets an import's events and ids; says which rows of live imports are now in none.
    pub(crate) fn undo(&mut self, id: ImportId) -> Vec<(ImportId, u64)> {
        let at = usize::try_from(id.number()).unwrap() - 1;
        self.imports[at].is_live = false;
        self.stored.retain(|_, (import, _)| *import != Some(id));
        let mut orphaned = Vec::new();
        for live in self.live_imports() {
            let import = &self.imports[usize::try_from(live.number()).unwrap() - 1];
            if let Some(rows) = import.outcome.duplicates_of.get(&id) {
                orphaned.push((live, *rows));
            }
        }
        orphaned
    }

    /// Erases a person; gives how many ids it had and how many events went.
    pub(crate) fn erase(&mut self, site: &SiteId, known: &Known) -> (u64, u64) {
        let events = self.events(site);
        *self.erasures.entry(site.clone()).or_default() += 1;
        let gone = self.gone.entry(site.clone()).or_default();
        let ids = gone.add(&events, known);
        let before = self.stored.len();
        self.stored.retain(|(of, _), (_, event)| {
            let left = match of == site {
                true => gone.left_of(event),
                false => return true,
            };
            let is_left = left.is_some();
            *event = left.unwrap_or_else(|| event.clone());
            is_left
        });
        (ids, (before - self.stored.len()) as u64)
    }

    /// How many erasures of a site are on record.
    pub(crate) fn erasures(&self, site: &SiteId) -> usize {
        self.erasures.get(site).copied().unwrap_or(0)
    }

    /// The events of a site.
    pub(crate) fn events(&self, site: &SiteId) -> BTreeMap<EventId, Event> {
        let of_site = self.stored.iter().filter(|((of, _), _)| of == site);
        of_site
            .map(|((_, id), (_, event))| (*id, event.clone()))
            .collect()
    }

    /// The outcomes of a site's imports, with whether they are live.
    pub(crate) fn outcomes(&self, site: &SiteId) -> Vec<(Outcome, bool)> {
        let of_site = self.imports.iter().filter(|import| import.site == *site);
        of_site
            .map(|import| (import.outcome.clone(), import.is_live))
            .collect()
    }

    /// The events of each person of a site. Nobody's events are nowhere.
    pub(crate) fn persons(&self, site: &SiteId) -> BTreeSet<BTreeSet<EventId>> {
        let events = self.events(site);
        let mut person_of_user: BTreeMap<&str, &str> = BTreeMap::new();
        for (user, previous, trust) in aliases(&events) {
            // A write key can never merge two known users.
            if trust != Trust::Client {
                let person = |id| person_of_user.get(id).copied().unwrap_or(id);
                let (kept, joined) = (person(user), person(previous));
                for leads_to in person_of_user.values_mut().filter(|to| **to == joined) {
                    *leads_to = kept;
                }
                person_of_user.insert(previous, kept);
                person_of_user.insert(joined, kept);
                person_of_user.insert(user, kept);
            }
        }
        let mut persons: BTreeMap<(bool, &str), BTreeSet<EventId>> = BTreeMap::new();
        for (id, event) in events.iter().filter(|(_, event)| event.entity.is_none()) {
            let user = event.user_id.as_deref();
            let device = event.anonymous_id.as_deref();
            let user = user.or_else(|| owner(&events, device?));
            let person = match (user, device) {
                (Some(user), _) => (true, person_of_user.get(user).copied().unwrap_or(user)),
                (None, Some(device)) => (false, device),
                (None, None) => continue,
            };
            persons.entry(person).or_default().insert(*id);
        }
        persons.into_values().collect()
    }
}

/// The user, the previous id and the trust of each alias.
fn aliases(events: &BTreeMap<EventId, Event>) -> impl Iterator<Item = (&str, &str, Trust)> {
    events.values().filter_map(|event| {
        let previous = match event.properties.get(PREVIOUS_ID) {
            Some(Value::String(id)) if event.event == ALIAS => id.as_str(),
            _ => return None,
        };
        Some((event.user_id.as_deref()?, previous, event.trust))
    })
}

/// The first user who signed in on a device, by (time, event id): with an event of both, or an alias that names it.
fn owner<'a>(events: &'a BTreeMap<EventId, Event>, device: &str) -> Option<&'a str> {
    let names = |event: &Event| {
        let alias = Value::String(device.to_owned());
        event.anonymous_id.as_deref() == Some(device)
            || (event.event == ALIAS && event.properties.get(PREVIOUS_ID) == Some(&alias))
    };
    let signed_in = events
        .iter()
        .filter(|(_, event)| event.user_id.is_some() && names(event));
    let (_, first) = signed_in.min_by_key(|(id, event)| (event.event_time, **id))?;
    first.user_id.as_deref()
}

/// An event as it is stored.
fn as_stored(id: EventId, event: &Event, import: Option<ImportId>) -> Event {
    let mut event = event.clone();
    event.import_id = import;
    event.currency = event.value.map(|money| money.currency).or(event.currency);
    if !matches!(event.identity, Identity::Message(_)) {
        event.identity = Identity::Event(id);
    }
    event
}
