//! What syncs have made of a change.

/// Whether a crash may forget a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It may; the next sync makes it durable.
    Open,
    /// It may not.
    Durable,
    /// It may: a sync failed to make it durable, and the system takes it for clean now, so no later sync
    /// will.
    GivenUp,
}

impl Fate {
    /// A sync that worked.
    pub(super) fn sync(&mut self) {
        if *self == Self::Open {
            *self = Self::Durable;
        }
    }

    /// A sync that failed.
    pub(super) fn give_up(&mut self) {
        if *self == Self::Open {
            *self = Self::GivenUp;
        }
    }
}
