//! Delimited text, friendly and hostile.

use std::io::Read;

use crate::limits::MAX_ROW_BYTES;
use crate::test_rows::{csv, gzip};
use crate::{SourceError, SourceRow, csv_rows, decompress};

/// A row as `line: name=value …` or `line: !code`.
fn told(row: &SourceRow) -> String {
    let content = match &row.content {
        Ok(fields) => fields
            .iter()
            .map(|(name, field)| format!(" {name}={}", field.text().unwrap_or_default()))
            .collect(),
        Err(rejection) => format!(" !{}", rejection.reason),
    };
    format!("{}:{content}", row.line)
}

fn check(file: impl AsRef<[u8]>, expected: &[&str]) {
    let (_, rows) = csv(&file);
    let rows_told: Vec<String> = rows.iter().map(told).collect();
    let file = String::from_utf8_lossy(file.as_ref()).into_owned();
    assert_eq!(rows_told, expected, "{}", file.get(..80).unwrap_or(&file));
    let numbers: Vec<u64> = rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, (1..=rows.len() as u64).collect::<Vec<_>>());
}

#[test]
fn rows_are_read_as_rfc_4180_has_them() {
    check("a,b\n1,2\n3,4", &["2: a=1 b=2", "3: a=3 b=4"]);
    check("a,b\r\n1,2\r\n\r\n3,4\r\n", &["2: a=1 b=2", "4: a=3 b=4"]);
    check("\n\na,b\n\n1,2\n", &["5: a=1 b=2"]);
    check(
        "a,b\n\"x,\"\"y\"\"\nz\",2\n3,4\n",
        &["2: a=x,\"y\"\nz b=2", "4: a=3 b=4"],
    );
    check("a,b\n,\n 1 ,\n", &["2:", "3: a= 1 "]);
    check("a,b\n", &[]);
    check("a,b", &[]);
    check("a\n\"\"\nx\n", &["2:", "3: a=x"]);
}

#[test]
fn the_header_decides_the_delimiter() {
    check("a;b\n1,5;2\n", &["2: a=1,5 b=2"]);
    check("a\tb\n1\t2\n", &["2: a=1 b=2"]);
    check("a|b|c,d\n1|2|3\n", &["2: a=1 b=2 c,d=3"]);
    check("\"a;;;\",b\n1,2\n", &["2: a;;;=1 b=2"]);
    assert_eq!(
        csv_rows("a;b\n".as_bytes(), None)
            .expect("rows")
            .delimiter(),
        b';'
    );
    let given = csv_rows("a;b\n".as_bytes(), Some(b',')).expect("rows");
    assert_eq!(given.columns(), ["a;b"]);
}

#[test]
fn a_byte_order_mark_is_skipped_and_nameless_columns_are_numbered() {
    check("\u{feff}a,\n1,2\n", &["2: a=1 column_2=2"]);
    check("\u{feff}\"a\",b\n1,2\n", &["2: a=1 b=2"]);
}

#[test]
fn ragged_and_foreign_rows_are_rejected_one_by_one() {
    check(
        b"a,b\n1\n1,2,3\n\xff,2\n1,caf\xe9\n1,2\n",
        &[
            "2: !too_few_columns",
            "3: !too_many_columns",
            "4: !not_utf8",
            "5: !not_utf8",
            "6: a=1 b=2",
        ],
    );
    // Two columns that are foreign each, though their bytes together would be an é.
    check(b"a,b\n\xc3,\xa9\n", &["2: !not_utf8"]);
}

#[test]
fn a_foreign_row_says_which_column_and_the_way_out() {
    let (_, rows) = csv(b"name,city\nx,K\xf6ln\n");
    let rejection = rows[0].content.as_ref().expect_err("foreign");
    assert_eq!(
        rejection.detail,
        "column `city` is not UTF-8: convert the file with `iconv -f WINDOWS-1252 -t UTF-8` (or its true encoding) first"
    );
    assert_eq!(rows[0].raw, "x,K\u{fffd}ln");
}

#[test]
fn the_raw_text_is_the_row_as_the_file_has_it() {
    let (_, rows) = csv("a,b\r\n\"x\ny\", 2\r\n\r\n\"\"\"\",3\n");
    let raw: Vec<&str> = rows.iter().map(|row| row.raw.as_str()).collect();
    assert_eq!(raw, ["\"x\ny\", 2", "\"\"\"\",3"]);
}

