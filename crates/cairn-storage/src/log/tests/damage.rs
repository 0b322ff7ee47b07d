//! Bad bytes with good ones after them: never hidden, never a reason to lose the good ones.

use super::*;

const PAYLOADS: [&[u8]; 4] = [b"first", b"second", b"", b"the fourth"];

fn without(seqs: &[u64]) -> Records {
    let mut records = numbered(&PAYLOADS);
    records.retain(|(seq, _)| !seqs.contains(seq));
    records
}

/// Opens a damaged log twice: the damage is found both times and copied once.
#[track_caller]
fn check_damage(vfs: &SimVfs, delivered: &Records, damage: &[LogDamage]) {
    let bad = |damage: &LogDamage| {
        let content = vfs.content(&damage.segment).unwrap();
        let start = usize::try_from(damage.offset).unwrap();
        let end = start + usize::try_from(damage.bytes).unwrap();
        content[start..end].to_vec()
    };
    let mut copies: Vec<Vec<u8>> = damage.iter().map(bad).collect();
    copies.retain(|copy| !copy.is_empty());
    let (replayed, records) = replay(vfs, 0);
    assert_eq!((&records, &replayed.damage[..]), (delivered, damage));
    for _ in 0..2 {
        let (_, recovery, records) = open(vfs, 0);
        assert_eq!((&records, &recovery.damage[..]), (delivered, damage));
        assert_eq!(recovery.cut, None);
        let mut kept: Vec<Vec<u8>> = quarantined(vfs).into_values().collect();
        kept.sort();
        copies.sort();
        assert_eq!(kept, copies);
    }
    // Appending goes on, after all that may have been there.
    let (mut log, _, _) = open(vfs, 0);
    let seq = log.append_group(&[b"after"]).unwrap();
    let missing = damage.iter().filter_map(|damage| damage.missing.clone());
    assert!(missing.clone().all(|missing| seq > *missing.end()));
    let (_, recovery, records) = open(&vfs.crash(1), 0);
    assert_eq!(records.last(), Some(&(seq, b"after".to_vec())));
    assert_eq!(recovery.damage, damage);
}

fn damage(first_seq: u64, place: std::ops::Range<usize>, missing: &[u64]) -> LogDamage {
    let ends = missing.first().zip(missing.last());
    LogDamage {
        segment: segment(first_seq),
        offset: place.start as u64,
        bytes: place.len() as u64,
        missing: ends.map(|(first, last)| *first..=*last),
    }
}

#[test]
fn a_wrong_checksum_in_the_middle() {
    let vfs = written(&PAYLOADS);
    let second = place(&PAYLOADS, 2);
    change(&vfs, &segment(1), |content| content[second.end - 1] ^= 4);
    check_damage(&vfs, &without(&[2]), &[damage(1, second, &[2])]);
}

#[test]
fn a_wrong_checksum_of_the_first_record() {
    let vfs = written(&PAYLOADS);
    let first = place(&PAYLOADS, 1);
    change(&vfs, &segment(1), |content| content[first.start + 4] ^= 1);
    check_damage(&vfs, &without(&[1]), &[damage(1, first, &[1])]);
}

#[test]
fn two_bad_records_side_by_side_and_apart() {
    let vfs = written(&PAYLOADS);
    let (first, second) = (place(&PAYLOADS, 1), place(&PAYLOADS, 2));
    change(&vfs, &segment(1), |content| {
        content[first.start] ^= 1;
        content[second.start] ^= 1;
    });
    let both = damage(1, first.start..second.end, &[1, 2]);
    check_damage(&vfs, &without(&[1, 2]), &[both]);

    let vfs = written(&PAYLOADS);
    let third = place(&PAYLOADS, 3);
    change(&vfs, &segment(1), |content| {
        content[first.start] ^= 1;
        content[third.start] ^= 1;
    });
    let apart = [damage(1, first, &[1]), damage(1, third, &[3])];
    check_damage(&vfs, &without(&[1, 3]), &apart);
}

