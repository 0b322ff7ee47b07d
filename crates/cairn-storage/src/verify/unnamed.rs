//! Files that no manifest names: Cairn's own that were left behind, and everybody else's.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::error::StorageError;
use crate::garbage::{CELL_DEPTH, entries, is_ours, named_files};
use crate::manifest::{FOLDER, Manifest};
use crate::paths::{EVENTS, LEDGER};
use crate::verify::Verified;
use crate::vfs::{Entry, Vfs};

/// What lies in a data directory beside folders that are looked into.
const OURS: [&str; 10] = [
    "cairn.sock",
    "meta.lock",
    "meta.sqlite",
    "meta.sqlite-journal",
    "meta.sqlite-shm",
    "meta.sqlite-wal",
    "readers.lock",
    "writer.lock",
    // What is in it belongs to whoever is at work.
    "staging",
    "quarantine",
];

pub(super) fn find(
    vfs: &dyn Vfs,
    data: &Path,
    manifest: &Manifest,
    into: &mut Verified,
) -> Result<(), StorageError> {
    let named = named_files(data, manifest);
    for Entry { path, is_folder } in entries(vfs, data)? {
        let name = name_of(&path);
        match name {
            _ if OURS.contains(&name) => {}
            EVENTS | LEDGER | "dead-letters" if is_folder => {
                for Entry { path, is_folder } in entries(vfs, &path)? {
                    if is_folder {
                        of_site(vfs, &path, &named, CELL_DEPTH, into)?;
                    } else {
                        into.foreign.push(path);
                    }
                }
            }
            "erasures" if is_folder => of_site(vfs, &path, &named, 0, into)?,
            FOLDER | "log" | "rejects" if is_folder => {
                for Entry { path, .. } in entries(vfs, &path)? {
                    if !is_known(name, name_of(&path)) {
                        into.foreign.push(path);
                    }
                }
            }
            _ => into.foreign.push(path),
        }
    }
    Ok(())
}

fn of_site(
    vfs: &dyn Vfs,
    folder: &Path,
    named: &BTreeSet<PathBuf>,
    depth: usize,
    into: &mut Verified,
) -> Result<(), StorageError> {
    for Entry { path, is_folder } in entries(vfs, folder)? {
        if is_folder && depth > 0 {
            of_site(vfs, &path, named, depth - 1, into)?;
        } else if !is_ours(&path) {
            into.foreign.push(path);
        } else if !named.contains(&path) {
            into.left_behind += 1;
        }
    }
    Ok(())
}

/// Whether a name in a folder is one that Cairn gives.
fn is_known(folder: &str, name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let stem = |ending: &str| name.strip_suffix(ending).or(name.strip_suffix(".tmp"));
    match folder {
        FOLDER => {
            name == "current" || name == "current.tmp" || stem(".json").is_some_and(is_number)
        }
        "log" => name == "quarantine" || stem(".log").is_some_and(is_number),
        _ => {
            let number = stem(".csv").and_then(|stem| stem.strip_prefix("imp-"));
            number.is_some_and(is_number)
        }
    }
}

fn name_of(path: &Path) -> &str {
    path.file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default()
}
