use std::collections::BTreeMap;

use super::record::encode;
use super::segment::{HEADER_BYTES, Header};
use super::*;
use crate::vfs::SimVfs;

mod crashes;
mod damage;
mod exhaustive;
mod filled;
mod growth;
mod tails;

const SALT: u64 = 0x5a17_5a17_5a17_5a17;

/// Records as they were handed on.
type Records = Vec<(u64, Vec<u8>)>;

fn folder() -> &'static Path {
    Path::new("/data/log")
}

fn segment(first_seq: u64) -> PathBuf {
    folder().join(segment::name(first_seq))
}

/// A salt, and others for the segments after.
fn salts() -> Salts {
    let mut salt = SALT;
    Box::new(move || {
        salt += 1;
        salt
    })
}

fn try_open(vfs: &SimVfs, flushed: u64) -> Result<(Log, Recovery, Records), StorageError> {
    let mut records = Records::new();
    let mut keep = |seq: u64, payload: Vec<u8>| {
        records.push((seq, payload));
        Ok(())
    };
    let vfs = Arc::new(vfs.clone());
    let (log, recovery) = Log::open(vfs, folder(), flushed, salts(), &mut keep)?;
    Ok((log, recovery, records))
}

fn open(vfs: &SimVfs, flushed: u64) -> (Log, Recovery, Records) {
    let (log, recovery, records) = try_open(vfs, flushed).unwrap();
    assert_eq!(recovery.records, records.len() as u64);
    assert_eq!(recovery.last_seq, log.last_seq());
    (log, recovery, records)
}

fn replay(vfs: &SimVfs, flushed: u64) -> (Recovery, Records) {
    let mut records = Records::new();
    let mut keep = |seq: u64, payload: Vec<u8>| {
        records.push((seq, payload));
        Ok(())
    };
    let recovery = Log::replay(vfs, folder(), flushed, &mut keep).unwrap();
    (recovery, records)
}

/// A log of these payloads, each its own group, without room behind them: a segment that ends before a page
/// does is not filled ahead.
fn written(payloads: &[&[u8]]) -> SimVfs {
    let vfs = SimVfs::new();
    let (log, _, _) = open(&vfs, 0);
    let mut log = log.with_segment_bytes(4_095);
    for payload in payloads {
        log.append_group(&[payload]).unwrap();
    }
    vfs
}

/// A log of these payloads, each in its own segment.
fn written_apart(payloads: &[&[u8]]) -> SimVfs {
    let vfs = SimVfs::new();
    let (log, _, _) = open(&vfs, 0);
    let mut log = log.with_segment_bytes(4_095);
    for payload in payloads {
        log.rotate().unwrap();
        log.append_group(&[payload]).unwrap();
    }
    vfs
}

/// Removes the segments that were flushed wholly.
fn remove_through(log: &mut Log, flushed: u64) -> Result<(), StorageError> {
    let released = log.release_through(flushed);
    released
        .iter()
        .try_for_each(|path| files::remove(&*log.vfs, path))
}

fn numbered(payloads: &[&[u8]]) -> Records {
    let owned = payloads.iter().map(|payload| payload.to_vec());
    (1..).zip(owned).collect()
}

/// Where the record of this sequence number lies in a segment that begins with 1, given all payloads.
fn place(payloads: &[&[u8]], seq: usize) -> std::ops::Range<usize> {
    let length = |payload: &&[u8]| record::HEADER_BYTES + payload.len();
    let start = HEADER_BYTES + payloads[..seq - 1].iter().map(length).sum::<usize>();
    start..start + length(&payloads[seq - 1])
}

fn change(vfs: &SimVfs, path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut content = vfs.content(path).unwrap();
    change(&mut content);
    vfs.put(path, &content);
}

/// The files in quarantine and what they hold.
fn quarantined(vfs: &SimVfs) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = vfs.list(&folder().join("quarantine")) else {
        return BTreeMap::new();
    };
    let file = |path: &Path| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, vfs.content(path).unwrap())
    };
    entries.iter().map(|entry| file(&entry.path)).collect()
}

