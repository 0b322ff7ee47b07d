//! A disk that stands still or fails when it is told to.

use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use cairn_storage::{Entry, Kind, Lock, Locking, RealVfs, Store, Vfs, VfsFile};

use crate::harness::{batch, request_bytes, start, start_on};

/// The real file system, whose syncs can be held up and made to fail.
#[derive(Debug, Clone)]
struct Disk(Arc<State>);

#[derive(Debug, Default)]
struct State {
    is_stalled: Mutex<bool>,
    moves_again: Condvar,
    fails: AtomicBool,
}

/// A disk that stands still until this is dropped, so that a test that fails ends too.
struct Stalled(Disk);

impl Drop for Stalled {
    fn drop(&mut self) {
        self.0.stall(false);
    }
}

struct DiskFile {
    file: Box<dyn VfsFile>,
    disk: Disk,
}

impl Disk {
    fn stall(&self, is_stalled: bool) {
        *self.0.is_stalled.lock().unwrap() = is_stalled;
        self.0.moves_again.notify_all();
    }

    fn wait(&self) -> io::Result<()> {
        let stalled = self.0.is_stalled.lock().unwrap();
        drop(
            self.0
                .moves_again
                .wait_while(stalled, |stalled| *stalled)
                .unwrap(),
        );
        if self.0.fails.load(Ordering::Relaxed) {
            return Err(io::Error::from_raw_os_error(5));
        }
        Ok(())
    }

    fn file(&self, file: Box<dyn VfsFile>) -> Box<dyn VfsFile> {
        let disk = self.clone();
        Box::new(DiskFile { file, disk })
    }
}

impl Vfs for Disk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn VfsFile>> {
        Ok(self.file(RealVfs.create(path)?))
    }
    fn open(&self, path: &Path) -> io::Result<Box<dyn VfsFile>> {
        Ok(self.file(RealVfs.open(path)?))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        RealVfs.rename(from, to)
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        RealVfs.remove_file(path)
    }
    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        RealVfs.remove_folder(path)
    }
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        RealVfs.create_folder(path)
    }
    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        RealVfs.sync_folder(path)
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        RealVfs.list(folder)
    }
    fn kind(&self, path: &Path) -> io::Result<Option<Kind>> {
        RealVfs.kind(path)
    }
    fn lock(&self, path: &Path, locking: Locking) -> io::Result<Option<Lock>> {
        RealVfs.lock(path, locking)
    }
}

impl VfsFile for DiskFile {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.read_at(buffer, offset)
    }
    fn write_at(&mut self, bytes: &[u8], offset: u64) -> io::Result<()> {
        self.file.write_at(bytes, offset)
    }
    fn set_len(&mut self, len: u64) -> io::Result<()> {
        self.file.set_len(len)
    }
    fn sync(&self) -> io::Result<()> {
        self.disk.wait()?;
        self.file.sync()
    }
}

#[test]
fn while_the_disk_stands_still_others_are_told_to_come_back_and_nothing_is_lost() {
    let disk = Disk(Arc::default());
    let limits = "[limits]\nin_flight_bytes = 200000";
    let running = start_on(limits, |data| Store::with_vfs(data, Arc::new(disk.clone())));
    let key = running.write_key();
    disk.stall(true);
    let statuses = std::thread::scope(|scope| {
        let (running, key) = (&running, &key);
        let senders: Vec<_> = (0..60)
            .map(|number| {
                scope.spawn(move || {
                    let body = batch(number * 50..number * 50 + 50);
                    let began = Instant::now();
                    let status = running.post_batch(key, &body).status;
                    (number, status, began.elapsed())
                })
            })
            .collect();
        std::thread::sleep(Duration::from_millis(1_500));
        let held = running.in_flight();
        assert!(held <= 200_000, "{held}");
        assert_eq!(running.totals().stored, 0, "nothing is acknowledged");
        disk.stall(false);
        let joined = senders.into_iter().map(|sender| sender.join().unwrap());
        joined.collect::<Vec<_>>()
    });
    let accepted = statuses
        .iter()
        .filter(|(_, status, _)| *status == 200)
        .count() as u64;
    let refused = statuses
        .iter()
        .filter(|(_, status, _)| *status == 503)
        .count() as u64;
    assert_eq!(accepted + refused, 60, "{statuses:?}");
    assert!(refused > 0 && accepted > 0, "{statuses:?}");
    // Refusals do not wait for the disk.
    assert!(
        statuses
            .iter()
            .filter(|(_, status, _)| *status == 503)
            .all(|(_, _, took)| *took < Duration::from_millis(1_000)),
        "{statuses:?}"
    );
    assert_eq!(running.totals().stored, accepted * 50);
    for (number, status, _) in statuses {
        if status == 503 {
            let again = running.post_batch(&key, &batch(number * 50..number * 50 + 50));
            assert_eq!(again.json()["accepted"], 50);
        }
    }
    let totals = running.totals();
    assert_eq!((totals.stored, totals.duplicates), (3_000, 0));
}

