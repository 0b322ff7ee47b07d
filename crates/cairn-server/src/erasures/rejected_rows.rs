//! Lists of rejected rows, written anew without the rows that name an erased person.

use std::fs::File;
use std::io;
use std::path::Path;

use cairn_core::id::SiteId;
use cairn_storage::{Snapshot, StorageError};
use csv::{ByteRecord, Reader};

use crate::app::App;
use crate::import_file::rejects_path;

/// Erases the rows of a site's lists that name somebody; gives how many they were.
pub(super) fn erase_rejected_rows(
    app: &App,
    site: &SiteId,
    names: &dyn Fn(&str) -> bool,
) -> Result<u64, StorageError> {
    let snapshot = app.events.snapshot()?;
    let mut erased = 0;
    for import in snapshot.imports(site) {
        let path = rejects_path(&app.data, import.id);
        erased +=
            erase_in(&path, names).map_err(|source| StorageError::Io { file: path, source })?;
    }
    Ok(erased)
}

/// How many rows of a site's lists name somebody.
pub(super) fn rejected_rows_naming(
    app: &App,
    snapshot: &Snapshot,
    site: &SiteId,
    names: &dyn Fn(&str) -> bool,
) -> Result<u64, StorageError> {
    let mut naming = 0;
    for import in snapshot.imports(site) {
        let path = rejects_path(&app.data, import.id);
        naming +=
            naming_in(&path, names).map_err(|source| StorageError::Io { file: path, source })?;
    }
    Ok(naming)
}

/// The same of one list, which need not be there.
fn naming_in(path: &Path, names: &dyn Fn(&str) -> bool) -> io::Result<u64> {
    let Some(mut rows) = open(path)? else {
        return Ok(0);
    };
    let mut naming = 0;
    for row in rows.byte_records() {
        naming += u64::from(row_names(&row?, names));
    }
    Ok(naming)
}

fn open(path: &Path) -> io::Result<Option<Reader<File>>> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        opened => opened?,
    };
    let mut rows = csv::ReaderBuilder::new();
    let rows = rows.has_headers(false).flexible(true).from_reader(file);
    Ok(Some(rows))
}

/// Whether a row names somebody.
fn row_names(row: &ByteRecord, names: &dyn Fn(&str) -> bool) -> bool {
    // Cells that a spreadsheet would take for a formula have an apostrophe before them; values stand in backticks.
    let is_named = |text: std::borrow::Cow<'_, str>| {
        names(text.strip_prefix('\'').unwrap_or(&text)) || text.split('`').any(names)
    };
    // What the list itself says of a row (its number, its line, the reason) names nobody, nor does its head.
    let is_head = row.get(0) == Some(b"row");
    let told = if row.len() >= 5 { 3 } else { 0 };
    let cells = row.iter().skip(told).map(String::from_utf8_lossy);
    !is_head && { cells }.any(is_named)
}

/// Erases the rows of one list that name somebody. It need not be there.
fn erase_in(path: &Path, names: &dyn Fn(&str) -> bool) -> io::Result<u64> {
    let Some(mut rows) = open(path)? else {
        return Ok(0);
    };
    // A name that verification takes for a list on its way.
    let unfinished = path.with_extension("tmp");
    let mut rest = csv::WriterBuilder::new()
        .flexible(true)
        .from_path(&unfinished)?;
    let mut erased = 0;
    for row in rows.byte_records() {
        let row = row?;
        if row_names(&row, names) {
            erased += 1;
        } else {
            rest.write_byte_record(&row)?;
        }
    }
    if erased == 0 {
        drop(rest);
        std::fs::remove_file(&unfinished)?;
        return Ok(0);
    }
    let file = rest
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))?;
    file.sync_all()?;
    std::fs::rename(&unfinished, path)?;
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(erased)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_name_somebody_go_and_the_others_stay_as_they_are() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("imp-1.csv");
        let text = "row,line,reason,detail,raw\n1,2,bad_time,`x` is no time,\"a,ann\"\n2,3,bad_value,`ann` is no amount,b\n3,4,bad_time,say \"\"hi\"\",\"'=1,bob\"\n4,5,bad_time,x,'ann\n";
        std::fs::write(&path, text).unwrap();
        let names = |text: &str| text.split(',').any(|part| part == "ann");
        assert_eq!(naming_in(&path, &names).unwrap(), 3);
        assert_eq!(erase_in(&path, &names).unwrap(), 3);
        assert_eq!(naming_in(&path, &names).unwrap(), 0);
        let left = std::fs::read_to_string(&path).unwrap();
        let mut rows = Reader::from_reader(left.as_bytes());
        let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 1);
        assert_eq!(&rows[0][0], "3");
        assert_eq!(&rows[0][4], "'=1,bob");
        assert_eq!(erase_in(&path, &names).unwrap(), 0);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), left);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let none = folder.path().join("imp-2.csv");
        assert_eq!(erase_in(&none, &names).unwrap(), 0);
    }
}
