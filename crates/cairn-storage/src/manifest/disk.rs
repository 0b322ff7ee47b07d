//! The manifest's form on disk, version 6: JSON. Version 1, which knew no live events, version 2, which knew no
//! compacted runs and no seals, version 3, which knew nothing that was taken out, version 4, which knew no ledger, and
//! version 5, which kept no links of events that have expired, are read too. Fixtures of every version stay in the tests.

mod letters;
mod removed;
mod seals;
mod stream;
mod window;

use std::collections::BTreeMap;
use std::path::Path;

use cairn_core::id::{ImportId, SiteId};
use cairn_core::time::{Month, Time};
use serde::{Deserialize, Serialize};

use super::{ImportRecord, ImportState, Manifest, QuarantinedRun, Run, SiteRuns, Tally};
use crate::cell::{Cell, KeyPrefix};
use crate::erasure_book::BookFile;
use crate::error::StorageError;
use crate::kept_links::KeptLinksFile;
use crate::totals::Totals;
use letters::{DeadLettersDisk, QuarantinedLettersDisk};
use removed::RemovedDisk;
use seals::{NumberedDisk, RunSealsDisk};
use stream::StreamDisk;
use window::WindowDisk;

/// The version of pointer and manifest that is written.
const VERSION: u64 = 6;

#[derive(Serialize, Deserialize)]
pub(super) struct Pointer {
    version: u64,
    pub(super) sequence: u64,
    pub(super) blake3: String,
}

#[derive(Serialize, Deserialize)]
struct ManifestDisk {
    version: u64,
    sequence: u64,
    last_import: u64,
    last_run: u64,
    #[serde(default)]
    last_dead_letters: u64,
    #[serde(default)]
    flushed: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dedupe: Option<WindowDisk>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    erasures: Option<NumberedDisk>,
    sites: BTreeMap<String, SiteDisk>,
}

#[derive(Serialize, Deserialize)]
struct SiteDisk {
    runs: Vec<RunDisk>,
    imports: Vec<ImportDisk>,
    #[serde(default)]
    dead_letters: Vec<DeadLettersDisk>,
    #[serde(default)]
    live: TotalsDisk,
    #[serde(default, skip_serializing_if = "RemovedDisk::is_nothing")]
    removed: RemovedDisk,
    #[serde(default, skip_serializing_if = "is_nought")]
    erased_dead_letters: u64,
    #[serde(default)]
    identity_epoch: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    quarantined: Vec<QuarantinedRunDisk>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    quarantined_letters: Vec<QuarantinedLettersDisk>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kept_links: Option<NumberedDisk>,
}

#[derive(Serialize, Deserialize)]
struct RunDisk {
    number: u64,
    /// Absent where it holds events, as all did until version 4.
    #[serde(default, skip_serializing_if = "StreamDisk::is_events")]
    stream: StreamDisk,
    /// Absent where the run was not compacted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cell: Option<CellDisk>,
    /// Only versions 1 and 2, whose runs are of one import or came live, have it.
    #[serde(default, skip_serializing)]
    import_id: Option<u64>,
    rows: u64,
    /// Rows by import.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    imports: BTreeMap<u64, u64>,
    #[serde(default)]
    ids: u64,
    bytes: u64,
    first_time_micros: i64,
    last_time_micros: i64,
    /// Absent in version 1, whose runs arrived when their import was made.
    #[serde(default)]
    last_received_micros: Option<i64>,
    #[serde(default)]
    has_facts: bool,
    /// Absent where an earlier version wrote the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    files: Option<RunSealsDisk>,
}

#[derive(Serialize, Deserialize)]
struct QuarantinedRunDisk {
    run: RunDisk,
    at_micros: i64,
    fault: String,
}

#[derive(Serialize, Deserialize)]
struct CellDisk {
    month: String,
    prefix: String,
    group: u64,
}

#[derive(Default, Serialize, Deserialize)]
struct TotalsDisk {
    received: u64,
    stored: u64,
    duplicates: u64,
    dead_lettered: u64,
    #[serde(default, skip_serializing_if = "is_nought")]
    suppressed: u64,
}

