//! Why a mapping could not be guessed, with one to complete.

use crate::mapper::listed;
use crate::mapping::{CanonicalField, Mapping};
use crate::rejection::quoted;

/// Why no mapping could be guessed. Every message ends with a mapping file to complete.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GuessError {
    /// No column has a name for a field that every event needs.
    #[error(
        "could not guess which column is {fields}; the columns are {columns}. Save this as a mapping file, complete it and pass it with --mapping:\n\n{template}"
    )]
    MissingField {
        /// The fields.
        fields: String,
        /// The file's columns.
        columns: String,
        /// A mapping file to complete.
        template: String,
    },
    /// Days and months can't be told apart.
    #[error(
        "the times in column {column}, such as {example}, could be {} or {}: no sampled row has a day after the 12th. Save this as a mapping file, choose its time_format and pass it with --mapping:\n\n{template}", formats[0], formats[1]
    )]
    AmbiguousTime {
        /// The column.
        column: String,
        /// One of its texts.
        example: String,
        /// The patterns that read it, day first and month first.
        formats: [String; 2],
        /// A mapping file to complete.
        template: String,
    },
    /// No known format reads the times.
    #[error(
        "the times in column {column}, such as {example}, have no form known here. Save this as a mapping file, give its time_format as a strptime pattern (or another column as event_time) and pass it with --mapping:\n\n{template}"
    )]
    UnreadableTime {
        /// The column.
        column: String,
        /// One of its texts.
        example: String,
        /// A mapping file to complete.
        template: String,
    },
}

impl GuessError {
    /// What could not be guessed, in a sentence, without the mapping file to complete.
    pub fn reason(&self) -> String {
        let message = self.to_string();
        let reason = message.split(" Save this as a mapping file").next();
        reason.unwrap_or_default().to_owned()
    }

    pub(super) fn missing(
        fields: &[CanonicalField],
        columns: &[String],
        guessed: &Mapping,
    ) -> Self {
        let names: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
        let lines: String = fields
            .iter()
            .map(|field| match field {
                CanonicalField::Event => {
                    "event = \"COLUMN\"   # what happened; or, if every row is the same, delete this line and write event = \"name\" under [constants]\n"
                }
                _ => "event_time = \"COLUMN\"   # when it happened; several columns: [\"date\", \"time\"]\n",
            })
            .collect();
        let heading = "[columns]\n";
        let template = guessed
            .to_toml()
            .replacen(heading, &format!("{heading}{lines}"), 1);
        Self::MissingField {
            fields: names.join(" and "),
            columns: listed(columns),
            template,
        }
    }

    pub(super) fn ambiguous(
        column: String,
        example: String,
        formats: [String; 2],
        guessed: &Mapping,
    ) -> Self {
        let template = format!(
            "# time_format: keep this one, or write \"{}\"\n{}",
            formats[1],
            guessed.to_toml()
        );
        Self::AmbiguousTime {
            column: quoted(&column),
            example: quoted(&example),
            formats,
            template,
        }
    }

    pub(super) fn unreadable(column: String, example: String, guessed: &Mapping) -> Self {
        let template = format!(
            "time_format = \"%Y-%m-%d %H:%M:%S\"   # how {} is spelled\n{}",
            quoted(&example),
            guessed.to_toml()
        );
        Self::UnreadableTime {
            column: quoted(&column),
            example: quoted(&example),
            template,
        }
    }

    /// The mapping file to complete.
    pub fn template(&self) -> &str {
        match self {
            Self::MissingField { template, .. }
            | Self::AmbiguousTime { template, .. }
            | Self::UnreadableTime { template, .. } => template,
        }
    }
}
