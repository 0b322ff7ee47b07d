//! Random numbers that repeat: SplitMix64 (Steele, Lea and Flood 2014, figure 17).

/// Gives the same numbers for the same seed.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `sides`, which must not be 0.
    pub(super) fn below(&mut self, sides: u64) -> u64 {
        self.next() % sides
    }

    pub(super) fn toss(&mut self) -> bool {
        self.below(2) == 0
    }
}