#[test]
fn files_that_are_no_csv_are_refused_with_the_way_out() {
    let long_header = "x".repeat(MAX_ROW_BYTES + 1);
    let many_columns = ",".repeat(10_000);
    let cases: [(&[u8], &str); 12] = [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (
            b"\xff\xfea\0,\0b\0",
            "the file is UTF-16: convert it with `iconv -f UTF-16 -t UTF-8`",
        ),
        (b"\xfe\xff\0a\0,\0b", "the file is UTF-16"),
        (b"a,b,a\n", "columns 1 and 3 are both named `a`"),
        (
            b"a,,column_2\n",
            "columns 2 and 3 are both named `column_2`",
        ),
        (b"a,caf\xe9\n", "the name of column 2 is not UTF-8"),
        (b"PK\x03\x04...", "a zip archive or an Excel workbook"),
        (b"PAR1...", "--format parquet"),
        (long_header.as_bytes(), "the header line is longer"),
        (many_columns.as_bytes(), "more than 10,000 columns"),
    ];
    for (file, expected) in cases {
        let error = csv_rows(file, None).map(|rows| rows.columns().to_vec());
        let error = error.expect_err(expected).to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_row_over_the_limit_is_rejected_and_skipped() {
    let at_limit = "x".repeat(MAX_ROW_BYTES - 1);
    check(
        format!("a,b\n{at_limit},2\n3,4\n"),
        &["2: !too_large", "3: a=3 b=4"],
    );
    let below = "x".repeat(1000);
    check(format!("a,b\n{below},\n"), &[&format!("2: a={below}")]);
    let commas = ",".repeat(MAX_ROW_BYTES);
    check(
        format!("a,b\n{commas}\n3,4\n"),
        &["2: !too_many_columns", "3: a=3 b=4"],
    );
}

#[test]
fn a_quote_that_is_never_closed_is_a_fault_of_the_file() {
    let endless = format!("a,b\n1,2\n\"{}", "\nx".repeat(MAX_ROW_BYTES));
    for (content, line) in [("a,b\n\"never closed,2\n3,4\n", 2), (endless.as_str(), 3)] {
        let rows = csv_rows(content.as_bytes(), None).expect("a header");
        let last = rows.last().expect("a row");
        let found = match last {
            Err(SourceError::UnclosedQuote { line }) => Some(line),
            _ => None,
        };
        assert_eq!(found, Some(line));
    }
    // The same on the last line alone can swallow nothing.
    check("a,b\n1,2\n3,\"4", &["2: a=1 b=2", "3: a=3 b=4"]);
}

#[test]
fn wide_rows_keep_all_their_values() {
    let names: Vec<String> = (0..300).map(|n| format!("c{n}")).collect();
    let values: Vec<String> = (0..300).map(|n| n.to_string()).collect();
    let (columns, rows) = csv(format!("{}\n{}\n", names.join(","), values.join(",")));
    assert_eq!(columns.len(), 300);
    let fields = rows[0].content.as_ref().expect("a row");
    assert_eq!(
        fields.get("c299").and_then(|field| field.text()).as_deref(),
        Some("299")
    );
}

/// Gives one byte at a time, as a slow pipe may.
struct Drip<'a>(&'a [u8]);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.len().min(buffer.len()).min(1);
        buffer[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        Ok(count)
    }
}

#[test]
fn how_the_bytes_arrive_does_not_matter() {
    let file = format!(
        "\u{feff}a,b\r\n\r\n\"x\r\ny\",{}\r\n3,4\r\n",
        "z".repeat(20_000)
    );
    let (_, at_once) = csv(&file);
    let dripped = csv_rows(Drip(file.as_bytes()), None).expect("a header");
    let dripped: Vec<SourceRow> = dripped.map(|row| row.expect("a row")).collect();
    assert_eq!(dripped, at_once);
    assert_eq!(
        at_once.iter().map(|row| row.line).collect::<Vec<_>>(),
        [3, 5]
    );
}

#[test]
fn truncated_gzip_ends_the_rows_with_one_error() {
    let rows: String = (0..20_000)
        .map(|n| format!("{n},{}\n", n * 7919 % 10_007))
        .collect();
    let packed = gzip(format!("a,b\n{rows}").as_bytes());
    let half = decompress(&packed[..packed.len() / 2]).expect("a start");
    let rows: Vec<_> = csv_rows(half, None).expect("a header").collect();
    let errors = rows.iter().filter(|row| row.is_err()).count();
    assert_eq!(errors, 1);
    let last = rows.last().expect("a row").as_ref().expect_err("an error");
    assert!(
        last.to_string().starts_with("can't read on after row "),
        "{last}"
    );
}
