use std::fs;

use cairn_core::time::Month;
use tempfile::TempDir;

use super::*;
use crate::cell::KeyPrefix;
use crate::garbage;
use crate::received_day::DedupeWindow;
use crate::seal::Seal;
use crate::stream::Stream;
use crate::vfs::RealVfs;

mod damage;
mod versions;

/// A manifest of format 1 and its pointer, written by hand; the pointer's hash is from Python's `blake3`.
const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/manifest-v1");
const CURRENT: &str = "manifest/current";
const SEVENTH: &str = "manifest/000000000007.json";

/// A copy of the fixture, to be spoiled.
fn fixture() -> TempDir {
    let data = tempfile::tempdir().unwrap();
    fs::create_dir(data.path().join(FOLDER)).unwrap();
    for file in [CURRENT, SEVENTH] {
        fs::copy(Path::new(FIXTURE).join(file), data.path().join(file)).unwrap();
    }
    data
}

fn site(id: &str) -> SiteId {
    SiteId::new(id).unwrap()
}

fn tally(read: u64, stored: u64, duplicates: u64, rejected: u64) -> Tally {
    Tally {
        read,
        stored,
        duplicates,
        rejected,
        suppressed: 0,
    }
}

/// What the fixture says.
fn seventh() -> Manifest {
    let new_year = Time::from_micros(1_767_225_600_000_000);
    let blog = SiteRuns {
        runs: Vec::new(),
        imports: vec![ImportRecord {
            id: ImportId::new(2),
            source: "old.ndjson".to_owned(),
            received_at: new_year,
            tally: tally(3, 3, 0, 0),
            duplicates_of: BTreeMap::new(),
            removed: Removed::default(),
            state: ImportState::Undone(Time::from_micros(1_767_229_200_000_001)),
        }],
        ..SiteRuns::default()
    };
    let runs = vec![
        Run {
            number: 1,
            stream: Stream::Events,
            cell: None,
            group: 1,
            imports: BTreeMap::from([(ImportId::new(1), 262_144)]),
            ids: 0,
            rows: 262_144,
            bytes: 5_368_709_120,
            first_time: Time::from_micros(-62_135_596_800_000_000),
            last_time: Time::from_micros(1_767_225_599_999_999),
            last_received: new_year,
            has_facts: false,
            seals: None,
        },
        Run {
            number: 9,
            stream: Stream::Events,
            cell: None,
            group: 9,
            imports: BTreeMap::from([(ImportId::new(5), 1)]),
            ids: 0,
            rows: 1,
            bytes: 9_001,
            first_time: Time::from_micros(0),
            last_time: Time::from_micros(0),
            last_received: Time::from_micros(1_769_904_000_000_000),
            has_facts: false,
            seals: None,
        },
    ];
    let imports = vec![
        ImportRecord {
            id: ImportId::new(1),
            source: "käufe 2025.csv".to_owned(),
            received_at: new_year,
            tally: tally(262_150, 262_144, 2, 4),
            duplicates_of: BTreeMap::new(),
            removed: Removed::default(),
            state: ImportState::Live,
        },
        ImportRecord {
            id: ImportId::new(5),
            source: "-".to_owned(),
            received_at: Time::from_micros(1_769_904_000_000_000),
            tally: tally(4, 1, 3, 0),
            duplicates_of: BTreeMap::from([(ImportId::new(1), 2), (ImportId::new(2), 1)]),
            removed: Removed::default(),
            state: ImportState::Live,
        },
    ];
    let shop = SiteRuns {
        runs,
        imports,
        ..SiteRuns::default()
    };
    Manifest {
        sequence: 7,
        last_import: 5,
        last_run: 9,
        last_dead_letters: 0,
        flushed: 0,
        dedupe: None,
        erasures: None,
        sites: BTreeMap::from([(site("blog"), blog), (site("shop"), shop)]),
    }
}

#[test]
fn version_1_as_it_was_written_by_hand() {
    assert_eq!(
        Manifest::load(&RealVfs, Path::new(FIXTURE)).unwrap(),
        seventh()
    );
}

#[test]
fn nothing_committed_is_the_empty_manifest() {
    let data = tempfile::tempdir().unwrap();
    assert_eq!(
        Manifest::load(&RealVfs, data.path()).unwrap(),
        Manifest::default()
    );
    // The very first commit was cut short between its two writes.
    fs::create_dir(data.path().join(FOLDER)).unwrap();
    fs::write(data.path().join("manifest/000000000000.json"), "{}").unwrap();
    assert_eq!(
        Manifest::load(&RealVfs, data.path()).unwrap(),
        Manifest::default()
    );
}

