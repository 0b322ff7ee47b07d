//! What the writer can be told.

use super::Answered;
use crate::committer::Work;
use crate::submission::Submission;

/// What the writer can be told.
pub(super) enum Command {
    /// To store a batch.
    Submit(Submission, Answered),
    /// To do something between two groups.
    Run(Work),
    /// To look at what was written beside it.
    Wake,
    /// To end.
    Close,
}
