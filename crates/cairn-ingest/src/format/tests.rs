//! Formats by name.

use super::Format::{self, Csv, Ndjson, Parquet};

#[test]
fn the_ending_of_a_file_name_tells_its_format() {
    let cases = [
        ("events.csv", Some(Csv)),
        ("EVENTS.CSV.GZ", Some(Csv)),
        ("a.tsv", Some(Csv)),
        ("a.b.ndjson", Some(Ndjson)),
        ("a.jsonl.gz", Some(Ndjson)),
        ("a.json", Some(Ndjson)),
        ("runs/a.parquet", Some(Parquet)),
        ("a.xlsx", None),
        ("csv", None),
        (".gz", None),
        ("", None),
        ("-", None),
    ];
    for (name, format) in cases {
        assert_eq!(Format::of_file_name(name), format, "{name}");
    }
}

#[test]
fn a_format_parses_from_its_own_name_only() {
    for format in [Csv, Ndjson, Parquet] {
        assert_eq!(Format::parse(format.as_str()), Some(format));
    }
    assert_eq!(Format::parse("CSV"), None);
}
