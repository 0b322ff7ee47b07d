//! How much room a disk has, and how much of it uploads must leave to the log.

use std::io;
use std::path::Path;

/// The least that is left, and the part of the disk.
const LEAST: u64 = 1 << 30;
const PART: u64 = 20;

/// The room of a disk, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DiskRoom {
    /// What may still be written.
    pub(crate) free: u64,
    /// The whole disk.
    pub(crate) whole: u64,
}

impl DiskRoom {
    /// That of the disk a path lies on.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        let found = rustix::fs::statvfs(path)?;
        Ok(Self {
            free: found.f_bavail.saturating_mul(found.f_frsize),
            whole: found.f_blocks.saturating_mul(found.f_frsize),
        })
    }

    /// Whether so many bytes more leave what is reserved; without a word that is 1 GiB, or 5 % if that is more.
    pub(crate) fn takes(self, bytes: u64, reserved: Option<u64>) -> bool {
        let reserved = reserved.unwrap_or(LEAST.max(self.whole / PART));
        self.free >= bytes.saturating_add(reserved)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gibibyte_or_a_twentieth_stays_free() {
        let gib = 1_u64 << 30;
        let takes = |free: u64, whole: u64, bytes: u64| DiskRoom { free, whole }.takes(bytes, None);
        // A twentieth of 10 GiB is half of one.
        assert!(takes(3 * gib, 10 * gib, 2 * gib));
        assert!(!takes(3 * gib, 10 * gib, 2 * gib + 1));
        // Of 100 GiB it is five.
        assert!(takes(6 * gib, 100 * gib, gib));
        assert!(!takes(6 * gib, 100 * gib, gib + 1));
        let some = DiskRoom {
            free: 10,
            whole: 100,
        };
        assert!(some.takes(7, Some(3)) && !some.takes(8, Some(3)));
        assert!(!some.takes(u64::MAX, Some(1)));
    }

    #[test]
    fn a_disk_has_room() {
        let room = DiskRoom::of(Path::new("/")).unwrap();
        assert!(room.whole > 0 && room.free <= room.whole);
        assert!(DiskRoom::of(Path::new("/no such folder")).is_err());
    }
}
