//! What a sidecar says of itself: of which run it is, how its codes and times are to be read, where its segments and
//! columns lie.

use cairn_core::id::PersonKey;
use cairn_core::time::Time;

use super::codes::BLOCK_ROWS;
use super::column::{Column, ColumnOf, Unpacked};
use super::segment::{Scale, Segment};
use crate::entry::{Malformed, Reader, Writer};
use crate::partition::Partition;
use crate::seal::Seal;

/// What is known of a sidecar without its segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Index {
    pub(super) scale: Scale,
    /// By code: the most frequent first.
    pub(crate) names: Vec<String>,
    pub(crate) rows: u64,
    pub(crate) segments: Vec<SegmentPlace>,
    /// By what they are about.
    pub(super) columns: Vec<ColumnPlace>,
    /// What has no column.
    pub(super) unpacked: Unpacked,
}

/// What is known of a column that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ColumnPlace {
    pub(super) of: ColumnOf,
    /// How many values there are.
    pub(super) words: u32,
    /// Where these lie, as those of segments.
    pub(super) place: Place,
    /// Where the codes of each block of rows lie; of no bytes where no row has a value.
    pub(super) blocks: Vec<Place>,
}

/// Where something lies in the file, its checksum not counted; nowhere while it is in memory alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    pub(super) offset: u64,
    pub(super) bytes: u64,
}

/// What a sidecar tells of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Told {
    /// No row has a value.
    Nothing,
    /// The column of this place.
    By(usize),
    /// Rows may have values, and no column tells them.
    Unknown,
}

/// What is known of a segment that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SegmentPlace {
    /// Its first person; `None` of nobody's rows, which have segments of their own.
    pub(crate) first: Option<PersonKey>,
    /// Its last person.
    pub(crate) last: Option<PersonKey>,
    /// Its first row among the run's.
    pub(crate) first_row: u64,
    pub(super) place: Place,
}

impl SegmentPlace {
    pub(super) fn of(segment: &Segment, first_row: u64) -> Self {
        let last = segment.persons().checked_sub(1);
        Self {
            first: last.and_then(|_| segment.person(0)),
            last: last.and_then(|last| segment.person(last)),
            first_row,
            place: Place::default(),
        }
    }

    /// Whether it has the same persons, from the same row on.
    pub(super) fn is_of_the_same(&self, other: &Self) -> bool {
        let of = |place: &Self| (place.first, place.last, place.first_row);
        of(self) == of(other)
    }

    /// Whether it may hold rows under keys of a partition.
    pub(crate) fn overlaps(&self, partition: Partition) -> bool {
        match self.first.zip(self.last) {
            Some((first, last)) => partition.overlaps(first, last),
            // Nobody has segments of its own.
            None => partition.takes_nobody(),
        }
    }
}

impl Index {
    /// As it is stored, with the seal of the run it belongs to.
    pub(super) fn to_bytes(&self, run: &Seal) -> Vec<u8> {
        let mut bytes = Writer::with_capacity(128 + 64 * self.segments.len());
        bytes.raw(run.hash.as_bytes());
        bytes.unsigned(run.bytes);
        bytes.signed(self.scale.base.micros());
        bytes.unsigned(u64::from(self.scale.shift));
        bytes.unsigned(self.rows);
        bytes.unsigned(self.names.len() as u64);
        for name in &self.names {
            bytes.text(name);
        }
        bytes.unsigned(self.segments.len() as u64);
        for segment in &self.segments {
            for key in [segment.first, segment.last] {
                bytes.byte(u8::from(key.is_some()));
                bytes.wide(key.map_or(0, |key| key.0));
            }
            bytes.unsigned(segment.first_row);
            segment.place.write(&mut bytes);
        }
        bytes.unsigned(self.columns.len() as u64);
        for column in &self.columns {
            column.write(&mut bytes);
        }
        self.unpacked.write(&mut bytes);
        bytes.into_bytes()
    }