#[derive(Serialize, Deserialize)]
struct ImportDisk {
    id: u64,
    source: String,
    received_at_micros: i64,
    read: u64,
    stored: u64,
    duplicates: u64,
    rejected: u64,
    #[serde(default, skip_serializing_if = "is_nought")]
    suppressed: u64,
    #[serde(default, skip_serializing_if = "RemovedDisk::is_nothing")]
    removed: RemovedDisk,
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
    let sites = manifest.sites.iter();
    encode(&ManifestDisk {
        version: VERSION,
        sequence: manifest.sequence,
        last_import: manifest.last_import,
        last_run: manifest.last_run,
        last_dead_letters: manifest.last_dead_letters,
        flushed: manifest.flushed,
        dedupe: manifest.dedupe.map(WindowDisk::of),
        erasures: manifest
            .erasures
            .map(|file| NumberedDisk::of(file.number, file.seal)),
        sites: sites
            .map(|(id, runs)| (id.to_string(), site_to_disk(runs)))
            .collect(),
    })
}

pub(super) fn decode_manifest(
    path: &Path,
    text: &[u8],
    pointer: &Pointer,
) -> Result<Manifest, StorageError> {
    check_version(path, text)?;
    let disk: ManifestDisk =
        serde_json::from_slice(text).map_err(|error| StorageError::damaged(path, error))?;
    if disk.version != pointer.version {
        let detail = "its format version is not the one that the pointer to it says";
        return Err(StorageError::damaged(path, detail));
    }
    let mut sites = BTreeMap::new();
    for (id, site) in disk.sites {
        let id = SiteId::new(&id).map_err(|error| StorageError::damaged(path, error))?;
        sites.insert(id, site_from_disk(path, site)?);
    }
    Ok(Manifest {
        sequence: disk.sequence,
        last_import: disk.last_import,
        last_run: disk.last_run,
        last_dead_letters: disk.last_dead_letters,
        flushed: disk.flushed,
        dedupe: disk.dedupe.map(|window| window.window(path)).transpose()?,
        erasures: disk.erasures.map(|file| BookFile {
            number: file.number,
            seal: file.seal(),
        }),
        sites,
    })
}

fn site_to_disk(runs: &SiteRuns) -> SiteDisk {
    let quarantined = |of: &QuarantinedRun| QuarantinedRunDisk {
        run: run_to_disk(&of.run),
        at_micros: of.at.micros(),
        fault: of.fault.clone(),
    };
    SiteDisk {
        runs: runs.runs.iter().map(run_to_disk).collect(),
        imports: runs.imports.iter().map(import_to_disk).collect(),
        dead_letters: runs.dead_letters.iter().map(DeadLettersDisk::of).collect(),
        live: TotalsDisk {
            received: runs.totals.received,
            stored: runs.totals.stored,
            duplicates: runs.totals.duplicates,
            dead_lettered: runs.totals.dead_lettered,
            suppressed: runs.totals.suppressed,
        },
        removed: RemovedDisk::of(runs.removed),
        erased_dead_letters: runs.erased_letters,
        identity_epoch: runs.identity_epoch,
        quarantined: runs.quarantined.iter().map(quarantined).collect(),
        quarantined_letters: runs
            .quarantined_letters
            .iter()
            .map(QuarantinedLettersDisk::of)
            .collect(),
        kept_links: runs
            .kept_links
            .map(|file| NumberedDisk::of(file.number, file.seal)),
    }
}

fn site_from_disk(path: &Path, site: SiteDisk) -> Result<SiteRuns, StorageError> {
    let imports: Vec<ImportRecord> = site.imports.into_iter().map(import_from_disk).collect();
    let quarantined = |of: QuarantinedRunDisk| {
        Ok::<_, StorageError>(QuarantinedRun {
            run: run_from_disk(path, of.run, &imports)?,
            at: Time::from_micros(of.at_micros),
            fault: of.fault,
        })
    };
    let runs = site.runs.into_iter();
    let runs = runs.map(|run| run_from_disk(path, run, &imports));
    let aside = site.quarantined.into_iter();
    Ok(SiteRuns {
        runs: runs.collect::<Result<_, _>>()?,
        quarantined: aside.map(quarantined).collect::<Result<_, _>>()?,
        quarantined_letters: site
            .quarantined_letters
            .into_iter()
            .map(QuarantinedLettersDisk::letters)
            .collect(),
        dead_letters: site
            .dead_letters
            .into_iter()
            .map(DeadLettersDisk::letters)
            .collect(),
        totals: Totals {
            received: site.live.received,
            stored: site.live.stored,
            duplicates: site.live.duplicates,
            dead_lettered: site.live.dead_lettered,
            suppressed: site.live.suppressed,
        },
        removed: site.removed.removed(),
        erased_letters: site.erased_dead_letters,
        identity_epoch: site.identity_epoch,
        kept_links: site.kept_links.map(|file| KeptLinksFile {
            number: file.number,
            seal: file.seal(),
        }),
        imports,
    })
}

