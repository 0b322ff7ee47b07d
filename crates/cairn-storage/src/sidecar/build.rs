//! From a run's rows, in its order, to segments.

use std::ops::Range;
use std::sync::Arc;

use cairn_core::entity::EntityKind;
use cairn_core::event::Trust;
use cairn_core::id::{EventId, PersonKey, VisitorKey};
use cairn_core::money::Money;
use cairn_core::time::Time;

use super::column::Column;
use super::gather::Gatherer;
use super::index::{ColumnPlace, Index, SegmentPlace};
use super::numbered::Numbered;
use super::segment::{Scale, Segment, Unpacked};
use super::visits::{RowVisit, cut, narrow};
use crate::block::Block;
use crate::visit_reader::VisitReader;

/// Rows of a segment at most, unless one person has more.
const SEGMENT_ROWS: usize = 65_536;

/// What was packed, and what is known of it.
pub(crate) struct Built {
    pub(crate) index: Index,
    pub(crate) segments: Vec<Arc<Segment>>,
    pub(crate) columns: Vec<Column>,
}

/// Takes a run's rows in their order.
#[derive(Default)]
pub(crate) struct SidecarBuilder {
    names: Numbered<String>,
    /// Persons, each with where its rows begin.
    persons: Vec<(Option<PersonKey>, usize)>,
    codes: Vec<u32>,
    times: Vec<Time>,
    /// By row, ascending.
    money: Vec<(usize, Money)>,
    /// By row, ascending.
    orders: Vec<(usize, (PersonKey, EventId))>,
    /// By row what it says about sessions, by the numbers of these.
    visits: Vec<NumberedVisit>,
    visitors: Numbered<VisitorKey>,
    campaigns: Numbered<u64>,
    visit_reader: VisitReader,
    gatherer: Gatherer,
}

/// A row's visitor: none, the key that the row lies under, or one of those numbered from 2; and its campaign: none, or
/// one of those numbered from 1.
type NumberedVisit = (u32, u32);

impl SidecarBuilder {
    /// Adds the rows of a block.
    pub(crate) fn add(&mut self, block: &Block) {
        // A block's names may be more than its rows have.
        let mut numbers: Vec<Option<u32>> = vec![None; block.event_names().len()];
        self.codes.reserve(block.len());
        self.times.reserve(block.len());
        for row in 0..block.len() {
            let code = block.event_code(row);
            let number = match numbers.get(code).copied().flatten() {
                Some(number) => number,
                None => {
                    let number = self.names.number(block.event_name(row));
                    if let Some(known) = numbers.get_mut(code) {
                        *known = Some(number);
                    }
                    number
                }
            };
            if let Some(money) = block.value(row) {
                self.money.push((self.codes.len(), money));
            }
            if let Some(order) = block.order_id(row) {
                let order = (EntityKind::Order.key(order), block.event_id(row));
                self.orders.push((self.codes.len(), order));
            }
            let placed = block.placed_key(row);
            let visit = self.visit_reader.visit(block, row);
            self.gatherer.add(block, row, &visit);
            let makes_session = visit.trust == Trust::Client;
            let visitor = visit.visitor.filter(|_| makes_session);
            let numbered = visitor.map_or((0, 0), |visitor| {
                let is_placed_under = placed.is_some_and(|placed| placed.0 == visitor.0);
                let visitor = match is_placed_under {
                    true => 1,
                    false => 2 + self.visitors.number(&visitor),
                };
                let campaign = visit.campaign.map(cut);
                let campaign = campaign.map_or(0, |key| 1 + self.campaigns.number(&key));
                (visitor, campaign)
            });
            self.visits.push(numbered);
            self.push(placed, block.time(row), number);
        }
    }

    fn push(&mut self, person: Option<PersonKey>, time: Time, number: u32) {
        if self.persons.last().is_none_or(|(last, _)| *last != person) {
            self.persons.push((person, self.codes.len()));
        }
        self.codes.push(number);
        self.times.push(time);
    }

