//! Erasing a person, as the writer sees it: first nothing of the person is stored any more, then what is stored goes,
//! each step by one commit, so that it can be gone on with after a death.

use std::collections::BTreeSet;
use std::sync::Arc;

use cairn_core::id::{PersonKey, SiteId};
use cairn_core::time::Time;

use super::Committer;
use super::access::{TRIES, WriterAccess, with_writer};
use crate::compaction::Sieve;
use crate::dead_letter_file::DeadLetterFile;
use crate::erasable::text_names;
use crate::erasure::{ErasureWork, ErasureWritten, LookedAt, RejectedRows, Step, Whom};
use crate::erasure_book::{Erased, ErasureBook, ErasureRecord};
use crate::error::StorageError;
use crate::files;
use crate::live_state::LiveState;
use crate::manifest::Manifest;
use crate::paths::dead_letters_folder;
use crate::site_identity::SiteIdentity;
use crate::suppression::KEY_BYTES;

impl Committer {
    /// From now on nothing of somebody is stored. `fresh_key` is random: the first erasure of a data directory makes
    /// it the key of all hashes.
    pub(crate) fn begin_erasure(
        &mut self,
        site: &SiteId,
        whom: &Whom,
        fresh_key: [u8; KEY_BYTES],
        now: Time,
    ) -> Result<ErasureRecord, StorageError> {
        self.check()?;
        let (identity, keys) = (self.identity(site), whom.keys());
        let ids = keys.iter().flat_map(|key| identity.ids_of(*key));
        let ids: BTreeSet<PersonKey> = ids.collect();
        // What is known of their orders, and of what else is theirs, goes with them.
        let entities = keys.iter().flat_map(|key| identity.entities_of(*key));
        // One text may be the id of a user and of a device.
        let counted_twice = keys.len().saturating_sub(1);
        let manifest = Manifest::clone(&self.state().manifest);
        let mut book = ErasureBook::clone(&self.book);
        if book.records.is_empty() {
            book.suppression.key = fresh_key;
        }
        let record = ErasureRecord {
            number: book.records.last().map_or(0, |last| last.number) + 1,
            site: site.clone(),
            ids: (ids.len() - counted_twice) as u64,
            begun_at: now,
            ended: None,
            before: manifest
                .sites
                .get(site)
                .map(|runs| runs.erased())
                .unwrap_or_default(),
        };
        book.suppression.add(site, ids.into_iter().chain(entities));
        book.records.push(record.clone());
        self.commit_book(book, manifest, |_| {})?;
        Ok(record)
    }

    /// Erases a person, whole.
    #[doc(hidden)]
    pub fn erase(
        &mut self,
        site: &SiteId,
        whom: impl Into<Whom>,
        fresh_key: [u8; KEY_BYTES],
        rejected_rows: RejectedRows<'_>,
        now: Time,
    ) -> Result<ErasureRecord, StorageError> {
        let record = self.begin_erasure(site, &whom.into(), fresh_key, now)?;
        erase(self, &record, rejected_rows, now)
    }

    /// Goes on with erasures that were cut short.
    #[doc(hidden)]
    pub fn resume_erasures(
        &mut self,
        rejected_rows: RejectedRows<'_>,
        now: Time,
    ) -> Result<Vec<ErasureRecord>, StorageError> {
        let unfinished = self.unfinished_erasures().into_iter();
        unfinished
            .map(|record| erase(self, &record, rejected_rows, now))
            .collect()
    }

    /// Erasures that have not ended, oldest first.
    pub(crate) fn unfinished_erasures(&self) -> Vec<ErasureRecord> {
        let records = self.book.records.iter();
        let unfinished = records.filter(|record| record.ended.is_none());
        unfinished.cloned().collect()
    }

    /// What is to be looked through for an erasure, besides what was looked at; nothing was at its beginning. Calls
    /// off whoever else writes runs anew.
    pub(crate) fn erasure_work(
        &mut self,
        number: u64,
        looked: Option<LookedAt>,
    ) -> Result<ErasureWork, StorageError> {
        let site = self.erasure(number)?.site;
        if looked.is_none() {
            // What came before it may still lie in the log; nothing of the person has come since.
            self.flush()?;
        }
        let LookedAt { clean, affected } = looked.unwrap_or_default();
        let manifest = Arc::clone(&self.state().manifest);
        let runs = manifest.sites.get(&site);
        let inputs = runs.map_or(&[][..], |runs| &runs.runs);
        let inputs = inputs.iter().filter(|run| !clean.contains(&run.number));
        let inputs = inputs.cloned().collect();
        let letters = runs.map_or(&[][..], |runs| &runs.dead_letters).to_vec();
        let book = Arc::clone(&self.book);
        self.call_off_rewrite();
        let sieve = Sieve::WithoutErased(site.clone(), Arc::clone(&book));
        Ok(ErasureWork {
            rewrite: self.begin_rewrite(&site, inputs, sieve)?,
            letters_folder: dead_letters_folder(&self.data, &site),
            letters,
            book,
            affected,
        })
    }

