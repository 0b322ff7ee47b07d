//! Events that are older than a site keeps them go, step by step: each step is one commit, so that a pass that dies is
//! simply done again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cairn_core::id::SiteId;
use cairn_core::retention::{Cuts, Retention};
use cairn_core::time::Time;

use super::Committer;
use super::access::{TRIES, WriterAccess, with_writer};
use crate::compaction::{Rewrite, Rewritten, Sieve, Within};
use crate::error::StorageError;
use crate::expiry::{Expiry, ExpiryLook, Found};
use crate::files;
use crate::locks::ReaderLock;
use crate::manifest::{Manifest, Run};
use crate::paths::RunsFolders;
use crate::removed::Removed;
use crate::site_identity::SiteIdentity;
use crate::stream::Stream;

/// What a step has done.
struct Done {
    expired: u64,
    /// Runs it has written, which hold nothing that is to go.
    placed: BTreeSet<u64>,
}

impl Committer {
    /// Takes out what a site does not keep.
    #[doc(hidden)]
    pub fn expire(
        &mut self,
        site: &SiteId,
        retention: &Retention,
        now: Time,
    ) -> Result<Expiry, StorageError> {
        expire(self, site, retention, now)
    }

    /// The runs that may hold what has expired by these cuts, but those that were looked at already; and the numbers
    /// of all. Nothing is called off yet: mostly there is nothing to do.
    fn expiry_look(
        &mut self,
        site: &SiteId,
        cuts: Arc<Cuts>,
        settled: &BTreeMap<u64, u64>,
    ) -> Result<(ExpiryLook, BTreeSet<u64>), StorageError> {
        // What has arrived already expired may still lie in the log.
        let has_waiting = {
            let state = self.state();
            let mut chunks = state.tail.chunks.iter();
            chunks.any(|chunk| chunk.site == *site)
        };
        if has_waiting {
            self.flush()?;
        }
        let readers = ReaderLock::share(&*self.vfs, &self.data)?;
        let manifest = Arc::clone(&self.state().manifest);
        let all = manifest.sites.values().flat_map(|runs| &runs.runs);
        self.oldest.keep_only(&all.map(|run| run.number).collect());
        let runs = manifest.sites.get(site).map_or(&[][..], |runs| &runs.runs);
        let may_hold = |run: &&Run| {
            // What the ledger says is kept.
            run.stream == Stream::Events
                && run.first_time < cuts.all_kept_from()
                && !settled.contains_key(&run.number)
        };
        let ledger = runs.iter().filter(|run| run.stream == Stream::Ledger);
        let look = ExpiryLook {
            vfs: Arc::clone(&self.vfs),
            runs_folder: RunsFolders::of(&self.data, site),
            runs: runs.iter().filter(may_hold).cloned().collect(),
            ledger: ledger.cloned().collect(),
            cuts,
            oldest: Arc::clone(&self.oldest),
            low_water: Arc::clone(&self.low_water),
            rows_at_once: self.compaction.rows_at_once,
            _readers: readers,
        };
        Ok((look, runs.iter().map(|run| run.number).collect()))
    }

    /// Begins to write anew what was found, if anything is. Calls off whoever else writes runs anew.
    fn begin_expiry(
        &mut self,
        site: &SiteId,
        found: &Found,
        cuts: &Arc<Cuts>,
    ) -> Result<Option<Rewrite>, StorageError> {
        self.check()?;
        if found.rewritten.is_empty() {
            return Ok(None);
        }
        let manifest = Arc::clone(&self.state().manifest);
        are_there(&manifest, site, found)?;
        self.call_off_rewrite();
        let sieve = Sieve::WithoutExpired {
            cuts: Arc::clone(cuts),
            notes_links: found.links.is_some(),
        };
        let mut rewrite = self.begin_rewrite(site, found.rewritten.clone(), sieve)?;
        if let [run] = &found.rewritten[..] {
            rewrite.within = Within::of(run);
        }
        Ok(Some(rewrite))
    }

    /// Makes true what was found, with what was written anew for it.
    fn finish_expiry(
        &mut self,
        site: &SiteId,
        found: &Found,
        written: Option<Rewritten>,
    ) -> Result<Done, StorageError> {
        self.check()?;
        let mut manifest = Manifest::clone(&self.state().manifest);
        let are_there = are_there(&manifest, site, found);
        if let Err(error) =
            are_there.and_then(|()| self.keep_links(site, &mut manifest, found, written.as_ref()))
        {
            if let Some(written) = &written {
                let _ = files::remove(&*self.vfs, &written.folder);
            }
            return Err(error);
        }
        let last_before = manifest.last_run;
        let mut expired = 0;
        if let Some(written) = &written {
            self.place_rewritten(written, &mut manifest)?;
            expired += written
                .taken
                .rows
                .values()
                .map(|gone| gone.expired)
                .sum::<u64>();
        }
        let of_site = manifest.sites.entry(site.clone()).or_default();
        for run in &found.dropped {
            of_site.runs.retain(|kept| kept.number != run.number);
            of_site.note_removed(&all_of(run));
            expired += run.rows;
        }
        // Who somebody is may change as events go.
        of_site.identity_epoch += 1;
        let placed = (last_before + 1..=manifest.last_run).collect();
        self.commit_manifest(manifest, |state| {
            let of_site = state.sites.entry(site.clone()).or_default();
            of_site.identity.epoch += 1;
        })?;
        self.collect_garbage();
        Ok(Done { expired, placed })
    }

