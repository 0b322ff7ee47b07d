//! Seeded mutations of valid rows: whatever comes in, each row gives an event or a rejection.

use crate::test_mutations::Xorshift;
use crate::test_rows::{defaults, gzip};
use crate::{
    Dialect, Fields, Mapper, Mapping, SourceError, SourceRow, columns_of, csv_rows, decompress,
    guess, ndjson_rows,
};

const CSV: &str = "client_id,event,timestamp,user_backet,transaction_value,transaction_ID\n\
    219,catalog,2025-11-01 17:59:13.273932,test,,\n\
    220,\"pay, \"\"now\"\"\",01/02/2026 08:30,\"a\nb\",1.5e3,Ä-1\r\n\
    221,view,1767268800,,-19.99,7\n";

const NDJSON: &str = r#"{"type":"track","messageId":"m","userId":"u","event":"Buy","timestamp":"2026-01-01T00:00:00Z","properties":{"revenue":19.99,"currency":"USD","a":[1,{"b":null}]},"context":{"page":{"url":"https://x.io"}}}
{"event":"e","event_time":"2026-01-01T00:00:00Z","user_id":5,"value":"3","properties":{"é":true},"group_ids":{"g":1}}
{"name":"x","ts":1767268800123,"user":{"id":12345678901234567890},"n":-1e300,"s":"\u00e9\ud83d\ude00"}
"#;

const MAPPING: &str = r#"
format = "csv"
time_format = "unix_s"
[columns]
event = ["event", "user_backet"]
event_time = "timestamp"
user_id = "client_id"
value = "transaction_value"
"context.page.path" = "event"
[constants]
currency = "JPY"
properties.n = 0.5
[types]
transaction_ID = "number"
"#;

/// Takes every row the way an import would. The rows must number themselves without a gap, and none of
/// what follows may panic.
fn take(rows: Vec<Result<SourceRow, SourceError>>, columns: Option<&[String]>) -> (usize, usize) {
    let rows: Vec<SourceRow> = rows.into_iter().map_while(Result::ok).collect();
    let sample: Vec<Fields> = rows
        .iter()
        .filter_map(|row| row.content.clone().ok())
        .collect();
    let columns = columns.map_or_else(|| columns_of(&sample), <[String]>::to_vec);
    let fixed = Mapping::parse(MAPPING).expect("a mapping");
    let messages = Dialect::without_mapping(&sample, &defaults());
    let mapping = guess(&columns, &sample).unwrap_or(fixed);
    let mapper = Mapper::new(&mapping, &columns, &defaults()).ok();
    let mapped = mapper.map(Dialect::from);
    let (mut events, mut rejections) = (0, 0);
    for dialect in messages.iter().chain(&mapped) {
        for (n, row) in rows.iter().enumerate() {
            assert_eq!(row.number, n as u64 + 1);
            assert!(row.raw.len() <= crate::MAX_RAW_BYTES);
            match row.content.as_ref().map(|fields| dialect.event(fields)) {
                Ok(Ok(event)) => {
                    assert!(!event.event.trim().is_empty());
                    events += 1;
                }
                Ok(Err(rejection)) => {
                    assert!(!rejection.detail.is_empty());
                    rejections += 1;
                }
                Err(rejection) => {
                    assert!(!rejection.detail.is_empty());
                    rejections += 1;
                }
            }
        }
    }
    (events, rejections)
}

#[test]
fn mutated_csv_gives_events_or_rejections() {
    let mut random = Xorshift(0x9e37_79b9_7f4a_7c15);
    let (mut events, mut rejections) = (0, 0);
    for _ in 0..2_000 {
        let file = random.mutated(CSV.as_bytes());
        let Ok(rows) = csv_rows(file.as_slice(), None) else {
            continue;
        };
        let columns = rows.columns().to_vec();
        let taken = take(rows.collect(), Some(&columns));
        events += taken.0;
        rejections += taken.1;
    }
    assert!(
        events > 500 && rejections > 500,
        "{events} events, {rejections} rejections"
    );
}

#[test]
fn mutated_ndjson_gives_events_or_rejections() {
    let mut random = Xorshift(0xd1b5_4a32_d192_ed03);
    let (mut events, mut rejections) = (0, 0);
    for _ in 0..2_000 {
        let file = random.mutated(NDJSON.as_bytes());
        let taken = take(ndjson_rows(file.as_slice()).collect(), None);
        events += taken.0;
        rejections += taken.1;
    }
    assert!(
        events > 500 && rejections > 500,
        "{events} events, {rejections} rejections"
    );
}

#[test]
fn mutated_gzip_is_read_or_refused() {
    let mut random = Xorshift(0xa076_1d64_78bd_642f);
    let packed = gzip(CSV.as_bytes());
    for _ in 0..1_000 {
        let file = random.mutated(&packed);
        let plain = decompress(file.as_slice()).expect("bytes in memory");
        if let Ok(rows) = csv_rows(plain, None) {
            let columns = rows.columns().to_vec();
            take(rows.collect(), Some(&columns));
        }
    }
}

#[test]
fn mutated_mappings_are_read_or_refused_and_written_as_read() {
    let mut random = Xorshift(0xe703_7ed1_a0b4_28db);
    let mut read = 0;
    for _ in 0..2_000 {
        let file = random.mutated(MAPPING.as_bytes());
        if let Ok(mapping) = Mapping::parse(&String::from_utf8_lossy(&file)) {
            let written = mapping.to_toml();
            assert_eq!(Mapping::parse(&written).as_ref(), Ok(&mapping), "{written}");
            read += 1;
        }
    }
    assert!(read > 50, "{read}");
}
