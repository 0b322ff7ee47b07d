//! One mutant.

/// A mistake someone could make in a kernel.
pub(super) struct Mutant {
    /// What is wrong with it.
    pub(super) name: &'static str,
    /// Where, under `crates/cairn-core/src`.
    pub(super) file: &'static str,
    /// The right text; it occurs exactly once.
    pub(super) original: &'static str,
    /// The wrong text.
    pub(super) mutated: &'static str,
}

pub(super) const fn mutant(
    name: &'static str,
    file: &'static str,
    original: &'static str,
    mutated: &'static str,
) -> Mutant {
    Mutant {
        name,
        file,
        original,
        mutated,
    }
}
