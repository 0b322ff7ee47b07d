//! How one who entered fared, and when.

use crate::funnel::{Entered, FunnelPlan};
use crate::time::Span;

/// How one who entered fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fared {
    /// It reached the last step, so long after it started; its window may still be running.
    Converted(Span),
    /// It has not, and its window is still running: it has been watched so long.
    Open(Span),
    /// It did not while its window ran.
    Lost,
}

/// How a person fared that entered a funnel.
pub fn fared(plan: &FunnelPlan, entered: &Entered) -> Fared {
    if entered.depth() == plan.pace.steps {
        return Fared::Converted(entered.last.since(entered.start));
    }
    if entered.is_open {
        // Who starts after `now` has not been watched at all.
        let watched = plan.now.max(entered.start).since(entered.start);
        return Fared::Open(watched);
    }
    Fared::Lost
}

/// Which of those who entered are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConvertOutcome {
    /// All of them.
    Entered,
    /// Those that reached the last step so long after they started.
    Converted(Bounds),
    /// Those that have not, and whose window is still running.
    Open,
    /// Those that have not, and whose window is over.
    Lost,
}

/// Times from one to before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// The least.
    pub from: Span,
    /// The first that is too long; `None` if none is.
    pub to: Option<Span>,
}

impl Bounds {
    /// Whether a time lies within.
    pub fn contain(&self, took: Span) -> bool {
        self.from <= took && self.to.is_none_or(|to| took < to)
    }
}

impl ConvertOutcome {
    /// Whether somebody fared so.
    pub fn holds(&self, fared: Fared) -> bool {
        match (self, fared) {
            (Self::Entered, _) | (Self::Open, Fared::Open(_)) | (Self::Lost, Fared::Lost) => true,
            (Self::Converted(bounds), Fared::Converted(took)) => bounds.contain(took),
            (Self::Converted(_) | Self::Open | Self::Lost, _) => false,
        }
    }
}
