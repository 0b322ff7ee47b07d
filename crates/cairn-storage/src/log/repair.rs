//! Making a log that was read fit to go on: nothing bad is lost, nothing torn stays.

use std::path::{Path, PathBuf};

use super::recover::{Bad, Found, LogDamage};
use crate::error::StorageError;
use crate::files;
use crate::vfs::Vfs;

/// The tail of the last segment, torn by a crash and cut off. Nothing in it was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The file.
    pub segment: PathBuf,
    /// Where it was cut.
    pub offset: u64,
    /// How many bytes were cut off.
    pub bytes: u64,
    /// Where they are kept.
    pub quarantine: PathBuf,
}

/// Removes files that an earlier repair did not finish.
pub(super) fn remove_unfinished(vfs: &dyn Vfs, folder: &Path) -> Result<(), StorageError> {
    for folder in [folder.to_owned(), quarantine_of(folder)] {
        if !files::is_folder(vfs, &folder)? {
            continue;
        }
        for entry in vfs.list(&folder).map_err(StorageError::io(&folder))? {
            if entry.path.extension().is_some_and(|kind| kind == "tmp") {
                files::remove(vfs, &entry.path)?;
            }
        }
    }
    Ok(())
}

/// Copies what is bad to quarantine, cuts the torn tail off and makes what is left durable.
pub(super) fn repair(
    vfs: &dyn Vfs,
    folder: &Path,
    found: &mut Found,
) -> Result<Option<Cut>, StorageError> {
    for damage in &found.damage {
        keep_damage(vfs, folder, damage)?;
    }
    let tail = found.last.tail.take();
    let cut = tail
        .as_ref()
        .map(|tail| keep_tail(vfs, folder, tail))
        .transpose()?;
    if !found.last.is_kept {
        if let Some(empty) = found.segments.pop() {
            files::remove(vfs, &empty.path)?;
        }
    } else if let Some(last) = found.segments.last_mut()
        && (tail.is_some() || found.last.has_unflushed)
    {
        // A failed sync leaves pages that can be read and will never be written, and no later sync tells:
        // only what is written anew is known to be durable. Earlier segments were synced before their
        // successors began.
        let mut content =
            files::read_whole(vfs, &last.path).map_err(StorageError::io(&last.path))?;
        let end = tail.map_or(last.bytes, |tail| tail.offset);
        content.truncate(to_usize(end));
        files::write_whole(vfs, &last.path, &content)?;
        last.bytes = content.len() as u64;
    }
    Ok(cut)
}

fn keep_tail(vfs: &dyn Vfs, folder: &Path, tail: &Bad) -> Result<Cut, StorageError> {
    let mut number = 1;
    let quarantine = loop {
        let path = kept_as(folder, tail, &format!("{number}.tail"));
        let kind = vfs.kind(&path).map_err(StorageError::io(&path))?;
        if kind.is_none() {
            break path;
        }
        number += 1;
    };
    copy(vfs, tail, &quarantine)?;
    Ok(Cut {
        segment: tail.segment.clone(),
        offset: tail.offset,
        bytes: tail.bytes,
        quarantine,
    })
}

/// Damage stays in its segment, so it is found again at every start, but it is copied once.
fn keep_damage(vfs: &dyn Vfs, folder: &Path, damage: &LogDamage) -> Result<(), StorageError> {
    if damage.bytes == 0 {
        return Ok(());
    }
    let bad = Bad {
        segment: damage.segment.clone(),
        offset: damage.offset,
        bytes: damage.bytes,
    };
    let path = kept_as(folder, &bad, &format!("{}.damage", damage.bytes));
    let kind = vfs.kind(&path).map_err(StorageError::io(&path))?;
    if kind.is_none() {
        copy(vfs, &bad, &path)?;
    }
    Ok(())
}

fn copy(vfs: &dyn Vfs, bad: &Bad, to: &Path) -> Result<(), StorageError> {
    if let Some(folder) = to.parent() {
        files::create_folder(vfs, folder)?;
    }
    let content = files::read_whole(vfs, &bad.segment).map_err(StorageError::io(&bad.segment))?;
    let end = to_usize(bad.offset + bad.bytes).min(content.len());
    let start = to_usize(bad.offset).min(end);
    files::write_whole(vfs, to, &content[start..end])
}

fn quarantine_of(folder: &Path) -> PathBuf {
    folder.join("quarantine")
}

/// Named by segment, offset and what else tells copies apart.
fn kept_as(folder: &Path, bad: &Bad, rest: &str) -> PathBuf {
    let segment = bad.segment.file_stem().unwrap_or_default();
    let name = format!("{}-{}-{rest}", segment.to_string_lossy(), bad.offset);
    quarantine_of(folder).join(name)
}

/// Offsets in content that was read into memory fit.
fn to_usize(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