    /// Forgets what events that have gone said about who is who.
    fn end_expiry(&mut self, site: &SiteId) -> Result<(), StorageError> {
        // Then runs say it all.
        self.flush()?;
        let mut manifest = Manifest::clone(&self.state().manifest);
        let of_site = manifest.sites.entry(site.clone()).or_default();
        let identity = SiteIdentity::folded_anew(&*self.vfs, &self.data, site, of_site)?;
        self.commit_manifest(manifest, |state| {
            state.sites.entry(site.clone()).or_default().identity = identity;
        })?;
        self.collect_garbage();
        Ok(())
    }
}

/// All that a run holds, as taken out of it.
fn all_of(run: &Run) -> BTreeMap<Option<cairn_core::id::ImportId>, Removed> {
    let of_imports = run.imports.iter().map(|(id, rows)| (Some(*id), *rows));
    let all = of_imports.chain([(None, run.live_rows())]);
    let expired = |expired| Removed { erased: 0, expired };
    all.map(|(import, rows)| (import, expired(rows))).collect()
}

/// Fails if something that was found lies elsewhere by now.
fn are_there(manifest: &Manifest, site: &SiteId, found: &Found) -> Result<(), StorageError> {
    let runs = manifest.sites.get(site).map_or(&[][..], |runs| &runs.runs);
    let there: BTreeSet<u64> = runs.iter().map(|run| run.number).collect();
    match found.numbers().is_subset(&there) {
        true => Ok(()),
        false => Err(StorageError::CalledOff),
    }
}

/// Takes out what a site does not keep.
pub(crate) fn expire(
    writer: &mut dyn WriterAccess,
    site: &SiteId,
    retention: &Retention,
    now: Time,
) -> Result<Expiry, StorageError> {
    let mut expiry = Expiry::default();
    if retention.is_for_ever() {
        return Ok(expiry);
    }
    let cuts = Arc::new(retention.cuts(now));
    let taken_out = take_out(writer, site, &cuts, &mut expiry);
    if expiry.expired > 0 {
        // Also if it did not come to its end: what went has gone.
        let site = site.clone();
        with_writer(writer, move |committer| committer.end_expiry(&site))??;
    }
    taken_out.map(|()| expiry)
}

fn take_out(
    writer: &mut dyn WriterAccess,
    site: &SiteId,
    cuts: &Arc<Cuts>,
    expiry: &mut Expiry,
) -> Result<(), StorageError> {
    let mut settled = BTreeMap::new();
    let mut ledger = Arc::default();
    let mut tries = TRIES;
    loop {
        let (of, by, known) = (site.clone(), Arc::clone(cuts), settled.clone());
        let (look, numbers) = with_writer(writer, move |committer| {
            committer.expiry_look(&of, by, &known)
        })??;
        // What was looked at may lie elsewhere by now, where it is counted again.
        settled.retain(|number, _| numbers.contains(number));
        let mut found = look.find()?;
        if !found.is_nothing() {
            look.look_up_links(&mut found, &mut ledger)?;
        }
        drop(look);
        settled.append(&mut found.settled);
        expiry.lacks_room |= found.lacks_room;
        expiry.waiting = settled.values().sum();
        let is_all = found.is_all;
        if found.is_nothing() && is_all {
            return Ok(());
        }
        match step(writer, site, cuts, found) {
            Ok(done) => {
                expiry.expired += done.expired;
                if is_all {
                    return Ok(());
                }
                settled.extend(done.placed.into_iter().map(|number| (number, 0)));
            }
            Err(StorageError::CalledOff) if tries > 0 => tries -= 1,
            Err(error) => return Err(error),
        }
    }
}

fn step(
    writer: &mut dyn WriterAccess,
    site: &SiteId,
    cuts: &Arc<Cuts>,
    found: Found,
) -> Result<Done, StorageError> {
    let found = Arc::new(found);
    let (of, by, to_go) = (site.clone(), Arc::clone(cuts), Arc::clone(&found));
    let rewrite = with_writer(writer, move |committer| {
        committer.begin_expiry(&of, &to_go, &by)
    })??;
    let written = rewrite.map(Rewrite::write).transpose()?;
    let of = site.clone();
    with_writer(writer, move |committer| {
        committer.finish_expiry(&of, &found, written)
    })?
}
