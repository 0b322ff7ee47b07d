//! What is damaged is set aside by one commit, so that the rest can be read: it is on record, not forgotten.
//!
//! A run whose events are damaged leaves the manifest's list and stands in its quarantine; its files are moved when
//! nobody reads. A run whose ids or facts alone are damaged gets new ones. Works on the files alone: a server does not
//! start while what it needs is damaged.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use cairn_core::id::SiteId;
use cairn_core::time::Time;

use crate::data_directory::DataDirectory;
use crate::dead_letter_file::QuarantinedLetters;
use crate::error::StorageError;
use crate::facts::write_facts;
use crate::files;
use crate::garbage;
use crate::ids::write_ids;
use crate::locks::WriterLock;
use crate::manifest::{Manifest, QuarantinedRun, Run, SiteRuns};
use crate::paths::{RunsFolders, quarantine_folder, staging_folder};
use crate::person_directory::write_directory;
use crate::sidecar;
use crate::verify::{Depth, FileFault, Part, Subject, Verified, WayOut, read_rows, verify};
use crate::vfs::Vfs;

/// A file that was set aside because it can't be read, and what is missing since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// Where it is kept.
    pub file: PathBuf,
    /// Events that it held.
    pub events: u64,
    /// Dead letters that it held.
    pub dead_letters: u64,
    /// When it was set aside.
    pub at: Time,
    /// What was wrong with it.
    pub fault: String,
}

/// What was done about damage.
#[derive(Debug, Clone, PartialEq)]
pub struct Repaired {
    /// What was found before.
    pub found: Verified,
    /// What was set aside, by site.
    pub quarantined: Vec<(SiteId, Quarantined)>,
    /// Files that were made anew.
    pub rebuilt: Vec<PathBuf>,
}

/// What of a site is set aside.
pub(crate) fn of_site(data: &Path, site: &SiteId, runs: &SiteRuns) -> Vec<Quarantined> {
    let folder = quarantine_folder(data, site);
    let runs_folder = RunsFolders::quarantine(data, site);
    let of_runs = runs.quarantined.iter();
    let of_runs = of_runs.map(|of| of_run(&runs_folder, of));
    let letters = runs.quarantined_letters.iter();
    of_runs
        .chain(letters.map(|of| of_letters(&folder, of)))
        .collect()
}

fn of_run(folder: &RunsFolders, of: &QuarantinedRun) -> Quarantined {
    Quarantined {
        file: of.run.events_path(folder),
        events: of.run.rows,
        dead_letters: 0,
        at: of.at,
        fault: of.fault.clone(),
    }
}

fn of_letters(folder: &Path, of: &QuarantinedLetters) -> Quarantined {
    Quarantined {
        file: of.file.path(folder),
        events: 0,
        dead_letters: of.file.count,
        at: of.at,
        fault: of.fault.clone(),
    }
}

/// Looks for damage and sets it aside. Fails if another process writes.
pub(crate) fn quarantine(
    place: &DataDirectory,
    depth: Depth,
    now: Time,
) -> Result<Repaired, StorageError> {
    let (vfs, data) = (Arc::clone(&place.vfs), &place.path);
    let _lock = WriterLock::take(&*vfs, data)?;
    let found = verify(place, depth)?;
    let mut repaired = Repaired {
        found,
        quarantined: Vec::new(),
        rebuilt: Vec::new(),
    };
    let may_help =
        |fault: &&FileFault| matches!(fault.way_out, WayOut::Quarantine | WayOut::Rebuild);
    let faults: Vec<FileFault> = repaired
        .found
        .faults
        .iter()
        .filter(may_help)
        .cloned()
        .collect();
    if faults.is_empty() {
        return Ok(repaired);
    }
    let mut manifest = Manifest::begin(&*vfs, data)?;
    for fault in faults {
        let Some(site) = &fault.site else { continue };
        let Some(runs) = manifest.sites.get_mut(site) else {
            continue;
        };
        match fault.subject {
            Subject::Run(number, part) => {
                let folder = RunsFolders::of(data, site);
                // None if it was set aside already, for another of its files.
                let Some(at) = runs.runs.iter().position(|run| run.number == number) else {
                    continue;
                };
                if part != Part::Events {
                    match rebuild(&*vfs, data, &folder, &mut runs.runs[at], part) {
                        Ok(path) => {
                            repaired.rebuilt.push(path);
                            continue;
                        }
                        Err(StorageError::Damaged { .. }) => {}
                        Err(error) => return Err(error),
                    }
                }
                let aside = QuarantinedRun {
                    run: runs.runs.remove(at),
                    at: now,
                    fault: fault.fault,
                };
                let told = of_run(&RunsFolders::quarantine(data, site), &aside);
                repaired.quarantined.push((site.clone(), told));
                runs.quarantined.push(aside);
                // Ids may lead elsewhere now.
                runs.identity_epoch += 1;
            }
            Subject::Letters(number) => {
                let mut files = runs.dead_letters.iter();
                let Some(at) = files.position(|file| file.number == number) else {
                    continue;
                };
                let aside = QuarantinedLetters {
                    file: runs.dead_letters.remove(at),
                    at: now,
                    fault: fault.fault,
                };
                let told = of_letters(&quarantine_folder(data, site), &aside);
                repaired.quarantined.push((site.clone(), told));
                runs.quarantined_letters.push(aside);
            }
            Subject::Other => {}
        }
    }
    manifest.sequence += 1;
    manifest.commit(&*vfs, data)?;
    // What can't be moved now, because somebody reads, is moved by the next writer.
    garbage::collect(&*vfs, data)?;
    Ok(repaired)
}

/// Makes a file beside a run anew of its events.
fn rebuild(
    vfs: &dyn Vfs,
    data: &Path,
    folder: &RunsFolders,
    run: &mut Run,
    part: Part,
) -> Result<PathBuf, StorageError> {
    if let (Part::Sidecar, Some(seals)) = (part, &run.seals) {
        return sidecar::make(vfs, folder, run, seals);
    }
    let rows = read_rows(vfs, &run.events_path(folder))?;
    if rows.ids.len() as u64 != run.rows {
        let detail = "it does not hold as many events as it should";
        return Err(StorageError::damaged(&run.events_path(folder), detail));
    }
    let staging = staging_folder(data);
    files::create_folder(vfs, &staging)?;
    let unfinished = staging.join("rebuilt");
    let (path, seal) = match part {
        Part::Ids => (run.ids_path(folder), write_ids(vfs, &unfinished, rows.ids)?),
        Part::Directory => (
            run.directory_path(folder),
            write_directory(vfs, &unfinished, &rows.directory)?,
        ),
        _ => (
            run.facts_path(folder),
            write_facts(vfs, &unfinished, &rows.facts)?,
        ),
    };
    files::rename(vfs, &unfinished, &path)?;
    if let Some(seals) = &mut run.seals {
        match part {
            Part::Ids => seals.ids = seal,
            Part::Directory => seals.directory = Some(seal),
            _ => seals.facts = seal,
        }
    }
    Ok(path)
}
