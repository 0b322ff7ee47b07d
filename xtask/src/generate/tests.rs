use std::io::Read;

use flate2::read::GzDecoder;

use super::*;

fn options(folder: &Path, name: &str) -> Options {
    Options {
        events: 2_000,
        persons: None,
        days: 60,
        seed: 5,
        output: folder.join(name),
        truth: Some(folder.join("truth.json")),
    }
}

#[test]
fn packed_and_unpacked_logs_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    run(&options(folder.path(), "log.csv")).unwrap();
    run(&options(folder.path(), "log.csv.gz")).unwrap();
    let plain = std::fs::read_to_string(folder.path().join("log.csv")).unwrap();
    let mut unpacked = String::new();
    let packed = File::open(folder.path().join("log.csv.gz")).unwrap();
    GzDecoder::new(packed)
        .read_to_string(&mut unpacked)
        .unwrap();
    assert_eq!(plain, unpacked);
    let truth = std::fs::read_to_string(folder.path().join("truth.json")).unwrap();
    let rows = plain.lines().count() - 1;
    assert!(truth.contains(&format!("\"rows\": {rows},")), "{truth}");
}

#[test]
fn other_formats_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let error = run(&options(folder.path(), "log.parquet")).unwrap_err();
    assert!(
        error.to_string().contains("ends neither in .csv"),
        "{error}"
    );
    assert!(!folder.path().join("log.parquet").exists());
}
