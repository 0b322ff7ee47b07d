//! Some whole persons of a run: who they are, and of each of their events the name's code, the time, the money it
//! carries, the order it names and what it says about sessions.

use std::ops::Range;

use cairn_core::event::Trust;
use cairn_core::id::{EventId, PersonKey, VisitorKey};
use cairn_core::money::Money;
use cairn_core::session::{CampaignKey, Visit};
use cairn_core::time::Time;

use super::money::MoneyColumn;
use super::orders::OrderColumn;
use super::packed::{Packed, words_for};
use super::visits::{RowVisit, Visits, narrow, pair, pair_bytes};
use crate::entry::{Malformed, Reader, Writer};

/// Codes from here on are told by the last bit of a person's names, and together.
const OTHER_NAME: u32 = 63;

/// The code of a row whose name's code is wider than a byte.
const WIDE: u8 = u8::MAX;

/// How times of a run are told: in units of 2^shift µs since its first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) base: Time,
    pub(super) shift: u32,
}

impl Scale {
    /// The finest scale that reaches from one time to the other in 65,536 units.
    pub(super) fn of(first: Time, last: Time) -> Self {
        let span = distance(first, last);
        let bits = u64::BITS - span.leading_zeros();
        Self {
            base: first,
            shift: bits.saturating_sub(16),
        }
    }

    pub(super) fn is_possible(self) -> bool {
        self.shift <= Packed::MOST_BITS
    }
}

/// Microseconds from one time to a later one.
fn distance(first: Time, last: Time) -> u64 {
    last.micros().wrapping_sub(first.micros()).cast_unsigned()
}

/// Some whole persons of a run, or of a piece of the log's end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    scale: Scale,
    /// Whether the first of them is nobody: rows without any id. Its key says nothing.
    begins_with_nobody: bool,
    keys: Vec<PersonKey>,
    /// Where each person's rows begin, and where the last one's end.
    begins: Vec<u32>,
    names: Vec<u64>,
    codes: Vec<u8>,
    /// The codes that a byte does not hold, by row, ascending.
    wide: Vec<(u32, u32)>,
    coarse: Vec<u16>,
    fine: Packed,
    money: MoneyColumn,
    orders: OrderColumn,
    visits: Visits,
}

/// The rows of some whole persons before they are packed.
pub(super) struct Unpacked<'a> {
    /// The persons, each with its number of rows.
    pub(super) persons: Vec<(Option<PersonKey>, usize)>,
    pub(super) codes: &'a [u32],
    pub(super) times: &'a [Time],
    /// Of the rows that carry some, counted from the first of these, ascending.
    pub(super) money: Vec<(u32, Money)>,
    /// The same.
    pub(super) orders: Vec<(u32, (PersonKey, EventId))>,
    pub(super) visits: Vec<Option<RowVisit>>,
}

impl Segment {
    /// Packs rows. Nobody may only be the first of the persons.
    pub(super) fn of(rows: &Unpacked<'_>, scale: Scale) -> Self {
        let mut begins = Vec::with_capacity(rows.persons.len() + 1);
        let mut names = Vec::with_capacity(rows.persons.len());
        let mut begin = 0;
        for (_, count) in &rows.persons {
            begins.push(narrow(begin));
            let of_person = &rows.codes[begin..begin + count];
            names.push(
                of_person
                    .iter()
                    .fold(0, |names, code| names | name_bit(*code)),
            );
            begin += count;
        }
        begins.push(narrow(begin));
        let is_wide = |code: u32| code >= u32::from(WIDE);
        let byte = |code: &u32| u8::try_from(*code).unwrap_or(WIDE);
        let wide = rows.codes.iter().enumerate();
        let since = |time: &Time| distance(scale.base, *time);
        let of_each = |(_, count): &(Option<PersonKey>, usize)| (0..*count).map(|row| row == 0);
        let begin_persons = rows.persons.iter().flat_map(of_each);
        Self {
            scale,
            begins_with_nobody: rows.persons.first().is_some_and(|(key, _)| key.is_none()),
            keys: rows
                .persons
                .iter()
                .map(|(key, _)| key.unwrap_or(PersonKey(0)))
                .collect(),
            names,
            codes: rows.codes.iter().map(byte).collect(),
            wide: wide
                .filter(|(_, code)| is_wide(**code))
                .map(|(row, code)| (narrow(row), *code))
                .collect(),
            coarse: rows
                .times
                .iter()
                .map(|time| u16::try_from(since(time) >> scale.shift).unwrap_or(u16::MAX))
                .collect(),
            fine: Packed::of(rows.times.iter().map(since), scale.shift),
            money: MoneyColumn::of(rows.money.iter().copied()),
            orders: OrderColumn::of(rows.orders.iter().copied()),
            visits: Visits::of(begin_persons.zip(rows.visits.iter().copied())),
            begins,
        }
    }

