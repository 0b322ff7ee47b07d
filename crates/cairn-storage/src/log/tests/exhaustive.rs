//! A log of three records, cut at every byte and with every bit flipped.

use super::*;

const PAYLOADS: [&[u8]; 3] = [b"one", b"", b"and the third of them"];

/// Whatever was done to it, the log goes on: the next opening finds no tail, the same damage, the same records
/// and what was appended.
#[track_caller]
fn check_goes_on(vfs: &SimVfs, records: &Records, damage: &[LogDamage], what: &str) {
    let (mut log, recovery, again) = open(vfs, 0);
    assert_eq!(&again, records, "{what}, opened again");
    assert_eq!(recovery.cut, None, "{what}, opened again");
    assert_eq!(recovery.damage, damage, "{what}, opened again");
    let kept = quarantined(vfs);
    let seq = log.append_group(&[b"after"]).unwrap();
    let (_, recovery, again) = open(&vfs.crash(7), 0);
    let appended = [(seq, b"after".to_vec())];
    assert_eq!(again, [&records[..], &appended].concat(), "{what}");
    assert_eq!(recovery.cut, None, "{what}, after an append");
    assert_eq!(recovery.damage, damage, "{what}, after an append");
    assert_eq!(quarantined(vfs), kept, "{what}: copied once");
}

#[test]
fn one_segment_cut_at_every_byte() {
    let whole = written(&PAYLOADS);
    let content = whole.content(&segment(1)).unwrap();
    let ends: Vec<usize> = (1..=3).map(|seq| place(&PAYLOADS, seq).end).collect();
    for length in 0..content.len() {
        let what = format!("cut to {length} bytes");
        let vfs = SimVfs::new();
        vfs.put(&segment(1), &content[..length]);
        let (_, recovery, records) = open(&vfs, 0);
        let left = ends.iter().filter(|end| **end <= length).count();
        assert_eq!(records, numbered(&PAYLOADS[..left]), "{what}");
        assert_eq!(recovery.damage, [], "{what}");
        let sound = match left {
            0 if length < HEADER_BYTES => 0,
            0 => HEADER_BYTES,
            left => ends[left - 1],
        };
        let expected = (sound < length).then(|| (sound as u64, content[sound..length].to_vec()));
        let cut = recovery.cut.map(|cut| {
            let kept = vfs.content(&cut.quarantine).unwrap();
            assert_eq!(kept.len() as u64, cut.bytes, "{what}");
            (cut.offset, kept)
        });
        assert_eq!(cut, expected, "{what}");
        check_goes_on(&vfs, &records, &[], &what);
    }
}

#[test]
fn one_segment_with_every_bit_flipped() {
    let whole = written(&PAYLOADS);
    let content = whole.content(&segment(1)).unwrap();
    for bit in 0..content.len() * 8 {
        let what = format!("bit {bit} flipped");
        let mut flipped = content.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let vfs = SimVfs::new();
        vfs.put(&segment(1), &flipped);
        let (_, recovery, records) = open(&vfs, 0);
        let hit = (1..=3).find(|seq| place(&PAYLOADS, *seq).contains(&(bit / 8)));
        let bad = hit.map_or(0..HEADER_BYTES, |seq| place(&PAYLOADS, seq));
        let mut expected = numbered(&PAYLOADS);
        expected.retain(|(seq, _)| Some(*seq) != hit.map(|seq| seq as u64));
        assert_eq!(records, expected, "{what}");
        if hit == Some(3) {
            let cut = recovery.cut.as_ref().expect("a cut");
            assert_eq!(cut.offset, bad.start as u64, "{what}");
            assert_eq!(recovery.damage, [], "{what}");
        } else {
            assert_eq!(recovery.cut, None, "{what}");
            let damage = LogDamage {
                segment: segment(1),
                offset: bad.start as u64,
                bytes: bad.len() as u64,
                missing: hit.map(|seq| seq as u64..=seq as u64),
            };
            assert_eq!(recovery.damage, [damage], "{what}");
        }
        let kept: Vec<Vec<u8>> = quarantined(&vfs).into_values().collect();
        assert_eq!(kept, [flipped[bad].to_vec()], "{what}");
        check_goes_on(&vfs, &records, &recovery.damage, &what);
    }
}

/// In an earlier segment nothing is a tail.
#[test]
fn the_middle_of_three_segments_cut_at_every_byte_and_with_every_bit_flipped() {
    let whole = written_apart(&PAYLOADS);
    let contents: Vec<Vec<u8>> = (1..=3)
        .map(|seq| whole.content(&segment(seq)).unwrap())
        .collect();
    let middle = &contents[1];
    let with_middle = |content: &[u8]| {
        let vfs = SimVfs::new();
        vfs.put(&segment(1), &contents[0]);
        vfs.put(&segment(2), content);
        vfs.put(&segment(3), &contents[2]);
        vfs
    };
    let check = |content: &[u8], what: &str, is_lost: bool| {
        let vfs = with_middle(content);
        let (_, recovery, records) = open(&vfs, 0);
        let mut expected = numbered(&PAYLOADS);
        expected.retain(|(seq, _)| *seq != 2 || !is_lost);
        assert_eq!(records, expected, "{what}");
        assert_eq!(recovery.cut, None, "{what}");
        assert_eq!(recovery.damage.len(), 1, "{what}");
        let missing = is_lost.then_some(2..=2);
        assert_eq!(recovery.damage[0].missing, missing, "{what}");
        check_goes_on(&vfs, &records, &recovery.damage, what);
    };
    for length in 0..middle.len() {
        check(&middle[..length], &format!("cut to {length} bytes"), true);
    }
    for bit in 0..middle.len() * 8 {
        let mut flipped = middle.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        let is_lost = bit / 8 >= HEADER_BYTES;
        check(&flipped, &format!("bit {bit} flipped"), is_lost);
    }
}
