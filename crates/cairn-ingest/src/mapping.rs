//! Which column of a file is which field of an event.

mod decimal_mark;
mod field;
mod read;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use cairn_core::event::Trust;
use cairn_core::time::{CivilFormat, Zone};
use cairn_core::value::Value;

pub use self::decimal_mark::DecimalMark;
pub use self::field::{CanonicalField, ColumnType};
pub use self::read::MappingError;
use crate::format::Format;

/// A mapping file: how the columns of a file become the fields of events. A column that stands nowhere in
/// it becomes a property under its own name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mapping {
    /// The file's format. What it says of columns that rows may lack differs: see [`crate::Mapper::new`].
    pub format: Option<Format>,
    /// The byte between two values of delimited text.
    pub delimiter: Option<u8>,
    /// The zone of times without an offset; else the site's.
    pub timezone: Option<Zone>,
    /// Who vouches for the events; else the client.
    pub trust: Option<Trust>,
    /// How times are spelled.
    pub time_format: CivilFormat,
    /// How amounts and numbers are spelled.
    pub decimal_mark: DecimalMark,
    /// The column of a field, or several whose texts are joined by a space.
    pub columns: BTreeMap<CanonicalField, Vec<String>>,
    /// The value of a field where its column is empty or there is none.
    pub constants: BTreeMap<CanonicalField, Value>,
    /// The types of columns that become properties or context, by the name of the column.
    pub types: BTreeMap<String, ColumnType>,
    /// Columns that are left out of the events.
    pub ignore: BTreeSet<String>,
}

#[cfg(test)]
mod tests;