#[test]
fn a_length_that_reaches_beyond_the_file() {
    let vfs = written(&PAYLOADS);
    let second = place(&PAYLOADS, 2);
    change(&vfs, &segment(1), |content| {
        content[second.start + 3] = 0xff
    });
    check_damage(&vfs, &without(&[2]), &[damage(1, second, &[2])]);
}

#[test]
fn zeros_over_records() {
    let vfs = written(&PAYLOADS);
    let lost = place(&PAYLOADS, 2).start..place(&PAYLOADS, 3).end;
    change(&vfs, &segment(1), |content| content[lost.clone()].fill(0));
    check_damage(&vfs, &without(&[2, 3]), &[damage(1, lost, &[2, 3])]);
}

#[test]
fn bytes_between_two_records() {
    let vfs = written(&PAYLOADS);
    let at = place(&PAYLOADS, 2).end;
    change(&vfs, &segment(1), |content| {
        content.splice(at..at, *b"between");
    });
    check_damage(&vfs, &without(&[]), &[damage(1, at..at + 7, &[])]);
}

#[test]
fn a_record_that_is_gone_without_a_trace() {
    let vfs = written(&PAYLOADS);
    let second = place(&PAYLOADS, 2);
    change(&vfs, &segment(1), |content| {
        content.drain(second.clone());
    });
    let hole = damage(1, second.start..second.start, &[2]);
    check_damage(&vfs, &without(&[2]), &[hole]);
}

/// Vector: a record was written, and its number was not moved on.
#[test]
fn a_number_that_was_given_twice_is_not_handed_on_twice() {
    let vfs = written(&PAYLOADS);
    let third = place(&PAYLOADS, 3);
    let mut again = Vec::new();
    encode(&mut again, SALT + 1, 2, b"other");
    change(&vfs, &segment(1), |content| {
        content.splice(third.start..third.start, again.clone());
    });
    let repeated = damage(1, third.start..third.start + again.len(), &[]);
    check_damage(&vfs, &without(&[]), &[repeated]);
}

#[test]
fn a_damaged_header_loses_no_record() {
    let vfs = written(&PAYLOADS);
    change(&vfs, &segment(1), |content| content[17] ^= 0x10);
    check_damage(&vfs, &without(&[]), &[damage(1, 0..HEADER_BYTES, &[])]);
    // The salt alone is enough.
    let vfs = written(&PAYLOADS);
    change(&vfs, &segment(1), |content| {
        content[..16].fill(0xff);
        content[24..28].fill(0xff);
    });
    check_damage(&vfs, &without(&[]), &[damage(1, 0..HEADER_BYTES, &[])]);
}

#[test]
fn a_destroyed_header_of_the_last_segment_is_no_torn_tail() {
    let vfs = written(&PAYLOADS);
    change(&vfs, &segment(1), |content| content[..HEADER_BYTES].fill(0));
    let length = vfs.content(&segment(1)).unwrap().len();
    // Each record takes 16 bytes or more, so no more than six were there.
    let lost = damage(1, 0..length, &[1, 2, 3, 4, 5]);
    assert_eq!((length - HEADER_BYTES) / 16, 5);
    check_damage(&vfs, &Records::new(), &[lost]);
}

#[test]
fn a_destroyed_header_of_an_earlier_segment() {
    let vfs = written_apart(&PAYLOADS);
    change(&vfs, &segment(2), |content| content[..HEADER_BYTES].fill(0));
    let length = vfs.content(&segment(2)).unwrap().len();
    check_damage(&vfs, &without(&[2]), &[damage(2, 0..length, &[2])]);
}

#[test]
fn a_torn_end_of_an_earlier_segment_is_no_torn_tail() {
    let vfs = written_apart(&PAYLOADS);
    change(&vfs, &segment(2), |content| content.truncate(40));
    check_damage(&vfs, &without(&[2]), &[damage(2, HEADER_BYTES..40, &[2])]);
}

#[test]
fn bytes_after_the_last_record_of_an_earlier_segment() {
    let vfs = written_apart(&PAYLOADS);
    let length = vfs.content(&segment(2)).unwrap().len();
    change(&vfs, &segment(2), |content| content.extend(b"more"));
    let more = damage(2, length..length + 4, &[]);
    check_damage(&vfs, &without(&[]), &[more]);
}

