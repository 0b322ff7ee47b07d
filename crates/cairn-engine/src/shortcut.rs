//! Summaries without journeys, for the persons of whom less is enough.

use cairn_core::id::PersonKey;
use cairn_storage::Part;

use crate::error::AskError;
use crate::walk_rows::Frame;

/// A shorter way to a summary than by journeys.
pub(crate) trait Shortcut<S> {
    /// Takes in a person; `false` where only its journey tells, and then nothing was taken in.
    fn take(&mut self, person: PersonKey, parts: &[Part<'_>]) -> Result<bool, AskError>;

    /// Adds what was taken in to a summary.
    fn finish(self: Box<Self>, summary: &mut S);
}

/// Makes the shortcut of each partition, where there is one.
pub(crate) type ShortcutOf<'s, S> =
    dyn for<'a> Fn(Frame<'a>) -> Option<Box<dyn Shortcut<S> + 'a>> + Sync + 's;
