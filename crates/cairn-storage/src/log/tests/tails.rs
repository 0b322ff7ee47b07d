//! What a crash leaves at the end of the last segment: cut off, kept in quarantine, reported.

use super::*;

const PAYLOADS: [&[u8]; 3] = [b"first", b"", b"the third"];

/// Opens a log whose tail is torn from a place on, and again; then appends.
#[track_caller]
fn check_tail(vfs: &SimVfs, offset: usize, delivered: &[(u64, Vec<u8>)]) {
    let torn = vfs.content(&segment(1)).unwrap()[offset..].to_vec();
    let (replayed, records) = replay(vfs, 0);
    assert_eq!(records, delivered);
    assert_eq!((replayed.cut, replayed.damage), (None, Vec::new()));
    assert!(quarantined(vfs).is_empty(), "reading changes nothing");

    let (mut log, recovery, records) = open(vfs, 0);
    assert_eq!(records, delivered);
    assert_eq!(recovery.damage, []);
    let cut = recovery.cut.expect("a cut");
    assert_eq!(cut.segment, segment(1));
    assert_eq!((cut.offset, cut.bytes), (offset as u64, torn.len() as u64));
    assert_eq!(vfs.content(&cut.quarantine), Some(torn));
    assert_eq!(quarantined(vfs).len(), 1);

    let seq = log.append_group(&[b"after"]).unwrap();
    assert_eq!(seq, delivered.len() as u64 + 1);
    let (_, recovery, records) = open(&vfs.crash(1), 0);
    assert_eq!((recovery.cut, recovery.damage), (None, Vec::new()));
    assert_eq!(records, [delivered, &[(seq, b"after".to_vec())]].concat());
}

#[test]
fn a_record_cut_short() {
    let vfs = written(&PAYLOADS);
    let last = place(&PAYLOADS, 3);
    change(&vfs, &segment(1), |content| content.truncate(last.end - 1));
    check_tail(&vfs, last.start, &numbered(&PAYLOADS[..2]));
}

#[test]
fn a_record_header_cut_short() {
    let vfs = written(&PAYLOADS);
    let last = place(&PAYLOADS, 3);
    change(&vfs, &segment(1), |content| {
        content.truncate(last.start + 9);
    });
    check_tail(&vfs, last.start, &numbered(&PAYLOADS[..2]));
}

#[test]
fn a_length_without_content() {
    let vfs = written(&PAYLOADS);
    let end = place(&PAYLOADS, 3).end;
    change(&vfs, &segment(1), |content| content.extend([0; 1_000]));
    check_tail(&vfs, end, &numbered(&PAYLOADS));
}

#[test]
fn zeros_where_the_first_record_should_be() {
    let vfs = written(&[]);
    change(&vfs, &segment(1), |content| content.extend([0; 40]));
    check_tail(&vfs, HEADER_BYTES, &[]);
}

#[test]
fn garbage_after_the_last_record() {
    let vfs = written(&PAYLOADS);
    let end = place(&PAYLOADS, 3).end;
    let garbage = |at: u32| at.wrapping_mul(2_654_435_761).to_le_bytes()[3];
    change(&vfs, &segment(1), |content| {
        content.extend((0..5_000).map(garbage));
    });
    check_tail(&vfs, end, &numbered(&PAYLOADS));
}

#[test]
fn a_complete_last_record_with_a_wrong_checksum() {
    let vfs = written(&PAYLOADS);
    let last = place(&PAYLOADS, 3);
    change(&vfs, &segment(1), |content| content[last.end - 1] ^= 1);
    check_tail(&vfs, last.start, &numbered(&PAYLOADS[..2]));
}

#[test]
fn a_torn_header_of_the_only_segment() {
    let vfs = written(&[]);
    change(&vfs, &segment(1), |content| content.truncate(11));
    check_tail(&vfs, 0, &[]);
    let vfs = written(&[]);
    change(&vfs, &segment(1), |content| content.fill(0));
    check_tail(&vfs, 0, &[]);
}

#[test]
fn a_torn_header_after_whole_segments() {
    let vfs = written_apart(&[b"a", b"b"]);
    vfs.put(&segment(3), &[0; 12]);
    let (_, recovery, records) = open(&vfs, 0);
    assert_eq!(records, numbered(&[b"a", b"b"]));
    assert_eq!(recovery.damage, []);
    assert_eq!(recovery.cut.unwrap().bytes, 12);
    let (_, recovery, _) = open(&vfs, 0);
    assert_eq!(recovery.cut, None);
}

#[test]
fn an_empty_last_file() {
    let vfs = written(&[b"a"]);
    vfs.put(&segment(2), b"");
    let (mut log, recovery, records) = open(&vfs, 0);
    assert_eq!(records, numbered(&[b"a"]));
    assert_eq!((recovery.cut, recovery.damage), (None, Vec::new()));
    assert_eq!(log.append_group(&[b"b"]).unwrap(), 2);
}

#[test]
fn two_tails_at_the_same_place_are_both_kept() {
    let vfs = SimVfs::new();
    for torn in [b"one", b"two"] {
        open(&vfs, 0);
        change(&vfs, &segment(1), |content| content.extend(torn));
    }
    open(&vfs, 0);
    let kept: Vec<Vec<u8>> = quarantined(&vfs).into_values().collect();
    assert_eq!(kept, [b"one", b"two"]);
}

/// Vector: the last record was never flushed.
#[test]
fn an_append_that_was_never_synced() {
    for seed in 0..200 {
        let vfs = written(&PAYLOADS);
        let mut unsynced = Vec::new();
        encode(&mut unsynced, SALT + 1, 4, &[4; 3_000]);
        vfs.open(&segment(1)).unwrap().append(&unsynced).unwrap();
        let (_, recovery, records) = open(&vfs.crash(seed), 0);
        assert_eq!(records[..3], numbered(&PAYLOADS));
        assert!(records.len() <= 4);
        assert_eq!(recovery.damage, []);
    }
}

/// What a failed sync left is readable, and no later sync makes it durable. Handed on, it must be.
#[test]
fn what_is_handed_on_after_a_failed_sync_survives_the_next_crash() {
    let vfs = written(&PAYLOADS);
    let (mut log, _, _) = open(&vfs, 0);
    vfs.fail_sync_at(1);
    assert!(log.append_group(&[b"fourth"]).is_err());
    let next = vfs.restart();
    let (_, _, records) = open(&next, 0);
    assert_eq!(records.len(), 4);
    for seed in 0..100 {
        assert_eq!(open(&next.crash(seed), 0).2, records);
    }
}
