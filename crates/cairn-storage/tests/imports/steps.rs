//! The steps of a random sequence. Each tells what would hold if it dies in the middle.

use std::collections::BTreeMap;

use cairn_core::event::{ALIAS, Event, Identity, Trust};
use cairn_core::id::{ContentHash, EventId, ImportId, PersonKey, SiteId};
use cairn_core::identity::PREVIOUS_ID;
use cairn_core::time::Time;
use cairn_core::value::Value;
use cairn_storage::{Committer, ImportSizes, ImportState, StorageError, Store, Submission, Tally};
use cairn_testkit::dice::Dice;

use crate::model::Row;
use crate::sequence::Sequence;
use crate::shop::gone::Known;
use crate::shop::{NEW_YEAR, compaction_sizes, random_entry, site};

/// Everything happens on the day on which all rows of files say they arrived, so that all ids are known.
const NOW: Time = Time::from_micros(NEW_YEAR + 3_000);
const ARRIVED: Time = Time::from_micros(NEW_YEAR + 2_000);

impl Sequence {
    fn site(&mut self) -> SiteId {
        site(self.dice.pick(&["shop", "shop", "shop", "blog"]))
    }

    /// Without a data directory most steps are an error.
    fn has_data(&self) -> bool {
        !matches!(self.store.snapshot(), Err(StorageError::NoDataDirectory(_)))
    }

    /// Lives as a server does for a while.
    pub(crate) fn collect(&mut self) -> Result<(), StorageError> {
        let mut committer = writer(&self.store)?;
        self.log.push("open".to_owned());
        for _ in 0..1 + self.dice.below(6) {
            match self.dice.below(10) {
                0 | 1 => {
                    self.log.push("flush".to_owned());
                    committer.flush()?;
                }
                2 => {
                    let sizes = compaction_sizes(&mut self.dice);
                    self.log.push(format!("compact, {sizes:?}"));
                    committer.set_compaction_sizes(sizes);
                    self.played.rewritten += committer.compact()?;
                }
                3 => {
                    let live = self.model.live_imports();
                    if !live.is_empty() {
                        let id = self.dice.pick(&live);
                        self.undo_by(id, |_| committer.undo(id, NOW))?;
                    }
                }
                _ => self.send(&mut committer)?,
            }
        }
        Ok(())
    }

    /// A group of batches becomes durable together.
    fn send(&mut self, committer: &mut Committer) -> Result<(), StorageError> {
        let mut after = self.model.clone();
        let (mut group, mut expected) = (Vec::new(), Vec::new());
        for _ in 0..1 + self.dice.below(3) {
            let site = self.site();
            let events: Vec<Event> = (0..self.dice.below(8))
                .map(|_| {
                    let message = format!("m{}", self.dice.below(40));
                    self.event(Identity::Message(message))
                })
                .collect();
            let mut submission = Submission::new(&site, ARRIVED);
            events.iter().for_each(|event| submission.add(event));
            group.push(submission);
            expected.push(after.receive(&site, &events, ARRIVED));
        }
        self.log.push(format!("send, {expected:?}"));
        self.in_doubt = Some(after);
        let receipts = committer.commit(group, ARRIVED)?;
        for (receipt, [stored, duplicates, suppressed]) in receipts.into_iter().zip(expected) {
            let found = (receipt.stored, receipt.duplicates, receipt.suppressed);
            assert_eq!(found, (stored, duplicates, suppressed), "{}", self.told());
        }
        self.played.batches += 1;
        self.settled();
        Ok(())
    }

    /// What was in doubt is done.
    fn settled(&mut self) {
        if let Some(after) = self.in_doubt.take() {
            self.model = after;
        }
    }

    /// An event, which may merge users where that is asked for.
    fn event(&mut self, identity: Identity) -> Event {
        let mut event = random_entry(&mut self.dice, identity);
        if self.merges && event.user_id.is_some() && self.dice.percent(15) {
            let previous = match self.dice.percent(60) {
                true => format!("user-{}", self.dice.below(6)),
                false => format!("device-{}", self.dice.below(4)),
            };
            event.event = ALIAS.to_owned();
            event.properties = BTreeMap::from([(PREVIOUS_ID.to_owned(), Value::String(previous))]);
            event.trust = self.dice.pick(&[Trust::Client, Trust::Server]);
        }
        event
    }

    pub(crate) fn import(&mut self, is_committed: bool) -> Result<(), StorageError> {
        let site = self.site();
        let rows = self.rows(&site);
        let sizes = self.sizes(rows.len());
        self.log
            .push(format!("import {} rows, {sizes:?}", rows.len()));
        let mut import = self.store.begin_import_sized(&site, sizes)?;
        assert_eq!(import.id(), self.model.next_import(), "{}", self.told());
        for (event, number) in &rows {
            import.add(event.clone(), *number)?;
        }
        if !is_committed && self.dice.percent(50) {
            return Ok(());
        }
        let resolved = import.resolve()?;
        let decided = self.model.decide(&site, &rows);
        assert_eq!(*resolved.outcome(), decided.outcome, "{}", self.told());
        if !is_committed {
            return Ok(());
        }
        let rejected = self.dice.below(3) as u64;
        let read = rows.len() as u64 + rejected;
        let tally = Tally {
            read,
            stored: decided.outcome.stored,
            duplicates: decided.outcome.duplicates,
            rejected,
            suppressed: decided.outcome.suppressed,
        };
        let mut after = self.model.clone();
        after.commit(&site, decided);
        self.in_doubt = Some(after);
        let record = resolved.commit("file.csv", NOW, read, rejected)?;
        assert_eq!(record.id, self.model.next_import(), "{}", self.told());
        assert_eq!(record.tally, tally, "{}", self.told());
        self.played.imports += 1;
        self.settled();
        Ok(())
    }

