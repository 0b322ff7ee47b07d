//! A disk of which a test says how much room it has.

use std::sync::atomic::{AtomicU64, Ordering};

use super::*;

const NOW: Time = Time::from_micros(0);
const RESERVED: u64 = 1_000;

struct Disk {
    folder: tempfile::TempDir,
    free: Arc<AtomicU64>,
    uploads: Uploads,
}

fn disk(free: u64) -> Disk {
    let free = Arc::new(AtomicU64::new(free));
    let seen = Arc::clone(&free);
    let look = move |_: &Path| {
        Ok(DiskRoom {
            free: seen.load(Ordering::Relaxed),
            whole: 1 << 40,
        })
    };
    Disk {
        folder: tempfile::tempdir().unwrap(),
        free,
        uploads: Uploads::new(Some(RESERVED), Box::new(look)),
    }
}

impl Disk {
    fn begin(&self, announced: u64) -> Result<Unfinished, Failure> {
        let begun = self.uploads.begin(self.folder.path(), announced, NOW);
        begun.map(|(unfinished, _)| unfinished)
    }

    fn keep(&self, unfinished: Unfinished) {
        let site = SiteId::new("shop").unwrap();
        let name = "a.csv".to_owned();
        self.uploads.keep(unfinished, &site, name, 1, NOW);
    }

    /// Bytes go to the disk.
    fn write(&self, unfinished: &mut Unfinished, bytes: u64) -> Result<(), Failure> {
        unfinished.check_room(bytes)?;
        self.free.fetch_sub(bytes, Ordering::Relaxed);
        unfinished.wrote(bytes);
        Ok(())
    }

    fn files(&self) -> usize {
        let folder = self.folder.path().join("staging/uploads");
        std::fs::read_dir(folder).unwrap().count()
    }
}

#[track_caller]
fn refused<T>(done: Result<T, Failure>, code: Code) {
    assert_eq!(done.err().map(|failure| failure.code()), Some(code));
}

#[test]
fn those_that_are_being_received_count_too() {
    let disk = disk(u64::MAX);
    let mut unfinished: Vec<Unfinished> = (0..MOST).map(|_| disk.begin(0).unwrap()).collect();
    refused(disk.begin(0), Code::Conflict);
    // One that is kept counts as one still, one that is given up no more.
    disk.keep(unfinished.pop().unwrap());
    refused(disk.begin(0), Code::Conflict);
    drop(unfinished.pop());
    let again = disk.begin(0).unwrap();
    refused(disk.begin(0), Code::Conflict);
    assert_eq!(disk.files(), MOST);
    drop((again, unfinished));
    assert_eq!(disk.files(), 1);
}

#[test]
fn what_is_announced_of_all_leaves_the_reserve() {
    let disk = disk(RESERVED + 100);
    refused(disk.begin(101), Code::Storage);
    let mut first = disk.begin(60).unwrap();
    refused(disk.begin(41), Code::Storage);
    // What is written is gone from the disk, and is not to be written again.
    disk.write(&mut first, 50).unwrap();
    refused(disk.begin(41), Code::Storage);
    let second = disk.begin(40).unwrap();
    disk.write(&mut first, 10).unwrap();
    drop(second);
    assert_eq!(disk.files(), 1, "what was refused left nothing");
    assert_eq!(disk.uploads.0.locked().due, 0);
    assert!(disk.begin(40).is_ok());
}

#[test]
fn what_was_not_announced_is_refused_as_it_comes() {
    let disk = disk(RESERVED + 100);
    let announced = disk.begin(30).unwrap();
    let mut stream = disk.begin(0).unwrap();
    disk.write(&mut stream, 40).unwrap();
    disk.write(&mut stream, 30).unwrap();
    refused(disk.write(&mut stream, 1), Code::Storage);
    drop(announced);
    disk.write(&mut stream, 30).unwrap();
    refused(disk.write(&mut stream, 1), Code::Storage);
    // The log took some of it meanwhile.
    disk.free.fetch_sub(500, Ordering::Relaxed);
    refused(disk.begin(0), Code::Storage);
    drop(stream);
    assert_eq!(disk.files(), 0);
}