    /// Makes true what was written for an erasure.
    pub(crate) fn finish_erasure_work(
        &mut self,
        written: ErasureWritten,
    ) -> Result<(), StorageError> {
        self.check()?;
        let ErasureWritten {
            site,
            rewritten,
            letters,
            folder,
        } = written;
        let mut manifest = Manifest::clone(&self.state().manifest);
        if let Some(rewritten) = &rewritten {
            self.place_rewritten(rewritten, &mut manifest)?;
        }
        let letters_folder = dead_letters_folder(&self.data, &site);
        for replaced in letters {
            let number = manifest.last_dead_letters + 1;
            let of_site = manifest.sites.entry(site.clone()).or_default();
            let mut files = of_site.dead_letters.iter();
            let Some(at) = files.position(|file| file.number == replaced.number) else {
                continue;
            };
            of_site.erased_letters += replaced.erased;
            let Some(staged) = replaced.rest else {
                of_site.dead_letters.remove(at);
                continue;
            };
            let file = DeadLetterFile {
                number,
                count: staged.count,
                bytes: staged.seal.bytes,
                last_received: staged.last_received,
                hash: Some(staged.seal.hash),
            };
            let moved = files::rename(&*self.vfs, &staged.path, &file.path(&letters_folder));
            self.or_break(moved)?;
            of_site.dead_letters[at] = file;
            manifest.last_dead_letters = number;
        }
        // Who the person was changes as its events go.
        let of_site = manifest.sites.entry(site.clone()).or_default();
        of_site.identity_epoch += 1;
        self.commit_manifest(manifest, |state| {
            state.sites.entry(site).or_default().identity.epoch += 1;
        })?;
        // Empty now.
        let _ = files::remove(&*self.vfs, &folder);
        self.collect_garbage();
        Ok(())
    }

    /// Notes that all of a person is erased, and forgets who it was.
    pub(crate) fn end_erasure(
        &mut self,
        number: u64,
        rejected_rows: u64,
        now: Time,
    ) -> Result<ErasureRecord, StorageError> {
        self.flush()?;
        let site = self.erasure(number)?.site;
        let mut manifest = Manifest::clone(&self.state().manifest);
        let mut book = ErasureBook::clone(&self.book);
        let suppression = &book.suppression;
        self.change_kept_links(&site, &mut manifest, |kept| {
            kept.retain(|entity, id, _| {
                !suppression.holds(&site, entity) && !suppression.holds(&site, id)
            });
        })?;
        let of_site = manifest.sites.entry(site.clone()).or_default();
        let identity = SiteIdentity::folded_anew(&*self.vfs, &self.data, &site, of_site)?;
        let erased = of_site.erased();
        let mut records = book.records.iter_mut();
        let record = records
            .find(|record| record.number == number)
            .ok_or(StorageError::UnknownErasure(number))?;
        record.ended = Some(Erased {
            at: now,
            events: erased.events.saturating_sub(record.before.events),
            dead_letters: erased
                .dead_letters
                .saturating_sub(record.before.dead_letters),
            rejected_rows,
        });
        let record = record.clone();
        self.commit_book(book, manifest, |state| {
            state.sites.entry(site).or_default().identity = identity;
        })?;
        self.collect_garbage();
        Ok(record)
    }

    /// Writes a book and makes it the one that counts.
    fn commit_book(
        &mut self,
        book: ErasureBook,
        mut manifest: Manifest,
        also: impl FnOnce(&mut LiveState),
    ) -> Result<(), StorageError> {
        let number = manifest.erasures.map_or(0, |file| file.number) + 1;
        // Nothing names it before the commit, so nothing is broken if it can't be written.
        manifest.erasures = Some(book.write(&*self.vfs, &self.data, number)?);
        self.commit_manifest(manifest, |state| {
            also(state);
            for (site, of_site) in &mut state.sites {
                of_site.arrivals.forget_erased(site, &book.suppression);
            }
        })?;
        self.book = Arc::new(book);
        self.folders.clear();
        Ok(())
    }

    /// Who was erased.
    pub(crate) fn book(&self) -> Arc<ErasureBook> {
        Arc::clone(&self.book)
    }

    fn erasure(&self, number: u64) -> Result<ErasureRecord, StorageError> {
        let mut records = self.book.records.iter();
        let record = records.find(|record| record.number == number);
        record.cloned().ok_or(StorageError::UnknownErasure(number))
    }
}

/// Goes on with an erasure to its end.
pub(crate) fn erase(
    writer: &mut dyn WriterAccess,
    record: &ErasureRecord,
    rejected_rows: RejectedRows<'_>,
    now: Time,
) -> Result<ErasureRecord, StorageError> {
    let number = record.number;
    let mut looked: Option<LookedAt> = None;
    let mut tries = TRIES;
    let book = loop {
        let known = looked.clone();
        let work = with_writer(writer, move |committer| {
            committer.erasure_work(number, known)
        })??;
        let book = Arc::clone(&work.book);
        let done = work.write().and_then(|step| {
            let Step {
                written,
                looked,
                is_last,
            } = step;
            with_writer(writer, move |committer| {
                committer.finish_erasure_work(written)
            })??;
            Ok((looked, is_last))
        });
        match done {
            Ok((_, true)) => break book,
            Ok((found, false)) => {
                let looked = looked.get_or_insert_default();
                looked.clean.extend(found.clean);
                looked.affected.extend(found.affected);
            }
            Err(StorageError::CalledOff) if tries > 0 => tries -= 1,
            Err(error) => return Err(error),
        }
    };
    let site = &record.site;
    let is_erased = |key: PersonKey| book.suppression.holds(site, key);
    let rejected = rejected_rows(site, &|row| text_names(row, &is_erased))?;
    with_writer(writer, move |committer| {
        committer.end_erasure(number, rejected, now)
    })?
}