    /// Rows of which many are the same event, in the same file and over files. Rows with the same content
    /// are alike, rows with the same id need not be.
    fn rows(&mut self, site: &SiteId) -> Vec<Row> {
        let count = self.dice.pick(&[0, 1, 5, 20, 40]);
        let mut number = 0;
        let mut rows = Vec::new();
        for _ in 0..count {
            // Rejected rows leave gaps.
            number += 1 + self.dice.below(2) as u64;
            let identity = self.identity(site);
            let event = match &identity {
                Identity::Content(content) => {
                    let seed = u64::try_from(content.0).unwrap();
                    random_entry(&mut Dice::new(seed), identity)
                }
                _ => self.event(identity),
            };
            rows.push((event, number));
        }
        rows
    }

    fn identity(&mut self, site: &SiteId) -> Identity {
        let message = format!("m{}", self.dice.below(25));
        let content = ContentHash(self.dice.below(6) as u128);
        let occurrence = 1 + self.dice.below(4) as u64;
        match self.dice.below(8) {
            0..3 => Identity::Message(message),
            3..6 => Identity::Content(content),
            // Ids as an export gives them: of a message, of some row's content, of nothing known.
            6 if self.dice.percent(50) => Identity::Event(EventId::of_message(site, &message)),
            6 => Identity::Event(EventId::of_content(site, content, occurrence)),
            _ => Identity::Event(EventId(u128::from(occurrence))),
        }
    }

    /// Small enough for several candidate runs, spills and row groups.
    fn sizes(&mut self, rows: usize) -> ImportSizes {
        let candidates = 1 + self.dice.below(4);
        ImportSizes {
            chunk_rows: rows.div_ceil(candidates).max(1),
            row_group_rows: 1 + self.dice.below(6),
            sorter_records: 8 + self.dice.below(20),
            ..ImportSizes::default()
        }
    }

    /// Leaves everything as it is.
    pub(crate) fn compact(&mut self) -> Result<(), StorageError> {
        if !self.has_data() {
            return Ok(());
        }
        let sizes = compaction_sizes(&mut self.dice);
        self.log.push(format!("compact, {sizes:?}"));
        self.played.rewritten += self.store.compact_sized(sizes)?;
        Ok(())
    }

    /// Erases somebody who may be there.
    pub(crate) fn erase(&mut self) -> Result<(), StorageError> {
        if !self.has_data() {
            return Ok(());
        }
        let site = self.site();
        let (known, key) = match self.dice.percent(60) {
            true => {
                let user = format!("user-{}", self.dice.below(6));
                let key = PersonKey::of_user(&user);
                (Known::User(user), key)
            }
            false => {
                let device = format!("device-{}", self.dice.below(4));
                let key = PersonKey::of_device(&device);
                (Known::Device(device), key)
            }
        };
        self.log.push(format!("erase {known:?} of {site}"));
        let mut after = self.model.clone();
        let (ids, events) = after.erase(&site, &known);
        self.in_doubt = Some(after);
        let erased = self.store.erase(&site, key, [5; 32], &|_, _| Ok(0), NOW)?;
        assert_eq!(erased.ids, ids, "{}", self.told());
        let ended = erased.ended.unwrap();
        assert_eq!(ended.events, events, "{}", self.told());
        self.played.erased += 1;
        self.settled();
        Ok(())
    }

    /// What the next process does before anything else.
    pub(crate) fn resume(&mut self) {
        if self.has_data() {
            self.store.resume_erasures(&|_, _| Ok(0), NOW).unwrap();
        }
    }

    pub(crate) fn undo(&mut self) -> Result<(), StorageError> {
        let live = self.model.live_imports();
        if live.is_empty() {
            return Ok(());
        }
        let id = self.dice.pick(&live);
        self.undo_by(id, |store| store.undo(id, NOW))
    }

    fn undo_by(
        &mut self,
        id: ImportId,
        undo: impl FnOnce(&Store) -> Result<cairn_storage::Undone, StorageError>,
    ) -> Result<(), StorageError> {
        self.log.push(format!("undo {id}"));
        let mut after = self.model.clone();
        let orphaned = after.undo(id);
        self.in_doubt = Some(after);
        let undone = undo(&self.store)?;
        assert_eq!(undone.record.id, id, "{}", self.told());
        assert_eq!(undone.record.state, ImportState::Undone(NOW));
        assert_eq!(undone.orphaned, orphaned, "{}", self.told());
        self.played.undone += 1;
        self.settled();
        Ok(())
    }

    pub(crate) fn undo_in_vain(&mut self) -> Result<(), StorageError> {
        if !self.has_data() {
            return Ok(());
        }
        self.log.push("undo in vain".to_owned());
        let unknown = ImportId::new(self.model.next_import().number() + 7);
        match self.store.undo(unknown, NOW) {
            Err(StorageError::UnknownImport(id)) => assert_eq!(id, unknown),
            Err(error) => return Err(error),
            Ok(_) => panic!("{}", self.told()),
        }
        for undone in self.model.undone_imports() {
            match self.store.undo(undone, NOW) {
                Err(StorageError::AlreadyUndone(id)) => assert_eq!(id, undone),
                Err(error) => return Err(error),
                Ok(_) => panic!("{}", self.told()),
            }
        }
        Ok(())
    }
}

/// A writer that knows which events came lately.
fn writer(store: &Store) -> Result<Committer, StorageError> {
    let (mut committer, _) = store.open_committer(Box::new(|| 1))?;
    committer.load_recent(ARRIVED)?;
    Ok(committer)
}
