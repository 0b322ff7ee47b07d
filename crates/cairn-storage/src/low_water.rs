//! The low water mark: below it nothing more is taken in, so that what is there already can still be moved, answered
//! and cleaned up.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use cairn_core::time::{Span, Time};

use crate::error::StorageError;
use crate::vfs::Vfs;

const GIB: u64 = 1 << 30;

/// How long what the system said is believed.
const FRESH: Span = Span::from_seconds(1);

/// Looks whether the disk of a data directory has room.
#[derive(Debug)]
pub(crate) struct LowWater {
    vfs: Arc<dyn Vfs>,
    path: PathBuf,
    /// Bytes that must be free; the default otherwise.
    least: Option<u64>,
    /// When it was looked last, and what is missing since.
    seen: Mutex<Option<(Time, Option<Low>)>>,
}

/// The room of the disk of a data directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiskSpace {
    /// Bytes that may still be written.
    pub free: u64,
    /// Bytes of the whole disk.
    pub of: u64,
    /// Bytes that must stay free, or nothing more is taken in.
    pub low_water: u64,
}

/// A disk with too little room.
#[derive(Debug, Clone, Copy)]
struct Low {
    free: u64,
    least: u64,
}

impl LowWater {
    pub(crate) fn new(vfs: Arc<dyn Vfs>, path: PathBuf, least: Option<u64>) -> Self {
        Self {
            vfs,
            path,
            least,
            seen: Mutex::default(),
        }
    }

    /// Fails if there is too little room; at most once in a second the system is asked.
    pub(crate) fn check(&self, now: Time) -> Result<(), StorageError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = seen.filter(|(at, _)| *at <= now && now.since(*at) < FRESH);
        let (_, low) = fresh.unwrap_or_else(|| (now, self.look()));
        if fresh.is_none() {
            *seen = Some((now, low));
        }
        refuse(low)
    }

    /// The same by a new look.
    pub(crate) fn check_now(&self) -> Result<(), StorageError> {
        refuse(self.look())
    }

    fn look(&self) -> Option<Low> {
        // A system that does not tell is no reason to refuse anything.
        let space = self.space()?;
        let (free, least) = (space.free, space.low_water);
        (free < least).then_some(Low { free, least })
    }

    /// The disk's room; none where the system does not tell.
    pub(crate) fn space(&self) -> Option<DiskSpace> {
        let space = self.vfs.free_space(&self.path).ok().flatten()?;
        Some(DiskSpace {
            free: space.free,
            of: space.of,
            low_water: self.least.unwrap_or_else(|| least_of(space.of)),
        })
    }
}

/// 1 GiB or a twentieth of the disk, whichever is more; of a disk so small that 1 GiB were most of it, a tenth.
fn least_of(disk: u64) -> u64 {
    GIB.max(disk / 20).min(disk / 10)
}

fn refuse(low: Option<Low>) -> Result<(), StorageError> {
    match low {
        Some(Low { free, least }) => Err(StorageError::DiskLow { free, least }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
