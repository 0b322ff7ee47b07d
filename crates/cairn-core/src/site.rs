//! A tracked property.

use crate::id::SiteId;
use crate::money::Currency;
use crate::time::{WeekStart, Zone};

/// A tracked property and how its numbers are read.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// The zone its days are cut in.
    pub timezone: Zone,
    /// The currency of amounts that name none, and of reports.
    pub currency: Currency,
    /// The day its weeks begin with.
    pub week_start: WeekStart,
}
