//! Messages that are no event, kept with the reason.

use cairn_core::time::Time;

/// A message that is no event: never dropped in silence, kept as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// The kind of fault, a code of the closed list of rejection reasons.
    pub reason: String,
    /// The fault itself, with the field and the value, and the way out if there is one.
    pub detail: String,
    /// The message as it came, at most 64 KiB of it, foreign bytes replaced.
    pub raw: String,
    /// Where it came from.
    pub source: String,
    /// The sender's id of it, if it could be read.
    pub message_id: Option<String>,
    /// When it arrived.
    pub received_at: Time,
}

/// Takes letters before `end` from a batch that begins after `first` letters, the newest first.
pub(crate) fn take_letters(
    page: &mut Vec<(u64, DeadLetter)>,
    letters: Vec<DeadLetter>,
    first: u64,
    end: u64,
    limit: usize,
) {
    let numbered = (first + 1..).zip(letters);
    let wanted: Vec<(u64, DeadLetter)> = numbered.filter(|(number, _)| *number <= end).collect();
    page.extend(wanted.into_iter().rev().take(limit - page.len()));
}
