//! Sidecars made anew from their runs.

use std::path::{Path, PathBuf};

use super::build::{Built, SidecarBuilder};
use super::cache::Sidecars;
use super::file::{SidecarFile, write_sidecar};
use crate::error::StorageError;
use crate::files;
use crate::manifest::Run;
use crate::partition::Partition;
use crate::paths::RunsFolders;
use crate::projection::{Columns, PropertyNames};
use crate::run_reader::RunReader;
use crate::seal::RunSeals;
use crate::stream::Stream;
use crate::vfs::Vfs;

/// Packs a run's rows.
fn build(vfs: &dyn Vfs, events: &Path) -> Result<Built, StorageError> {
    let columns = Columns {
        value: true,
        ids: true,
        trust: true,
        order_id: true,
        properties: PropertyNames::All,
        context: PropertyNames::All,
        ..Columns::default()
    };
    let mut builder = SidecarBuilder::default();
    let mut reader = RunReader::open(vfs, events, &columns, Partition::ALL)?;
    while let Some(block) = reader.next_block()? {
        builder.add(&block);
    }
    Ok(builder.finish())
}

/// Makes the sidecars anew of the runs that have none that could be used; gives how many it made. One that fails does
/// not keep it from the others; the first failure is told at the end. While it works nobody may remove runs.
pub(crate) fn mend<'a>(
    vfs: &dyn Vfs,
    cache: &Sidecars,
    folder: &RunsFolders,
    runs: impl Iterator<Item = &'a Run>,
) -> Result<usize, StorageError> {
    let (mut mended, mut failed) = (0, None);
    for run in runs.filter(|run| run.stream == Stream::Events) {
        // What an earlier version wrote has no seal, and no sidecar until it is compacted.
        let Some(seals) = &run.seals else { continue };
        let path = run.sidecar_path(folder);
        let made = || match cache.is_sound(vfs, &path, &seals.events)? {
            true => Ok(false),
            false => make(vfs, folder, run, seals).map(|_| true),
        };
        match made() {
            Ok(false) => {}
            Ok(true) => {
                cache.note_mended(&path);
                mended += 1;
            }
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    failed.map_or(Ok(mended), Err)
}

/// Makes the sidecar of a run with these seals anew; gives where it lies.
pub(crate) fn make(
    vfs: &dyn Vfs,
    folder: &RunsFolders,
    run: &Run,
    seals: &RunSeals,
) -> Result<PathBuf, StorageError> {
    let path = run.sidecar_path(folder);
    let unfinished = path.with_extension("sidecar-tmp");
    let built = build(vfs, &run.events_path(folder))?;
    write_sidecar(vfs, &unfinished, &seals.events, built)?;
    files::rename(vfs, &unfinished, &path)?;
    Ok(path)
}

/// What was found of a run's sidecar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sound {
    /// It says what its run says. So many bytes.
    Same(u64),
    /// There is none.
    Missing,
    /// It can't be used, or says something else than its run.
    Faulty(String),
}

/// Looks at a run's sidecar, and compares it with what its run says, where that is known.
pub(crate) fn soundness(
    vfs: &dyn Vfs,
    folder: &RunsFolders,
    run: &Run,
    expected: Option<&Built>,
) -> Result<Sound, StorageError> {
    let path = run.sidecar_path(folder);
    let is_there = vfs.kind(&path).map_err(StorageError::io(&path))?.is_some();
    let Some(seals) = run.seals.as_ref().filter(|_| is_there) else {
        return Ok(Sound::Missing);
    };
    let compare = || {
        let found = SidecarFile::open(vfs, &path, &seals.events)?;
        let Some(expected) = expected else {
            read_all(vfs, &found)?;
            return Ok(Some(found.bytes()));
        };
        let names_are_same = found.index().names == expected.index.names;
        let mut is_same = names_are_same
            && found.index().rows == expected.index.rows
            && found.index().segments.len() == expected.segments.len()
            && { found.index().segments.iter() }
                .zip(&expected.index.segments)
                .all(|(found, expected)| found.is_of_the_same(expected));
        for (at, segment) in expected.segments.iter().enumerate() {
            is_same = is_same && found.read_segment(vfs, at)? == **segment;
        }
        is_same = is_same && has_columns(vfs, &found, expected)?;
        Ok(is_same.then(|| found.bytes()))
    };
    match compare() {
        Ok(Some(bytes)) => Ok(Sound::Same(bytes)),
        Ok(None) => Ok(Sound::Faulty(
            "it does not say what the run beside it says".to_owned(),
        )),
        Err(StorageError::Damaged { file, detail }) if file == path => Ok(Sound::Faulty(detail)),
        Err(error) => Err(error),
    }
}

/// Reads all there is.
fn read_all(vfs: &dyn Vfs, sidecar: &SidecarFile) -> Result<(), StorageError> {
    let index = sidecar.index();
    for at in 0..index.segments.len() {
        sidecar.read_segment(vfs, at)?;
    }
    for (at, column) in index.columns.iter().enumerate() {
        sidecar.read_words(vfs, at)?;
        for block in 0..column.blocks.len() {
            sidecar.read_codes(vfs, (at, block))?;
        }
    }
    Ok(())
}

/// Whether its columns are those that are expected.
fn has_columns(
    vfs: &dyn Vfs,
    sidecar: &SidecarFile,
    expected: &Built,
) -> Result<bool, StorageError> {
    let index = sidecar.index();
    if index.unpacked != expected.index.unpacked || index.columns.len() != expected.columns.len() {
        return Ok(false);
    }
    for (at, (column, place)) in expected.columns.iter().zip(&index.columns).enumerate() {
        let is_alike = column.of == place.of && column.blocks.len() == place.blocks.len();
        let words = || sidecar.read_words(vfs, at);
        if !is_alike || column.decoded().ok().as_deref() != Some(&words()?) {
            return Ok(false);
        }
        for (block, codes) in column.blocks.iter().enumerate() {
            if sidecar.read_codes(vfs, (at, block))?.as_ref() != codes.as_deref() {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