    /// How many persons there are, nobody among them.
    pub fn persons(&self) -> usize {
        self.keys.len()
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.codes.len()
    }

    /// Who the n-th is; `None` for nobody, who can only be the first.
    pub fn person(&self, at: usize) -> Option<PersonKey> {
        (at > 0 || !self.begins_with_nobody).then(|| self.keys[at])
    }

    /// The rows of the n-th person, in order of (time, event id).
    pub fn rows(&self, at: usize) -> Range<usize> {
        self.begins[at] as usize..self.begins[at + 1] as usize
    }

    /// Which names the n-th person's events have: the bit of each code, as [`name_bit`] gives it.
    pub fn names(&self, at: usize) -> u64 {
        self.names[at]
    }

    /// The code of a row's name.
    pub fn code(&self, row: usize) -> u32 {
        match self.codes[row] {
            WIDE => self.wide_code(row),
            code => u32::from(code),
        }
    }

    fn wide_code(&self, row: usize) -> u32 {
        let at = self
            .wide
            .partition_point(|(wide, _)| (*wide as usize) < row);
        self.wide.get(at).map_or(u32::from(WIDE), |(_, code)| *code)
    }

    /// When a row's event happened.
    pub fn time(&self, row: usize) -> Time {
        let coarse = u64::from(self.coarse[row]) << self.scale.shift;
        let since = coarse | self.fine.get(row);
        // As it was taken apart: the distance may be more than a signed number holds.
        Time::from_micros(self.scale.base.micros().wrapping_add(since.cast_signed()))
    }

    /// The money that a row carries.
    pub fn money(&self, row: usize) -> Option<Money> {
        self.money.get(narrow(row))
    }

    /// The order that a row names, by its key, and the row's event.
    pub fn order(&self, row: usize) -> Option<(PersonKey, EventId)> {
        self.orders.get(narrow(row))
    }

    /// What one of the n-th person's rows says about sessions. Of a row that makes none it does not say whose it is.
    pub fn visit(&self, at: usize, row: usize) -> Visit {
        let time = self.time(row);
        let Some(visit) = self.visits.get(row) else {
            return Visit {
                time,
                trust: Trust::Server,
                visitor: None,
                campaign: None,
            };
        };
        Visit {
            time,
            trust: Trust::Client,
            visitor: visit
                .visitor
                .or_else(|| self.person(at).map(|key| VisitorKey(key.0))),
            campaign: visit.campaign.map(|key| CampaignKey(u128::from(key))),
        }
    }

    /// Bytes of memory.
    pub(super) fn bytes(&self) -> usize {
        size_of::<Self>()
            + size_of_val(self.keys.as_slice())
            + size_of_val(self.begins.as_slice())
            + size_of_val(self.names.as_slice())
            + self.codes.len()
            + size_of_val(self.wide.as_slice())
            + size_of_val(self.coarse.as_slice())
            + self.fine.bytes()
            + self.money.bytes()
            + self.orders.bytes()
            + self.visits.bytes()
    }

