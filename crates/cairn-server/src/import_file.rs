//! Bringing a file in: open, find out how its rows become events, read, resolve, commit.
//!
//! A command does it in its own process where no server runs, and lets the server do it where one does. Both go
//! through here.

mod error;
mod input;
mod preview;
mod rejects;
mod rows;
mod sample;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use cairn_api::ImportReportWire;
use cairn_core::id::SiteId;
use cairn_core::site::Site;
use cairn_core::time::Time;
use cairn_ingest::{Defaults, Format, Mapping};
use cairn_storage::{Import, Resolved};

use crate::events::Events;

pub use error::ImportError;
pub use input::{Input, open};
pub(crate) use preview::preview;
pub(crate) use rejects::HEADER as REJECTS_HEADER;
pub use rejects::rejects_path;

use rejects::Rejects;
use rows::{Prepared, prepare};

const MISREAD: &str = "types were guessed from the first rows; give a mapping with --mapping to read these values as text";

/// A file and how to read it.
pub struct FileImport {
    /// The file.
    pub input: Input,
    /// Its format, if its name does not say it.
    pub format: Option<Format>,
    /// Which column is which field; guessed without one.
    pub mapping: Option<Mapping>,
    /// Whose events they are. The site need not be stored yet.
    pub site: Site,
    /// When they arrive.
    pub received_at: Time,
}

/// Who watches an import.
pub trait Watch {
    /// Reading begins: so many bytes, if that is known, and how many have been read.
    fn begin(&mut self, bytes: Option<u64>, read: Arc<AtomicU64>);
    /// One more row has been read.
    fn row(&mut self);
    /// Another stage begins.
    fn stage(&mut self, what: &'static str);
    /// All is read and decided.
    fn end(&mut self);
    /// Whether the rest need not be read: nothing is to be imported.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// Nobody watches.
pub struct Unwatched;

/// A file of which is known how its rows become events.
pub struct PreparedFile {
    input: Input,
    rows: Prepared,
    site: SiteId,
    received_at: Time,
}

/// A file that is read whole and decided; nothing of it is visible yet, and nothing will be if this is dropped.
pub struct ReadFile {
    resolved: Resolved,
    rejects: Rejects,
    report: ImportReportWire,
    source: String,
    received_at: Time,
}

impl Watch for Unwatched {
    fn begin(&mut self, _: Option<u64>, _: Arc<AtomicU64>) {}
    fn row(&mut self) {}
    fn stage(&mut self, _: &'static str) {}
    fn end(&mut self) {}
}

impl FileImport {
    /// The same of a copy of what is called so.
    #[must_use]
    pub fn called(self, name: &str) -> Self {
        Self {
            input: self.input.called(name),
            ..self
        }
    }

    /// Finds out how the rows become events. Touches no data directory.
    pub fn prepare(self) -> Result<PreparedFile, ImportError> {
        let (site, received_at) = (self.site.id.clone(), self.received_at);
        let (defaults, input, format, mapping) = self.parts();
        let rows = prepare(&input, format, mapping, &defaults)
            .map_err(|error| error.at(format!("can't import `{}`", input.shown())))?;
        Ok(PreparedFile {
            input,
            rows,
            site,
            received_at,
        })
    }

    /// What is needed to read it.
    fn parts(self) -> (Defaults, Input, Option<Format>, Option<Mapping>) {
        let defaults = Defaults {
            timezone: self.site.timezone,
            currency: self.site.currency,
            received_at: self.received_at,
            source: self.input.name(),
        };
        (defaults, self.input, self.format, self.mapping)
    }
}

impl PreparedFile {
    /// The mapping that was guessed, as a mapping file's text, if one was.
    pub fn guessed_mapping(&self) -> Option<String> {
        self.rows.guessed.as_ref().map(Mapping::to_toml)
    }

    /// What the reader should know before the rows are read.
    pub fn warnings(&self) -> Vec<String> {
        self.rows.warnings()
    }

    /// Reads all rows and decides which are new events.
    pub fn read(
        self,
        events: &Events,
        data: &Path,
        watch: &mut impl Watch,
    ) -> Result<ReadFile, ImportError> {
        let guessed_mapping = self.guessed_mapping();
        let mut warnings = self.warnings();
        let import = events.begin_import(&self.site)?;
        let mut rejects = Rejects::new(data, import.staging(), import.id());
        let (read, resolved) = read_all(&self.input, self.rows, import, &mut rejects, watch)?;
        if guessed_mapping.is_some() && rejects.has_misread_values() {
            warnings.push(MISREAD.to_owned());
        }
        let outcome = resolved.outcome();
        let report = ImportReportWire {
            import: None,
            created_site: None,
            read,
            stored: outcome.stored,
            duplicates: outcome.duplicates,
            rejected: rejects.total(),
            suppressed: outcome.suppressed,
            rejections: rejects.summary(),
            rejects_file: None,
            guessed_mapping,
            warnings,
        };
        Ok(ReadFile {
            resolved,
            rejects,
            report,
            source: self.input.name(),
            received_at: self.received_at,
        })
    }
}

impl ReadFile {
    /// What a commit would make true.
    pub fn report(&self) -> &ImportReportWire {
        &self.report
    }

    /// Makes the import visible, whole, with its list of rejected rows.
    pub fn commit(self) -> Result<ImportReportWire, ImportError> {
        let listed = self.rejects.keep()?;
        let ImportReportWire { read, rejected, .. } = self.report;
        let committed = self
            .resolved
            .commit(&self.source, self.received_at, read, rejected);
        if let (Err(_), Some(path)) = (&committed, &listed) {
            // Without its import the list is of nothing.
            let _ = std::fs::remove_file(path);
        }
        Ok(ImportReportWire {
            import: Some(committed?.id.to_string()),
            rejects_file: listed.map(|path| path.display().to_string()),
            ..self.report
        })
    }
}

/// Reads every row; gives their number and what the import would do.
fn read_all(
    input: &Input,
    prepared: Prepared,
    mut import: Import,
    rejects: &mut Rejects,
    watch: &mut impl Watch,
) -> Result<(u64, Resolved), ImportError> {
    watch.begin(input.bytes(), input.bytes_read());
    let mut read = 0;
    for row in prepared {
        let row = row.map_err(|error| error.at("nothing was imported"))?;
        read += 1;
        watch.row();
        if watch.is_cancelled() {
            return Err(ImportError::Cancelled);
        }
        match row.event {
            Ok(event) => import.add(event, row.number)?,
            Err((_, raw)) if import.leaves_out(&raw) => {}
            Err((rejection, raw)) => rejects.add(row.number, row.line, &raw, &rejection)?,
        }
    }
    input.check_unchanged()?;
    watch.stage("looking for duplicates");
    let resolved = import.resolve()?;
    watch.end();
    Ok((read, resolved))
}