#[test]
fn a_commit_is_read_back() {
    let data = tempfile::tempdir().unwrap();
    let mut manifest = seventh();
    for sequence in [1, 2, 999_999_999_999, 1_000_000_000_000, u64::MAX] {
        manifest.sequence = sequence;
        manifest.commit(&RealVfs, data.path()).unwrap();
        assert_eq!(Manifest::load(&RealVfs, data.path()).unwrap(), manifest);
    }
    manifest.flushed = u64::MAX;
    manifest.last_dead_letters = 3;
    let extreme = manifest.sites.get_mut(&site("shop")).unwrap();
    extreme.identity_epoch = 12;
    extreme.totals = Totals {
        received: 10,
        stored: 7,
        duplicates: 2,
        dead_lettered: 1,
        suppressed: 0,
    };
    extreme.dead_letters = vec![DeadLetterFile {
        number: 3,
        count: 1,
        bytes: 99,
        last_received: Time::from_micros(-1),
        hash: None,
    }];
    extreme.kept_links = Some(KeptLinksFile {
        number: u64::MAX,
        seal: Seal::of(b"links"),
    });
    extreme.runs[0].has_facts = true;
    extreme.runs[0].stream = Stream::Ledger;
    extreme.runs[1].imports = BTreeMap::new();
    extreme.runs[0].imports.insert(ImportId::new(2), 7);
    extreme.runs[0].ids = u64::MAX;
    extreme.runs[0].group = 4;
    extreme.runs[0].cell = Some(Cell {
        month: Month::of(Time::MIN),
        prefix: KeyPrefix::of(None, 4),
    });
    extreme.runs[0].first_time = Time::MIN;
    extreme.runs[0].last_time = Time::MAX;
    extreme.imports[0].source = "quote\" back\\slash\nline \u{1F600}\0".to_owned();
    manifest.dedupe = Some(WindowSince {
        window: DedupeWindow::MOST,
        since: Time::MIN,
    });
    manifest.commit(&RealVfs, data.path()).unwrap();
    assert_eq!(Manifest::load(&RealVfs, data.path()).unwrap(), manifest);
}

#[test]
fn names_of_run_files() {
    let run = &seventh().sites[&site("shop")].runs[1];
    let folders = &RunsFolders::of(Path::new("data"), &site("shop"));
    let folder = Path::new("data/runs/shop");
    let name = folder.join("run-00000009.parquet");
    assert_eq!(run.events_path(folders), name);
    assert_eq!(run.ids_path(folders), folder.join("run-00000009.ids"));
    let facts = Run {
        stream: Stream::Ledger,
        ..run.clone()
    };
    let name = Path::new("data/ledger/shop/run-00000009.parquet");
    assert_eq!(facts.events_path(folders), name);
    let cell = |prefix: &str| Run {
        cell: Some(Cell {
            month: Month::of(Time::from_micros(0)),
            prefix: KeyPrefix::parse(prefix).unwrap(),
        }),
        ..run.clone()
    };
    let directory = |prefix: &str| cell(prefix).directory_path(folders);
    assert_eq!(directory(""), folder.join("1970-01/run-00000009.persons"));
    assert_eq!(
        directory("0f"),
        folder.join("1970-01/0f/run-00000009.persons")
    );
}

fn eighth() -> Manifest {
    let mut manifest = seventh();
    manifest.sequence = 8;
    manifest.last_import = 6;
    manifest.sites.remove(&site("blog"));
    manifest
}

/// The manifest folder's files, sorted.
fn names(data: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(data.join(FOLDER))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_commit_cut_short_between_its_two_writes_changes_nothing() {
    let finished = fixture();
    eighth().commit(&RealVfs, finished.path()).unwrap();
    let crashed = fixture();
    fs::copy(
        finished.path().join("manifest/000000000008.json"),
        crashed.path().join("manifest/000000000008.json"),
    )
    .unwrap();
    assert_eq!(Manifest::load(&RealVfs, crashed.path()).unwrap(), seventh());

    // The next commit takes the left-over's place, whatever the left-over says.
    let mut other = eighth();
    other.last_run = 77;
    other.commit(&RealVfs, crashed.path()).unwrap();
    assert_eq!(Manifest::load(&RealVfs, crashed.path()).unwrap(), other);
}

#[test]
fn an_unfinished_file_is_ignored_and_collected() {
    let data = fixture();
    let folder = data.path().join(FOLDER);
    fs::write(folder.join("current.tmp"), "{\"version\": 1, \"seq").unwrap();
    fs::write(folder.join("000000000008.tmp"), "").unwrap();
    assert_eq!(Manifest::load(&RealVfs, data.path()).unwrap(), seventh());
    garbage::collect(&RealVfs, data.path()).unwrap();
    assert_eq!(names(data.path()), ["000000000007.json", "current"]);
    assert_eq!(Manifest::load(&RealVfs, data.path()).unwrap(), seventh());
}

#[test]
fn only_the_current_manifest_and_the_one_before_are_kept() {
    let data = fixture();
    let mut manifest = eighth();
    for sequence in 8..=11 {
        manifest.sequence = sequence;
        manifest.commit(&RealVfs, data.path()).unwrap();
    }
    fs::write(data.path().join("manifest/notes.txt"), "mine").unwrap();
    garbage::collect(&RealVfs, data.path()).unwrap();
    let kept = [
        "000000000010.json",
        "000000000011.json",
        "current",
        "notes.txt",
    ];
    assert_eq!(names(data.path()), kept);
    assert_eq!(Manifest::load(&RealVfs, data.path()).unwrap(), manifest);
}
