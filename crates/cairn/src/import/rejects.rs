//! The list of rows that are no event: there when the import is, gone when it is not.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use cairn_core::id::ImportId;
use cairn_ingest::{RejectReason, Rejection};

/// Where an import's rejects are listed.
pub(crate) fn rejects_path(data: &Path, import: ImportId) -> PathBuf {
    data.join("rejects").join(format!("{import}.csv"))
}

/// Gathers rejected rows.
pub(crate) struct Rejects {
    path: PathBuf,
    unfinished: PathBuf,
    writer: Option<csv::Writer<File>>,
    counts: BTreeMap<&'static str, (u64, String)>,
    total: u64,
}

impl Rejects {
    /// A list that lies with the import's staged files until it is kept.
    pub(crate) fn new(data: &Path, staging: &Path, import: ImportId) -> Self {
        Self {
            unfinished: staging.join("rejects.csv"),
            path: rejects_path(data, import),
            writer: None,
            counts: BTreeMap::new(),
            total: 0,
        }
    }

    /// Lists a row with its reason.
    pub(crate) fn add(
        &mut self,
        number: u64,
        line: u64,
        raw: &str,
        rejection: &Rejection,
    ) -> Result<()> {
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
        writer.write_record([row.as_str(), &line, reason.as_str(), &rejection.detail, raw])?;
        let first = || format!("row {number}: {}", rejection.detail);
        self.counts
            .entry(reason.as_str())
            .or_insert_with(|| (0, first()))
            .0 += 1;
        self.total += 1;
        Ok(())
    }

    /// How many rows are listed.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// Whether values could not be read as the type their column was given.
    pub(crate) fn has_misread_values(&self) -> bool {
        let of_types = [
            RejectReason::BadNumber,
            RejectReason::BadBoolean,
            RejectReason::BadTime,
        ];
        of_types
            .iter()
            .any(|reason| self.counts.contains_key(reason.as_str()))
    }

    /// A line per reason: how often, and the first case.
    pub(crate) fn summary(&self) -> Vec<String> {
        let line = |(reason, (count, first)): (&&str, &(u64, String))| {
            format!("{count} × {reason}, first {first}")
        };
        self.counts.iter().map(line).collect()
    }

    /// Puts the finished list in its place, durably; gives its path, if there are rejects.
    pub(crate) fn keep(self) -> Result<Option<PathBuf>> {
        let Some(writer) = self.writer else {
            return Ok(None);
        };
        let place = || format!("can't write `{}`", self.path.display());
        let file = writer
            .into_inner()
            .map_err(|error| anyhow::anyhow!("{}", error.error()))?;
        file.sync_all()?;
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).with_context(place)?;
            std::fs::rename(&self.unfinished, &self.path).with_context(place)?;
            File::open(folder)?.sync_all()?;
        }
        Ok(Some(self.path))
    }
}

fn begin(path: &Path) -> Result<csv::Writer<File>> {
    let mut writer = csv::Writer::from_path(path)
        .with_context(|| format!("can't write `{}`", path.display()))?;
    writer.write_record(["row", "line", "reason", "detail", "raw"])?;
    Ok(writer)
}
