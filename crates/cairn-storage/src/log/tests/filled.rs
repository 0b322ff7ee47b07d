//! Segments filled ahead with zeros: room for records, never taken for damage, and hiding none.

use super::*;

const PAYLOADS: [&[u8]; 3] = [b"first", b"", b"the third"];
const PAGE: usize = 4_096;

/// A log of these payloads, each its own group, with room of one to two pages behind them.
fn filled(payloads: &[&[u8]]) -> SimVfs {
    let vfs = SimVfs::new();
    let (log, _, _) = open(&vfs, 0);
    let mut log = log.with_segment_bytes(2 * PAGE as u64);
    for payload in payloads {
        log.append_group(&[payload]).unwrap();
    }
    vfs
}

#[test]
fn room_is_made_once_and_used_up() {
    let vfs = SimVfs::new();
    let (mut log, _, _) = open(&vfs, 0);
    log.append_group(&[b"a"]).unwrap();
    let length = || vfs.content(&segment(1)).unwrap().len();
    let first = length();
    assert!(first >= 64 << 10 && first.is_multiple_of(PAGE), "{first}");
    let mut count = 1;
    while length() == first {
        log.append_group(&[&[7; 1_000]]).unwrap();
        count += 1;
        assert!(log.bytes() <= length() as u64);
    }
    // 28 bytes of header, 17 of the first record, 1,016 of each other.
    assert_eq!(count - 2, (first - 28 - 17) / 1_016);
    assert!(length().is_multiple_of(PAGE));
    let mut expected = vec![b"a".to_vec()];
    expected.resize(count, vec![7; 1_000]);
    let payloads: Vec<&[u8]> = expected.iter().map(Vec::as_slice).collect();
    let (_, recovery, records) = open(&vfs.crash(1), 0);
    assert_eq!(records, numbered(&payloads));
    assert_eq!((recovery.cut, recovery.damage), (None, Vec::new()));
}

#[test]
fn room_is_no_tail_and_goes_with_the_next_start() {
    let vfs = filled(&PAYLOADS);
    assert_eq!(vfs.content(&segment(1)).unwrap().len(), 2 * PAGE);
    let (log, recovery, records) = open(&vfs, 0);
    assert_eq!(records, numbered(&PAYLOADS));
    assert_eq!((recovery.cut, recovery.damage), (None, Vec::new()));
    assert!(quarantined(&vfs).is_empty());
    let end = place(&PAYLOADS, 3).end;
    assert_eq!(vfs.content(&segment(1)).unwrap().len(), end);
    assert_eq!(log.bytes(), (end + HEADER_BYTES) as u64);
}

#[test]
fn room_of_earlier_segments_is_no_damage() {
    let vfs = SimVfs::new();
    let (mut log, _, _) = open(&vfs, 0);
    for payload in PAYLOADS {
        log.append_group(&[payload]).unwrap();
        log.rotate().unwrap();
    }
    let (_, recovery, records) = open(&vfs.crash(3), 0);
    assert_eq!(records, numbered(&PAYLOADS));
    assert_eq!((recovery.cut, recovery.damage), (None, Vec::new()));
}

#[test]
fn a_record_of_nothing_but_zeros_is_one() {
    let payloads: [&[u8]; 3] = [&[0; 40], b"", &[0; 100]];
    let (_, recovery, records) = open(&filled(&payloads).crash(1), 0);
    assert_eq!(records, numbered(&payloads));
    assert_eq!((recovery.cut, recovery.damage), (None, Vec::new()));
}

#[test]
fn the_last_record_torn_within_its_room_is_a_tail() {
    let last = place(&PAYLOADS, 3);
    // Whatever part of the record the disk has, as long as it has any of it.
    for kept in 1..last.len() {
        for is_front in [true, false] {
            let vfs = filled(&PAYLOADS);
            let lost = if is_front {
                last.start + kept..last.end
            } else {
                last.start..last.end - kept
            };
            change(&vfs, &segment(1), |content| content[lost.clone()].fill(0));
            let content = vfs.content(&segment(1)).unwrap();
            let used = content[last.clone()].iter().rposition(|byte| *byte != 0);
            let used = used.expect("the first and the last byte are not zero") + 1;
            let (_, recovery, records) = open(&vfs, 0);
            assert_eq!(records, numbered(&PAYLOADS[..2]), "{lost:?}");
            assert_eq!(recovery.damage, [], "{lost:?}");
            let cut = recovery.cut.expect("a cut");
            assert_eq!((cut.offset, cut.bytes), (last.start as u64, used as u64));
        }
    }
}

#[test]
fn a_record_behind_zeros_is_found() {
    let vfs = filled(&PAYLOADS);
    let lost = place(&PAYLOADS, 1).start..place(&PAYLOADS, 2).end;
    change(&vfs, &segment(1), |content| content[lost.clone()].fill(0));
    let (_, recovery, records) = open(&vfs, 0);
    assert_eq!(records, numbered(&PAYLOADS)[2..]);
    let damage = LogDamage {
        segment: segment(1),
        offset: lost.start as u64,
        bytes: lost.len() as u64,
        missing: Some(1..=2),
    };
    assert_eq!((recovery.cut, recovery.damage), (None, vec![damage]));
}

#[test]
fn a_flipped_bit_in_the_room_is_a_tail_and_costs_no_record() {
    let whole = filled(&PAYLOADS);
    let content = whole.content(&segment(1)).unwrap();
    let end = place(&PAYLOADS, 3).end;
    for bit in (end * 8..content.len() * 8).step_by(61) {
        let mut flipped = content.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let vfs = SimVfs::new();
        vfs.put(&segment(1), &flipped);
        let (_, recovery, records) = open(&vfs, 0);
        assert_eq!(records, numbered(&PAYLOADS), "bit {bit}");
        assert_eq!(recovery.damage, [], "bit {bit}");
        let cut = recovery.cut.expect("a cut");
        assert_eq!(cut.offset, end as u64, "bit {bit}");
        assert_eq!(cut.offset + cut.bytes, bit as u64 / 8 + 1, "bit {bit}");
    }
}

#[test]
fn room_cut_anywhere_costs_no_record() {
    let whole = filled(&PAYLOADS);
    let content = whole.content(&segment(1)).unwrap();
    let end = place(&PAYLOADS, 3).end;
    for length in end..content.len() {
        let vfs = SimVfs::new();
        vfs.put(&segment(1), &content[..length]);
        let (_, recovery, records) = open(&vfs, 0);
        assert_eq!(records, numbered(&PAYLOADS), "cut to {length}");
        assert_eq!(recovery.damage, [], "cut to {length}");
        // That the file was cut is said, though nothing is missing.
        let is_whole = length == end || length.is_multiple_of(PAGE);
        assert_eq!(recovery.cut.is_none(), is_whole, "cut to {length}");
    }
}
