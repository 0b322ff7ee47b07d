//! Files that no manifest names: left by imports that were cut short or undone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::error::StorageError;
use crate::files;
use crate::locks::ReaderLock;
use crate::manifest::{FOLDER, Manifest};
use crate::paths::{runs_folder, staging_folder};
use crate::vfs::{Entry, Vfs};

/// Removes what the current manifest does not name. Only the one writer may call this; while anyone reads,
/// nothing is removed, since a reader may hold an older manifest.
pub(crate) fn collect(vfs: &dyn Vfs, data: &Path) -> Result<(), StorageError> {
    files::remove(vfs, &staging_folder(data))?;
    let Some(_no_readers) = ReaderLock::exclude(vfs, data)? else {
        return Ok(());
    };
    let manifest = Manifest::load(vfs, data)?;
    let mut live: BTreeSet<PathBuf> = BTreeSet::new();
    for (site, runs) in &manifest.sites {
        let folder = runs_folder(data, site);
        for run in &runs.runs {
            live.insert(run.events_path(&folder));
            live.insert(run.ids_path(&folder));
        }
    }
    for site_folder in entries(vfs, &data.join("runs"))? {
        let site_folder = site_folder.path;
        if !files::is_folder(vfs, &site_folder)? {
            continue;
        }
        for Entry { path: file, .. } in entries(vfs, &site_folder)? {
            if is_run_file(&file) && !live.contains(&file) {
                files::remove(vfs, &file)?;
            }
        }
        // Fails where something else lies in the folder, which is then left alone.
        let _ = vfs.remove_folder(&site_folder);
    }
    for Entry { path: file, .. } in entries(vfs, &data.join(FOLDER))? {
        let name = file
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if name.ends_with(".tmp") || manifest.is_outdated(name) {
            files::remove(vfs, &file)?;
        }
    }
    Ok(())
}

/// Whether a file is named as only runs are: whatever else lies about is somebody else's.
fn is_run_file(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let number = name
        .strip_prefix("run-")
        .and_then(|rest| rest.strip_suffix(".parquet").or(rest.strip_suffix(".ids")));
    number.is_some_and(|number| number.len() == 8 && number.bytes().all(|b| b.is_ascii_digit()))
}

fn entries(vfs: &dyn Vfs, folder: &Path) -> Result<Vec<Entry>, StorageError> {
    match vfs.list(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        listed => listed.map_err(StorageError::io(folder)),
    }
}
