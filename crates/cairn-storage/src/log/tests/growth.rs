//! Segments: how they begin, end and go.

use super::*;

fn names(vfs: &SimVfs) -> Vec<u64> {
    let segments = segment::list(vfs, folder()).unwrap();
    segments.iter().map(|segment| segment.first_seq).collect()
}

#[test]
fn a_segment_ends_before_a_group_that_would_make_it_longer() {
    let vfs = SimVfs::new();
    let (log, _, _) = open(&vfs, 0);
    let mut log = log.with_segment_bytes(100);
    let mut payloads = Vec::new();
    for at in 0..7_u8 {
        payloads.push(vec![at; 20]);
        log.append_group(&[payloads.last().unwrap()]).unwrap();
    }
    // 28 bytes of header and two records of 36.
    assert_eq!(names(&vfs), [1, 3, 5, 7]);
    // A group that is longer than a segment has one of its own.
    log.append_group(&[&[9; 500], &[8; 500]]).unwrap();
    log.append_group(&[b"x"]).unwrap();
    assert_eq!(names(&vfs), [1, 3, 5, 7, 8, 10]);
    let content = |seq: &u64| vfs.content(&segment(*seq)).unwrap().len() as u64;
    assert_eq!(log.bytes(), names(&vfs).iter().map(content).sum::<u64>());
    payloads.extend([vec![9; 500], vec![8; 500], b"x".to_vec()]);
    let payloads: Vec<&[u8]> = payloads.iter().map(Vec::as_slice).collect();
    let (log, _, records) = open(&vfs, 0);
    assert_eq!(records, numbered(&payloads));
    assert_eq!(names(&vfs), [1, 3, 5, 7, 8, 10, 11]);
    assert_eq!(log.bytes(), names(&vfs).iter().map(content).sum::<u64>());
}

#[test]
fn rotating_an_empty_segment_does_nothing() {
    let vfs = SimVfs::new();
    let (mut log, _, _) = open(&vfs, 0);
    log.rotate().unwrap();
    assert_eq!(names(&vfs), [1]);
    log.append_group(&[b"a"]).unwrap();
    log.rotate().unwrap();
    log.rotate().unwrap();
    assert_eq!(names(&vfs), [1, 2]);
}

#[test]
fn segments_go_when_all_of_their_records_are_flushed() {
    let vfs = SimVfs::new();
    let (mut log, _, _) = open(&vfs, 0);
    for at in 1..=6_u8 {
        log.append_group(&[&[at]]).unwrap();
        if at % 2 == 0 {
            log.rotate().unwrap();
        }
    }
    assert_eq!(names(&vfs), [1, 3, 5, 7]);
    remove_through(&mut log, 1).unwrap();
    assert_eq!(names(&vfs), [1, 3, 5, 7]);
    remove_through(&mut log, 3).unwrap();
    assert_eq!(names(&vfs), [3, 5, 7]);
    remove_through(&mut log, 6).unwrap();
    assert_eq!(names(&vfs), [7]);
    remove_through(&mut log, u64::MAX).unwrap();
    assert_eq!(names(&vfs), [7], "the current one stays");
    assert_eq!(log.bytes(), HEADER_BYTES as u64);
    log.append_group(&[b"7"]).unwrap();
    let (_, recovery, records) = open(&vfs, 6);
    assert_eq!(records, [(7, b"7".to_vec())]);
    assert_eq!(recovery.damage, []);
}

#[test]
fn what_an_earlier_process_wrote_is_removed_too() {
    let vfs = written_apart(&[b"a", b"b", b"c"]);
    let (mut log, _, _) = open(&vfs, 2);
    assert_eq!(names(&vfs), [1, 2, 3, 4]);
    remove_through(&mut log, 3).unwrap();
    assert_eq!(names(&vfs), [4]);
}

/// Vector: a checkpoint that points into a file before the last.
#[test]
fn a_flushed_mark_inside_an_earlier_segment() {
    let vfs = SimVfs::new();
    let (mut log, _, _) = open(&vfs, 0);
    log.append_group(&[b"1", b"2", b"3"]).unwrap();
    log.rotate().unwrap();
    log.append_group(&[b"4"]).unwrap();
    for flushed in 0..=4 {
        let (_, recovery, records) = open(&vfs.restart(), flushed);
        let seqs: Vec<u64> = records.iter().map(|(seq, _)| *seq).collect();
        assert_eq!(seqs, (flushed + 1..=4).collect::<Vec<_>>());
        assert_eq!(recovery.damage, []);
    }
}

#[test]
fn a_flushed_mark_beyond_the_log_is_not_reached_again() {
    let vfs = written(&[b"a", b"b"]);
    let (mut log, recovery, _) = open(&vfs, 9);
    assert_eq!((recovery.records, recovery.last_seq), (0, 9));
    assert_eq!(log.append_group(&[b"c"]).unwrap(), 10);
    let (_, recovery, records) = open(&vfs, 9);
    assert_eq!(records, [(10, b"c".to_vec())]);
    assert_eq!(recovery.damage, []);
}

#[test]
fn opening_again_and_again_leaves_no_empty_segments() {
    let vfs = written(&[b"a"]);
    for _ in 0..5 {
        open(&vfs, 0);
    }
    assert_eq!(names(&vfs), [1, 2]);
}

#[test]
#[ignore = "measures: recovering 1 GiB on the file system of the temporary folder"]
fn recovering_a_gibibyte() {
    let folder = tempfile::tempdir().unwrap();
    let vfs: Arc<dyn Vfs> = Arc::new(crate::vfs::RealVfs);
    let mut ignore = |_: u64, _: Vec<u8>| Ok(());
    let (mut log, _) = Log::open(vfs.clone(), folder.path(), 0, salts(), &mut ignore).unwrap();
    let payload = vec![0xa5; 16_000];
    let group = vec![payload.as_slice(); 64];
    let began = std::time::Instant::now();
    for _ in 0..1_050 {
        log.append_group(&group).unwrap();
    }
    let wrote = began.elapsed();
    drop(log);
    let began = std::time::Instant::now();
    let mut bytes = 0;
    let mut count = |_: u64, payload: Vec<u8>| {
        bytes += payload.len();
        Ok(())
    };
    Log::open(vfs, folder.path(), 0, salts(), &mut count).unwrap();
    println!(
        "wrote in {wrote:?}, recovered {bytes} bytes in {:?}",
        began.elapsed()
    );
}