fn check_version(path: &Path, text: &[u8]) -> Result<(), StorageError> {
    let versioned: Versioned =
        serde_json::from_slice(text).map_err(|error| StorageError::damaged(path, error))?;
    match versioned.version {
        1..=VERSION => Ok(()),
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

/// Whether a number need not be written.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes fields by reference"
)]
fn is_nought(number: &u64) -> bool {
    *number == 0
}

/// These structures hold nothing JSON can't express, so encoding them can't fail.
fn encode(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

fn run_to_disk(run: &Run) -> RunDisk {
    let imports = run.imports.iter();
    RunDisk {
        number: run.number,
        stream: StreamDisk::of(run.stream),
        cell: run.cell.map(|cell| CellDisk {
            month: cell.month.to_string(),
            prefix: cell.prefix.to_string(),
            group: run.group,
        }),
        import_id: None,
        rows: run.rows,
        imports: imports.map(|(id, rows)| (id.number(), *rows)).collect(),
        ids: run.ids,
        bytes: run.bytes,
        first_time_micros: run.first_time.micros(),
        last_time_micros: run.last_time.micros(),
        last_received_micros: Some(run.last_received.micros()),
        has_facts: run.has_facts,
        files: run.seals.as_ref().map(RunSealsDisk::of),
    }
}

fn run_from_disk(path: &Path, run: RunDisk, imports: &[ImportRecord]) -> Result<Run, StorageError> {
    let import = run.import_id.map(ImportId::new);
    let of_import = || {
        let record = imports.iter().find(|record| Some(record.id) == import);
        record.map_or(Time::MIN, |record| record.received_at)
    };
    let rows_by_import = run.imports.into_iter();
    let rows_by_import = rows_by_import.map(|(id, rows)| (ImportId::new(id), rows));
    let all_of_one = import.map(|id| (id, run.rows));
    Ok(Run {
        number: run.number,
        stream: run.stream.stream(),
        group: run.cell.as_ref().map_or(run.number, |cell| cell.group),
        cell: run
            .cell
            .map(|cell| cell_from_disk(path, &cell))
            .transpose()?,
        rows: run.rows,
        imports: rows_by_import.chain(all_of_one).collect(),
        ids: run.ids,
        bytes: run.bytes,
        first_time: Time::from_micros(run.first_time_micros),
        last_time: Time::from_micros(run.last_time_micros),
        last_received: run
            .last_received_micros
            .map_or_else(of_import, Time::from_micros),
        has_facts: run.has_facts,
        seals: run.files.map(RunSealsDisk::seals),
    })
}

fn cell_from_disk(path: &Path, cell: &CellDisk) -> Result<Cell, StorageError> {
    let month = Month::parse(&cell.month);
    let prefix = KeyPrefix::parse(&cell.prefix);
    let parsed = month
        .zip(prefix)
        .map(|(month, prefix)| Cell { month, prefix });
    parsed.ok_or_else(|| {
        let detail = format!("`{}/{}` is no cell", cell.month, cell.prefix);
        StorageError::damaged(path, detail)
    })
}

fn import_to_disk(record: &ImportRecord) -> ImportDisk {
    ImportDisk {
        id: record.id.number(),
        source: record.source.clone(),
        received_at_micros: record.received_at.micros(),
        read: record.tally.read,
        stored: record.tally.stored,
        duplicates: record.tally.duplicates,
        rejected: record.tally.rejected,
        suppressed: record.tally.suppressed,
        removed: RemovedDisk::of(record.removed),
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

fn import_from_disk(import: ImportDisk) -> ImportRecord {
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
            suppressed: import.suppressed,
        },
        removed: import.removed.removed(),
        duplicates_of: pairs.map(|(id, rows)| (ImportId::new(id), rows)).collect(),
        state: match import.undone_at_micros {
            None => ImportState::Live,
            Some(micros) => ImportState::Undone(Time::from_micros(micros)),
        },
    }
}
