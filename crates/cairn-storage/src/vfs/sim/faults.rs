//! Which call fails, and how.

use std::io::{self, ErrorKind};

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The device fails: nothing is done. What a sync was asked for may never become durable, whatever a
    /// later sync says.
    Eio,
    /// The disk is full: nothing is done.
    Enospc,
    /// Half of an append is done; of other calls, nothing.
    Short,
}

/// What becomes of a call.
#[derive(Debug, Clone, Copy)]
pub(super) enum Verdict {
    Go,
    Fail(Fault),
    /// The process dies in it.
    Die,
}

/// Counts calls and fails those it was told to. Counts are those of the calls so far.
#[derive(Debug, Default)]
pub(super) struct Faults {
    changes: u64,
    syncs: u64,
    fails: Option<(u64, Fault)>,
    fails_sync: Option<u64>,
    dies: Option<u64>,
    is_dead: bool,
}

impl Fault {
    pub(super) fn error(self) -> io::Error {
        match self {
            Self::Eio => io::Error::other("simulated: the device failed"),
            Self::Enospc => io::Error::new(ErrorKind::StorageFull, "simulated: the disk is full"),
            Self::Short => io::Error::new(ErrorKind::WriteZero, "simulated: a part was written"),
        }
    }
}

/// The error of every call of a dead process.
pub(super) fn dead() -> io::Error {
    io::Error::other("simulated: the process is dead")
}

impl Faults {
    pub(super) fn fail_at(&mut self, n: u64, fault: Fault) {
        self.fails = Some((self.changes + n, fault));
    }

    pub(super) fn fail_sync_at(&mut self, n: u64) {
        self.fails_sync = Some(self.syncs + n);
    }

    pub(super) fn crash_at(&mut self, n: u64) {
        self.dies = Some(self.changes + n);
    }

    pub(super) fn changes(&self) -> u64 {
        self.changes
    }

    pub(super) fn syncs(&self) -> u64 {
        self.syncs
    }

    /// A call that changes nothing.
    pub(super) fn read(&self) -> io::Result<()> {
        if self.is_dead { Err(dead()) } else { Ok(()) }
    }

    /// A call that changes something.
    pub(super) fn change(&mut self) -> io::Result<Verdict> {
        self.read()?;
        self.changes += 1;
        if self.dies.is_some_and(|at| at <= self.changes) {
            self.is_dead = true;
            return Ok(Verdict::Die);
        }
        Ok(match self.fails {
            Some((at, fault)) if at == self.changes => Verdict::Fail(fault),
            _ => Verdict::Go,
        })
    }

    /// A sync, which changes something too: what is durable.
    pub(super) fn sync(&mut self) -> io::Result<Verdict> {
        let verdict = self.change()?;
        self.syncs += 1;
        match verdict {
            Verdict::Go if self.fails_sync == Some(self.syncs) => Ok(Verdict::Fail(Fault::Eio)),
            verdict => Ok(verdict),
        }
    }
}
