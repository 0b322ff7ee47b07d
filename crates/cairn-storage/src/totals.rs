//! The conservation law of live events: received = stored + duplicates + dead-lettered + suppressed.

/// What became of the messages that a site was sent and that were acknowledged, since its beginning. What was
/// refused was not acknowledged and is counted by the server alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Messages received.
    pub received: u64,
    /// Messages stored as events.
    pub stored: u64,
    /// Messages whose event was stored already.
    pub duplicates: u64,
    /// Messages that are no event, kept with their reason.
    pub dead_lettered: u64,
    /// Messages of persons who were erased before; nothing of them is kept.
    pub suppressed: u64,
}

impl Totals {
    /// Adds others.
    pub(crate) fn add(&mut self, more: Self) {
        self.received += more.received;
        self.stored += more.stored;
        self.duplicates += more.duplicates;
        self.dead_lettered += more.dead_lettered;
        self.suppressed += more.suppressed;
    }

    /// Whether every message is accounted for.
    pub fn is_conserved(&self) -> bool {
        self.received == self.stored + self.duplicates + self.dead_lettered + self.suppressed
    }
}
