//! One bit for each row, and how many are set before it.

use crate::entry::{Malformed, Reader, Writer};

/// One bit for each row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits {
    rows: usize,
    words: Vec<u64>,
    /// How many bits are set before each word.
    before: Vec<u32>,
}

impl Bits {
    /// The bits of these rows, of so many.
    pub(super) fn of(set: &[u32], rows: usize) -> Self {
        let mut words = vec![0; rows.div_ceil(64)];
        for row in set {
            words[*row as usize / 64] |= 1 << (row % 64);
        }
        Self::of_words(words, rows)
    }

    fn of_words(words: Vec<u64>, rows: usize) -> Self {
        let mut before = Vec::with_capacity(words.len());
        let mut count = 0;
        for word in &words {
            before.push(count);
            count += word.count_ones();
        }
        Self {
            rows,
            words,
            before,
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows
    }

    pub(super) fn get(&self, row: usize) -> bool {
        self.words[row / 64] >> (row % 64) & 1 == 1
    }

    /// How many bits are set before a row's.
    pub(super) fn rank(&self, row: usize) -> usize {
        let below = self.words[row / 64] & ((1 << (row % 64)) - 1);
        (self.before[row / 64] + below.count_ones()) as usize
    }

    pub(super) fn count(&self) -> usize {
        self.words
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.words.as_slice()) + size_of_val(self.before.as_slice())
    }

    pub(super) fn write(&self, bytes: &mut Writer) {
        bytes.array_of(self.words.iter().map(|word| word.to_le_bytes()));
    }

    pub(super) fn read(reader: &mut Reader<'_>, rows: usize) -> Result<Self, Malformed> {
        let words = reader.array_of(rows.div_ceil(64), u64::from_le_bytes)?;
        let beyond = rows % 64;
        let has_more = beyond > 0 && words.last().is_some_and(|last| last >> beyond != 0);
        match has_more {
            true => Err(Malformed("a bit of no row")),
            false => Ok(Self::of_words(words, rows)),
        }
    }
}