#[test]
fn a_missing_first_segment() {
    let vfs = written_apart(&PAYLOADS);
    vfs.remove_file(&segment(1)).unwrap();
    vfs.sync_folder(folder()).unwrap();
    check_damage(&vfs, &without(&[1]), &[damage(2, 0..0, &[1])]);
}

#[test]
fn missing_segments_in_the_middle() {
    let vfs = written_apart(&PAYLOADS);
    vfs.remove_file(&segment(2)).unwrap();
    vfs.remove_file(&segment(3)).unwrap();
    vfs.sync_folder(folder()).unwrap();
    check_damage(&vfs, &without(&[2, 3]), &[damage(4, 0..0, &[2, 3])]);
}

/// What is appended must come after it whatever its name says.
#[test]
fn a_segment_under_another_name() {
    let vfs = written(&PAYLOADS);
    vfs.rename(&segment(1), &segment(9)).unwrap();
    vfs.sync_folder(folder()).unwrap();
    let (mut log, recovery, records) = open(&vfs, 0);
    assert_eq!(records, without(&[]));
    assert_eq!(recovery.damage, [damage(9, 0..HEADER_BYTES, &[])]);
    let seq = log.append_group(&[b"after"]).unwrap();
    assert_eq!(seq, 10);
    let (_, _, records) = open(&vfs.crash(1), 0);
    assert_eq!(
        records,
        [without(&[]), vec![(10, b"after".to_vec())]].concat()
    );
}

#[test]
fn what_is_missing_but_in_runs_is_not_missing() {
    let vfs = written(&PAYLOADS);
    let second = place(&PAYLOADS, 2);
    change(&vfs, &segment(1), |content| content[second.start] ^= 1);
    let (_, recovery, records) = open(&vfs, 2);
    assert_eq!(records, without(&[1, 2]));
    assert_eq!(recovery.damage, [damage(1, second, &[])]);
}

/// Vector: restart after a corrupt file all of which was acknowledged downstream.
#[test]
fn a_damaged_segment_that_is_flushed_is_passed_over() {
    let vfs = written_apart(&PAYLOADS);
    vfs.put(&segment(2), b"anything");
    let (mut log, recovery, records) = open(&vfs, 2);
    assert_eq!(records, without(&[1, 2]));
    assert_eq!(recovery.damage, []);
    remove_through(&mut log, 2).unwrap();
    assert_eq!(open(&vfs, 2).1.damage, []);
}

/// Vector: a corrupt record after a prefix that is done with.
#[test]
fn damage_right_after_the_flushed_records() {
    let vfs = written(&PAYLOADS);
    let third = place(&PAYLOADS, 3);
    change(&vfs, &segment(1), |content| content[third.start] ^= 1);
    let (_, recovery, records) = open(&vfs, 2);
    assert_eq!(records, without(&[1, 2, 3]));
    assert_eq!(recovery.damage, [damage(1, third, &[3])]);
}

/// A sender who fills a payload with records can't have them taken for ours, even where damage makes us
/// search the payload: the salt is not known outside.
#[test]
fn records_forged_inside_a_payload_are_not_taken() {
    let forge = |salt: u64| {
        let mut forged = Vec::new();
        for seq in 1..=4 {
            encode(&mut forged, salt, seq, b"forged");
        }
        forged
    };
    let delivered = |salt: u64| {
        let forged = forge(salt);
        let vfs = written(&[b"a", &forged, b"c"]);
        let second = place(&[b"a", &forged], 2);
        assert_eq!(open(&vfs.restart(), 0).2.len(), 3, "undamaged");
        change(&vfs, &segment(1), |content| content[second.start + 4] ^= 1);
        open(&vfs, 0).2
    };
    let genuine = [(1, b"a".to_vec()), (3, b"c".to_vec())];
    for salt in [0, 1, SALT, SALT + 2, u64::MAX] {
        assert_eq!(delivered(salt), genuine);
    }
    // Who knew the salt could.
    assert!(delivered(SALT + 1).contains(&(2, b"forged".to_vec())));
}