    /// Packs all rows.
    pub(crate) fn finish(mut self) -> Built {
        let names = self.rank_names();
        let first = self.times.iter().copied().min();
        let last = self.times.iter().copied().max();
        let scale = Scale::of(
            first.unwrap_or(Time::from_micros(0)),
            last.unwrap_or(Time::from_micros(0)),
        );
        let mut segments = Vec::new();
        let mut places = Vec::new();
        for persons in self.cuts() {
            let rows = persons.first().map_or(0, |(_, rows)| rows.start)
                ..persons.last().map_or(0, |(_, rows)| rows.end);
            let first_row = rows.start as u64;
            let unpacked = Unpacked {
                persons: { persons.iter() }
                    .map(|(person, rows)| (*person, rows.len()))
                    .collect(),
                codes: &self.codes[rows.clone()],
                times: &self.times[rows.clone()],
                money: of_rows(&self.money, &rows),
                orders: of_rows(&self.orders, &rows),
                visits: { self.visits[rows].iter() }
                    .map(|visit| self.visit(*visit))
                    .collect(),
            };
            let segment = Segment::of(&unpacked, scale);
            places.push(SegmentPlace::of(&segment, first_row));
            segments.push(Arc::new(segment));
        }
        let (columns, unpacked) = std::mem::take(&mut self.gatherer).finish();
        let index = Index {
            scale,
            names,
            rows: self.codes.len() as u64,
            segments: places,
            columns: columns.iter().map(ColumnPlace::of).collect(),
            unpacked,
        };
        Built {
            index,
            segments,
            columns,
        }
    }

    fn visit(&self, (visitor, campaign): NumberedVisit) -> Option<RowVisit> {
        let numbered = visitor.checked_sub(1)?.checked_sub(1);
        Some(RowVisit {
            visitor: numbered.and_then(|number| self.visitors.key(number).copied()),
            campaign: { campaign.checked_sub(1) }
                .and_then(|number| self.campaigns.key(number).copied()),
        })
    }

    /// Numbers names anew, the most frequent first; gives them in that order.
    fn rank_names(&mut self) -> Vec<String> {
        let names = std::mem::take(&mut self.names).into_keys();
        let mut counts = vec![0_u64; names.len()];
        for code in &self.codes {
            counts[*code as usize] += 1;
        }
        let mut ranked: Vec<usize> = (0..names.len()).collect();
        ranked.sort_by_key(|number| (std::cmp::Reverse(counts[*number]), &names[*number]));
        let mut ranks = vec![0_u32; names.len()];
        for (rank, number) in (0_u32..).zip(&ranked) {
            ranks[*number] = rank;
        }
        for code in &mut self.codes {
            *code = ranks[*code as usize];
        }
        ranked.iter().map(|number| names[*number].clone()).collect()
    }

    /// The persons of each segment with their rows. Nobody's rows have segments of their own and may be cut anywhere.
    fn cuts(&self) -> Vec<Vec<(Option<PersonKey>, Range<usize>)>> {
        let mut cuts = Vec::new();
        let mut open: Vec<(Option<PersonKey>, Range<usize>)> = Vec::new();
        let ends = self.persons.iter().skip(1).map(|(_, begin)| *begin);
        let ends = ends.chain([self.codes.len()]);
        for ((person, begin), end) in self.persons.iter().zip(ends) {
            if person.is_none() {
                for start in (*begin..end).step_by(SEGMENT_ROWS) {
                    cuts.push(vec![(None, start..end.min(start + SEGMENT_ROWS))]);
                }
                continue;
            }
            let begins = open.first().map_or(*begin, |(_, rows)| rows.start);
            if end - begins > SEGMENT_ROWS && !open.is_empty() {
                cuts.push(std::mem::take(&mut open));
            }
            open.push((*person, *begin..end));
        }
        if !open.is_empty() {
            cuts.push(open);
        }
        cuts
    }
}

/// What some rows have, counted from the first of them.
fn of_rows<T: Copy>(all: &[(usize, T)], rows: &Range<usize>) -> Vec<(u32, T)> {
    let first = all.partition_point(|(row, _)| *row < rows.start);
    let of_rows = all[first..].iter();
    of_rows
        .take_while(|(row, _)| *row < rows.end)
        .map(|(row, of)| (narrow(row - rows.start), *of))
        .collect()
}
