//! Sessions: runs of one visitor's client events (semantics S6).
//!
//! They are computed when asked, and never read from what a sender says about its sessions.

use std::collections::BTreeMap;

use crate::event::Trust;
use crate::id::VisitorKey;
use crate::time::{Span, Time};

/// The longest gap inside a session, unless a site says otherwise.
pub const DEFAULT_GAP: Span = Span::from_micros(30 * 60 * 1_000_000);

/// A hash of the campaign tags and click ids that an event carries. Two events are of one campaign if they
/// carry the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CampaignKey(pub u128);

/// What sessions need of one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Visit {
    /// When it happened.
    pub time: Time,
    /// Who vouches for it: only client events make sessions.
    pub trust: Trust,
    /// Whose it is, if it has any id.
    pub visitor: Option<VisitorKey>,
    /// The campaign it carries, if it carries any.
    pub campaign: Option<CampaignKey>,
}

/// A session of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Session {
    /// The time of its first event. It belongs to the range and the bucket in which this lies.
    pub start: Time,
    /// Which of its person's sessions it is, counted from 0 in the order of their first events.
    pub number: u32,
}

/// A session that may go on.
struct Running {
    session: Session,
    last: Time,
    carried: Option<CampaignKey>,
}

/// The session of each event of a journey, which is in the order of (time, event id). Server and provider events
/// and events without an id have none.
///
/// A visitor's session goes on while the gap to its event before is at most `gap`, until an event carries a
/// campaign unlike the last one that the session carried; that event begins the next session. Visitors of one
/// person do not touch each other's sessions.
pub fn sessions_of(journey: &[Visit], gap: Span) -> Vec<Option<Session>> {
    let mut running: BTreeMap<VisitorKey, Running> = BTreeMap::new();
    let mut begun = 0;
    let mut session_of = |visit: &Visit| {
        let visitor = visit.visitor.filter(|_| visit.trust == Trust::Client)?;
        if let Some(open) = running.get_mut(&visitor) {
            let is_near = visit.time.since(open.last) <= gap;
            let is_same_campaign = visit.campaign.is_none() || visit.campaign == open.carried;
            if is_near && is_same_campaign {
                open.last = visit.time;
                return Some(open.session);
            }
        }
        let session = Session {
            start: visit.time,
            number: begun,
        };
        begun += 1;
        let open = Running {
            session,
            last: visit.time,
            carried: visit.campaign,
        };
        running.insert(visitor, open);
        Some(session)
    };
    journey.iter().map(&mut session_of).collect()
}
