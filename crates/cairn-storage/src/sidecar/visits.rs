//! What the rows of a segment say about sessions: which of them make some, whose, and which campaigns they carry.

use cairn_core::id::VisitorKey;
use cairn_core::session::CampaignKey;

use super::bits::Bits;
use super::numbered::Numbered;
use crate::entry::{Malformed, Reader, Writer};

/// What a row says about sessions that can begin or go on by it: whose, and the campaign it carries, cut to 64 bits
/// of its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RowVisit {
    /// None if the visitor's key is the one that the row lies under.
    pub(super) visitor: Option<VisitorKey>,
    pub(super) campaign: Option<u64>,
}

/// Cuts a campaign's hash to what sidecars keep. Two campaigns of one visitor are taken for one if 64 bits of their
/// hashes are the same.
#[expect(clippy::cast_possible_truncation, reason = "the upper half was masked")]
pub(super) fn cut(campaign: CampaignKey) -> u64 {
    (campaign.0 & u128::from(u64::MAX)) as u64
}

/// By row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Visits {
    /// Rows that belong to no session, since no client sent them, or without an id.
    outside: Bits,
    /// From which row on which visitor is meant: none, or one of the keys, counted from 1. Nobody's change lasts beyond
    /// its person.
    changes: Vec<(u32, u32)>,
    keys: Vec<VisitorKey>,
    carrying: Bits,
    /// For each row that carries a campaign the place of this one.
    carried: Vec<u32>,
    campaigns: Vec<u64>,
}

impl Visits {
    /// Of rows with whether each begins a person's.
    pub(super) fn of(rows: impl Iterator<Item = (bool, Option<RowVisit>)>) -> Self {
        let mut count = 0;
        let (mut outside, mut carrying) = (Vec::new(), Vec::new());
        let (mut changes, mut carried) = (Vec::new(), Vec::new());
        let (mut keys, mut campaigns) = (Numbered::default(), Numbered::default());
        let mut last = 0;
        for (row, (begins_person, visit)) in rows.enumerate() {
            count = row + 1;
            let mut now = if begins_person { 0 } else { last };
            match visit {
                None => outside.push(narrow(row)),
                Some(visit) => {
                    now = visit.visitor.map_or(0, |key| keys.number(&key) + 1);
                    if let Some(campaign) = visit.campaign {
                        carrying.push(narrow(row));
                        carried.push(campaigns.number(&campaign));
                    }
                }
            }
            if now != last {
                changes.push((narrow(row), now));
                last = now;
            }
        }
        Self {
            outside: Bits::of(&outside, count),
            changes,
            keys: keys.into_keys(),
            carrying: Bits::of(&carrying, count),
            carried,
            campaigns: campaigns.into_keys(),
        }
    }

    /// What a row says; `None` if it belongs to no session.
    pub(super) fn get(&self, row: usize) -> Option<RowVisit> {
        if self.outside.get(row) {
            return None;
        }
        let after = self.changes.partition_point(|(at, _)| *at as usize <= row);
        let change = after.checked_sub(1).map(|at| self.changes[at].1);
        let key = change.unwrap_or(0).checked_sub(1);
        let campaign = self.carrying.get(row).then(|| {
            let rank = self.carrying.rank(row);
            self.campaigns[self.carried[rank] as usize]
        });
        Some(RowVisit {
            visitor: key.map(|at| self.keys[at as usize]),
            campaign,
        })
    }

    pub(super) fn bytes(&self) -> usize {
        self.outside.bytes()
            + self.carrying.bytes()
            + size_of_val(self.changes.as_slice())
            + size_of_val(self.keys.as_slice())
            + size_of_val(self.carried.as_slice())
            + size_of_val(self.campaigns.as_slice())
    }

    pub(super) fn write(&self, bytes: &mut Writer) {
        for count in [
            self.changes.len(),
            self.keys.len(),
            self.carried.len(),
            self.campaigns.len(),
        ] {
            bytes.unsigned(count as u64);
        }
        self.outside.write(bytes);
        self.carrying.write(bytes);
        bytes.array_of(self.changes.iter().map(pair_bytes));
        bytes.array_of(self.keys.iter().map(|key| key.0.to_le_bytes()));
        bytes.array_of(self.carried.iter().map(|place| place.to_le_bytes()));
        bytes.array_of(self.campaigns.iter().map(|campaign| campaign.to_le_bytes()));
    }

    /// Of a segment with so many rows.
    pub(super) fn read(reader: &mut Reader<'_>, rows: usize) -> Result<Self, Malformed> {
        const FAULT: Malformed = Malformed("its visits do not fit its rows");
        let mut count = || usize::try_from(reader.unsigned()?).map_err(|_| FAULT);
        let (changes, keys, carried, campaigns) = (count()?, count()?, count()?, count()?);
        let outside = Bits::read(reader, rows)?;
        let carrying = Bits::read(reader, rows)?;
        let changes = reader.array_of(changes, pair)?;
        let keys = reader.array_of(keys, |key| VisitorKey(u128::from_le_bytes(key)))?;
        let carried = reader.array_of(carried, u32::from_le_bytes)?;
        let campaigns = reader.array_of(campaigns, u64::from_le_bytes)?;
        let are_known =
            changes.iter().all(|(_, key)| *key as usize <= keys.len()) && { carried.iter() }
                .all(|place| (*place as usize) < campaigns.len());
        let is_whole = carrying.count() == carried.len();
        if !are_known || !is_whole || !changes.is_sorted_by(|a, b| a.0 < b.0) {
            return Err(FAULT);
        }
        Ok(Self {
            outside,
            changes,
            keys,
            carrying,
            carried,
            campaigns,
        })
    }
}

/// Two numbers of four bytes.
pub(super) fn pair(bytes: [u8; 8]) -> (u32, u32) {
    let [a, b, c, d, e, f, g, h] = bytes;
    (
        u32::from_le_bytes([a, b, c, d]),
        u32::from_le_bytes([e, f, g, h]),
    )
}

/// The same as bytes.
pub(super) fn pair_bytes((one, other): &(u32, u32)) -> [u8; 8] {
    let [a, b, c, d] = one.to_le_bytes();
    let [e, f, g, h] = other.to_le_bytes();
    [a, b, c, d, e, f, g, h]
}

/// Rows of a segment are few, but for a person with more than 2^32 events, whom no run holds.
pub(super) fn narrow(row: usize) -> u32 {
    u32::try_from(row).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use cairn_testkit::dice::Dice;

    use super::*;

    #[test]
    fn what_rows_say_comes_back_from_memory_and_from_bytes() {
        for seed in 1..=200 {
            let mut dice = Dice::new(seed);
            let count = dice.below(300);
            let mut rows = Vec::new();
            for _ in 0..count {
                let visit = RowVisit {
                    visitor: dice.percent(30).then(|| VisitorKey(dice.below(3) as u128)),
                    campaign: dice.percent(30).then(|| dice.below(4) as u64),
                };
                rows.push((dice.percent(20), dice.percent(70).then_some(visit)));
            }
            let visits = Visits::of(rows.iter().copied());
            let mut bytes = Writer::default();
            visits.write(&mut bytes);
            let bytes = bytes.into_bytes();
            let mut reader = Reader::of(&bytes);
            let read = Visits::read(&mut reader, count).unwrap();
            reader.end().unwrap();
            assert_eq!(read, visits, "seed {seed}");
            for (row, (_, visit)) in rows.iter().enumerate() {
                assert_eq!(read.get(row), *visit, "seed {seed}, row {row}");
            }
        }
    }
}
