//! Runs written anew, as the writer sees it: chosen, then placed by one commit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cairn_core::id::SiteId;

use super::Committer;
use crate::compaction::{
    CompactionSizes, Rewrite, Rewritten, Sieve, Ticket, Within, due, next_unfolded,
};
use crate::error::StorageError;
use crate::facts::leaves_to_rows;
use crate::files;
use crate::locks::ReaderLock;
use crate::manifest::{Manifest, Run};
use crate::paths::{RunsFolders, staging_folder};

impl Committer {
    /// Runs that are to be compacted next; nothing if all is well or something is being written anew already. Fails
    /// with [`StorageError::DiskLow`] if there are some and the disk has no room for them.
    #[doc(hidden)]
    pub fn begin_compaction(&mut self) -> Result<Option<Rewrite>, StorageError> {
        self.check()?;
        let manifest = Arc::clone(&self.state().manifest);
        let is_done = self.ticket.is_held() || self.settled == Some(manifest.sequence);
        if is_done {
            return Ok(None);
        }
        let unfolded = self.unfolded(&manifest)?;
        for (site, runs) in &manifest.sites {
            let folder = RunsFolders::of(&self.data, site);
            let identity = self.identity(site);
            let runs = &runs.runs;
            let placements = &self.placements;
            let misplaced = placements.of_runs(&*self.vfs, &folder, site, runs, &identity)?;
            let (sizes, mut within) = (self.compaction, None);
            let mut chosen = next_unfolded(runs, &unfolded, &sizes);
            if chosen.is_empty() {
                chosen = due(runs, &misplaced, &sizes);
            } else if let [number] = chosen[..] {
                let mut runs = runs.iter();
                let run = runs.find(|run| run.number == number);
                within = run.and_then(Within::of);
            }
            let chosen: BTreeSet<u64> = chosen.into_iter().collect();
            if !chosen.is_empty() {
                // What is written anew lies beside what it is made of until that can go.
                self.low_water.check_now()?;
                let inputs = runs.iter().filter(|run| chosen.contains(&run.number));
                let mut rewrite =
                    self.begin_rewrite(site, inputs.cloned().collect(), Sieve::All)?;
                rewrite.within = within;
                return Ok(Some(rewrite));
            }
        }
        self.settled = Some(manifest.sequence);
        Ok(None)
    }

    /// The runs whose rows every fold of identity reads, because what lies beside them does not say all. Runs that are
    /// written from now on are none of these.
    fn unfolded(&mut self, manifest: &Manifest) -> Result<BTreeSet<u64>, StorageError> {
        if let Some(known) = &self.unfolded {
            return Ok(known.clone());
        }
        let mut unfolded = BTreeSet::new();
        for (site, runs) in &manifest.sites {
            let folder = RunsFolders::of(&self.data, site);
            for run in &runs.runs {
                if !run.has_facts || leaves_to_rows(&*self.vfs, &run.facts_path(&folder))? {
                    unfolded.insert(run.number);
                }
            }
        }
        self.unfolded = Some(unfolded.clone());
        Ok(unfolded)
    }

    /// Makes visible what a compaction has written, in place of the runs it was made of; gives whether it was, or had
    /// been called off.
    #[doc(hidden)]
    pub fn finish_compaction(
        &mut self,
        written: Result<Rewritten, StorageError>,
    ) -> Result<bool, StorageError> {
        let written = match written {
            Ok(written) => written,
            Err(StorageError::CalledOff) => return Ok(false),
            Err(error) => return Err(error),
        };
        self.check()?;
        let mut manifest = Manifest::clone(&self.state().manifest);
        match self.place_rewritten(&written, &mut manifest) {
            Err(StorageError::CalledOff) => return Ok(false),
            placed => placed?,
        }
        self.commit_manifest(manifest, |_| {})?;
        self.collect_garbage();
        Ok(true)
    }

    /// Compacts until all is well; gives how many runs were written anew. Where the disk has no room it ends with an
    /// error, and what was compacted before stays so.
    #[doc(hidden)]
    pub fn compact(&mut self) -> Result<usize, StorageError> {
        self.flush()?;
        let mut rewritten = 0;
        while let Some(rewrite) = self.begin_compaction()? {
            let inputs = rewrite.inputs.len();
            if self.finish_compaction(rewrite.write())? {
                rewritten += inputs;
            }
        }
        Ok(rewritten)
    }

    /// Whoever writes runs anew is to end.
    pub(crate) fn call_off_rewrite(&mut self) {
        self.ticket.call_off();
        self.ticket = Ticket::default();
    }

    pub(super) fn begin_rewrite(
        &mut self,
        site: &SiteId,
        inputs: Vec<Run>,
        sieve: Sieve,
    ) -> Result<Rewrite, StorageError> {
        let readers = ReaderLock::share(&*self.vfs, &self.data)?;
        self.last_rewrite += 1;
        self.ticket = Ticket::default();
        Ok(Rewrite {
            vfs: Arc::clone(&self.vfs),
            runs_folder: RunsFolders::of(&self.data, site),
            folder: staging_folder(&self.data).join(format!("rewrite-{}", self.last_rewrite)),
            site: site.clone(),
            inputs,
            sieve,
            within: None,
            identity: self.identity(site),
            sizes: self.compaction,
            ticket: self.ticket.clone(),
            _readers: readers,
        })
    }

    /// Moves what was written to its place, and names it in a manifest instead of what it was made of.
    pub(super) fn place_rewritten(
        &mut self,
        written: &Rewritten,
        manifest: &mut Manifest,
    ) -> Result<(), StorageError> {
        let of_site = manifest.sites.entry(written.site.clone()).or_default();
        let numbers: BTreeSet<u64> = of_site.runs.iter().map(|run| run.number).collect();
        let are_there = written.inputs.iter().all(|input| numbers.contains(input));
        if !are_there || written.ticket.is_called_off() || !written.ticket.is_same(&self.ticket) {
            // What was written goes; nothing was changed.
            let _ = files::remove(&*self.vfs, &written.folder);
            return Err(StorageError::CalledOff);
        }
        of_site
            .runs
            .retain(|run| !written.inputs.contains(&run.number));
        let mut next = manifest.last_run;
        let placed = self.install_rewritten(written, &mut next);
        let placed = self.or_break(placed)?;
        manifest.last_run = next;
        let of_site = manifest.sites.entry(written.site.clone()).or_default();
        of_site.runs.extend(placed);
        of_site.note_removed(&written.taken.rows);
        Ok(())
    }

    fn install_rewritten(
        &mut self,
        written: &Rewritten,
        last_run: &mut u64,
    ) -> Result<Vec<Run>, StorageError> {
        let staged = written.runs.iter().map(|run| (&run.staged, Some(run.cell)));
        let mut placed = self.install(&written.site, staged, last_run)?;
        let mut groups = BTreeMap::new();
        for (run, rewritten) in placed.iter_mut().zip(&written.runs) {
            let month = (run.stream, rewritten.cell.month);
            let of_month = *groups.entry(month).or_insert(run.number);
            run.group = written.within.map_or(of_month, |within| within.group);
        }
        // Empty now.
        let _ = files::remove(&*self.vfs, &written.folder);
        Ok(placed)
    }

    /// Compacts at other sizes, for tests.
    #[doc(hidden)]
    pub fn set_compaction_sizes(&mut self, sizes: CompactionSizes) {
        self.compaction = sizes;
        self.settled = None;
    }
}
