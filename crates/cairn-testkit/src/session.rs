//! Sessions: generated streams and their sessions by a restatement of the rules (semantics S6).

mod generate;
mod restated;

use std::fmt;

use cairn_core::session::Visit;
use cairn_core::time::Span;

pub use generate::stream;
pub use restated::firsts;

/// A person's events and the longest gap inside a session.
#[derive(Debug, Clone)]
pub struct Stream {
    /// What it was generated from.
    pub seed: u64,
    /// In the order of (time, event id).
    pub visits: Vec<Visit>,
    /// The longest gap.
    pub gap: Span,
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "seed {}, gap {}", self.seed, self.gap.micros())?;
        for visit in &self.visits {
            let visitor = visit.visitor.map(|visitor| visitor.0);
            let campaign = visit.campaign.map(|campaign| campaign.0);
            let time = visit.time.micros();
            let trust = visit.trust.as_str();
            writeln!(
                f,
                "  {time}: {trust}, visitor {visitor:?}, campaign {campaign:?}"
            )?;
        }
        Ok(())
    }
}
