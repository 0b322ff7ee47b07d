//! What of a journey arrives, and as whose.

use super::faults::Outage;
use super::journey::{Act, Deed, Journey};

/// A journey as far as events tell of it.
pub(super) struct Tracked<'a> {
    pub(super) journey: &'a Journey,
    outage: Outage,
    /// Whether an event that arrives tells whose the device is.
    is_known: Vec<bool>,
}

/// Whom a reader of events takes for one person: the user with the devices known as theirs, or a device that
/// nobody is known to have signed in on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tracker {
    User,
    Device(usize),
}

impl<'a> Tracked<'a> {
    pub(super) fn of(journey: &'a Journey, outage: Outage) -> Self {
        let arrives = |deed: &&Deed| !outage.swallows(deed.time);
        let tells_user = |device: usize| {
            let arriving = journey.deeds.iter().filter(arrives);
            arriving
                .into_iter()
                .any(|deed| deed.device == device && deed.is_signed_in)
        };
        let is_known = (0..journey.person.devices.len()).map(tells_user).collect();
        Self {
            journey,
            outage,
            is_known,
        }
    }

    pub(super) fn arrives(&self, deed: &Deed) -> bool {
        !self.outage.swallows(deed.time)
    }

    /// The deeds that arrive.
    pub(super) fn deeds(&self) -> impl Iterator<Item = &'a Deed> {
        let outage = self.outage;
        let deeds = self.journey.deeds.iter();
        deeds.filter(move |deed| !outage.swallows(deed.time))
    }

    /// Whose a deed is taken to be; nobody's without cookies.
    pub(super) fn tracker(&self, deed: &Deed) -> Option<Tracker> {
        if !self.journey.person.has_cookies {
            return None;
        }
        Some(if deed.is_signed_in || self.is_known[deed.device] {
            Tracker::User
        } else {
            Tracker::Device(deed.device)
        })
    }

    /// How deep each shopping visit gets that is seen at all, by the deed that begins it.
    pub(super) fn depths(&self) -> impl Iterator<Item = (&'a Deed, Option<Tracker>, usize)> {
        self.journey.shopping.iter().filter_map(|shopping| {
            let deed = |place: &usize| &self.journey.deeds[*place];
            let first = shopping
                .views
                .iter()
                .map(deed)
                .find(|deed| self.arrives(deed))?;
            let tracker = self.tracker(first);
            let is_seen = |places: &&Vec<usize>| {
                let mut told = places.iter().map(deed);
                told.any(|deed| self.arrives(deed) && self.tracker(deed) == tracker)
            };
            let seen = shopping.later.iter().take_while(is_seen).count();
            Some((first, tracker, 1 + seen))
        })
    }

    /// The orders that are told of, each by the first deed that tells of it, with its amount.
    pub(super) fn orders(&self) -> impl Iterator<Item = (&'a Deed, i64)> {
        let mut last = 0;
        self.deeds().filter_map(move |deed| match deed.act {
            Act::Purchase { order, minor } if order != last => {
                last = order;
                Some((deed, minor))
            }
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests;
