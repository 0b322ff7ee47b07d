//! What was taken out of stored events, and why.

/// What was taken out of stored events.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// Because their person was erased.
    pub erased: u64,
    /// Because they were older than they may become.
    pub expired: u64,
}

impl Removed {
    /// How many events.
    pub fn all(self) -> u64 {
        self.erased + self.expired
    }

    pub(crate) fn add(&mut self, more: Self) {
        self.erased += more.erased;
        self.expired += more.expired;
    }
}