#[test]
fn an_empty_log_is_clean() {
    let vfs = SimVfs::new();
    let (log, recovery, _) = open(&vfs, 0);
    assert_eq!(recovery, Recovery::default());
    assert_eq!(log.last_seq(), 0);
    assert_eq!(log.bytes(), HEADER_BYTES as u64);
    assert_eq!(replay(&SimVfs::new(), 0).0, Recovery::default());
}

#[test]
fn records_come_back_in_order() {
    let vfs = SimVfs::new();
    let (mut log, _, _) = open(&vfs, 0);
    assert_eq!(log.append_group(&[b"a", b"", b"ccc"]).unwrap(), 3);
    assert_eq!(log.append_group(&[]).unwrap(), 3);
    assert_eq!(log.append_group(&[&[7; 5_000]]).unwrap(), 4);
    let expected = numbered(&[b"a", b"", b"ccc", &[7; 5_000]]);
    assert_eq!(replay(&vfs, 0).1, expected, "while it is open");
    drop(log);
    for flushed in 0..=5_usize {
        let (log, recovery, records) = open(&vfs.restart(), flushed as u64);
        assert_eq!(records, expected[flushed.min(4)..]);
        assert_eq!((recovery.cut, recovery.damage), (None, Vec::new()));
        // Numbers that are in runs are not given again.
        assert_eq!(log.last_seq(), 4.max(flushed as u64));
    }
}

#[test]
fn a_group_is_one_append_and_one_sync() {
    let vfs = SimVfs::new();
    let (mut log, _, _) = open(&vfs, 0);
    let before = (vfs.changes(), vfs.syncs());
    log.append_group(&[b"a", b"b", b"c"]).unwrap();
    assert_eq!((vfs.changes() - before.0, vfs.syncs() - before.1), (2, 1));
}

#[test]
fn the_bytes_of_a_segment() {
    let vfs = written(&[b"a", b"bc"]);
    let header = Header {
        version: 1,
        first_seq: 1,
        salt: SALT + 1,
    };
    let mut expected = header.encode().to_vec();
    encode(&mut expected, SALT + 1, 1, b"a");
    encode(&mut expected, SALT + 1, 2, b"bc");
    assert_eq!(vfs.content(&segment(1)), Some(expected));
}

#[test]
fn an_error_of_the_taker_ends_the_reading_and_changes_nothing() {
    let payloads: [&[u8]; 2] = [b"a", b"b"];
    let vfs = written(&payloads);
    let mut refuse = |seq: u64, _: Vec<u8>| match seq {
        2 => Err(StorageError::Internal("can't decode it".to_owned())),
        _ => Ok(()),
    };
    let opened = Log::open(Arc::new(vfs.clone()), folder(), 0, salts(), &mut refuse);
    assert!(matches!(opened, Err(StorageError::Internal(_))));
    assert_eq!(open(&vfs, 0).2, numbered(&payloads));
}

#[test]
fn a_newer_format_is_said_to_be_newer() {
    let vfs = SimVfs::new();
    let header = Header {
        version: 2,
        first_seq: 1,
        salt: 0,
    };
    vfs.put(&segment(1), &header.encode());
    let error = try_open(&vfs, 0).err().unwrap();
    assert!(
        matches!(
            error,
            StorageError::NewerFormat {
                version: 2,
                known: 1,
                ..
            }
        ),
        "{error}"
    );
}

#[test]
fn a_payload_that_is_too_long_is_refused_and_poisons_nothing() {
    let vfs = SimVfs::new();
    let (mut log, _, _) = open(&vfs, 0);
    let long = vec![0; MOST_PAYLOAD_BYTES + 1];
    let error = log.append_group(&[b"a", &long]).unwrap_err();
    assert!(
        matches!(error, StorageError::RecordTooLarge { .. }),
        "{error}"
    );
    assert_eq!(log.append_group(&[b"b"]).unwrap(), 1);
}
