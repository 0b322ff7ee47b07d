//! Files that no manifest names: left by imports and flushes that were cut short, or undone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::error::StorageError;
use crate::files;
use crate::locks::ReaderLock;
use crate::manifest::{FOLDER, Manifest};
use crate::paths::{
    EVENTS, LEDGER, RunsFolders, dead_letters_folder, erasures_folder, quarantine_folder,
    staging_folder,
};
use crate::vfs::{Entry, Vfs};

/// Removes what imports and flushes of an earlier writer left behind. Only a writer that has just begun may
/// call this.
pub(crate) fn clear_staging(vfs: &dyn Vfs, data: &Path) -> Result<(), StorageError> {
    files::remove(vfs, &staging_folder(data))
}

/// What became of garbage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Collected {
    /// It is gone.
    All,
    /// Somebody reads, so it lies there still.
    Waits,
}

/// Removes what the current manifest does not name. Only the one writer may call this; while anyone reads,
/// nothing is removed, since a reader may hold an older manifest.
pub(crate) fn collect(vfs: &dyn Vfs, data: &Path) -> Result<Collected, StorageError> {
    let Some(no_readers) = ReaderLock::exclude(vfs, data)? else {
        return Ok(Collected::Waits);
    };
    let manifest = Manifest::load(vfs, data)?;
    let live = named_files(data, &manifest);
    move_to_quarantine(vfs, data, &manifest)?;
    let mut folders = entries(vfs, &data.join(EVENTS))?;
    folders.extend(entries(vfs, &data.join(LEDGER))?);
    folders.extend(entries(vfs, &data.join("dead-letters"))?);
    folders.extend(entries(vfs, &data.join("quarantine"))?);
    for folder in folders {
        remove_dead(vfs, &folder.path, &live, CELL_DEPTH)?;
    }
    remove_dead(vfs, &erasures_folder(data), &live, 0)?;
    remove_manifests(vfs, data, &manifest, &no_readers)?;
    Ok(Collected::All)
}

/// How deep the folders of cells lie in that of their site.
pub(crate) const CELL_DEPTH: usize = 2;

/// Removes files of ours that are not live from a folder and those in it, and folders that are empty then.
fn remove_dead(
    vfs: &dyn Vfs,
    folder: &Path,
    live: &BTreeSet<PathBuf>,
    depth: usize,
) -> Result<(), StorageError> {
    if !files::is_folder(vfs, folder)? {
        return Ok(());
    }
    for Entry { path, is_folder } in entries(vfs, folder)? {
        if is_folder && depth > 0 {
            remove_dead(vfs, &path, live, depth - 1)?;
        } else if is_ours(&path) && !live.contains(&path) {
            files::remove(vfs, &path)?;
        }
    }
    // Fails where something else lies in the folder, which is then left alone.
    let _ = vfs.remove_folder(folder);
    Ok(())
}

/// The files of runs, of kept links, of dead letters and of erasures that a manifest names.
pub(crate) fn named_files(data: &Path, manifest: &Manifest) -> BTreeSet<PathBuf> {
    let mut named: BTreeSet<PathBuf> = BTreeSet::new();
    named.extend(manifest.erasures.map(|book| book.path(data)));
    for (site, runs) in &manifest.sites {
        let folder = RunsFolders::of(data, site);
        named.extend(runs.runs.iter().flat_map(|run| run.paths(&folder)));
        named.extend(runs.runs.iter().map(|run| run.sidecar_path(&folder)));
        named.extend(runs.kept_links.map(|file| file.path(data, site)));
        let folder = dead_letters_folder(data, site);
        named.extend(runs.dead_letters.iter().map(|file| file.path(&folder)));
        let folder = RunsFolders::quarantine(data, site);
        let aside = runs.quarantined.iter();
        named.extend(aside.flat_map(|of| of.run.paths(&folder)));
        let folder = quarantine_folder(data, site);
        let aside = runs.quarantined_letters.iter();
        named.extend(aside.map(|of| of.file.path(&folder)));
    }
    named
}

/// Moves files that the manifest no longer uses and still has on record.
fn move_to_quarantine(vfs: &dyn Vfs, data: &Path, manifest: &Manifest) -> Result<(), StorageError> {
    for (site, runs) in &manifest.sites {
        let aside = quarantine_folder(data, site);
        let runs_aside = RunsFolders::quarantine(data, site);
        let (from_runs, from_letters) =
            (RunsFolders::of(data, site), dead_letters_folder(data, site));
        let of_runs = runs.quarantined.iter().flat_map(|of| {
            let places = of.run.paths(&from_runs).into_iter();
            places.zip(of.run.paths(&runs_aside))
        });
        let of_letters = runs.quarantined_letters.iter();
        let of_letters = of_letters.map(|of| (of.file.path(&from_letters), of.file.path(&aside)));
        for (from, to) in of_runs.chain(of_letters) {
            if vfs.kind(&from).map_err(StorageError::io(&from))?.is_some() {
                if let Some(folder) = to.parent() {
                    files::create_folder(vfs, folder)?;
                }
                files::rename(vfs, &from, &to)?;
            }
        }
    }
    Ok(())
}

/// Removes the manifests before the current one but the last, as long as nobody reads. Only the one writer may
/// call this, after a commit: each manifest names every run, so to keep them all would take ever more room.
pub(crate) fn remove_outdated(
    vfs: &dyn Vfs,
    data: &Path,
    current: &Manifest,
) -> Result<(), StorageError> {
    match ReaderLock::exclude(vfs, data)? {
        Some(no_readers) => remove_manifests(vfs, data, current, &no_readers),
        None => Ok(()),
    }
}

fn remove_manifests(
    vfs: &dyn Vfs,
    data: &Path,
    current: &Manifest,
    _no_readers: &ReaderLock,
) -> Result<(), StorageError> {
    for Entry { path: file, .. } in entries(vfs, &data.join(FOLDER))? {
        let name = file
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if name.ends_with(".tmp") || current.is_outdated(name) {
            files::remove(vfs, &file)?;
        }
    }
    Ok(())
}

/// Whether a file is named as only runs, kept links, dead letters and erasures are: whatever else lies about is somebody else's.
pub(crate) fn is_ours(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let of_run = name.strip_prefix("run-").and_then(|rest| {
        rest.strip_suffix(".parquet")
            .or(rest.strip_suffix(".ids"))
            .or(rest.strip_suffix(".facts"))
            .or(rest.strip_suffix(".persons"))
            .or(rest.strip_suffix(".sidecar"))
            .or(rest.strip_suffix(".sidecar-tmp"))
    });
    let of_letters = || {
        name.strip_prefix("letters-")
            .and_then(|rest| rest.strip_suffix(".ndjson"))
    };
    let of_erasures = || {
        let rest = name.strip_prefix("erasures-")?;
        rest.strip_suffix(".json").or(rest.strip_suffix(".tmp"))
    };
    let of_links = || {
        name.strip_prefix("kept-")
            .and_then(|rest| rest.strip_suffix(".links"))
    };
    of_run
        .or_else(of_letters)
        .or_else(of_links)
        .or_else(of_erasures)
        .is_some_and(|number| number.len() == 8 && number.bytes().all(|b| b.is_ascii_digit()))
}

/// What is in a folder, which need not be there.
pub(crate) fn entries(vfs: &dyn Vfs, folder: &Path) -> Result<Vec<Entry>, StorageError> {
    match vfs.list(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        listed => listed.map_err(StorageError::io(folder)),
    }
}