#[test]
fn senders_that_hang_up_leave_no_more_waiting_than_may_be_held() {
    let disk = Disk(Arc::default());
    let limits = "[limits]\nin_flight_bytes = 100000";
    let running = start_on(limits, |data| Store::with_vfs(data, Arc::new(disk.clone())));
    let key = running.write_key();
    disk.stall(true);
    let stalled = Stalled(disk.clone());
    let refused = || running.counter("cairn_events_refused_total");
    for number in 0..60 {
        let body = batch(number * 50..number * 50 + 50);
        let (held, refused_before) = (running.in_flight(), refused());
        let mut stream = running.connect();
        stream
            .write_all(&request_bytes(
                "POST",
                "/v1/batch",
                &[("x-write-key", &key)],
                &body,
            ))
            .unwrap();
        running.wait_until(|| running.in_flight() > held || refused() > refused_before);
        drop(stream);
        if refused() > refused_before {
            break;
        }
        // What was made of it is queued, and held, whether or not its sender waits.
        std::thread::sleep(Duration::from_millis(20));
        assert!(running.in_flight() > held, "after {number}");
    }
    assert!(refused() > 0, "all 60 are queued");
    assert!(running.in_flight() <= 100_000);
    drop(stalled);
    running.wait_until(|| running.in_flight() == 0);
    let stored = running.totals().stored;
    assert!(
        (50..3_000).contains(&stored) && stored % 50 == 0,
        "{stored}"
    );
}

#[test]
fn after_a_failed_sync_nothing_is_acknowledged_and_the_server_ends() {
    let disk = Disk(Arc::default());
    let mut running = start_on("", |data| Store::with_vfs(data, Arc::new(disk.clone())));
    let key = running.write_key();
    assert_eq!(running.post_batch(&key, &batch(0..3)).status, 200);
    disk.0.fails.store(true, Ordering::Relaxed);
    let failed = running.post_batch(&key, &batch(3..6));
    assert_eq!(failed.status, 503, "{failed:?}");
    disk.0.fails.store(false, Ordering::Relaxed);
    let late = running.in_process(
        "POST",
        "/v1/batch",
        &[("x-write-key", &key)],
        String::from_utf8(batch(6..9)).unwrap(),
        cairn_server::Peer::Local,
    );
    assert_eq!(late.status, 503, "{late:?}");
    assert_eq!(
        running
            .local("GET", "/readyz", &serde_json::Value::Null)
            .status,
        503
    );
    let ended = running.wait();
    assert!(
        matches!(ended, Err(cairn_server::ServeError::Poisoned)),
        "{ended:?}"
    );
    assert_eq!(running.totals().stored, 3);
}

#[test]
fn a_second_start_recovers_what_was_acknowledged() {
    let mut running = start("");
    let key = running.write_key();
    running.post_batch(&key, &batch(0..40));
    running.tell_to_stop();
    running.wait().unwrap();
    let store = Store::at(running.data.path());
    let site = cairn_core::id::SiteId::new("shop").unwrap();
    assert_eq!(store.snapshot().unwrap().rows(&site), 40);
}
