//! Semantics S3 restated: what imports and their undoing leave behind, with plain maps and loops.

use std::collections::{BTreeMap, HashMap};

use cairn_core::event::{Event, Identity};
use cairn_core::id::{ContentHash, EventId, ImportId, SiteId};
use cairn_storage::Outcome;

use crate::shop::gone::{Gone, Known};

/// A row of a file: its event and its number.
pub(crate) type Row = (Event, u64);

/// What must be stored.
#[derive(Default)]
pub(crate) struct Model {
    stored: BTreeMap<(SiteId, EventId), (ImportId, Event)>,
    imports: Vec<Committed>,
    gone: BTreeMap<SiteId, Gone>,
}

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
                Identity::Message(id) => first.push((EventId::of_message(site, id), event)),
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
                *decided.outcome.duplicates_of.entry(*import).or_default() += 1;
            } else if decided.new.contains_key(&id) {
                decided.outcome.duplicates += 1;
            } else {
                decided.outcome.stored += 1;
                decided.new.insert(id, self.as_stored(id, event));
            }
        }
        decided
    }

    fn as_stored(&self, id: EventId, event: &Event) -> Event {
        let mut event = event.clone();
        event.import_id = Some(self.next_import());
        event.currency = event.value.map(|money| money.currency).or(event.currency);
        if !matches!(event.identity, Identity::Message(_)) {
            event.identity = Identity::Event(id);
        }
        event
    }

    pub(crate) fn commit(&mut self, site: &SiteId, decided: Decided) {
        let import = self.next_import();
        for (id, event) in decided.new {
            self.stored.insert((site.clone(), id), (import, event));
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
        self.stored.retain(|_, (import, _)| *import != id);
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
}
