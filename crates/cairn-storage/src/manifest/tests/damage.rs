//! Pointers and manifests that are not what was committed: an error, never another manifest.

use super::*;
use crate::damage::Spoiled;

fn load_with(data: &TempDir, file: &str, content: &[u8]) -> Result<Manifest, StorageError> {
    fs::write(data.path().join(file), content).unwrap();
    Manifest::load(&RealVfs, data.path())
}

fn content(file: &str) -> Vec<u8> {
    fs::read(Path::new(FIXTURE).join(file)).unwrap()
}

/// Puts a manifest's text in place with a pointer whose hash is right.
fn load_sealed(text: &str) -> Result<Manifest, StorageError> {
    let data = fixture();
    fs::write(data.path().join(SEVENTH), text).unwrap();
    let hash = blake3::hash(text.as_bytes()).to_hex();
    let pointer = format!(r#"{{"version": 1, "sequence": 7, "blake3": "{hash}"}}"#);
    fs::write(data.path().join(CURRENT), pointer).unwrap();
    Manifest::load(&RealVfs, data.path())
}

#[test]
fn a_file_cut_anywhere_is_an_error() {
    for file in [CURRENT, SEVENTH] {
        let data = fixture();
        assert_eq!(Manifest::load(&RealVfs, data.path()).unwrap(), seventh());
        let spoiled = Spoiled::open(&data.path().join(file));
        // Without the last newline a pointer says the same.
        let least = spoiled.content.len() - usize::from(file == CURRENT);
        for length in (0..least).rev() {
            spoiled.cut(length);
            let cut = Manifest::load(&RealVfs, data.path());
            assert!(
                matches!(cut, Err(StorageError::Damaged { .. })),
                "{file} cut to {length} bytes: {cut:?}"
            );
        }
    }
}

#[test]
fn any_flipped_bit_is_an_error() {
    for file in [CURRENT, SEVENTH] {
        let data = fixture();
        let mut spoiled = Spoiled::open(&data.path().join(file));
        for bit in 0..spoiled.content.len() * 8 {
            spoiled.flip(bit);
            let flipped = Manifest::load(&RealVfs, data.path());
            assert!(
                flipped.is_err(),
                "{file} with bit {bit} flipped: {flipped:?}"
            );
            spoiled.restore(bit);
        }
        assert_eq!(Manifest::load(&RealVfs, data.path()).unwrap(), seventh());
    }
}

#[test]
fn something_appended_is_an_error() {
    for file in [CURRENT, SEVENTH] {
        let mut longer = content(file);
        longer.extend(b"}");
        assert!(load_with(&fixture(), file, &longer).is_err(), "{file}");
    }
}

#[test]
fn a_newer_version_is_said_to_be_newer() {
    let pointer = r#"{"version":7, "somewhere": "else"}"#;
    let manifest = r#"{"version":7, "all": "different"}"#;
    for loaded in [
        load_with(&fixture(), CURRENT, pointer.as_bytes()),
        load_sealed(manifest),
    ] {
        assert!(
            matches!(
                loaded,
                Err(StorageError::NewerFormat {
                    version: 7,
                    known: 6,
                    ..
                })
            ),
            "{loaded:?}"
        );
    }
}

#[test]
fn what_no_version_1_says_is_damage() {
    let cases = [
        "",
        "null",
        "[]",
        r#"{"sequence": 7}"#,
        r#"{"version": 0, "sequence": 7, "last_import": 0, "last_run": 0, "sites": {}}"#,
        r#"{"version": 1, "sequence": 7, "last_import": 0, "last_run": 0}"#,
        r#"{"version": 1, "sequence": -7, "last_import": 0, "last_run": 0, "sites": {}}"#,
        r#"{"version": 1, "sequence": 7, "last_import": 0, "last_run": 0,
            "sites": {"No Site": {"runs": [], "imports": []}}}"#,
        r#"{"version": 1, "sequence": 7, "last_import": 0, "last_run": 0,
            "sites": {"../up": {"runs": [], "imports": []}}}"#,
        r#"{"version": 3, "sequence": 7, "last_import": 0, "last_run": 0,
            "sites": {"shop": {"runs": [], "imports": [], "dead_letters": [{"number": 1, "count": 1,
            "bytes": 1, "last_received_micros": 1, "blake3": "12ab"}]}}}"#,
    ];
    for text in cases {
        let loaded = load_sealed(text);
        assert!(
            matches!(loaded, Err(StorageError::Damaged { .. })),
            "{text}: {loaded:?}"
        );
    }
}

#[test]
fn a_missing_manifest_is_an_error_not_an_empty_one() {
    let data = fixture();
    fs::remove_file(data.path().join(SEVENTH)).unwrap();
    let loaded = Manifest::load(&RealVfs, data.path());
    assert!(
        matches!(&loaded, Err(StorageError::Io { file, .. }) if file.ends_with(SEVENTH)),
        "{loaded:?}"
    );
}

/// To take it for an empty directory would make every run garbage.
#[test]
fn a_missing_pointer_is_an_error_where_something_was_committed() {
    let data = fixture();
    fs::remove_file(data.path().join(CURRENT)).unwrap();
    let loaded = Manifest::load(&RealVfs, data.path());
    assert!(
        matches!(&loaded, Err(StorageError::Damaged { file, .. }) if file.ends_with(CURRENT)),
        "{loaded:?}"
    );
}

#[test]
fn nothing_is_collected_while_the_pointer_is_damaged() {
    let data = fixture();
    let run = data.path().join("runs/shop/run-00000001.parquet");
    fs::create_dir_all(run.parent().unwrap()).unwrap();
    fs::write(&run, "precious").unwrap();
    fs::write(data.path().join(CURRENT), "{").unwrap();
    assert!(garbage::collect(&RealVfs, data.path()).is_err());
    assert!(run.is_file());
    assert!(data.path().join(SEVENTH).is_file());
}