    /// From what is stored, with the seal of the run it says it belongs to.
    pub(super) fn of_bytes(bytes: &[u8]) -> Result<(Self, Seal), Malformed> {
        let mut reader = Reader::of(bytes);
        let run = Seal {
            hash: blake3::Hash::from_bytes(reader.array()?),
            bytes: reader.unsigned()?,
        };
        let base = Time::from_micros(reader.signed()?);
        let shift = u32::try_from(reader.unsigned()?).unwrap_or(u32::MAX);
        let scale = Scale { base, shift };
        if !scale.is_possible() {
            return Err(Malformed("a scale of times that can't be"));
        }
        let rows = reader.unsigned()?;
        let mut names = Vec::new();
        for _ in 0..reader.unsigned()? {
            names.push(reader.text()?.to_owned());
        }
        let mut segments = Vec::new();
        for _ in 0..reader.unsigned()? {
            let mut key = || {
                let is_some = reader.byte()? == 1;
                let key = PersonKey(reader.wide()?);
                Ok::<_, Malformed>(is_some.then_some(key))
            };
            let (first, last) = (key()?, key()?);
            segments.push(SegmentPlace {
                first,
                last,
                first_row: reader.unsigned()?,
                place: Place::read(&mut reader)?,
            });
        }
        let mut columns = Vec::new();
        for _ in 0..reader.unsigned()? {
            columns.push(ColumnPlace::read(&mut reader)?);
        }
        let unpacked = Unpacked::read(&mut reader)?;
        reader.end()?;
        if !columns.is_sorted_by(|one, other| one.of < other.of) {
            return Err(Malformed("its columns are out of order"));
        }
        let mut begins = segments.iter().map(|segment| segment.first_row);
        let is_cut_in_order = { begins.clone() }.is_sorted_by(|one, other| one < other)
            && begins.clone().next().unwrap_or(0) == 0
            && begins.next_back().is_none_or(|begin| begin < rows);
        let blocks = usize::try_from(rows.div_ceil(BLOCK_ROWS as u64));
        let has_all_blocks = |column: &ColumnPlace| blocks == Ok(column.blocks.len());
        if !is_cut_in_order || !columns.iter().all(has_all_blocks) {
            return Err(Malformed("its parts are not of its rows"));
        }
        let index = Self {
            scale,
            names,
            rows,
            segments,
            columns,
            unpacked,
        };
        Ok((index, run))
    }

    /// What it tells of something.
    pub(crate) fn told(&self, of: &ColumnOf) -> Told {
        let found = self.columns.binary_search_by(|column| column.of.cmp(of));
        match found {
            Ok(at) => Told::By(at),
            Err(_) if self.unpacked.may_hold(of) => Told::Unknown,
            Err(_) => Told::Nothing,
        }
    }

    /// How many rows a segment should have.
    pub(super) fn rows_of_segment(&self, at: usize) -> Option<u64> {
        let next = self.segments.get(at + 1).map(|next| next.first_row);
        let begin = self.segments.get(at)?.first_row;
        next.unwrap_or(self.rows).checked_sub(begin)
    }

    /// How many rows a block of columns has.
    pub(super) fn rows_of_block(&self, at: usize) -> usize {
        let begin = (at as u64).saturating_mul(BLOCK_ROWS as u64);
        let rest = usize::try_from(self.rows.saturating_sub(begin));
        rest.unwrap_or(usize::MAX).min(BLOCK_ROWS)
    }

    /// Whether rows of it make sessions.
    pub(crate) fn has_sessions(&self) -> bool {
        !matches!(self.told(&ColumnOf::Origin), Told::Nothing)
    }

    /// How many blocks of rows a column has.
    pub(crate) fn blocks(&self, column: usize) -> usize {
        self.columns
            .get(column)
            .map_or(0, |column| column.blocks.len())
    }

    /// Every place of the file that it names.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        let of_column = |column: &ColumnPlace| {
            let blocks = column.blocks.clone();
            std::iter::once(column.place).chain(blocks)
        };
        let segments = self.segments.iter().map(|segment| segment.place);
        segments.chain(self.columns.iter().flat_map(of_column))
    }

    /// How many names there are.
    pub(super) fn known(&self) -> u32 {
        u32::try_from(self.names.len()).unwrap_or(u32::MAX)
    }
}

impl Place {
    fn write(self, bytes: &mut Writer) {
        bytes.unsigned(self.offset);
        bytes.unsigned(self.bytes);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            offset: reader.unsigned()?,
            bytes: reader.unsigned()?,
        })
    }
}

impl ColumnPlace {
    pub(super) fn of(column: &Column) -> Self {
        Self {
            of: column.of.clone(),
            words: u32::try_from(column.words.len()).unwrap_or(u32::MAX),
            place: Place::default(),
            blocks: vec![Place::default(); column.blocks.len()],
        }
    }

    fn write(&self, bytes: &mut Writer) {
        self.of.write(bytes);
        bytes.unsigned(u64::from(self.words));
        self.place.write(bytes);
        bytes.unsigned(self.blocks.len() as u64);
        for block in &self.blocks {
            block.write(bytes);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let of = ColumnOf::read(reader)?;
        let words = u32::try_from(reader.unsigned()?);
        let words = words.map_err(|_| Malformed("a column of too many values"))?;
        let place = Place::read(reader)?;
        let mut blocks = Vec::new();
        for _ in 0..reader.unsigned()? {
            blocks.push(Place::read(reader)?);
        }
        Ok(Self {
            of,
            words,
            place,
            blocks,
        })
    }
}
