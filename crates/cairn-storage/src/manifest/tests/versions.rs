//! Manifests as earlier versions wrote them, by hand; hashes are from Python's `blake3`.

use super::*;
use crate::dead_letter_file::QuarantinedLetters;
use crate::manifest::QuarantinedRun;
use crate::seal::{RunSeals, Seal};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
/// Of the files in run-v1, and of nothing.
const EVENTS: &str = "03a450627fb4c35827213bd233a21c045a18c9e816f41f72c02185a1f1a6608b";
const IDS: &str = "4b14baf980fd501adb4d040d2b7a88080b29244ec10f1c24dad57e5d33cd4daf";
const NOTHING: &str = "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262";

fn hash(text: &str) -> blake3::Hash {
    blake3::Hash::from_hex(text).unwrap()
}

fn seal(bytes: u64, text: &str) -> Seal {
    let hash = hash(text);
    Seal { bytes, hash }
}

/// What both say about the site shop.
fn shop() -> SiteRuns {
    let arrived = 1_767_225_600_000_000;
    let run = Run {
        number: 1,
        stream: Stream::Events,
        cell: None,
        group: 1,
        imports: BTreeMap::from([(ImportId::new(1), 11)]),
        ids: 0,
        rows: 11,
        bytes: 9_001,
        first_time: Time::from_micros(-1),
        last_time: Time::from_micros(5),
        last_received: Time::from_micros(arrived),
        has_facts: true,
        seals: None,
    };
    let live = Run {
        number: 2,
        stream: Stream::Events,
        cell: None,
        group: 2,
        imports: BTreeMap::new(),
        ids: 0,
        rows: 3,
        bytes: 4_002,
        first_time: Time::from_micros(7),
        last_time: Time::from_micros(8),
        last_received: Time::from_micros(arrived + 1),
        has_facts: false,
        seals: None,
    };
    SiteRuns {
        runs: vec![run, live],
        imports: vec![ImportRecord {
            id: ImportId::new(1),
            source: "a.csv".to_owned(),
            received_at: Time::from_micros(arrived),
            tally: tally(11, 11, 0, 0),
            duplicates_of: BTreeMap::new(),
            removed: Removed::default(),
            state: ImportState::Live,
        }],
        dead_letters: vec![DeadLetterFile {
            number: 1,
            count: 2,
            bytes: 99,
            last_received: Time::from_micros(arrived + 2),
            hash: None,
        }],
        totals: Totals {
            received: 6,
            stored: 3,
            duplicates: 1,
            dead_lettered: 2,
            suppressed: 0,
        },
        identity_epoch: 4,
        ..SiteRuns::default()
    }
}

fn manifest(shop: SiteRuns) -> Manifest {
    Manifest {
        sequence: 7,
        last_import: 1,
        last_run: 2,
        last_dead_letters: 1,
        flushed: 41,
        dedupe: None,
        erasures: None,
        sites: BTreeMap::from([(site("shop"), shop)]),
    }
}

fn load(version: u64) -> Manifest {
    let folder = Path::new(FIXTURES).join(format!("manifest-v{version}"));
    Manifest::load(&RealVfs, &folder).unwrap()
}

#[test]
fn version_2_has_no_seals() {
    assert_eq!(load(2), manifest(shop()));
}

#[test]
fn version_3_has_seals_and_cells_and_knows_what_was_set_aside() {
    let mut shop = shop();
    shop.runs[0].bytes = 23_644;
    shop.runs[0].seals = Some(RunSeals {
        events: seal(23_644, EVENTS),
        ids: seal(320, IDS),
        facts: seal(0, NOTHING),
        directory: Some(seal(320, IDS)),
    });
    shop.runs[0].cell = Some(Cell {
        month: Month::of(Time::from_micros(0)),
        prefix: KeyPrefix::parse("0f").unwrap(),
    });
    shop.runs[0].ids = 7;
    shop.runs[0].imports.insert(ImportId::new(1), 9);
    shop.dead_letters[0].number = 2;
    shop.dead_letters[0].hash = Some(hash(IDS));
    shop.totals = Totals {
        received: 13,
        stored: 8,
        duplicates: 1,
        dead_lettered: 4,
        suppressed: 0,
    };
    let lost = Run {
        number: 4,
        stream: Stream::Events,
        cell: None,
        group: 4,
        imports: BTreeMap::new(),
        ids: 0,
        rows: 5,
        bytes: 1,
        first_time: Time::from_micros(0),
        last_time: Time::from_micros(0),
        last_received: Time::from_micros(0),
        has_facts: false,
        seals: None,
    };
    shop.quarantined = vec![QuarantinedRun {
        run: lost,
        at: Time::from_micros(1_767_225_600_000_003),
        fault: "it is missing".to_owned(),
    }];
    shop.quarantined_letters = vec![QuarantinedLetters {
        file: DeadLetterFile {
            number: 1,
            count: 2,
            bytes: 7,
            last_received: Time::from_micros(1),
            hash: None,
        },
        at: Time::from_micros(1_767_225_600_000_004),
        fault: "cut".to_owned(),
    }];
    let mut expected = manifest(shop);
    (expected.last_run, expected.last_dead_letters) = (4, 2);
    let loaded = load(3);
    assert_eq!(loaded, expected);

    let data = tempfile::tempdir().unwrap();
    loaded.commit(&RealVfs, data.path()).unwrap();
    assert_eq!(Manifest::load(&RealVfs, data.path()).unwrap(), expected);
}

#[test]
fn a_manifest_of_version_2_is_gone_on_from() {
    let data = tempfile::tempdir().unwrap();
    let mut next = load(2);
    next.sequence = 8;
    next.commit(&RealVfs, data.path()).unwrap();
    assert_eq!(Manifest::load(&RealVfs, data.path()).unwrap(), next);
    let text = fs::read_to_string(data.path().join("manifest/000000000008.json")).unwrap();
    assert!(text.starts_with(r#"{"version":6,"#), "{text}");
    assert!(!text.contains("blake3"), "{text}");
}

#[test]
fn the_seal_of_a_file_is_what_another_program_makes_of_it() {
    let folder = Path::new(FIXTURES).join("run-v1");
    let cases = [
        ("run-00000001.parquet", 23_644, EVENTS),
        ("run-00000001.ids", 320, IDS),
    ];
    for (file, bytes, hash) in cases {
        let path = folder.join(file);
        assert_eq!(Seal::of_file(&RealVfs, &path).unwrap(), seal(bytes, hash));
        assert_eq!(Seal::of(&fs::read(&path).unwrap()), seal(bytes, hash));
    }
    assert_eq!(Seal::of(b""), seal(0, NOTHING));
}
