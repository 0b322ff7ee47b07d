//! The manifest's form on disk, version 1: JSON. Fixtures of every version stay in the tests.

use std::collections::BTreeMap;
use std::path::Path;

use cairn_core::id::{ImportId, SiteId};
use cairn_core::time::Time;
use serde::{Deserialize, Serialize};

use super::{ImportRecord, ImportState, Manifest, Run, SiteRuns, Tally};
use crate::error::StorageError;

const VERSION: u64 = 1;

#[derive(Serialize, Deserialize)]
pub(super) struct Pointer {
    version: u64,
    pub(super) sequence: u64,
    pub(super) blake3: String,
}

#[derive(Serialize, Deserialize)]
struct ManifestV1 {
    version: u64,
    sequence: u64,
    last_import: u64,
    last_run: u64,
    sites: BTreeMap<String, SiteV1>,
}

#[derive(Serialize, Deserialize)]
struct SiteV1 {
    runs: Vec<RunV1>,
    imports: Vec<ImportV1>,
}

#[derive(Serialize, Deserialize)]
struct RunV1 {
    number: u64,
    import_id: u64,
    rows: u64,
    bytes: u64,
    first_time_micros: i64,
    last_time_micros: i64,
}

#[derive(Serialize, Deserialize)]
struct ImportV1 {
    id: u64,
    source: String,
    received_at_micros: i64,
    read: u64,
    stored: u64,
    duplicates: u64,
    rejected: u64,
    #[serde(default)]
    duplicates_of: BTreeMap<u64, u64>,
    #[serde(default)]
    undone_at_micros: Option<i64>,
}

/// What every version has in common.
#[derive(Deserialize)]
struct Versioned {
    version: u64,
}

pub(super) fn manifest_name(sequence: u64) -> String {
    format!("{sequence:012}.json")
}

pub(super) fn sequence_of(file_name: &str) -> Option<u64> {
    file_name.strip_suffix(".json")?.parse().ok()
}

/// Whether a file of the manifest folder is a manifest that some import was committed in.
pub(super) fn is_committed(file_name: &std::ffi::OsStr) -> bool {
    let sequence = file_name.to_str().and_then(sequence_of);
    sequence.is_some_and(|sequence| sequence > 0)
}

pub(super) fn encode_pointer(sequence: u64, blake3: &str) -> Vec<u8> {
    encode(&Pointer {
        version: VERSION,
        sequence,
        blake3: blake3.to_owned(),
    })
}

pub(super) fn decode_pointer(path: &Path, text: &[u8]) -> Result<Pointer, StorageError> {
    check_version(path, text)?;
    serde_json::from_slice(text).map_err(|error| StorageError::damaged(path, error))
}

pub(super) fn encode_manifest(manifest: &Manifest) -> Vec<u8> {
    let site = |runs: &SiteRuns| SiteV1 {
        runs: runs.runs.iter().map(run_to_disk).collect(),
        imports: runs.imports.iter().map(import_to_disk).collect(),
    };
    encode(&ManifestV1 {
        version: VERSION,
        sequence: manifest.sequence,
        last_import: manifest.last_import,
        last_run: manifest.last_run,
        sites: manifest
            .sites
            .iter()
            .map(|(id, runs)| (id.to_string(), site(runs)))
            .collect(),
    })
}

pub(super) fn decode_manifest(path: &Path, text: &[u8]) -> Result<Manifest, StorageError> {
    check_version(path, text)?;
    let disk: ManifestV1 =
        serde_json::from_slice(text).map_err(|error| StorageError::damaged(path, error))?;
    let mut sites = BTreeMap::new();
    for (id, site) in disk.sites {
        let id = SiteId::new(&id).map_err(|error| StorageError::damaged(path, error))?;
        let runs = SiteRuns {
            runs: site.runs.into_iter().map(run_from_disk).collect(),
            imports: site.imports.into_iter().map(import_from_disk).collect(),
        };
        sites.insert(id, runs);
    }
    Ok(Manifest {
        sequence: disk.sequence,
        last_import: disk.last_import,
        last_run: disk.last_run,
        sites,
    })
}

fn check_version(path: &Path, text: &[u8]) -> Result<(), StorageError> {
    let versioned: Versioned =
        serde_json::from_slice(text).map_err(|error| StorageError::damaged(path, error))?;
    match versioned.version {
        VERSION => Ok(()),
        version if version > VERSION => Err(StorageError::NewerFormat {
            file: path.to_owned(),
            version,
            known: VERSION,
        }),
        version => Err(StorageError::damaged(
            path,
            format!("there is no format version {version}"),
        )),
    }
}

/// These structures hold nothing JSON can't express, so encoding them can't fail.
fn encode(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec_pretty(value).unwrap_or_default()
}

fn run_to_disk(run: &Run) -> RunV1 {
    RunV1 {
        number: run.number,
        import_id: run.import.number(),
        rows: run.rows,
        bytes: run.bytes,
        first_time_micros: run.first_time.micros(),
        last_time_micros: run.last_time.micros(),
    }
}

fn run_from_disk(run: RunV1) -> Run {
    Run {
        number: run.number,
        import: ImportId::new(run.import_id),
        rows: run.rows,
        bytes: run.bytes,
        first_time: Time::from_micros(run.first_time_micros),
        last_time: Time::from_micros(run.last_time_micros),
    }
}

fn import_to_disk(record: &ImportRecord) -> ImportV1 {
    ImportV1 {
        id: record.id.number(),
        source: record.source.clone(),
        received_at_micros: record.received_at.micros(),
        read: record.tally.read,
        stored: record.tally.stored,
        duplicates: record.tally.duplicates,
        rejected: record.tally.rejected,
        duplicates_of: record
            .duplicates_of
            .iter()
            .map(|(id, rows)| (id.number(), *rows))
            .collect(),
        undone_at_micros: match record.state {
            ImportState::Live => None,
            ImportState::Undone(at) => Some(at.micros()),
        },
    }
}

fn import_from_disk(import: ImportV1) -> ImportRecord {
    let pairs = import.duplicates_of.into_iter();
    ImportRecord {
        id: ImportId::new(import.id),
        source: import.source,
        received_at: Time::from_micros(import.received_at_micros),
        tally: Tally {
            read: import.read,
            stored: import.stored,
            duplicates: import.duplicates,
            rejected: import.rejected,
        },
        duplicates_of: pairs.map(|(id, rows)| (ImportId::new(id), rows)).collect(),
        state: match import.undone_at_micros {
            None => ImportState::Live,
            Some(micros) => ImportState::Undone(Time::from_micros(micros)),
        },
    }
}
