//! Rows for tests, and how tests speak of what becomes of them.

use std::io::Write;

use cairn_core::event::Event;
use cairn_core::money::Currency;
use cairn_core::time::{CivilFormat, Time, Zone, parse_time};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::{Defaults, Dialect, Fields, Mapper, Mapping, SourceRow, csv_rows, ndjson_rows};

pub(crate) fn time(text: &str) -> Time {
    parse_time(text, &CivilFormat::Iso, &Zone::utc()).expect("a time")
}

/// An import of 2026-06-01 into a site of Berlin that counts in euros.
pub(crate) fn defaults() -> Defaults {
    Defaults {
        timezone: Zone::named("Europe/Berlin").expect("a zone"),
        currency: Currency::parse("EUR").expect("a currency"),
        received_at: time("2026-06-01T00:00:00Z"),
        source: "shop.csv".to_owned(),
    }
}

pub(crate) fn csv(bytes: impl AsRef<[u8]>) -> (Vec<String>, Vec<SourceRow>) {
    let rows = csv_rows(bytes.as_ref(), None).expect("a header");
    let columns = rows.columns().to_vec();
    let rows = rows.collect::<Result<_, _>>().expect("readable rows");
    (columns, rows)
}

pub(crate) fn ndjson(bytes: impl AsRef<[u8]>) -> Vec<SourceRow> {
    let rows = ndjson_rows(bytes.as_ref());
    rows.collect::<Result<_, _>>().expect("readable rows")
}

/// The rows that could be read.
pub(crate) fn fields(rows: &[SourceRow]) -> Vec<Fields> {
    rows.iter()
        .filter_map(|row| row.content.clone().ok())
        .collect()
}

pub(crate) fn mapper(mapping: &str, columns: &[String]) -> Mapper {
    let mapping = Mapping::parse(mapping).expect("a mapping");
    Mapper::new(&mapping, columns, &defaults()).expect("a mapping that fits")
}

/// Every row's event, or the code of its rejection.
pub(crate) fn outcomes(dialect: &Dialect, rows: &[SourceRow]) -> Vec<Result<Event, &'static str>> {
    rows.iter()
        .map(|row| {
            let fields = row.content.as_ref().map_err(|r| r.reason.as_str())?;
            dialect.event(fields).map_err(|r| r.reason.as_str())
        })
        .collect()
}

/// The outcome of the only row of a CSV file.
pub(crate) fn csv_event(mapping: &str, file: &str) -> Result<Event, &'static str> {
    let (columns, rows) = csv(file);
    let dialect = Dialect::from(mapper(mapping, &columns));
    outcomes(&dialect, &rows).remove(0)
}

/// The outcome of one line of JSON.
pub(crate) fn json_event(mapping: &str, line: &str) -> Result<Event, &'static str> {
    let mapping = format!("format = \"ndjson\"\n{mapping}");
    let dialect = Dialect::from(mapper(&mapping, &[]));
    outcomes(&dialect, &ndjson(line)).remove(0)
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("room in memory");
    encoder.finish().expect("room in memory")
}

/// Values by name, as `name=value` with a letter for each type.
pub(crate) fn told<'a>(
    values: impl IntoIterator<Item = (&'a String, &'a cairn_core::value::Value)>,
) -> String {
    use cairn_core::value::Value;
    let told: Vec<String> = values
        .into_iter()
        .map(|(name, value)| {
            let letter = match value {
                Value::String(_) => 's',
                Value::Number(_) => 'n',
                Value::Boolean(_) => 'b',
                Value::Time(_) => 't',
                Value::Json(_) => 'j',
            };
            format!("{name}={letter}:{value}")
        })
        .collect();
    told.join(" ")
}