    /// As it is stored.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Writer::with_capacity(self.bytes() + 64);
        bytes.unsigned(self.keys.len() as u64);
        bytes.unsigned(self.codes.len() as u64);
        bytes.unsigned(self.wide.len() as u64);
        bytes.byte(u8::from(self.begins_with_nobody));
        bytes.array_of(self.keys.iter().map(|key| key.0.to_le_bytes()));
        bytes.array_of(self.begins.iter().map(|begin| begin.to_le_bytes()));
        bytes.array_of(self.names.iter().map(|names| names.to_le_bytes()));
        bytes.raw(&self.codes);
        bytes.array_of(self.wide.iter().map(pair_bytes));
        bytes.array_of(self.coarse.iter().map(|coarse| coarse.to_le_bytes()));
        bytes.array_of(self.fine.words().iter().map(|word| word.to_le_bytes()));
        self.money.write(&mut bytes);
        self.orders.write(&mut bytes);
        self.visits.write(&mut bytes);
        bytes.into_bytes()
    }

    /// From what is stored, of a sidecar with so many names. No bytes make it panic, then or when it is asked.
    pub(super) fn of_bytes(bytes: &[u8], scale: Scale, known: u32) -> Result<Self, Malformed> {
        const BEYOND: Malformed = Malformed("it says to hold more than it has bytes for");
        let mut reader = Reader::of(bytes);
        let mut count = || {
            let count = usize::try_from(reader.unsigned()?).map_err(|_| BEYOND)?;
            (count <= bytes.len()).then_some(count).ok_or(BEYOND)
        };
        let (persons, rows, wide) = (count()?, count()?, count()?);
        let begins_with_nobody = reader.byte()? == 1;
        let keys = reader.array_of(persons, |key| PersonKey(u128::from_le_bytes(key)))?;
        let begins = reader.array_of(persons + 1, u32::from_le_bytes)?;
        let names = reader.array_of(persons, u64::from_le_bytes)?;
        let codes = reader.array_of(rows, |[code]: [u8; 1]| code)?;
        let wide = reader.array_of(wide, pair)?;
        let coarse = reader.array_of(rows, u16::from_le_bytes)?;
        let words = reader.array_of(words_for(rows, scale.shift), u64::from_le_bytes)?;
        let money = MoneyColumn::read(&mut reader, rows)?;
        let orders = OrderColumn::read(&mut reader, rows)?;
        let visits = Visits::read(&mut reader, rows)?;
        reader.end()?;
        let are_cut_in_order = begins.first() == Some(&0)
            && begins.last().is_some_and(|end| *end as usize == rows)
            && begins.is_sorted();
        let is_known = |code: &u8| *code == WIDE || u32::from(*code) < known;
        let are_known = codes.iter().all(is_known) && wide.iter().all(|(_, code)| *code < known);
        let lie_where_said = wide.is_sorted_by(|a, b| a.0 < b.0)
            && wide.iter().map(|(row, _)| *row as usize).eq(codes
                .iter()
                .enumerate()
                .filter(|(_, code)| **code == WIDE)
                .map(|(row, _)| row));
        let first = usize::from(begins_with_nobody).min(keys.len());
        let are_persons_in_order = keys[first..].is_sorted_by(|a, b| a < b);
        if !are_cut_in_order || !are_known || !lie_where_said || !are_persons_in_order {
            return Err(Malformed("its parts do not fit each other"));
        }
        let fine = Packed::of_words(words, rows, scale.shift).ok_or(BEYOND)?;
        Ok(Self {
            scale,
            begins_with_nobody,
            keys,
            begins,
            names,
            codes,
            wide,
            coarse,
            fine,
            money,
            orders,
            visits,
        })
    }
}

/// The bit that stands for a name's code among a person's names. All but the most frequent share one.
pub fn name_bit(code: u32) -> u64 {
    1 << code.min(OTHER_NAME)
}
