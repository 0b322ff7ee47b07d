//! The list of rows that are no event: there when the import is, gone when it is not.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use cairn_api::{RejectedRowsWire, defused};
use cairn_core::id::ImportId;
use cairn_ingest::{RejectReason, Rejection};

use super::error::ImportError;

/// The columns of a list.
pub(crate) const HEADER: [&str; 5] = ["row", "line", "reason", "detail", "raw"];

/// Where an import's rejects are listed.
pub fn rejects_path(data: &Path, import: ImportId) -> PathBuf {
    data.join("rejects").join(format!("{import}.csv"))
}

/// Gathers rejected rows.
pub(super) struct Rejects {
    path: PathBuf,
    unfinished: PathBuf,
    writer: Option<csv::Writer<File>>,
    counts: BTreeMap<&'static str, (u64, String)>,
    total: u64,
}

impl Rejects {
    /// A list that lies with the import's staged files until it is kept.
    pub(super) fn new(data: &Path, staging: &Path, import: ImportId) -> Self {
        Self {
            unfinished: staging.join("rejects.csv"),
            path: rejects_path(data, import),
            writer: None,
            counts: BTreeMap::new(),
            total: 0,
        }
    }

    /// Lists a row with its reason.
    pub(super) fn add(
        &mut self,
        number: u64,
        line: u64,
        raw: &str,
        rejection: &Rejection,
    ) -> Result<(), ImportError> {
        let writer = match &mut self.writer {
            Some(writer) => writer,
            None => self.writer.insert(begin(&self.unfinished)?),
        };
        let reason: RejectReason = rejection.reason;
        let row = number.to_string();
        let line = if line == 0 {
            String::new()
        } else {
            line.to_string()
        };
        // People open the list, and Cairn never reads it.
        let (detail, raw) = (defused(&rejection.detail), defused(raw));
        writer
            .write_record([row.as_str(), &line, reason.as_str(), &detail, &raw])
            .map_err(|error| unwritten(&self.unfinished, error.into()))?;
        let first = || format!("row {number}: {}", rejection.detail);
        self.counts
            .entry(reason.as_str())
            .or_insert_with(|| (0, first()))
            .0 += 1;
        self.total += 1;
        Ok(())
    }

    /// How many rows are listed.
    pub(super) fn total(&self) -> u64 {
        self.total
    }

    /// Whether values could not be read as the type their column was given.
    pub(super) fn has_misread_values(&self) -> bool {
        let of_types = [
            RejectReason::BadNumber,
            RejectReason::BadBoolean,
            RejectReason::BadTime,
        ];
        of_types
            .iter()
            .any(|reason| self.counts.contains_key(reason.as_str()))
    }

    /// How often each reason was met, and the first case.
    pub(super) fn summary(&self) -> Vec<RejectedRowsWire> {
        let line = |(reason, (count, first)): (&&str, &(u64, String))| RejectedRowsWire {
            reason: (*reason).to_owned(),
            rows: *count,
            first: first.clone(),
        };
        self.counts.iter().map(line).collect()
    }

    /// Puts the finished list in its place, durably; gives its path, if there are rejects.
    pub(super) fn keep(self) -> Result<Option<PathBuf>, ImportError> {
        let Some(writer) = self.writer else {
            return Ok(None);
        };
        let put = || -> std::io::Result<()> {
            let file = writer.into_inner().map_err(|error| {
                let error = error.into_error();
                std::io::Error::new(error.kind(), error.to_string())
            })?;
            file.sync_all()?;
            if let Some(folder) = self.path.parent() {
                std::fs::create_dir_all(folder)?;
                std::fs::rename(&self.unfinished, &self.path)?;
                File::open(folder)?.sync_all()?;
            }
            Ok(())
        };
        put().map_err(|error| unwritten(&self.path, error))?;
        Ok(Some(self.path))
    }
}

fn begin(path: &Path) -> Result<csv::Writer<File>, ImportError> {
    let begun = csv::Writer::from_path(path).and_then(|mut writer| {
        writer.write_record(HEADER)?;
        Ok(writer)
    });
    begun.map_err(|error| unwritten(path, error.into()))
}

fn unwritten(path: &Path, source: std::io::Error) -> ImportError {
    ImportError::Rejects {
        path: path.to_owned(),
        source,
    }
}
