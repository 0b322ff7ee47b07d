//! What a sidecar says of itself: of which run it is, how its codes and times are to be read, where its segments lie.

use cairn_core::id::PersonKey;
use cairn_core::time::Time;

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
}

/// What is known of a segment that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SegmentPlace {
    /// Its first person; `None` of nobody's rows, which have segments of their own.
    pub(crate) first: Option<PersonKey>,
    /// Its last person.
    pub(crate) last: Option<PersonKey>,
    /// Where it lies in the file, its checksum not counted; nowhere while it is in memory alone.
    pub(super) offset: u64,
    pub(super) bytes: u64,
}

impl SegmentPlace {
    pub(super) fn of(segment: &Segment) -> Self {
        let last = segment.persons().checked_sub(1);
        Self {
            first: last.and_then(|_| segment.person(0)),
            last: last.and_then(|last| segment.person(last)),
            offset: 0,
            bytes: 0,
        }
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
            bytes.unsigned(segment.offset);
            bytes.unsigned(segment.bytes);
        }
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
                offset: reader.unsigned()?,
                bytes: reader.unsigned()?,
            });
        }
        reader.end()?;
        let index = Self {
            scale,
            names,
            rows,
            segments,
        };
        Ok((index, run))
    }

    /// How many names there are.
    pub(super) fn known(&self) -> u32 {
        u32::try_from(self.names.len()).unwrap_or(u32::MAX)
    }
}
