//! Bytes of a file's rows, or of a live request's messages, to validated events, or to rejections with a
//! reason.
//!
//! The way of a row: [`decompress`] → [`csv_rows`] or [`ndjson_rows`] (Parquet rows arrive decoded as
//! [`Fields::typed`]) → [`Dialect`], which is a [`Mapper`] made of a [`Mapping`], or [`Messages`] for lines
//! that need none → [`cairn_core::event::Event`] or [`Rejection`].
//!
//! The way of a request's body: [`unpack`] → [`collect`] → [`Item`]s, each an event or a dead letter.
//!
//! **Invariant:** pure. No clock, no environment, no file system; bytes come from the caller's `Read`.
//! No input makes it panic, and a row makes it hold some tens of MiB at most: rows end at 1 MiB.

mod about;
mod admit;
mod collect;
mod content;
mod csv_rows;
mod dialect;
mod fields;
mod flatten;
mod format;
mod guess;
mod gzip;
mod json;
mod json_fault;
mod json_text;
mod limits;
mod mapper;
mod mapping;
mod messages;
mod ndjson_rows;
mod nearest;
mod node;
mod placeholder;
mod rejection;
mod source;

pub use admit::Defaults;
pub use collect::{
    Arrival, Call, Collected, Item, Unreadable, collect, collect_each, unpack, without_secrets,
    write_key_in_body,
};
pub use content::content_hash;
pub use csv_rows::{CsvRows, csv_rows};
pub use dialect::{Dialect, columns_of};
pub use fields::{Field, Fields};
pub use format::Format;
pub use guess::{GuessError, guess};
pub use gzip::{Decompressed, decompress};
pub use limits::{MAX_BATCH_BYTES, MAX_BATCH_MESSAGES, MAX_RAW_BYTES, MAX_ROW_BYTES};
pub use mapper::{Mapper, MapperError};
pub use mapping::{CanonicalField, ColumnType, DecimalMark, Mapping, MappingError};
pub use messages::{Messages, Shape, shape_of};
pub use ndjson_rows::{NdjsonRows, ndjson_rows};
pub use nearest::DidYouMean;
pub use rejection::{RejectReason, Rejection};
pub use source::{SourceError, SourceRow};

#[cfg(test)]
mod fuzz_tests;
#[cfg(test)]
mod test_mutations;
#[cfg(test)]
mod test_rows;
